"""The rules of an instance, indexed for look-up; amounts in the base currency."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from .channels import Channel
from .duty import DutyRule, stack
from .fees import Fee, in_force
from .tax import TaxRule, find

T = TypeVar("T")

MONEY = {
    Channel: ("duty_per_item", "min_value", "max_value", "annual_limit"),
    DutyRule: ("per_kg", "per_unit", "per_litre"),
    Fee: ("amount", "minimum", "maximum"),
    TaxRule: (),
}


class Rulebook:
    """Dated rules of customs and tax.

    Parameters
    ----------
    tables
        `territories`, `channels`, `duty_rates`, `taxes`, `fees`, as the instance format defines them.
    rates
        Value of one unit of each currency in the base currency.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], rates: Mapping[str, float]) -> None:
        self.valuation: dict[str, str] = {}
        self.export_vat_pct: dict[str, float] = {}
        self.territory_of: dict[str, str] = {}
        for row in tables["territories"].to_dict("records"):
            self.valuation[row["territory"]] = row["valuation"]
            self.export_vat_pct[row["territory"]] = float(row["export_vat_pct"])
            self.territory_of.update(dict.fromkeys(row["countries"], row["territory"]))
        self.channels = tuple(_rows(Channel, tables["channels"], rates))
        self.duty_rules = tuple(_rows(DutyRule, tables["duty_rates"], rates))
        self.tax_rules = tuple(_rows(TaxRule, tables["taxes"], rates))
        self.fee_rules = tuple(_rows(Fee, tables["fees"], rates))
        self._duty_by_territory: dict[str, list[DutyRule]] = defaultdict(list)
        for rule in self.duty_rules:
            self._duty_by_territory[rule.territory].append(rule)
        self._taxes_by_country: dict[str, list[TaxRule]] = defaultdict(list)
        for tax in self.tax_rules:
            self._taxes_by_country[tax.country].append(tax)
        self.duty_stack = lru_cache(maxsize=None)(self._duty_stack)
        self.tax_pct = lru_cache(maxsize=None)(self._tax_pct)
        self.fees = lru_cache(maxsize=None)(self._fees)
        self.channel = lru_cache(maxsize=None)(self._channel)

    def open_channels(self, territory: str, applies_to: str, on: dt.date) -> tuple[Channel, ...]:
        """Channels of a territory that exist on the day."""
        return tuple(
            c
            for c in self.channels
            if c.territory == territory and c.applies_to == applies_to and c.effective_from <= on <= c.effective_to
        )

    def _channel(self, territory: str, channel: str, on: dt.date) -> Channel | None:
        for c in self.channels:
            if (c.territory, c.channel) == (territory, channel) and c.effective_from <= on <= c.effective_to:
                return c
        return None

    def _duty_stack(self, territory: str, origin: str, hs: str, on: dt.date) -> tuple[DutyRule, ...]:
        return stack(self._duty_by_territory[territory], origin, hs, on)

    def _tax_pct(self, kind: str, country: str, hs: str, on: dt.date) -> float:
        rule = find(self._taxes_by_country[country], kind, country, hs, on)
        return rule.rate_pct if rule else 0.0

    def _fees(self, territory: str, channel: str, mode: str, on: dt.date) -> tuple[Fee, ...]:
        found = self.channel(territory, channel, on)
        suspended = found is not None and found.suspended
        return in_force(self.fee_rules, territory, channel, mode, on, suspended=suspended)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a Rulebook is rebuilt from its tables, not pickled")


def _rows(kind: type[T], table: pd.DataFrame, rates: Mapping[str, float]) -> Iterator[T]:
    """Rows of a table as objects: empty cells take the field's default, money is converted."""
    wanted = {f.name: f.default for f in fields(kind)}  # type: ignore[arg-type]
    money = MONEY[kind]
    for row in table.to_dict("records"):
        rate = rates[str(row["currency"])] if money else 1.0
        values: dict[str, Any] = {}
        for name, default in wanted.items():
            value = row[name]
            if value is None or (not isinstance(value, tuple) and pd.isna(value)):
                values[name] = default
            elif isinstance(value, pd.Timestamp):
                values[name] = value.date()
            elif name in money:
                values[name] = float(value) * rate
            else:
                values[name] = value.item() if isinstance(value, np.generic) else value
        yield kind(**values)
