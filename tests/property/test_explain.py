"""Explanations of plans of random networks: money is conserved, shares add up, other ways are priced alike."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import cbeclogistics
from cbeclogistics import Plan
from cbeclogistics.engine.profile import Profile
from cbeclogistics.errors import Infeasible
from cbeclogistics.plan.cost_to_serve import cost_to_serve

Tables = dict[str, list[dict[str, Any]]]
QUICK = Profile("proof", "The best plan, proven.", method="whole", gap=1e-4)


def priced_at_random(make: ModuleType, seed: int) -> Tables:
    """The chain of tests/builders.py with freight, duty and orders drawn at random, and a second port and warehouse.

    Nothing is bought by the container and no site has a cost, so that a unit costs what it costs at full loads.
    """
    r = np.random.default_rng(seed)
    tables: Tables = make.chain()
    tables["sites"] += [
        {"site": "P_FR", "kind": "seaport", "country": "FR", "latitude": 49.5, "longitude": 0.1},
        {"site": "W_FR", "kind": "overseas_warehouse", "country": "FR", "latitude": 48.9, "longitude": 2.3},
    ]
    tables["site_options"].append({"site": "W_FR", "option": "S"})
    cards = [{"rate_card": f"w{i}", "basis": "weight", "per_kg": float(r.uniform(0.5, 12))} for i in range(8)]
    cards += [{"rate_card": f"p{i}", "basis": "parcel", "base": float(r.uniform(1, 30))} for i in range(5)]
    tables["rate_cards"] = cards
    tables["lanes"] = [
        make.lane("port", "F", "P_CN", "road", "w0"), make.lane("zone", "F", "B_CN", "road", "w1"),
        make.lane("ocean", "P_CN", "P_EU", "ocean", "w2"), make.lane("ocean-fr", "P_CN", "P_FR", "ocean", "w3"),
        make.lane("dray", "P_EU", "W_EU", "road", "w4"), make.lane("cross", "P_EU", "W_FR", "rail", "w5"),
        make.lane("dray-fr", "P_FR", "W_FR", "road", "w6"), make.lane("home", "W_EU", "M_EU", "road", "p0"),
        make.lane("home-fr", "W_FR", "M_EU", "road", "p1"), make.lane("dear", "W_EU", "M_EU", "air", "p2"),
        make.lane("direct", "F", "M_EU", "air", "p3"), make.lane("zone-direct", "B_CN", "M_EU", "air", "p4"),
    ]  # fmt: skip
    tables["duty_rates"][0]["rate_pct"] = int(r.integers(0, 80))
    tables["demand"][0]["units_per_order"] = int(r.integers(1, 4))
    return tables


@pytest.mark.parametrize("seed", range(10))
def test_the_next_best_way_is_what_the_optimiser_takes_where_the_best_is_closed(
    make: ModuleType, solve: Callable[..., Plan], seed: int
) -> None:
    tables = priced_at_random(make, seed)
    plan = solve(tables)
    told = cbeclogistics.explain(plan, make.network(tables), market="M_EU", product="lamp", alternatives=20)
    (way,) = told.ways
    assert way.unit_cost_at_full_loads == pytest.approx(way.unit_cost, abs=2e-4)
    closed = {leg.lane for leg in way.legs}
    others = [a for a in way.alternatives if a.kind != "other way in"]
    assert others
    assert min(a.difference for a in way.alternatives) >= -1e-4
    tables["lanes"] = [lane for lane in tables["lanes"] if lane["lane"] not in closed or lane["to_site"] != "M_EU"]
    second = solve(tables)
    assert second.landed_cost / 1000 == pytest.approx(min(a.unit_cost for a in others), abs=2e-4)


def cents(amount: float) -> int:
    return round(amount * 100)


@pytest.mark.parametrize("seed", range(1, 12))
def test_every_demand_is_explained_to_the_cent(worlds: ModuleType, make: ModuleType, seed: int) -> None:
    tables, how = worlds.random_network(seed)
    network = make.network(tables, **how)
    try:
        plan = cbeclogistics.solve(network, QUICK)
    except Infeasible:
        pytest.skip("no plan exists")
    total = 0
    for served in cost_to_serve(plan).to_dict("records"):
        told = cbeclogistics.explain(plan, network, market=served["market"], product=served["product"])
        total += cents(told.landed_cost)
        assert cents(told.landed_cost) == cents(served["cost"])
        parts = [way.landed_cost for way in told.ways] + [missed.penalty for missed in told.missed]
        assert sum(map(cents, parts)) == cents(told.landed_cost)
        for way in told.ways:
            assert sum(cents(x.amount) for x in way.lines) == cents(way.landed_cost)
            assert sum(round(x.per_unit * 1e4) for x in way.lines) == round(way.unit_cost * 1e4)
            factories = set(network.tables["supply"]["site"])
            assert sum(leg.share for leg in way.legs if leg.from_site in factories) == pytest.approx(1, abs=1e-4)
            for other in way.alternatives:
                assert other.unit_cost - way.unit_cost_at_full_loads == pytest.approx(other.difference, abs=2e-4)
                assert sum(d.per_unit for d in other.differences) == pytest.approx(other.difference, abs=1e-3)
        assert sum(way.units for way in told.ways) == pytest.approx(told.delivered, abs=1e-4)
    assert total == cents(plan.landed_cost)
