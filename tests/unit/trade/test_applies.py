"""Which rules apply, in words; and which should be looked up again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from cbeclogistics.network.raw import raw_table
from cbeclogistics.network.schema import TABLES
from cbeclogistics.network.validation.typed import typed_table
from cbeclogistics.trade import doubts, in_words
from cbeclogistics.trade.applies import verdicts
from cbeclogistics.trade.layers import Case
from cbeclogistics.trade.rulebook import Rulebook

DAY = dt.date(2026, 11, 23)


def table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = list(dict.fromkeys(c for row in rows for c in row))
    records = [columns, *([str(row.get(c, "")) for c in columns] for row in rows)]
    made = typed_table(raw_table(list(enumerate(records, 1)), name)[0], TABLES[name])
    if "currency" in made:
        made["currency"] = made["currency"].where(made["currency"] != "", "USD")
    return made


def book(*rates: dict[str, Any]) -> Rulebook:
    rows = [{"territory": "US", "origins": "*", "hs": "*", "layer": "MFN", **r, "rule": r["rule"]} for r in rates]
    tables = {
        "territories": table("territories", [{"territory": "US", "countries": "US", "valuation": "FOB"}]),
        "duty_rates": table("duty_rates", rows),
        "agreements": table("agreements", [{"agreement": "A"}]),
        **{name: table(name, []) for name in ("channels", "taxes", "fees")},
    }
    return Rulebook(tables, {"USD": 1.0, "": 1.0})


def told(rules: Rulebook, **case: Any) -> dict[str, tuple[str, str]]:
    found = verdicts(rules, "US", Case("CN", "610910", DAY, **case))
    return {v.rule.rule: (v.status, v.why) for v in found}


def test_a_layer_that_another_suppresses_says_by_which() -> None:
    rules = book({"rule": "base", "rate_pct": 2}, {"rule": "fl", "layer": "FL", "rate_pct": 10},
                 {"rule": "s232", "layer": "S232", "rate_pct": 25, "suppresses": "FL"})  # fmt: skip
    assert told(rules) == {"base": ("charged", ""), "fl": ("not charged", "not beside s232"), "s232": ("charged", "")}


def test_the_longer_code_stands_before_the_shorter() -> None:
    rules = book({"rule": "all", "rate_pct": 2}, {"rule": "shirts", "hs": "6109", "rate_pct": 16})
    assert told(rules) == {"all": ("not charged", "shirts is more exact"), "shirts": ("charged", "")}


def test_a_preference_stands_in_the_place_of_the_base_rate() -> None:
    rules = book({"rule": "base", "rate_pct": 5},
                 {"rule": "pref", "layer": "PREF_A", "replaces": "MFN", "agreement": "A", "origins": "CN"})  # fmt: skip
    assert told(rules) == {"base": ("not charged", "pref stands in its place"), "pref": ("charged", "")}


def test_a_provisional_rate_that_is_not_lower_does_not_count() -> None:
    rules = book({"rule": "base", "rate_pct": 5}, {"rule": "p", "layer": "P", "replaces": "MFN", "rate_pct": 6})
    assert told(rules)["p"] == ("not charged", "not lower than MFN")


def test_what_hangs_on_exporter_mode_channel_or_value_says_so() -> None:
    rules = book(
        {"rule": "base", "rate_pct": 5},
        {"rule": "ad", "layer": "AD", "rate_pct": 30, "exporter": "X"},
        {"rule": "sea", "layer": "SEA", "rate_pct": 1, "modes": "ocean"},
        {"rule": "post", "layer": "POST", "rate_pct": 1, "channels": "postal"},
        {"rule": "dear", "layer": "DEAR", "rate_pct": 1, "unit_value_over": 12},
    )
    found = told(rules, mode="air")
    assert found["ad"] == ("depends", "only for exporter X")
    assert found["sea"] == ("depends", "only by ocean")
    assert found["post"] == ("depends", "only in channel postal")
    assert found["dear"] == ("depends", "on the value")
    assert told(rules, mode="ocean")["sea"] == ("charged", "")


def test_a_ceiling_is_told_filled() -> None:
    rules = book({"rule": "base", "rate_pct": 4}, {"rule": "cap", "layer": "CAP", "ceiling_pct": 10})
    (cap,) = (v for v in verdicts(rules, "US", Case("CN", "610910", DAY)) if v.rule.rule == "cap")
    assert (cap.status, cap.rule.rate_pct) == ("charged", 6)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"rate_pct": 16.5}, "16.5 %"),
        ({}, "0 %"),
        ({"rate_pct": 14.9, "per_kg": 1.035}, "14.9 % + 1.035 USD/kg"),
        ({"rate_pct": 4.5, "min_per_unit": 0.3, "max_per_unit": 0.8, "currency": "EUR"},
         "4.5 %, at least 0.3 EUR/unit, at most 0.8 EUR/unit"),
        ({"ceiling_pct": 12.5}, "up to 12.5 % with the base layer"),
        ({"per_kg": 679, "currency": "JPY"}, "679 JPY/kg"),
    ],
)  # fmt: skip
def test_rates_of_duty_in_words(row: dict[str, Any], words: str) -> None:
    (said,) = table("duty_rates", [row | {"rule": "x"}]).to_dict("records")
    assert in_words.duty(said) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"rate_pct": 0.3464, "minimum": 34.58, "maximum": 670.86},
         "0.3464 % of value, at least 34.58 USD, at most 670.86 USD"),
        ({"amount": 29.5, "per": "item", "currency": "BRL"}, "29.5 BRL an item"),
        ({"rate_pct": 8, "rate_on": "freight"}, "8 % of freight"),
        ({}, "0 USD"),
    ],
)  # fmt: skip
def test_fees_in_words(row: dict[str, Any], words: str) -> None:
    (said,) = table("fees", [row | {"rule": "x"}]).to_dict("records")
    assert in_words.fee(said) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "vat", "rate_pct": 13}, "13 % of value, duty, taxes"),
        ({"kind": "excise", "rate_pct": 15}, "15 % of value, duty and itself"),
        ({"kind": "vat", "rate_pct": 17, "base": "value;fees", "within": "yes"}, "17 % of value, fees and itself"),
    ],
)
def test_taxes_in_words(row: dict[str, Any], words: str) -> None:
    (said,) = table("taxes", [row | {"rule": "x"}]).to_dict("records")
    assert in_words.tax(said) == words


@pytest.mark.parametrize(
    ("row", "terms", "limits"),
    [
        ({"duty": "flat", "duty_per_item": 3, "tax": "at_sale", "max_value": 150, "currency": "EUR"},
         "duty 3 EUR an item, tax at the sale", "up to 150 EUR (intrinsic)"),
        ({"duty": "flat", "duty_pct": 60, "duty_deduction": 20, "min_value": 50, "max_value": 3000,
          "threshold_on": "cif"},
         "duty 60 % less 20 USD, tax at the border", "over 50, up to 3,000 USD (cif)"),
        ({"duty": "none", "tax": "composite", "tax_share_pct": 70, "annual_limit": 26000, "currency": "CNY"},
         "no duty, 70 % of the taxes", "26,000 CNY a year"),
        ({"value_share_pct": 60, "single_item_only": "yes"},
         "duty by the tariff, tax at the border, on 60 % of the value", "one unit"),
    ],
)  # fmt: skip
def test_channels_in_words(row: dict[str, Any], terms: str, limits: str) -> None:
    (said,) = table("channels", [row | {"channel": "x"}]).to_dict("records")
    assert (in_words.channel(said), in_words.limits(said)) == (terms, limits)


def test_doubtful_is_what_is_old_bare_or_ending_but_not_what_is_over() -> None:
    rows = {
        "sure": {"source": "gazette", "as_of": "2026-11-01"},
        "old": {"source": "gazette", "as_of": "2025-11-22"},
        "bare": {"source": "unsourced", "as_of": "2026-11-01"},
        "plan": {"source": "rate: assumption", "as_of": "2026-11-01"},
        "none": {"as_of": "2026-11-01"},
        "undated": {"source": "gazette"},
        "soon": {"source": "gazette", "as_of": "2026-11-01", "effective_to": "2027-02-21"},
        "later": {"source": "gazette", "as_of": "2026-11-01", "effective_to": "2027-02-22"},
        "over": {"as_of": "2020-01-01", "effective_to": "2026-11-22"},
    }
    fees = table("fees", [{"rule": rule, "territory": "US", **row} for rule, row in rows.items()])
    assert {d.name: d.why for d in doubts.doubts({"fees": fees}, DAY)} == {
        "old": ("last looked up on 2025-11-22",), "bare": ("unsourced",), "plan": ("assumption",),
        "none": ("no source",), "undated": ("not dated",), "soon": ("ends on 2027-02-21",),
    }  # fmt: skip


def test_changes_come_in_the_order_of_their_days() -> None:
    fees = table("fees", [
        {"rule": "now", "effective_from": "2026-01-01", "effective_to": "2027-01-31"},
        {"rule": "next", "effective_from": "2027-02-01"},
        {"rule": "past", "effective_to": "2026-11-22"},
        {"rule": "today", "effective_from": "2026-11-23", "effective_to": "2026-11-23"},
    ])  # fmt: skip
    assert [(c.on.isoformat(), c.name, c.what) for c in doubts.changes({"fees": fees}, DAY)] == [
        ("2026-11-23", "today", "ends"), ("2027-01-31", "now", "ends"), ("2027-02-01", "next", "begins"),
    ]  # fmt: skip
