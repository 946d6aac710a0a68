"""The header of a table: unknown, repeated and missing columns."""

from __future__ import annotations

from collections import Counter

from ...errors import Problem, Severity
from ..raw import RawTable
from ..schema import Table
from .findings import Findings
from .nearest import listed, nearest


def check_header(raw: RawTable, table: Table, found: Findings) -> None:
    """Report what is wrong with the header."""
    if len(raw.header) == 1 and any(sign in raw.header[0] for sign in ";\t|"):
        found.add(Problem(
            table.name, "the columns are not separated by commas", row=1, value=raw.header[0][:80],
            remedy="save the file as CSV with commas (UTF-8)",
        ))  # fmt: skip
        return
    for i, name in enumerate(raw.header):
        if not name and any(row[i] for row in raw.cells):
            found.add(Problem(
                table.name, f"column {i + 1} has cells but no name", row=1, remedy="name the column or clear its cells",
            ))  # fmt: skip
    missing = [n for n in table.names if n not in raw.header]
    for name, count in Counter(n for n in raw.header if n).items():
        if count > 1:
            found.add(Problem(
                table.name, f"stands {count} times in the header", row=1, column=name, value=name,
                remedy="keep one of them",
            ))  # fmt: skip
        if name not in table.names:
            near = nearest(name, missing)
            found.add(Problem(
                table.name, "is no column of this table" + ("" if near else "; it is ignored"), row=1, column=name,
                value=name, remedy=f"did you mean {near}?" if near else f"known: {listed(table.names, 40)}",
                severity=Severity.ERROR if near else Severity.WARNING,
            ))  # fmt: skip
    for name in missing:
        if table[name].required and raw.cells:
            found.add(Problem(
                table.name, f"the column {name} is missing", row=1, column=name,
                remedy=f"add it: {table[name].help}",
            ))  # fmt: skip
