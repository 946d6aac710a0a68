"""`metro`: the location changes when routes are priced instead of distance; its routes are audited like the rest."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import cbeclogistics
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.profile import read_profile
from cbeclogistics.last_mile.fleet import Fleet
from cbeclogistics.last_mile.routed import routed
from cbeclogistics.network.expand import great_circle_km
from cbeclogistics.network.network import Network
from cbeclogistics.network.own_fleet import lane_of, with_fleet
from cbeclogistics.plan.audit import audit
from cbeclogistics.plan.plan import Plan

PER_KG_KM = 0.0102  # EUR; at it, what the routes from the port cost is on the whole right


@pytest.fixture(scope="module")
def network() -> Network:
    return cbeclogistics.load("metro")


@pytest.fixture(scope="module")
def plan(network: Network) -> Plan:
    return cbeclogistics.solve(network, time_limit=600.0)


def by_distance(network: Network) -> pd.DataFrame:
    """Prices of own delivery in proportion to weight and distance."""
    prices = Fleet(network).estimated({}, frozenset())
    at = network.tables["sites"].set_index("site")[["longitude", "latitude"]]
    a, b = at.loc[prices["from"]], at.loc[prices["to"]]
    km = great_circle_km(a["longitude"], a["latitude"], b["longitude"], b["latitude"])
    return prices.assign(per_kg=PER_KG_KM * km, per_m3=0.0)


def test_the_location_changes_when_routes_are_priced_instead_of_distance(network: Network, plan: Plan) -> None:
    limits, watch = Limits(time_limit=600.0, gap=0.005), Watch()
    story = importlib.import_module("cbeclogistics.solve")
    naive = story._designed(with_fleet(network, by_distance(network)), read_profile("balanced"), limits, watch)
    days = routed(Fleet(network), naive, {}, limits, watch)
    driven, priced = sum(day.routed for day in days), sum(day.priced for day in days)
    assert 0.8 < driven / priced < 1.25  # distance is a fair price on the whole, and yet the wrong one
    naive_cost = naive.landed_cost - priced + driven
    assert naive.open_sites == ("W_ALT/L",)
    assert plan.open_sites == ("W_HEN/L",)
    saving = naive_cost - plan.landed_cost
    assert saving > 30_000, f"{naive_cost:,.0f} by distance, {plan.landed_cost:,.0f} by routes"
    assert plan.bound <= plan.landed_cost


def test_prices_and_routes_agree_and_the_plan_says_by_how_much(plan: Plan) -> None:
    fleet = plan.tables["fleet"]
    off = plan.cost_breakdown["route_difference"]
    assert off == pytest.approx(fleet["difference"].sum())
    assert abs(off) <= 0.03 * fleet["routed"].sum()
    assert any("routes cost" in note for note in plan.notes)
    assert plan.cost_breakdown["last_mile"] + off >= fleet["routed"].sum() - 0.01  # and parcels
    assert len(plan.tables["routes"]) == fleet["routes"].sum() > 10


def test_it_reads_back_as_it_was(plan: Plan, network: Network, tmp_path: Any) -> None:
    plan.save(tmp_path / "metro")
    again = cbeclogistics.read_plan(tmp_path / "metro")
    assert audit(network, again).passed
    assert again.tables["route_stops"].equals(plan.tables["route_stops"])


def changed(plan: Plan, table: str, row: int, **values: Any) -> Plan:
    frame = plan.tables[table].copy()
    for column, value in values.items():
        frame.loc[row, column] = value
    return replace(plan, tables={**plan.tables, table: frame})


def without(plan: Plan, table: str, row: int) -> Plan:
    frame = plan.tables[table].drop(index=row).reset_index(drop=True)
    return replace(plan, tables={**plan.tables, table: frame})


def _cheaper(plan: Plan) -> Plan:
    cost = float(plan.tables["routes"]["cost"].iloc[0])
    return changed(plan, "routes", 0, cost=cost - 50, time_cost=float(plan.tables["routes"]["time_cost"].iloc[0]) - 50)


LIES: dict[str, Callable[[Plan], Plan]] = {
    "a stop is left out": lambda p: without(p, "route_stops", 3),
    "a route is left out": lambda p: without(p, "routes", 0),
    "a route is cheaper": _cheaper,
    "a route is shorter": lambda p: changed(p, "routes", 1, distance_km=10.0),
    "another vehicle drives": lambda p: changed(p, "routes", 0, vehicle="van-3.5t at W_WIN"),
    "a stop is served at night": lambda p: changed(p, "route_stops", 0, start_min=5.0),
    "routes cost less a day": lambda p: changed(p, "fleet", 0, cost_per_day=100.0),
    "routes cost less a year": lambda p: changed(p, "fleet", 0, routed=100.0, difference=-100.0),
    "delivery was priced otherwise": lambda p: replace(p, tables={
        **p.tables, "fleet_prices": p.tables["fleet_prices"].assign(per_kg=lambda t: 0.9 * t["per_kg"])}),
    "no routes at all": lambda p: replace(p, tables={
        **p.tables, **{name: p.tables[name].iloc[:0] for name in ("fleet", "routes", "route_stops")}}),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_about_routes_is_caught(network: Network, plan: Plan, lie: Callable[[Plan], Plan]) -> None:
    assert plan.audit.passed
    assert not audit(network, lie(plan)).passed


def test_own_vehicles_are_lanes_of_their_own(network: Network) -> None:
    prices = pd.DataFrame({"from": ["W_HEN"], "to": ["M_LUNEBURG"], "per_kg": [0.1], "per_m3": [2.0]})
    more = with_fleet(network, prices)
    link = more.links[more.links["lane"] == lane_of("W_HEN", "M_LUNEBURG")]
    assert list(link[["from_site", "to_site", "mode"]].iloc[0]) == ["W_HEN", "M_LUNEBURG", "road"]
    assert len(more.tables["lanes"]) == len(network.tables["lanes"]) + 1
    assert (more.tables["lanes"].dtypes == network.tables["lanes"].dtypes).all()
    assert with_fleet(network, prices.iloc[:0]) is network
