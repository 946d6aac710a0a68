"""Explanations of a chain worked out by hand: mixes, ways without room, closed ways, demand that is not served."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics
from cbeclogistics import InputError
from cbeclogistics.plan.explain.rounding import round_to_total


def cents(amount: float) -> int:
    return round(amount * 100)


def told(make: ModuleType, solve: Any, tables: dict[str, Any], **how: Any) -> Any:
    plan = solve(tables)
    return cbeclogistics.explain(plan, make.network(tables), market="M_EU", product="lamp", **how)


@pytest.mark.parametrize(
    ("amounts", "total", "parts"),
    [
        ([1.5, 2.5, -0.2], 4, [2, 2, 0]),
        ([0.4, 0.4, 0.2], 1, [1, 0, 0]),
        ([10.0, -10.0], 0, [10, -10]),
        ([0.1, 0.1], 7, [4, 3]),
        ([], 0, []),
    ],
)
def test_rounded_lines_sum_to_the_total(amounts: list[float], total: int, parts: list[int]) -> None:
    assert round_to_total(amounts, total).tolist() == parts


def test_nothing_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="nothing"):
        round_to_total([], 1)


def test_a_demand_served_in_two_ways_has_two_waterfalls(make: ModuleType, solve: Any) -> None:
    # The warehouse takes 6 m3 a year: 600 lamps at 30 each; the other 400 go direct at 45 (see `chain`).
    tables = make.chain()
    tables["site_options"][0]["throughput_m3_per_year"] = 6
    said = told(make, solve, tables)
    stock, direct = said.ways
    assert (stock.kind, stock.units, stock.share, stock.landed_cost) == ("delivery", 600, 0.6, 18_000)
    assert (direct.kind, direct.units, direct.share, direct.landed_cost) == ("direct", 400, 0.4, 18_000)
    assert said.landed_cost == 36_000
    assert said.unit_cost == 36
    assert [leg.from_site for leg in stock.legs] == ["F", "P_CN", "P_EU", "W_EU"]
    assert [leg.from_site for leg in direct.legs] == ["F"]
    by = {(x.leg, x.component): x.per_unit for x in stock.lines}
    assert by[0, "goods"] == 5
    assert by[1, "freight"] == 10
    assert by[1, "duty"] == 2
    assert by[3, "tax"] == 10
    # the warehouse would be cheaper than the parcel, and is full: that is said
    full = direct.alternatives[0]
    assert (full.kind, full.available, full.difference, full.share_in_plan) == ("other stock", False, -15, 0.6)
    assert "W_EU/S has room for no more of its 6.0 m3" in full.notes
    assert stock.alternatives[0].kind == "direct"
    assert stock.alternatives[0].difference == 15


def test_stock_that_came_in_two_ways_is_traced_by_shares(make: ModuleType, solve: Any) -> None:
    # A second factory makes 250 lamps a year for 1 less; of every lamp in stock a quarter comes from there.
    tables = make.chain()
    tables["sites"].append({"site": "G", "kind": "factory", "country": "CN", "latitude": 23, "longitude": 113})
    tables["supply"].append({"site": "G", "product": "lamp", "unit_cost": 4, "capacity_units_per_year": 250})
    tables["lanes"].append(make.lane("port-g", "G", "P_CN", "road", "one"))
    (way,) = told(make, solve, tables).ways
    share = {leg.from_site: leg.share for leg in way.legs}
    assert share == {"F": 0.75, "G": 0.25, "P_CN": 1, "P_EU": 1, "W_EU": 1}
    goods = {way.legs[x.leg].from_site: x.per_unit for x in way.lines if x.component == "goods"}
    assert goods == {"F": 3.75, "G": 1}
    assert way.landed_cost == 29_750
    # a parcel from F costs 45, against 29.75; one from G is not offered
    assert [(a.kind, a.difference) for a in way.alternatives] == [("direct", 15.25)]


def test_a_site_that_is_not_open_stands_with_its_cost_beside(make: ModuleType, solve: Any) -> None:
    # At 20,000 a year the warehouse is dearer than 15 saved on 1,000 lamps.
    tables = make.chain()
    tables["site_options"][0]["fixed_cost_per_year"] = 20_000
    (way,) = told(make, solve, tables).ways
    assert way.kind == "direct"
    closed = way.alternatives[0]
    assert (closed.kind, closed.unit_cost, closed.difference, closed.site_cost) == ("site not open", 30, -15, 20_000)
    assert "20.00 a unit for this demand alone" in closed.notes[0]
    by = {(d.component, d.what): d.per_unit for d in closed.differences}
    # freight 12 in and 1 to the door against a parcel of 30; duty 2 on the way in, free for parcels
    assert by["last_mile", ""] == -29
    assert by["freight", ""] == 12
    assert by["duty", "MFN"] == 2
    assert sum(by.values()) == pytest.approx(-15)


def test_a_policy_that_keeps_the_plan_from_a_cheaper_way_is_named(make: ModuleType, solve: Any) -> None:
    # a parcel would cost 5 + 1 + 10 = 16 against 30 out of the warehouse, which must deliver at least 60 %
    tables = make.chain()
    tables["lanes"][-1]["rate_card"] = "parcel-one"
    tables["policies"] = [
        {"policy": "near", "measure": "share_pct", "sites": "W_EU", "sense": ">=", "value": 60},
        {"policy": "other", "measure": "share_pct", "sites": "B_CN", "sense": ">=", "value": 0},
    ]
    stock = next(w for w in told(make, solve, tables).ways if w.kind == "delivery")
    assert stock.share == 0.6
    parcel = stock.alternatives[0]
    assert (parcel.kind, parcel.difference) == ("direct", -14)
    assert parcel.notes == ("policy near asks for at least 60 % of what is delivered in W_EU",)


def test_a_site_beyond_the_most_that_may_be_open_says_so(make: ModuleType, solve: Any) -> None:
    tables = make.chain()
    tables["policies"] = [{"policy": "none", "measure": "open_sites", "sense": "<=", "value": 0}]
    (way,) = told(make, solve, tables).ways
    assert way.kind == "direct"
    closed = way.alternatives[0]
    assert (closed.kind, closed.difference) == ("site not open", -15)
    assert "policy none asks for at most 0 open sites" in closed.notes


def test_last_legs_that_are_closed_are_named_with_the_reason(make: ModuleType, solve: Any) -> None:
    tables = make.chain()
    tables["demand"][0]["promised_days"] = 3
    tables["lanes"] += [
        make.lane("slow", "F", "M_EU", "post", "parcel-one", days=20),
        make.lane("dear", "F", "M_EU", "express", "parcel-one"),
        make.lane("firms", "F", "M_EU", "rail", "parcel-one", sales_channels="B2B"),
    ]
    tables["products"][0]["barred_modes"] = "express"
    tables["channels"][1]["modes"] = "air;post"
    said = told(make, solve, tables)
    assert [a.kind for a in said.ways[0].alternatives] == ["direct"]
    assert said.ways[0].alternatives[0].route[1] == "air, low"
    closed = {c.mode: c for c in said.closed}
    assert closed["post"].why == "is later than promised: 20 days, promised are 3"
    assert closed["express"].why == "express may not carry lamp"
    assert closed["rail"].why == "the carrier serves B2B only"
    assert closed["post"].lanes == ("slow",)
    assert closed["post"].from_sites == ("F",)


def test_a_channel_closed_by_value_says_the_limit(make: ModuleType, solve: Any) -> None:
    tables = make.chain()
    tables["channels"][1]["max_value"] = 40
    (closed,) = told(make, solve, tables).closed
    # 60 with 20 % VAT are 50 without
    assert closed.why == (
        "the channel is for consignments of lower value (limit 40.00 without tax; the order sells for 60.00)"
    )


def test_demand_that_is_not_served_stands_with_its_penalty_and_what_serving_it_would_cost(
    make: ModuleType, solve: Any
) -> None:
    tables = make.chain()
    tables["demand"][0]["unserved_penalty"] = 25
    tables["site_options"][0]["fixed_cost_per_year"] = 1
    said = told(make, solve, tables)
    assert said.ways == ()
    assert said.unit_cost is None
    (missed,) = said.missed
    assert (missed.units, missed.penalty_per_unit, missed.penalty) == (1000, 25, 25_000)
    assert said.landed_cost == 25_000
    assert [(a.kind, a.difference) for a in missed.alternatives] == [("site not open", 5), ("direct", 20)]


def test_layers_of_duty_stand_line_by_line_and_tell_why_a_way_is_dearer(make: ModuleType, solve: Any) -> None:
    tables = make.chain()
    tables["duty_rates"].append(make.duty("EU-extra", "EU", 25, origins="CN", layer="AD", source="made up"))
    tables["lanes"][-1]["rate_card"] = "parcel-one"  # direct is cheap now: 5 + 1 + 10 = 16
    (way,) = told(make, solve, tables).ways
    assert way.kind == "direct"
    stock = way.alternatives[0]
    by = {d.what: d for d in stock.differences if d.component == "duty"}
    # on CIF 20: 10 % MFN and 25 % more
    assert (by["MFN"].per_unit, by["AD"].per_unit) == (2, 5)
    assert (by["AD"].rate, by["AD"].rule.rule, by["AD"].rule.source) == ("25 %", "EU-extra", "made up")


def test_what_is_not_demanded_there_is_an_error_with_what_is(make: ModuleType, solve: Any) -> None:
    tables = make.chain()
    tables["products"].append({**tables["products"][0], "product": "toy"})
    tables["supply"].append({"site": "F", "product": "toy", "unit_cost": 5})
    plan = solve(tables)
    with pytest.raises(InputError, match="demanded there: lamp"):
        cbeclogistics.explain(plan, make.network(tables), market="M_EU", product="toy")


def test_a_plan_of_another_instance_is_refused(make: ModuleType, solve: Any) -> None:
    tables = make.chain()
    plan = solve(tables)
    tables["products"][0]["weight_kg"] = 2
    with pytest.raises(InputError, match="the instance that the plan was made from"):
        cbeclogistics.explain(plan, make.network(tables), market="M_EU", product="lamp")


@pytest.mark.parametrize("name", ["free", "bonded", "for_export"])
def test_money_is_conserved_through_bond_several_origins_and_joint_entries(plans: ModuleType, name: str) -> None:
    network, plan = plans.network(name), plans.solved(name)
    total = 0
    for row in plan.tables["demand"].drop_duplicates(["market", "product"]).to_dict("records"):
        if not row["units"]:
            continue
        said = cbeclogistics.explain(plan, network, market=row["market"], product=row["product"])
        parts = [way.landed_cost for way in said.ways] + [missed.penalty for missed in said.missed]
        assert sum(map(cents, parts)) == cents(said.landed_cost)
        for way in said.ways:
            assert sum(cents(line.amount) for line in way.lines) == cents(way.landed_cost)
            assert all(line.rule for line in way.lines if line.component in ("duty", "tax", "fees"))
        total += cents(said.landed_cost)
    assert total == cents(plan.landed_cost)


def test_goods_out_of_bond_pay_on_the_last_leg_alone(plans: ModuleType) -> None:
    network, plan = plans.network("bonded"), plans.solved("bonded")
    out = plan.flows[(plan.flows["from_status"] == "bonded") & (plan.flows["kind"] == "delivery")].iloc[0]
    said = cbeclogistics.explain(plan, network, market=out["to"], product=out["product"])
    way = next(w for w in said.ways if w.from_site == out["from"])
    into = {n for n, leg in enumerate(way.legs) if leg.to_status == "bonded"}
    assert into
    assert not [line for line in way.lines if line.leg in into and line.component == "duty" and line.amount]
    assert way.legs[-1].channel_rule is not None


def test_local_charges_and_storage_by_age_name_their_rows(make: ModuleType, solve: Any) -> None:
    # a load by sea is 1,000 kg, so 1,000 lamps: 200 at the port are 0.2 a lamp; 7 a m3 there 0.07.
    tables = make.chain()
    tables["local_charges"] = [
        {
            "charge": "THC",
            "site": "P_EU",
            "direction": "in",
            "per": "load",
            "amount": 200,
            "source": "tariff of the port",
        },
        {"charge": "LIFT", "site": "P_EU", "direction": "in", "per": "m3", "amount": 7},
    ]
    tables["storage_tiers"] = [{"site": "W_EU", "from_days": 0, "per_m3_month": 10, "source": "contract"}]
    (way,) = told(make, solve, tables).ways
    by = {x.rule.rule: x for x in way.lines if x.rule is not None}
    assert (by["THC"].component, by["THC"].per_unit, by["THC"].rate) == ("freight", 0.2, "200.00 a load")
    assert by["THC"].rule.source == "tariff of the port"
    assert (by["LIFT"].component, by["LIFT"].per_unit) == ("handling", 0.07)
    aged = next(x for x in way.lines if x.component == "storage")
    assert (aged.rule.table, aged.rule.source) == ("storage_tiers", "contract")
    # 30 days on average at 10 a m3 and month of 30.4375 days, 0.01 m3
    assert aged.per_unit == pytest.approx(10 * 30 / 30.4375 * 0.01, abs=1e-4)
