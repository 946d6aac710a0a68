"""Fees of entries, and the lines that stand below them in the model."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cbeclogistics.trade.fees import Fee, in_force

DAY = dt.date(2026, 12, 1)


def fee(**more: Any) -> Fee:
    return Fee("r", "US", "fee", **more)


MPF = fee(rate_pct=0.3464, minimum=34.58, maximum=670.86)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 34.58), (5_000, 34.58), (9_982.67, 34.58), (10_000, 34.64), (193_666, 670.86), (400_000, 670.86)],
)
def test_processing_fee_follows_the_value_between_its_minimum_and_maximum(value: float, expected: float) -> None:
    assert MPF.of(value) == pytest.approx(expected, abs=0.005)


def test_an_amount_is_due_whatever_the_entry_is_worth() -> None:
    assert fee(amount=85).of([0.0, 1e6]) == pytest.approx([85, 85])


def test_rate_and_amount_add_up_before_the_limits() -> None:
    assert fee(amount=10, rate_pct=1, maximum=25).of([0.0, 1000.0, 5000.0]) == pytest.approx([10, 20, 25])


def due(*fees: Fee, channel: str = "formal", mode: str = "ocean", on: dt.date = DAY, suspended: bool = False) -> int:
    return len(in_force(fees, "US", channel, mode, on, suspended=suspended))


def test_a_fee_of_named_channels_and_modes_is_due_there_only() -> None:
    harbour = fee(channels=("formal",), modes=("ocean",))
    assert due(harbour) == 1
    assert due(harbour, mode="air") == 0
    assert due(harbour, channel="informal") == 0


def test_a_fee_without_channels_waits_for_the_release_where_duty_is_suspended() -> None:
    assert due(fee(), suspended=True) == 0
    assert due(fee(), suspended=False) == 1
    assert due(fee(channels=("bonded",)), channel="bonded", suspended=True) == 1


def test_a_fee_is_due_from_its_first_to_its_last_day() -> None:
    dated = fee(effective_from=DAY, effective_to=DAY)
    assert due(dated) == 1
    assert due(dated, on=DAY - dt.timedelta(1)) == due(dated, on=DAY + dt.timedelta(1)) == 0


def test_a_fee_of_another_territory_is_not_due() -> None:
    assert in_force([fee()], "EU", "formal", "ocean", DAY, suspended=False) == ()
