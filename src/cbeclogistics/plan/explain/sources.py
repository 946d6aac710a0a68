"""Where a figure comes from: the row of the instance behind it, with its source and dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from ...network.network import Network
from .explanation import Rule

NAMED = ("source", "confidence")
DATES = ("as_of", "effective_from", "effective_to")


class Sources:
    """Looks up rows of an instance's tables.

    Parameters
    ----------
    network
        The instance.
    """

    def __init__(self, network: Network) -> None:
        self._tables = network.tables
        self._found: dict[tuple[Any, ...], Rule] = {}

    def row(self, table: str, *, on: dt.date | None = None, name: str = "", **keys: str) -> Rule:
        """Return the row with these keys.

        Parameters
        ----------
        on
            Day on which a dated row must be in force.
        name
            Name to give it; empty: the keys, with slashes.
        """
        asked = (table, on, *keys.items())
        if asked not in self._found:
            self._found[asked] = self._look_up(table, on, name or "/".join(keys.values()), keys)
        return self._found[asked]

    def card(self, name: str) -> str:
        """Return words for a rate card, with the surcharges that may come on top."""
        table = self._tables["surcharges"]
        on_top = [
            s for s, cards in zip(table["surcharge"], table["rate_cards"], strict=True) if not cards or name in cards
        ]
        return f"rate card {name}" + f", surcharges {', '.join(on_top)}" * bool(on_top)

    def setting(self, name: str) -> Rule:
        """Return a rate of `instance.toml`."""
        return Rule("instance.toml", name)

    def _look_up(self, table: str, on: dt.date | None, name: str, keys: dict[str, str]) -> Rule:
        rows = self._tables[table]
        for column, value in keys.items():
            rows = rows[rows[column] == value]
        if on is not None:
            day = pd.Timestamp(on)
            rows = rows[~(rows["effective_from"] > day) & ~(rows["effective_to"] < day)]
        if rows.empty:
            return Rule(table, name)
        row = rows.iloc[0]
        said = {c: str(row[c]) for c in NAMED if c in rows.columns}
        said |= {c: row[c].date().isoformat() for c in DATES if c in rows.columns and not pd.isna(row[c])}
        return Rule(table, name, **said)
