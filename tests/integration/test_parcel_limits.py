"""Which parcels the shipped channels take: by which mode, sent from where, up to what value."""

from __future__ import annotations

from typing import Any

import pytest

from cbeclogistics import InputError, landed_cost
from cbeclogistics.loaders.reference import reference_tables

DAY = "2026-11-23"


def cost(origin: str, destination: str, value: float, currency: str, **more: Any) -> dict[str, Any]:
    """One shipment of T-shirts."""
    shipment = {"origin": origin, "destination": destination, "hs6": "610910", "quantity": 1, "unit_value": value}
    return landed_cost({**shipment, "currency": currency, "date": DAY, "mode": "express", **more})


def test_every_parcel_channel_of_every_territory_says_its_modes() -> None:
    channels = reference_tables()["channels"].query("applies_to == 'parcel'")
    assert channels["territory"].nunique() == 21
    for row in channels.itertuples():
        assert row.modes, (row.territory, row.channel)
        assert not {"ocean", "rail"} & set(row.modes), (row.territory, row.channel)
    assert all(modes == ("post",) for modes in channels.query("procedure == 'postal'")["modes"])
    assert not any("post" in modes for modes in channels.query("channel == 'courier'")["modes"])


@pytest.mark.parametrize("destination", ["MX", "DE", "US", "JP"])
def test_a_parcel_channel_takes_no_load_that_comes_by_sea(destination: str) -> None:
    shipment = {"origin": "CN", "destination": destination, "hs6": "610910", "quantity": 100, "unit_value": 1,
                "date": DAY, "mode": "ocean"}  # fmt: skip
    assert landed_cost(shipment)["channel"] == "formal"
    with pytest.raises(InputError, match="is not open to the mode ocean, but to express, air"):
        landed_cost(shipment, channel="courier")


def test_mail_is_the_posts_and_not_a_couriers() -> None:
    assert cost("CN", "US", 60, "USD", mode="post")["channel"] == "mail"
    assert cost("CN", "US", 60, "USD", mode="post", channel="postal")["total_taxes"] == 24.59  # as by courier
    for destination in ("US", "DE", "CA", "AU"):
        with pytest.raises(InputError, match="not open to the mode post"):
            cost("CN", destination, 60, "USD", mode="post", channel="courier")


@pytest.mark.parametrize(("destination", "channel"), [("DE", "ioss"), ("GB", "low_value"), ("US", "courier"),
                                                      ("CA", "courier"), ("MX", "courier")])  # fmt: skip
def test_a_parcel_may_come_by_road_where_that_is_usual(destination: str, channel: str) -> None:
    origin = "TR" if destination in ("DE", "GB") else "CN"
    assert cost(origin, destination, 60, "USD", mode="road", channel=channel)["channel"] == channel


def test_a_mode_that_is_not_stated_is_one_of_the_channels() -> None:
    shipment = {"origin": "CN", "destination": "US", "hs6": "610910", "quantity": 1, "unit_value": 60, "date": DAY}
    assert landed_cost(shipment, channel="courier")["total_taxes"] == 24.59
    assert landed_cost(shipment)["channel"] == "formal"  # cheapest: by sea, as ever


def test_a_load_for_sale_is_no_import_for_personal_use() -> None:
    """60 % of the retail price up to JPY 200,000, and never by sea."""
    load = {"quantity": 10_000, "currency": "USD", "date": DAY, "origin": "CN", "destination": "JP", "hs6": "610910"}
    assert landed_cost(load, unit_value=4, mode="ocean")["channel"] == "formal"
    assert landed_cost(load, unit_value=4, mode="express")["channel"] != "personal"
    assert cost("CN", "JP", 30_000, "JPY")["channel"] == "personal"
    assert cost("CN", "JP", 333_000, "JPY", channel="personal")["customs_value"] == 199_800
    with pytest.raises(InputError, match="is for consignments of lower value"):
        cost("CN", "JP", 334_000, "JPY", channel="personal")


def test_japans_exemption_looks_at_60_percent_of_the_retail_price_of_goods_for_personal_use() -> None:
    """JPY 10,000 of customs value are JPY 16,666 of price."""
    free, taxed = (cost("CN", "JP", value, "JPY") for value in (16_666, 16_667))
    assert (free["channel"], free["customs_value"], free["total_taxes"]) == ("low_value", 10_000, 0)
    assert (taxed["channel"], taxed["customs_value"]) == ("personal", 10_000)
    assert taxed["total_taxes"] > 0
    assert cost("CN", "JP", 333_333, "JPY")["channel"] == "personal"  # up to JPY 200,000 of customs value
    assert cost("CN", "JP", 333_334, "JPY")["channel"] == "courier"


def test_canadas_exemption_goes_by_the_country_of_dispatch() -> None:
    """CAD 40 free of all, CAD 150 free of duty, sent from the US or Mexico by courier; CAD 20 from elsewhere."""
    free = cost("CN", "CA", 35, "CAD", shipped_from="US")
    assert (free["channel"], free["total_taxes"]) == ("low_value_cusma_40", 0)
    taxed = cost("CN", "CA", 100, "CAD", shipped_from="US")
    assert (taxed["duty"], taxed["vat"]) == (0, 5)
    full = cost("US", "CA", 100, "CAD", shipped_from="CN")
    assert (full["channel"], full["duty"], full["vat"]) == ("courier", 18, 5.9)
    assert cost("CN", "CA", 35, "CAD")["duty"] == 6.3
    assert cost("CN", "CA", 35, "CAD", shipped_from="US", mode="post")["duty"] == 6.3  # by courier alone


def test_mexicos_and_koreas_exemptions_go_by_the_country_of_dispatch() -> None:
    assert cost("CN", "MX", 45, "USD", shipped_from="US")["total_taxes"] == 0
    assert cost("US", "MX", 45, "USD", shipped_from="CN", channel="courier")["duty"] == pytest.approx(15.08, abs=0.01)
    assert cost("CN", "KR", 180, "USD", shipped_from="US")["channel"] == "low_value_us"
    assert cost("US", "KR", 180, "USD", shipped_from="CN")["channel"] == "courier"
    with pytest.raises(InputError, match="sent from there, but to US"):
        cost("US", "KR", 180, "USD", shipped_from="CN", channel="low_value_us")


def test_tax_at_the_sale_goes_on_in_the_eu_when_the_flat_duty_ends() -> None:
    during, after = (cost("CN", "DE", 40, "EUR", date=day) for day in ("2028-07-01", "2028-07-02"))
    assert [(c["channel"], c["duty"]) for c in (during, after)] == [("ioss", 3), ("ioss", 4.8)]
    assert after["vat"] == 7.6  # of the price; the duty is the seller's
