"""Demand and capacity in whole numbers: what knapsacks are tables of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import Floats
from ..problems import SSCFLP
from ..steps import step_of

MOST_ROOM = 4096  # units of the largest capacity, at most: the width of a table
ROOM = 1e-9  # of a capacity; what sums may err by


@dataclass(frozen=True)
class Units:
    """Whole numbers; whatever fits the true capacities fits these.

    Attributes
    ----------
    demand
        Shape (customers,).
    capacity
        Shape (sites,); no more than all demand.
    """

    demand: Floats
    capacity: Floats

    @classmethod
    def of(cls, problem: SSCFLP) -> Units:
        """Count in the largest unit of which all are multiples, else in parts of the largest capacity, rounded down."""
        total = float(problem.demand.sum())
        room = np.minimum(problem.capacity, total)
        most = float(room.max())
        unit = step_of(problem.demand, room)
        if unit > 0 and most <= MOST_ROOM * unit:
            return cls(np.round(problem.demand / unit), np.round(room / unit))
        unit = max(most, 1e-300) / MOST_ROOM
        return cls(np.floor(problem.demand / unit), np.floor(room / unit * (1 + ROOM) + ROOM))
