"""Rate cards: breaks, minimum, surcharge, volumetric weight, whole containers."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

BREAKS = [
    {"basis": "parcel", "from_kg": 0, "to_kg": 0.5, "base": 4},
    {"basis": "parcel", "from_kg": 0.5, "to_kg": 2, "base": 6, "per_kg": 1},
    {"basis": "parcel", "from_kg": 2, "to_kg": 30, "base": 2, "per_kg": 3},
]


@pytest.mark.parametrize(
    ("kg", "price"),
    [
        (0, 4),  # the first break holds 0
        (0.5, 4),  # its own end is in it
        (0.500001, 6.500001),
        (2, 8),
        (2.000001, 8.000003),  # 2 + 3 · 2.000001: the break prices all of the weight
        (30, 92),
    ],
)
def test_a_break_holds_weights_above_its_beginning_up_to_its_end(make: ModuleType, kg: float, price: float) -> None:
    assert make.rate_card(BREAKS).price(kg, 0) == pytest.approx(price)


@pytest.mark.parametrize("kg", [30.0001, 1e6])
def test_nothing_holds_a_weight_beyond_the_last_break(make: ModuleType, kg: float) -> None:
    assert np.isnan(make.rate_card(BREAKS).price(kg, 0))


def test_nothing_holds_a_weight_before_the_first_break(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "parcel", "from_kg": 5, "to_kg": 10, "base": 1}])
    assert np.isnan(card.price([0.0, 4.9], 0)).all()
    assert card.price(6.0, 0) == 1


def test_nothing_holds_a_weight_in_a_gap_between_breaks(make: ModuleType) -> None:
    card = make.rate_card([{**BREAKS[0]}, {**BREAKS[2]}])
    assert np.isnan(card.price([0.6, 2.0], 0)).all()
    assert card.price(3.0, 0) == pytest.approx(11)


def test_a_card_without_an_end_holds_any_weight(make: ModuleType) -> None:
    assert make.rate_card([{"basis": "parcel", "base": 1, "per_kg": 2}]).price(1e6, 0) == pytest.approx(2e6 + 1)


def test_the_order_of_breaks_does_not_matter(make: ModuleType) -> None:
    kg = np.linspace(0, 30, 61)
    assert make.rate_card(BREAKS[::-1]).price(kg, 0) == pytest.approx(make.rate_card(BREAKS).price(kg, 0))


def test_distance_is_paid_by_the_parcel_and_not_by_the_kg(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "parcel", "base": 1, "per_km": 0.5, "per_kg": 2}])
    assert card.price([1.0, 3.0], [10.0, 10.0]) == pytest.approx([8, 12])


def test_the_minimum_holds_before_the_surcharge(make: ModuleType) -> None:
    # max(50, 10 + 2 · 5) · 1.2 = 60; max(50, 10 + 2 · 30) · 1.2 = 84
    fuel = {"kind": "pct", "amount": 20}
    card = make.rate_card([{"basis": "weight", "base": 10, "per_kg": 2, "minimum": 50}], surcharges=[fuel])
    assert card.price([5.0, 30.0], 0) == pytest.approx([60, 84])


def test_air_counts_volume_at_167_kg_to_the_cubic_metre(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "weight", "kg_per_m3": 167, "per_kg": 1}])
    assert card.chargeable_kg([10.0, 10.0], [0.05, 0.1]) == pytest.approx([10, 16.7])


def test_sea_freight_by_weight_or_measure_counts_a_cubic_metre_as_a_ton(make: ModuleType) -> None:
    # 60 USD a W/M ton: 2 m3 of 300 kg pay 120, 0.5 m3 of 800 kg pay 48
    card = make.rate_card([{"basis": "weight", "kg_per_m3": 1000, "per_kg": 0.06}])
    assert card.price(card.chargeable_kg([300.0, 800.0], [2.0, 0.5]), 0) == pytest.approx([120, 48])


def test_weight_alone_counts_where_volume_is_not_asked_for(make: ModuleType) -> None:
    assert make.rate_card([{"basis": "parcel", "per_kg": 1}]).chargeable_kg(2.0, 100.0) == 2


@pytest.mark.parametrize(
    ("kg", "m3", "share"),
    [(1, 0.68, 0.01), (260, 0.68, 0.01), (520, 0.68, 0.02)],  # volume binds; both; payload binds
)
def test_a_container_binds_by_volume_or_by_payload(make: ModuleType, kg: float, m3: float, share: float) -> None:
    box = [{"container": "40HQ", "usable_m3": 68, "payload_kg": 26000}]
    card = make.rate_card([{"basis": "container", "container": "40HQ", "base": 4000}], box)
    assert card.loads_per_unit(kg, m3) == pytest.approx(share)


def test_a_container_costs_the_same_full_or_empty(make: ModuleType) -> None:
    box = [{"container": "40HQ", "usable_m3": 68, "payload_kg": 26000}]
    rows = [{"basis": "container", "container": "40HQ", "base": 4000, "per_kg": 9, "per_m3": 7, "per_km": 2}]
    fuel = {"kind": "pct", "amount": 10}
    # (4,000 + 2 · 100) · 1.1; neither its weight nor its volume is paid for
    assert make.rate_card(rows, box, surcharges=[fuel]).load_price(100.0, 30.0) == pytest.approx(4620)


def test_a_load_by_weight_is_priced_in_the_break_of_its_own_weight(make: ModuleType) -> None:
    rows = [
        {"basis": "weight", "from_kg": 0, "to_kg": 500, "per_kg": 5, "load_kg": 1000},
        {"basis": "weight", "from_kg": 500, "per_kg": 4, "load_kg": 1000},
    ]
    card = make.rate_card(rows)
    assert card.load_price(0.0) == pytest.approx(4000)
    assert card.loads_per_unit(2.5, 100.0) == pytest.approx(0.0025)


def test_volumetric_units_take_their_share_of_a_load_by_chargeable_weight(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "weight", "kg_per_m3": 167, "load_kg": 1000, "per_kg": 4}])
    assert card.loads_per_unit(1.0, 0.02) == pytest.approx(3.34 / 1000)


def test_amounts_are_converted_and_shares_are_not(make: ModuleType) -> None:
    row = {"basis": "parcel", "base": 10, "per_kg": 2, "per_km": 1, "minimum": 15}
    half = {"kind": "pct", "amount": 50}
    card = make.rate_card([{**row, "currency": "CNY"}], rates={"CNY": 0.14}, surcharges=[half])
    # max(15, 10 + 2 · 3 + 1 · 4) · 1.5 = 30 yuan
    assert card.price(3.0, 4.0) == pytest.approx(30 * 0.14)
    assert card.price(0.0, 0.0) == pytest.approx(22.5 * 0.14)


def test_many_prices_at_once_equal_each_alone(make: ModuleType) -> None:
    card = make.rate_card(BREAKS)
    kg, km = np.linspace(0, 32, 33), np.linspace(5, 37, 33)
    alone = [float(card.price(a, b)) for a, b in zip(kg, km, strict=True)]
    assert card.price(kg, km) == pytest.approx(alone, nan_ok=True)


@pytest.mark.parametrize(("kg", "price"), [(0, 4), (0.5, 4), (2, 4 + 6 + 1.5), (10, 4 + 6 + 1.5 + 2 + 24)])
def test_incremental_breaks_add_up_along_the_weight(make: ModuleType, kg: float, price: float) -> None:
    # up to 0.5 kg 4; from there 6 and 1 a kg: 1.5 for 1.5 kg; from 2 kg 2 and 3 a kg: 24 for 8 kg
    card = make.rate_card([{**r, "break_kind": "incremental"} for r in BREAKS])
    assert card.price(kg, 0) == pytest.approx(price)


def test_incremental_breaks_never_fall_with_weight_where_all_units_may(make: ModuleType) -> None:
    rows = [{"basis": "weight", "to_kg": 100, "per_kg": 5}, {"basis": "weight", "from_kg": 100, "per_kg": 4}]
    kg = np.linspace(90, 120, 301)
    assert (np.diff(make.rate_card(rows).price(kg, 0)) < 0).any()
    assert (np.diff(make.rate_card([{**r, "break_kind": "incremental"} for r in rows]).price(kg, 0)) > 0).all()


def test_the_minimum_holds_for_the_sum_of_incremental_breaks(make: ModuleType) -> None:
    rows = [{"basis": "weight", "to_kg": 10, "per_kg": 5, "minimum": 40},
            {"basis": "weight", "from_kg": 10, "per_kg": 2, "minimum": 40}]  # fmt: skip
    card = make.rate_card([{**r, "break_kind": "incremental"} for r in rows])
    assert card.price([4.0, 12.0], 0) == pytest.approx([40, 54])


@pytest.mark.parametrize(("km", "price"), [(0, 3), (150, 3), (150.1, 5), (600, 5), (601, 9)])
def test_a_zone_prices_ways_up_to_its_distance(make: ModuleType, km: float, price: float) -> None:
    zones = [{"basis": "parcel", "to_km": far, "base": base} for far, base in ((600, 5), (150, 3), (None, 9))]
    assert make.rate_card(zones).price(1.0, km) == pytest.approx(price)


def test_no_parcel_goes_beyond_the_last_zone(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "parcel", "to_km": 150, "base": 3}])
    assert np.isnan(card.price(1.0, [100.0, 151.0])).tolist() == [False, True]


def test_each_zone_has_its_own_breaks(make: ModuleType) -> None:
    near = [{**r, "to_km": 100} for r in BREAKS]
    card = make.rate_card([*near, {"basis": "parcel", "base": 20}])
    assert card.price([1.0, 40.0, 1.0, 40.0], [50.0, 50.0, 200.0, 200.0]) == pytest.approx([7, np.nan, 20, 20],
                                                                                          nan_ok=True)  # fmt: skip


@pytest.mark.parametrize(("kg", "charged"), [(0.01, 0.5), (0.5, 0.5), (0.51, 1), (1.2, 1.5), (3 * 0.1, 0.5)])
def test_chargeable_weight_is_rounded_up(make: ModuleType, kg: float, charged: float) -> None:
    card = make.rate_card([{"basis": "parcel", "per_kg": 10, "round_kg": 0.5}])
    assert card.charged_kg(kg) == pytest.approx(charged)
    assert card.price(kg, 0) == pytest.approx(10 * charged)


def test_a_multiple_is_not_rounded_up_further_by_floating_point(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "parcel", "per_kg": 10, "round_kg": 0.1}])
    assert card.charged_kg(0.1 + 0.2) == pytest.approx(0.3)


def test_no_parcel_weighs_less_than_the_least(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "parcel", "per_kg": 10, "minimum_kg": 0.75}])
    assert card.price([0.2, 0.8], 0) == pytest.approx([7.5, 8])


def test_a_load_pays_for_its_least_and_rounded_weight_too(make: ModuleType) -> None:
    row = {"basis": "weight", "per_kg": 1, "load_kg": 430, "round_kg": 50}
    assert make.rate_card([row]).load_price(0.0) == pytest.approx(450)
    assert make.rate_card([{**row, "minimum_kg": 1000}]).load_price(0.0) == pytest.approx(1000)


def test_139_cubic_inches_to_the_pound_are_199_kg_to_the_cubic_metre(make: ModuleType) -> None:
    # a box of 12 · 12 · 12 inches counts as 1,728 / 139 = 12.43 lb = 5.639 kg
    card = make.rate_card([{"basis": "parcel", "per_kg": 1, "kg_per_m3": 199.14}])
    assert card.chargeable_kg(1.0, (12 * 0.0254) ** 3) == pytest.approx(1728 / 139 * 0.45359237, rel=1e-4)


def test_volume_is_paid_for_beside_weight_and_within_the_minimum(make: ModuleType) -> None:
    card = make.rate_card([{"basis": "parcel", "base": 2, "per_kg": 1, "per_m3": 50, "minimum": 6}])
    assert card.price([1.0, 1.0], 0, [0.02, 0.1]) == pytest.approx([6, 8])


def test_a_full_load_of_bulky_goods_holds_more_cubic_metres(make: ModuleType) -> None:
    # 1,000 kg at 2 kg and 0.01 m3 a unit are 500 units and 5 m3: max(600, 100 · 5) for 500; at 0.02 m3 10 m3: 1,000
    card = make.rate_card([{"basis": "weight", "per_m3": 100, "minimum": 600, "load_kg": 1000}])
    assert card.unit_price(2.0, [0.01, 0.02], 0.0) == pytest.approx([600 / 500, 1000 / 500])


def test_goods_in_a_container_bear_their_share_of_it(make: ModuleType) -> None:
    box = [{"container": "40HQ", "usable_m3": 68, "payload_kg": 26000}]
    card = make.rate_card([{"basis": "container", "container": "40HQ", "base": 3400}], box)
    assert card.unit_price(10.0, 0.68, 0.0) == pytest.approx(34)
