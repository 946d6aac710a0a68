"""Placements out of service times that some arcs break."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .model import Floats, Ints, Model
from .ranges import Ranges
from .tree import Forest, best_on_forest


def settled(model: Model, times_out: Ints) -> tuple[float, Ints, Ints]:
    """Cost and service times in and out of a placement, from what stages would like to quote.

    Each waits for its slowest supplier, quotes no more than that and its own time, and then as much as no customer
    waits for.
    """
    waits, quotes = model.supplier_days.copy(), times_out.copy()
    ins: list[list[int]] = [[] for _ in range(model.stages)]
    for i, j in zip(model.tail.tolist(), model.head.tolist(), strict=True):
        ins[j].append(i)
    for j in model.order:
        if ins[j]:
            waits[j] = max(int(waits[j]), int(quotes[ins[j]].max()))
        quotes[j] = min(quotes[j], waits[j] + model.days[j])
    least = np.full(model.stages, np.iinfo(np.int64).max)
    np.minimum.at(least, model.tail, waits[model.head])
    quotes = np.minimum(np.minimum(waits + model.days, least), model.longest)
    return float(model.cost(waits + model.days - quotes).sum()), waits, quotes


def polished(
    model: Model, forest: Forest, ranges: Ranges, cost: float, times_in: Ints, times_out: Ints
) -> tuple[float, Ints, Ints]:
    """Hold the times of the suppliers at dropped arcs and solve the forest anew, as long as that gains."""
    tail, head = model.tail[forest.dropped], model.head[forest.dropped]
    nothing: Floats = np.zeros(model.stages)
    while True:
        low, high, least = ranges.out_low.copy(), ranges.out_high.copy(), ranges.in_low.copy()
        low[tail] = high[tail] = times_out[tail]
        np.maximum.at(least, head, times_out[tail])
        held = replace(ranges, out_low=low, out_high=high, in_low=least)
        value, _, quotes = best_on_forest(model, forest, held, nothing, nothing)
        if not np.isfinite(value):
            return cost, times_in, times_out
        new, waits, quoted = settled(model, quotes)
        if not new < cost * (1 - 1e-12):
            return cost, times_in, times_out
        cost, times_in, times_out = new, waits, quoted
