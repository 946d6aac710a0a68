"""What a planner should look up again: rows without a source, old ones, and rules about to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

OLD_DAYS = 365
SOON_DAYS = 90
BARE = ("unsourced", "assumption")
DATED = ("channels", "duty_rates", "taxes", "fees", "exports")
NAMES = {
    "channels": "channel", "duty_rates": "rule", "taxes": "rule", "fees": "rule", "exports": "export",
    "agreements": "agreement", "territories": "territory", "currencies": "currency", "products": "product",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A rule that begins or ends; `on` is its first or its last day."""

    on: dt.date
    what: str
    table: str
    name: str
    territory: str
    at: int


@dataclass(frozen=True)
class Doubt:
    """A row in force, or to come, that should be looked up; `at` is its position in the table."""

    table: str
    name: str
    territory: str
    why: tuple[str, ...]
    source: str
    as_of: dt.date | None
    confidence: str
    at: int


def doubts(tables: Mapping[str, pd.DataFrame], on: dt.date) -> list[Doubt]:
    """Rows that have no source, were last looked up long ago, or end soon; what has ended is history.

    Parameters
    ----------
    tables
        Rule tables, whole or in part.
    """
    found = []
    for table, name, territory, row in _rows(tables):
        ends, as_of = _day(row.get("effective_to")), _day(row.get("as_of"))
        if ends is not None and ends < on:
            continue
        source = str(row.get("source", ""))
        why = [] if source else ["no source"]
        why += [word for word in BARE if word in source]
        if as_of is None or as_of < on - dt.timedelta(days=OLD_DAYS):
            why.append(f"last looked up on {as_of}" if as_of else "not dated")
        if ends is not None and ends <= on + dt.timedelta(days=SOON_DAYS):
            why.append(f"ends on {ends}")
        if why:
            confidence = str(row.get("confidence", ""))
            found.append(Doubt(table, name, territory, tuple(why), source, as_of, confidence, row["at"]))
    return found


def changes(tables: Mapping[str, pd.DataFrame], on: dt.date) -> list[Change]:
    """Rules that begin after the day or end on it or later, in order of their days."""
    found = []
    for table, name, territory, row in _rows({k: v for k, v in tables.items() if k in DATED}):
        begins, ends = _day(row["effective_from"]), _day(row["effective_to"])
        if begins is not None and begins > on:
            found.append(Change(begins, "begins", table, name, territory, row["at"]))
        if ends is not None and ends >= on:
            found.append(Change(ends, "ends", table, name, territory, row["at"]))
    return sorted(found, key=lambda c: (c.on, c.territory, c.table, c.name))


def _rows(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str, str, dict[str, Any]]]:
    made = []
    for table in NAMES:
        if table in tables:
            frame = tables[table]
            for row in frame.assign(at=frame.index).to_dict("records"):
                of = row.get("territory") or row.get("country") or ""
                made.append((table, str(row[NAMES[table]]), str(of), {str(k): v for k, v in row.items()}))
    return made


def _day(value: object) -> dt.date | None:
    return value.date() if isinstance(value, pd.Timestamp) and not pd.isna(value) else None
