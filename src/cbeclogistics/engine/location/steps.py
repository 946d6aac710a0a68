"""The step between two possible costs: where all costs are multiples of one number, so is every solution's."""

from __future__ import annotations

import math

import numpy as np

from ..arrays import Floats

DECIMALS = 6
LARGEST = 1e9  # larger numbers say nothing of their last decimals
TOLERANCE = 1e-6


def step_of(*costs: Floats) -> float:
    """Greatest step of which all costs are multiples; 0 where there is none of up to 6 decimals."""
    for decimals in range(DECIMALS + 1):
        scaled = [np.ravel(c) * 10.0**decimals for c in costs]
        if any(np.abs(s).max(initial=0.0) > LARGEST for s in scaled):
            return 0.0
        if all(np.abs(s - np.round(s)).max(initial=0.0) <= TOLERANCE for s in scaled):
            divisor = math.gcd(*(int(np.gcd.reduce(np.round(s).astype(np.int64))) for s in scaled))
            return divisor / 10.0**decimals
    return 0.0


def raised(bound: float, step: float) -> float:
    """Least possible cost that is not below a bound, but for the rounding of sums."""
    if step <= 0 or not math.isfinite(bound):
        return bound
    return max(bound, step * math.ceil(bound / step - 0.009))
