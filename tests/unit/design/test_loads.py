"""Whole containers, entries and their fees (docs/model.md, sections 2 to 5)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

import cbeclogistics
from cbeclogistics.design.formulate import formulate

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def boxed(make: ModuleType) -> Tables:
    """The chain with an ocean leg by boxes of 4 m3 and 1,000 kg at 800, and no way direct."""
    tables = make.chain()
    tables["containers"] = [{"container": "box", "usable_m3": 4, "payload_kg": 1000}]
    next(r for r in tables["rate_cards"] if r["rate_card"] == "ten").update(
        basis="container", container="box", base=800, per_kg=0
    )
    tables["lanes"] = [r for r in tables["lanes"] if r["lane"] != "direct"]
    return tables


def boxes(plan: Any) -> dict[str, Any]:
    rows = plan.tables["containers"]
    (row,) = rows[rows["basis"] == "container"].to_dict("records")
    return row


@pytest.mark.parametrize(("units", "loads"), [(400, 1), (401, 2), (800, 2), (1000, 3)])
def test_containers_are_whole(boxed: Tables, solve: Any, units: int, loads: int) -> None:
    # 0.01 m3 each: 400 to a box
    boxed["demand"][0]["units"] = units
    box = boxes(solve(boxed))
    assert (box["loads"], box["fill"]) == (loads, pytest.approx(units * 0.01 / (loads * 4), abs=1e-6))


def test_payload_binds_for_dense_goods(boxed: Tables, solve: Any) -> None:
    # 1,000 lamps of 5 kg are 5,000 kg: 5 boxes, though 2.5 would hold their volume
    boxed["products"][0]["weight_kg"] = 5
    assert boxes(solve(boxed))["loads"] == 5
    assert boxes(solve(boxed))["fill"] == pytest.approx(1)


def mixed(boxed: Tables) -> Tables:
    """Beside 400 light lamps (4 m3, 40 kg) 400 dense weights (0.4 m3, 960 kg): one box holds them nearly all."""
    boxed["products"] = [
        {"product": "lamp", "hs6": "940542", "weight_kg": 0.1, "volume_m3": 0.01, "customs_value": 10},
        {"product": "weight", "hs6": "950691", "weight_kg": 2.4, "volume_m3": 0.001, "customs_value": 10},
    ]
    boxed["supply"].append({"site": "F", "product": "weight", "unit_cost": 5})
    boxed["demand"] = [
        {"market": "M_EU", "product": p, "units": n, "price": 60} for p, n in (("lamp", 360), ("weight", 400))
    ]
    return boxed


def test_dense_and_light_goods_share_a_box(boxed: Tables, solve: Any) -> None:
    # 3.6 + 0.4 = 4 m3 and 36 + 960 = 996 kg
    plan = solve(mixed(boxed))
    assert boxes(plan)["loads"] == 1
    assert boxes(plan)["fill"] == pytest.approx(1)  # of 4 m3, though 996 of 1,000 kg
    # each is charged its share of a full load alone, 0.9 and 0.96, so that sharing earns 0.86 of a box back
    assert plan.cost_breakdown["freight"] - plan.cost_breakdown["container_rounding"] != 0
    ocean = plan.flows[plan.flows["mode"] == "ocean"]["freight"].sum()
    assert ocean == pytest.approx(800 * (0.9 + 0.96))
    assert plan.cost_breakdown["container_rounding"] == pytest.approx(800 * (1 - 0.9 - 0.96))


@pytest.mark.parametrize("maximum", [30, 60, 75])
def test_the_bound_holds_where_a_box_is_worth_more_than_a_box_of_either_product(
    boxed: Tables, solve: Any, oracle: ModuleType, make: ModuleType, maximum: float
) -> None:
    # one box holds 760 units, worth more than 400 lamps or 416 weights alone
    tables = mixed(boxed)
    tables["fees"] = [{"rule": "m", "territory": "EU", "name": "processing", "channels": "formal", "rate_pct": 1,
                       "minimum": 10, "maximum": maximum}]  # fmt: skip
    best = oracle.best(make.network(tables)).cost
    plan = solve(tables)
    assert plan.bound <= best + 0.01
    assert plan.landed_cost >= best - 0.05


def test_fees_by_load_are_shared_where_loads_are_not_whole(boxed: Tables, make: ModuleType, solve: Any) -> None:
    # by weight, loads of 500 kg: 1,000 lamps are two entries of 85
    tables = make.chain()
    for card in tables["rate_cards"]:
        if card["rate_card"] == "ten":
            card["load_kg"] = 500
    tables["fees"] = [{"rule": "b", "territory": "EU", "name": "broker", "channels": "formal", "amount": 85}]
    assert solve(tables).cost_breakdown["fees"] == 170


def weekly(make: ModuleType, **terms: Any) -> Tables:
    """The chain by a German warehouse in bond that releases through an entry with a fee of 1 %, 2 to 50."""
    tables = make.chain()
    next(r for r in tables["sites"] if r["site"] == "W_EU")["bonded"] = True
    tables["lanes"] = [r for r in tables["lanes"] if r["lane"] != "direct"]
    tables["channels"] = [
        {"channel": "bonded", "territory": "EU", "procedure": "bonded", "applies_to": "bulk", "duty": "suspended",
         "tax": "suspended"},
        {"channel": "release", "territory": "EU", "procedure": "release", "applies_to": "release",
         "recoverable": True, **terms},
    ]  # fmt: skip
    tables["fees"] = [{"rule": "e", "territory": "EU", "name": "entry", "channels": "release", "rate_pct": 1,
                       "minimum": 2, "maximum": 50}]  # fmt: skip
    return tables


def test_each_order_out_of_bond_is_an_entry(make: ModuleType, solve: Any) -> None:
    # an order is worth 20 (10 and its freight of 10): 1 % is 0.20, at least 2: 1,000 orders
    assert solve(weekly(make)).cost_breakdown["fees"] == 2000


@pytest.mark.parametrize(
    ("entries", "fees"),
    [
        (10, 200),  # 2,000 each: 20
        (200, 400),  # 100 each: 2, the least
        (2, 100),  # 10,000 each: 50, the most
    ],
)
def test_orders_out_of_bond_share_the_entries_of_a_year(make: ModuleType, entries: int, fees: float) -> None:
    plan = cbeclogistics.solve(make.network(weekly(make, entries_per_year=entries)), "proof")
    assert plan.cost_breakdown["fees"] == fees
    assert plan.bound <= plan.landed_cost


def test_entries_of_a_year_come_in_proportion_to_the_period(make: ModuleType, solve: Any) -> None:
    # 50 a year are 10 in 73 days
    horizon = {"start": "2026-12-01", "periods": [{"period": "Y1", "days": 73}]}
    assert solve(weekly(make, entries_per_year=50), horizon=horizon).cost_breakdown["fees"] == 200


def test_entries_of_a_year_are_released_and_parcels_are_entries_each(make: ModuleType, solve: Any) -> None:
    # `entries_per_year` counts under release only
    tables = make.chain()
    tables["lanes"] = [r for r in tables["lanes"] if r["lane"] == "direct"]
    tables["channels"][1]["entries_per_year"] = 10
    tables["fees"] = [{"rule": "e", "territory": "EU", "name": "entry", "channels": "low", "amount": 2}]
    assert solve(tables).cost_breakdown["fees"] == 2000


def two_warehouses(make: ModuleType, **card: Any) -> Tables:
    """Lamps by sea straight to a German and a French warehouse, 250 and 150 wanted; a parcel at home 1, abroad 2.50."""
    tables = make.chain()
    rows = {r["site"]: r for r in tables["sites"]}
    tables["sites"] = [
        rows["F"], rows["P_CN"], rows["W_EU"], rows["M_EU"],
        {**rows["W_EU"], "site": "W_FR", "country": "FR"}, {**rows["M_EU"], "site": "M_FR", "country": "FR"},
    ]  # fmt: skip
    tables["site_options"] = [{"site": s, "option": "S"} for s in ("W_EU", "W_FR")]
    tables["demand"] = [{"market": m, "product": "lamp", "units": n, "price": 60}
                        for m, n in (("M_EU", 250), ("M_FR", 150))]  # fmt: skip
    tables["containers"] = [{"container": "box", "usable_m3": 4, "payload_kg": 1000}]
    tables["rate_cards"] = [
        {"rate_card": "one", "basis": "weight", "per_kg": 1}, {"rate_card": "sea", **card},
        {"rate_card": "home", "basis": "parcel", "base": 1}, {"rate_card": "abroad", "basis": "parcel", "base": 2.5},
    ]  # fmt: skip
    tables["lanes"] = [make.lane("port", "F", "P_CN", "road", "one")]
    for site, near, far in (("W_EU", "M_EU", "M_FR"), ("W_FR", "M_FR", "M_EU")):
        tables["lanes"] += [
            make.lane(f"sea-{site}", "P_CN", site, "ocean", "sea"),
            make.lane(f"home-{site}", site, near, "road", "home"),
            make.lane(f"abroad-{site}", site, far, "road", "abroad"),
        ]
    tables["taxes"].append({"rule": "FR", "country": "FR", "rate_pct": 20})
    return tables


def stored(plan: Any) -> dict[str, float]:
    return dict(zip(plan.sites["site"], plan.sites["units"], strict=True))


def test_whole_containers_consolidate_what_linear_freight_splits(make: ModuleType, solve: Any) -> None:
    # either way: goods 400 · 5, road 400 · 1, duty 10 % of 400 · (10 + 2), tax 400 · 10: 6,880
    # 2 a kg: both warehouses, 800 sea + 400 parcels; Germany alone would be 800 + 250 + 150 · 2.5 = 1,425
    split = solve(two_warehouses(make, basis="weight", per_kg=2))
    assert stored(split) == {"W_EU": 250, "W_FR": 150}
    assert split.landed_cost == 6_880 + 1_200
    # 800 a box of 400: both would take a box each, 1,600 + 400; Germany alone one for all, 1,425
    whole = solve(two_warehouses(make, basis="container", container="box", base=800))
    assert stored(whole) == {"W_EU": 400, "W_FR": 0}
    assert whole.landed_cost == 6_880 + 1_425
    assert boxes(whole)["loads"] == 1


@pytest.mark.parametrize("how", ["proof", "balanced"])
def test_a_maximum_that_binds_is_what_the_optimiser_minimises(boxed: Tables, make: ModuleType, how: str) -> None:
    # 700 lamps are two boxes; a lamp is worth 12 with its freight of 2, a box 4,200 on average, 42 at 1 %, 40 at most.
    # The highest convex function below, from 10 at 1,000 to 40 at 4,800, says 2 · (10 + 30 · 3,200 / 3,800) = 70.53.
    boxed["demand"][0]["units"] = 700
    boxed["fees"] = [{"rule": "m", "territory": "EU", "name": "processing", "channels": "formal", "rate_pct": 1,
                      "minimum": 10, "maximum": 40}]  # fmt: skip
    plan = cbeclogistics.solve(make.network(boxed), how)
    assert plan.cost_breakdown["fees"] == 80
    assert plan.model_objective == pytest.approx(plan.landed_cost, abs=1e-6)
    if how == "proof":
        assert plan.bound == pytest.approx(plan.landed_cost, abs=0.011)


@pytest.mark.parametrize(
    ("terms", "fees"),
    [
        ({"rate_on": "freight", "rate_pct": 8}, 64),  # of a box at 800
        ({"rate_on": "freight", "rate_pct": 8, "minimum": 70}, 70),
        ({"rate_on": "freight", "rate_pct": 8, "maximum": 50}, 50),
        ({"rate_on": "duty", "rate_pct": 5}, 24),  # of 10 % of 400 · (10 + 2)
        ({"rate_on": "value", "rate_pct": 1}, 48),
    ],
)
def test_fees_are_charged_on_value_freight_or_duty(boxed: Tables, solve: Any, terms: Any, fees: float) -> None:
    boxed["demand"][0]["units"] = 400
    boxed["fees"] = [{"rule": "f", "territory": "EU", "name": "fee", "channels": "formal", **terms}]
    plan = solve(boxed)
    assert plan.cost_breakdown["fees"] == fees
    assert plan.objective_difference < 1e-9


def test_a_fee_on_freight_sees_what_the_carrier_asks_alone(boxed: Tables, solve: Any) -> None:
    boxed["demand"][0]["units"] = 400
    boxed["fees"] = [{"rule": "f", "territory": "EU", "name": "fee", "channels": "formal", "rate_on": "freight",
                      "rate_pct": 8}]  # fmt: skip
    boxed["local_charges"] = [{"charge": "thc", "site": "P_EU", "direction": "in", "per": "load", "amount": 200}]
    plan = solve(boxed)
    assert plan.cost_breakdown["fees"] == 64  # 8 % of a box at 800
    boxed["products"][0]["dangerous"] = True
    boxed["surcharges"] = [{"surcharge": "dg", "kind": "per_load", "amount": 100, "applies": "dangerous",
                            "rate_cards": boxed["lanes"][3]["rate_card"]}]  # fmt: skip
    plan = solve(boxed)
    assert plan.cost_breakdown["fees"] == 72
    assert plan.objective_difference < 1e-9


def test_an_empty_container_is_given_back(boxed: Tables, make: ModuleType) -> None:
    model = formulate(make.network(boxed))
    x = np.zeros(model.arrays.columns)
    blocks = model.periods[0]
    ocean = int(np.flatnonzero(blocks.loads.container[blocks.loads.of_column])[0])
    x[blocks.z[ocean]], x[blocks.loads.count.slice] = 401.0, 7.0
    assert list(model.arrays.completed(x)[blocks.loads.count.slice]) == [2.0]  # 400 to a box


def test_joint_entries_keep_small_trade_out_of_bond(make: ModuleType, solve: Any) -> None:
    # out of bond a lamp saves 15 against the direct parcel; 50 entries of at least 50 cost 2,500 however few they carry
    tables = weekly(make, entries_per_year=50)
    tables["fees"][0].update(rate_pct=0, minimum=0, maximum=None, amount=50)
    tables["lanes"].append(make.lane("direct", "F", "M_EU", "air", "parcel-thirty"))
    tables["channels"].append({"channel": "low", "territory": "EU", "procedure": "low_value", "applies_to": "parcel",
                               "duty": "none", "tax": "at_sale"})  # fmt: skip
    for units, fees in ((160, 0), (170, 2_500)):
        tables["demand"][0]["units"] = units
        plan = solve(tables)
        assert plan.cost_breakdown["fees"] == fees
        assert set(plan.flows.loc[plan.flows["kind"] != "inbound", "kind"]) == {"delivery" if fees else "direct"}
