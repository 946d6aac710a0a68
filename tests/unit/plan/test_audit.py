"""The audit passes what is right, and each way of being wrong is caught by the check that is about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cbeclogistics.network.network import Network
from cbeclogistics.plan.audit import audit
from cbeclogistics.plan.audit.conservation import conservation
from cbeclogistics.plan.audit.facts import Facts
from cbeclogistics.plan.audit.moves import Moves
from cbeclogistics.plan.plan import Plan

Tamper = Callable[[Any, Plan], Plan]


def row(**values: Any) -> Callable[[pd.DataFrame], pd.Series]:
    """First row in which every column holds the value."""
    return lambda t: np.logical_and.reduce([t[c] == v for c, v in values.items()])


LAMP_RELEASED = row(kind="delivery", product="lamp", channel="release")
BY_SEA = row(kind="inbound", mode="ocean", origin_country="CN")
BOX = row(mode="ocean", basis="container")
JOINT = row(kind="entry", channel="release")


def to_a_gateway(t: pd.DataFrame) -> pd.Series:
    """First flow to a port inside the territory."""
    return (t["channel"] == "") & t["to"].str.startswith("P_")


def other(origin: str) -> str:
    """The other country that makes lamps and toys."""
    return "VN" if origin == "CN" else "CN"


LIES: dict[str, tuple[str, Tamper, str]] = {
    "units": ("bonded", lambda p, x: p.edit(x, "flows", LAMP_RELEASED, units=lambda u: u + 1),
              "what comes in goes out"),
    "units delivered": ("free", lambda p, x: p.edit(x, "flows", row(kind="delivery"), units=lambda u: u - 2),
                        "demand is delivered"),
    "negative flow": ("free", lambda p, x: p.edit(x, "flows", 0, units=-1.0), "every flow carries something"),
    "unknown site": ("free", lambda p, x: p.edit(x, "flows", 0, to="NOWHERE"), "every flow names"),
    "unknown product": ("free", lambda p, x: p.edit(x, "flows", 0, product="ghost"), "every flow names"),
    "another lane": ("free", lambda p, x: p.edit(x, "flows", BY_SEA, lane="cn-hub"), "every flow goes over a lane"),
    "another mode": ("free", lambda p, x: p.edit(x, "flows", BY_SEA, mode="air"), "every flow goes over a lane"),
    "status on leaving": ("bonded", lambda p, x: p.edit(x, "flows", LAMP_RELEASED, from_status="free"),
                          "goods leave in a status"),
    "status on arriving": ("bonded", lambda p, x: p.edit(x, "flows", row(lane="us-eu"), to_status="free"),
                           "goods arrive in the status"),
    "status after a channel": ("free", lambda p, x: p.edit(x, "flows", BY_SEA, to_status="bonded"),
                               "a crossing in bulk arrives"),
    "status changed on the way": ("free", lambda p, x: p.edit(x, "flows", to_a_gateway, to_status="bonded"),
                                  "customs status changes only"),
    "bond not opened": ("bonded", lambda p, x: p.edit(x, "flows", LAMP_RELEASED, channel="domestic"),
                        "every crossing, release and sale"),
    "unknown channel": ("free", lambda p, x: p.edit(x, "flows", BY_SEA, channel="green-lane"),
                        "every crossing, release and sale"),
    "channel of another kind": ("free", lambda p, x: p.edit(x, "flows", BY_SEA, channel="h7"),
                                "every crossing, release and sale"),
    "clearing what crosses no border": ("free", lambda p, x: p.edit(x, "flows", to_a_gateway, channel="formal"),
                                        "every crossing, release and sale"),
    "foreign goods exported": ("free", lambda p, x: p.edit(x, "flows", BY_SEA, origin_country="VN"),
                               "goods in free circulation leave only"),
    "origin of what is made": ("free", lambda p, x: p.edit(x, "flows", row(**{"from": "F_CN"}), origin_country="VN"),
                               "what leaves a factory is made there"),
    "origin of what is sold": ("free", lambda p, x: p.edit(x, "flows", row(kind="delivery"), origin_country=other),
                          "what comes in goes out"),
    "kind": ("free", lambda p, x: p.edit(x, "flows", row(kind="delivery"), kind="direct"), "inbound ends at a site"),
    "no demand": ("free", lambda p, x: p.edit(x, "flows", row(kind="delivery"), sales_channel="B2B"),
                  "every delivery serves a demand"),
    "unserved hidden": ("free", lambda p, x: p.edit(x, "demand", lambda t: t["unserved"] > 0, unserved=0.0),
                        "demand is delivered"),
    "delivered overstated": ("free", lambda p, x: p.edit(x, "demand", 0, delivered=lambda u: u + 1),
                             "the plan's table of demand"),
    "demand twice": ("free", lambda p, x: p.with_table(x, "demand", pd.concat([x.tables["demand"]] * 2)),
                     "every row of the plan's demand"),
    "penalty": ("free", lambda p, x: p.edit(x, "demand", lambda t: t["penalty"] > 0, penalty=lambda a: a / 2),
                "penalties for unserved"),
    "a container less": ("bonded", lambda p, x: p.edit(x, "containers", BOX, loads=0.0),
                         "goods fit the volume"),
    "half a container": ("bonded", lambda p, x: p.edit(x, "containers", BOX, loads=lambda n: n - 0.5),
                         "containers are whole"),
    "a container row less": ("free", lambda p, x: p.drop(x, "containers", 0), "every link and channel"),
    "an empty link": ("free", lambda p, x: p.edit(x, "containers", 0, channel="ghost"),
                      "every row of containers"),
    "another container type": ("free", lambda p, x: p.edit(x, "containers", 0, container="20GP"),
                               "loads are of the kind"),
    "container rounding": ("free", lambda p, x: p.edit(x, "containers", BOX, container_rounding=lambda a: a - 0.02),
                     "price of container rounding"),
    "rounding of handling": ("free", lambda p, x: p.edit(x, "containers", BOX, handling_rounding=lambda a: a + 0.02),
                        "handling of container rounding"),
    "entry fee": ("free", lambda p, x: p.edit(x, "containers", BOX, fees=lambda a: a - 1),
                  "entry fees of loads"),
    "volume of a load": ("free", lambda p, x: p.edit(x, "containers", 0, volume_m3=lambda v: v + 1),
                         "figures of loads"),
    "fill of a load": ("free", lambda p, x: p.edit(x, "containers", BOX, fill=lambda f: f / 2), "figures of loads"),
    "volume of a flow": ("free", lambda p, x: p.edit(x, "flows", 0, volume_m3=lambda v: v + 0.01), "volumes of flows"),
    "joint fee": ("bonded", lambda p, x: p.edit(x, "costs", JOINT, amount=lambda a: a - 1), "fees of joint entries"),
    "joint fee forgotten": ("bonded", lambda p, x: p.drop(x, "costs", JOINT), "fees of joint entries"),
    "open site closed": ("free", lambda p, x: p.edit(x, "sites", row(site="W_DE"), option=""), "nothing passes a site"),
    "smaller option": ("free", lambda p, x: p.edit(x, "sites", row(site="W_US"), option="XXS"), "every chosen option"),
    "forced option": ("free", lambda p, x: p.edit(x, "sites", row(site="Z_CN"), option=""), "forced options"),
    "closed option": ("free", lambda p, x: p.edit(x, "sites", row(site="B_US"), option="XL"), "closed options"),
    "a site twice": ("free", lambda p, x: p.with_table(x, "sites", pd.concat([x.sites, x.sites.head(1)])),
                     "every stocking site"),
    "no stocking site": ("free", lambda p, x: p.edit(x, "sites", 0, site="P_CN"), "only stocking sites"),
    "open sites": ("free", lambda p, x: replace(x, open_sites=x.open_sites[1:]), "open sites are those"),
    "fixed cost": ("free", lambda p, x: p.edit(x, "sites", row(site="W_US"), fixed=lambda a: a - 1), "fixed cost"),
    "opening cost": ("free", lambda p, x: p.edit(x, "sites", row(site="Z_CN"), opening=0.0), "opening cost"),
    "closing cost": ("bonded", lambda p, x: p.edit(x, "sites", row(decision="close"), closing=0.0), "closing cost"),
    "decision": ("free", lambda p, x: p.edit(x, "sites", row(site="W_US"), decision="open"), "decisions are"),
    "what passes": ("free", lambda p, x: p.edit(x, "sites", 0, throughput_m3=lambda v: v + 1), "figures of sites"),
    "cost of a flow": ("free", lambda p, x: p.edit(x, "flows", 0, cost=lambda a: a + 0.01), "the cost of every flow"),
    "unit cost": ("free", lambda p, x: p.edit(x, "flows", 0, unit_cost=lambda a: a + 0.01), "unit costs"),
    "cost line": ("free", lambda p, x: p.edit(x, "costs", 0, amount=lambda a: a + 0.01), "cost lines are the amounts"),
    "cost line dropped": ("free", lambda p, x: p.drop(x, "costs", 0), "cost lines sum to the landed cost"),
    "part of a cent": ("free", lambda p, x: p.edit(x, "costs", 0, amount=lambda a: a + 0.001), "cost lines are whole"),
    "landed cost": ("free", lambda p, x: replace(x, landed_cost=x.landed_cost - 0.01), "cost lines sum"),
    "breakdown": ("free", lambda p, x: replace(x, cost_breakdown={**x.cost_breakdown, "duty": 0.0}),
                  "components are the sums"),
    "unknown component": ("free", lambda p, x: replace(x, cost_breakdown={**x.cost_breakdown, "luck": 0.0}),
                          "components are those"),
    "bound": ("free", lambda p, x: replace(x, bound=x.landed_cost * 1.01, gap=0.0), "the bound is not above"),
    "gap": ("free", lambda p, x: replace(x, gap=x.gap + 0.001), "the gap is"),
    "clearance": ("free", lambda p, x: p.edit(x, "clearances", 0, duty=lambda a: a + 1), "clearances are"),
    "domestic sale not listed": ("free", lambda p, x: p.drop(x, "clearances", row(channel="domestic")),
                                 "clearances are"),
    "duty of a clearance": ("free", lambda p, x: p.edit(x, "clearances", 0, duty=lambda a: a + 0.01),
                            "duty and tax of clearances sum"),
    "place": ("free", lambda p, x: p.edit(x, "places", 0, latitude=lambda a: a + 1), "places are"),
    "place missing": ("free", lambda p, x: p.drop(x, "places", 0), "places are"),
    "another instance": ("free", lambda p, x: replace(x, instance_hash="0" * 16), "the plan is of this instance"),
    "column missing": ("free", lambda p, x: p.with_table(x, "flows", x.flows.drop(columns="duty")),
                       "the plan's tables"),
    "not a number": ("free", lambda p, x: p.edit(x, "flows", 0, units=float("nan")), "the plan's tables"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_caught_by_the_check_that_is_about_it(plans, lie: str) -> None:
    name, tamper, check = LIES[lie]
    caught = plans.failed(tamper(plans, plans.solved(name)), name)
    assert [c for c in caught if c.startswith(check)], caught


@pytest.mark.parametrize("name", ["free", "bonded", "for_export"])
def test_a_right_plan_passes_and_every_check_says_a_figure(plans, name: str) -> None:
    checks = audit(plans.network(name), plans.solved(name)).checks
    assert all(c.passed for c in checks)
    assert all(c.detail for c in checks)
    assert len({c.name for c in checks}) == len(checks)


@pytest.mark.parametrize("component", ["goods", "export_vat", "freight", "insurance", "handling", "duty", "tax", "fees",
                                       "storage", "capital", "last_mile", "payment", "returns"])  # fmt: skip
def test_two_cents_of_a_component_are_caught_even_where_the_books_agree(plans, component: str) -> None:
    plan = plans.solved("bonded")
    forged = plans.recount(plans.edit(plan, "flows", lambda t: t[component] > -1, **{component: lambda a: a + 0.02}))
    caught = plans.failed(forged, "bonded")
    assert f"{component} of every flow is right" in caught
    assert "cost lines sum to the landed cost" not in caught


def test_capacity_is_checked_against_the_instance(plans) -> None:
    plan, network = plans.solved("free"), plans.network("free")
    names = {
        "supply": ("capacity_units_per_year", "supply is within capacity"),
        "site_options": ("storage_m3", "stock fits the storage"),
        "lanes": ("capacity_m3_per_year", "lanes carry no more"),
    }
    for table, (column, check) in names.items():
        tight = Network(network.settings, {**network.tables, table: network.tables[table].assign(**{column: 0.5})})
        caught = [c.name for c in audit(tight, plan).checks if not c.passed]
        assert any(c.startswith(check) for c in caught), caught


def test_throughput_promise_mode_and_policy_are_checked_against_the_instance(plans) -> None:
    plan, network = plans.solved("free"), plans.network("free")

    def caught(**tables: pd.DataFrame) -> list[str]:
        checks = audit(Network(network.settings, {**network.tables, **tables}), plan).checks
        return [c.name for c in checks if not c.passed]

    t = network.tables
    assert "what arrives is within the throughput of the chosen option" in caught(
        site_options=t["site_options"].assign(throughput_m3_per_year=1.0))  # fmt: skip
    assert "promised days are kept" in caught(demand=t["demand"].assign(promised_days=1.0))
    barred = t["products"].assign(barred_modes=[("ocean",)] * len(t["products"]))
    assert "no product travels by a mode that is barred to it" in caught(products=barred)
    served = t["lanes"].assign(sales_channels=[("B2B",)] * len(t["lanes"]))
    assert "lanes serve the sales channel" in caught(lanes=served)
    offered = t["lanes"].assign(channels=[("none-such",)] * len(t["lanes"]))
    assert "carriers offer the channel that clears their load" in caught(lanes=offered)
    assert "policies are kept" in caught(policies=t["policies"].assign(sense=">=", value=99.0))
    closed = t["channels"].assign(max_value=0.5)
    assert "every channel is open to what is cleared through it" in caught(channels=closed)
    unpaid = t["demand"].assign(unserved_penalty=np.nan)
    assert "demand is left unserved only where a penalty says what it costs" in caught(demand=unpaid)


def test_a_dearer_duty_makes_the_old_plan_wrong_where_duty_counts(plans) -> None:
    plan, network = plans.solved("free"), plans.network("free")
    duty = network.tables["duty_rates"]
    dearer = Network(network.settings, {**network.tables, "duty_rates": duty.assign(rate_pct=duty["rate_pct"] + 1)})
    caught = {c.name for c in audit(dearer, plan).checks if not c.passed}
    # Duty is in the base of import tax, and the delay of the recoverable one costs capital.
    dearer_with_it = {f"{c} of every flow is right" for c in ("duty", "tax", "capital")}
    assert caught == {"the plan is of this instance", *dearer_with_it}


# A figure of the instance that changes, and the components of `free` that are wrong then.
DEARER: dict[str, tuple[str, dict[str, float], set[str]]] = {
    "surcharges": ("surcharges", {"amount": 1}, {"freight", "last_mile", "handling"}),
    "local charges": ("local_charges", {"amount": 1}, {"freight", "handling"}),
    "storage by age": ("storage_tiers", {"per_m3_month": 1}, {"storage"}),
    "age of a tier": ("storage_tiers", {"from_days": 5}, {"storage"}),
    "spread": ("currencies", {"spread_pct": 1}, {"payment"}),
    "days of the rebate": ("territories", {"export_rebate_days": 30}, {"capital"}),
    "days of an export procedure": ("exports", {"rebate_days": 9}, {"capital"}),
    "share of an export procedure": ("exports", {"rebate_share_pct": -9}, {"export_vat", "capital"}),
    "returns at the site": ("sites", {"return_per_unit": 1}, {"returns"}),
    "resale": ("products", {"return_resale_pct": -20}, {"returns"}),
    "price by volume": ("rate_cards", {"per_m3": 30}, {"last_mile"}),
    "rounding of weight": ("rate_cards", {"round_kg": 3}, {"last_mile"}),
    "least weight": ("rate_cards", {"minimum_kg": 9}, {"last_mile"}),
}


@pytest.mark.parametrize("what", DEARER)
def test_a_figure_that_changes_makes_the_old_plan_wrong_where_it_counts(plans, what: str) -> None:
    plan, network = plans.solved("free"), plans.network("free")
    name, changes, components = DEARER[what]
    table = network.tables[name]
    table = table.assign(**{column: table[column] + by for column, by in changes.items()})
    changed = Network(network.settings, {**network.tables, name: table})
    caught = {c.name for c in audit(changed, plan).checks if not c.passed}
    assert {f"{c} of every flow is right" for c in components} <= caught


@pytest.mark.parametrize(("flag", "table"), [("dangerous", "products"), ("remote", "sites")])
def test_goods_and_places_that_bear_a_surcharge_are_checked(plans, flag: str, table: str) -> None:
    plan, network = plans.solved("free"), plans.network("free")
    none = network.tables[table].assign(**{flag: False})
    caught = [c.name for c in audit(Network(network.settings, {**network.tables, table: none}), plan).checks
              if not c.passed]  # fmt: skip
    assert "last_mile of every flow is right" in caught


def test_zones_and_breaks_are_checked(plans) -> None:
    plan, network = plans.solved("free"), plans.network("free")
    cards = network.tables["rate_cards"]
    for column, value in (("break_kind", "incremental"), ("to_km", 1.0)):
        near = cards.assign(**{column: cards[column].mask(cards["basis"] == "parcel", value)})
        caught = [c.name for c in audit(Network(network.settings, {**network.tables, "rate_cards": near}), plan).checks
                  if not c.passed]  # fmt: skip
        assert "last_mile of every flow is right" in caught


def test_capital_is_checked_on_all_that_is_bound_in_stock(plans) -> None:
    # what the audit recomputes of a flow into stock: the days on the way, and value, freight, duty and tax in stock
    plan, network = plans.solved("free"), plans.network("free")
    row = plan.flows[(plan.flows["to"] == "W_DE") & (plan.flows["kind"] == "inbound")].iloc[0]
    table = {n: network.tables[n].set_index(n.removesuffix("s")) for n in ("products", "sites")}
    link = network.links.set_index(["lane", "from_site", "to_site"]).loc[row["lane"], row["from"], row["to"]]
    value = table["products"].loc[row["product"], "customs_value"] * row["units"]
    paid = row["freight"] + row["duty"] + row["tax"]
    lie = table["sites"].loc["W_DE", "stock_days"]
    due = 0.12 * (link["transit_days"] * value + lie * (value + paid)) / 365 + 0.06 * lie * value / 365
    assert row["capital"] == pytest.approx(due, abs=0.02)


def test_duty_paid_goods_do_not_leave_for_another_territory(plans) -> None:
    plan = plans.solved("free")
    sale = row(kind="delivery", product="lamp", **{"from": "W_DE"})
    abroad = plans.edit(plan, "flows", sale, to="M_GB", channel="gb-std")
    assert "nothing is delivered abroad out of duty-paid stock" in plans.failed(abroad, "free")


def test_drawback_is_checked_against_the_rules(plans) -> None:
    plan, network = plans.solved("for_export"), plans.network("for_export")
    forged = plans.recount(plans.edit(plan, "flows", lambda t: t["drawback"] < 0, drawback=lambda a: a - 0.02))
    assert plans.failed(forged, "for_export") >= {"drawback of every flow is right"}
    for name, changes, component in (
        ("territories", {"drawback_pct": 1}, "drawback"), ("territories", {"drawback_days": 60}, "capital"),
        ("duty_rates", {"no_drawback": True}, "drawback"),
    ):  # fmt: skip
        table = network.tables[name]
        by = {c: table[c] + v if not isinstance(v, bool) else v for c, v in changes.items()}
        other = Network(network.settings, {**network.tables, name: table.assign(**by)})
        caught = {c.name for c in audit(other, plan).checks if not c.passed}
        assert f"{component} of every flow is right" in caught
    none = network.tables["territories"].assign(drawback_pct=0.0)
    stranded = audit(Network(network.settings, {**network.tables, "territories": none}), plan).checks
    assert "goods are for export only where duty is drawn back" in {c.name for c in stranded if not c.passed}


def test_stock_for_export_is_not_sold_at_home(plans) -> None:
    plan, name = plans.solved("for_export"), "goods for export go on to stock, and from there abroad alone"
    sold = row(kind="delivery", from_status="free", **{"from": "W_US"})
    for status, failed in (("for_export", True), ("free", False)):
        assert (name in plans.failed(plans.edit(plan, "flows", sold, from_status=status), "for_export")) is failed
    # nor by a port on its way, nor moved on to another site
    on_its_way = row(kind="inbound", from_status="for_export", **{"from": "P_US"})
    for changes in ({"kind": "direct", "to": "M_US"}, {"from": "W_US", "to": "B_US"}):
        assert name in plans.failed(plans.edit(plan, "flows", on_its_way, **changes), "for_export")


def test_foreign_goods_do_not_become_a_territorys_own_in_its_stock(plans) -> None:
    # Lamps of Vietnam come into a duty-paid warehouse in China and go on as lamps of China.
    network = plans.network("bonded")
    sites = network.tables["sites"]
    zone = sites["site"] == "Z_CN"
    sites = sites.assign(kind=sites["kind"].where(~zone, "overseas_warehouse"), bonded=sites["bonded"] & ~zone)
    facts = Facts(Network(network.settings, {**network.tables, "sites": sites}))
    flow = plans.solved("bonded").flows.head(1).assign(product="lamp", from_status="free", to_status="free", units=10.0)
    chain = pd.concat([flow] * 3).assign(**{
        "kind": ["inbound", "inbound", "delivery"], "lane": ["vn-cn", "zone-us", "bus-us"],
        "from": ["F_VN", "Z_CN", "B_US"], "to": ["Z_CN", "B_US", "M_US"], "mode": ["road", "ocean", "road"],
    })  # fmt: skip
    for origin, passed in (("CN", False), ("VN", True)):
        moved = chain.assign(origin_country=["VN", origin, origin])
        (check,) = conservation(facts, Moves.of(facts, moved))
        assert check.passed is passed
        assert passed or "lamp (CN), free, at Z_CN" in check.detail or "lamp (VN), free, at Z_CN" in check.detail


def test_an_empty_plan_of_an_unserved_market_is_audited(plans) -> None:
    plan = plans.solved("free")
    empty = {n: t.head(0) for n, t in plan.tables.items() if n not in ("demand", "sites", "places")}
    bare = replace(plan, tables={**plan.tables, **empty})
    caught = plans.failed(bare, "free")
    assert "demand is delivered or counted as unserved" in caught
    assert "what comes in goes out, at every site, status, product, origin and exporter" not in caught


def test_order_of_rows_does_not_matter(plans) -> None:
    plan = plans.solved("bonded")
    rng = np.random.default_rng(0)
    for name, table in plan.tables.items():
        plan = plans.with_table(plan, name, table.iloc[rng.permutation(len(table))])
    assert not plans.failed(plan, "bonded")
