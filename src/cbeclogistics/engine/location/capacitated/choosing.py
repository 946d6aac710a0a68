"""What a node of SSCFLP branches on: sites in doubt first, then who serves a customer; tried before it is done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import Floats
from ...compiled import Whole
from ..nodes import CLOSED, FREE, OPEN
from .lagrangian import NO_ORDER, NO_PAIRS, ascend
from .settle import DEAR, Left

SPLIT = 0.05  # a choice this far from 0 and 1 is in doubt
TRIED = 8  # decisions that are tried, at most
RELIABLE = 2  # trials of each side of a decision, from where on their average is trusted
ROUNDS, PATIENCE, STEP, FLOOR = 12, 5, 0.3, 0.02
NO, YES = 0, 1


@dataclass(frozen=True)
class Decision:
    """Open a site (``place`` is -1), or let it serve the customer at a place of those left.

    Attributes
    ----------
    part
        How much of it is chosen, 0 to 1.
    bounds
        Of its two sides, where they were tried.
    """

    site: int
    place: int
    part: float
    bounds: tuple[float, float] = (-np.inf, -np.inf)


@dataclass(frozen=True)
class Point:
    """Where a node stands: bound, sites decided, numbers of sites, multipliers, choice of sites and of pairs."""

    bound: float
    status: Whole
    numbers: Whole
    v: Floats
    share: Floats
    pairs: Floats


class Chooser:
    """Learns what decisions raise the bound."""

    def __init__(self, sites: int, customers: int) -> None:
        self.work = 0
        self._gains, self._counts = np.zeros((2, sites, customers + 1)), np.zeros((2, sites, customers + 1))

    def choose(self, left: Left, point: Point, beat: float) -> Decision:
        """Return the decision both of whose sides promise most."""
        best, chosen = -1.0, None
        for decision in _doubtful(left, point):
            found, raised = self._weigh(decision, left, point, beat)
            if max(found.bounds) >= beat:
                return found
            score = max(raised[NO], 1e-6) * max(raised[YES], 1e-6)
            if score > best:
                best, chosen = score, found
        assert chosen is not None
        return chosen

    def _weigh(self, decision: Decision, left: Left, point: Point, beat: float) -> tuple[Decision, tuple[float, float]]:
        """By how much each side raises the bound, from experience or by trial."""
        customer = left.active[decision.place] if decision.place >= 0 else -1
        parts = (max(decision.part, 0.02), max(1 - decision.part, 0.02))
        gains, counts = self._gains[:, decision.site, customer], self._counts[:, decision.site, customer]
        if counts.min() >= RELIABLE:
            mean = gains / counts
            return decision, (mean[NO] * parts[NO], mean[YES] * parts[YES])
        bounds = (self._try(decision, NO, left, point, beat), self._try(decision, YES, left, point, beat))
        raised = (min(bounds[NO], beat) - point.bound, min(bounds[YES], beat) - point.bound)
        for side in (NO, YES):
            gains[side] += raised[side] / parts[side]
            counts[side] += 1
        return Decision(decision.site, decision.place, decision.part, bounds), raised

    def _try(self, decision: Decision, side: int, left: Left, point: Point, beat: float) -> float:
        """Bound of a side after a short ascent."""
        status, v, smaller = point.status.copy(), point.v.copy(), left
        if decision.place < 0:
            status[decision.site] = OPEN if side == YES else CLOSED
        elif side == NO:
            smaller = left.without_pair(decision.site, decision.place)
        else:
            status[decision.site] = OPEN
            with_it = left.with_pair(decision.site, decision.place)
            if with_it is None:
                return np.inf
            if not with_it.active.size:
                return point.bound
            smaller, v = with_it, np.delete(v, decision.place)
        bound, done, _ = ascend(
            smaller.cost, NO_ORDER, smaller.demand, smaller.room, smaller.opening, status, point.numbers, v,
            point.share.copy(), NO_PAIRS, beat, ROUNDS, PATIENCE, STEP, FLOOR,
        )  # fmt: skip
        self.work += done
        return float(bound)


def _doubtful(left: Left, point: Point) -> list[Decision]:
    """Sites in doubt; where there are none, pairs; at least one decision that is not made."""
    free = np.flatnonzero(point.status == FREE)
    doubt = np.minimum(point.share[free], 1 - point.share[free])
    ranked = np.argsort(-doubt, kind="stable")[:TRIED]
    sites = [Decision(int(free[k]), -1, float(point.share[free[k]])) for k in ranked if doubt[k] > SPLIT]
    if sites:
        return sites
    open_ = left.cost < DEAR
    part = point.pairs / np.maximum(point.pairs.sum(axis=0), 1e-9)
    unsure = np.where(open_, np.minimum(part, 1 - part), -1.0)
    order = np.argsort(-unsure, axis=None, kind="stable")[:TRIED]
    pairs = [Decision(i, j, float(part[i, j])) for i, j in (divmod(int(k), left.active.size) for k in order)]
    return [pair for pair in pairs if unsure[pair.site, pair.place] > SPLIT] or pairs[:1]
