"""The default instance: its size, and a plan that an expert would recognise."""

from __future__ import annotations

import pytest

import cbeclogistics
from cbeclogistics import Network, Plan


@pytest.fixture(scope="module")
def network() -> Network:
    return cbeclogistics.load("china-to-world")


@pytest.fixture(scope="module")
def plan(network: Network) -> Plan:
    return cbeclogistics.solve(network, gap=0.01)


def direct_share(plan: Plan, network: Network, *countries: str) -> float:
    country = network.tables["sites"].set_index("site")["country"]
    sold = plan.flows[(plan.flows["kind"] != "inbound") & plan.flows["to"].map(country).isin(countries)]
    return float(sold.loc[sold["kind"] == "direct", "units"].sum() / sold["units"].sum())


def test_it_is_as_large_as_planners_networks(network: Network) -> None:
    sites = network.tables["sites"]
    markets = sites[sites["kind"] == "market"]
    assert len(markets) >= 250
    assert markets["country"].nunique() >= 25
    assert len(network.tables["products"]) == 26
    assert network.tables["demand"].groupby("product")["market"].nunique().min() >= 250


def test_the_plan_is_within_one_per_cent_and_audited(plan: Plan) -> None:
    assert plan.status == "optimal"
    assert 0 <= plan.gap <= 0.01
    assert plan.bound <= plan.landed_cost
    assert plan.audit.passed
    assert round(sum(plan.cost_breakdown.values()), 2) == plan.landed_cost


def test_the_optimiser_minimised_what_the_plan_costs(plan: Plan) -> None:
    # processing fees of US entries at their minimum and maximum, weekly entries out of the zones, whole containers
    assert abs(plan.unrounded_cost - plan.model_objective) < 1e-6 * plan.unrounded_cost
    assert abs(plan.landed_cost - plan.model_objective) < 1e-6 * plan.landed_cost  # the cents that rounding moves


def test_parcels_go_where_small_consignments_are_free_and_stock_where_they_are_not(
    plan: Plan, network: Network
) -> None:
    # Japan frees consignments up to JPY 10,000 and Korea up to USD 150; the US frees none, the EU charges EUR 3 an item
    assert direct_share(plan, network, "JP", "KR") > 0.6
    assert direct_share(plan, network, "US") < 0.1
    assert direct_share(plan, network, "DE", "FR", "IT", "ES", "NL", "PL") < 0.3


def test_ocean_carries_stock_in_whole_containers(plan: Plan) -> None:
    boxes = plan.tables["containers"]
    boxes = boxes[boxes["basis"] == "container"]
    assert (boxes["loads"] == boxes["loads"].round()).all()
    assert boxes.loc[boxes["mode"] == "ocean", "loads"].sum() > 1_000


def test_sites_open_on_every_continent_that_buys(plan: Plan) -> None:
    opened = plan.sites[plan.sites["option"] != ""]
    assert {"US", "GB", "JP", "AU", "BR"} <= set(opened["country"])
    assert len(opened[opened["country"].isin(["DE", "NL", "BE", "ES", "PL", "CZ"])]) >= 2
