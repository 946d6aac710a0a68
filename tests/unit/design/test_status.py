"""Places, customs status and the ways between them (docs/model.md, section 1)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def chain(make: ModuleType) -> Tables:
    return make.chain()


@pytest.fixture
def bonded(make: ModuleType) -> Tables:
    """The chain with the German warehouse in bond and a second market, in GB, served from it."""
    tables = make.chain()
    change(tables, "sites", "W_EU", bonded=True)
    tables["sites"].append({"site": "M_GB", "kind": "market", "country": "GB", "latitude": 51, "longitude": 0})
    tables["demand"].append({"market": "M_GB", "product": "lamp", "units": 500, "price": 60})
    tables["lanes"].append(make.lane("ferry", "W_EU", "M_GB", "road", "parcel-one"))
    tables["territories"].append({"territory": "GB", "countries": "GB", "valuation": "CIF"})
    tables["channels"] += [
        {"channel": "bonded", "territory": "EU", "procedure": "bonded", "applies_to": "bulk", "duty": "suspended",
         "tax": "suspended"},
        {"channel": "release", "territory": "EU", "procedure": "release", "applies_to": "release",
         "recoverable": True},
        {"channel": "uk", "territory": "GB", "procedure": "low_value", "applies_to": "parcel", "duty": "none",
         "tax": "at_sale", "max_value": 135},
    ]  # fmt: skip
    tables["taxes"].append({"rule": "GB", "country": "GB", "rate_pct": 20})
    return tables


def change(tables: Tables, table: str, name: str, **values: Any) -> None:
    next(r for r in tables[table] if name == next(iter(r.values()))).update(values)


def without(tables: Tables, *lanes: str) -> Tables:
    return {**tables, "lanes": [r for r in tables["lanes"] if r["lane"] not in lanes]}


def only(plan: Any, **match: str) -> dict[str, Any]:
    """The one flow that matches."""
    rows = [r for r in plan.flows.to_dict("records") if all(r[k] == v for k, v in match.items())]
    assert len(rows) == 1, plan.flows
    return rows[0]


def test_reexport_from_bond_pays_no_duty(bonded: Tables, solve: Any) -> None:
    plan = solve(bonded)
    abroad = only(plan, to="M_GB")
    assert (abroad["channel"], abroad["duty"], abroad["from_status"]) == ("uk", 0, "bonded")
    # of its way into bond it pays no duty either; its tax is the British one inside 60: 10
    assert only(plan, to="P_EU")["duty"] == 0
    assert abroad["tax"] == 5000


def test_goods_in_bond_pay_duty_on_release_with_the_freight_that_brought_them(bonded: Tables, solve: Any) -> None:
    # CIF 10 + 10 freight into the territory: 10 % is 2, as through formal entry; the dray inside it does not count
    home = only(solve(without(bonded, "direct")), to="M_EU")
    assert (home["channel"], home["duty"]) == ("release", 2000)
    assert home["tax"] == 10_000


def test_the_freight_of_released_goods_is_the_least_for_which_they_can_have_come(
    bonded: Tables, make: ModuleType, solve: Any
) -> None:
    # a dearer air line into the same territory does not raise it, a cheaper rail line lowers it
    bonded["lanes"].append(make.lane("rail", "P_CN", "W_EU", "rail", "four", channels="bonded"))
    bonded["rate_cards"].append({"rate_card": "four", "basis": "weight", "per_kg": 4})
    change(bonded, "lanes", "rail", capacity_m3_per_year=2)  # 200 of the 1,500 lamps
    home = only(solve(without(bonded, "direct")), to="M_EU")
    assert home["duty"] == pytest.approx(1400)  # 10 % of 10 + 4


def test_release_pays_duty_at_the_rate_of_the_day(bonded: Tables, make: ModuleType, solve: Any) -> None:
    # December 10 %, from January 25 %: 10 % and 25 % of 20
    bonded["duty_rates"] = [
        make.duty("2026", "EU", 10, effective_to="2026-12-31"),
        make.duty("2027", "EU", 25, effective_from="2027-01-01"),
    ]
    bonded["demand"] = [
        {"market": "M_EU", "product": "lamp", "period": p, "units": 100, "price": 60} for p in ("dec", "jan")
    ]
    horizon = {"start": "2026-12-01", "periods": [{"period": "dec", "days": 31}, {"period": "jan", "days": 31}]}
    plan = solve(without(bonded, "direct"), horizon=horizon)
    assert only(plan, to="M_EU", period="dec")["duty"] == 200
    assert only(plan, to="M_EU", period="jan")["duty"] == 500


def test_export_vat_is_lost_on_entering_the_zone_once(chain: Tables, solve: Any) -> None:
    # 4 % of 10 on the way into the zone; none on the way from it to the port and abroad
    change(chain, "products", "lamp", export_rebate_pct=9)
    plan = solve(without(chain, "port", "direct"))
    assert only(plan, to="B_CN")["export_vat"] == 400
    assert plan.cost_breakdown["export_vat"] == 400


def test_goods_leave_a_zone_in_bond(chain: Tables, solve: Any) -> None:
    plan = solve(without(chain, "port", "direct"))
    assert (only(plan, to="B_CN")["from_status"], only(plan, to="B_CN")["to_status"]) == ("free", "bonded")
    assert only(plan, to="P_CN")["from_status"] == only(plan, to="P_EU")["from_status"] == "bonded"
    assert only(plan, to="P_EU")["to_status"] == "free"


def test_a_parcel_from_the_zone_of_origin_carries_no_freight_in_its_value(
    chain: Tables, make: ModuleType, solve: Any
) -> None:
    # 10 % of the transfer value 10, though the territory values CIF
    change(chain, "channels", "low", duty="tariff")
    chain["lanes"].append(make.lane("zone-line", "B_CN", "M_EU", "air", "parcel-one"))
    assert only(solve(chain), to="M_EU")["duty"] == 1000


def test_goods_in_free_circulation_do_not_leave_their_territory(bonded: Tables, solve: Any) -> None:
    # duty paid in Germany: no parcel to GB
    change(bonded, "sites", "W_EU", bonded=False)
    with pytest.raises(cbeclogistics.InputError, match="M_GB"):
        solve(bonded)


def through_hub(make: ModuleType, tables: Tables) -> Tables:
    """The German warehouse as a hub that passes goods on to both markets."""
    change(tables, "sites", "W_EU", kind="hub", bonded=None)
    tables["site_options"] = [r for r in tables["site_options"] if r["site"] != "W_EU"]
    return without(tables, "direct")


def test_goods_pass_a_hub_in_bond(bonded: Tables, make: ModuleType, solve: Any) -> None:
    plan = solve(through_hub(make, bonded))
    assert only(plan, to="M_GB")["from_status"] == "bonded"
    assert plan.cost_breakdown["tax"] == 15_000


def test_duty_paid_goods_do_not_leave_by_a_hub_either(bonded: Tables, make: ModuleType, solve: Any) -> None:
    bonded["channels"] = [r for r in bonded["channels"] if r["channel"] != "bonded"]
    with pytest.raises(cbeclogistics.InputError, match="M_GB"):
        solve(through_hub(make, bonded))


def test_duty_paid_goods_do_not_enter_a_bonded_warehouse(bonded: Tables, solve: Any) -> None:
    bonded["channels"] = [r for r in bonded["channels"] if r["channel"] != "bonded"]
    change(bonded, "demand", "M_GB", unserved_penalty=500)
    plan = solve(bonded)
    assert only(plan, to="M_EU")["kind"] == "direct"
    assert plan.cost_breakdown["unserved"] == 250_000


def test_a_free_warehouse_takes_no_goods_in_bond(chain: Tables, solve: Any) -> None:
    chain["channels"][0] = {
        "channel": "bonded", "territory": "EU", "procedure": "bonded", "applies_to": "bulk", "duty": "suspended",
        "tax": "suspended",
    }  # fmt: skip
    assert only(solve(chain), to="M_EU")["kind"] == "direct"


def test_duty_follows_the_origin_through_a_third_country(bonded: Tables, make: ModuleType, solve: Any) -> None:
    # bulk out of German bond into GB: 20 % on Chinese goods, 0 on German ones; value 10 + 10 into the EU + 1 on to GB
    bonded["sites"].append(
        {"site": "W_GB", "kind": "overseas_warehouse", "country": "GB", "latitude": 52, "longitude": 0}
    )
    bonded["site_options"].append({"site": "W_GB", "option": "S"})
    bonded["lanes"] += [
        make.lane("trunk", "W_EU", "W_GB", "road", "one"),
        make.lane("home-gb", "W_GB", "M_GB", "road", "parcel-one"),
    ]
    bonded["channels"].append(
        {"channel": "uk-formal", "territory": "GB", "procedure": "formal", "applies_to": "bulk", "recoverable": True}
    )
    bonded["duty_rates"] += [make.duty("GB-CN", "GB", 20, origins="CN"), make.duty("GB-DE", "GB", 0, origins="DE")]
    plan = solve(without(bonded, "ferry"))
    assert only(plan, to="W_GB")["duty"] == pytest.approx(500 * 0.2 * 21)


def two_origins(bonded: Tables, make: ModuleType) -> Tables:
    """Dear German lamps beside cheap Chinese ones in free stock, and a lane in bulk from that stock to GB."""
    change(bonded, "sites", "W_EU", bonded=False)
    bonded["sites"] += [
        {"site": "F_DE", "kind": "factory", "country": "DE", "latitude": 50, "longitude": 9},
        {"site": "W_GB", "kind": "overseas_warehouse", "country": "GB", "latitude": 52, "longitude": 0},
    ]
    bonded["site_options"].append({"site": "W_GB", "option": "S"})
    bonded["supply"].append({"site": "F_DE", "product": "lamp", "unit_cost": 100})
    bonded["lanes"] += [
        make.lane("german", "F_DE", "W_EU", "road", "one"),
        make.lane("trunk", "W_EU", "W_GB", "road", "one"),
        make.lane("home-gb", "W_GB", "M_GB", "road", "parcel-one"),
    ]
    bonded["channels"].append(
        {"channel": "uk-formal", "territory": "GB", "procedure": "formal", "applies_to": "bulk", "recoverable": True}
    )
    bonded["duty_rates"].append(make.duty("GB", "GB", 0))
    return without(bonded, "ferry")


def test_duty_paid_goods_do_not_leave_under_the_name_of_domestic_ones(
    bonded: Tables, make: ModuleType, solve: Any
) -> None:
    # GB gets 500 German lamps and not one Chinese lamp that paid duty in Germany
    plan = solve(two_origins(bonded, make))
    made_here = only(plan, **{"from": "F_DE"})
    assert made_here["units"] == pytest.approx(500)
    assert only(plan, to="W_GB")["origin_country"] == "DE"


def test_a_way_out_of_pooled_stock_may_be_longer_than_one_link(bonded: Tables, make: ModuleType, solve: Any) -> None:
    tables = two_origins(bonded, make)
    tables["sites"].append({"site": "P_DE", "kind": "seaport", "country": "DE", "latitude": 53, "longitude": 8})
    tables = without(tables, "trunk")
    tables["lanes"] += [
        make.lane("to-port", "W_EU", "P_DE", "road", "one"),
        make.lane("over", "P_DE", "W_GB", "ocean", "one"),
    ]
    assert only(solve(tables), **{"from": "F_DE"})["units"] == pytest.approx(500)


def test_a_lane_that_offers_some_channels_clears_by_those_alone(bonded: Tables, solve: Any) -> None:
    change(bonded, "lanes", "ocean", channels="formal")
    change(bonded, "demand", "M_GB", unserved_penalty=500)
    assert solve(bonded).cost_breakdown["unserved"] == 250_000


@pytest.mark.parametrize(
    "terms", [{"modes": "air"}, {"origins": "VN"}, {"effective_to": "2026-11-30"}, {"max_value": 9000}]
)
def test_a_bulk_channel_that_is_closed_brings_nothing_in(chain: Tables, solve: Any, terms: dict[str, Any]) -> None:
    # a full load is 1,000 lamps worth 10,000
    change(chain, "channels", "formal", **terms)
    assert only(solve(chain), to="M_EU")["kind"] == "direct"


@pytest.mark.parametrize(
    ("table", "name", "cells"),
    [
        ("lanes", "home", {"transit_days": 6}),
        ("lanes", "home", {"sales_channels": "B2B"}),
        ("products", "lamp", {"barred_modes": "ocean"}),
        ("rate_cards", "parcel-one", {"to_kg": 0.9}),
        ("rate_cards", "parcel-one", {"to_kg": 1.9, "kg_per_m3": 200}),
    ],
)
def test_a_delivery_is_offered_only_if_everything_about_it_fits(
    chain: Tables, solve: Any, table: str, name: str, cells: dict[str, Any]
) -> None:
    # promise 5 days, one lamp of 1 kg and 0.01 m3 (2 kg at 200 kg a m3); else it comes direct
    change(chain, "demand", "M_EU", promised_days=5)
    change(chain, table, name, **cells)
    assert only(solve(chain), to="M_EU")["kind"] == "direct"


def test_a_promise_met_to_the_day_is_met(chain: Tables, solve: Any) -> None:
    change(chain, "demand", "M_EU", promised_days=1)
    assert only(solve(chain), to="M_EU")["kind"] == "delivery"


def test_a_consignment_above_the_limit_needs_another_channel(chain: Tables, solve: Any) -> None:
    # 60 with 20 % inside is 50; three in an order are 150
    change(chain, "channels", "low", max_value=149)
    tables = {**chain, "lanes": [r for r in chain["lanes"] if r["lane"] == "direct"]}
    change(tables, "demand", "M_EU", units_per_order=2)
    assert only(solve(tables), to="M_EU")["channel"] == "low"
    change(tables, "demand", "M_EU", units_per_order=3)
    with pytest.raises(cbeclogistics.InputError, match="M_EU"):
        solve(tables)


def test_the_cheapest_channel_is_taken(chain: Tables, solve: Any) -> None:
    chain["channels"].append(
        {"channel": "post", "territory": "EU", "procedure": "low_value", "applies_to": "parcel", "duty": "none",
         "tax": "none"}
    )  # fmt: skip
    tables = {**chain, "lanes": [r for r in chain["lanes"] if r["lane"] == "direct"]}
    assert only(solve(tables), to="M_EU")["channel"] == "post"


def test_a_preference_is_claimed_where_the_goods_come_straight_and_it_is_worth_its_proof(
    bonded: Tables, make: ModuleType, solve: Any
) -> None:
    # GB: 12 % on lamps, none under the agreement if they come straight from China with a proof for 10 an entry
    bonded["sites"].append(
        {"site": "W_GB", "kind": "overseas_warehouse", "country": "GB", "latitude": 52, "longitude": 0}
    )
    bonded["site_options"].append({"site": "W_GB", "option": "S"})
    bonded["channels"].append(
        {"channel": "uk-formal", "territory": "GB", "procedure": "formal", "applies_to": "bulk", "recoverable": True}
    )
    bonded["agreements"] = [{"agreement": "FTA", "direct_consignment": True, "certificate_cost": 10}]
    bonded["duty_rates"] += [
        make.duty("GB", "GB", 12),
        make.duty("GB-FTA", "GB", 0, origins="CN", layer="FTA", replaces="MFN", agreement="FTA"),
    ]
    home = make.lane("home-gb", "W_GB", "M_GB", "road", "parcel-one")
    there = without({**bonded, "lanes": [*bonded["lanes"], home]}, "ferry")
    by_hub = solve({**there, "lanes": [*there["lanes"], make.lane("trunk", "W_EU", "W_GB", "road", "one")]})
    assert only(by_hub, to="W_GB")["duty"] == pytest.approx(500 * 0.12 * 21)
    straight = {**there, "lanes": [*there["lanes"], make.lane("liner", "F", "W_GB", "ocean", "one")]}
    plan = solve(straight)
    claimed = only(plan, to="W_GB")
    assert (claimed["duty"], claimed["fees"]) == (0, pytest.approx(5))  # 500 lamps are half a load of 1000 kg
    dear = solve({**straight, "agreements": [{**bonded["agreements"][0], "certificate_cost": 1e6}]})
    assert (only(dear, to="W_GB")["duty"] > 0, only(dear, to="W_GB")["fees"]) == (True, 0)
