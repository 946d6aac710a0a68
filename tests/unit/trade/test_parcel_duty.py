"""Flat duties of parcels by subheading, and taxes inside the price of a parcel."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import pytest

EU = {"territory": "EU", "countries": "DE", "valuation": "CIF"}
CN = {"territory": "CN", "countries": "CN", "valuation": "CIF"}
THREE_EURO = {
    "channel": "parcel", "territory": "EU", "procedure": "low_value", "applies_to": "parcel", "duty": "flat",
    "duty_per_item": 3, "tax": "at_sale",
}  # fmt: skip
DAY = dt.date(2026, 8, 1)


def parcel(territory: str, country: str, price: Any, **more: Any) -> dict[str, Any]:
    return {"territory": territory, "country": country, "channel": "parcel", "sales_channel": "B2C", "mode": "air",
            "price": price, **more}  # fmt: skip


def test_each_distinct_subheading_of_a_consignment_pays_once(make: ModuleType, kernel: ModuleType) -> None:
    rules = make.rulebook(territories=[EU], channels=[THREE_EURO])
    order = make.lines(**parcel("EU", "DE", [60, 80], hs=["620610", "620620"], units=[1, 2], consignment=[1, 1]))
    assert kernel.clear(order, rules, DAY).duty == pytest.approx([3, 3])


def test_a_subheading_pays_once_however_many_lines_of_a_consignment_it_stands_on(
    make: ModuleType, kernel: ModuleType
) -> None:
    # two wool blouses of different tariff lines, 62062010 and 62062090: one subheading 620620, EUR 3
    rules = make.rulebook(territories=[EU], channels=[THREE_EURO])
    order = make.lines(
        **parcel("EU", "DE", [40, 40, 40], hs=["62062010", "62062090", "62062010"], consignment=[1, 1, 2])
    )
    assert kernel.clear(order, rules, DAY).duty == pytest.approx([1.5, 1.5, 3.0])


def test_a_composite_tax_is_found_inside_the_price(make: ModuleType, kernel: ModuleType) -> None:
    # 425 · 0.7 · (13 % + 15 %) / (1 − 15 %) = 98: the price with that tax inside is 523
    rules = make.rulebook(
        territories=[CN],
        taxes=[{"rule": "v", "country": "CN", "kind": "vat", "rate_pct": 13},
               {"rule": "c", "country": "CN", "kind": "excise", "rate_pct": 15}],
        channels=[{"channel": "parcel", "territory": "CN", "procedure": "cbec_retail", "applies_to": "release",
                   "value_basis": "retail", "duty": "none", "tax": "composite", "tax_share_pct": 70}],
    )  # fmt: skip
    cleared = kernel.clear(make.lines(**parcel("CN", "CN", 523.0, hs="330499")), rules, DAY)
    assert (cleared.customs_value[0], cleared.tax[0]) == pytest.approx((425, 98))
