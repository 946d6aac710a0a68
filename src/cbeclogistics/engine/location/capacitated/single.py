"""SSCFLP: Lagrangian bound, local search, MILPs of promising pairs, and a MILP of what cannot be ruled out."""

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
from .assigning import cost_of, improve, insert, recreate
from .columns import rule_out
from .lagrangian import CLOSED, OPEN, ascend
from .remaining import solve_pairs
from .tree import fewest_sites

ROUNDS, PATIENCE, STEP, FLOOR = 50, 12, 1.0, 2e-3
SHAKES = 100  # ruins and recreations of a portion
PASSES = 6  # portions of shakes without anything better
KERNELS = (2.0, 4.0, 8.0)  # pairs a customer of the MILPs of promising pairs
KERNEL_TIME = 0.2  # of the time limit, each
LONGEST_KERNEL = 60.0  # seconds, where there is no limit
FEW = 4000  # pairs; so few go to the last MILP at once


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
        self.share, self.flow = np.zeros(sites), np.zeros((sites, customers))
        self.kept = np.ones((sites, customers), dtype=bool)
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
                yield "Lagrangian bound"
        self._construct()
        yield "first solution"
        for _ in self._search():
            yield "local search"
        for size in KERNELS:
            yield from self._tighten()
            if self.done or self.kept.sum() <= FEW:
                break
            self._kernel(size)
            yield "MILP of promising pairs"
            for _ in self._search():
                yield "local search"
        yield from self._tighten()
        if not self.done:
            self._last()
            yield "MILP of what is left"

    def _ascend(self, step: float, whole: bool) -> float:
        p = self.problem
        bound, done, step = ascend(
            self.costs, p.demand, p.capacity, p.opening_cost, self.status, self.numbers, self.v, self.share, self.flow,
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
        for _ in range(4):
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
        """Serve customers from the sites that the bound opened mostly; more are opened where that fails."""
        p = self.problem
        for level in (0.5, 0.3, 0.7, 0.1, 0.0):
            dear = np.where(self.status == CLOSED, np.inf, 0.0)
            closed = np.where((self.share >= level) | (self.status == OPEN), 0.0, np.inf)
            site, left = np.full(p.customers, -1, dtype=np.int64), p.capacity * (1 + 1e-9)
            count = np.zeros(p.sites, dtype=np.int64)
            if insert(
                p.service_cost, p.demand, p.capacity, p.opening_cost, np.maximum(dear, closed), site, left, count, 0.0,
                self.random,
            ):  # fmt: skip
                improve(p.service_cost, p.demand, p.opening_cost, dear, site, left, count)
                self._offer(site)

    def _search(self) -> Iterator[None]:
        """Ruin and recreate while that helps."""
        p, stale = self.problem, 0
        allowed = np.where(self.status == CLOSED, np.inf, 0.0)
        while stale < PASSES and self.cost < np.inf and not self.done:
            site = self.site.copy()
            recreate(p.service_cost, p.demand, p.capacity, p.opening_cost, allowed, site, SHAKES, self.random)
            self.work += SHAKES
            before = self.cost
            self._offer(site)
            stale = 0 if self.cost < before * (1 - 1e-5) else stale + 1
            yield

    def _offer(self, site: Whole) -> None:
        cost = float(cost_of(self.problem.service_cost, self.problem.opening_cost, site))
        if cost < self.cost:
            self.cost, self.site = cost, site.copy()

    def _kernel(self, size: float) -> None:
        """MILP of the pairs that the averages or the reduced costs speak for."""
        p = self.problem
        limit = min(KERNEL_TIME * self.limits.time_limit, LONGEST_KERNEL, self.limits.after(self._elapsed()).time_limit)
        score = self.reduced_cost - 1e-3 * self.flow * np.abs(self.reduced_cost).max(initial=0, where=self.kept)
        score[~self.kept] = np.inf
        rank = min(int(size * p.customers), int(self.kept.sum())) - 1
        chosen = self.kept & (score <= np.partition(score.ravel(), rank)[rank])
        chosen |= self.kept & (self.flow > 0.05)
        if self.cost < np.inf:
            chosen[self.site, np.arange(p.customers)] = True
        limits = replace(self.limits, time_limit=limit, gap=max(self.limits.gap, 1e-5))
        _, site = solve_pairs(p, chosen, 0 * self.status, np.array([0, p.sites]), self._start(), limits, self._quiet())
        if site is not None:
            self._offer(site)

    def _last(self) -> None:
        """MILP of all pairs that are not ruled out: its bound is one of the problem."""
        p, kept = self.problem, self.kept.copy()
        if self.cost < np.inf:
            kept[self.site, np.arange(p.customers)] = True
        status = np.where(np.isin(np.arange(p.sites), self.site), self.status, np.minimum(self.status, 0))
        limits = self.limits.after(self._elapsed())
        beat = self.beat  # what was ruled out costs no less
        answer, site = solve_pairs(p, kept, status, np.array([0, p.sites]), self._start(), limits, self.watch)
        self.milp = min(answer.bound, beat)
        if answer.proof is Proof.INFEASIBLE:
            self.infeasible = self.cost == np.inf
        if site is not None:
            self._offer(site)

    def _start(self) -> Whole | None:
        return self.site if self.cost < np.inf else None

    def _elapsed(self) -> float:
        return self.watch.elapsed()

    def _quiet(self) -> Watch:
        return Watch(cancel=self.watch.cancel)
