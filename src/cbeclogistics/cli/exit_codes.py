"""What the exit code of every command means; the one place that maps errors to codes."""

from __future__ import annotations

from enum import IntEnum

from ..errors import AuditFailed, BackendError, CbecError, Infeasible, InputError, NoPlanFound


class ExitCode(IntEnum):
    """Exit codes of all commands."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    INVALID = 3
    INFEASIBLE = 4
    LIMIT_WITH_PLAN = 5
    LIMIT_WITHOUT_PLAN = 6
    SOLVER_FAILED = 7
    SOME_FAILED = 8
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """One line for the help and the documentation."""
        return _MEANING[self]


_MEANING = {
    ExitCode.DONE: "done, within the gap asked for",
    ExitCode.FAILED: "anything else: the disk is full, or the program has a fault",
    ExitCode.USAGE: "usage: the command line is wrong",
    ExitCode.INVALID: "the input is invalid; every problem of it is named",
    ExitCode.INFEASIBLE: "infeasible: no plan can exist; a diagnosis is given",
    ExitCode.LIMIT_WITH_PLAN: "a limit was reached; there is a plan, with its gap",
    ExitCode.LIMIT_WITHOUT_PLAN: "a limit was reached before any plan was found",
    ExitCode.SOLVER_FAILED: "the solver or its profile is missing, or it failed, or its plan failed the audit",
    ExitCode.SOME_FAILED: "some of many failed and say why; the others are done",
    ExitCode.INTERRUPTED: "interrupted; the best plan so far is saved if there is one",
}

# of each error: its exit code and the word for it in `--json`
_OF_ERROR: tuple[tuple[type[BaseException], ExitCode, str], ...] = (
    (InputError, ExitCode.INVALID, "invalid"),
    (Infeasible, ExitCode.INFEASIBLE, "infeasible"),
    (NoPlanFound, ExitCode.LIMIT_WITHOUT_PLAN, "no_plan"),
    (BackendError, ExitCode.SOLVER_FAILED, "solver_failed"),
    (AuditFailed, ExitCode.SOLVER_FAILED, "audit_failed"),
    (CbecError, ExitCode.FAILED, "failed"),
    (KeyboardInterrupt, ExitCode.INTERRUPTED, "interrupted"),
)

_OF_STATUS = {
    "optimal": ExitCode.DONE,
    "feasible": ExitCode.LIMIT_WITH_PLAN,
    "interrupted": ExitCode.INTERRUPTED,
}


def of_error(error: BaseException) -> tuple[ExitCode, str]:
    """Return the exit code of an error and the word `--json` has for it."""
    for kind, code, word in _OF_ERROR:
        if isinstance(error, kind):
            return code, word
    raise error


def of_status(status: str) -> ExitCode:
    """Return the exit code of a plan by its status."""
    return _OF_STATUS[status]
