"""Collects problems and keeps identical ones from drowning the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ...errors import Problem, Severity

MOST_ALIKE = 20


class Findings:
    """Problems found so far; only the first `MOST_ALIKE` of a kind in a table are kept, the rest are counted."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._problems: list[Problem] = []
        self._count: Counter[tuple[str, str, str, Severity]] = Counter()
        self._wrong: set[tuple[str, str]] = set()
        self.fatal = False
        for problem in problems:
            self.add(problem, kind="read")

    def add(self, problem: Problem, kind: str = "", *, blocks: bool = True) -> None:
        """Take a problem; `kind` says which are alike, `blocks` whether an error spoils its column for checks."""
        key = problem.table, problem.column, kind or problem.expected, problem.severity
        self._count[key] += 1
        if self._count[key] <= MOST_ALIKE:
            self._problems.append(problem)
        if problem.severity == Severity.ERROR:
            self.fatal = True
            if blocks:
                self._wrong.add((problem.table, problem.column))

    def wrong(self, table: str, *columns: str) -> bool:
        """Whether any of the columns, or the table as a whole, has an error."""
        return (table, "") in self._wrong or any((table, c) in self._wrong for c in columns)

    def problems(self) -> tuple[Problem, ...]:
        """Errors first, each kind followed by how many more there are."""
        more = [
            Problem(table, f"and {n - MOST_ALIKE:,} more like it", column=column, severity=severity)
            for (table, column, _, severity), n in self._count.items()
            if n > MOST_ALIKE
        ]
        order = {p: i for i, p in enumerate(dict.fromkeys((q.table, q.column) for q in self._problems))}
        found = sorted([*self._problems, *more], key=lambda p: order[p.table, p.column])
        return tuple(sorted(found, key=lambda p: p.severity != Severity.ERROR))
