"""The best solver here: a search by strings for plain problems, PyVRP's searches side by side for all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ...engine.limits import Limits, Watch
from ..problem import RoutingProblem
from .budget import Budget
from .pyvrp import PyVRP
from .pyvrp_crew import by_pyvrp
from .solver import Trip

ROUNDS = 50  # of taking strings out and putting them back that count as one iteration


class Balanced:
    """Good routes, from as many threads as there may be.

    `parameters["iterations"]` limits the work of each thread and so makes runs repeatable: fifty rounds of taking stops
    out and putting them back, or one of PyVRP's iterations, which takes about as long.
    """

    name: ClassVar[str] = "balanced"

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if it can be used."""
        return PyVRP.why_unavailable()

    def solve(
        self, problem: RoutingProblem, limits: Limits, watch: Watch, start: tuple[Trip, ...] = (),
        parameters: Mapping[str, Any] | None = None,
    ) -> tuple[Trip, ...] | None:  # fmt: skip
        """Search until the time is up, the iterations are done, or the caller has had enough."""
        from .plain_crew import by_crew
        from .ready import ready
        from .strings.parts import WHOLE, by_parts
        from .strings.plain import is_plain

        if not problem.tasks:
            return ()
        iterations = int((parameters or {}).get("iterations", 0))
        if not is_plain(problem):
            return by_pyvrp(problem, Budget(limits, watch, iterations), start)
        budget = Budget(ready(problem, limits, watch), watch, ROUNDS * iterations)
        return (by_parts if problem.tasks > WHOLE else by_crew)(problem, budget, start)
