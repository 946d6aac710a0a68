"""Duty-paid stock that leaves again and gets its duty back (docs/model.md, sections 1 to 3)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def america(make: ModuleType) -> Tables:
    """A factory in China, a US warehouse not in bond, 1000 lamps wanted in the US, 500 in Canada.

    A lamp is worth 10. To the warehouse it costs 5 goods, freight 1 + 10 + 1 and 25 % duty on FOB, 2.50. To the door it
    costs 1 in the US, and 2 in Canada with 8 % duty, 0.80, and 5 % tax on 10.80, 0.54.
    """
    tables = make.chain()
    us = {"DE": "US", "NL": "US"}
    for rows in tables.values():
        for row in rows:
            row.update({k: us.get(v, v.replace("EU", "US")) for k, v in row.items() if isinstance(v, str)})
    tables["sites"].append({"site": "M_CA", "kind": "market", "country": "CA", "latitude": 43.7, "longitude": -79.4})
    tables["demand"].append({"market": "M_CA", "product": "lamp", "units": 500, "price": 60})
    tables["rate_cards"].append({"rate_card": "parcel-two", "basis": "parcel", "base": 2})
    tables["lanes"] = [row for row in tables["lanes"] if row["lane"] != "direct"]
    tables["lanes"].append(make.lane("north", "W_US", "M_CA", "road", "parcel-two"))
    tables["territories"] = [
        tables["territories"][0],
        {"territory": "US", "countries": "US", "valuation": "FOB", "drawback_pct": 99},
        {"territory": "CA", "countries": "CA", "valuation": "FOB"},
    ]
    tables["channels"] = [
        {"channel": "formal", "territory": "US", "procedure": "formal", "applies_to": "bulk"},
        {"channel": "courier", "territory": "CA", "procedure": "courier", "applies_to": "parcel"},
    ]
    tables["duty_rates"] = [make.duty("US-lamp", "US", 25), make.duty("CA-lamp", "CA", 8)]
    tables["taxes"] = [{"rule": "GST", "country": "CA", "rate_pct": 5}, {"rule": "US", "country": "US", "rate_pct": 0}]
    return tables


def change(tables: Tables, table: str, name: str, **values: Any) -> None:
    next(r for r in tables[table] if name == next(iter(r.values()))).update(values)


def only(plan: Any, **match: str) -> dict[str, Any]:
    """The one flow that matches."""
    rows = [r for r in plan.flows.to_dict("records") if all(r[k] == v for k, v in match.items())]
    assert len(rows) == 1, plan.flows
    return rows[0]


def to_canada(tables: Tables, make: ModuleType) -> None:
    """A parcel line from the factory to Canada, at 30."""
    tables["lanes"].append(make.lane("air", "F", "M_CA", "air", "parcel-thirty"))


def test_a_us_warehouse_serves_canada_and_gets_its_duty_back(america: Tables, solve: Any) -> None:
    plan = solve(america)
    assert plan.landed_cost == pytest.approx(1000 * (17 + 2.5 + 1) + 500 * (17 + 2.5 - 2.475 + 2 + 0.8 + 0.54))
    assert plan.cost_breakdown["drawback"] == pytest.approx(-500 * 0.99 * 2.5)
    assert plan.cost_breakdown["duty"] == pytest.approx(1500 * 2.5 + 500 * 0.8)
    entered = only(plan, to="P_US", to_status="for_export")
    assert (entered["units"], entered["channel"], entered["duty"]) == (500, "formal", 1250)
    assert only(plan, to="W_US", to_status="for_export")["drawback"] == 0  # it crossed the border before
    north = only(plan, to="M_CA")
    assert (north["from_status"], north["channel"], north["origin_country"]) == ("for_export", "courier", "CN")


def test_without_drawback_duty_paid_stock_stays(america: Tables, make: ModuleType, solve: Any) -> None:
    change(america, "territories", "US", drawback_pct=0)
    with pytest.raises(cbeclogistics.InputError, match="M_CA"):
        solve(america)
    to_canada(america, make)
    plan = solve(america)
    assert only(plan, to="M_CA")["from"] == "F"
    assert plan.landed_cost == pytest.approx(1000 * 20.5 + 500 * (5 + 30 + 0.8 + 0.54))
    assert plan.cost_breakdown["drawback"] == 0


def test_the_dearer_the_duty_that_stays_the_sooner_parcels_go_direct(
    america: Tables, make: ModuleType, solve: Any
) -> None:
    # direct is 36.34; out of stock 20.34 + what stays: 1 % of 25 % of 10, and all of a layer that is not drawn back
    to_canada(america, make)
    america["duty_rates"].append(make.duty("US-301", "US", 150, layer="301", no_drawback=True))
    plan = solve(america)
    assert only(plan, to="M_CA")["from"] == "W_US"
    assert plan.cost_breakdown["drawback"] == pytest.approx(-500 * 2.475)
    change(america, "duty_rates", "US-301", rate_pct=170)
    assert only(solve(america), to="M_CA")["from"] == "F"


def test_duty_waits_in_stock_and_until_it_is_paid_back(america: Tables, solve: Any) -> None:
    # 10 % a year: lamps wait in the warehouse for 36.5 days, what is drawn back waits 73 more; links take no time.
    # Duty fell due on the link to the port, so that stock binds 10 of value and 1 of dray
    for lane in america["lanes"]:
        lane["transit_days"] = 0
    change(america, "sites", "W_US", stock_days=36.5)
    change(america, "territories", "US", drawback_days=73)
    plan = solve(america, costs={"capital_pct_per_year": 10})
    assert plan.cost_breakdown["capital"] == pytest.approx(1500 * 11 * 0.01 + 500 * 2.475 * 0.02)


def test_stock_for_export_takes_the_room_of_the_site_and_of_its_boxes(
    america: Tables, make: ModuleType, solve: Any
) -> None:
    # 15 m3 for both markets; one box holds them together
    america["containers"] = [{"container": "box", "usable_m3": 15, "payload_kg": 9000}]
    america["rate_cards"].append({"rate_card": "boxed", "basis": "container", "container": "box", "base": 3000})
    change(america, "lanes", "ocean", rate_card="boxed")
    change(america, "site_options", "W_US", throughput_m3_per_year=15)
    plan = solve(america)
    boxes = plan.tables["containers"]
    assert boxes.loc[boxes["basis"] == "container", "loads"].tolist() == [1]
    change(america, "site_options", "W_US", throughput_m3_per_year=14)
    with pytest.raises(cbeclogistics.Infeasible):
        solve(america)


def test_a_cif_value_abroad_has_the_freight_to_the_first_border_in_it(america: Tables, solve: Any) -> None:
    # 8 % of 10 + 10
    change(america, "territories", "CA", valuation="CIF")
    assert only(solve(america), to="M_CA")["duty"] == pytest.approx(500 * 1.6)


def test_goods_for_export_keep_their_origin(america: Tables, make: ModuleType, solve: Any) -> None:
    # free for American goods alone; a preference for Chinese ones asks that they come straight
    america["duty_rates"] += [
        make.duty("CA-US", "CA", 0, layer="USMCA", origins="US", replaces="MFN"),
        make.duty("CA-CN", "CA", 0, layer="FTA", origins="CN", replaces="MFN", agreement="straight"),
    ]
    america["agreements"] = [{"agreement": "straight", "name": "Straight", "direct_consignment": True}]
    assert only(solve(america), to="M_CA")["duty"] == pytest.approx(500 * 0.8)
    change(america, "agreements", "straight", direct_consignment=False)
    assert only(solve(america), to="M_CA")["duty"] == 0


def test_stock_for_export_goes_abroad_in_bulk_too(america: Tables, make: ModuleType, solve: Any) -> None:
    america["sites"].append({"site": "W_CA", "kind": "overseas_warehouse", "country": "CA", "latitude": 43.6,
                             "longitude": -79.6})  # fmt: skip
    america["site_options"].append({"site": "W_CA", "option": "S"})
    america["channels"].append({"channel": "bulk", "territory": "CA", "procedure": "formal", "applies_to": "bulk",
                                "recoverable": True})  # fmt: skip
    america["lanes"] = [row for row in america["lanes"] if row["lane"] != "north"]
    america["lanes"] += [
        make.lane("truck", "W_US", "W_CA", "road", "one"), make.lane("door", "W_CA", "M_CA", "road", "parcel-one"),
    ]  # fmt: skip
    plan = solve(america)
    truck = only(plan, lane="truck")
    assert (truck["from_status"], truck["to_status"], truck["duty"]) == ("for_export", "free", 400)
    assert plan.cost_breakdown["drawback"] == pytest.approx(-500 * 2.475)


def test_stock_for_export_is_not_moved_to_another_site_first(america: Tables, make: ModuleType, solve: Any) -> None:
    america["sites"].append(
        {"site": "W_NY", "kind": "overseas_warehouse", "country": "US", "latitude": 43, "longitude": -78}
    )
    america["site_options"].append({"site": "W_NY", "option": "S"})
    change(america, "lanes", "north", from_site="W_NY")
    america["lanes"].append(make.lane("between", "W_US", "W_NY", "road", "one"))
    with pytest.raises(cbeclogistics.InputError, match="M_CA"):
        solve(america)
    america["lanes"].append(make.lane("dray-ny", "P_US", "W_NY", "road", "ten"))  # from the port it may go there
    assert only(solve(america), lane="dray-ny")["to_status"] == "for_export"


def test_a_bonded_warehouse_holds_nothing_for_export(america: Tables, solve: Any) -> None:
    change(america, "sites", "W_US", bonded=True)
    change(america, "demand", "M_US", unserved_penalty=100)
    with pytest.raises(cbeclogistics.InputError, match="M_CA"):
        solve(america)


def test_nothing_is_drawn_back_on_goods_that_only_pass_a_hub(america: Tables, solve: Any) -> None:
    change(america, "sites", "W_US", kind="hub")
    america["site_options"] = [row for row in america["site_options"] if row["site"] != "W_US"]
    with pytest.raises(cbeclogistics.InputError, match="M_CA"):
        solve(america)


def test_what_no_lane_leads_abroad_from_has_no_stock_for_export(america: Tables, make: ModuleType) -> None:
    from cbeclogistics.design.formulate import formulate

    america["lanes"] = [row for row in america["lanes"] if row["lane"] != "north"]
    to_canada(america, make)
    drawn = formulate(make.unchecked(america))
    change(america, "territories", "US", drawback_pct=0)
    assert drawn.possible_flows == formulate(make.unchecked(america)).possible_flows


def test_explain_says_what_comes_back(america: Tables, make: ModuleType) -> None:
    america["territories"][1] |= {"source": "19 USC 1313", "drawback_days": 60}
    network = make.network(america, costs={"capital_pct_per_year": 10})
    plan = cbeclogistics.solve(network)
    told = cbeclogistics.explain(plan, network, market="M_CA", product="lamp")
    (way,) = told.ways
    (line,) = [line for line in way.lines if line.component == "drawback"]
    assert (line.what, line.rate, line.per_unit) == ("on export", "99 % of duty", -2.475)
    assert line.rule.source == "19 USC 1313"
    assert sum(line.amount for line in way.lines) == pytest.approx(way.landed_cost)
    assert [leg.to_status for leg in way.legs] == ["free", "for_export", "for_export", "free"]
    assert "60 d for 2.48 of duty" in " ".join(line.what for line in way.lines)
