"""What a solver of a location problem answers."""

from __future__ import annotations

from dataclasses import dataclass

from ..answer import Proof, relative_gap
from .solutions import Solution


@dataclass(frozen=True)
class Outcome:
    """Best solution, bound and why the solver stopped.

    Attributes
    ----------
    proof
        Why it stopped; says nothing about whether there is a solution.
    solution
        Best found, or None.
    cost
        What it costs; inf without one.
    bound
        Proven lower bound on the cost of any solution; -inf without one.
    solver
        What answered.
    seconds
        Time it took.
    work
        What was done, in the solver's own unit (the same on every machine); 0 where it does not count.
    """

    proof: Proof
    solution: Solution | None
    cost: float
    bound: float
    solver: str
    seconds: float
    work: int = 0

    @property
    def gap(self) -> float:
        """(cost - bound) / |cost|; inf where either is missing."""
        return relative_gap(self.cost, self.bound)
