"""A model of a location problem, and how its answer is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...arrays import Arrays
from ..problems.checking import Floats, Ints
from ..solutions import Flows, Solution

STRONG = "strong links"  # names of row blocks that whole answers keep anyway begin so
LEAST_FLOW = 1e-9  # what solvers leave behind where there is nothing


@dataclass(frozen=True)
class LocationModel:
    """A problem as arrays.

    Attributes
    ----------
    arrays
        The strong formulation, whole.
    read
        Makes a point, shape (columns,), a solution of the problem.
    """

    arrays: Arrays
    read: Callable[[Floats], Solution]


def opened(x: Floats) -> Ints:
    """Indices of what a point opens."""
    return np.flatnonzero(x > 0.5)


def flows(x: Floats, sources: int, targets: int) -> Flows:
    """Flows of a point, a column for each pair in the order of a table."""
    return Flows.of(x.reshape(sources, targets), LEAST_FLOW)
