"""`instance.toml`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cbeclogistics.network.settings import read_settings

GOOD: dict[str, Any] = {
    "name": "x", "base_currency": "USD",
    "horizon": {"start": dt.date(2026, 12, 1), "periods": [{"period": "Q1", "days": 90}, {"days": 91.5}]},
}  # fmt: skip


def test_periods_follow_one_another():
    settings, problems = read_settings(GOOD)
    assert not problems
    assert settings is not None
    assert [(p.period, p.start.isoformat()) for p in settings.periods] == [("Q1", "2026-12-01"), ("P2", "2027-03-01")]
    assert settings.days == 181.5


def test_rules_of_the_first_day_unless_a_day_is_given():
    settings, _ = read_settings({**GOOD, "rules_date": "2026-07-01"})
    assert settings is not None
    assert settings.date_of(settings.periods[1]) == dt.date(2026, 7, 1)
    settings, _ = read_settings(GOOD)
    assert settings is not None
    assert settings.date_of(settings.periods[1]) == dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"name": ""}, "name"), ({"name": 3}, "name"), ({"base_currency": "usd"}, "base_currency"),
        ({"rules_date": "soon"}, "rules_date"), ({"consumer_tax": "half"}, "consumer_tax"), ({"format": 9}, "format"),
        ({"horizon": None}, "horizon"), ({"horizon": {"start": "x"}}, "horizon.start"),
        ({"horizon": {"start": dt.date(2026, 1, 1), "periods": []}}, "horizon.periods"),
        ({"horizon": {"start": dt.date(2026, 1, 1), "periods": [{"days": float("nan")}]}}, "horizon.periods"),
        ({"horizon": {"start": dt.date(2026, 1, 1), "periods": [{"days": True}]}}, "horizon.periods"),
        ({"horizon": {**GOOD["horizon"], "perods": 1}}, "horizon.perods"),
        ({"costs": 3}, "costs"), ({"costs": {"capital_pct_per_yaer": 1}}, "costs.capital_pct_per_yaer"),
        ({"costs": {"insurance_pct": float("inf")}}, "costs.insurance_pct"),
        ({"costs": {"insurance_pct": False}}, "costs.insurance_pct"),
        ({"costs": {"circuity_road": 0.5}}, "costs.circuity_road"),
        ({"base_curency": "USD"}, "base_curency"),
    ],
)  # fmt: skip
def test_fault_is_told_with_its_key(change: dict[str, Any], column: str):
    settings, problems = read_settings({**GOOD, **change})
    assert settings is None
    assert column in [p.column for p in problems]


def test_two_periods_of_a_name():
    horizon = {"start": dt.date(2026, 1, 1), "periods": [{"period": "a", "days": 1}] * 2}
    _, problems = read_settings({**GOOD, "horizon": horizon})
    assert "name of its own" in problems[0].expected
