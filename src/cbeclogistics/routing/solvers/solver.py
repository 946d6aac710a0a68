"""What a solver of routing problems is, and how it is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, ClassVar, Protocol

from ...engine.limits import Limits, Watch
from ...errors import BackendError
from ..problem import RoutingProblem
from ..routes import Task

GROUP = "cbeclogistics.routing"


@dataclass(frozen=True)
class Trip:
    """A vehicle type and what it does in order; when, and at what cost, is `schedule`'s to say."""

    vehicle: int
    tasks: tuple[Task, ...]


class RoutingSolver(Protocol):
    """Finds trips; a fresh one is made for every call."""

    name: ClassVar[str]

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if it can be used, else one sentence with the command that installs it."""
        ...

    def solve(
        self, problem: RoutingProblem, limits: Limits, watch: Watch, start: tuple[Trip, ...] = (),
        parameters: Mapping[str, Any] | None = None,
    ) -> tuple[Trip, ...] | None:  # fmt: skip
        """Trips that keep all limits and serve all that must be served; None where none were found in time.

        Parameters
        ----------
        start
            Known trips to begin with.
        parameters
            Of this solver.
        """
        ...


def routing_solver(name: str) -> RoutingSolver:
    """Return a new solver by its name.

    Raises
    ------
    BackendError
        There is none of that name, or it cannot be used here.
    """
    known = {point.name: point for point in entry_points(group=GROUP)}
    if name not in known:
        raise BackendError(f"there is no routing solver {name!r}; known: {', '.join(sorted(known))}")
    kind = known[name].load()
    reason = kind.why_unavailable()
    if reason is not None:
        raise BackendError(f"routing solver {name}: {reason}")
    found: RoutingSolver = kind()
    return found
