"""The shipped rules before and after each day on which they changed."""

from __future__ import annotations

import datetime as dt

import pytest

from cbeclogistics import landed_cost
from cbeclogistics import rules as applying

NEXT = dt.timedelta(days=1)


def duty_pct(territory: str, day: str, origin: str = "CN", hs: str = "610910") -> float:
    return float(applying(territory, date=day, origin=origin, hs=hs)["duty_pct"])


def parcel(day: str, destination: str, value: float, currency: str, **more: object) -> dict[str, object]:
    shipment = {"origin": "CN", "hs6": "610910", "quantity": 1, "mode": "air", **more}
    return landed_cost(shipment, date=day, destination=destination, unit_value=value, currency=currency)


@pytest.mark.parametrize(
    ("last", "origin", "hs", "before", "after"),
    [
        ("2018-09-23", "CN", "420222", 17.6, 27.6),  # section 301, list 3
        ("2019-05-09", "CN", "420222", 27.6, 42.6),
        ("2020-02-13", "CN", "610910", 31.5, 24.0),  # list 4A halved
        ("2025-02-03", "CN", "610910", 24.0, 34.0),  # emergency powers
        ("2025-03-03", "CN", "610910", 34.0, 44.0),
        ("2025-04-09", "CN", "610910", 128.0, 169.0),
        ("2025-05-13", "CN", "610910", 169.0, 54.0),
        ("2025-11-09", "CN", "610910", 54.0, 44.0),
        ("2025-12-31", "CN", "850760", 30.9, 48.4),  # heading 9903.91: lithium-ion batteries
        ("2026-02-23", "CN", "610910", 44.0, 34.0),  # void; section 122 instead
        ("2026-02-23", "VN", "610910", 16.5, 26.5),
        ("2026-07-23", "CN", "610910", 34.0, 36.5),  # section 301 "forced labour" instead
        ("2026-07-23", "VN", "610910", 26.5, 29.0),
        ("2026-07-23", "DE", "851830", 10.0, 10.0),  # filled up to 10 % of all
        ("2026-07-23", "JP", "84834050", 12.5, 12.5),
        ("2026-09-02", "CN", "880622", 37.5, 50.0),  # section 232 on small drones, "forced labour" gives way
        ("2024-09-26", "CN", "854143", 0.0, 50.0),  # heading 9903.91: solar modules
    ],
)
def test_duty_into_the_us(last: str, origin: str, hs: str, before: float, after: float) -> None:
    first = (dt.date.fromisoformat(last) + NEXT).isoformat()
    assert (duty_pct("US", last, origin, hs), duty_pct("US", first, origin, hs)) == pytest.approx((before, after))


@pytest.mark.parametrize(("origin", "last"), [("CN", "2025-05-01"), ("VN", "2025-08-28")])
def test_the_end_of_the_us_exemption(origin: str, last: str) -> None:
    first = (dt.date.fromisoformat(last) + NEXT).isoformat()
    before, after = (parcel(day, "US", 60, "USD", origin=origin) for day in (last, first))
    assert (before["channel"], before["total_taxes"]) == ("low_value", 0)
    assert after["channel"] == "courier"
    assert after["duty"] > 0
    assert parcel(last, "US", 800.01, "USD", origin=origin)["channel"] == "courier"


def test_mail_from_china_paid_an_amount_until_march_2026() -> None:
    assert parcel("2025-06-01", "US", 60, "USD", mode="post", channel="postal")["duty"] == 100
    assert parcel("2025-10-01", "US", 60, "USD", mode="post", channel="postal")["duty"] == 200
    assert parcel("2025-12-01", "US", 60, "USD", mode="post", channel="postal")["duty"] == 160
    assert "postal" not in {c["channel"] for c in applying("US", date="2026-03-01")["channels"]}


@pytest.mark.parametrize(("last", "least", "most"), [("2024-09-30", (31.67, 32.71), (614.35, 634.62)),
                                                     ("2025-09-30", (32.71, 33.58), (634.62, 651.50)),
                                                     ("2026-09-30", (33.58, 34.58), (651.50, 670.86))])  # fmt: skip
def test_the_merchandise_processing_fee_rises_each_october(
    last: str, least: tuple[float, float], most: tuple[float, float]
) -> None:
    first = (dt.date.fromisoformat(last) + NEXT).isoformat()
    for value, expected in ((100, least), (1_000_000, most)):
        fees = [
            landed_cost(origin="CN", destination="US", hs6="610910", quantity=1, unit_value=value, mode="air",
                        channel="formal", date=day)["fee"]
            for day in (last, first)
        ]  # fmt: skip
        assert tuple(fees) == expected


def test_the_eu_parcel_duty_of_three_euro_an_item() -> None:
    before, after, over = (parcel(day, "DE", 40, "EUR") for day in ("2026-06-30", "2026-07-01", "2028-07-02"))
    assert [p["duty"] for p in (before, after, over)] == [0, 3, 4.8]
    assert over["channel"] == "ioss"  # the tax at the sale goes on, the duty is that of the tariff
    assert parcel("2026-06-30", "DE", 150.01, "EUR")["channel"] == "courier"


def test_outside_the_ioss_the_exemption_ends_too() -> None:
    assert parcel("2026-06-30", "DE", 40, "EUR", channel="low_value")["duty"] == 0
    assert parcel("2026-07-01", "DE", 40, "EUR", channel="courier")["duty"] == 4.8


def test_the_exemption_of_the_united_kingdom_ends_in_2029() -> None:
    assert parcel("2029-03-31", "GB", 100, "GBP")["duty"] == 0
    assert parcel("2029-04-01", "GB", 100, "GBP")["duty"] == 12


@pytest.mark.parametrize(("day", "value", "duty"), [("2026-05-11", 50, 10), ("2026-05-12", 50, 0),
                                                    ("2026-05-11", 100, 40), ("2026-05-12", 100, 40)])  # fmt: skip
def test_remessa_conforme(day: str, value: float, duty: float) -> None:
    cost = parcel(day, "BR", value, "USD")
    assert cost["duty"] == pytest.approx(duty)
    assert cost["vat"] == pytest.approx((value + duty) / 0.83 * 0.17, abs=0.005)  # inside its own base


def test_the_mexican_courier_rate_rises() -> None:
    duties = [parcel(day, "MX", 500, "USD", channel="courier")["duty"] for day in ("2025-08-14", "2025-08-15")]
    assert duties == [95, 167.5]


def test_tuerkiye_and_thailand_tax_from_the_first_lira_and_baht() -> None:
    assert parcel("2026-02-05", "TR", 20, "EUR", channel="simplified")["duty"] == 12  # 60 %
    assert {c["channel"] for c in applying("TR", date="2026-02-06")["channels"]} == {"courier", "formal", "postal"}
    assert [parcel(day, "TH", 10, "USD")["duty"] for day in ("2025-12-31", "2026-01-01")] == [0, 1]
    assert [parcel(day, "TH", 10, "USD")["vat"] for day in ("2024-07-04", "2024-07-05")] == [0, 0.7]


@pytest.mark.parametrize(("last", "before", "after"), [("2018-04-30", 17, 16), ("2019-03-31", 16, 13)])
def test_chinese_vat_was_cut_twice(last: str, before: float, after: float) -> None:
    first = (dt.date.fromisoformat(last) + NEXT).isoformat()
    rates = [applying("CN", date=day, origin="FR", hs="851830")["taxes"][0]["rate_pct"] for day in (last, first)]
    assert rates == [before, after]


@pytest.mark.parametrize(
    ("country", "last", "before", "after"),
    [("RU", "2025-12-31", 20, 22), ("KZ", "2025-12-31", 12, 16), ("VN", "2026-12-31", 8, 10)],
)
def test_vat_that_changes_with_the_year(country: str, last: str, before: float, after: float) -> None:
    first = (dt.date.fromisoformat(last) + NEXT).isoformat()
    rates = [applying(country, date=day, origin="CN", hs="851830")["taxes"][0]["rate_pct"] for day in (last, first)]
    assert rates == [before, after]


def test_chinese_limits_of_retail_imports_rose_in_2019() -> None:
    limits = [
        next(c["limits"] for c in applying("CN", date=day)["channels"] if c["channel"] == "cbec-9610")
        for day in ("2018-12-31", "2019-01-01")
    ]
    assert limits == ["up to 2,000 CNY (cif), 20,000 CNY a year", "up to 5,000 CNY (cif), 26,000 CNY a year"]


def test_goods_of_china_enter_australia_free_with_a_certificate_only() -> None:
    goods = {"origin": "CN", "destination": "AU", "hs6": "610910", "quantity": 1000, "unit_value": 10,
             "currency": "AUD", "channel": "formal", "date": "2026-11-23"}  # fmt: skip
    assert (landed_cost(goods)["duty"], landed_cost(goods, preference="none")["duty"]) == (0, 500)


def test_wooden_seats_pay_section_232_and_partners_less() -> None:
    rates = {o: duty_pct("US", "2026-01-02", o, "9401614011") for o in ("CN", "GB", "DE", "JP")}
    assert rates == {"CN": 35, "GB": 10, "DE": 15, "JP": 15}  # China: and fentanyl, but no reciprocal duty
    assert duty_pct("US", "2025-10-13", "GB", "9401614011") == 0


def test_parcels_into_korea_are_free_up_to_more_from_the_us() -> None:
    assert parcel("2026-11-23", "KR", 190, "USD", origin="US")["total_taxes"] == 0
    assert parcel("2026-11-23", "KR", 190, "USD", origin="CN")["total_taxes"] > 0


def test_eu_anti_dumping_goes_by_the_exporter() -> None:
    bikes = {"origin": "CN", "destination": "DE", "hs6": "871160", "quantity": 1, "unit_value": 1000,
             "currency": "EUR", "channel": "formal", "date": "2026-11-23"}  # fmt: skip
    duties = [landed_cost(bikes, exporter=name)["duty"] for name in ("Giant Electric Vehicle", "Somebody")]
    assert duties == [198, 853]


def test_optional_rules_are_named_to_be_in_force() -> None:
    goods = {"origin": "CN", "destination": "CA", "hs6": "640411", "quantity": 1, "unit_value": 100,
             "currency": "CAD", "channel": "formal", "date": "2026-11-23"}  # fmt: skip
    assert landed_cost(goods)["vat"] == pytest.approx(5.9)
    assert landed_cost(goods, rules="canada-ontario")["vat"] == pytest.approx(15.34)
    fee = parcel("2026-11-23", "DE", 40, "EUR")["fee"]
    with_fee = landed_cost({"origin": "CN", "hs6": "610910", "quantity": 1, "mode": "air"}, date="2026-11-23",
                           destination="DE", unit_value=40, currency="EUR", rules="eu-handling-fee")["fee"]  # fmt: skip
    assert with_fee - fee == pytest.approx(2)
