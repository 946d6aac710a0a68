"""The best service times of a forest, by dynamic programming over its trees.

Source: Graves & Willems, Optimizing strategic safety stock placement in supply chains, MSOM 2 (2000), with the erratum
of MSOM 5 (2003). They number stages from the leaves inwards; here each tree is walked from its leaves to a root, which
is the same, whichever way the arcs run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Floats, Ints, Model
from .ranges import Ranges


@dataclass(frozen=True)
class Forest:
    """Arcs that form no circle, even if their direction is ignored.

    Attributes
    ----------
    order
        Stages, each after its parent.
    parent
        Of each stage; -1 at a root.
    supplies
        Whether each stage supplies its parent, else it is supplied by it.
    dropped
        Arcs that are left out.
    """

    order: tuple[int, ...]
    parent: tuple[int, ...]
    supplies: tuple[bool, ...]
    dropped: Ints


def spanning_forest(model: Model) -> Forest:
    """Keep the arcs between the stages of the dearest stock, as far as they close no circle."""
    group = list(range(model.stages))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    near: list[list[tuple[int, bool]]] = [[] for _ in range(model.stages)]
    dropped = []
    weight = model.rate[model.tail] + model.rate[model.head]
    for arc in np.argsort(-weight, kind="stable").tolist():
        i, j = int(model.tail[arc]), int(model.head[arc])
        if root(i) == root(j):
            dropped.append(arc)
            continue
        group[root(i)] = root(j)
        near[i].append((j, False))
        near[j].append((i, True))
    parent, supplies, order = [-1] * model.stages, [False] * model.stages, list[int]()
    seen = [False] * model.stages
    for start in range(model.stages):
        if seen[start]:
            continue
        seen[start] = True
        walk = [start]
        for at in walk:  # grows while it is walked
            for other, is_supplier in near[at]:
                if not seen[other]:
                    seen[other], parent[other], supplies[other] = True, at, is_supplier
                    walk.append(other)
        order += walk
    return Forest(tuple(order), tuple(parent), tuple(supplies), np.array(sorted(dropped), dtype=np.int64))


def best_on_forest(
    model: Model, forest: Forest, ranges: Ranges, in_price: Floats, out_price: Floats
) -> tuple[float, Ints, Ints]:
    """Least cost of the stages plus prices · service times, over ranges, where the forest's arcs alone must hold.

    Returns
    -------
    tuple
        The cost, and the service times in and out that have it, shape (stages,); inf if there are none.
    """
    children: list[list[int]] = [[] for _ in range(model.stages)]
    for child, parent in enumerate(forest.parent):
        if parent >= 0:
            children[parent].append(child)
    least: list[Floats] = [np.empty(0)] * model.stages  # by the time towards the parent
    other: list[Ints] = [np.empty(0, dtype=np.int64)] * model.stages  # the other time that goes with it
    total = 0.0
    for j in reversed(forest.order):
        cost = _costs(model, ranges, j, in_price, out_price)
        for child in children[j]:
            if forest.supplies[child]:
                cost = cost + _by_supplier(least[child], ranges, child, j)
            else:
                cost = cost + _by_customer(least[child], ranges, child, j)[:, None]
        if forest.supplies[j] or forest.parent[j] < 0:
            other[j], least[j] = cost.argmin(axis=1), cost.min(axis=1)
        else:
            other[j], least[j] = cost.argmin(axis=0), cost.min(axis=0)
        if forest.parent[j] < 0:
            total += float(least[j].min())
    if not np.isfinite(total):
        return np.inf, ranges.in_low, ranges.out_low
    return total, *_times(forest, ranges, least, other)


def _costs(model: Model, ranges: Ranges, j: int, in_price: Floats, out_price: Floats) -> Floats:
    """Of stage j for each pair of times out (rows) and in (columns); inf where it would quote more than it takes."""
    outs = np.arange(ranges.out_low[j], ranges.out_high[j] + 1)[:, None]
    ins = np.arange(ranges.in_low[j], ranges.in_high[j] + 1)
    net = ins + model.days[j] - outs
    by_net = np.arange(max(int(net[0, -1]), 0) + 1.0) ** model.growth * model.rate[j]
    by_net[0] = 0.0
    cost = np.where(net >= 0, by_net[np.maximum(net, 0)], np.inf)
    return np.asarray(cost + out_price[j] * outs + in_price[j] * ins)


def _by_supplier(least: Floats, ranges: Ranges, i: int, j: int) -> Floats:
    """Least cost of what is behind supplier i for each time in at j: i may quote no more than that."""
    best = np.append(np.inf, np.minimum.accumulate(least))
    steps = np.arange(ranges.in_low[j], ranges.in_high[j] + 1) - ranges.out_low[i] + 1
    return np.asarray(best[np.clip(steps, 0, least.size)])


def _by_customer(least: Floats, ranges: Ranges, k: int, j: int) -> Floats:
    """Least cost of what is behind customer k for each time out of j: k must wait at least that."""
    best = np.append(np.minimum.accumulate(least[::-1])[::-1], np.inf)
    steps = np.arange(ranges.out_low[j], ranges.out_high[j] + 1) - ranges.in_low[k]
    return np.asarray(best[np.clip(steps, 0, least.size)])


def _times(forest: Forest, ranges: Ranges, least: list[Floats], other: list[Ints]) -> tuple[Ints, Ints]:
    """Walk back from the roots."""
    times_in, times_out = ranges.in_low.copy(), ranges.out_low.copy()
    for j in forest.order:
        parent = forest.parent[j]
        if parent >= 0 and not forest.supplies[j]:
            first = max(int(times_out[parent] - ranges.in_low[j]), 0)
            at = first + int(least[j][first:].argmin())
            times_in[j], times_out[j] = ranges.in_low[j] + at, ranges.out_low[j] + other[j][at]
            continue
        last = least[j].size if parent < 0 else int(times_in[parent] - ranges.out_low[j]) + 1
        at = int(least[j][:last].argmin())
        times_out[j], times_in[j] = ranges.out_low[j] + at, ranges.in_low[j] + other[j][at]
    return times_in, times_out
