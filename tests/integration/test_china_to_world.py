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


def largest(plan: Plan, network: Network, country: str, kind: str) -> tuple[str, str]:
    """Market and product of the largest flow of a kind into a country."""
    where = plan.flows["to"].map(network.tables["sites"].set_index("site")["country"])
    sold = plan.flows[(plan.flows["kind"] == kind) & (where == country)]
    flow = sold.loc[sold["units"].idxmax()]
    return str(flow["to"]), str(flow["product"])


@pytest.mark.parametrize(
    ("country", "kind"), [("US", "delivery"), ("DE", "delivery"), ("GB", "delivery"), ("JP", "direct")]
)
def test_a_demand_is_explained_to_the_cent_with_rule_source_and_day(
    plan: Plan, network: Network, country: str, kind: str
) -> None:
    market, product = largest(plan, network, country, kind)
    told = cbeclogistics.explain(plan, network, market=market, product=product)
    assert round(sum(way.landed_cost for way in told.ways), 2) == told.landed_cost
    for way in told.ways:
        assert round(sum(line.amount for line in way.lines), 2) == way.landed_cost
        ruled = [line for line in way.lines if line.component in ("duty", "tax", "fees", "freight", "last_mile")]
        assert ruled
        for line in ruled:
            assert line.rule is not None, line
            assert line.rule.source, line
            assert line.rule.as_of, line


def test_stock_for_the_us_pays_section_301_and_the_parcel_would_pay_it_on_the_price(
    plan: Plan, network: Network
) -> None:
    # no de minimis: a parcel is charged on what the buyer pays, stock on the transfer price
    market, product = largest(plan, network, "US", "delivery")
    told = cbeclogistics.explain(plan, network, market=market, product=product)
    way = told.ways[0]
    layers = {line.what: line.per_unit for line in way.lines if line.component == "duty"}
    assert layers["S301"] > 0
    parcel = next(a for a in way.alternatives if a.kind == "direct")
    assert parcel.difference > 0
    assert next(d.per_unit for d in parcel.differences if d.component == "duty" and d.what == "S301") > 0


def test_parcels_to_japan_pay_neither_duty_nor_tax_and_stock_would(plan: Plan, network: Network) -> None:
    sites = network.tables["sites"].set_index("site")
    sold = plan.flows[(plan.flows["kind"] == "direct") & (plan.flows["to"].map(sites["country"]) == "JP")]
    told, taxed = 0, []
    for product in sold.groupby("product")["units"].sum().nlargest(8).index:
        market = sold[sold["product"] == product].nlargest(1, "units")["to"].iloc[0]
        for way in cbeclogistics.explain(plan, network, market=market, product=product).ways:
            if way.kind != "direct":
                continue
            told += 1
            assert not sum(line.amount for line in way.lines if line.component in ("duty", "tax"))
            in_japan = [a for a in way.alternatives if any(s in a.route for s in sites.index[
                (sites["country"] == "JP") & sites["kind"].isin(["overseas_warehouse", "bonded_zone"])])]  # fmt: skip
            taxed += [sum(d.per_unit for d in a.differences if d.component == "tax") for a in in_japan]
    assert told
    assert taxed  # stock of some of these goods in Japan was another way
    assert min(taxed) > 0
