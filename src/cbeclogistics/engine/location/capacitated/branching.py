"""SSCFLP to proof: branch and bound on sites, then on who serves a customer, by the Lagrangian bound."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from ...arrays import Bools, Floats
from ...compiled import Whole
from ..nodes import CLOSED, FREE, OPEN
from ..problems import SSCFLP
from .choosing import NO, YES, Chooser, Decision, Point
from .fillings import Fillings
from .lagrangian import NO_ORDER, ascend
from .lifts import lift_pairs
from .settle import DEAR, Left, left_of
from .units import Units

ROUNDS, PATIENCE, STEP, FLOOR = 60, 5, 0.3, 0.02
PASSES = 6  # of a node: what is ruled out raises the bound, which rules out more
WORTH = 0.98  # of the pairs; where more are left there is no other pass
LP_WORTH = 0.1  # of the gap at the root; where the LP of fillings raises the bound by more, all nodes solve it


@dataclass(order=True)
class Node:
    """An open node: pairs left (packed), what is decided of each site, multipliers, averaged choice."""

    bound: float
    number: int
    kept: npt.NDArray[np.uint8] = field(compare=False)
    status: Whole = field(compare=False)
    v: Floats = field(compare=False)
    share: Floats = field(compare=False)

    def child(self, number: int, bound: float) -> Node:
        """A node to change."""
        return Node(bound, number, self.kept, self.status.copy(), self.v.copy(), self.share.copy())


class Branching:
    """State of a search; what it may start from is what the ascent at the root ends with.

    Parameters
    ----------
    kept
        Pairs that are not ruled out, shape (sites, customers).
    beat
        What a solution must cost less than, to be worth finding; may be lowered on the way.

    Attributes
    ----------
    found
        A solution that the last node led to, or None: the site of each customer.
    """

    def __init__(
        self, problem: SSCFLP, units: Units, kept: Bools, status: Whole, numbers: Whole, v: Floats, share: Floats,
        beat: float,
    ) -> None:  # fmt: skip
        self.problem, self.units, self.numbers, self.beat = problem, units, numbers, beat
        self.found: Whole | None = None
        self.nodes = 0
        self._made, self._work = 0, 0
        self._weighed = False  # whether the LP of fillings is worth it
        self._chooser = Chooser(problem.sites, problem.customers)
        self._fillings: Fillings | None = Fillings(problem, units)
        self._radius = 0.1 * float(np.abs(v).mean()) + 1e-9
        self._root = Node(-np.inf, 0, np.packbits(kept), status.copy(), v.copy(), share.copy())
        self.restart(beat)

    def restart(self, beat: float) -> None:
        """Begin again from the multipliers the root ended with."""
        self.beat = beat
        self._work = self.work
        self._chooser = Chooser(self.problem.sites, self.problem.customers)
        if self._fillings is not None:
            self._fillings = Fillings(self.problem, self.units)
        self._dive: list[Node] = []  # next node of a dive for solutions
        self._diving, self._dived = False, 0  # nodes by diving more than by least bound
        self.heap = [self._root.child(0, -np.inf)]

    @property
    def bound(self) -> float:
        """No solution among those left costs less than this."""
        return min([node.bound for node in self.heap[:1]] + [node.bound for node in self._dive] + [self.beat])

    @property
    def work(self) -> int:
        """Evaluations of the bound, and LPs."""
        return self._work + self._chooser.work + (self._fillings.work if self._fillings else 0)

    def portions(self) -> Iterator[None]:
        """Look at a node at each step, until none is left that is worth it."""
        while self._dive or self.heap:
            self.found = None
            self._diving = bool(self._dive)
            node = self._dive.pop() if self._dive else heapq.heappop(self.heap)
            if node.bound < self.beat:
                self._dived += 1 if self._diving else -1
                self._look(node)
                yield

    def whittled(self) -> tuple[float, Bools, Whole] | None:
        """Bound, pairs and sites that are left at the root; None where nothing is but what is ``found``."""
        self.found = None
        node = self._root.child(0, -np.inf)
        settled = self._settle(node)
        return None if settled is None else (node.bound, settled[0], node.status)

    def _look(self, node: Node) -> None:
        self.nodes += 1
        settled = self._settle(node)
        if settled is not None:
            kept, left, point = settled
            self._split(node, kept, left, self._chooser.choose(left, replace(point, status=node.status), self.beat))

    def _settle(self, node: Node) -> tuple[Bools, Left, Point] | None:
        """Raise the bound, rule out what lifts it too high, and so on; None where that decides it."""
        shape = (self.problem.sites, self.problem.customers)
        kept = np.unpackbits(node.kept, count=shape[0] * shape[1]).astype(bool).reshape(shape)
        left, point = None, None
        for _ in range(PASSES):
            count = int(kept.sum())
            left = left_of(self.problem, self.units, kept, node.status)
            if left is None:
                return None
            if not left.active.size:
                self.found = left.served
                return None
            point = self._rise(node, left, kept)
            if point is None or not self._rule_out(node, left, kept, point):
                return None
            if kept.sum() > WORTH * count:
                break
        if node.number == 0:
            self._root.v[:], self._root.share[:] = node.v, node.share
        node.kept = np.packbits(kept)
        assert left is not None
        assert point is not None
        return kept, replace(left, cost=np.where(kept[:, left.active], left.cost, DEAR)), point

    def _rise(self, node: Node, left: Left, kept: Bools) -> Point | None:
        """Raise the bound of a node; None where it is not worth more."""
        v, pairs = node.v[left.active], np.zeros(left.cost.shape)
        bound, done, _ = ascend(
            left.cost, NO_ORDER, left.demand, left.room, left.opening, node.status, self.numbers, v, node.share, pairs,
            self.beat, ROUNDS, PATIENCE, STEP, FLOOR,
        )  # fmt: skip
        self._work += done
        node.v[left.active] = v
        node.bound = max(node.bound, bound)
        if self._fillings is not None and node.bound < self.beat:
            raised = self._fillings.climb(left, kept, node.status, node.v, self.beat, self._radius)
            if not self._weighed and raised.bound - bound < LP_WORTH * (self.beat - bound):
                self._work, self._fillings = self._work + self._fillings.work, None
            self._weighed = True
            v, pairs, node.share[:] = raised.v, raised.pairs, raised.share
            node.v[left.active] = v
            bound = max(bound, raised.bound)
            node.bound = max(node.bound, bound)
        if node.bound >= self.beat:
            return None
        return Point(bound, node.status, self.numbers, v, node.share, pairs)

    def _rule_out(self, node: Node, left: Left, kept: Bools, point: Point) -> bool:
        """Clear the pairs and settle the sites that would lift the bound too high; whether anything is left."""
        lift, opened, shut = np.empty(left.cost.shape), np.empty(node.status.size), np.empty(node.status.size)
        bound = lift_pairs(
            left.cost, left.demand, left.room, left.opening, node.status, self.numbers, point.v, lift, opened, shut
        )
        self._work += 1
        node.bound = max(node.bound, bound + float(lift.min(axis=0).max()))
        if node.bound >= self.beat:
            return False
        kept[:, left.active] &= bound + lift < self.beat
        free = node.status == FREE
        node.status[free & (bound + opened >= self.beat)] = CLOSED
        node.status[free & (bound + shut >= self.beat)] = OPEN
        return True

    def _split(self, node: Node, kept: Bools, left: Left, decision: Decision) -> None:
        children = []
        for side in (NO, YES):
            bound = max(node.bound, decision.bounds[side])
            if bound >= self.beat:
                continue
            self._made += 1
            child = node.child(self._made, bound)
            if decision.place < 0:
                child.status[decision.site] = OPEN if side == YES else CLOSED
                child.share[decision.site] = side
            else:
                customer = left.active[decision.place]
                rest = kept.copy()
                rest[:, customer] &= side == NO
                rest[decision.site, customer] = side == YES
                child.kept = np.packbits(rest)
            children.append(child)
        children.sort(key=lambda child: (child.bound, -child.number))
        if self._diving or self._dived <= 0:
            self._dive += children[:1]
            children = children[1:]
        for child in children:
            heapq.heappush(self.heap, child)
