"""Between which values service times lie, and what follows from that for the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .model import Ints, Model


@dataclass(frozen=True)
class Ranges:
    """Least and most of the service time that each stage is quoted (in) and quotes (out), shape (stages,) each."""

    in_low: Ints
    in_high: Ints
    out_low: Ints
    out_high: Ints

    def with_(self, **changes: tuple[int, int]) -> Ranges:
        """Return a copy with new values, ``out_high=(stage, value)``."""
        new = {name: getattr(self, name).copy() for name in changes}
        for name, (stage, value) in changes.items():
            new[name][stage] = value
        return replace(self, **new)


def all_ranges(model: Model) -> Ranges:
    """Ranges that the chain alone gives."""
    endless = np.full(model.stages, model.days.sum() + model.supplier_days.max(initial=0))
    start = Ranges(model.supplier_days.copy(), endless, np.zeros_like(endless), np.minimum(model.longest, endless))
    found = tightened(model, start)
    assert found is not None  # quoting 0 everywhere is always possible
    return found


def tightened(model: Model, ranges: Ranges) -> Ranges | None:
    """Ranges that hold at one of the best placements, if it is within those given; None if it cannot be.

    There is a best placement with these two properties, as cost falls with the time quoted and rises with the time
    waited: each stage waits no longer than for its slowest supplier, and quotes the longest time that no customer waits
    for.
    """
    ways: list[tuple[list[int], list[int]]] = [([], []) for _ in range(model.stages)]
    for i, j in zip(model.tail.tolist(), model.head.tolist(), strict=True):
        ways[j][0].append(i)
        ways[i][1].append(j)
    in_low, in_high = ranges.in_low.tolist(), ranges.in_high.tolist()
    out_low, out_high = ranges.out_low.tolist(), ranges.out_high.tolist()
    days, outside, longest = model.days.tolist(), model.supplier_days.tolist(), model.longest.tolist()
    order = model.order.tolist()
    before = None
    while before != (now := (in_low[:], in_high[:], out_low[:], out_high[:])):
        before = now
        for j in order:
            suppliers = ways[j][0]
            in_low[j] = max(in_low[j], outside[j], out_low[j] - days[j], *(out_low[i] for i in suppliers))
            in_high[j] = min(in_high[j], max(outside[j], *(out_high[i] for i in suppliers), 0))
            out_high[j] = min(out_high[j], in_high[j] + days[j])
        for i in reversed(order):
            customers = ways[i][1]
            out_high[i] = min(out_high[i], *(in_high[k] for k in customers), out_high[i])
            waited = min(longest[i], in_low[i] + days[i], *(in_low[k] for k in customers))
            out_low[i] = max(out_low[i], waited)
            if in_low[i] > in_high[i] or out_low[i] > out_high[i]:
                return None
    return Ranges(*(np.array(one, dtype=np.int64) for one in (in_low, in_high, out_low, out_high)))
