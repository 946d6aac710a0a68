"""Why a clearance channel is closed to a consignment."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from cbeclogistics.trade.channels import WORDS, Channel, Closed

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def reason(make: ModuleType, kernel: ModuleType) -> Any:
    """Reason for which a parcel channel is closed to the lines; the country levies 20 % VAT."""

    def ask(line: dict[str, Any], **terms: Any) -> list[Closed]:
        rules = make.rulebook(
            territories=[{"territory": "GB", "countries": "GB", "valuation": "CIF"}],
            channels=[{"channel": "parcel", "territory": "GB", "procedure": "low_value", "applies_to": "parcel",
                       "duty": "none", "tax": "at_sale", **terms}],
            taxes=[{"rule": "GB", "country": "GB", "rate_pct": 20}],
        )  # fmt: skip
        given = {"territory": "GB", "country": "GB", "channel": "parcel", "mode": "air", "sales_channel": "B2C"}
        return [Closed(w) for w in kernel.clear(make.lines(**{**given, **line}), rules, DAY).closed]

    return ask


def test_the_limit_holds_the_price_without_tax(reason: Any) -> None:
    # 162.00 with 20 % VAT inside is 135.00
    assert reason({"price": [162.0, 162.02]}, max_value=135) == [Closed.OPEN, Closed.ABOVE_THRESHOLD]


def test_a_business_price_has_no_tax_inside(reason: Any) -> None:
    line = {"price": [135.0, 135.01], "sales_channel": "B2B"}
    assert reason(line, max_value=135) == [Closed.OPEN, Closed.ABOVE_THRESHOLD]


def test_the_lower_limit_itself_is_below(reason: Any) -> None:
    assert reason({"price": [24.0, 24.12]}, min_value=20) == [Closed.BELOW_THRESHOLD, Closed.OPEN]


def test_a_limit_on_cif_counts_freight_and_insurance(reason: Any) -> None:
    line = {"price": 120.0, "freight": [30.0, 31.0], "insurance": 5.0}
    assert reason(line, max_value=135, threshold_on="cif") == [Closed.OPEN, Closed.ABOVE_THRESHOLD]
    assert reason(line, max_value=135) == [Closed.OPEN, Closed.OPEN]


def test_a_limit_on_the_customs_value_counts_the_share_of_the_price_that_counts_for_customs(reason: Any) -> None:
    line = {"price": [200.0, 200.04]}
    terms = {"max_value": 100, "value_share_pct": 60, "value_basis": "retail"}  # 200.00 with 20 % VAT inside
    assert reason(line, threshold_on="customs_value", **terms) == [Closed.OPEN, Closed.ABOVE_THRESHOLD]
    assert reason(
        {"price": [100.0, 120.0]}, threshold_on="customs_value", min_value=60, **terms | {"max_value": None}
    ) == ([Closed.BELOW_THRESHOLD, Closed.BELOW_THRESHOLD])
    assert reason(line, threshold_on="cif", **terms) == [Closed.ABOVE_THRESHOLD, Closed.ABOVE_THRESHOLD]


def test_a_channel_may_ask_where_goods_are_sent_from_whatever_their_origin(reason: Any) -> None:
    terms = {"shipped_from": "FR;DE"}
    line = {"origin": ["CN", "CN", "DE", "DE"], "shipped_from": ["DE", "", "", "CN"], "price": 1.0}
    shut = Closed.SHIPPED_FROM
    assert reason(line, **terms) == [Closed.OPEN, shut, Closed.OPEN, shut]  # where nothing is said, from their origin
    assert reason({**line, "shipped_from": None}, **terms) == [shut, shut, Closed.OPEN, Closed.OPEN]


def test_the_limit_is_on_the_consignment_and_not_on_its_lines(reason: Any) -> None:
    line = {"price": [90.0, 90.0, 90.0], "consignment": [1, 1, 2]}
    assert reason(line, max_value=135) == [Closed.ABOVE_THRESHOLD, Closed.ABOVE_THRESHOLD, Closed.OPEN]


def test_a_channel_for_single_items_looks_at_the_consignment(reason: Any) -> None:
    assert reason({"units": [1, 2]}, single_item_only=True) == [Closed.OPEN, Closed.SEVERAL_ITEMS]
    line = {"units": [1, 1, 1], "consignment": [1, 1, 2]}
    assert reason(line, single_item_only=True) == [Closed.SEVERAL_ITEMS, Closed.SEVERAL_ITEMS, Closed.OPEN]


def test_a_buyer_above_the_annual_limit_is_shut_out_and_an_unknown_one_is_not(reason: Any) -> None:
    spend = {"buyer_spend_per_year": [26000.0, 26000.01, np.nan]}
    assert reason(spend, annual_limit=26000) == [Closed.OPEN, Closed.ANNUAL_LIMIT, Closed.OPEN]


@pytest.mark.parametrize(
    ("terms", "line", "why"),
    [
        ({"modes": "post;air"}, {"mode": ["air", "ocean"]}, Closed.MODE),
        ({"sales_channels": "B2C"}, {"sales_channel": ["B2C", "B2B"]}, Closed.SALES_CHANNEL),
        ({"origins": "US;MX"}, {"origin": ["MX", "CN"]}, Closed.ORIGIN),
    ],
)
def test_a_channel_is_open_to_what_it_names(
    reason: Any, terms: dict[str, Any], line: dict[str, Any], why: Closed
) -> None:
    assert reason(line, **terms) == [Closed.OPEN, why]


@pytest.mark.parametrize("day", [{"effective_from": "2026-12-02"}, {"effective_to": "2026-11-30"}])
def test_a_channel_does_not_exist_outside_its_days(make: ModuleType, kernel: ModuleType, day: dict[str, str]) -> None:
    rules = make.rulebook(
        territories=[{"territory": "US", "countries": "US", "valuation": "FOB"}],
        channels=[{"channel": "formal", "territory": "US", "procedure": "formal", "applies_to": "bulk", **day}],
    )
    assert kernel.clear(make.lines(), rules, DAY).closed.tolist() == [-1]
    assert rules.open_channels("US", "bulk", DAY) == ()


def test_limits_are_converted_from_the_currency_of_the_row(make: ModuleType) -> None:
    rules = make.rulebook(
        territories=[{"territory": "GB", "countries": "GB", "valuation": "CIF"}],
        channels=[{"channel": "low", "territory": "GB", "procedure": "low_value", "applies_to": "parcel",
                   "max_value": 135, "min_value": 10, "duty_per_item": 3, "annual_limit": 1000, "currency": "GBP"}],
        rates={"GBP": 1.25},
    )  # fmt: skip
    channel = rules.channel("GB", "low", DAY)
    amounts = (channel.min_value, channel.max_value, channel.duty_per_item, channel.annual_limit)
    assert amounts == pytest.approx((12.5, 168.75, 3.75, 1250))


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Closed) - {Closed.OPEN}


def test_only_a_suspended_duty_suspends() -> None:
    terms = {"channel": "c", "territory": "EU", "procedure": "bonded", "applies_to": "bulk"}
    assert Channel(**terms, duty="suspended").suspended
    assert not Channel(**terms, duty="none").suspended
