"""The whole model of any location problem to any backend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....errors import BackendError
from ...backends.registry import backend
from ...limits import Limits, Watch
from ..outcome import Outcome
from ..problems import CFL, CMND, SSCFLP, TSCFLP, UFL, Located, PMedian
from .facility import capacitated, p_median, single_source, uncapacitated
from .model import LocationModel
from .network_design import network_design
from .two_stage import two_stage


def model_of(problem: Located) -> LocationModel:
    """Return the strong formulation of a problem."""
    match problem:
        case UFL():
            return uncapacitated(problem)
        case SSCFLP():
            return single_source(problem)
        case CFL():
            return capacitated(problem)
        case PMedian():
            return p_median(problem)
        case TSCFLP():
            return two_stage(problem)
        case CMND():
            return network_design(problem)


def solve_whole(
    problem: Located,
    limits: Limits,
    watch: Watch | None = None,
    *,
    backend_name: str = "highs",
    parameters: Mapping[str, Any] | None = None,
) -> Outcome:
    """Solve a problem by giving its whole model to a backend.

    Parameters
    ----------
    backend_name
        Of an installed backend.
    parameters
        Options in the backend's own names.

    Raises
    ------
    BackendError
        The backend is missing or failed.
    """
    watch = watch or Watch()
    kind = backend(backend_name)
    reason = kind.why_unavailable()
    if reason is not None:
        raise BackendError(reason)
    watch.say("building the whole model")
    model = model_of(problem)
    answer = kind().solve(model.arrays, limits.after(watch.elapsed()), watch, parameters=parameters or {})
    solution = None if answer.x is None else model.read(answer.x)
    return Outcome(answer.proof, solution, answer.objective, answer.bound, answer.solver, watch.elapsed())
