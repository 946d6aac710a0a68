"""CFL to proof: branch and bound on open sites by the Lagrangian bound; flows are solved where they may be the best."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

from ...arrays import Bools
from ...limits import Limits, Watch
from ..nodes import CLOSED, FREE, OPEN, Node
from ..problems import CFL
from ..uncapacitated.interchange import greedy, improve
from .exchange import exchange, solve_flows
from .explore import explore, rounded, to_beat
from .lagrangian import NO_PAIRS, ascend, bound_at
from .leaves import end
from .near import by_cost, without_closed
from .transport import DONE, MORE, PATHS, Flowed, flows, unit_cost

FIRST_ROUNDS = 30  # of the ascent at the root before solutions are looked for
ROOT_ROUNDS, ROOT_PATIENCE, ROOT_STEP, ROOT_FLOOR = 50, 12, 1.0, 2e-2
LEVELS = (0.5, 0.25, 0.75, 0.1)  # averaged choice from which a site is opened
TRIED = 12  # sites that a pass of local search opens or closes, at most
PORTION = 2_000_000  # moves × sites × customers between two looks at the clock
LONGEST = 2000  # evaluations of a portion of the tree
DEEP = 400  # nodes that one portion's stack holds


class Tree:
    """State of a search.

    Parameters
    ----------
    gap
        Relative gap that is good enough.
    """

    def __init__(self, problem: CFL, gap: float, limits: Limits, watch: Watch) -> None:
        self.problem, self.gap, self.limits, self.watch = problem, gap, limits, watch
        self.best = np.zeros(problem.sites, dtype=bool)
        self.heap: list[Node] = []
        self.paths = PATHS
        self._cost = np.full(1, np.inf)
        self._long: tuple[bytes, Flowed | None] = b"", None  # sites whose flows took many paths, and these
        self._made, self._tally = 0, np.zeros(2, dtype=np.int64)
        self._left = np.inf  # least bound of what was decided to the last site, and is not worth more
        self._gains, self._counts = np.zeros((2, problem.sites)), np.zeros((2, problem.sites), dtype=np.int64)
        self._tried: set[bytes] = set()
        self._ascending, self._order = by_cost(problem.service_cost)
        self._unit, self._needed = unit_cost(problem), float(problem.demand.sum())
        self._guess = float(problem.opening_cost.sum() + self._ascending[:, -1].sum())

    @property
    def cost(self) -> float:
        """Cost of the best sites; inf without any."""
        return float(self._cost[0])

    @property
    def beat(self) -> float:
        """What a solution must cost less than, to be worth finding."""
        return float(to_beat(self.cost, self.gap))

    @property
    def infeasible(self) -> bool:
        """Whether there is too little capacity."""
        return bool(self.problem.capacity.sum() < self._needed * (1 - 1e-9))

    @property
    def bound(self) -> float:
        """No solution costs less than this; -inf before the root."""
        if not self._made:
            return -np.inf
        return min([node.bound for node in self.heap[:1]] + [self.beat, self._left])

    @property
    def work(self) -> int:
        """Evaluations of the bound, and flows solved."""
        return int(self._tally[0])

    def portions(self) -> Iterator[str]:
        """Do a portion of work at each step, until all is proven; say what was done."""
        p, sites = self.problem, self.problem.sites
        numbers = np.array([fewest_sites(p), sites])
        root = Node(-np.inf, 0, np.zeros(sites, np.int8), numbers, self._ascending[:, min(1, sites - 1)].copy(),
                    np.zeros(sites))  # fmt: skip
        heapq.heappush(self.heap, root)
        if self.infeasible:
            self._made = 1
            return
        chosen = np.zeros(sites, dtype=np.bool_)
        greedy(self._ascending, self._order, p.opening_cost, chosen, numbers[0], sites)
        improve(self._ascending, self._order, p.opening_cost, chosen, numbers[0], sites)
        root.share[chosen] = 1.0
        self._round(root, LEVELS[0])
        root.share[:] = 0.0
        self._ascend(root, 1, ROOT_STEP)
        self._made = 1
        self._round(root, LEVELS[0])
        self._ascend(root, FIRST_ROUNDS, ROOT_STEP)
        yield "Lagrangian bound"
        step, searched = ROOT_STEP, np.inf
        while root.bound < self.beat and not self._end(root):
            for level in LEVELS:
                self._round(root, level)
            yield "first solutions"
            if self.cost < searched:
                for _ in self._local(root):
                    yield "local search"
                searched = self.cost
            if step < ROOT_FLOOR:
                break
            step = self._ascend(root, ROOT_ROUNDS, step)
            yield "Lagrangian bound"
        self._ascending, self._order = without_closed(self._ascending, self._order, root.status)
        while self.heap and self.heap[0].bound < self.beat:
            self._branch(heapq.heappop(self.heap))
            yield "branch and bound"

    def _ascend(self, node: Node, rounds: int, step: float) -> float:
        p = self.problem
        bound, done, step = ascend(
            self._ascending, self._order, p.demand, p.capacity, p.opening_cost, node.status, node.numbers, node.v,
            node.share, NO_PAIRS, min(self.beat, self._guess), rounds, ROOT_PATIENCE, step, ROOT_FLOOR,
        )  # fmt: skip
        self._tally[0] += done
        node.bound = max(node.bound, bound)
        return step

    def _end(self, root: Node) -> bool:
        """Whether few choices of sites were left, all of which are done with now."""
        if self.cost == np.inf:
            return False
        p = self.problem
        ended, done = end(
            self._ascending, self._order, self._unit, p.demand, p.capacity, p.opening_cost, root.status, root.numbers,
            root.v, self.best, self._cost, self.beat, self.paths,
        )  # fmt: skip
        self._tally[0] += done
        if ended:
            self.heap.clear()
        return bool(ended)

    def _branch(self, node: Node) -> None:
        """Work off a portion of the tree below a node."""
        p, count = self.problem, self.problem.sites
        statuses, ranges = np.empty((DEEP, count), np.int8), np.empty((DEEP, 2), np.int64)
        v, shares, bounds = np.empty((DEEP, p.customers)), np.empty((DEEP, count)), np.empty(DEEP)
        statuses[0], ranges[0], v[0], shares[0], bounds[0] = node.status, node.numbers, node.v, node.share, node.bound
        portion = int(max(20, min(LONGEST, 40 * PORTION / self._order.size)))
        depth = explore(
            self._ascending, self._order, self._unit, p.demand, p.capacity, p.opening_cost, statuses, ranges, v, shares,
            bounds, 1, self.best, self._cost, self.gap, self._gains, self._counts, portion, self.paths, self._tally,
        )  # fmt: skip
        for k in range(depth):
            self._made += 1
            left = Node(
                float(bounds[k]), self._made, statuses[k].copy(), ranges[k].copy(), v[k].copy(), shares[k].copy()
            )
            if left.bound >= self.beat:
                continue
            if (left.status != FREE).all():
                self._finish(left)
            else:
                heapq.heappush(self.heap, left)

    def _finish(self, node: Node) -> None:
        """All sites are decided: the flows are the answer, their duals the bound."""
        found = self._take_long(node.status == OPEN)
        if found is not None:  # not cut short
            node.v = found.v.copy()
            self._ascend(node, 1, ROOT_STEP)
        self._left = min(self._left, node.bound)

    def _round(self, node: Node, level: float) -> None:
        """Open the sites that were chosen mostly, and more until capacity is enough."""
        p = self.problem
        is_open = rounded(node.share, node.status, p.capacity, self._needed, level)
        key = is_open.tobytes()
        if key in self._tried or not is_open.any():
            return
        self._tried.add(key)
        self._tally[0] += 1
        state, cost = solve_flows(
            self._unit, p.demand, p.capacity, p.opening_cost, is_open, self._needed, self.beat, self.paths
        )  # fmt: skip
        if state == DONE:
            self._offer(cost, is_open)
        elif state == MORE:
            self._take_long(is_open, self.beat)

    def _local(self, root: Node) -> Iterator[None]:
        """Close, open and swap the sites in doubt, while that pays."""
        if self.cost == np.inf:
            return
        p, losses = self.problem, np.zeros(self.problem.sites)
        bound = bound_at(
            self._ascending, self._order, p.demand, p.capacity, p.opening_cost, root.status, root.numbers, root.v,
            losses,
        )  # fmt: skip
        losses[root.status == CLOSED] = 0.0
        shut = bound - losses[(root.status == OPEN) | (losses < 0)].sum()
        free = np.flatnonzero(root.status == FREE)
        doubt = free[np.argsort(np.abs(root.share[free] - 0.5), kind="stable")[:TRIED]]
        most = max(1, PORTION // (p.sites * p.customers))
        is_open, cost, at, failed = self.best.copy(), self.cost, 0, 0
        while failed < doubt.size * (doubt.size + 1):
            cost, at, failed, tried = exchange(
                self._unit, p.demand, p.capacity, p.opening_cost, is_open, doubt, losses, shut, cost,
                self.cost - self.beat, at, failed, most,
            )  # fmt: skip
            self._tally[0] += tried
            self._offer(cost, is_open)
            yield

    def _offer(self, cost: float, is_open: Bools) -> None:
        if cost < self.cost:
            self._cost[0], self.best[:] = cost, is_open

    def _take_long(self, is_open: Bools, worthless: float = np.inf) -> Flowed | None:
        """Flows that take many paths, until the time is up."""
        self._tally[0] += 1
        found = flows(self.problem, self._unit, is_open, self.limits, self.watch, worthless)
        if found is not None and found.cost < self.cost:
            self._offer(found.cost, is_open)
            self._long = self.best.tobytes(), found
        return found

    def flows(self) -> Flowed:
        """Flows of the best sites."""
        key, kept = self._long
        if kept is None or key != self.best.tobytes():  # then they take few paths
            kept = flows(self.problem, self._unit, self.best, Limits(), Watch())
        assert kept is not None
        return kept


def fewest_sites(problem: CFL) -> int:
    """Least number of sites whose capacity is enough for all."""
    most = np.cumsum(np.sort(problem.capacity)[::-1])
    return int(np.searchsorted(most, problem.demand.sum() * (1 - 1e-9)) + 1)
