"""The best choice among known routes: set partitioning.

Σ over routes r that serve stop s of x[r] = 1 (≤ 1 where s need not be served), Σ x[r] of a vehicle type ≤ its vehicles,
Σ x[r] ≤ the vehicles that may be used; least Σ cost[r] x[r] − prizes of what is served.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from ....engine.arrays import Arrays
from ....engine.backends.highs import Highs
from ....engine.limits import Limits, Watch
from ..solver import Trip
from .tour import FIRST, PAST_LAST, PRIZE, REQUIRED, Ground

NODES = 200  # of the tree, where time is not to matter


def chosen(
    ground: Ground, routes: Sequence[tuple[int, Trip]], known: Sequence[Trip], most: int, limits: Limits, watch: Watch
) -> tuple[Trip, ...] | None:
    """Return the cheapest routes that together are a plan, at best those known; None where there was no time."""
    stops, kinds = len(ground.stops), len(ground.kinds)
    rows = [np.array([task.index for task in trip.tasks] + [stops + trip.vehicle, stops + kinds]) for _, trip in routes]
    columns = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    matrix = sp.csc_matrix(
        (np.ones(len(columns)), (np.concatenate(rows), columns)), shape=(stops + kinds + 1, len(rows))
    )
    prize = ground.stops[:, PRIZE]
    required = prize == REQUIRED
    worth = np.array([sum(int(prize[t.index]) for t in trip.tasks if not required[t.index]) for _, trip in routes])
    cost = np.array([cost for cost, _ in routes], float) - worth
    there = (ground.kinds[:, PAST_LAST] - ground.kinds[:, FIRST]).astype(float)
    model = Arrays(
        cost, np.zeros(len(rows)), np.ones(len(rows)), np.ones(len(rows), bool), matrix,
        np.r_[required.astype(float), np.zeros(kinds + 1)], np.r_[np.ones(stops), there, float(min(most, stops))],
    )  # fmt: skip
    begin = set(known)
    start = np.array([float(trip in begin) for _, trip in routes])
    nodes = {} if np.isfinite(limits.time_limit) else {"mip_max_nodes": NODES}
    answer = Highs().solve(model, limits, watch, parameters=nodes, start=start if start.sum() == len(begin) else None)
    if answer.x is None:
        return None
    return tuple(trip for (_, trip), taken in zip(routes, answer.x > 0.5, strict=True) if taken)
