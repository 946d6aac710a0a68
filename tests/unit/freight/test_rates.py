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
    card = make.rate_card([{"basis": "weight", "base": 10, "per_kg": 2, "minimum": 50, "surcharge_pct": 20}])
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
    rows = [{"basis": "container", "container": "40HQ", "base": 4000, "per_kg": 9, "per_km": 2, "surcharge_pct": 10}]
    # (4,000 + 2 · 100) · 1.1; its chargeable weight is 0
    assert make.rate_card(rows, box).load_price(100.0) == pytest.approx(4620)


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
    row = {"basis": "parcel", "base": 10, "per_kg": 2, "per_km": 1, "minimum": 15, "surcharge_pct": 50}
    card = make.rate_card([{**row, "currency": "CNY"}], rates={"CNY": 0.14})
    # max(15, 10 + 2 · 3 + 1 · 4) · 1.5 = 30 yuan
    assert card.price(3.0, 4.0) == pytest.approx(30 * 0.14)
    assert card.price(0.0, 0.0) == pytest.approx(22.5 * 0.14)


def test_many_prices_at_once_equal_each_alone(make: ModuleType) -> None:
    card = make.rate_card(BREAKS)
    kg, km = np.linspace(0, 32, 33), np.linspace(5, 37, 33)
    alone = [float(card.price(a, b)) for a, b in zip(kg, km, strict=True)]
    assert card.price(kg, km) == pytest.approx(alone, nan_ok=True)
