"""What the trees on sites share: what may be decided of a site, and a node."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..arrays import Floats
from ..compiled import Whole, compiled

FREE, OPEN, CLOSED = 0, 1, -1


@dataclass(order=True)
class Node:
    """An open node: what is decided of each site, fewest and most sites, multipliers, averaged choice of sites."""

    bound: float
    number: int
    status: Whole = field(compare=False)
    numbers: Whole = field(compare=False)
    v: Floats = field(compare=False)
    share: Floats = field(compare=False)


@compiled
def pick(status: Whole, share: Floats, gains: Floats, counts: Whole) -> int:
    """Free site to branch on; -1 where all is decided. ``gains``, ``counts``: shape (2, sites), closed and open."""
    mean = np.ones(2)
    for side in range(2):
        seen = counts[side].sum()
        if seen > 0:
            mean[side] = gains[side].sum() / seen
    best, best_score = -1, -1.0
    for i in range(status.size):
        if status[i] == FREE:
            part = share[i]
            close = (gains[0, i] + mean[0]) / (counts[0, i] + 1) * max(part, 0.02)
            raised = (gains[1, i] + mean[1]) / (counts[1, i] + 1) * max(1.0 - part, 0.02)
            score = max(close, 1e-9) * max(raised, 1e-9)
            if score > best_score:
                best, best_score = i, score
    return best
