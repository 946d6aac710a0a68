"""SSCFLP: Lagrangian bound, local search, branch and bound, of parts of the solution first where there are many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...arrays import Floats
from ...compiled import Whole
from ...limits import Limits
from ..problems import SSCFLP
from ..steps import raised, step_of
from ..uncapacitated.wander import random
from .assigning import cost_of, improve, insert, recreate
from .branching import Branching
from .diving import dive
from .lagrangian import CLOSED, FREE, NO_PAIRS, OPEN, ascend, price_sites
from .tree import fewest_sites
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


class Single:
    """State of a search."""

    def __init__(self, problem: SSCFLP, limits: Limits) -> None:
        self.problem, self.limits = problem, limits
        self.units = Units.of(problem)
        sites, customers = problem.sites, problem.customers
        self.costs = np.ascontiguousarray(problem.service_cost)
        self.step = step_of(problem.opening_cost, problem.service_cost)
        self.cost, self.site = np.inf, np.full(customers, -1, dtype=np.int64)
        self.root = -np.inf  # bound, not raised to a possible cost
        self.status: Whole = np.zeros(sites, np.int8)
        self.numbers = np.array([fewest_sites(problem), sites])
        self.v: Floats = np.sort(self.costs, axis=0)[min(2, sites - 1)]
        self.share = np.zeros(sites)
        self.priced = self.costs.copy()
        self._fine = FINE * float(
            (problem.opening_cost + self.costs.mean(axis=1)).sum() / max(problem.capacity.sum(), 1e-9)
        )
        self.random = np.array([limits.seed % 2**31 * 1_000_003 + 88_172_645_463_325_252], dtype=np.int64)
        self.work = 0
        self.infeasible = bool(problem.capacity.sum() < problem.demand.sum() * (1 - 1e-9))
        self._guess = float(problem.opening_cost.sum() + self.costs.max(axis=0).sum()) * (1 + 1e-6) + 1.0

    @property
    def beat(self) -> float:
        """What a solution must cost less than, to be worth finding."""
        if self.cost == np.inf:
            return np.inf
        return min(self.cost - max(0.99 * self.step, 5e-7, 1e-9 * abs(self.cost)), self.cost * (1 - self.limits.gap))

    @property
    def bound(self) -> float:
        """No solution costs less than this."""
        return raised(self.root, self.step)

    @property
    def done(self) -> bool:
        """Whether nothing better is left."""
        return self.cost < np.inf and self.bound >= self.beat

    def portions(self) -> Iterator[str]:
        """Do a portion of work at each step, until all is proven; say what was done."""
        for whole in (False, True):
            step = STEP if not whole else STEP / 4
            while step >= FLOOR and not self.done:
                step = self._ascend(step, whole)
                self._construct()
                yield "Lagrangian bound"
        for _ in self._search():
            yield "local search"
        if self.problem.customers > LARGE:
            yield from self._dives()
            stale = 0
            while stale < PARTS and self.cost < np.inf and not self.done:
                before = self.cost
                for _ in self._part():
                    yield "parts"
                stale = stale + 1 if self.cost >= before else 0
        for _ in self._explore():
            yield "branch and bound"
        self.infeasible = self.cost == np.inf

    def _explore(self) -> Iterator[None]:
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
                yield
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
