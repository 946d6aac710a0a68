"""The search of UFL and p-median: local search, the Lagrangian ascent at the root, then the tree; in portions."""

from __future__ import annotations

import heapq

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole
from ..nodes import CLOSED, Node
from .customers import Customers
from .interchange import cost_of, greedy, improve
from .lagrangian import ascend
from .tree import explore, to_beat
from .wander import wander

ROOT_ROUNDS, ROOT_PATIENCE, ROOT_STEP, ROOT_FLOOR = 2000, 20, 1.0, 2e-4
PORTION = 4e8  # pairs of site and customer that one portion of work looks at, at most
NEAR_NODES = 3  # nodes of the tree on customers for one evaluation of the other
LONGEST = 20_000  # evaluations of one portion
DEEP = 400  # nodes that one portion's stack holds


class Search:
    """State of a search.

    Parameters
    ----------
    opening
        Shape (sites,).
    cost
        Shape (sites, customers).
    fewest, most
        Sites that may be open.
    step
        Between two possible costs; 0 where none is known.
    gap
        Relative gap that is good enough.
    """

    def __init__(
        self, opening: Floats, cost: Floats, fewest: int, most: int, step: float, gap: float, seed: int
    ) -> None:  # fmt: skip
        order = np.argsort(cost, axis=0, kind="stable").T
        self.opening = np.array(opening, dtype=np.float64)
        self.ascending = np.ascontiguousarray(np.take_along_axis(cost.T, order, axis=1), dtype=np.float64)
        self.order = np.ascontiguousarray(order.astype(np.int32))
        self.sites = np.arange(self.opening.size)  # indices of those that are still looked at
        self.fewest, self.most, self.step, self.gap = fewest, most, step, gap
        self.random = np.array([seed % 2**31 * 1_000_003 + 88_172_645_463_325_252], dtype=np.int64)
        self.best: Bools = np.zeros(self.opening.size, dtype=np.bool_)
        greedy(self.ascending, self.order, self.opening, self.best, fewest, most)
        self._cost = np.array([cost_of(self.ascending, self.order, self.opening, self.best)])
        self._gains, self._counts = np.zeros((2, self.opening.size)), np.zeros((2, self.opening.size), dtype=np.int64)
        self._tally = np.zeros(2, dtype=np.int64)
        self.heap: list[Node] = []
        self._made = 0
        self._root_step = ROOT_STEP
        self._near: Customers | None = None

    @property
    def cost(self) -> float:
        """Cost of the best sites."""
        return float(self._cost[0])

    @property
    def beat(self) -> float:
        """What a solution must cost less than, to be worth finding."""
        return to_beat(self.cost, self.step, self.gap)

    @property
    def bound(self) -> float:
        """No solution costs less than this, or than `beat`; -inf before the root."""
        if not self._made:
            return -np.inf
        if self._near is not None and not self._near.depth:
            return self.beat
        return min([node.bound for node in self.heap[:1]] + [self.beat])

    @property
    def done(self) -> bool:
        """Whether nothing is left that could beat the best."""
        return self._made > 0 and self.bound >= self.beat

    @property
    def work(self) -> int:
        """Evaluations and shakes so far."""
        return int(self._tally[0])

    @property
    def portion(self) -> int:
        """Evaluations between two looks at the clock."""
        return int(min(LONGEST, max(20, PORTION / self.order.size)))

    def improve(self) -> None:
        """Local search from the best sites."""
        improve(self.ascending, self.order, self.opening, self.best, self.fewest, self.most)
        self._cost[0] = cost_of(self.ascending, self.order, self.opening, self.best)

    def shake(self, rounds: int, strength: int) -> None:
        """Iterated local search, so many rounds."""
        self._cost[0] = wander(
            self.ascending, self.order, self.opening, self.best, self.fewest, self.most, rounds, strength, self.random
        )
        self._tally[0] += rounds

    def ascend(self) -> bool:
        """Raise the root's bound by a portion of work; return whether it is as high as it gets."""
        if not self._made:
            start = self.ascending[:, min(3, self.sites.size - 1)].copy()
            status, numbers = np.zeros(self.sites.size, np.int8), np.array([self.fewest, self.most])
            self._push(-np.inf, status, numbers, start, np.zeros(self.sites.size))
        root = self.heap[0]
        bound, done, self._root_step = ascend(
            self.ascending, self.order, self.opening, root.status, root.numbers, root.v, root.share, self.beat,
            min(self.portion, ROOT_ROUNDS), ROOT_PATIENCE, self._root_step, ROOT_FLOOR, np.zeros_like(self.best),
        )  # fmt: skip
        root.bound = max(root.bound, bound)
        self._tally[0] += done
        return self._root_step < ROOT_FLOOR or self.work > 4 * ROOT_ROUNDS

    def restart(self) -> None:
        """Let the root's ascent begin anew, for a better solution fixes more."""
        self._root_step = ROOT_STEP / 4

    def round(self) -> None:
        """Local search from the sites that the root's ascent chose mostly."""
        share = self.heap[0].share
        ranked = np.argsort(-share, kind="stable")
        chosen = share > 0.5
        chosen[ranked[: self.fewest]] = True
        chosen[ranked[self.most :]] = False
        improve(self.ascending, self.order, self.opening, chosen, self.fewest, self.most)
        cost = cost_of(self.ascending, self.order, self.opening, chosen)
        if cost < self.cost:
            self.best, self._cost[0] = chosen, cost

    def shrink(self) -> None:
        """Forget the sites that the root has ruled out and the best solution does not use."""
        root = self.heap[0]
        kept = (root.status != CLOSED) | self.best
        if kept.all():
            return
        place = np.cumsum(kept) - 1
        shape = (self.order.shape[0], int(kept.sum()))
        mask = kept[self.order]
        self.ascending = self.ascending[mask].reshape(shape)
        self.order = place[self.order[mask]].reshape(shape).astype(np.int32)
        self.opening, self.best, self.sites = self.opening[kept], self.best[kept], self.sites[kept]
        root.status, root.share = root.status[kept], root.share[kept]
        self._gains, self._counts = self._gains[:, kept].copy(), self._counts[:, kept].copy()

    def list_near(self) -> None:
        """Begin a tree on customers, where the root leaves few sites near each. The number of sites must be free."""
        root = self.heap[0]
        if root.bound < self.beat:
            self._near = Customers.near(
                self.ascending, self.order, self.opening, root.status, root.v, int(root.numbers[1]), self.beat
            )

    def serve(self) -> None:
        """Work off a portion of the tree on customers, if there is one."""
        if self._near is not None:
            self._tally[0] += self._near.serve(
                self.ascending, self.order, self.opening, self.best, self._cost, self.step, self.gap,
                NEAR_NODES * self.portion,
            )  # fmt: skip

    def branch(self) -> None:
        """Work off a portion of the tree below the node of least bound."""
        node = heapq.heappop(self.heap)
        sites, customers = self.sites.size, self.order.shape[0]
        status, numbers = np.empty((DEEP, sites), np.int8), np.empty((DEEP, 2), np.int64)
        v, share, bounds = np.empty((DEEP, customers)), np.empty((DEEP, sites)), np.empty(DEEP)
        status[0], numbers[0], v[0], share[0], bounds[0] = node.status, node.numbers, node.v, node.share, node.bound
        depth = explore(
            self.ascending, self.order, self.opening, status, numbers, v, share, bounds, 1, self.best, self._cost,
            self.step, self.gap, self._gains, self._counts, self.portion, self._tally,
        )  # fmt: skip
        for k in range(depth):
            if bounds[k] < self.beat:
                self._push(bounds[k], status[k].copy(), numbers[k].copy(), v[k].copy(), share[k].copy())

    def _push(self, bound: float, status: Whole, numbers: Whole, v: Floats, share: Floats) -> None:
        self._made += 1
        heapq.heappush(self.heap, Node(bound, self._made, status, numbers, v, share))
