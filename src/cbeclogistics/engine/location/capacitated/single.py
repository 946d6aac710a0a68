"""SSCFLP: Lagrangian bound, local search, choices of sites, who serves whom for each; branch and bound of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole
from ...limits import Limits, Watch
from ..problems import SSCFLP
from ..steps import raised, step_of
from ..uncapacitated.wander import random
from .assigning import cost_of, improve, insert, recreate
from .branching import Branching
from .choices import Choices
from .diving import dive
from .lagrangian import CLOSED, FREE, NO_PAIRS, OPEN, ascend, price_sites
from .remaining import solve_pairs
from .tree import Tree, fewest_sites
from .units import Units

ROUNDS, PATIENCE, STEP, FLOOR = 50, 12, 1.0, 2e-3
SHAKES = 300  # ruins and recreations of a portion
LEVELS = (0.5, 0.3, 0.7, 0.1, 0.02, 0.0)  # averaged choice from which a site is used
LIKELY = 0.02  # averaged choice of a site that local search may open
FINE = 5.0  # of what a unit of capacity costs, for one that lacks
PASSES, LEAST_PASSES = 10, 2  # portions of shakes without anything better; fewer where there are many customers
PASSES_OF = 4e5  # squared customers times passes
DIVES, POLISHED = 30, 2  # dives in vain before the search ends; portions of shakes in vain before a dive does
WIDEST = 0.1  # of the bound beyond it, at most: what the steps of a dive are measured by
PARTS = 20  # neighbourhoods tried in vain before the search ends
PART_CUSTOMERS, PART_SITES = 40, 3  # of a neighbourhood, at least, where there are so many
PART_NODES = 40
LARGE = 150  # customers; where there are more, parts are decided anew
REACH, REACH_OF_BOUND = 0.1, 0.002  # how far beyond the bound a goal is, of what lies there to the best solution
PATIENT = 500  # nodes after which a goal that is not the last is taken nearer, where no more were looked at before
NEARER = 0.5  # what its distance is then of what it was
IN_PARTS, IN_PARTS_WORK = 1e-5, 20_000  # gap and evaluations of the choice of sites with customers in parts
CHOICES_NODES, CHOICES_LEAVES = 3000, 40  # of the search for choices; choices in vain after which it ends
FIRST_NODES, MORE = 300, 3  # of the first MILP of what is left, and of the tree after it; the next ones' in proportion
MOST_PAIRS = 8000  # that a MILP is given


@dataclass(frozen=True, eq=False)
class Choice:
    """Sites that are open, and the search for who serves whom."""

    sites: Whole
    single: Single


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
        self._in_parts = self.v, self.share  # where the ascent in parts ended
        self._tree: Iterator[bool] | None = None
        self._chosen: list[Choice] = []
        self._met: set[bytes] = set()  # choices of sites
        self._all_chosen = False
        self.infeasible = bool(problem.capacity.sum() < problem.demand.sum() * (1 - 1e-9))
        self._guess = float(problem.opening_cost.sum() + self.costs.max(axis=0).sum()) * (1 + 1e-6) + 1.0

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
        return self.bound >= min(self.beat, self._guess)

    def portions(self) -> Iterator[str]:
        """Do a portion of work at each step, until all is proven; say what was done."""
        yield from self.begin()
        if not self.done:
            yield from self._split()
        (v, share), beat = self._in_parts, min(self.beat, self._guess)
        self._choices = Choices(self.problem, self.status, self.numbers, v, share, beat)
        nodes, growing = FIRST_NODES, True
        while growing and not self.done:
            yield from self._choose(CHOICES_NODES * nodes // FIRST_NODES, CHOICES_LEAVES)
            for choice in sorted(self._chosen, key=lambda choice: choice.single.bound):
                yield from self._assign(choice, choice.single.close(nodes))
            self._meet()
            if not self.done and not self._all_chosen:
                if self.problem.customers > LARGE:
                    yield from self._dig()
                for stage in self.close(nodes):
                    self._meet()
                    yield stage
            growing = bool(self._chosen) or not self._all_chosen
            nodes *= MORE
        self.infeasible = self.cost == np.inf

    def begin(self) -> Iterator[str]:
        """Bound and first solutions."""
        for whole in (False, True):
            step = STEP if not whole else STEP / 4
            while step >= FLOOR and not self.done:
                step = self._ascend(step, whole)
                self._construct()
                yield "Lagrangian bound"
            if not whole:
                self._in_parts = self.v.copy(), self.share.copy()
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
        p, beat = self.problem, min(self.beat, self._guess)
        everything = np.ones(self.costs.shape, dtype=bool)
        tree = Branching(p, self.units, everything, self.status, self.numbers, self.v, self.share, beat)
        left = tree.whittled()
        self.work += tree.work
        if left is None:
            if tree.found is not None:
                self._offer(tree.found)
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
            self._offer(site)
        self.root = max(self.root, min(answer.bound, beat))

    def _split(self) -> Iterator[str]:
        """Choose sites with customers in parts, then serve them whole from there."""
        tree, spent = Tree(self.problem, IN_PARTS, self.limits, self.watch), self.work
        for _ in tree.portions():
            self.root, self.work = max(self.root, min(tree.bound, self.beat)), spent + tree.work
            yield "sites, with customers in parts"
            if tree.work > IN_PARTS_WORK:
                break
        if tree.cost < np.inf:
            yield from self._hand_out(tree.best)

    def _choose(self, nodes: int, vain: int) -> Iterator[str]:
        """Look for choices of sites that may be better, in parts, and serve them whole."""
        choices, spent = self._choices, self.work - self._choices.work
        while vain > 0 and nodes > 0 and not self.done:
            choices.beat = min(self.beat, self._guess)
            if not choices.step():
                self._all_chosen = True
                break
            nodes -= 1
            self.work = spent + choices.work
            if choices.found is not None:
                vain, before = vain - 1, self.cost
                yield from self._hand_out(choices.found)
                if self.cost < before:
                    vain = CHOICES_LEAVES
            self._meet()
            yield "choices of sites"

    def _hand_out(self, is_open: Bools) -> Iterator[str]:
        """Serve customers whole from a choice of sites that was not met before."""
        key = is_open.tobytes()
        if key in self._met:
            return
        self._met.add(key)
        p, sites = self.problem, np.flatnonzero(is_open)
        part = SSCFLP(p.opening_cost[sites], p.service_cost[sites], p.capacity[sites], p.demand)
        choice = Choice(sites, Single(part, self.limits, self.watch, self.beat, decided=True))
        self._chosen.append(choice)
        yield from self._assign(choice, choice.single.begin())

    def _assign(self, choice: Choice, steps: Iterator[str]) -> Iterator[str]:
        """Take steps at who serves whom from a choice of sites."""
        single = choice.single
        single.most, before = self.beat, single.work
        for stage in steps:
            self.work, before = self.work + single.work - before, single.work
            if single.cost < self.cost:
                self._offer(choice.sites[single.site])
                single.most = self.beat
            yield stage
        if single.done:
            self._chosen.remove(choice)

    def _meet(self) -> None:
        """Nothing costs less than the least of what is left of the choices."""
        left = min([choice.single.bound for choice in self._chosen], default=np.inf)
        self.root = max(self.root, min(self._choices.bound, left, self.beat))

    def _explore(self) -> Iterator[bool]:
        """Ask for solutions below a goal near the bound; where there are none, the goal is a bound, and is raised."""
        most = min(self.beat, self._guess)
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
                    self._offer(tree.found)
                tree.beat = min(goal, self.beat)
                self.root = max(self.root, tree.bound)
                yield True
                if goal < most and tree.nodes - began > max(PATIENT, began) and goal > self.root + 1e-3 * span:
                    reach = NEARER * min(reach, goal - self.root)
                    break
            self.root = max(self.root, tree.bound)
            most = min(self.beat, self._guess)

    def _ascend(self, step: float, whole: bool) -> float:
        p = self.problem
        bound, done, step = ascend(
            self.costs, self.units.demand, self.units.capacity, p.opening_cost, self.status, self.numbers, self.v,
            self.share, NO_PAIRS, min(self.beat, self._guess), ROUNDS, PATIENCE, step, FLOOR, whole,
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
                self._offer(site)

    def _prices(self) -> Floats:
        p = self.problem
        unit, spare = np.zeros(p.sites), np.zeros((2, p.sites))
        price_sites(
            self.costs, p.demand, p.capacity, p.opening_cost, self.status, self.v, False, spare[0], spare[1], unit,
            np.zeros_like(self.costs),
        )  # fmt: skip
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
            self._offer(site)
            stale = 0 if self.cost < before * (1 - 1e-5) else stale + 1
            yield

    def _dig(self) -> Iterator[str]:
        """Look for better solutions where there are many customers."""
        yield from self._dives()
        stale = 0
        while stale < PARTS and self.cost < np.inf and not self.done:
            before = self.cost
            for _ in self._part():
                yield "parts"
            stale = stale + 1 if self.cost >= before else 0

    def _dives(self) -> Iterator[str]:
        """Fix step by step what the relaxation is sure of, by steps of many sizes, and improve what that leads to."""
        p, stale = self.problem, 0
        closed = np.where(self.status == CLOSED, np.inf, 0.0)
        while stale < DIVES and not self.done:
            stale, before = stale + 1, self.cost
            wide = 1 + WIDEST * (0.2 + 0.8 * random(self.random, 1000) / 1000)
            site, done = dive(
                p, self.units, self.status, self.numbers, self.v, self.share, wide * max(self.root, 1e-6)
            )  # fmt: skip
            self.work += done
            left = p.capacity * (1 + 1e-9) - np.bincount(site[site >= 0], p.demand[site >= 0], p.sites)
            count = np.bincount(site[site >= 0], minlength=p.sites)
            served = insert(self.priced, p.demand, closed, site, left, count, 0.0, self.random)
            if served and improve(p.service_cost, p.demand, p.opening_cost, closed, site, left, count, self._fine):
                yield "dives"
                yield from self._polish(site, closed)
            if self.cost < before * (1 - 1e-5):
                stale = 0
            yield "dives"

    def _polish(self, site: Whole, allowed: Floats) -> Iterator[str]:
        p, stale, least = self.problem, 0, np.inf
        while stale < POLISHED:
            cost = recreate(
                p.service_cost, self.priced, p.demand, p.capacity, p.opening_cost, allowed, site, SHAKES, self._fine,
                self.random,
            )  # fmt: skip
            self.work += SHAKES
            self._offer(site)
            stale = 0 if cost < least * (1 - 1e-5) else stale + 1
            least = min(least, cost)
            yield "dives"

    def _offer(self, site: Whole) -> None:
        cost = float(cost_of(self.problem.service_cost, self.problem.opening_cost, site))
        if cost < self.cost:
            self.cost, self.site = cost, site.copy()

    def _part(self) -> Iterator[None]:
        """Decide anew on the sites around a customer and all that they serve, by a tree of its own."""
        p, before = self.problem, self.cost
        centre = random(self.random, p.customers)
        near = np.argsort(p.service_cost[:, centre], kind="stable")
        load = np.bincount(self.site, minlength=p.sites)
        served = near[load[near] > 0]
        count = max(PART_SITES, int(np.searchsorted(np.cumsum(load[served]), PART_CUSTOMERS)) + 1)
        idle = near[(load[near] == 0) & (self.status[near] != CLOSED)]
        sites = np.sort(np.concatenate([served[:count], idle[:count]]))
        customers = np.flatnonzero(np.isin(self.site, served[:count]))
        pairs = np.ix_(sites, customers)
        part = SSCFLP(p.opening_cost[sites], p.service_cost[pairs], p.capacity[sites], p.demand[customers])
        start = self.site[customers]
        spent = float(p.opening_cost[np.unique(start)].sum() + p.service_cost[start, customers].sum())
        tree = Branching(
            part, Units.of(part), np.ones(part.service_cost.shape, dtype=bool), np.full(sites.size, FREE, np.int8),
            np.array([fewest_sites(part), sites.size]), self.v[customers], self.share[sites],
            spent + self.beat - before,
        )  # fmt: skip
        for _ in tree.portions():
            if tree.found is not None:
                site = self.site.copy()
                site[customers] = sites[tree.found]
                self._offer(site)
                tree.beat = spent + self.beat - before
            if tree.nodes >= PART_NODES:
                break
            yield
        self.work += tree.work
