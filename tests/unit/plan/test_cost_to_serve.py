"""Costs follow the goods to the market: hand-worked on a warehouse, a bonded zone and a direct parcel."""

from __future__ import annotations

import pandas as pd
import pytest

from cbeclogistics.cli.render import market_table
from cbeclogistics.plan.components import UNIT_COMPONENTS
from cbeclogistics.plan.cost_to_serve import cost_to_serve
from cbeclogistics.plan.digest import digest
from cbeclogistics.plan.empty_table import empty
from cbeclogistics.plan.plan import Plan, Status
from cbeclogistics.plan.schema import PLAN_TABLES


def flow(kind, start, end, units, cost, *, product="p", channel="", freight=0.0, statuses=("free", "free"), m3=1.0):
    components = dict.fromkeys(UNIT_COMPONENTS, 0.0) | {"goods": cost - freight, "freight": freight}
    return {
        "period": "Y1", "kind": kind, "product": product, "origin_country": "CN", "exporter": "", "from": start,
        "to": end, "mode": "road", "channel": channel, "lane": f"{start}-{end}", "from_status": statuses[0],
        "to_status": statuses[1], "sales_channel": "", "units": float(units), "volume_m3": units * m3,
        "unit_cost": cost / units, "cost": cost, **components,
    }  # fmt: skip


def line(component, kind, start, end, amount, *, channel="", product=""):
    return {"period": "Y1", "component": component, "kind": kind, "from": start, "to": end, "channel": channel,
            "product": product, "amount": amount}  # fmt: skip


def plan(flows, lines=()):
    frame = pd.DataFrame(flows)
    shared = pd.DataFrame(list(lines), columns=list(line("", "", "", "", 0.0)))
    total = round(float(frame["cost"].sum() + shared["amount"].sum()), 2)
    places = sorted({*frame["from"], *frame["to"]})
    kinds = {"site": places, "name": places, "kind": "market", "country": [p[:2] for p in places]}
    tables = {
        "flows": frame, "costs": shared, "places": pd.DataFrame(kinds), "sites": pd.DataFrame(),
        "clearances": pd.DataFrame(), "containers": pd.DataFrame(), "demand": pd.DataFrame(),
        **{name: empty(PLAN_TABLES[name]) for name in ("fleet", "routes", "unserved_stops")},
    }  # fmt: skip
    return Plan(
        status=Status.OPTIMAL, instance="x", instance_hash="", currency="USD", landed_cost=total, bound=total, gap=0.0,
        model_objective=total, unrounded_cost=total, cost_breakdown={"goods": total}, open_sites=(), solver="",
        version="", seed=0, runtime_s=0.0, possible_flows=0, tables=tables,
    )  # fmt: skip


def served(made):
    return {(r["market"], r["product"]): (r["units"], r["cost"]) for r in cost_to_serve(made).to_dict("records")}


def test_costs_of_the_way_in_reach_the_market_that_the_goods_reach():
    # 10 units for 100 into W: 10 each. 4 go to DE at 8 together, 6 to FR at 18.
    made = plan([
        flow("inbound", "F", "W", 10, 100.0),
        flow("delivery", "W", "DE", 4, 8.0),
        flow("delivery", "W", "FR", 6, 18.0),
    ])  # fmt: skip
    assert served(made) == {("DE", "p"): (4, 48.0), ("FR", "p"): (6, 78.0)}


def test_goods_that_came_by_two_ways_carry_the_mean_of_both():
    # into W: 5 units at 10, 5 at 20 by way of H: 15 each
    made = plan([
        flow("inbound", "F", "W", 5, 50.0),
        flow("inbound", "F", "H", 5, 75.0),
        flow("inbound", "H", "W", 5, 25.0),
        flow("delivery", "W", "DE", 2, 2.0),
        flow("delivery", "W", "FR", 8, 8.0),
    ])  # fmt: skip
    assert served(made) == {("DE", "p"): (2, 32.0), ("FR", "p"): (8, 128.0)}


def test_bonded_and_free_stock_of_a_site_are_told_apart():
    made = plan([
        flow("inbound", "F", "H", 5, 50.0),
        flow("inbound", "F", "H", 5, 100.0, statuses=("free", "bonded")),
        flow("delivery", "H", "DE", 5, 5.0),
        flow("delivery", "H", "FR", 5, 5.0, statuses=("bonded", "free")),
    ])  # fmt: skip
    assert served(made) == {("DE", "p"): (5, 55.0), ("FR", "p"): (5, 105.0)}


def test_shared_costs_are_spread_over_what_shares_them():
    # the site's 30 over the 10 m3 arriving, the box's empty space of 12 by freight 20 : 40
    made = plan(
        [
            flow("inbound", "F", "W", 4, 60.0, freight=20.0),
            flow("inbound", "F", "W", 6, 120.0, freight=40.0, product="q"),
            flow("delivery", "W", "DE", 4, 4.0),
            flow("delivery", "W", "FR", 6, 6.0, product="q"),
        ],
        [line("fixed", "site", "W", "W", 30.0), line("container_rounding", "container", "F", "W", 12.0)],
    )
    assert served(made) == {("DE", "p"): (4, 60 + 12 + 4 + 4.0), ("FR", "q"): (6, 120 + 18 + 8 + 6.0)}


def test_costs_of_a_site_are_spread_by_volume():
    # 4 units of 3 m3 and 6 of 0.5 m3: 12 m3 and 3 m3 share 30 as 24 and 6
    made = plan(
        [
            flow("inbound", "F", "W", 4, 40.0, m3=3.0),
            flow("inbound", "F", "W", 6, 60.0, m3=0.5, product="q"),
            flow("delivery", "W", "DE", 4, 4.0, m3=3.0),
            flow("delivery", "W", "FR", 6, 6.0, m3=0.5, product="q"),
        ],
        [line(c, "site", "W", "W", 10.0) for c in ("opening", "fixed", "closing")],
    )
    assert served(made) == {("DE", "p"): (4, 40 + 24 + 4.0), ("FR", "q"): (6, 60 + 6 + 6.0)}


def test_a_closed_site_falls_on_all_deliveries_by_volume():
    made = plan(
        [flow("direct", "F", "DE", 3, 30.0, m3=0.5), flow("direct", "F", "FR", 1, 10.0, m3=4.5)],
        [line("closing", "site", "OLD", "OLD", 8.0)],
    )
    assert served(made) == {("DE", "p"): (3, 32.0), ("FR", "p"): (1, 16.0)}


def test_costs_of_sites_by_volume_sum_to_the_cent():
    volumes = {"DE": 0.1, "FR": 0.7, "PL": 1 / 3}
    flows = [flow("inbound", "F", "W", 1, 1.0, product=m, m3=v) for m, v in volumes.items()]
    flows += [flow("delivery", "W", m, 1, 0.01, product=m, m3=v) for m, v in volumes.items()]
    made = plan(flows, [line("fixed", "site", "W", "W", 0.05), line("closing", "site", "OLD", "OLD", 0.1)])
    assert round(float(cost_to_serve(made)["cost"].sum()), 2) == made.landed_cost == 3.18


def test_fees_of_joint_entries_fall_on_what_left_the_zone_through_that_channel():
    made = plan(
        [
            flow("inbound", "F", "Z", 10, 100.0, statuses=("free", "bonded")),
            flow("delivery", "Z", "US", 4, 4.0, channel="weekly", statuses=("bonded", "free")),
            flow("delivery", "Z", "CA", 6, 6.0, channel="other", statuses=("bonded", "free")),
        ],
        [line("fees", "entry", "Z", "Z", 8.0, channel="weekly")],
    )
    assert served(made) == {("US", "p"): (4, 52.0), ("CA", "p"): (6, 66.0)}


def test_what_nobody_shares_falls_on_all_deliveries():
    made = plan(
        [flow("direct", "F", "DE", 3, 30.0), flow("direct", "F", "FR", 1, 10.0)],
        [line("closing", "site", "OLD", "OLD", 8.0)],
    )
    assert served(made) == {("DE", "p"): (3, 36.0), ("FR", "p"): (1, 12.0)}


def test_the_penalty_of_unserved_demand_falls_on_its_market():
    made = plan([flow("direct", "F", "DE", 3, 30.0)], [line("unserved", "demand", "", "FR", 7.0, product="p")])
    assert served(made) == {("DE", "p"): (3, 30.0), ("FR", "p"): (0, 7.0)}


def test_costs_sum_to_the_landed_cost_to_the_cent():
    # thirds of a cent everywhere
    made = plan(
        [flow("inbound", "F", "W", 3, 1.0), *(flow("delivery", "W", m, 1, 0.01) for m in ("DE", "FR", "PL"))],
        [line("fixed", "site", "W", "W", 0.05)],
    )
    assert round(float(cost_to_serve(made)["cost"].sum()), 2) == made.landed_cost == 1.08


def test_the_digest_gives_unit_cost_and_direct_share_by_country():
    made = plan([
        flow("inbound", "F", "W", 4, 40.0), flow("delivery", "W", "DE-BER", 3, 3.0),
        flow("delivery", "W", "FR-PAR", 1, 1.0), flow("direct", "F", "DE-MUC", 1, 21.0),
    ])  # fmt: skip
    brief = digest(made)
    assert brief["deliveries"] == [
        {"way": "delivery", "units": 4.0, "share": 0.8},
        {"way": "direct", "units": 1.0, "share": 0.2},
    ]
    first = brief["countries"][0]
    assert (first["country"], first["units"], first["unit_landed_cost"], first["direct_share"]) == (
        "DE", 4.0, pytest.approx(13.5), 0.25,
    )  # fmt: skip


def test_the_digest_lists_every_market_the_largest_first():
    sold = [flow("delivery", "W", f"M{i:02}", i, float(i)) for i in range(1, 13)]
    made = plan([flow("inbound", "F", "W", 78, 780.0), *sold, flow("direct", "F", "M12", 4, 60.0)])
    markets = digest(made)["markets"]
    assert [m["market"] for m in markets] == [f"M{i:02}" for i in range(12, 0, -1)]
    assert markets[0] == {
        "market": "M12", "name": "M12", "country": "M1", "units": 16.0, "landed_cost": 192.0, "unit_landed_cost": 12.0,
        "direct_share": 0.25,
    }  # fmt: skip
    shown = market_table(markets, "USD")
    assert shown.row_count == 10
    assert [c.header for c in shown.columns] == ["market", "name", "country", "units", "USD per unit", "direct"]
