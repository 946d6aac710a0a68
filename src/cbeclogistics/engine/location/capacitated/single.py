"""SSCFLP: Lagrangian bound, local search, MILPs of parts, and a MILP of what cannot be ruled out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...answer import Proof
from ...arrays import Floats
from ...compiled import Whole
from ...limits import Limits, Watch
from ..problems import SSCFLP
from ..steps import raised, step_of
from ..uncapacitated.wander import random
from .assigning import cost_of, improve, insert, recreate
from .columns import rule_out
from .lagrangian import CLOSED, OPEN, ascend, price_sites
from .remaining import solve_pairs
from .tree import fewest_sites

ROUNDS, PATIENCE, STEP, FLOOR = 50, 12, 1.0, 2e-3
SHAKES = 300  # ruins and recreations of a portion
LEVELS = (0.5, 0.3, 0.7, 0.1, 0.02, 0.0)  # averaged choice from which a site is used
LIKELY = 0.02  # averaged choice of a site that local search may open
FINE = 5.0  # of what a unit of capacity costs, for one that lacks
PASSES, LEAST_PASSES = 100, 8  # portions of shakes without anything better; fewer where there are many customers
PASSES_OF = 2e6  # squared customers times passes
PARTS = 20  # neighbourhoods tried in vain before the search ends
PART_CUSTOMERS, PART_SITES = 50, 3  # of a neighbourhood, at least, where there are so many
PART_CHOICES = 6  # pairs of each customer there
PART_SECONDS = 5.0
TIGHTENED = 2  # passes of ruling out
FEW = 1500  # pairs; so few go to the last MILP at once


class Single:
    """State of a search."""

    def __init__(self, problem: SSCFLP, limits: Limits, watch: Watch) -> None:
        self.problem, self.limits, self.watch = problem, limits, watch
        sites, customers = problem.sites, problem.customers
        self.costs = np.array(problem.service_cost)  # pairs that are ruled out get dear
        self.step = step_of(problem.opening_cost, problem.service_cost)
        self.cost, self.site = np.inf, np.full(customers, -1, dtype=np.int64)
        self.root = -np.inf  # Lagrangian bound
        self.milp = -np.inf  # bound of the MILP of all that is left
        self.status: Whole = np.zeros(sites, np.int8)
        self.numbers = np.array([fewest_sites(problem), sites])
        self.v: Floats = np.sort(self.costs, axis=0)[min(2, sites - 1)]
        self.share = np.zeros(sites)
        self.kept = np.ones((sites, customers), dtype=bool)
        self.priced = self.costs.copy()
        self._fine = FINE * float(
            (problem.opening_cost + self.costs.mean(axis=1)).sum() / max(problem.capacity.sum(), 1e-9)
        )
        self.reduced_cost = np.zeros((sites, customers))
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
        return raised(max(self.root, self.milp), self.step)

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
        yield from self._tighten()
        if self.kept.sum() > FEW:
            stale = 0
            while stale < PARTS and not self.done:
                before = self.cost
                self._part()
                stale = stale + 1 if self.cost >= before else 0
                yield "MILPs of parts"
        yield from self._tighten()
        if not self.done:
            self._last()
            yield "MILP of what is left"

    def _ascend(self, step: float, whole: bool) -> float:
        p = self.problem
        bound, done, step = ascend(
            self.costs, p.demand, p.capacity, p.opening_cost, self.status, self.numbers, self.v, self.share,
            min(self.beat, self._guess), ROUNDS, PATIENCE, step, FLOOR, whole,
        )  # fmt: skip
        self.work += done
        self.root = max(self.root, min(bound, self.beat))
        return step

    def _tighten(self) -> Iterator[str]:
        """Rule out sites and pairs, and raise the bound with them gone."""
        if self.cost == np.inf:
            return
        p = self.problem
        for _ in range(TIGHTENED):
            before = int(self.kept.sum())
            bound = rule_out(
                self.costs, p.demand, p.capacity, p.opening_cost, self.status, self.numbers, self.v, self.beat,
                self.kept, self.reduced_cost,
            )  # fmt: skip
            self.work += 1
            self.root = max(self.root, min(bound, self.beat))
            self.costs[~self.kept] = 1e15
            if self.done or not self.kept.any(axis=0).all():
                self.root = max(self.root, self.beat)
                return
            if self.kept.sum() > 0.97 * before:
                return
            step = STEP / 8
            while step >= FLOOR and not self.done:
                step = self._ascend(step, whole=True)
                yield "ruling out"

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

    def _offer(self, site: Whole) -> None:
        cost = float(cost_of(self.problem.service_cost, self.problem.opening_cost, site))
        if cost < self.cost:
            self.cost, self.site = cost, site.copy()

    def _part(self) -> None:
        """Decide anew, by a MILP, on the sites around a customer and all that they serve."""
        p = self.problem
        if self.cost == np.inf:
            return
        centre = random(self.random, p.customers)
        near = np.argsort(p.service_cost[:, centre], kind="stable")
        load = np.bincount(self.site, minlength=p.sites)
        served = near[load[near] > 0]
        enough = int(np.searchsorted(np.cumsum(load[served]), PART_CUSTOMERS)) + 1
        count = max(PART_SITES, enough)
        idle = near[(load[near] == 0) & (self.status[near] != CLOSED)]
        sites = np.sort(np.concatenate([served[:count], idle[:count]]))
        customers = np.flatnonzero(np.isin(self.site, served[:count]))
        part = SSCFLP(
            p.opening_cost[sites], p.service_cost[np.ix_(sites, customers)], p.capacity[sites], p.demand[customers]
        )  # fmt: skip
        start = np.searchsorted(sites, self.site[customers])
        dear = self.reduced_cost[np.ix_(sites, customers)]
        kept = self.kept[np.ix_(sites, customers)]
        ranked = np.argsort(np.argsort(np.where(kept, dear, np.inf), axis=0, kind="stable"), axis=0)
        kept &= ranked < PART_CHOICES
        kept[start, np.arange(customers.size)] = True
        limits = replace(self.limits.after(self.watch.elapsed()), gap=0.0)
        limits = replace(limits, time_limit=min(limits.time_limit, PART_SECONDS))
        _, found = solve_pairs(
            part, kept, np.zeros(sites.size, np.int8), np.array([0, sites.size]), start, limits,
            Watch(cancel=self.watch.cancel),
        )  # fmt: skip
        self.work += 1
        if found is not None:
            site = self.site.copy()
            site[customers] = sites[found]
            self._offer(site)

    def _last(self) -> None:
        """MILP of all pairs that are not ruled out: its bound is one of the problem."""
        p, kept = self.problem, self.kept.copy()
        if self.cost < np.inf:
            kept[self.site, np.arange(p.customers)] = True
        status = np.where(np.isin(np.arange(p.sites), self.site), self.status, np.minimum(self.status, 0))
        limits = self.limits.after(self.watch.elapsed())
        beat = self.beat  # what was ruled out costs no less
        answer, site = solve_pairs(p, kept, status, np.array([0, p.sites]), self._start(), limits, self.watch)
        self.milp = min(answer.bound, beat)
        if answer.proof is Proof.INFEASIBLE:
            self.infeasible = self.cost == np.inf
        if site is not None:
            self._offer(site)

    def _start(self) -> Whole | None:
        return self.site if self.cost < np.inf else None
