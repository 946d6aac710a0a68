"""The best service times of chains that are no trees: branch and bound over the dynamic programme of a spanning forest.

Chosen over a mixed-integer model with piecewise-linear costs (Magnanti, Shen, Shu, Simchi-Levi & Teo 2006): costs are
concave, so that model's relaxation is the chord of each cost and its bound is far off until most pieces are fixed, and
it needs a solver; here each bound comes from a dynamic programme that sees the true costs, and a tree (most chains are
nearly trees) is solved without branching. Branching on arcs that a spanning tree breaks follows Humair & Willems
(Operations Research 59, 2011); the prices on broken arcs are ours.

- **Bound.** Arcs outside of the forest are dropped and a price put on breaking them (Lagrange); the forest's optimum is
  a bound for any prices. Prices are improved by subgradient steps.
- **Placement.** Service times of each forest's optimum become a placement when every stage waits for its slowest
  supplier; the forest is then solved again with the dropped arcs' times held, until nothing is gained.
- **Branching.** An arc i → j that is broken by out_i > in_j: either out_i ≤ a, or out_i > a and so in_j > a. Each side
  excludes the broken point. Where no arc is broken but prices still cost bound, the range of in_j or out_i is split.

Times are whole days, and that loses nothing: with whole processing times the best placement is a corner of a polyhedron
of differences, and these corners are whole.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .answer import GAP
from .model import Floats, Ints, Model
from .ranges import Ranges, all_ranges, tightened
from .settle import polished, settled
from .tree import Forest, best_on_forest, spanning_forest

FIRST_STEPS, STEPS = 150, 15  # of improving prices at the root, and at each part
PATIENCE = 3  # steps without gain, after which their length is halved
AIM = 1.005  # of the best cost: what steps aim at


@dataclass
class Found:
    """What is known of a chain.

    Attributes
    ----------
    cost, bound
        Of the best placement, and of any.
    nodes
        Parts of the search that were looked at.
    """

    times_in: Ints
    times_out: Ints
    cost: float
    bound: float
    nodes: int


@dataclass(order=True)
class _Part:
    """Ranges that are still to be looked at, and what is known of them."""

    bound: float
    number: int
    ranges: Ranges = field(compare=False)
    prices: Floats = field(compare=False)


def search(
    model: Model, most_nodes: int, stop: Callable[[], bool], report: Callable[[int, float, float], None]
) -> Found:
    """Find the best placement of one chain.

    Parameters
    ----------
    most_nodes
        Parts to look at.
    stop
        Asked again and again; True ends the search with what is known.
    report
        Told after each part: how many were looked at, the best cost, the bound.
    """
    forest, ranges, nothing = spanning_forest(model), all_ranges(model), np.zeros(model.stages)
    value, times_in, times_out = best_on_forest(model, forest, ranges, nothing, nothing)
    best = Found(times_in, times_out, np.inf, value, 1)
    state = _Search(model, forest, model.tail[forest.dropped], model.head[forest.dropped], ranges, best, stop)
    state.take(times_out)
    if not forest.dropped.size:
        best.bound = best.cost
        return best
    waiting, numbers = [_Part(value, 0, ranges, np.zeros(forest.dropped.size))], 1
    while waiting and waiting[0].bound < _enough(best.cost) and best.nodes < most_nodes and not stop():
        part = heapq.heappop(waiting)
        bound, prices, point = state.bounded(part, STEPS if part.number else FIRST_STEPS)
        best.nodes += 1
        if bound < _enough(best.cost):
            for side in state.branches(part.ranges, prices, *point):
                heapq.heappush(waiting, _Part(bound, numbers, side, prices))
                numbers += 1
        best.bound = min(_enough(best.cost), waiting[0].bound if waiting else np.inf)
        report(best.nodes, best.cost, best.bound)
    best.bound = min(_enough(best.cost), waiting[0].bound if waiting else np.inf)
    return best


def _enough(cost: float) -> float:
    """Bound from which on a part holds nothing cheaper that counts."""
    return cost * (1 - GAP)


@dataclass(frozen=True)
class _Search:
    """A chain, its forest, suppliers and customers of dropped arcs, the ranges of all placements, and the best one."""

    model: Model
    forest: Forest
    tail: Ints
    head: Ints
    ranges: Ranges
    best: Found
    stop: Callable[[], bool]

    def take(self, times_out: Ints) -> None:
        """Take the placement near service times if it is cheaper than the best."""
        cost, waits, quotes = settled(self.model, times_out)
        if cost < self.best.cost:
            if self.tail.size:
                cost, waits, quotes = polished(self.model, self.forest, self.ranges, cost, waits, quotes)
            self.best.cost, self.best.times_in, self.best.times_out = cost, waits, quotes

    def bounded(self, part: _Part, steps: int) -> tuple[float, Floats, tuple[Ints, Ints]]:
        """Bound of a part, the prices that give it, and the service times that have it."""
        tail, head, stages = self.tail, self.head, self.model.stages
        bites = part.ranges.out_high[tail] > part.ranges.in_low[head]  # the others hold whatever is chosen
        prices = np.where(bites, part.prices, 0.0)
        bound, kept, point = -np.inf, prices, (part.ranges.in_low, part.ranges.out_low)
        length, idle = 1.0, 0
        for _ in range(steps):
            out_price = np.bincount(tail, weights=prices, minlength=stages).astype(float)
            in_price = -np.bincount(head, weights=prices, minlength=stages).astype(float)
            value, times_in, times_out = best_on_forest(self.model, self.forest, part.ranges, in_price, out_price)
            if not np.isfinite(value):
                return np.inf, prices, point
            idle += 1
            if value > bound:
                bound, kept, point, idle = value, prices, (times_in, times_out), 0
                self.take(times_out)
            if bound >= _enough(self.best.cost) or self.stop():
                break
            if idle >= PATIENCE:
                length, idle = length / 2, 0
            broken = np.where(bites, times_out[tail] - times_in[head], 0).astype(float)
            move = np.where((broken > 0) | (prices > 0), broken, 0.0)
            if not move.any():
                break
            prices = np.maximum(prices + length * (AIM * self.best.cost - value) / (move @ move) * move, 0.0)
        return max(bound, part.bound), kept, point

    def branches(self, ranges: Ranges, prices: Floats, times_in: Ints, times_out: Ints) -> list[Ranges]:
        """Split ranges in two that together hold all placements."""
        gap = times_out[self.tail] - times_in[self.head]
        bites = ranges.out_high[self.tail] > ranges.in_low[self.head]
        broken = bool((gap > 0).any())
        arc = int(np.argmax(gap if broken else np.where(bites, -gap * prices, -1.0)))
        i, j = int(self.tail[arc]), int(self.head[arc])
        if broken:
            at = int(times_in[j] + times_out[i] - 1) // 2
            sides = [ranges.with_(out_high=(i, at)), ranges.with_(out_low=(i, at + 1), in_low=(j, at + 1))]
        elif not bites[arc]:
            return []
        elif times_in[j] > ranges.in_low[j]:
            at = min(max(int(times_in[j] + times_out[i]) // 2, int(ranges.in_low[j])), int(ranges.in_high[j]) - 1)
            sides = [ranges.with_(in_high=(j, at)), ranges.with_(in_low=(j, at + 1))]
        else:
            at = int(times_out[i])
            sides = [ranges.with_(out_high=(i, at)), ranges.with_(out_low=(i, at + 1))]
        return [found for side in sides if (found := tightened(self.model, side)) is not None]
