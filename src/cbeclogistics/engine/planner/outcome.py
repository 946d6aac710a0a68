"""What the solver of the planner family answers."""

from __future__ import annotations

from dataclasses import dataclass

from ..answer import Proof, relative_gap
from .document import PlanDocument
from .flows import Flows
from .problem import Ints, Planner
from .relaxation import Multipliers


@dataclass(frozen=True)
class Outcome:
    """Best plan, bound and why the solver stopped.

    Attributes
    ----------
    proof
        Why it stopped; but for an infeasible problem, says nothing about whether there is a plan.
    sizes
        Size of each site, -1 for closed; None without a plan.
    flows
        What serves which demand; None without a plan.
    cost
        What the plan costs; inf without one.
    bound
        What no plan costs less than; -inf without one, inf for an infeasible problem.
    multipliers
        From which a like problem may be begun; None where none were found.
    seconds
        Time it took.
    rounds, branches
        Work that was done: evaluations of the relaxation, branches looked into.
    """

    proof: Proof
    sizes: Ints | None
    flows: Flows | None
    cost: float
    bound: float
    multipliers: Multipliers | None
    seconds: float
    rounds: int
    branches: int

    def document(self, problem: Planner) -> PlanDocument | None:
        """Return the plan as a document; None without a plan."""
        if self.sizes is None or self.flows is None:
            return None
        return PlanDocument.of(problem, self.sizes, self.flows, self.cost, self.bound)

    @property
    def gap(self) -> float:
        """(cost - bound) / |cost|; inf where either is missing."""
        return relative_gap(self.cost, self.bound)
