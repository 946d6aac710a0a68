"""An instance as it was read: text cell by cell, before anything is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import Problem

SPACES = " \t\r\n\v\f\u00a0\u200b\u3000\ufeff"


@dataclass(frozen=True)
class RawTable:
    """One table as text.

    Attributes
    ----------
    header
        Names as they stand, stripped; may repeat or be empty.
    cells
        Shape (rows, columns of the header), stripped text; empty where nothing stands.
    rows
        Shape (rows,): row of each as an editor counts (the header is row 1).
    """

    header: tuple[str, ...]
    cells: list[tuple[str, ...]]
    rows: npt.NDArray[np.int64]

    def column(self, name: str) -> pd.Series:
        """Cells under the first header of that name."""
        i = self.header.index(name)
        return pd.Series([row[i] for row in self.cells], dtype=object, name=name)


@dataclass(frozen=True)
class RawInstance:
    """What a reader found.

    Attributes
    ----------
    where
        Folder or file, for messages.
    settings
        The settings, parsed but not checked; None if they could not be read.
    settings_table
        What the settings are called there: ``instance.toml`` or the sheet ``instance``.
    tables
        Tables found, by name of the schema.
    broken
        Tables that are there but could not be read.
    problems
        What went wrong in reading.
    suffix
        What follows a table's name in messages about missing tables: ``.csv`` or nothing.
    """

    where: str
    settings: Mapping[str, Any] | None
    settings_table: str
    tables: Mapping[str, RawTable]
    broken: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    suffix: str = ""


def raw_table(records: list[tuple[int, list[str]]], name: str) -> tuple[RawTable, list[Problem]]:
    """Table from numbered records, the first of which is the header; an empty one if there is none.

    Records that are wholly empty are skipped, cells are stripped.
    """
    problems: list[Problem] = []
    stripped = [(n, [cell.strip(SPACES) for cell in record]) for n, record in records]
    stripped = [(n, record) for n, record in stripped if any(record)]
    if not stripped:
        return RawTable((), [], np.empty(0, dtype=np.int64)), problems
    header = stripped[0][1]
    while header and not header[-1]:
        header = header[:-1]
    width = len(header)
    cells: list[tuple[str, ...]] = []
    rows: list[int] = []
    for n, record in stripped[1:]:
        extra = next((cell for cell in record[width:] if cell), None)
        if extra is not None or len(record) < width:
            problems.append(
                Problem(
                    name, f"the row has {len(record)} cells, the header {width}", row=n, value=extra or "",
                    remedy="put text that contains a comma in double quotes, and leave no cell out",
                )
            )  # fmt: skip
        cells.append(tuple((record + [""] * width)[:width]))
        rows.append(n)
    return RawTable(tuple(header), cells, np.array(rows, dtype=np.int64)), problems
