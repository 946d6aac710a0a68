"""Everything that can go wrong, as one tree.

CbecError
├── InputError        the instance (or a file of it) is invalid: carries every `Problem` found     exit 3
├── Infeasible        no plan can keep all the rows: carries the diagnosis                        exit 4
├── NoPlanFound       a limit was reached before any plan was found                               exit 6
├── BackendError      a solver is missing, unlicensed or failed                                   exit 7
└── AuditFailed       the plan did not survive its independent audit; it is never written         exit 7
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an instance.

    Parameters
    ----------
    table
        Table (file or sheet) it stands in.
    row
        Row as an editor counts it (the header is row 1); None when it is about the whole table.
    column
        Column; empty when it is about the whole row.
    value
        What stands there.
    expected
        What was expected instead.
    remedy
        What to do.
    """

    table: str
    expected: str
    row: int | None = None
    column: str = ""
    value: str = ""
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = self.table
        if self.row is not None:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        said = f"{self.value!r}: " if self.value else ""
        line = f"{where}: {said}{self.expected}"
        return f"{line}\n  {self.remedy}" if self.remedy else line


class CbecError(Exception):
    """Root of all errors of this package."""


class InputError(CbecError):
    """The input is invalid; `problems` holds all that was found, errors first."""

    def __init__(self, problems: Sequence[Problem], where: str = "") -> None:
        self.problems = tuple(sorted(problems, key=lambda p: p.severity != Severity.ERROR))
        self.where = where
        super().__init__(self.summary())

    def summary(self) -> str:
        """Every problem, then the count."""
        errors = sum(p.severity == Severity.ERROR for p in self.problems)
        warnings = len(self.problems) - errors
        count = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}; nothing was solved."
        head = [f"{self.where}:"] if self.where else []
        return "\n".join([*head, *(str(p) for p in self.problems), count])

    def __reduce__(self) -> tuple[type[InputError], tuple[Sequence[Problem], str]]:
        return InputError, (self.problems, self.where)


class Infeasible(CbecError):  # noqa: N818 - the word of the field
    """No plan keeps every row; the message is the diagnosis in the planner's words."""


class NoPlanFound(CbecError):  # noqa: N818
    """A limit was reached before a plan was found."""


class BackendError(CbecError):
    """A solver is missing, unlicensed or failed."""


class AuditFailed(CbecError):  # noqa: N818
    """The plan did not survive its independent audit."""
