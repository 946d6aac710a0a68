"""SSCFLP: choices of sites with customers in parts, who serves whom for each; the whole where that is not enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole
from ...limits import Limits, Watch
from ..nodes import CLOSED, FREE
from ..problems import SSCFLP
from ..uncapacitated.wander import random
from .assigning import improve, insert, recreate
from .branching import Branching
from .choices import Choices
from .diving import dive
from .single import SHAKES, Single
from .tree import Tree, fewest_sites
from .units import Units

DIVES, POLISHED = 30, 2  # dives in vain before the search ends; portions of shakes in vain before a dive does
WIDEST = 0.1  # of the bound beyond it, at most: what the steps of a dive are measured by
PARTS = 20  # neighbourhoods tried in vain before the search ends
PART_CUSTOMERS, PART_SITES = 40, 3  # of a neighbourhood, at least, where there are so many
PART_NODES = 40
LARGE = 150  # customers; where there are more, parts are decided anew
IN_PARTS, IN_PARTS_WORK = 1e-5, 20_000  # gap and evaluations of the choice of sites with customers in parts
FEWER_NODES = 300  # of it where the bound in parts is below that of the whole
CHOICES_NODES, CHOICES_LEAVES = 3000, 10  # of the search for choices; choices in vain after which it ends
FIRST_NODES, MORE = 300, 3  # of the first MILP of what is left, and of the tree after it; the next ones' in proportion


@dataclass(frozen=True, eq=False)
class Choice:
    """Sites that are open, and the search for who serves whom."""

    sites: Whole
    single: Single


class ByChoice(Single):
    """State of a search of the whole problem."""

    def __init__(self, problem: SSCFLP, limits: Limits, watch: Watch) -> None:
        super().__init__(problem, limits, watch)
        self._chosen: list[Choice] = []
        self._met: set[bytes] = set()  # choices of sites
        self._all_chosen = False

    def portions(self) -> Iterator[str]:
        """Do a portion of work at each step, until all is proven; say what was done."""
        yield from self.begin()
        whole = self.root
        if not self.done:
            yield from self._in_parts()
        (v, share), beat = self.in_parts, min(self.beat, self.guess)
        self._choices = Choices(self.problem, self.status, self.numbers, v, share, beat)
        nodes, growing = FIRST_NODES, True
        while growing and not self.done:
            most = CHOICES_NODES if self._choices.bound > whole else FEWER_NODES
            yield from self._choose(most * nodes // FIRST_NODES, CHOICES_LEAVES)
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

    def _in_parts(self) -> Iterator[str]:
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
            choices.beat = min(self.beat, self.guess)
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
                self.offer(choice.sites[single.site])
                single.most = self.beat
            yield stage
        if single.done:
            self._chosen.remove(choice)

    def _meet(self) -> None:
        """Nothing costs less than the least of what is left of the choices."""
        left = min([choice.single.bound for choice in self._chosen], default=np.inf)
        self.root = max(self.root, min(self._choices.bound, left, self.beat))

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
            self.offer(site)
            stale = 0 if cost < least * (1 - 1e-5) else stale + 1
            least = min(least, cost)
            yield "dives"

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
                self.offer(site)
                tree.beat = spent + self.beat - before
            if tree.nodes >= PART_NODES:
                break
            yield
        self.work += tree.work
