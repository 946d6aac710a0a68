"""What is told of own vehicles: in brief, market by market, and in an explanation."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics
from cbeclogistics.network.network import Network
from cbeclogistics.plan.cost_to_serve import cost_to_serve
from cbeclogistics.plan.digest import digest
from cbeclogistics.plan.plan import Plan
from cbeclogistics.plan.shared import shared_costs


def tables(make: ModuleType) -> dict[str, Any]:
    """`own_fleet`, with M_SUD by parcel, and a stop of M_EU so far off that its prize is less than the way."""
    made = make.own_fleet()
    made["rate_cards"].append({"rate_card": "gift", "basis": "parcel", "base": 0.01})
    for one in made["lanes"]:
        if one["lane"] == "south":
            one["rate_card"] = "gift"
    made["stops"].append({"stop": "FAR", "market": "M_EU", "latitude": 53.5, "longitude": 10.0, "share": 0.01,
                          "prize": 3, "currency": "USD"})  # fmt: skip
    return made


@pytest.fixture(scope="module")
def network(make: ModuleType) -> Network:
    return make.network(tables(make))


@pytest.fixture(scope="module")
def plan(network: Network) -> Plan:
    return cbeclogistics.solve(network)


def test_the_digest_tells_of_vehicles_their_cost_and_who_they_do_not_come_to(plan: Plan) -> None:
    brief = digest(plan)
    (row,) = brief["own_vehicles"]
    routes = plan.tables["routes"]
    assert (row["site"], row["period"], row["days"]) == ("W_EU", "Y1", 260)
    assert row["vehicles"] == {"van": len(routes)}
    assert row["distance_km"] == pytest.approx(routes["distance_km"].sum(), abs=0.05)
    assert row["stops"] == routes["stops"].sum() == 3
    assert row["cost_per_day"] == pytest.approx(routes["cost"].sum() + 3, abs=0.01)
    assert row["difference"] == pytest.approx(row["routed"] - row["priced"], abs=0.01)
    assert row["difference"] == plan.cost_breakdown["route_difference"]
    assert row["difference_share"] == pytest.approx(row["difference"] / row["priced"], abs=1e-6)
    assert [(one["name"], one["prize"], one["required"]) for one in brief["unserved_stops"]] == [("FAR", 3, "no")]
    assert "back within its shift" in brief["unserved_stops"][0]["reason"]


def test_a_plan_without_own_vehicles_says_nothing_of_them() -> None:
    brief = digest(cbeclogistics.solve(cbeclogistics.load("tiny")))
    assert brief["own_vehicles"] == brief["unserved_stops"] == []


def test_what_routes_cost_beyond_their_price_is_borne_by_what_they_bring(plan: Plan) -> None:
    flows = plan.flows
    part = shared_costs(flows, plan.costs)["route_difference"]
    own = flows["lane"] == "FLEET-W_EU-M_EU"
    assert own.any()
    assert not part[~own].any()
    assert part.sum() == pytest.approx(plan.cost_breakdown["route_difference"])
    assert plan.cost_breakdown["route_difference"] != 0


def test_an_explanation_tells_the_routes_and_the_parts_of_the_price(plan: Plan, network: Network) -> None:
    said = cbeclogistics.explain(plan, network, market="M_EU", product="lamp")
    (way,) = said.ways
    assert way.lane == "FLEET-W_EU-M_EU"
    assert way.transit_days == 1
    served = cost_to_serve(plan).set_index("market")["cost"]
    assert said.landed_cost == served["M_EU"] == pytest.approx(sum(line.amount for line in way.lines), abs=1e-6)
    lines = {line.component: line for line in way.lines if line.leg == len(way.legs) - 1}
    price = plan.tables["fleet_prices"].set_index("to").loc["M_EU"]
    assert lines["last_mile"].per_unit == pytest.approx(price["per_kg"], abs=1e-4)  # a lamp weighs 1 kg
    assert (lines["last_mile"].rule.table, lines["last_mile"].rule.rule) == ("fleet_prices", "W_EU/M_EU")
    assert lines["route_difference"].amount == pytest.approx(plan.cost_breakdown["route_difference"], abs=0.01)
    assert lines["route_difference"].rule.rule == "W_EU"
    own = way.own_vehicles
    assert own is not None
    assert own.priced_per_day * own.days == pytest.approx(plan.cost_breakdown["last_mile"] - 130, abs=2)  # M_SUD's
    assert own.left_out[0][0] == "FAR"
    here = [stop.split()[0] for route in own.routes for stop in route.stops]
    assert sorted(here) == ["A", "B", "C"]
    for one in own.routes:
        assert one.share == 1  # they go to no other market
        assert one.part == one.cost == pytest.approx(one.fixed_cost + one.distance_cost + one.time_cost, abs=0.011)
    assert own.part_per_day == pytest.approx(plan.tables["routes"]["cost"].sum(), abs=0.01)


def test_a_market_that_goes_by_parcel_is_compared_with_own_vehicles(plan: Plan, network: Network) -> None:
    said = cbeclogistics.explain(plan, network, market="M_SUD", product="lamp")
    (way,) = said.ways
    assert way.lane == "south"
    assert way.own_vehicles is None
    other = next(one for one in way.alternatives if "own vehicles" in one.route)
    assert other.kind == "other delivery"
    price = plan.tables["fleet_prices"].set_index("to").loc["M_SUD"]
    assert other.difference == pytest.approx(price["per_kg"] - 0.01, abs=1e-3)


def test_a_route_to_two_markets_is_shared_by_what_it_brings(make: ModuleType) -> None:
    both = make.own_fleet()
    both["vehicles"][0] |= {"count": 1, "capacity_units": 200}
    network = make.network(both)
    plan = cbeclogistics.solve(network)
    assert len(plan.tables["routes"]) == 1
    ways = {m: cbeclogistics.explain(plan, network, market=m, product="lamp").ways[0] for m in ("M_EU", "M_SUD")}
    own = {market: way.own_vehicles for market, way in ways.items()}
    assert own["M_EU"] is not None
    assert own["M_SUD"] is not None
    shares = {market: one.routes[0].share for market, one in own.items() if one}
    assert shares == {"M_EU": pytest.approx(2 / 3, abs=1e-6), "M_SUD": pytest.approx(1 / 3, abs=1e-6)}
    parts = own["M_EU"].part_per_day + own["M_SUD"].part_per_day
    assert parts == pytest.approx(plan.tables["routes"]["cost"].iloc[0], abs=0.011)
