"""Cell by cell: the pandera schema of a table of text, and its failures in the planner's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...errors import Problem
from ..raw import RawTable
from ..schema import FORMS, Column, Kind, Table
from .findings import Findings
from .nearest import nearest
from .parse import LARGEST, NO, NUMBER, YES, dates, members, numbers, yes_no

if TYPE_CHECKING:
    import pandera.pandas as pa

Test = Callable[[pd.Series], pd.Series]
FORBIDDEN = re.compile(r"[;&=|\x00-\x1f]")


def check_cells(raw: RawTable, table: Table, found: Findings) -> None:
    """Report every cell that is not what its column asks."""
    import pandera.pandas as pa  # sets variables of the environment on import: not before a table is really checked

    columns = [c for c in table.columns if c.name in raw.header]
    if not raw.cells or not columns:
        return
    frame = pd.DataFrame({c.name: raw.column(c.name) for c in columns})
    try:
        schema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        for case in cases.sort_values(["index"], kind="stable").itertuples(index=False):
            column = table[str(case.column)]
            value = str(case.failure_case)
            expected, remedy = explain(column, str(case.check), value)
            found.add(
                Problem(
                    table.name, expected, row=int(raw.rows[int(case.index)]), column=column.name, value=value[:200],
                    remedy=remedy,
                ),
                kind=str(case.check),
            )  # fmt: skip


def schema(columns: list[Column]) -> pa.DataFrameSchema:
    """Pandera schema over the text of the columns."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            c.name: pa.Column(
                None, [pa.Check(test, name=name, error=name) for name, test in tests(c).items()], nullable=False
            )
            for c in columns
        }
    )


def tests(column: Column) -> dict[str, Test]:
    """Tests of a column by name; each passes empty cells, except `required`."""
    made: dict[str, Test] = {}
    if column.required:
        made["required"] = lambda s: s != ""
    if column.kind == Kind.NUMBER:
        made["number"] = lambda s: (s == "") | ~np.isnan(numbers(s))
        made["range"] = lambda s: _in_range(column, s)
    elif column.kind == Kind.DATE:
        made["date"] = lambda s: (s == "") | dates(s).notna()
    elif column.kind == Kind.YES_NO:
        made["yes/no"] = _each(lambda cell: yes_no(cell) is not None)
    elif column.kind == Kind.ID and not column.refers:
        made["name"] = _each(lambda cell: not FORBIDDEN.search(cell))
    if column.choices:
        made["choices"] = _each(lambda cell: not _strangers(column, cell))
    if column.form:
        made["form"] = _each(lambda cell: not _misformed(column, cell))
    return made


def _each(test: Callable[[str], bool]) -> Test:
    """Test of a column from the test of a cell, run once for each distinct one."""

    def of(cells: pd.Series) -> pd.Series:
        verdict = {cell: cell == "" or test(cell) for cell in set(cells)}
        return cells.map(verdict).astype(bool)

    return of


def _in_range(column: Column, cells: pd.Series) -> pd.Series:
    value = numbers(cells)
    bad = np.abs(value) > LARGEST
    if column.minimum is not None:
        bad |= value <= column.minimum if column.above else value < column.minimum
    if column.maximum is not None:
        bad |= value > column.maximum
    return pd.Series(~bad, index=cells.index)


def _parts(column: Column, cell: str) -> tuple[str, ...]:
    return members(cell) if column.kind == Kind.LIST else (cell,)


def _strangers(column: Column, cell: str) -> list[str]:
    return [m for m in _parts(column, cell) if m not in column.choices]


def _misformed(column: Column, cell: str) -> list[str]:
    pattern = re.compile(FORMS[column.form].pattern, re.ASCII)
    return [m for m in _parts(column, cell) if not pattern.fullmatch(m)]


def explain(column: Column, test: str, value: str) -> tuple[str, str]:
    """What was expected of a cell that failed a test, and what to do."""
    if test == "required":
        return f"{column.name} may not be empty", column.help
    if test == "number":
        return f"a number is expected ({column.unit})", _number_remedy(value)
    if test == "range":
        return _range_words(column, value), f"{column.name} is in {column.unit}"
    if test == "date":
        return "a date is expected", "write it as year-month-day, for example 2026-12-01"
    if test == "yes/no":
        return "yes or no is expected", f"known: {', '.join(sorted(YES | NO))}"
    if test == "name":
        return "a name may not contain ; & = | or control characters", "choose another name"
    if test == "choices":
        stranger = _strangers(column, value)[0]
        near = nearest(stranger, column.choices)
        said = f"{stranger!r} is not one of " if stranger != value else "is not one of "
        return said + ", ".join(column.choices), f"did you mean {near}?" if near else column.help
    form = FORMS[column.form]
    stranger = _misformed(column, value)[0]
    said = f"{stranger!r} is not" if stranger != value else "is not"
    better = stranger.upper().replace(".", "").replace(" ", "")
    fits = re.fullmatch(form.pattern, better, re.ASCII)
    return f"{said} {form.words}", f"write {better}" if fits else f"for example {form.example}"


def _number_remedy(value: str) -> str:
    if value.casefold().strip("+-") in ("nan", "inf", "infinity", "n/a", "na", "null", "none", "-", "#n/a"):
        return "leave the cell empty if the figure is not known or there is no limit"
    if value.startswith("#"):
        return "the spreadsheet has an error in this cell"
    point = value.replace(",", ".")
    if value.count(",") == 1 and NUMBER.fullmatch(point) and not re.fullmatch(r"[+-]?\d{1,3},\d{3}", value):
        return f"write the decimal point: {point}"
    bare = re.sub(r"[,' _\u00a0\u202f]", "", value)
    if NUMBER.fullmatch(bare):
        return f"write it without separators: {bare}" + (f", or {point}" if "," in value and "." not in value else "")
    digits = re.search(r"\d+(\.\d+)?", value)
    return f"write the figure alone, without unit or sign of currency: {digits[0]}" if digits else "write a figure"


def _range_words(column: Column, value: str) -> str:
    if abs(float(value)) > LARGEST:
        return f"is too large; at most {LARGEST:g} is expected"
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"from {low:g} to {high:g} is expected" + (f", not {low:g} itself" if column.above else "")
    return f"more than {low:g} is expected" if column.above else f"at least {low:g} is expected"
