"""Tables of text as typed tables: defaults filled in, columns of the schema and no others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..raw import RawTable
from ..schema import TABLES, Column, Kind, Table
from ..settings import Settings
from .parse import dates, members, numbers, yes_no


def typed_table(raw: RawTable | None, table: Table) -> pd.DataFrame:
    """Table with every column of the schema, typed; unreadable cells count as empty.

    Text is `object` of str, so that it is the same under every version of pandas.
    """
    rows = len(raw.cells) if raw else 0
    empty = pd.Series([""] * rows, dtype=object)
    columns = {c.name: _values(raw.column(c.name) if raw and c.name in raw.header else empty, c) for c in table.columns}
    return pd.DataFrame(columns, index=pd.RangeIndex(rows))


def _values(cells: pd.Series, column: Column) -> pd.Series:
    if column.kind == Kind.NUMBER:
        value = numbers(cells)
        if column.default is not None:
            value = np.where(np.isnan(value), float(str(column.default)), value)
        return pd.Series(value, dtype=float)
    if column.kind == Kind.DATE:
        return dates(cells)
    if column.kind == Kind.YES_NO:
        known = {c: yes_no(c) for c in set(cells)}
        return pd.Series([column.default if known[c] is None else known[c] for c in cells], dtype=bool)
    if column.kind == Kind.LIST:
        lists = {c: members(c) for c in set(cells)}
        made = np.empty(len(cells), dtype=object)
        made[:] = [lists[c] for c in cells]
        return pd.Series(made, dtype=object)
    return cells.where(cells != "", str(column.default or "")).astype(object)


def fill(tables: Mapping[str, pd.DataFrame], settings: Settings | None) -> None:
    """Fill in place what the schema leaves to other tables: currency, territory, bonded, period, origin."""
    base = settings.base_currency if settings else ""
    for name, table in tables.items():
        if name != "currencies" and "currency" in TABLES[name].names:
            table["currency"] = table["currency"].where(table["currency"] != "", base)
    sites = tables["sites"]
    territory = territory_of(tables["territories"])
    sites["territory"] = _looked_up(sites["country"], territory)
    sites["bonded"] = sites["bonded"] | (sites["kind"] == "bonded_zone")
    demand, supply = tables["demand"], tables["supply"]
    first = settings.periods[0].period if settings else ""
    demand["period"] = demand["period"].where(demand["period"] != "", first)
    country = dict(zip(sites["site"], sites["country"], strict=True))
    made_in = _looked_up(supply["site"], country)
    supply["origin"] = supply["origin"].where(supply["origin"] != "", made_in)


def _looked_up(cells: pd.Series, found: Mapping[str, str]) -> pd.Series:
    """What each cell is mapped to; empty where it is not."""
    return pd.Series([found.get(c, "") for c in cells], index=cells.index, dtype=object)


def territory_of(territories: pd.DataFrame) -> dict[str, str]:
    """Territory of each country; the first where several claim it."""
    found: dict[str, str] = {}
    for territory, countries in zip(territories["territory"], territories["countries"], strict=True):
        for country in countries:
            found.setdefault(country, territory)
    return found
