"""Different solvers come to the same landed cost, and none claims more than it proved."""

from __future__ import annotations

import pytest

import cbeclogistics
from cbeclogistics.engine.profile import read_profile
from cbeclogistics.network.network import Network
from cbeclogistics.plan.plan import Plan

PROFILES = ("proof", "balanced", "ortools", "ortools-highs", "pulp-cbc")
GAP = 0.002
PRODUCTS = 4
MARKETS = 15


def cut(network: Network, territory: str) -> Network:
    """Largest markets of a territory and the products most sold there, with its sites and those of the factories."""
    tables = {name: network.table(name) for name in network.tables}
    sites, demand = tables["sites"], tables["demand"]
    there = sites[(sites["kind"] == "market") & (sites["territory"] == territory)]["site"]
    local = demand[demand["market"].isin(there)]
    products = local.groupby("product")["units"].sum().nlargest(PRODUCTS).index
    markets = local.groupby("market")["units"].sum().nlargest(MARKETS).index
    home = sites[sites["kind"] == "factory"]["territory"].unique()
    on_the_way = (sites["kind"] != "market") & sites["territory"].isin([*home, territory])
    kept = sites[sites["site"].isin(markets) | on_the_way]
    tables["sites"] = kept.reset_index(drop=True)
    for name, column, values in (
        ("site_options", "site", set(kept["site"])), ("supply", "site", set(kept["site"])),
        ("supply", "product", set(products)), ("products", "product", set(products)),
        ("demand", "product", set(products)), ("demand", "market", set(markets)),
    ):  # fmt: skip
        tables[name] = tables[name][tables[name][column].isin(values)].reset_index(drop=True)
    return Network(network.settings, tables)


@pytest.fixture(scope="module")
def europe() -> Network:
    """15 European markets and 4 products of the shipped instance."""
    return cut(cbeclogistics.load("china-to-world"), "EU")


@pytest.fixture(scope="module")
def plans(europe: Network) -> dict[str, Plan]:
    return {name: cbeclogistics.solve(europe, name, gap=GAP) for name in PROFILES}


def test_every_backend_finds_a_plan_within_the_gap_asked(plans: dict[str, Plan]) -> None:
    assert {name: str(plan.status) for name, plan in plans.items()} == dict.fromkeys(PROFILES, "optimal")
    assert all(plan.gap <= GAP for plan in plans.values())


def test_no_bound_of_one_backend_is_above_the_plan_of_another(plans: dict[str, Plan]) -> None:
    assert max(plan.bound for plan in plans.values()) <= min(plan.landed_cost for plan in plans.values())


def test_landed_costs_differ_by_no_more_than_the_gap(plans: dict[str, Plan]) -> None:
    costs = [plan.landed_cost for plan in plans.values()]
    assert max(costs) - min(costs) <= GAP * max(costs)


def test_every_plan_passes_its_audit(plans: dict[str, Plan]) -> None:
    assert all(plan.audit.passed for plan in plans.values())


@pytest.mark.parametrize("name", PROFILES)
def test_a_plan_says_who_found_it(plans: dict[str, Plan], name: str) -> None:
    who = {"highs": "HiGHS", "ortools": "OR-Tools", "pulp": "CBC"}[read_profile(name).backend]
    assert who.lower() in plans[name].solver.lower()


@pytest.mark.parametrize("name", PROFILES)
def test_all_agree_on_the_instance_that_is_solved_by_hand(name: str) -> None:
    plan = cbeclogistics.solve(cbeclogistics.load("tiny"), name, gap=0.0)
    assert plan.landed_cost == 358_559.15


@pytest.mark.parametrize("name", PROFILES)
def test_a_solve_without_time_is_never_called_optimal_unless_proven(europe: Network, name: str) -> None:
    try:
        plan = cbeclogistics.solve(europe, name, gap=0.0, time_limit=1)
    except cbeclogistics.NoPlanFound:
        return
    assert plan.bound <= plan.landed_cost
    assert (str(plan.status) == "optimal") == (plan.gap <= 0.0)
