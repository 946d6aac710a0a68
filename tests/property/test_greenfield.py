"""What holds of every greenfield study, whatever is asked."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cbeclogistics
from cbeclogistics.network.expand import great_circle_km
from cbeclogistics.siting.gateways import gateways
from cbeclogistics.siting.weights import market_tonnes

NETWORK = cbeclogistics.load("china-import")  # 66 markets in one territory


@given(
    sites=st.integers(1, 4), weight=st.sampled_from(["kg", "m3", "orders"]), outbound=st.floats(0.1, 5),
    inbound=st.sampled_from([0.0, 0.5, 2.0]), fixed=st.sampled_from([0.0, 2e5]), keep=st.booleans(),
)  # fmt: skip
@settings(max_examples=10, deadline=None)
def test_costs_add_up_and_the_bound_is_below_them(sites, weight, outbound, inbound, fixed, keep):
    found = cbeclogistics.greenfield(
        NETWORK, sites, weight=weight, outbound_rate=outbound, inbound_rate=inbound, per_site_cost=fixed,
        keep_existing=keep, gap=0.02,
    )  # fmt: skip
    assert found.bound <= found.cost_anywhere * (1 + 1e-9)
    assert found.cost_anywhere <= found.cost * (1 + 1e-9)
    assert found.cost == pytest.approx(found.outbound_cost + found.inbound_cost + found.fixed_cost)
    assert sum(s.share for s in found.sites) + found.kept_share == pytest.approx(1)
    assert len(found.sites) <= sites
    if found.today is not None:
        assert found.bound <= found.today.cost * (1 + 1e-9)
    assert found.cost == pytest.approx(recomputed(found, weight, outbound, inbound), rel=1e-6)


def recomputed(found, weight, outbound, inbound) -> float:
    """Cost of the cities alone, from the tables: each market from the site where it is cheapest."""
    sites = NETWORK.table("sites").set_index("site")
    markets = tuple(sites.index[sites["kind"] == "market"])
    demand = market_tonnes(NETWORK, weight, markets)
    places = [(s.longitude, s.latitude) for s in found.sites]
    places += [(sites.loc[k, "longitude"], sites.loc[k, "latitude"]) for k in found.kept]
    sources = gateways(NETWORK, inbound, {"CN"}) if inbound else None
    each = []
    for lon, lat in places:
        cost = outbound * 1.3 * great_circle_km(lon, lat, demand["longitude"], demand["latitude"])
        if sources is not None:
            way = great_circle_km(lon, lat, sources["longitude"], sources["latitude"]) * 1.3 * inbound
            cost = cost + float((way + sources["cost_per_tonne"]).min())
        each.append(cost * demand["tonnes"].to_numpy())
    return float(np.min(each, axis=0).sum()) + found.per_site_cost * len(found.sites)


@pytest.mark.parametrize("keep", [False, True])
def test_more_sites_never_cost_more_than_fewer(keep):
    costs = [cbeclogistics.greenfield(NETWORK, k, keep_existing=keep, gap=0.02) for k in (1, 2, 3)]
    assert all(more.bound <= fewer.cost_anywhere for fewer, more in pairwise(costs))
    assert costs[2].cost_anywhere <= costs[0].cost_anywhere


def test_twice_the_rates_are_twice_the_cost():
    once = cbeclogistics.greenfield(NETWORK, 2, outbound_rate=1.0, inbound_rate=0.0)
    twice = cbeclogistics.greenfield(NETWORK, 2, outbound_rate=2.0, inbound_rate=0.0)
    assert twice.cost == pytest.approx(2 * once.cost)
    assert [s.city for s in twice.sites] == [s.city for s in once.sites]


def test_the_same_question_has_the_same_answer():
    first, again = (cbeclogistics.greenfield(NETWORK, 3, seed=5).summary() for _ in range(2))
    assert {**first, "seconds": 0} == {**again, "seconds": 0}
