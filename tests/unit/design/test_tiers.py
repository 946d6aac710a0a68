"""Agreements by volume and placement fees, worked out by hand."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def chain(make: ModuleType) -> Tables:
    made: Tables = make.chain()
    return made


def agreement(*breaks: dict[str, Any], **terms: Any) -> list[dict[str, Any]]:
    return [{"volume_break": "deal", **terms, **row} for row in breaks]


def priced(plan: Any) -> tuple[float, float]:
    assert plan.objective_difference < 1e-9
    assert plan.audit.passed
    return plan.cost_breakdown["volume_price"], plan.landed_cost


@pytest.mark.parametrize(
    ("units", "off"),
    [(399, 0.0), (400, 400.0), (800, 1600.0)],  # 10 a lamp by ocean; 10 % from 400, 20 % from 800
)
def test_a_discount_on_all_units_begins_at_its_break(chain: Tables, solve: Any, units: int, off: float) -> None:
    chain["demand"][0]["units"] = units
    plain = solve(chain).landed_cost
    chain["volume_breaks"] = agreement(
        {"from_quantity": 400, "discount_pct": 10}, {"from_quantity": 800, "discount_pct": 20},
        on="freight", lanes="ocean", per="unit",
    )  # fmt: skip
    assert priced(solve(chain)) == (-off, plain - off)


def test_a_break_that_is_near_is_worth_a_detour(chain: Tables, make: ModuleType, solve: Any) -> None:
    # 100 of 500 lamps may go by the dear lane of the carrier too: 1 more each, and 20 % off all 500 at 10
    chain["demand"][0]["units"] = 500
    chain["rate_cards"].append({"rate_card": "nine", "basis": "weight", "per_kg": 9.5})
    chain["lanes"].append(make.lane("rival", "P_CN", "P_EU", "ocean", "nine"))
    chain["lanes"][3]["carrier"] = "Blue"
    plain = solve(chain)
    assert set(plan_lanes(plain)) == {"port", "rival", "dray", "home"}
    chain["volume_breaks"] = agreement(
        {"from_quantity": 500, "discount_pct": 20}, on="freight", carrier="Blue", per="kg"
    )
    off, cost = priced(plan := solve(chain))
    assert off == -1000  # 20 % of 500 · 10
    assert cost == pytest.approx(plain.landed_cost + 500 * (10 - 9.5) * 1.1 - 1000)  # 10 % duty on carriage, by CIF
    assert "ocean" in plan_lanes(plan)
    assert plan.tables["tier_prices"].iloc[0][["counted", "tier_from", "amount"]].tolist() == [500, 500, -1000]


def plan_lanes(plan: Any) -> list[str]:
    return list(plan.flows["lane"])


@pytest.mark.parametrize(
    ("kind", "price"),
    [("all_units", 400 * 2.0), ("incremental", 100 * 3 + 300 * 2.0), ("stepwise", 2.0)],
)
def test_each_kind_prices_a_quantity_in_its_own_way(chain: Tables, solve: Any, kind: str, price: float) -> None:
    chain["demand"][0]["units"] = 400
    chain["volume_breaks"] = agreement(
        {"from_quantity": 0, "price": 3}, {"from_quantity": 100, "price": 2}, on="outbound", sites="W_EU", per="order",
        kind=kind,
    )  # fmt: skip
    assert priced(solve(chain))[0] == price


def test_a_second_shift_is_paid_where_the_first_is_full(chain: Tables, make: ModuleType, solve: Any) -> None:
    chain["demand"][0]["units"] = 1000
    chain["volume_breaks"] = agreement(
        {"from_quantity": 600, "price": 5000}, on="inbound", sites="W_EU", per="unit", kind="stepwise"
    )
    plan = solve(chain)  # direct costs 45 against 30: 15 more for each of 400 is more than a shift
    assert priced(plan) == (5000, 30 * 1000 + 5000)
    chain["volume_breaks"][0]["price"] = 6001
    plan = solve(chain)
    assert priced(plan) == (0, 30 * 600 + 45 * 400)
    half = make.network(chain, horizon={"start": make.DAY, "periods": [{"period": "H", "days": 73}]})
    plan = cbeclogistics.solve(half, gap=1e-9)  # a fifth of the year: 120 at one shift, the next for 1,200.20
    assert priced(plan)[0] == 1200.2


def test_storage_counts_what_lies_there_at_one_time(chain: Tables, solve: Any) -> None:
    # 1000 lamps of 0.01 m3 for 36.525 of 365 days: 1.00068 m3 on average, 12 m3 months in the year
    chain["sites"][4] |= {"stock_days": 36.525, "storage_per_m3_month": 10}
    chain["volume_breaks"] = agreement(
        {"from_quantity": 1, "discount_pct": 25}, on="storage", sites="W_EU", per="m3"
    )  # fmt: skip
    plan = solve(chain)
    assert plan.cost_breakdown["storage"] == 120
    assert priced(plan)[0] == -30
    chain["volume_breaks"][0]["from_quantity"] = 1.001
    assert priced(solve(chain))[0] == 0


def boxed(chain: Tables, units: int) -> None:
    """400 lamps to a box, 800 a box by ocean."""
    chain["demand"][0]["units"] = units
    chain["containers"] = [{"container": "box", "usable_m3": 4, "payload_kg": 10000}]
    chain["rate_cards"].append({"rate_card": "by-box", "basis": "container", "container": "box", "base": 800})
    chain["lanes"][3]["rate_card"] = "by-box"
    chain["local_charges"] = [{"charge": "thc", "site": "P_EU", "direction": "in", "per": "load", "amount": 100}]


@pytest.mark.parametrize(("units", "boxes", "off"), [(400, 1, 0), (1100, 3, 240), (1500, 5, 1600)])
def test_containers_are_counted_whole_and_bought_empty_where_that_pays(
    chain: Tables, solve: Any, units: int, boxes: int, off: float
) -> None:
    # 10 % from 3 boxes on; 40 % from 5: a fifth costs 800 + 100 and takes 1600 off, where four would have 320 off
    boxed(chain, units)
    chain["volume_breaks"] = agreement(
        {"from_quantity": 3, "discount_pct": 10}, {"from_quantity": 5, "discount_pct": 40}, on="freight", lanes="ocean",
        per="container",
    )  # fmt: skip
    plan = solve(chain)
    ocean = plan.tables["containers"].set_index("lane").loc["ocean"]
    assert ocean["loads"] == boxes
    assert priced(plan)[0] == -off


def network_of(make: ModuleType, fees: dict[int, float]) -> Tables:
    """Three German warehouses like the chain's, each 1,000 a year; 900 lamps."""
    made: Tables = make.chain()
    made["demand"][0]["units"] = 900
    made["site_options"][0]["fixed_cost_per_year"] = 1000
    for name in ("X_EU", "Y_EU"):
        made["sites"].append({**made["sites"][4], "site": name})
        made["site_options"].append({**made["site_options"][0], "site": name})
        made["lanes"] += [make.lane(f"dray-{name}", "P_EU", name, "road", "one"),
                          make.lane(f"home-{name}", name, "M_EU", "road", "parcel-one")]  # fmt: skip
    made["placement_fees"] = [
        {"placement": "in", "sites": "kind=overseas_warehouse", "sites_at_least": n, "per": "unit", "amount": fee}
        for n, fee in fees.items()
    ]
    return made


@pytest.mark.parametrize(
    ("fees", "sites", "paid"),
    [
        ({1: 1.0, 3: 0.0}, 1, 900.0),  # two more sites would cost 2,000 to save 900
        ({1: 3.0, 3: 0.0}, 3, 0.0),  # they save 2,700
        ({1: 3.0, 2: 1.5, 3: 0.7}, 2, 1350.0),  # 1,000 + 2,700; 2,000 + 1,350; 3,000 + 630
    ],
)
def test_placement_fees_decide_how_many_sites_open(
    make: ModuleType, solve: Any, fees: dict[int, float], sites: int, paid: float
) -> None:
    plan = solve(network_of(make, fees))
    assert len([s for s in plan.open_sites if not s.startswith("B_CN")]) == sites
    assert plan.cost_breakdown["placement"] == paid
    assert plan.landed_cost == 30 * 900 + 1000 * sites + paid
    assert plan.objective_difference < 1e-9


def test_the_balanced_profile_finds_the_same(make: ModuleType) -> None:
    plan = cbeclogistics.solve(make.network(network_of(make, {1: 3.0, 3: 0.0})), gap=1e-6)
    assert plan.landed_cost == 30 * 900 + 3000


@pytest.mark.parametrize(("least", "paid", "sent"), [(5, 900, 45), (60, 2700, 0)])
def test_a_site_that_is_sent_too_little_earns_no_lower_fee(
    make: ModuleType, solve: Any, least: float, paid: float, sent: float
) -> None:
    # two warehouses, both forced open; by the second a parcel costs 4 more, by two the fee 2 less
    made = network_of(make, {1: 3.0, 2: 1.0})
    for table, column in (("sites", "site"), ("site_options", "site")):
        made[table] = [row for row in made[table] if row[column] != "Y_EU"]
    made["lanes"] = [row for row in made["lanes"] if "Y_EU" not in row.values()]
    made["placement_fees"] = [{**row, "least_share_pct": least} for row in made["placement_fees"]]
    made["site_options"] = [{**row, "status": "forced"} for row in made["site_options"] if row["site"] != "B_CN"]
    made["sites"] = [row for row in made["sites"] if row["site"] != "B_CN"]
    made["lanes"] = [row for row in made["lanes"] if "B_CN" not in row.values()]
    made["rate_cards"].append({"rate_card": "parcel-five", "basis": "parcel", "base": 5})
    (home,) = (row for row in made["lanes"] if row["lane"] == "home-X_EU")
    home["rate_card"] = "parcel-five"
    plan = solve(made)
    assert len(plan.open_sites) == 2
    assert plan.flows.loc[plan.flows["to"] == "X_EU", "units"].sum() == pytest.approx(sent)
    assert plan.cost_breakdown["placement"] == paid
    assert plan.landed_cost == 30 * 900 + 2000 + paid + 4 * sent
