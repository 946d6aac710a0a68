"""SSCFLP, or one choice of its sites: Lagrangian bound, local search, a tree and MILPs of what is left."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...arrays import Floats
from ...compiled import Whole
from ...limits import Limits, Watch
from ..nodes import CLOSED, FREE, OPEN
from ..problems import SSCFLP
from ..steps import raised, step_of
from .assigning import cost_of, improve, insert, recreate
from .branching import Branching
from .lagrangian import NO_ORDER, NO_PAIRS, ascend
from .near import by_cost, prices_of_room
from .remaining import solve_pairs
from .tree import fewest_sites
from .units import Units

ROUNDS, PATIENCE, STEP, FLOOR = 50, 12, 1.0, 2e-3
SHAKES = 300  # ruins and recreations of a portion
LEVELS = (0.5, 0.3, 0.7, 0.1, 0.02, 0.0)  # averaged choice from which a site is used
LIKELY = 0.02  # averaged choice of a site that local search may open
FINE = 5.0  # of what a unit of capacity costs, for one that lacks
PASSES, LEAST_PASSES = 10, 2  # portions of shakes without anything better; fewer where there are many customers
PASSES_OF = 4e5  # squared customers times passes
REACH, REACH_OF_BOUND = 0.1, 0.002  # how far beyond the bound a goal is, of what lies there to the best solution
PATIENT = 500  # nodes after which a goal that is not the last is taken nearer, where no more were looked at before
NEARER = 0.5  # what its distance is then of what it was
MOST_PAIRS = 8000  # that a MILP is given


class Single:
    """State of a search.

    Parameters
    ----------
    most
        What a solution must cost less than, to be worth finding.
    decided
        All sites are open.
    """

    def __init__(
        self, problem: SSCFLP, limits: Limits, watch: Watch, most: float = np.inf, *, decided: bool = False
    ) -> None:
        self.problem, self.limits, self.watch, self.most, self.decided = problem, limits, watch, most, decided
        self.units = Units.of(problem)
        sites, customers = problem.sites, problem.customers
        self.costs = np.ascontiguousarray(problem.service_cost)
        self._near = by_cost(self.costs)
        self.step = step_of(problem.opening_cost, problem.service_cost)
        self.cost, self.site = np.inf, np.full(customers, -1, dtype=np.int64)
        self.root = -np.inf  # bound, not raised to a possible cost
        self.status: Whole = np.full(sites, OPEN if decided else FREE, np.int8)
        self.numbers = np.array([sites if decided else fewest_sites(problem), sites])
        self.v: Floats = np.sort(self.costs, axis=0)[min(2, sites - 1)]
        self.share = np.zeros(sites)
        self.priced = self.costs.copy()
        self._fine = FINE * float(
            (problem.opening_cost + self.costs.mean(axis=1)).sum() / max(problem.capacity.sum(), 1e-9)
        )
        self.random = np.array([limits.seed % 2**31 * 1_000_003 + 88_172_645_463_325_252], dtype=np.int64)
        self.work = 0
        self.in_parts = self.v, self.share  # where the ascent in parts ended
        self._tree: Iterator[bool] | None = None
        self.infeasible = bool(problem.capacity.sum() < problem.demand.sum() * (1 - 1e-9))
        self.guess = float(problem.opening_cost.sum() + self.costs.max(axis=0).sum()) * (1 + 1e-6) + 1.0

    @property
    def beat(self) -> float:
        """What a solution must cost less than, to be worth finding."""
        if self.cost == np.inf:
            return self.most
        tolerance = max(0.99 * self.step, 5e-7, 1e-9 * abs(self.cost))
        return min(self.most, self.cost - tolerance, self.cost * (1 - self.limits.gap))

    @property
    def bound(self) -> float:
        """No solution costs less than this."""
        return raised(self.root, self.step)

    @property
    def done(self) -> bool:
        """Whether nothing better is left."""
        return self.bound >= min(self.beat, self.guess)

    def begin(self) -> Iterator[str]:
        """Bound and first solutions."""
        for whole in (False, True):
            step = STEP if not whole else STEP / 4
            while step >= FLOOR and not self.done:
                step = self._ascend(step, whole)
                self._construct()
                yield "Lagrangian bound"
            if not whole:
                self.in_parts = self.v.copy(), self.share.copy()
        for _ in self._search():
            yield "local search"

    def close(self, nodes: int) -> Iterator[str]:
        """Seek a proof by a tree, then by a MILP of what is left, of so many nodes each; the tree goes on each time."""
        self._tree = self._tree or self._explore()
        for _ in range(nodes):
            if self.done or next(self._tree, None) is None:
                return
            yield "branch and bound"
        self._rest(nodes)
        yield "MILP of what is left"

    def _rest(self, nodes: int) -> None:
        """Give what is left to a MILP: its bound is one of the problem."""
        p, beat = self.problem, min(self.beat, self.guess)
        everything = np.ones(self.costs.shape, dtype=bool)
        tree = Branching(p, self.units, everything, self.status, self.numbers, self.v, self.share, beat)
        left = tree.whittled()
        self.work += tree.work
        if left is None:
            if tree.found is not None:
                self.offer(tree.found)
            self.root = max(self.root, min(self.beat, beat))
            return
        bound, kept, status = left
        self.root = max(self.root, bound)
        if kept.sum() > MOST_PAIRS:
            return
        start = self.site if self.cost < self.most else None
        limits = self.limits.after(self.watch.elapsed())
        answer, site = solve_pairs(p, kept, status, self.numbers, start, beat, nodes, limits, self.watch)
        self.work += nodes
        if site is not None:
            self.offer(site)
        self.root = max(self.root, min(answer.bound, beat))

    def _explore(self) -> Iterator[bool]:
        """Ask for solutions below a goal near the bound; where there are none, the goal is a bound, and is raised."""
        most = min(self.beat, self.guess)
        span = most - self.root
        reach = min(REACH * span, max(REACH_OF_BOUND * abs(self.root), 0.01 * span))
        tree = Branching(
            self.problem, self.units, np.ones(self.costs.shape, dtype=bool), self.status, self.numbers, self.v,
            self.share, most,
        )  # fmt: skip
        spent = 0
        while self.root < most:
            goal = self.root + reach
            goal, began = goal if goal < most - reach else most, tree.nodes
            tree.restart(goal)
            for _ in tree.portions():
                self.work, spent = self.work + tree.work - spent, tree.work
                if tree.found is not None:
                    self.offer(tree.found)
                tree.beat = min(goal, self.beat)
                self.root = max(self.root, tree.bound)
                yield True
                if goal < most and tree.nodes - began > max(PATIENT, began) and goal > self.root + 1e-3 * span:
                    reach = NEARER * min(reach, goal - self.root)
                    break
            self.root = max(self.root, tree.bound)
            most = min(self.beat, self.guess)

    def _ascend(self, step: float, whole: bool) -> float:
        p = self.problem
        cost, order = (self.costs, NO_ORDER) if whole else self._near
        bound, done, step = ascend(
            cost, order, self.units.demand, self.units.capacity, p.opening_cost, self.status, self.numbers, self.v,
            self.share, NO_PAIRS, min(self.beat, self.guess), ROUNDS, PATIENCE, step, FLOOR,
        )  # fmt: skip
        self.work += done
        self.root = max(self.root, min(bound, self.beat))
        return step

    def _construct(self) -> None:
        """Serve customers, at the bound's prices of room, from the sites that the bound opened mostly."""
        p = self.problem
        self.priced = self._prices()
        for level in LEVELS:
            closed = np.where((self.share >= level) | (self.status == OPEN), 0.0, np.inf)
            closed[self.status == CLOSED] = np.inf
            site, left = np.full(p.customers, -1, dtype=np.int64), p.capacity * (1 + 1e-9)
            count = np.zeros(p.sites, dtype=np.int64)
            self.work += 1
            served = insert(self.priced, p.demand, closed, site, left, count, 0.0, self.random)
            if served and improve(p.service_cost, p.demand, p.opening_cost, closed, site, left, count, self._fine):
                self.offer(site)

    def _prices(self) -> Floats:
        p = self.problem
        unit = prices_of_room(*self._near, p.demand, p.capacity, p.opening_cost, self.status, self.v)
        priced: Floats = p.service_cost + unit[:, None] * p.demand
        return priced

    def _search(self) -> Iterator[None]:
        """Ruin and recreate while that helps."""
        p, stale = self.problem, 0
        passes = min(PASSES, max(LEAST_PASSES, int(PASSES_OF / p.customers**2)))
        likely = (self.share > LIKELY) | np.isin(np.arange(p.sites), self.site)
        allowed = np.where((self.status == CLOSED) | ~likely, np.inf, 0.0)
        while stale < passes and self.cost < np.inf and not self.done:
            site = self.site.copy()
            recreate(
                p.service_cost, self.priced, p.demand, p.capacity, p.opening_cost, allowed, site, SHAKES, self._fine,
                self.random,
            )  # fmt: skip
            self.work += SHAKES
            before = self.cost
            self.offer(site)
            stale = 0 if self.cost < before * (1 - 1e-5) else stale + 1
            yield

    def offer(self, site: Whole) -> None:
        cost = float(cost_of(self.problem.service_cost, self.problem.opening_cost, site))
        if cost < self.cost:
            self.cost, self.site = cost, site.copy()
