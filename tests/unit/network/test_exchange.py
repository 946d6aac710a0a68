"""Dated exchange rates: which row counts on a day, and that a change there and back loses nothing."""

from __future__ import annotations

import datetime as dt
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbeclogistics.money import from_cents, to_cents
from cbeclogistics.network.exchange import rates_on, spreads_on

ROWS = [
    {"currency": "EUR", "effective_from": "2026-07-01", "rate": 1.2, "spread_pct": 0.5},
    {"currency": "EUR", "rate": 1.0, "spread_pct": 2},
    {"currency": "EUR", "effective_from": "2026-01-01", "rate": 1.1},
    {"currency": "CNY", "effective_from": "2026-12-01", "rate": 0.14},
]


@pytest.mark.parametrize(
    ("day", "rate"),
    [("1900-01-01", 1.0), ("2025-12-31", 1.0), ("2026-01-01", 1.1), ("2026-06-30", 1.1), ("2026-07-01", 1.2),
     ("2099-01-01", 1.2)],
)  # fmt: skip
def test_the_latest_rate_that_has_begun_counts(make: ModuleType, day: str, rate: float) -> None:
    assert rates_on(make.frame("currencies", ROWS), dt.date.fromisoformat(day), "USD")["EUR"] == rate


def test_a_currency_whose_first_rate_is_still_to_come_has_none(make: ModuleType) -> None:
    assert set(rates_on(make.frame("currencies", ROWS), dt.date(2026, 11, 30), "USD")) == {"EUR", "USD"}


def test_the_spread_is_that_of_the_rate_and_the_base_currency_has_none(make: ModuleType) -> None:
    table = make.frame("currencies", [*ROWS, {"currency": "USD", "rate": 1, "spread_pct": 9}])
    assert spreads_on(table, dt.date(2026, 7, 1), "USD") == {"EUR": pytest.approx(0.005), "USD": 0.0}
    assert spreads_on(table, dt.date(2026, 1, 1), "USD")["EUR"] == 0


def test_the_base_currency_is_worth_one_whatever_the_table_says(make: ModuleType) -> None:
    table = make.frame("currencies", [*ROWS, {"currency": "USD", "rate": 3}])
    assert rates_on(table, dt.date(2026, 7, 1), "USD")["USD"] == 1


@given(
    cents=st.integers(0, 10**13), first=st.floats(1e-5, 1e5), second=st.floats(1e-5, 1e5),
)  # fmt: skip
def test_money_changed_there_and_back_is_the_same_to_the_cent(cents: int, first: float, second: float) -> None:
    amount = float(from_cents(cents))
    back = amount * first / second * second / first
    assert int(to_cents(back)) == cents
