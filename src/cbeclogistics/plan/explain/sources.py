"""Where a figure comes from: the row of the instance behind it, with its source and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...network.network import Network
from .explanation import Rule

OWN = "the plan's price, corrected by its routes"
NAMED = ("source", "confidence")
DATES = ("as_of", "effective_from", "effective_to")


class Sources:
    """Looks up rows of an instance's tables.

    Parameters
    ----------
    network
        The instance, own vehicles as lanes in it.
    own
        Lanes of own vehicles: the plan's row of `fleet_prices` that each stands for.
    """

    def __init__(self, network: Network, own: Mapping[str, str]) -> None:
        self._tables, self._own = network.tables, own
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
        if table in ("lanes", "rate_cards") and (row := self._own.get(next(iter(keys.values())))) is not None:
            return Rule("fleet_prices", row, OWN)
        asked = (table, on, *keys.items())
        if asked not in self._found:
            self._found[asked] = self._look_up(table, on, name or "/".join(keys.values()), keys)
        return self._found[asked]

    def card(self, name: str) -> str:
        """Return words for a rate card, with the surcharges that may come on top."""
        if name in self._own:
            return "own vehicles"
        table = self._tables["surcharges"]
        on_top = [
            s for s, cards in zip(table["surcharge"], table["rate_cards"], strict=True) if not cards or name in cards
        ]
        return f"rate card {name}" + f", surcharges {', '.join(on_top)}" * bool(on_top)

    def own_price(self, name: str) -> str:
        """Return words for what own vehicles are priced at; empty for any other rate card."""
        if name not in self._own:
            return ""
        row = self._tables["rate_cards"][self._tables["rate_cards"]["rate_card"] == name].iloc[0]
        return f"{row['per_m3']:,.4f} a m3" if row["per_m3"] else f"{row['per_kg']:,.4f} a kg"

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
