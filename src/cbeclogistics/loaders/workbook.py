"""An `.xlsx` workbook read as text: a sheet for each table, and a sheet `instance` of keys and values.

The sheet `instance` has two columns, key and value. Keys are those of `instance.toml` with dots, such as
`costs.capital_pct_per_year`; periods are `horizon.periods` with `name:days` as value, in one cell separated by `;` or
in a row each.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

from ..errors import Problem, Severity
from ..network.raw import SPACES, RawInstance, RawTable, raw_table
from ..network.schema import TABLES
from ..network.validation.nearest import remedy
from ..network.validation.parse import NUMBER

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
SETTINGS_SHEET = "instance"


def read_workbook(path: Path) -> RawInstance:
    """Read every table of the workbook; what cannot be read is a problem, never an exception."""
    problems: list[Problem] = []
    try:
        sheets = _sheets(path, values=True)
        formulas = _sheets(path, values=False) if _has_formulas(path) else {}
    except Exception as error:  # openpyxl raises whatever the broken part happens to raise
        problems.append(
            Problem(path.name, f"is no readable workbook: {error}", remedy="save it anew as .xlsx without a password")
        )
        return RawInstance(str(path), None, SETTINGS_SHEET, {}, frozenset(TABLES), tuple(problems))
    tables: dict[str, RawTable] = {}
    settings = None
    for name, cells in sheets.items():
        if name in TABLES or name == SETTINGS_SHEET:
            _unsaved_formulas(name, cells, formulas.get(name), problems)
        if name == SETTINGS_SHEET:
            settings = _settings(cells)
        elif name in TABLES:
            records = [(i + 1, [_text(v) for v in row]) for i, row in enumerate(cells)]
            width = max((len(r) for _, r in records), default=0)
            table, odd = raw_table([(i, r + [""] * (width - len(r))) for i, r in records], name)
            problems.extend(odd)
            tables[name] = table
        else:
            problems.append(
                Problem(
                    name, "is no table of the format; the sheet is ignored", severity=Severity.WARNING,
                    remedy=remedy(name, [*TABLES, SETTINGS_SHEET]),
                )
            )  # fmt: skip
    if settings is None:
        problems.append(
            Problem(SETTINGS_SHEET, "the sheet is missing", remedy="add a sheet `instance` with keys and values")
        )
    return RawInstance(str(path), settings, SETTINGS_SHEET, tables, frozenset(), tuple(problems))


def _sheets(path: Path, *, values: bool) -> dict[str, list[tuple[object, ...]]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations that openpyxl does not carry
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
        try:
            found = {}
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                found[sheet.title.strip(SPACES)] = [tuple(row) for row in sheet.iter_rows(values_only=True)]
            return found
        finally:
            book.close()


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as file:
        return any(
            re.search(rb"<f[ >/]", file.read(part))
            for part in file.namelist()
            if part.startswith("xl/worksheets/sheet")
        )


def _unsaved_formulas(
    name: str,
    cells: list[tuple[object, ...]],
    formulas: list[tuple[object, ...]] | None,
    problems: list[Problem],
) -> None:
    """A formula whose value was never saved would read as an empty cell."""
    for i, row in enumerate(formulas or ()):
        for j, formula in enumerate(row):
            here = cells[i][j] if i < len(cells) and j < len(cells[i]) else None
            if here is None and isinstance(formula, str) and formula.startswith("="):
                problems.append(
                    Problem(
                        name, "the formula has no saved value", row=i + 1, column=_text(cells[0][j]), value=formula,
                        remedy="open the workbook in a spreadsheet program and save it",
                    )
                )  # fmt: skip


def _text(value: object) -> str:
    """Cell as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value)


def _settings(cells: list[tuple[object, ...]]) -> dict[str, Any]:
    """Keys and values as `instance.toml` would have them."""
    settings: dict[str, Any] = {}
    for row in cells:
        texts = [_text(v).strip(SPACES) for v in row[:2]]
        if len(texts) < 2 or not texts[0] or not texts[1] or texts == ["key", "value"]:
            continue
        key, value = texts
        section, dot, rest = key.partition(".")
        if key == "horizon.periods":
            periods = settings.setdefault("horizon", {}).setdefault("periods", [])
            periods.extend(_period(part) for part in value.split(";") if part.strip())
        elif dot:
            inner = settings.setdefault(section, {})
            if isinstance(inner, dict):
                inner[rest] = _figure(value) if section == "costs" else value
        else:
            settings[key] = value
    return settings


def _period(part: str) -> dict[str, Any]:
    name, _, days = part.strip().rpartition(":")
    return {"period": name.strip() or days.strip(), "days": _figure(days.strip())}


def _figure(text: str) -> float | str:
    return float(text) if NUMBER.fullmatch(text) else text
