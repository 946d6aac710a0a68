"""What a solver answers: a point or none, a bound, and why it stopped; two questions, two fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .arrays import Floats


class Proof(StrEnum):
    """Why a solver stopped."""

    OPTIMAL = "optimal"  # the gap asked for is proven
    LIMIT = "limit"  # time or work ran out
    CANCELLED = "cancelled"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"


@dataclass(frozen=True)
class Answer:
    """Outcome of one solve.

    Attributes
    ----------
    proof
        Why it stopped; says nothing about whether there is a point.
    x
        Best point found, shape (columns,), or None.
    objective
        Its cost; inf without a point.
    bound
        Proven lower bound on the cost of any point; -inf without one.
    solver
        Name and version of what answered.
    seconds
        Time it took.
    """

    proof: Proof
    x: Floats | None
    objective: float
    bound: float
    solver: str
    seconds: float

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|; inf where either is missing."""
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float, bound: float) -> float:
    """(objective - bound) / |objective|, never below 0; inf where either is missing."""
    if not (np.isfinite(objective) and np.isfinite(bound)):
        return float("inf")
    if objective == bound:
        return 0.0
    return max(0.0, (objective - bound) / max(abs(objective), 1e-12))
