"""Which channel is the cheapest, and which others are shown beside it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from cbeclogistics import InputError, landed_cost, landed_costs

DAY = "2026-12-01"
SHOE = {"origin": "CN", "hs6": "640411", "quantity": 1, "mode": "air", "date": DAY}
SHIRT = {"origin": "CN", "hs6": "610910", "quantity": 1, "mode": "express", "date": DAY}


@pytest.mark.parametrize(("shipment", "channel", "taxes"), [
    ({"destination": "BR", "unit_value": 72.29}, "remessa_3000", 22.29),  # by formal entry it would be 63.85
    ({"destination": "DE", "unit_value": 60, "currency": "EUR"}, "ioss", 12.1),  # by courier 16.87
])  # fmt: skip
def test_of_a_delivered_duty_paid_price_the_channel_with_least_due_is_taken(
    shipment: dict[str, Any], channel: str, taxes: float
) -> None:
    cost = landed_cost({**SHOE, **shipment}, incoterm="DDP")
    assert (cost["channel"], cost["total_taxes"]) == (channel, taxes)
    assert cost["landed_cost"] == shipment["unit_value"]
    (priced,) = landed_costs(_table({**SHOE, **shipment, "incoterm": "DDP"})).to_dict("records")
    assert (priced["channel"], priced["total_taxes"], priced["total_due"]) == (channel, taxes, cost["total_due"])


def test_brokers_choose_the_channel_even_where_they_do_not_count() -> None:
    """Customs asks the same of a formal entry as of a courier's, but a broker more than the courier."""
    parcel = {**SHIRT, "destination": "JP", "unit_value": 30_000, "currency": "JPY", "channel": "cheapest"}
    cost = landed_cost(parcel)
    formal = next(o for o in cost["alternatives"] if o["channel"] == "formal")
    assert formal["total_due"] == formal["total_taxes"] + formal["service"] > cost["total_due"]
    assert not cost["services_included"]
    assert landed_cost({**parcel, "services": "include"})["channel"] == cost["channel"]


@pytest.mark.parametrize(("mode", "channel"), [("ocean", "formal"), ("road", "formal"), ("air", "courier"),
                                               ("express", "courier"), ("post", "courier")])  # fmt: skip
def test_of_equals_that_are_alike_in_all_amounts_the_usual_one_for_the_mode_is_taken(
    make: ModuleType, customs: ModuleType, mode: str, channel: str
) -> None:
    cost = customs.book(make, _rows(recoverable=False)).price(_said(mode))
    assert (cost["channel"], [o["total_due"] for o in cost["alternatives"]]) == (channel, [cost["total_due"]])


def test_of_equals_the_one_whose_tax_comes_back_is_taken(make: ModuleType, customs: ModuleType) -> None:
    cost = customs.book(make, _rows(recoverable=True)).price(_said("air"))
    assert (cost["channel"], cost["vat_recoverable"]) == ("formal", cost["vat"])


def test_channels_are_shown_that_are_open_to_goods_where_they_lie() -> None:
    parcel = {**SHIRT, "destination": "DE", "unit_value": 25, "currency": "EUR"}
    out_of_bond = landed_cost({**parcel, "from_bond": True})
    assert (out_of_bond["channel"], out_of_bond["alternatives"]) == ("release", [])
    assert {"channel": "ioss", "procedure": "low_value", "why": IN_BOND} in out_of_bond["closed"]
    with pytest.raises(InputError, match=f"ioss {IN_BOND}"):
        landed_cost({**parcel, "from_bond": True, "channel": "ioss"})
    from_abroad = landed_cost(parcel)
    assert "release" not in [o["channel"] for o in from_abroad["alternatives"]]
    assert {"channel": "release", "procedure": "release", "why": "is for goods that lie in bond"} in (
        from_abroad["closed"]
    )
    bonded = from_abroad["alternatives"][-1]  # cheaper than all, but not to be compared
    assert bonded["channel"] == "bonded"
    assert bonded["total_taxes"] < from_abroad["total_taxes"]
    assert "fall due at the release" in bonded["note"]
    assert not any(o["note"] for o in from_abroad["alternatives"][:-1])


IN_BOND = "is for goods that come from abroad, not for those in bond"


def _table(*rows: dict[str, Any]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows)


def _said(mode: str) -> dict[str, Any]:
    return {"origin": "CN", "destination": "DE", "hs6": "610910", "quantity": 1, "unit_value": 50, "currency": "EUR",
            "mode": mode, "date": DAY}  # fmt: skip


def _rows(*, recoverable: bool) -> dict[str, list[dict[str, Any]]]:
    """Two channels of the same duty and tax, for loads and for parcels."""
    return {
        "territories": [{"territory": "EU", "countries": "DE", "valuation": "FOB", "customs_currency": "EUR"}],
        "channels": [
            {"channel": "courier", "territory": "EU", "procedure": "courier", "applies_to": "parcel"},
            {"channel": "formal", "territory": "EU", "procedure": "formal", "applies_to": "bulk",
             "recoverable": recoverable},
        ],
        "duty_rates": [{"rule": "r", "territory": "EU", "origins": "*", "layer": "MFN", "hs": "*", "rate_pct": 10}],
        "taxes": [{"rule": "t", "country": "DE", "rate_pct": 19}], "fees": [], "agreements": [],
    }  # fmt: skip
