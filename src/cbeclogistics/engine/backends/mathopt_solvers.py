"""How each solver in MathOpt is set up and listened to; they share less than the interface suggests."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import BackendError
from ..limits import Limits, Watch

SCIP_LONG = frozenset({"limits/nodes", "limits/stallnodes", "limits/totalnodes"})  # a type of its own in SCIP
REPORT_EVERY = 0.25  # seconds between two reports


@dataclass(frozen=True)
class Solver:
    """A solver of MathOpt: its name there and the options that belong to the limits."""

    mathopt_name: str
    reserved: frozenset[str] = frozenset()

    def type(self) -> Any:
        """Return MathOpt's own name for it."""
        from ortools.math_opt.python import mathopt

        return getattr(mathopt.SolverType, self.mathopt_name)


SOLVERS = {
    "scip": Solver("GSCIP", frozenset({"limits/gap", "limits/time", "misc/catchctrlc", "parallel/maxnthreads"})),
    "highs": Solver(
        "HIGHS",
        frozenset({"log_to_console", "mip_rel_gap", "output_flag", "random_seed", "threads", "time_limit"}),
    ),
    "cp-sat": Solver(
        "CP_SAT",
        frozenset({"log_search_progress", "max_time_in_seconds", "num_workers", "random_seed", "relative_gap_limit"}),
    ),
    "glop": Solver("GLOP"),
}


def solve_parameters(solver: str, limits: Limits, options: Mapping[str, Any]) -> Any:
    """Return MathOpt's parameters, all but the time limit.

    Raises
    ------
    BackendError
        An option is unknown, of the wrong type, or belongs to the limits.
    """
    from ortools.math_opt.python import mathopt

    ours = SOLVERS[solver].reserved & options.keys()
    if ours:
        raise BackendError(f"{', '.join(sorted(ours))}: not for [parameters]; limits stand in the profile itself.")
    parameters = mathopt.SolveParameters(random_seed=limits.seed % 2**31)
    if solver == "glop":
        return parameters
    parameters.relative_gap_tolerance = limits.gap
    try:
        if solver == "scip":
            parameters.threads = 1  # with more it races copies of itself, which print and take their own seeds
            parameters.gscip.bool_params["misc/catchctrlc"] = False
            long = {name: value for name, value in options.items() if name in SCIP_LONG}
            others = {name: value for name, value in options.items() if name not in SCIP_LONG}
            _sort_in(parameters.gscip, long, "{}_params", {int: "long"})
            _sort_in(parameters.gscip, others, "{}_params", {str: "string", float: "real"})
        elif solver == "highs":
            # its pool of threads is fixed by the first solve, and another number is an error ever after
            _sort_in(parameters.highs, {**options, "threads": 1}, "{}_options", {str: "string", float: "double"})
        else:
            parameters.threads = limits.threads
            parameters.cp_sat.catch_sigint_signal = False
            parameters.cp_sat.mip_var_scaling = 1000.0  # by default it would make continuous columns whole
            for name, value in options.items():
                setattr(parameters.cp_sat, name, value)
    except (AttributeError, TypeError, ValueError) as error:
        raise BackendError(f"An option of {solver} is unknown or of the wrong type: {error}") from error
    return parameters


def _sort_in(store: Any, options: Mapping[str, Any], field: str, names: Mapping[type, str]) -> None:
    kinds = {bool: "bool", int: "int", **names}
    for name, value in options.items():
        if type(value) not in kinds:
            raise TypeError(f"{name} = {value!r}")
        getattr(store, field.format(kinds[type(value)]))[name] = value


def listeners(solver: str, watch: Watch, failed: list[BaseException], *, exact: bool) -> dict[str, Any]:
    """Return the callbacks a solver takes without harm; what they raise is put into ``failed``.

    Where the solver does not take the model exactly, its bound is not passed on.
    SCIP prints an error to the terminal when given MathOpt's own callback, HiGHS refuses it: both are heard through
    their logs.
    """
    from ortools.math_opt.python import mathopt

    say = _throttled(watch, failed)
    if solver == "cp-sat":

        def called(data: Any) -> Any:
            say(data.mip_stats.primal_bound, data.mip_stats.dual_bound if exact else -math.inf)
            return mathopt.CallbackResult(terminate=bool(failed))

        events = {mathopt.Event.MIP_SOLUTION, mathopt.Event.MIP}
        return {"cb": called, "callback_reg": mathopt.CallbackRegistration(events=events)}
    if solver == "glop":
        return {}

    def read(lines: list[str]) -> None:
        for line in lines:
            told = told_by(line)
            if told:
                say(*told)

    return {"msg_cb": read}


_SCIP = re.compile(r"\|\s*([-+.\de]+|--)\s*\|\s*([-+.\de]+|--)\s*\|[^|]*\|[^|]*$")
_HIGHS = re.compile(r"\d%\s+([-+.\deinf]+)\s+([-+.\deinf]+)\s+(?:\S+%|inf|Large)\s")


def told_by(line: str) -> tuple[float, float] | None:
    """Objective and bound in a line of a log of SCIP or HiGHS; None where it tells neither."""
    found = _SCIP.search(line) or _HIGHS.search(line)
    if not found:
        return None
    try:
        bound, objective = (float(text) if text != "--" else math.nan for text in found.groups())
    except ValueError:
        return None
    return (math.inf if math.isnan(objective) else objective), (-math.inf if math.isnan(bound) else bound)


def _throttled(watch: Watch, failed: list[BaseException]) -> Callable[[float, float], None]:
    last: list[float] = [-math.inf, math.inf]

    def say(objective: float, bound: float) -> None:
        now = time.monotonic()
        if failed or (now - last[0] < REPORT_EVERY and objective == last[1]):
            return
        last[:] = now, objective
        try:
            watch.say("solving the whole model", objective, bound)
        except BaseException as error:  # must not cross the solver's own frames
            failed.append(error)

    return say
