"""Tables of a plan as CSV and back, exactly: every float to its last bit, every column with its type."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from ..errors import Problem

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take such a text for a formula
MARK = "'"


def types(frame: pd.DataFrame) -> dict[str, str]:
    """Type of each column by name, as `read_csv` takes them."""
    return {str(name): str(frame[name].dtype) for name in frame.columns}


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table; text that a spreadsheet would take for a formula gets a leading apostrophe."""
    safe = frame.copy(deep=False)
    returns = False
    for name in frame.columns:
        if frame[name].dtype.kind not in "fiub":
            text = frame[name].astype(object)
            returns |= any("\r" in str(v) for v in set(text))
            safe[name] = [MARK + v if str(v).startswith((*FORMULA, MARK)) else v for v in text]
    quoting: Literal[0, 2] = 2 if returns else 0  # the writer leaves a lone \r bare: quote every text then
    safe.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", quoting=quoting)


def read_csv(path: Path, table: str, columns: Mapping[str, str]) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read what `write_csv` wrote.

    Parameters
    ----------
    columns
        Type of each column by name, as `types` gives them.

    Returns
    -------
    The table, or None with all that is wrong with the file.
    """
    try:
        text = path.read_bytes().decode("utf-8") if path.is_file() else None
    except (OSError, UnicodeError) as error:
        return None, [Problem(path.name, f"could not be read: {error}", remedy=AGAIN)]
    if text is None:
        return None, [Problem(path.name, "is missing", remedy=AGAIN)]
    try:
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return None, [Problem(path.name, f"is no table: {error}", remedy=AGAIN)]
    header = rows[0] if rows else []
    if sorted(header) != sorted(columns):
        odd = ", ".join(sorted(set(header) ^ set(columns))) or "a column twice"
        return None, [Problem(path.name, f"columns {', '.join(columns)} are expected", row=1, value=odd, remedy=AGAIN)]
    problems = [
        Problem(path.name, f"{len(header)} cells are expected", row=i + 2, value=f"{len(row)} cells", remedy=AGAIN)
        for i, row in enumerate(rows[1:])
        if len(row) != len(header)
    ]
    if problems:
        return None, problems[:20]
    cells = dict(zip(header, zip(*rows[1:], strict=True), strict=True)) if rows[1:] else dict.fromkeys(header, ())
    made = {name: _column(cells[name], dtype, path.name, name, problems) for name, dtype in columns.items()}
    return (None, problems[:20]) if problems else (pd.DataFrame(made, columns=list(columns)), [])


AGAIN = "save the plan again, or solve anew"


def _column(cells: tuple[str, ...], dtype: str, table: str, name: str, problems: list[Problem]) -> pd.Series:
    if dtype in ("bool", "int64", "float64"):
        try:
            return _numbers(cells, dtype)
        except (ValueError, OverflowError):
            wrong = [(i, c) for i, c in enumerate(cells) if not _fits(c, dtype)]
            problems += [Problem(table, f"{dtype} is expected", row=i + 2, column=name, value=c) for i, c in wrong]
            return pd.Series(dtype=object)
    made = pd.Series([c[1:] if c.startswith(MARK) else c for c in cells], dtype=object)
    return made if dtype == "object" else made.astype("str")


def _numbers(cells: tuple[str, ...], dtype: str) -> pd.Series:
    if dtype == "bool":
        return pd.Series(np.array([{"True": True, "False": False}.get(c, c) for c in cells])).astype(bool)
    if dtype == "int64":
        return pd.Series(np.array([int(c) for c in cells], dtype=np.int64))
    return pd.Series(np.array([float(c) if c else np.nan for c in cells], dtype=np.float64))


def _fits(cell: str, dtype: str) -> bool:
    try:
        _numbers((cell,), dtype)
    except (ValueError, OverflowError):
        return False
    return True
