"""Dates, preferences, exporters and stays in bond: the rule that decides, in shipments of any size."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbeclogistics import landed_cost

FEW = settings(max_examples=25, deadline=None)
GOODS = {"origin": "CN", "destination": "US", "hs6": "610910", "channel": "formal", "mode": "air"}
HALF_A_CENT = 0.005 + 1e-6

units = st.integers(1, 1000)
price = st.floats(0.01, 1e4).map(lambda v: round(v, 2))
pct = st.floats(0, 60).map(lambda v: round(v, 3))


def rows(duty: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The US with formal entry and release from bond, and some layers of duty."""
    made = {
        "territories": [{"territory": "US", "countries": "US", "valuation": "FOB", "customs_currency": "USD",
                         "drawback_pct": 99}],
        "channels": [
            {"channel": "formal", "territory": "US", "procedure": "formal", "applies_to": "bulk"},
            {"channel": "release", "territory": "US", "procedure": "release", "applies_to": "release"},
        ],
        "duty_rates": [{"rule": f"r{i}", "territory": "US", "origins": "*", "hs": "*", **row}
                       for i, row in enumerate(duty)],
        "taxes": [], "fees": [], "agreements": [],
    }  # fmt: skip
    return {**made, **tables}


def day(on: dt.date) -> str:
    return on.isoformat()


@given(pct, pct, pct, st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1)), units, price)
@FEW
def test_the_day_before_a_change_has_the_one_rate_and_the_day_itself_the_other(
    make: ModuleType, customs: ModuleType, old: float, new: float, vat: float, on: dt.date, quantity: int, value: float
) -> None:
    last = on - dt.timedelta(days=1)
    book = customs.book(make, rows(
        [{"layer": "MFN", "rate_pct": old, "effective_to": day(last)},
         {"layer": "MFN", "rate_pct": new, "effective_from": day(on)}],
        taxes=[{"rule": "old", "country": "US", "rate_pct": 0, "effective_to": day(last)},
               {"rule": "new", "country": "US", "rate_pct": vat, "effective_from": day(on)}],
    ))  # fmt: skip
    worth = quantity * value
    for entered, duty_pct, tax_pct in ((last, old, 0.0), (on, new, vat)):
        cost = book.price({**GOODS, "date": day(entered), "quantity": quantity, "unit_value": value})
        assert cost["duty"] == pytest.approx(worth * duty_pct / 100, abs=HALF_A_CENT)
        assert cost["vat"] == pytest.approx((worth + cost["duty"]) * tax_pct / 100, abs=HALF_A_CENT)


@given(pct, pct, st.booleans(), st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 1)), st.integers(0, 400), units, price)
@FEW
def test_goods_out_of_bond_pay_the_rate_of_the_release_but_privileged_layers_that_of_their_admission(
    make: ModuleType, customs: ModuleType, old: float, new: float, privileged: bool, admitted: dt.date, stay: int,
    quantity: int, value: float,
) -> None:  # fmt: skip
    change = dt.date(2026, 7, 24)
    book = customs.book(make, rows([
        {"layer": "MFN", "rate_pct": 10},
        {"layer": "ADD", "rate_pct": old, "effective_to": day(change - dt.timedelta(days=1)), "privileged": privileged},
        {"layer": "ADD", "rate_pct": new, "effective_from": day(change), "privileged": privileged},
    ]))  # fmt: skip
    released = admitted + dt.timedelta(days=stay)
    said = {**GOODS, "channel": "release", "from_bond": True, "date": day(released), "quantity": quantity,
            "unit_value": value}  # fmt: skip
    counts = admitted if privileged else released
    due = quantity * value * (old if counts < change else new) / 100
    layers = {d["layer"]: d["amount"] for d in book.price({**said, "admitted": day(admitted)})["duties"]}
    assert layers.get("ADD", 0) == pytest.approx(due, abs=0.011)
    locked = book.price(said)["duties"]  # without a day of admission nothing is locked
    later = quantity * value * (old if released < change else new) / 100
    assert sum(d["amount"] for d in locked if d["layer"] == "ADD") == pytest.approx(later, abs=0.011)


@given(units, price, st.sampled_from(["2026-07-01", "2026-07-23"]), st.dates(dt.date(2026, 7, 24), dt.date(2027, 6, 1)))
@FEW
def test_a_us_zone_keeps_the_surcharge_of_the_admission_and_not_that_of_the_release(
    quantity: int, value: float, admitted: str, released: dt.date
) -> None:
    said = {**GOODS, "channel": "release", "from_bond": True, "quantity": quantity, "unit_value": value}
    locked = landed_cost(said, date=day(released), admitted=admitted)
    assert {d["layer"] for d in locked["duties"]} == {"MFN", "S301", "S122"}
    assert {d["layer"] for d in landed_cost(said, date=day(released))["duties"]} == {"MFN", "S301", "S301FL"}


@given(st.lists(st.tuples(units, price, pct), min_size=1, max_size=5), st.floats(0, 500), st.booleans())
@FEW
def test_one_proof_of_origin_serves_an_entry_and_is_paid_in_full_or_not_at_all(
    make: ModuleType, customs: ModuleType, goods: list[tuple[int, float, float]], proof: float, direct: bool
) -> None:
    codes = [f"6109{i:02d}" for i in range(len(goods))]
    book = customs.book(make, rows(
        [{"layer": "MFN", "hs": code, "rate_pct": rate} for code, (_, _, rate) in zip(codes, goods, strict=True)]
        + [{"layer": "PREF", "hs": code, "rate_pct": 5, "replaces": "MFN", "agreement": "FTA", "origins": "VN"}
           for code in codes],
        agreements=[{"agreement": "FTA", "certificate_cost": proof, "direct_consignment": True}],
    ))  # fmt: skip
    lines = [{"hs6": code, "quantity": n, "unit_value": value}
             for code, (n, value, _) in zip(codes, goods, strict=True)]  # fmt: skip
    said = {"origin": "VN", "destination": "US", "channel": "formal", "date": "2026-12-01", "services": "include",
            "shipped_from": "VN" if direct else "SG", "lines": lines}  # fmt: skip
    cost = book.price(said)
    plain = sum(n * value * rate / 100 for n, value, rate in goods)
    least = sum(n * value * min(rate, 5) / 100 for n, value, rate in goods)
    small = 0.01 * (len(goods) + 1)
    assert cost["service"] in (0, pytest.approx(proof, abs=0.011))
    best = min(plain, least + proof) if direct else plain
    assert cost["duty"] + cost["service"] == pytest.approx(best, abs=small)


@given(units, price, pct, pct, pct, st.sampled_from(["Giant", "Nobody", ""]))
@FEW
def test_anti_dumping_goes_by_the_exporter_and_countervailing_adds_to_it(
    make: ModuleType, customs: ModuleType, quantity: int, value: float, named: float, others: float, subsidy: float,
    exporter: str,
) -> None:  # fmt: skip
    book = customs.book(make, rows([
        {"layer": "MFN", "rate_pct": 6}, {"layer": "AD", "rate_pct": others, "origins": "CN", "no_drawback": True},
        {"layer": "AD", "rate_pct": named, "origins": "CN", "exporter": "Giant", "no_drawback": True},
        {"layer": "CVD", "rate_pct": subsidy, "origins": "CN", "no_drawback": True},
    ]))  # fmt: skip
    said = {**GOODS, "date": "2026-12-01", "quantity": quantity, "unit_value": value, "exporter": exporter}
    worth = quantity * value / 100
    anti_dumping = named if exporter == "Giant" else others
    assert book.price(said)["duty"] == pytest.approx(worth * (6 + anti_dumping + subsidy), abs=0.021)
    assert book.price(said)["drawback"] == pytest.approx(worth * 6 * 0.99, abs=0.011)  # neither comes back
    assert book.price({**said, "origin": "VN"})["duty"] == pytest.approx(worth * 6, abs=0.011)
    assert book.price({**said, "shipped_from": "VN"})["duty"] == book.price(said)["duty"]  # no cleansing by a detour


@given(units, price, pct, pct)
@FEW
def test_a_layer_that_is_charged_suppresses_the_ones_it_names(
    make: ModuleType, customs: ModuleType, quantity: int, value: float, strong: float, weak: float
) -> None:
    book = customs.book(make, rows([
        {"layer": "MFN", "rate_pct": 2.5}, {"layer": "S232", "rate_pct": strong, "suppresses": "FL", "hs": "7326"},
        {"layer": "FL", "rate_pct": weak},
    ]))  # fmt: skip
    said = {**GOODS, "date": "2026-12-01", "quantity": quantity, "unit_value": value}
    within = {d["layer"] for d in book.price({**said, "hs6": "732690"})["duties"]}
    assert within == ({"MFN", "S232"} if strong else {"MFN", "S232", "FL"})
    assert {d["layer"] for d in book.price(said)["duties"]} == {"MFN", "FL"}


@given(st.floats(1e-3, 1e3), st.integers(1, 12), st.sampled_from(["USD", "EUR", "JPY"]), pct, pct)
@FEW
def test_a_price_at_a_bracket_stays_in_it_however_it_was_computed(
    make: ModuleType, customs: ModuleType, quantity: float, parts: int, currency: str, below: float, above: float
) -> None:
    book = customs.book(make, rows([
        {"layer": "MFN", "rate_pct": below, "unit_value_to": 10}, {"layer": "MFN", "rate_pct": above,
                                                                   "unit_value_over": 10},
    ]))  # fmt: skip
    said = {**GOODS, "date": "2026-12-01", "quantity": quantity / parts, "currency": currency}
    for dollars, rule in ((10, "r0"), (10 * (1 + 1e-9), "r1")):
        cost = book.price({**said, "unit_value": dollars / book.rates[currency]})
        assert [d["rule"] for d in cost["duties"]] == [rule]


@given(
    st.lists(st.tuples(st.sampled_from(["610910", "61091000", "950300"]), price), min_size=1, max_size=4),
    st.integers(1, 4), st.sampled_from([0, 7, 60]), st.sampled_from([0, 3]), st.sampled_from([0, 20]),
)  # fmt: skip
@FEW
def test_parcels_sent_apart_pay_by_item_again_and_deduct_again(
    make: ModuleType, customs: ModuleType, goods: list[tuple[str, float]], parcels: int, rate: float, per_item: float,
    deduction: float,
) -> None:  # fmt: skip
    book = customs.book(make, rows([{"layer": "MFN", "rate_pct": 12}], channels=[
        {"channel": "parcel", "territory": "US", "procedure": "low_value", "applies_to": "parcel", "duty": "flat",
         "duty_pct": rate, "duty_per_item": per_item, "duty_deduction": deduction, "tax": "none"},
    ]))  # fmt: skip
    said = {"origin": "CN", "destination": "US", "date": "2026-12-01", "channel": "parcel"}
    worth, items = sum(value for _, value in goods), len({code[:6] for code, _ in goods})
    for times in (1, parcels):
        lines = [{"hs6": code, "quantity": 1 / times, "unit_value": value} for code, value in goods]
        due = max(rate / 100 * worth / times + per_item * items - deduction, 0)
        assert book.price({**said, "lines": lines})["duty"] == pytest.approx(due, abs=0.006 * len(goods))
