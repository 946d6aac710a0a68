"""Choices of sites for SSCFLP, best bound first, where customers may be served in parts: a bound, and few choices.

Where sites serve many customers, that some are served in parts saves little, and the knapsacks in parts are quick. A
choice all of whose sites are decided is handed out: what it costs with customers whole is for the caller to say.
"""

from __future__ import annotations

import heapq

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole
from ..nodes import CLOSED, FREE, OPEN, Node, pick
from ..problems import SSCFLP
from .lagrangian import NO_PAIRS, ascend
from .near import by_cost

ROUNDS, PATIENCE, STEP, FLOOR = 50, 5, 0.3, 0.02
NUMBER_STEP, NUMBER_ROUNDS = 1.0, 100  # where the number of sites is what is decided


class Choices:
    """State of a search.

    Parameters
    ----------
    v, share
        Where an ascent of the whole problem in parts ended.
    beat
        What a solution must cost less than, to be worth finding; may be lowered on the way.

    Attributes
    ----------
    found
        The choice that the last step handed out, or None.
    """

    def __init__(self, problem: SSCFLP, status: Whole, numbers: Whole, v: Floats, share: Floats, beat: float) -> None:
        self.problem, self.beat = problem, beat
        self.found: Bools | None = None
        self.work, self.nodes = 0, 0
        self._ascending, self._order = by_cost(problem.service_cost)
        self._gains, self._counts = np.zeros((2, problem.sites)), np.zeros((2, problem.sites), np.int64)
        root = Node(-np.inf, 0, status.copy(), numbers.copy(), v.copy(), share.copy())
        self._ascend(root, NUMBER_ROUNDS, NUMBER_STEP)
        self.heap = [root]

    @property
    def bound(self) -> float:
        """No solution among those that were not handed out costs less than this."""
        return min([node.bound for node in self.heap[:1]] + [self.beat])

    def step(self) -> bool:
        """Look at a node; False where none is left that is worth it."""
        self.found = None
        if not self.heap or self.heap[0].bound >= self.beat:
            return False
        node = heapq.heappop(self.heap)
        self.nodes += 1
        if (node.status == FREE).any():
            self._branch(node)
        else:
            self.found = node.status == OPEN
        return True

    def _ascend(self, node: Node, rounds: int, step: float) -> None:
        p = self.problem
        bound, done, _ = ascend(
            self._ascending, self._order, p.demand, p.capacity, p.opening_cost, node.status, node.numbers, node.v,
            node.share, NO_PAIRS, self.beat, rounds, PATIENCE, step, FLOOR,
        )  # fmt: skip
        self.work += done
        node.bound = max(node.bound, bound)

    def _branch(self, node: Node) -> None:
        """On the number of sites where it is in doubt, else on a site."""
        middle = float(node.share.sum())
        low = int(np.clip(np.floor(middle), node.numbers[0], max(node.numbers[1] - 1, node.numbers[0])))
        by_number = bool(node.numbers[0] < node.numbers[1] and 0.1 < middle - low < 0.9)
        site = -1 if by_number else pick(node.status, node.share, self._gains, self._counts)
        part = float(node.share[site])
        for side, what in ((0, CLOSED), (1, OPEN)):
            child = Node(
                node.bound, 2 * self.nodes + side, node.status.copy(), node.numbers.copy(), node.v.copy(),
                node.share.copy(),
            )  # fmt: skip
            if by_number:
                child.numbers[1 - side] = low + side
                self._ascend(child, NUMBER_ROUNDS, NUMBER_STEP)
            else:
                child.status[site], child.share[site] = what, side
                self._ascend(child, ROUNDS, STEP)
                raised = min(child.bound, self.beat) - node.bound
                self._gains[side, site] += raised / max(part if side == 0 else 1 - part, 0.02)
                self._counts[side, site] += 1
            if child.bound < self.beat:
                heapq.heappush(self.heap, child)
