"""`instance.toml`: name, currency, horizon, cost of capital and the like."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..errors import Problem


@dataclass(frozen=True)
class Period:
    """A stretch of the horizon; demand is stated for it."""

    period: str
    days: float
    start: dt.date


@dataclass(frozen=True)
class Costs:
    """Rates of cost that hold for the whole instance.

    Attributes
    ----------
    capital_pct_per_year
        Cost of the capital bound in goods and recoverable taxes, % of value per year.
    stock_risk_pct_per_year
        Shrinkage, obsolescence and insurance of goods on hand, % of value per year.
    insurance_pct
        Cargo insurance, % of 110 % of value and freight of international transport.
    payment_pct
        Payment and withdrawal fees, % of the price.
    return_cost_pct
        Cost of one returned unit beside what its site asks and what it loses in value, % of its price.
    circuity_road, circuity_rail
        Length of the way over the great circle, where no distance is known.
    delivery_days_per_year
        Days on which own vehicles go out.
    """

    capital_pct_per_year: float = 10.0
    stock_risk_pct_per_year: float = 8.0
    insurance_pct: float = 0.25
    payment_pct: float = 0.5
    return_cost_pct: float = 30.0
    circuity_road: float = 1.3
    circuity_rail: float = 1.3
    delivery_days_per_year: float = 260.0


@dataclass(frozen=True)
class Settings:
    """What `instance.toml` says.

    Attributes
    ----------
    consumer_tax
        ``borne``: B2C prices are what the consumer pays, tax inside, so the tax is a cost of the seller;
        ``collected``: tax comes on top and is passed on.
    rules_date
        Day whose customs and tax rules and exchange rates apply; None: the first day of each period, for exchange rates
        of the horizon.
    """

    name: str
    base_currency: str
    periods: tuple[Period, ...]
    title: str = ""
    description: str = ""
    rules_date: dt.date | None = None
    consumer_tax: str = "borne"
    costs: Costs = Costs()

    def date_of(self, period: Period) -> dt.date:
        """Return the day whose rules apply in the period."""
        return self.rules_date or period.start

    @property
    def first_day(self) -> dt.date:
        """Day whose exchange rates count: the first whose rules apply."""
        return self.date_of(self.periods[0])

    @property
    def days(self) -> float:
        """Length of the horizon in days."""
        return sum(p.days for p in self.periods)


KNOWN = ("base_currency", "consumer_tax", "costs", "description", "format", "horizon", "name", "rules_date", "title")
FORMAT = 1
LONGEST_DAYS = 36_600
TABLE = "instance.toml"

Bad = Callable[..., None]


def read_settings(raw: Mapping[str, Any], table: str = TABLE) -> tuple[Settings | None, list[Problem]]:
    """Settings from the parsed file, with every problem found in it."""
    problems: list[Problem] = []

    def bad(column: str, value: object, expected: str, remedy: str = "") -> None:
        said = "" if value is None else str(value)[:200]
        problems.append(Problem(table, expected, column=column, value=said, remedy=remedy))

    for key in sorted(raw.keys() - set(KNOWN)):
        near = difflib.get_close_matches(key, KNOWN, n=1)
        bad(key, raw[key], "is no known setting", f"did you mean {near[0]}?" if near else f"known: {', '.join(KNOWN)}")
    if raw.get("format", FORMAT) not in (FORMAT, str(FORMAT)):
        bad("format", raw["format"], f"this version reads format {FORMAT}")
    name, base = raw.get("name", ""), raw.get("base_currency", "")
    if not isinstance(name, str) or not name.strip():
        bad("name", name, "a name is needed", 'for example name = "spring-range"')
    if not isinstance(base, str) or not re.fullmatch("[A-Z]{3}", base, re.ASCII):
        bad("base_currency", base, "an ISO 4217 currency code is needed", 'for example base_currency = "USD"')
    rules_date = raw.get("rules_date")
    if rules_date is not None and _day(rules_date) is None:
        bad("rules_date", rules_date, "a date is needed", "write rules_date = 2026-12-01")
    consumer_tax = raw.get("consumer_tax", "borne")
    if consumer_tax not in ("borne", "collected"):
        bad("consumer_tax", consumer_tax, "one of borne, collected is expected")
    periods = _periods(raw.get("horizon"), bad)
    costs = _costs(raw.get("costs", {}), bad)
    if problems:
        return None, problems
    return Settings(
        name=name.strip(), base_currency=base, periods=periods, title=str(raw.get("title", "")),
        description=str(raw.get("description", "")), rules_date=_day(rules_date), consumer_tax=consumer_tax,
        costs=costs,
    ), []  # fmt: skip


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _periods(horizon: Any, bad: Bad) -> tuple[Period, ...]:
    example = 'start = 2026-12-01 and periods = [{ period = "Y1", days = 365 }]'
    if not isinstance(horizon, Mapping):
        bad("horizon", horizon, "a [horizon] is needed", example)
        return ()
    for key in sorted(set(horizon) - {"start", "periods"}):
        bad(f"horizon.{key}", horizon[key], "is no known setting", "known: periods, start")
    start = _day(horizon.get("start"))
    if start is None:
        bad("horizon.start", horizon.get("start"), "a date is needed", example)
        return ()
    periods: list[Period] = []
    passed = 0.0
    listed = horizon.get("periods")
    for i, row in enumerate(listed if isinstance(listed, list) else []):
        days = row.get("days") if isinstance(row, Mapping) else None
        label = row.get("period", f"P{i + 1}") if isinstance(row, Mapping) else ""
        if days is None or not _finite(days) or not 0 < days <= LONGEST_DAYS - passed:
            bad("horizon.periods", row, "days of the period: a number above 0, all together below a century", example)
            continue
        try:
            begins = start + dt.timedelta(days=passed)
        except OverflowError:
            bad("horizon.start", start, "the horizon ends after the last date there is", example)
            return ()
        periods.append(Period(str(label), float(days), begins))
        passed += float(days)
    if not periods:
        bad("horizon.periods", listed, "at least one period is needed", example)
    if len({p.period for p in periods}) < len(periods):
        bad("horizon.periods", [p.period for p in periods], "each period needs a name of its own")
    return tuple(periods)


def _costs(raw: Any, bad: Bad) -> Costs:
    known = {f.name for f in fields(Costs)}
    if not isinstance(raw, Mapping):
        bad("costs", raw, "a [costs] table is expected")
        return Costs()
    good: dict[str, float] = {}
    for key, value in raw.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"
            bad(f"costs.{key}", value, "is no known rate", hint)
        elif not _finite(value) or not 0 <= value <= 1000:
            bad(f"costs.{key}", value, "a number from 0 to 1000 is expected")
        elif key == "delivery_days_per_year" and not 1 <= value <= 366:
            bad(f"costs.{key}", value, "1 to 366 days are expected")
        elif key.startswith("circuity") and value < 1:
            bad(f"costs.{key}", value, "at least 1 is expected: no way is shorter than the great circle")
        else:
            good[key] = float(value)
    return Costs(**good)
