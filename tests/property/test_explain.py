"""Explanations of plans of random networks: money is conserved, shares add up, other ways are priced alike."""

from __future__ import annotations

from types import ModuleType

import pytest

import cbeclogistics
from cbeclogistics.engine.profile import Profile
from cbeclogistics.errors import Infeasible
from cbeclogistics.plan.cost_to_serve import cost_to_serve

QUICK = Profile("proof", "The best plan, proven.", method="whole", gap=1e-4)


def cents(amount: float) -> int:
    return round(amount * 100)


@pytest.mark.parametrize("seed", range(12))
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
