"""Random rule books and shipments, and both kinds of rules behind one door: `Book`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from cbeclogistics.errors import InputError
from cbeclogistics.landed import landed_cost, landed_costs
from cbeclogistics.reference import reference_of
from cbeclogistics.trade.batch import price_table
from cbeclogistics.trade.frame import shipments_of
from cbeclogistics.trade.itemise import itemise
from cbeclogistics.trade.rulebook import Rulebook, digits
from cbeclogistics.trade.shipment import MODES, Known, read_shipment

DAY = dt.date(2026, 12, 1)
RATES = {"USD": 1.0, "EUR": 1.15, "JPY": 0.00622007, "CNY": 0.142857}
CODES = ("610910", "61091000", "950300", "330499")
ORIGINS = ("CN", "VN", "DE")
Said = dict[str, Any]
Rows = dict[str, list[dict[str, Any]]]

pct = st.floats(0, 60).map(lambda v: round(v, 3))
unit_value = st.floats(0.01, 2e4).map(lambda v: round(v, 2)) | st.just(10.0)
amount = st.floats(0, 3e3).map(lambda v: round(v, 2))


@dataclass(frozen=True)
class Book:
    """Rules to price by; without `rules` the shipped ones, through the public functions."""

    rules: Rulebook | None = None

    @property
    def held(self) -> Rulebook:
        """The rules."""
        return reference_of().on(DAY).rules if self.rules is None else self.rules

    @property
    def rates(self) -> Mapping[str, float]:
        """US dollars for one unit of each currency."""
        return reference_of().on(DAY).rates if self.rules is None else RATES

    def price(self, said: Said) -> dict[str, Any]:
        """Price one shipment."""
        if self.rules is None:
            return landed_cost(said)
        return itemise(read_shipment(said, Known.of(self.rules, RATES)), self.rules, RATES, DAY)

    def tried(self, said: Said) -> dict[str, Any] | None:
        """Price one shipment; None where no channel takes it or no rule covers it."""
        try:
            return self.price(said)
        except InputError:
            return None

    def table(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Price a table of shipments."""
        if self.rules is None:
            return landed_costs(frame)
        products = reference_of().tables["products"]
        said, _ = shipments_of(frame, RATES, Known.of(self.rules, RATES), products, DAY)
        return price_table(said, self.rules)


def book(make: ModuleType, rows: Rows) -> Book:
    """Rule book of rows."""
    return Book(Rulebook({name: make.frame(name, table) for name, table in rows.items()}, RATES))


@st.composite
def rules(draw: Any, *, fees: bool = True, steps: bool = True) -> Rows:
    """Rows of rules of three territories: layers, preferences, limits, fees with least and most, taxes in cascade."""
    duty: list[dict[str, Any]] = []
    for territory in ("US", "EU", "JP"):
        rows: list[dict[str, Any]] = [{"layer": "MFN", "hs": "*", "rate_pct": draw(pct), "per_kg": draw(some(0.5))}]
        for hs in draw(st.lists(st.sampled_from(["61", "6109", "610910", "95"]), unique=True, max_size=2)):
            rows.append({"layer": "MFN", "hs": hs, "rate_pct": draw(pct), "min_per_unit": draw(some(0.7)),
                         "max_per_unit": draw(st.sampled_from([None, 9]))})  # fmt: skip
        if draw(st.booleans()):
            rows.append({"layer": "MFN", "hs": "9503", "rate_pct": draw(pct), "unit_value_to": 10})
            rows.append({"layer": "MFN", "hs": "9503", "rate_pct": draw(pct), "unit_value_over": 10})
        if draw(st.booleans()):
            rows.append({"layer": "S301", "hs": "*", "origins": "CN", "rate_pct": draw(pct), "suppresses": "FL"})
        if draw(st.booleans()):
            rows.append({"layer": "FL", "hs": "*", "rate_pct": draw(pct), "ceiling_pct": draw(st.none() | pct)})
        if draw(st.booleans()):
            rows.append({"layer": "PREF", "hs": "*", "origins": "VN", "rate_pct": draw(some(1.5)), "replaces": "MFN",
                         "agreement": "FTA"})  # fmt: skip
        duty += [{"territory": territory, "origins": "*", **row} for row in rows]
    channels: list[dict[str, Any]] = []
    for territory in ("US", "EU", "JP"):
        parcel = {
            "duty": draw(st.sampled_from(["tariff", "none", "flat"])), "duty_pct": 7, "duty_per_item": draw(some(3)),
            "duty_deduction": draw(some(20)), "tax": draw(st.sampled_from(["import", "at_sale", "none", "composite"])),
            "tax_share_pct": 70, "value_basis": draw(st.sampled_from(["transfer", "retail"])),
            "max_value": draw(st.sampled_from([None, 150, 5000])),
        }  # fmt: skip
        for name, procedure, applies_to, terms in (
            ("formal", "formal", "bulk", {"recoverable": draw(st.booleans())}),
            ("bonded", "bonded", "bulk", {"duty": "suspended", "tax": "suspended"}),
            ("release", "release", "release", {}), ("parcel", "low_value", "parcel", parcel),
        ):  # fmt: skip
            channels.append({"channel": name, "territory": territory, "procedure": procedure, "applies_to": applies_to,
                             **terms})  # fmt: skip
    charged = [
        {"rule": f"f{i}", "territory": territory, "name": f"fee {i}", "rate_pct": draw(some(0.5)),
         "amount": draw(some(2)), "minimum": draw(some(30)), "maximum": draw(st.sampled_from([None, 400])),
         "rate_on": draw(st.sampled_from(["value", "freight", "duty"])),
         "per": draw(st.sampled_from(["entry", "item"])),
         "kind": (kind := draw(st.sampled_from(["customs", "service"]))),
         "drawback": kind == "customs" and draw(st.booleans())}
        for i, territory in enumerate(draw(st.lists(st.sampled_from(["US", "EU", "JP"]), max_size=3)))
    ]  # fmt: skip
    japan = {"value_step": 1000, "duty_step": 100, "tax_base_step": 1000, "tax_step": 100, "currency": "JPY"}
    keep = steps and draw(st.booleans())
    return {
        "territories": [
            {"territory": "US", "countries": "US", "valuation": "FOB", "customs_currency": "USD", "drawback_pct": 99},
            {"territory": "EU", "countries": "DE;FR", "valuation": "CIF", "customs_currency": "EUR"},
            {"territory": "JP", "countries": "JP", "valuation": "CIF", "customs_currency": "JPY",
             **({k: v for k, v in japan.items() if k != "currency"} if keep else {})},
        ],
        "channels": channels,
        "duty_rates": [{"rule": f"r{i}", **row} for i, row in enumerate(duty)],
        "fees": charged if fees else [],
        "taxes": [
            {"rule": "DE", "country": "DE", "rate_pct": 19, "base": "value;duty;onward;taxes"},
            {"rule": "FR", "country": "FR", "rate_pct": 20},
            {"rule": "FR-x", "country": "FR", "kind": "excise", "rate_pct": draw(some(15))},
            {"rule": "US", "country": "US", "rate_pct": draw(some(10)), "base": "value;duty;fees;carriage;taxes",
             "within": draw(st.booleans())},
            {"rule": "JP", "country": "JP", "tax": "JCT", "rate_pct": 7.8, "base": "value;duty;taxes"},
            {"rule": "JP-l", "country": "JP", "tax": "local", "rate_pct": 28.2051282051, "base": "JCT"},
        ],
        "agreements": [{"agreement": "FTA", "certificate_cost": draw(some(25)), "direct_consignment": True}],
    }  # fmt: skip


def some(value: float) -> st.SearchStrategy[float]:
    """The value, or nothing."""
    return st.sampled_from([0, value])


@st.composite
def lines(
    draw: Any, *, most: int = 3, codes: tuple[str, ...] = CODES, origins: tuple[str, ...] = ORIGINS
) -> list[Said]:
    """Lines of a shipment, with weight and content so that every duty can be charged."""
    n = draw(st.integers(1, most))
    return [
        {"hs6": draw(st.sampled_from(codes)), "origin": draw(st.sampled_from(origins)),
         "quantity": draw(st.integers(1, 500)), "unit_value": draw(unit_value), "weight_kg": 1 + draw(amount),
         "litres": 1 + draw(amount)}
        for _ in range(n)
    ]  # fmt: skip


def from_abroad(said: Said, territory_of: Mapping[str, str], abroad: str) -> Said:
    """Shipment that crosses a border: goods that were made where they go come back from `abroad`."""
    there = territory_of[said["destination"]]
    home = any(territory_of[line["origin"]] == there for line in said["lines"])
    return {**said, "shipped_from": abroad} if home else said


TERRITORY_OF = {"US": "US", "DE": "EU", "FR": "EU", "JP": "JP", "CN": "CN", "VN": "VN"}


@st.composite
def shipments(draw: Any, *, most: int = 3) -> Said:
    """Shipments for random rule books."""
    said = {
        "lines": draw(lines(most=most)), "destination": draw(st.sampled_from(["US", "DE", "FR", "JP"])),
        "currency": draw(st.sampled_from(sorted(RATES))), "freight": draw(amount), "insurance": draw(amount),
        "onward": draw(amount), "mode": draw(st.sampled_from(["ocean", "air"])), "date": DAY.isoformat(),
        "channel": draw(st.sampled_from(["formal", "cheapest", "parcel"])),
        "preference": draw(st.sampled_from(["claim", "none"])),
        "services": draw(st.sampled_from(["include", "none"])),
        "shipped_from": draw(st.sampled_from(["", "CN"])),
    }  # fmt: skip
    return from_abroad(said, TERRITORY_OF, "CN")


def known_codes() -> tuple[str, ...]:
    """Codes of the reference products."""
    return tuple(sorted(set(reference_of().tables["products"]["hs6"])))


@st.composite
def known_shipments(draw: Any, *, most: int = 3) -> Said:
    """Shipments for the shipped rules, on days around their changes."""
    codes = known_codes()
    day = draw(st.dates(dt.date(2025, 1, 1), dt.date(2027, 6, 30)))
    origins = ("CN", "VN", "DE", "JP", "US", "MX", "GB")
    said = {
        "lines": draw(lines(most=most, codes=codes, origins=origins)),
        "destination": draw(st.sampled_from(sorted(reference_of().on(DAY).rules.territory_of))),
        "currency": draw(st.sampled_from(sorted(reference_of().on(DAY).rates))),
        "freight": draw(amount), "insurance": draw(amount), "onward": draw(amount),
        "mode": draw(st.sampled_from(MODES)), "date": day.isoformat(),
        "channel": draw(st.sampled_from(["formal", "cheapest", "courier"])),
        "preference": draw(st.sampled_from(["claim", "none"])),
        "services": draw(st.sampled_from(["include", "none"])),
    }  # fmt: skip
    territory_of = reference_of().on(DAY).rules.territory_of
    return from_abroad(said, territory_of, "JP" if territory_of[said["destination"]] != territory_of["JP"] else "CN")


def drawn(data: Any, make: ModuleType, kind: str, *, most: int = 3, **how: bool) -> tuple[Book, Said]:
    """Rules and a shipment: of random rule books, or of the shipped rules."""
    if kind == "random":
        return book(make, data.draw(rules(**how))), data.draw(shipments(most=most))
    return Book(), data.draw(known_shipments(most=most))


def smallest(book: Book, said: Said) -> float:
    """Smallest unit of a shipment's currency or of the territory's accounts, whichever is more; in the former."""
    rate = book.rates[said["currency"]]
    territory = book.held.territories[book.held.territory_of[said["destination"]]]
    return float(max(10.0 ** -digits(said["currency"]), territory.smallest / rate))
