"""CFL to proof: branch and bound on open sites by the Lagrangian bound; flows are solved where they may be the best."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole
from ...limits import Limits, Watch
from ..problems import CFL
from .exchange import exchange
from .lagrangian import CLOSED, FREE, NO_PAIRS, OPEN, ascend
from .transport import Flowed, flows, unit_cost

FIRST_ROUNDS = 30  # of the ascent at the root before solutions are looked for
ROOT_ROUNDS, ROOT_PATIENCE, ROOT_STEP, ROOT_FLOOR = 100, 12, 1.0, 2e-3
ROUNDS, PATIENCE, STEP, FLOOR = 20, 4, 1.0, 0.1
TRY_EVERY = 20  # nodes between two roundings
LEVELS = (0.5, 0.25, 0.75, 0.1)  # averaged choice from which a site is opened
TRIED = 12  # sites that a pass of local search opens or closes, at most
PORTION = 2_000_000  # moves × sites × customers between two looks at the clock


@dataclass(order=True)
class Node:
    """An open node: what is decided of each site, multipliers, averaged choice."""

    bound: float
    number: int
    status: Whole = field(compare=False)
    numbers: Whole = field(compare=False)
    v: Floats = field(compare=False)
    share: Floats = field(compare=False)


class Tree:
    """State of a search.

    Parameters
    ----------
    gap
        Relative gap that is good enough.
    """

    def __init__(self, problem: CFL, gap: float, limits: Limits, watch: Watch) -> None:
        self.problem, self.gap, self.limits, self.watch = problem, gap, limits, watch
        self.cost, self.shares = np.inf, np.zeros((0, 0))
        self.best = np.zeros(problem.sites, dtype=bool)
        self.heap: list[Node] = []
        self.work, self._made = 0, 0
        self._left = np.inf  # least bound of what was decided to the last site, and is not worth more
        self._gains, self._counts = np.zeros((2, problem.sites)), np.zeros((2, problem.sites))
        self._tried: set[bytes] = set()
        self._costs = problem.service_cost
        self._unit, self._needed = unit_cost(problem), problem.demand.sum() * (1 - 1e-9)
        self._guess = float(problem.opening_cost.sum() + self._costs.max(axis=0).sum())

    @property
    def beat(self) -> float:
        """What a solution must cost less than, to be worth finding."""
        if self.cost == np.inf:
            return np.inf
        tolerance = max(5e-7, 1e-9 * abs(self.cost))
        return min(self.cost - tolerance, self.cost - self.gap * abs(self.cost))

    @property
    def infeasible(self) -> bool:
        """Whether there is too little capacity."""
        return bool(self.problem.capacity.sum() < self._needed)

    @property
    def bound(self) -> float:
        """No solution costs less than this; -inf before the root."""
        if not self._made:
            return -np.inf
        return min([node.bound for node in self.heap[:1]] + [self.beat, self._left])

    def portions(self) -> Iterator[str]:
        """Do a portion of work at each step, until all is proven; say what was done."""
        sites = self.problem.sites
        numbers = np.array([fewest_sites(self.problem), sites])
        root = Node(-np.inf, 0, np.zeros(sites, np.int8), numbers, self._start(), np.zeros(sites))
        heapq.heappush(self.heap, root)
        if self.infeasible:
            self._made = 1
            return
        self._ascend(root, 1, ROOT_PATIENCE, ROOT_STEP, ROOT_FLOOR)
        self._made = 1
        self._round(root, LEVELS[0])
        self._ascend(root, FIRST_ROUNDS, ROOT_PATIENCE, ROOT_STEP, ROOT_FLOOR)
        yield "Lagrangian bound"
        step, searched = ROOT_STEP, np.inf
        while root.bound < self.beat:
            for level in LEVELS:
                self._round(root, level)
            yield "first solutions"
            if self.cost < searched:
                for _ in self._local(root.share):
                    yield "local search"
                searched = self.cost
            if step < ROOT_FLOOR:
                break
            step = self._ascend(root, ROOT_ROUNDS, ROOT_PATIENCE, step, ROOT_FLOOR)
            yield "Lagrangian bound"
        while self.heap and self.heap[0].bound < self.beat:
            self._branch(heapq.heappop(self.heap))
            yield "branch and bound"

    def _start(self) -> Floats:
        ranked: Floats = np.sort(self._costs, axis=0)[min(3, self.problem.sites - 1)]
        return ranked

    def _ascend(self, node: Node, rounds: int, patience: int, step: float, floor: float) -> float:
        p = self.problem
        bound, done, step = ascend(
            self._costs, p.demand, p.capacity, p.opening_cost, node.status, node.numbers, node.v, node.share,
            NO_PAIRS, min(self.beat, self._guess), rounds, patience, step, floor, False,
        )  # fmt: skip
        self.work += done
        node.bound = max(node.bound, bound)
        return step

    def _branch(self, node: Node) -> None:
        free = np.flatnonzero(node.status == FREE)
        if not free.size:
            self._finish(node)
            return
        middle = float(node.share.sum())
        low = int(np.clip(np.floor(middle), node.numbers[0], max(node.numbers[1] - 1, node.numbers[0])))
        by_number = bool(node.numbers[0] < node.numbers[1] and 0.1 < middle - low < 0.9)
        site, part = (-1, 0.0) if by_number else self._pick(free, node.share[free])
        for side, what in ((0, CLOSED), (1, OPEN)):
            self._made += 1
            child = Node(
                node.bound, self._made, node.status.copy(), node.numbers.copy(), node.v.copy(), node.share.copy()
            )
            if by_number:
                child.numbers[1 - side] = low + side
                self._ascend(child, ROOT_ROUNDS, PATIENCE, ROOT_STEP, FLOOR)
            else:
                child.status[site], child.share[site] = what, side
                self._ascend(child, ROUNDS, PATIENCE, STEP, FLOOR)
                raised = min(child.bound, self.beat) - node.bound
                self._gains[side, site] += raised / max(part if side == 0 else 1 - part, 0.02)
                self._counts[side, site] += 1
            if child.bound < self.beat:
                heapq.heappush(self.heap, child)
                if by_number or self._made % TRY_EVERY == 0:
                    self._round(child, 0.5)

    def _pick(self, free: Whole, share: Floats) -> tuple[int, float]:
        mean = self._gains.sum(axis=1) / np.maximum(self._counts.sum(axis=1), 1)
        mean[mean <= 0] = 1.0
        score = np.ones(free.size)
        for side, part in ((0, share), (1, 1 - share)):
            gain = (self._gains[side, free] + mean[side]) / (self._counts[side, free] + 1)
            score *= np.maximum(gain * np.maximum(part, 0.02), 1e-9)
        return int(free[score.argmax()]), float(share[score.argmax()])

    def _finish(self, node: Node) -> None:
        """All sites are decided: the flows are the answer, their duals the bound."""
        found = self._flows(node.status == OPEN)
        if found is None:  # cut short
            self._left = min(self._left, node.bound)
            return
        node.v = found.v.copy()
        self._ascend(node, 1, PATIENCE, STEP, FLOOR)
        self._left = min(self._left, node.bound)

    def _round(self, node: Node, level: float) -> None:
        """Open the sites that were chosen mostly, and more until capacity is enough."""
        p = self.problem
        share = np.where(node.status == OPEN, 2.0, np.where(node.status == CLOSED, -1.0, node.share))
        ranked = np.argsort(-share, kind="stable")
        enough = int(np.searchsorted(np.cumsum(p.capacity[ranked]), self._needed)) + 1
        is_open = share >= level
        is_open[ranked[:enough]] = True
        self._try(is_open)

    def _local(self, share: Floats) -> Iterator[None]:
        """Close, open and swap the sites in doubt, while that pays."""
        if self.cost == np.inf:
            return
        p = self.problem
        doubt = np.argsort(np.abs(share - 0.5), kind="stable")[:TRIED]
        most = max(1, PORTION // (p.sites * p.customers))
        is_open, cost, at, failed = self.best.copy(), self.cost, 0, 0
        while failed < doubt.size * (doubt.size + 1):
            before = cost
            cost, at, failed, tried = exchange(
                self._unit, p.demand, p.capacity, p.opening_cost, is_open, doubt, cost, self.cost - self.beat, at,
                failed, most,
            )  # fmt: skip
            self.work += tried
            if cost < before:
                self._try(is_open)
            yield

    def _try(self, is_open: Bools) -> None:
        """Solve the flows of a set of sites that was not tried before and can serve all."""
        key = is_open.tobytes()
        if key in self._tried or not is_open.any() or self.problem.capacity[is_open].sum() < self._needed:
            return
        if self._flows(is_open, self.beat) is not None:
            self._tried.add(key)

    def _flows(self, is_open: Bools, worthless: float = np.inf) -> Flowed | None:
        found = flows(self.problem, self._unit, is_open, self.limits, self.watch, worthless)
        self.work += 1
        if found is not None and found.cost < self.cost:
            self.cost, self.shares, self.best = found.cost, found.shares, is_open.copy()
        return found


def fewest_sites(problem: CFL) -> int:
    """Least number of sites whose capacity is enough for all."""
    most = np.cumsum(np.sort(problem.capacity)[::-1])
    return int(np.searchsorted(most, problem.demand.sum() * (1 - 1e-9)) + 1)
