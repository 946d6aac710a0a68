"""The rules of an instance, indexed for look-up; amounts in the base currency."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from . import tax
from .channels import Channel
from .duty import BASE_LAYER, DutyRule
from .exports import Export
from .fees import Fee, in_force
from .gaps import Gap
from .layers import Case, RulesByCode, stack
from .measures import read_terms
from .tax import TaxRule

T = TypeVar("T")


@dataclass(frozen=True)
class Territory:
    """One row of `territories`, amounts in the base currency; `smallest` is the least unit of its accounts."""

    territory: str
    countries: tuple[str, ...] = ()
    valuation: str = "CIF"
    export_vat_pct: float = 0.0
    export_rebate_days: float = 0.0
    drawback_pct: float = 0.0
    value_step: float = 0.0
    duty_step: float = 0.0
    tax_base_step: float = 0.0
    tax_step: float = 0.0
    smallest: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class Agreement:
    """One row of `agreements`, amounts in the base currency."""

    agreement: str
    name: str = ""
    origin_rule: str = ""
    direct_consignment: bool = False
    certificate_cost: float = 0.0
    source: str = ""
    as_of: dt.date | None = None


MONEY = {
    Channel: ("duty_per_item", "duty_deduction", "min_value", "max_value", "annual_limit"),
    DutyRule: (
        "per_kg", "per_unit", "per_litre", "min_per_kg", "min_per_unit", "min_per_litre", "max_per_kg", "max_per_unit",
        "max_per_litre", "unit_value_over", "unit_value_to", "value_over", "value_to",
    ),
    Fee: ("amount", "minimum", "maximum"),
    TaxRule: (),
    Gap: (),
    Export: ("amount",),
    Territory: ("value_step", "duty_step", "tax_base_step", "tax_step"),
    Agreement: ("certificate_cost",),
}  # fmt: skip
WITHOUT_CENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0}


def digits(currency: str) -> int:
    """Decimal places of a currency (ISO 4217; those of it that goods are declared in here)."""
    return WITHOUT_CENTS.get(currency, 2)


class Rulebook:
    """Dated rules of customs and tax.

    Parameters
    ----------
    tables
        `territories`, `channels`, `duty_rates`, `taxes`, `fees` and, if there are any, `agreements`, `gaps` and
        `exports`, as the instance format defines them.
    rates
        Value of one unit of each currency in the base currency.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], rates: Mapping[str, float]) -> None:
        self.territories = {t.territory: t for t in _territories(tables["territories"], rates)}
        self.territory_of = {c: t.territory for t in self.territories.values() for c in t.countries}
        self.valuation = {name: t.valuation for name, t in self.territories.items()}
        self.export_vat_pct = {name: t.export_vat_pct for name, t in self.territories.items()}
        self.agreements = {
            a.agreement: a for a in (_rows(Agreement, tables["agreements"], rates) if "agreements" in tables else ())
        }
        self.channels = tuple(_rows(Channel, tables["channels"], rates))
        self.duty_rules = tuple(_rows(DutyRule, tables["duty_rates"], rates))
        self.tax_rules = tuple(_rows(TaxRule, tables["taxes"], rates))
        self.fee_rules = tuple(_rows(Fee, tables["fees"], rates))
        self.gaps_of = _grouped(tuple(_rows(Gap, tables["gaps"], rates) if "gaps" in tables else ()), "territory")
        self.exports = tuple(_rows(Export, tables["exports"], rates) if "exports" in tables else ())
        self._direct_only = tuple(a.agreement for a in self.agreements.values() if a.direct_consignment)
        by_territory = _grouped(self.duty_rules, "territory")
        self._order = {rule.rule: i for i, rule in enumerate(self.duty_rules)}
        self._by_code = {name: RulesByCode(rules) for name, rules in by_territory.items()}
        self._taxes = _grouped(self.tax_rules, "country")
        self._fees_of = _grouped(self.fee_rules, "territory")
        self._channels_of = _grouped(self.channels, "territory")
        self._changes = self._days_of_change()
        self.by_measure = any(r.per_measure for r in self.duty_rules)
        self.by_mode = {r.territory for r in self.duty_rules if r.modes}
        self.by_channel = {r.territory for r in self.duty_rules if r.channels}
        self.rules_under = lru_cache(maxsize=None)(self._rules_under)
        self.value_breaks = lru_cache(maxsize=None)(self._value_breaks)
        self.line_of = lru_cache(maxsize=None)(self._line_of)
        self.finer = lru_cache(maxsize=None)(self._finer_codes)
        self._stack_days = lru_cache(maxsize=None)(self._days_of_code)
        self._stack = lru_cache(maxsize=None)(self._stack_anew)
        self.taxes = lru_cache(maxsize=None)(self._taxes_on)
        self.vat = lru_cache(maxsize=None)(self._vat)
        self.fees = lru_cache(maxsize=None)(self._fees_due)
        self.channel = lru_cache(maxsize=None)(self._channel)

    def open_channels(self, territory: str, applies_to: str, on: dt.date) -> tuple[Channel, ...]:
        """Channels of a territory that exist on the day."""
        return tuple(
            c
            for c in self._channels_of.get(territory, ())
            if c.applies_to == applies_to and c.effective_from <= on <= c.effective_to
        )

    def open_exports(self, territory: str, case: str, sales_channel: str, on: dt.date) -> tuple[Export, ...]:
        """Procedures by which goods may leave a territory on the day: `case` bulk, parcel or zone; in table order."""
        mine = (e for e in self.exports if e.territory == territory)
        return tuple(e for e in mine if e.open_to(case, sales_channel, on))

    def duty_stack(self, territory: str, origin: str, hs: str, on: dt.date, **case: Any) -> tuple[DutyRule, ...]:
        """Layers in force; `case` as in `layers.Case`."""
        found: tuple[DutyRule, ...] = self.stack_of(territory, Case(origin, hs, on, **case))
        return found

    def stack_of(self, territory: str, case: Case) -> tuple[DutyRule, ...]:
        """Layers in force in a case; looked up once for all days on which the rules for the code are the same."""
        days = self._stack_days(territory, case.hs)
        on = days[bisect_right(days, case.on) - 1]
        found: tuple[DutyRule, ...] = self._stack(territory, case if on == case.on else replace(case, on=on))
        return found

    def by_value(self, territory: str, hs: str) -> bool:
        """Whether the duty on a code changes with what a unit or the consignment is worth."""
        return any(self.value_breaks(territory, hs))

    def _rules_under(self, territory: str, hs: str) -> tuple[DutyRule, ...]:
        """Every duty rule of a territory for a code, in force or not, in the order of the table."""
        line = self.line_of(territory, hs)
        under = self._by_code[territory].under(line) if territory in self._by_code else ()
        return tuple(sorted(under, key=lambda r: self._order[r.rule]))

    def _line_of(self, territory: str, hs: str) -> str:
        """Line that a code without a base duty stands for: the only one that divides it, or the first of equal ones."""
        finer = self.finer(territory, hs)
        if not finer or any(rule.layer == BASE_LAYER for rule in self._by_code[territory].under(hs)):
            return hs
        terms = {
            frozenset(_terms(rule) for rule in self._by_code[territory].under(code) if len(rule.hs) > len(hs))
            for code in finer
        }
        return finer[0] if len(terms) == 1 else hs

    def _finer_codes(self, territory: str, hs: str) -> tuple[str, ...]:
        """Codes of the base duty that divide a code."""
        under = self._by_code[territory].within(hs) if territory in self._by_code else ()
        return tuple(dict.fromkeys(r.hs for r in under if r.layer == BASE_LAYER))

    def since(self, territory: str, on: dt.date) -> dt.date:
        """First day of the stretch around `on` in which no rule of the territory changes."""
        changes = self._changes.get(territory, [dt.date.min])
        return changes[bisect_right(changes, on) - 1]

    def tax_pct(self, kind: str, country: str, hs: str, on: dt.date) -> float:
        """Rate of the taxes of a kind on a value of 1, in per cent of it."""
        if kind == "vat":
            return round(self.vat(country, hs, on) * 100, 9)
        return sum(r.rate_pct for r in self.taxes(country, hs, on) if r.kind == kind)

    def _value_breaks(self, territory: str, hs: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where the duty on a code changes with the value of a unit, and of the consignment."""
        rules = self.rules_under(territory, hs)
        unit = {v for r in rules for v in (r.unit_value_over, r.unit_value_to) if 0 < v < np.inf}
        whole = {v for r in rules for v in (r.value_over, r.value_to) if 0 < v < np.inf}
        return tuple(sorted(unit)), tuple(sorted(whole))

    def _days_of_code(self, territory: str, hs: str) -> list[dt.date]:
        return _changes(self.rules_under(territory, hs))

    def _stack_anew(self, territory: str, case: Case) -> tuple[DutyRule, ...]:
        case = replace(case, hs=self.line_of(territory, case.hs))
        return stack(self.rules_under(territory, case.hs), case, self._direct_only)

    def _channel(self, territory: str, channel: str, on: dt.date) -> Channel | None:
        for c in self._channels_of.get(territory, ()):
            if c.channel == channel and c.effective_from <= on <= c.effective_to:
                return c
        return None

    def _taxes_on(self, country: str, hs: str, on: dt.date) -> tuple[TaxRule, ...]:
        return tax.in_force(self._taxes.get(country, ()), country, hs, on)

    def _vat(self, country: str, hs: str, on: dt.date) -> float:
        """Taxes on the sale of a value of 1, without other taxes in their base."""
        return tax.on_one([r for r in self.taxes(country, hs, on) if r.kind == "vat"])

    def _fees_due(self, territory: str, channel: str, mode: str, on: dt.date, country: str = "") -> tuple[Fee, ...]:
        found = self.channel(territory, channel, on)
        suspended = found is not None and found.suspended
        mine = self._fees_of.get(territory, ())
        return in_force(mine, territory, channel, mode, on, suspended=suspended, country=country)

    def _days_of_change(self) -> dict[str, list[dt.date]]:
        of: dict[str, list[Any]] = {name: [] for name in self.territories}
        known_gaps = [gap for gaps in self.gaps_of.values() for gap in gaps]
        for rules in (self.channels, self.duty_rules, self.tax_rules, self.fee_rules, known_gaps):
            for rule in rules:
                name = getattr(rule, "territory", None) or self.territory_of.get(getattr(rule, "country", ""), "")
                if name in of:
                    of[name].append(rule)
        return {name: _changes(rules) for name, rules in of.items()}

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a Rulebook is rebuilt from its tables, not pickled")


def _terms(rule: DutyRule) -> DutyRule:
    """Return the rule without its code and its source."""
    return replace(rule, rule="", hs="", source="", as_of=None, confidence="")


def _territories(table: pd.DataFrame, rates: Mapping[str, float]) -> Iterator[Territory]:
    kept_in = table["customs_currency"]
    smallest = [10.0 ** -digits(c) * rates[c] if c else 0.0 for c in kept_in]
    return _rows(Territory, table.assign(smallest=smallest, currency=kept_in), {**rates, "": 1.0})


def _changes(rules: Iterable[Any]) -> list[dt.date]:
    """Days on which dated rules begin or have ended, after the first day there is."""
    days = {dt.date.min}
    for rule in rules:
        days.add(rule.effective_from)
        if rule.effective_to < dt.date.max:
            days.add(rule.effective_to + dt.timedelta(days=1))
    return sorted(days)


def _grouped(rules: tuple[T, ...], by: str) -> dict[str, list[T]]:
    made: dict[str, list[T]] = defaultdict(list)
    for rule in rules:
        made[getattr(rule, by)].append(rule)
    return dict(made)


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
            elif name == "per_measure":
                values[name] = read_terms(value, rate)
            elif name in money:
                values[name] = float(value) * rate
            else:
                values[name] = value.item() if isinstance(value, np.generic) else value
        yield kind(**values)
