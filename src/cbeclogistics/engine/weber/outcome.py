"""What the solver of the multi-source Weber problem answers."""

from __future__ import annotations

from dataclasses import dataclass

from ..answer import Proof, relative_gap
from ..arrays import Floats, Ints


@dataclass(frozen=True)
class WeberOutcome:
    """Best sites, bound and why the solver stopped.

    Attributes
    ----------
    proof
        Why it stopped.
    places
        Shape (sites, 2): longitude and latitude of the new sites, from west to east.
    site
        Shape (demands,): new site that serves each demand; -1: an existing one.
    cost
        What they cost.
    bound
        Proven lower bound on the cost of any sites.
    seconds
        Time it took.
    """

    proof: Proof
    places: Floats
    site: Ints
    cost: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """(cost - bound) / cost."""
        return relative_gap(self.cost, self.bound)
