"""What a unit costs, component by component (docs/model.md, section 2), on a chain with round prices."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def chain(make: ModuleType) -> Tables:
    return make.chain()


def per_unit(plan: Any, units: float = 1000) -> dict[str, float]:
    """Components that cost anything, for each lamp."""
    return {c: pytest.approx(v / units, abs=1e-5) for c, v in plan.cost_breakdown.items() if v}


def change(tables: Tables, table: str, at: int | str, **values: Any) -> None:
    """Set cells of a row, found by its number or the name in its first column."""
    rows = tables[table]
    row = rows[at] if isinstance(at, int) else next(r for r in rows if at == next(iter(r.values())))
    row.update(values)


def test_a_lamp_costs_what_each_step_of_its_way_costs(chain: Tables, solve: Any) -> None:
    plan = solve(chain)
    assert per_unit(plan) == {"goods": 5, "freight": 12, "duty": 2, "tax": 10, "last_mile": 1}
    assert plan.landed_cost == 30_000


def test_freight_is_not_dutiable_where_goods_are_valued_fob(chain: Tables, solve: Any) -> None:
    change(chain, "territories", "EU", valuation="FOB")
    assert per_unit(solve(chain))["duty"] == 1


def test_direct_goods_pay_no_bulk_freight(chain: Tables, solve: Any) -> None:
    chain["lanes"] = [r for r in chain["lanes"] if r["lane"] == "direct"]
    assert per_unit(solve(chain)) == {"goods": 5, "tax": 10, "last_mile": 30}


@pytest.mark.parametrize(("rebate", "lost"), [(None, 0), (13, 0), (9, 0.4), (0, 1.3), (20, 0)])
def test_export_vat_that_is_not_refunded_is_lost(chain: Tables, solve: Any, rebate: float | None, lost: float) -> None:
    # 13 % VAT on a value of 10; of 10,000 at a rebate of 9 %, 400 become cost
    change(chain, "products", "lamp", export_rebate_pct=rebate)
    assert per_unit(solve(chain)).get("export_vat", 0) == lost


def test_a_direct_parcel_loses_its_export_vat_too(chain: Tables, solve: Any) -> None:
    change(chain, "products", "lamp", export_rebate_pct=9)
    chain["lanes"] = [r for r in chain["lanes"] if r["lane"] == "direct"]
    assert per_unit(solve(chain))["export_vat"] == 0.4


def test_insurance_covers_a_tenth_more_than_value_and_freight_and_is_dutiable(chain: Tables, solve: Any) -> None:
    # 1 % of 1.1 · (10 + 10) = 0.22; duty 10 % of 20.22
    costs = per_unit(solve(chain, costs={"insurance_pct": 1}))
    assert costs["insurance"] == 0.22
    assert costs["duty"] == 2.022


def test_a_load_costs_its_handling_and_a_unit_its_share(chain: Tables, solve: Any) -> None:
    # 500 a load of 1,000 kg at the port, 20 a load at the warehouse; the load's handling is not dutiable
    change(chain, "sites", "P_EU", load_cost=500)
    change(chain, "sites", "W_EU", load_cost=20)
    costs = per_unit(solve(chain))
    assert costs["handling"] == 0.52
    assert costs["duty"] == 2


def test_stock_costs_receiving_rent_and_picking(chain: Tables, solve: Any) -> None:
    # receiving 0.01 m3 · 40 = 0.40; rent 0.01 · 30.4375 · 60 / 30.4375 = 0.60; an order 1.50, a kg 0.25
    change(chain, "sites", "W_EU", inbound_per_m3=40, storage_per_m3_month=30.4375, stock_days=60,
           outbound_per_order=1.5, outbound_per_kg=0.25)  # fmt: skip
    costs = per_unit(solve(chain))
    assert costs["storage"] == 0.6
    assert costs["handling"] == 0.4 + 1.5 + 0.25


def test_an_order_of_two_shares_its_parcel_and_its_picking(chain: Tables, solve: Any) -> None:
    chain["lanes"] = [r for r in chain["lanes"] if r["lane"] != "direct"]
    change(chain, "demand", 0, units_per_order=2)
    change(chain, "sites", "W_EU", outbound_per_order=1.5)
    costs = per_unit(solve(chain))
    assert costs["last_mile"] == 0.5
    assert costs["handling"] == 0.75


def test_capital_is_bound_on_the_way_and_in_stock(chain: Tables, solve: Any) -> None:
    # 7.3 % a year of 10 are 0.002 a day: 1 + 1 + 1 + 1 days of transit, 4 in the port, 30 in stock: 38 days. In stock
    # the freight of 1 from the port is bound too: 30 · 0.0002
    change(chain, "sites", "P_EU", dwell_days=4)
    assert per_unit(solve(chain, costs={"capital_pct_per_year": 7.3}))["capital"] == 0.082


def test_duty_and_lost_tax_paid_on_the_way_into_stock_are_bound_in_it(chain: Tables, solve: Any) -> None:
    # cleared at the door of the warehouse: freight 10, duty 2 and tax 4.40 on it, for 30 days at 0.0002 a day; the
    # goods for 1 + 1 + 1 + 30 days
    change(chain, "channels", "formal", recoverable=False)
    chain["lanes"] = [r for r in chain["lanes"] if r["lane"] in ("port", "ocean", "home")]
    next(r for r in chain["lanes"] if r["lane"] == "ocean")["to_site"] = "W_EU"
    costs = per_unit(solve(chain, costs={"capital_pct_per_year": 7.3}))
    assert (costs["duty"], costs["capital"]) == (2, pytest.approx(33 * 0.002 + 30 * 0.0002 * 16.4, abs=1e-5))


def test_capital_waits_for_the_refund_of_export_vat(chain: Tables, solve: Any) -> None:
    # 9 % of 10 come back after 100 days: 0.90 · 0.0002 · 100 = 0.018, in bulk and parcel by parcel
    change(chain, "products", "lamp", export_rebate_pct=9)
    how = {"costs": {"capital_pct_per_year": 7.3}}
    before = solve(chain, **how).cost_breakdown["capital"]
    change(chain, "territories", "CN", export_rebate_days=100)
    assert solve(chain, **how).cost_breakdown["capital"] == pytest.approx(before + 18)
    chain["lanes"] = [r for r in chain["lanes"] if r["lane"] == "direct"]
    assert per_unit(solve(chain, **how))["capital"] == 0.018 + 0.002


def test_a_rebate_above_the_tax_refunds_no_more_than_it(chain: Tables, solve: Any) -> None:
    change(chain, "territories", "CN", export_rebate_days=100)
    how = {"costs": {"capital_pct_per_year": 7.3}}
    refunded = []
    for rebate in (None, 13, 17):
        change(chain, "products", "lamp", export_rebate_pct=rebate)
        refunded.append(solve(chain, **how).landed_cost)
    assert refunded[0] == refunded[1] == refunded[2]


def test_stock_at_risk_costs_for_the_days_it_lies_only(chain: Tables, solve: Any) -> None:
    assert per_unit(solve(chain, costs={"stock_risk_pct_per_year": 7.3}))["capital"] == 0.06


def test_a_tax_that_comes_back_costs_its_delay(chain: Tables, solve: Any) -> None:
    # 20 % of 20 + 2 = 4.40, back after 50 days: 4.40 · 0.0002 · 50 = 0.044; goods: 34 days · 0.002 = 0.068;
    # freight of 1 in stock: 0.006
    change(chain, "channels", "formal", refund_days=50)
    assert per_unit(solve(chain, costs={"capital_pct_per_year": 7.3}))["capital"] == 0.118


def test_import_tax_that_is_lost_is_paid_on_top_of_the_tax_on_the_sale(chain: Tables, solve: Any) -> None:
    change(chain, "channels", "formal", recoverable=False)
    assert per_unit(solve(chain))["tax"] == 14.4


def test_payment_and_returns_follow_the_price(chain: Tables, solve: Any) -> None:
    # 2 % of 60; a tenth comes back at 30 % of 60
    change(chain, "products", "lamp", return_pct=10)
    costs = per_unit(solve(chain, costs={"payment_pct": 2, "return_cost_pct": 30}))
    assert (costs["payment"], costs["returns"]) == (1.2, 1.8)


@pytest.mark.parametrize(("how", "cells"), [({"consumer_tax": "collected"}, {}), ({}, {"sales_channel": "B2B"})])
def test_a_tax_that_the_buyer_bears_is_no_cost(
    chain: Tables, solve: Any, how: dict[str, Any], cells: dict[str, Any]
) -> None:
    change(chain, "demand", 0, **cells)
    assert "tax" not in per_unit(solve(chain, **how))


def boxed(chain: Tables) -> None:
    """Ocean by containers of 4 m3 (400 lamps) and 1,000 kg, 800 each; handling 100 each."""
    chain["containers"] = [{"container": "box", "usable_m3": 4, "payload_kg": 1000}]
    change(chain, "rate_cards", "ten", basis="container", container="box", base=800, per_kg=0)
    change(chain, "sites", "P_EU", load_cost=100)


def test_empty_space_in_whole_containers_is_paid_and_named(chain: Tables, solve: Any) -> None:
    # 1,000 lamps of 0.01 m3 need 2.5, so 3 boxes: freight 2.5 · 800 = 2,000, unused 400, handling 300
    boxed(chain)
    plan = solve(chain)
    assert plan.cost_breakdown["freight"] == 2000 + 2000
    assert plan.cost_breakdown["container_rounding"] == 400
    assert plan.cost_breakdown["handling"] == 300
    # duty 10 % of 10 + 2: the freight of a full box
    assert plan.cost_breakdown["duty"] == 1200


def test_an_entry_is_a_container(chain: Tables, solve: Any) -> None:
    boxed(chain)
    chain["fees"] = [{"rule": "b", "territory": "EU", "name": "broker", "channels": "formal", "amount": 85}]
    assert solve(chain).cost_breakdown["fees"] == 255


def test_the_maximum_of_a_fee_holds_for_each_entry(chain: Tables, solve: Any) -> None:
    # 3 boxes worth 12,000 / 3 = 4,000 each: 1 % is 40, at most 30
    boxed(chain)
    chain["fees"] = [{"rule": "m", "territory": "EU", "name": "processing", "channels": "formal", "rate_pct": 1,
                      "maximum": 30}]  # fmt: skip
    assert solve(chain).cost_breakdown["fees"] == 90


def test_opening_is_paid_once_and_the_year_in_proportion(chain: Tables, solve: Any) -> None:
    # 73 days are a fifth of a year
    change(chain, "site_options", 0, opening_cost=700, fixed_cost_per_year=1000)
    horizon = {"start": "2026-12-01", "periods": [{"period": "Y1", "days": 73}]}
    plan = solve(chain, horizon=horizon)
    assert (plan.cost_breakdown["opening"], plan.cost_breakdown["fixed"]) == (700, 200)


def test_an_existing_site_costs_no_opening_if_kept_and_its_closing_if_not(chain: Tables, solve: Any) -> None:
    change(chain, "site_options", 0, status="existing", opening_cost=700, closing_cost=900, fixed_cost_per_year=1000)
    kept = solve(chain)
    assert (kept.cost_breakdown["opening"], kept.cost_breakdown["closing"]) == (0, 0)
    change(chain, "site_options", 0, fixed_cost_per_year=20_000)
    closed = solve(chain)
    # 20,000 − 900 more than the 15 that each of 1,000 lamps saves
    assert closed.cost_breakdown["closing"] == 900
    assert closed.landed_cost == 45_900
    assert closed.sites.set_index("site").loc["W_EU", "decision"] == "close"


def test_demand_is_left_unserved_where_that_is_cheaper(chain: Tables, solve: Any) -> None:
    change(chain, "demand", 0, unserved_penalty=29)
    plan = solve(chain)
    assert plan.cost_breakdown["unserved"] == plan.landed_cost == 29_000
    change(chain, "demand", 0, unserved_penalty=31)
    assert solve(chain).cost_breakdown["unserved"] == 0


def test_amounts_in_another_currency_are_converted(chain: Tables, solve: Any) -> None:
    chain["currencies"] = [{"currency": "CNY", "rate": 0.5}]
    change(chain, "supply", 0, unit_cost=8, currency="CNY")
    change(chain, "products", "lamp", customs_value=40, currency="CNY")
    change(chain, "demand", 0, price=144, currency="CNY")
    # goods 4; duty 10 % of 20 + 10; price 72 with 12 VAT inside
    assert per_unit(solve(chain)) == {"goods": 4, "freight": 12, "duty": 3, "tax": 12, "last_mile": 1}


def test_supply_is_limited_by_the_length_of_the_period(chain: Tables, make: ModuleType, solve: Any) -> None:
    # 1,000 a year are 200 in 73 days
    change(chain, "supply", 0, capacity_units_per_year=1000)
    change(chain, "demand", 0, unserved_penalty=500)
    horizon = {"start": "2026-12-01", "periods": [{"period": "Y1", "days": 73}]}
    (row,) = solve(chain, horizon=horizon).tables["demand"].to_dict("records")
    assert (row["delivered"], row["unserved"]) == pytest.approx((200, 800))


def test_demand_that_must_be_met_and_cannot_is_infeasible(chain: Tables, solve: Any) -> None:
    change(chain, "supply", 0, capacity_units_per_year=600)
    with pytest.raises((cbeclogistics.Infeasible, cbeclogistics.InputError), match="400"):
        solve(chain)


def test_each_surcharge_is_asked_of_the_orders_it_applies_to(chain: Tables, solve: Any) -> None:
    # 1 a parcel: 25 % fuel 0.25, to a home 0.50, to a remote place 0.40; dangerous goods 3, which the lamp is not
    chain["surcharges"] = [
        {"surcharge": "fuel", "rate_cards": "parcel-one", "kind": "pct", "amount": 25},
        {"surcharge": "home", "kind": "per_parcel", "amount": 0.5, "applies": "residential"},
        {"surcharge": "remote", "kind": "per_parcel", "amount": 0.4, "applies": "remote"},
        {"surcharge": "dangerous", "kind": "per_parcel", "amount": 3, "applies": "dangerous"},
    ]
    assert per_unit(solve(chain))["last_mile"] == 1.75
    change(chain, "sites", "M_EU", remote=True)
    assert per_unit(solve(chain))["last_mile"] == 2.15
    change(chain, "products", "lamp", dangerous=True)
    assert per_unit(solve(chain))["last_mile"] == 5.15
    change(chain, "demand", 0, sales_channel="B2B")
    chain["lanes"] = [r for r in chain["lanes"] if r["lane"] != "direct"]
    assert per_unit(solve(chain))["last_mile"] == 4.65


def test_a_peak_counts_for_its_days_of_the_period_for_orders_and_of_the_horizon_for_stock(
    chain: Tables, solve: Any
) -> None:
    # 1 December to 10 February: 72 of the first 80 days, none of the other 160: 0.90 a parcel in the first, and 0.30 of
    # the 1 a kg on the ocean in both
    chain["surcharges"] = [
        {"surcharge": "parcels", "rate_cards": "parcel-one", "kind": "per_parcel", "amount": 1,
         "effective_to": "2027-02-10"},
        {"surcharge": "ocean", "rate_cards": "ten", "kind": "per_kg", "amount": 1, "effective_to": "2027-02-10"},
    ]  # fmt: skip
    periods = [{"period": "T1", "days": 80}, {"period": "T2", "days": 160}]
    chain["demand"] = [{**chain["demand"][0], "period": t, "units": 500} for t in ("T1", "T2")]
    plan = solve(chain, horizon={"start": "2026-12-01", "periods": periods})
    sold = plan.flows[plan.flows["kind"] == "delivery"].set_index("period")["last_mile"]
    assert sold.to_dict() == {"T1": pytest.approx(500 * 1.9), "T2": pytest.approx(500)}
    sea = plan.flows[plan.flows["lane"] == "ocean"].set_index("period")["freight"]
    assert sea.to_dict() == {"T1": pytest.approx(500 * 10.3), "T2": pytest.approx(500 * 10.3)}


def test_dangerous_goods_pay_more_in_a_container_and_others_in_it_do_not(chain: Tables, solve: Any) -> None:
    # 200 a box for dangerous goods: 2.5 boxes' worth of lamps; 10 % of it is duty, as a part of the carriage
    boxed(chain)
    plain = solve(chain)
    chain["surcharges"] = [{"surcharge": "imo", "rate_cards": "ten", "kind": "per_load", "amount": 200,
                            "applies": "dangerous"}]  # fmt: skip
    assert solve(chain).landed_cost == plain.landed_cost
    change(chain, "products", "lamp", dangerous=True)
    plan = solve(chain)
    assert plan.cost_breakdown["handling"] == plain.cost_breakdown["handling"] + 500
    assert plan.cost_breakdown["duty"] == plain.cost_breakdown["duty"] + 50
    assert plan.cost_breakdown["container_rounding"] == plain.cost_breakdown["container_rounding"]


def test_local_charges_fall_due_at_both_ends_by_mode_container_and_border(chain: Tables, solve: Any) -> None:
    # 3 boxes over the sea: 40 out and 60 in for each, 9 for the entry of each; 2.5 of them are freight, the rest is
    # rounding
    boxed(chain)
    plain = solve(chain)
    chain["local_charges"] = [
        {"charge": "thc-out", "site": "P_CN", "direction": "out", "modes": "ocean", "per": "load", "amount": 40},
        {"charge": "thc-in", "site": "kind=seaport&territory=EU", "direction": "in", "container": "box", "per": "load",
         "amount": 60},
        {"charge": "filing", "site": "P_EU", "direction": "in", "per": "entry", "amount": 9},
        {"charge": "by rail", "site": "P_EU", "direction": "in", "modes": "rail", "per": "load", "amount": 1000},
        {"charge": "at home", "site": "W_EU", "direction": "in", "per": "entry", "amount": 1000},
        {"charge": "other box", "site": "W_EU", "direction": "in", "container": "box", "per": "load", "amount": 1000},
    ]  # fmt: skip
    plan = solve(chain)
    assert plan.cost_breakdown["freight"] == pytest.approx(plain.cost_breakdown["freight"] + 2.5 * 109)
    assert plan.cost_breakdown["container_rounding"] == pytest.approx(400 + 0.5 * 109)
    assert plan.cost_breakdown["duty"] == plain.cost_breakdown["duty"]  # neither part of the value nor of the carriage


def test_local_charges_by_volume_and_weight_are_handling(chain: Tables, solve: Any) -> None:
    # 30 a m3 of 0.01 m3 into the warehouse, 0.20 a kg out of the port
    chain["local_charges"] = [
        {"charge": "unstuffing", "site": "W_EU", "direction": "in", "per": "m3", "amount": 30},
        {"charge": "screening", "site": "P_CN", "direction": "out", "per": "kg", "amount": 0.2},
    ]
    assert per_unit(solve(chain))["handling"] == 0.5


@pytest.mark.parametrize(
    ("tiers", "cost"),
    [
        ({0: 3}, 3),  # from the first day: all 30 days that a lamp lies on average
        ({60: 3}, 0),  # a lot that lies 30 days on average is gone after 60
        ({30: 3}, 0.75),  # half of it is there on day 30, none on day 60: a triangle of 30 days by a half
        ({15: 3}, 1.6875),  # (60 − 15)² / 120 = 16.875 days
        ({15: 3, 30: 0}, 0.9375),  # until day 30 only
        ({0: 1, 30: 3}, 22.5 / 30 + 0.75),  # the later tier takes the place of the earlier
    ],
)
def test_stock_pays_for_its_age(chain: Tables, solve: Any, tiers: dict[float, float], cost: float) -> None:
    # a rate of 3 is 0.10 a day for the 0.01 m3 of a lamp
    chain["storage_tiers"] = [
        {"site": "W_EU", "from_days": d, "per_m3_month": r * 30.4375 / 0.3} for d, r in tiers.items()
    ]
    assert solve(chain).cost_breakdown["storage"] == pytest.approx(1000 * cost)


def test_money_taken_in_another_currency_costs_its_spread(chain: Tables, solve: Any) -> None:
    # 120 yuan of 0.5 are 60: 2 % payment and 1.5 % spread of it
    chain["currencies"] = [{"currency": "CNY", "rate": 0.5, "spread_pct": 1.5}]
    assert per_unit(solve(chain, costs={"payment_pct": 2}))["payment"] == 1.2
    change(chain, "demand", 0, price=120, currency="CNY")
    assert per_unit(solve(chain, costs={"payment_pct": 2}))["payment"] == 2.1


@pytest.mark.parametrize(
    ("how", "rate"), [({}, 0.5), ({"rules_date": "2026-12-31"}, 0.5), ({"rules_date": "2027-01-01"}, 0.6)]
)
def test_the_rate_of_the_day_whose_rules_apply_counts(
    chain: Tables, solve: Any, how: dict[str, Any], rate: float
) -> None:
    chain["currencies"] = [
        {"currency": "CNY", "rate": 0.4},
        {"currency": "CNY", "rate": 0.5, "effective_from": "2026-12-01"},
        {"currency": "CNY", "rate": 0.6, "effective_from": "2027-01-01"},
    ]
    change(chain, "supply", 0, unit_cost=8, currency="CNY")
    assert per_unit(solve(chain, **how))["goods"] == pytest.approx(8 * rate)


def test_a_returned_unit_costs_its_site_and_what_it_loses_in_value(chain: Tables, solve: Any) -> None:
    # a tenth comes back: 30 % of 60, 4 at the warehouse, 35 % of a value of 10
    change(chain, "products", "lamp", return_pct=10, return_resale_pct=65)
    change(chain, "sites", "W_EU", return_per_unit=4)
    assert per_unit(solve(chain, costs={"return_cost_pct": 30}))["returns"] == 1.8 + 0.4 + 0.35


def test_a_price_by_volume_beside_the_weight_is_part_of_carriage_and_of_duty(chain: Tables, solve: Any) -> None:
    # 10 a kg and 200 a m3 of 0.01: 12, of which 10 % is duty too
    change(chain, "rate_cards", "ten", per_m3=200)
    costs = per_unit(solve(chain))
    assert (costs["freight"], costs["duty"]) == (14, 2.2)


def test_integer_containers_keep_a_trickle_out_of_a_container_that_linear_freight_would_take(
    chain: Tables, solve: Any
) -> None:
    # 50 lamps: a box for 400 costs 800, 2 a lamp as a share and 16 in truth; a part load costs 10 a lamp
    boxed(chain)
    change(chain, "sites", "P_EU", load_cost=0)
    change(chain, "demand", 0, units=50)
    chain["rate_cards"].append({"rate_card": "lcl", "basis": "weight", "per_kg": 10})
    chain["lanes"].append(
        {**next(r for r in chain["lanes"] if r["lane"] == "ocean"), "lane": "lcl", "rate_card": "lcl"}
    )
    small = solve(chain)
    assert set(small.flows["lane"]) == {"port", "lcl", "dray", "home"}
    change(chain, "demand", 0, units=400)
    assert "ocean" in set(solve(chain).flows["lane"])
