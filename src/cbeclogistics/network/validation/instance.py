"""A read instance under test: typed tables, rows as the editor counts them, and the findings so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...errors import Problem, Severity
from ..network import Network
from ..settings import Settings
from .findings import Findings


@dataclass(frozen=True)
class Instance:
    """What the checks look at.

    Attributes
    ----------
    settings
        None where they are wrong.
    tables
        Every table of the schema, typed.
    rows
        Row in the editor of each row of each table.
    findings
        Takes what the checks report.
    """

    settings: Settings | None
    tables: Mapping[str, pd.DataFrame]
    rows: Mapping[str, npt.NDArray[np.int64]]
    findings: Findings

    @cached_property
    def network(self) -> Network:
        """The network as it stands, for its links, selections and rates; only where the settings are right."""
        if self.settings is None:
            raise ValueError("no settings")
        return Network(self.settings, self.tables)

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """Days whose rules apply, in order; none where the settings are wrong."""
        return tuple(sorted({self.settings.date_of(p) for p in self.settings.periods})) if self.settings else ()

    def money(self, table: str, column: str) -> npt.NDArray[np.float64]:
        """Amounts of a column in the base currency."""
        frame = self.tables[table]
        rates = frame["currency"].map(self.network.rates).to_numpy(float)
        return np.asarray(frame[column].to_numpy(float) * rates)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def report(
        self,
        table: str,
        expected: str,
        *,
        at: int | np.integer | None = None,
        column: str = "",
        value: object = "",
        remedy: str = "",
        warning: bool = False,
        kind: str = "",
        blocks: bool = True,
    ) -> None:
        """Report a problem; `at` is the position in the typed table."""
        row = None if at is None else int(self.rows[table][int(at)])
        severity = Severity.WARNING if warning else Severity.ERROR
        self.findings.add(
            Problem(table, expected, row=row, column=column, value=str(value)[:200], remedy=remedy, severity=severity),
            kind=kind,
            blocks=blocks,
        )
