"""Text to values, a column at a time; what cannot be read becomes NaN, NaT or None."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LARGEST = 1e15
YES = frozenset({"yes", "true", "y", "1"})
NO = frozenset({"no", "false", "n", "0"})


def numbers(cells: pd.Series) -> npt.NDArray[np.float64]:
    """Finite numbers; NaN where the cell is empty or no number."""
    return np.array([float(c) if NUMBER.fullmatch(c) else np.nan for c in cells], dtype=float)


def dates(cells: pd.Series) -> pd.Series:
    """ISO dates, second resolution so that any year fits; NaT where the cell is empty or no date."""
    known = {c: _date(c) for c in set(cells)}
    values = np.array([known[c] for c in cells], dtype="datetime64[s]")
    return pd.Series(values, index=cells.index, name=cells.name)


def _date(cell: str) -> np.datetime64:
    if not DATE.fullmatch(cell) or cell.startswith("0000"):
        return np.datetime64("NaT", "s")
    try:
        return np.datetime64(cell, "s")
    except ValueError:
        return np.datetime64("NaT", "s")


def members(cell: str) -> tuple[str, ...]:
    """Members of a list separated by `;`, without empty and repeated ones."""
    return tuple(dict.fromkeys(m for m in (part.strip() for part in cell.split(";")) if m))


def yes_no(cell: str) -> bool | None:
    """Truth of a cell; None where it is neither."""
    low = cell.casefold()
    return True if low in YES else False if low in NO else None
