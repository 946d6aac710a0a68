"""Export procedures (docs/model.md, section 2) on a chain worked out by hand: the cheapest one that is open."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics
from cbeclogistics.plan.audit import audit

Tables = dict[str, list[dict[str, Any]]]
CAPITAL = {"costs": {"capital_pct_per_year": 36.5}}  # 0.1 % a day

GENERAL = {"export": "0110", "name": "general trade", "territory": "CN", "applies_to": "bulk;zone", "rebate_days": 75}
WAREHOUSE = {"export": "9810", "name": "rebate on departure", "territory": "CN", "applies_to": "bulk",
             "rebate_days": 10, "source": "STA 2025 No. 3"}  # fmt: skip
MARKET = {"export": "1039", "name": "market procurement", "territory": "CN", "applies_to": "bulk",
          "rebate_share_pct": 0}  # fmt: skip


@pytest.fixture
def chain(make: ModuleType) -> Tables:
    """A lamp worth 10: 1.30 of VAT in it, 0.90 of which comes back; nothing else binds capital."""
    tables: Tables = make.chain()
    tables["products"][0]["export_rebate_pct"] = 9
    for row in tables["lanes"]:
        row["transit_days"] = 0
    return tables


def leaves(plan: Any, to: str) -> dict[str, float]:
    """What a lamp loses on its way to a site: VAT, capital, fees."""
    flows = plan.flows[plan.flows["to"] == to]
    return {c: float(flows[c].sum() / flows["units"].sum()) for c in ("export_vat", "capital", "fees")}


def only(tables: Tables, *lanes: str) -> Tables:
    return {**tables, "lanes": [row for row in tables["lanes"] if row["lane"] in lanes]}


BY_SEA = ("port", "ocean", "dray", "home")


@pytest.mark.parametrize(
    ("rows", "lost", "waiting"),
    [
        ([], 0.4, 0.9 * 0.001 * 200),  # the territory's 200 days
        ([MARKET], 1.3, 0),  # exempt: all of it stays, nothing is waited for
        ([GENERAL, MARKET], 0.4, 0.9 * 0.001 * 75),  # 0.4675 a lamp
        ([GENERAL, MARKET, WAREHOUSE], 0.4, 0.9 * 0.001 * 10),  # 0.409
        ([{**GENERAL, "rebate_days": None}], 0.4, 0.9 * 0.001 * 200),
        ([{**GENERAL, "rebate_share_pct": 50}], 1.3 - 0.45, 0.45 * 0.001 * 75),
        ([{**GENERAL, "applies_to": "zone"}], 0.4, 0.9 * 0.001 * 200),  # none for loads that go abroad
        ([{**WAREHOUSE, "effective_to": "2026-11-30"}, GENERAL], 0.4, 0.9 * 0.001 * 75),
        ([{**WAREHOUSE, "effective_from": "2026-12-02"}, GENERAL], 0.4, 0.9 * 0.001 * 75),
        ([{**WAREHOUSE, "effective_from": "2026-12-01"}, GENERAL], 0.4, 0.9 * 0.001 * 10),
    ],
)
def test_a_load_leaves_by_the_cheapest_procedure_open_to_it(
    chain: Tables, solve: Any, rows: list[dict[str, Any]], lost: float, waiting: float
) -> None:
    chain["territories"][0]["export_rebate_days"] = 200
    plan = solve({**only(chain, *BY_SEA), "exports": rows}, rules_date="2026-12-01", **CAPITAL)
    assert plan.cost_breakdown.get("export_vat", 0) == pytest.approx(1000 * lost)
    assert leaves(plan, "P_EU")["capital"] == pytest.approx(waiting)


def test_the_declaration_of_orders_costs_a_load_nothing(chain: Tables, solve: Any) -> None:
    rows = [{**WAREHOUSE, "applies_to": "bulk;parcel", "amount": 100}, GENERAL]
    assert leaves(solve({**only(chain, *BY_SEA), "exports": rows}, **CAPITAL), "P_EU")["capital"] == 0.009


def test_long_delays_make_the_exemption_cheaper(chain: Tables, solve: Any) -> None:
    # 0.40 + 0.90 · 0.001 · 1,100 = 1.39 against 1.30
    rows = [{**GENERAL, "rebate_days": 1100}, MARKET]
    assert leaves(solve({**only(chain, *BY_SEA), "exports": rows}, **CAPITAL), "P_EU")["export_vat"] == 1.3


def test_a_load_into_a_zone_leaves_by_a_procedure_for_zones_once(chain: Tables, solve: Any) -> None:
    zone = {**WAREHOUSE, "export": "1210", "applies_to": "zone", "rebate_days": 30}
    tables = {**only(chain, "zone", "zone-port", "ocean", "dray", "home"), "exports": [WAREHOUSE, zone]}
    plan = solve(tables, **CAPITAL)
    assert leaves(plan, "B_CN")["export_vat"] == pytest.approx(0.4)
    assert leaves(plan, "P_EU") == {"export_vat": 0, "capital": 0, "fees": 0}
    stocked = leaves(solve({**tables, "exports": [WAREHOUSE]}, **CAPITAL), "B_CN")["capital"]  # 0 days for the refund
    assert leaves(plan, "B_CN")["capital"] == pytest.approx(stocked + 0.9 * 0.001 * 30)


@pytest.mark.parametrize(
    ("order", "sales_channel", "lost", "waiting", "declared"),
    [
        (1, "B2C", 1.3, 0, 0),  # 0.40 + 0.018 + 2 against 1.30
        (4, "B2C", 0.4, 0.018, 0.5),  # 0.918
        (4, "B2B", 0.4, 0.009, 0.25),  # 0.659, which is not open to consumers
    ],
)
def test_an_order_pays_its_declaration_and_leaves_by_what_is_open_to_its_sales_channel(
    chain: Tables, solve: Any, order: int, sales_channel: str, lost: float, waiting: float, declared: float
) -> None:
    chain["demand"][0] |= {"units_per_order": order, "sales_channel": sales_channel}
    chain["exports"] = [
        {**WAREHOUSE, "export": "9610", "applies_to": "parcel", "sales_channels": "B2C", "rebate_days": 20, "amount": 4,
         "currency": "CNY"},
        {**WAREHOUSE, "export": "9710", "applies_to": "parcel", "sales_channels": "B2B", "amount": 1},
        {**MARKET, "applies_to": "parcel"},
    ]  # fmt: skip
    chain["currencies"] = [{"currency": "CNY", "rate": 0.5}]
    plan = solve(only(chain, "direct"), **CAPITAL)
    assert leaves(plan, "M_EU") == pytest.approx({"export_vat": lost, "capital": waiting, "fees": declared})


def test_explain_names_the_procedure_with_its_source_and_of_equals_the_first(
    chain: Tables, make: ModuleType, solve: Any
) -> None:
    chain["products"][0]["export_rebate_pct"] = None  # all of it comes back: the line stands with nothing
    for rows, named in (([GENERAL, WAREHOUSE], WAREHOUSE), ([{**WAREHOUSE, "export": "x"}, WAREHOUSE], "x")):
        tables = {**only(chain, *BY_SEA), "exports": rows}
        how = cbeclogistics.explain(solve(tables, **CAPITAL), make.network(tables, **CAPITAL), market="M_EU",
                                    product="lamp")  # fmt: skip
        (line,) = (line for line in how.ways[0].lines if line.component == "export_vat")
        code = named if isinstance(named, str) else str(named["export"])
        assert (line.what, line.rate, line.amount) == (f"{code} rebate on departure", "13 % less 13 % refunded", 0)
        assert (line.rule.table, line.rule.rule, line.rule.source) == ("exports", f"{code}/CN", "STA 2025 No. 3")
        waits = next(x for x in how.ways[0].lines if x.component == "capital" and x.leg == line.leg)
        assert "10 d for 1.30 of VAT on export" in waits.what


def test_the_audit_finds_another_procedure(chain: Tables, make: ModuleType, solve: Any) -> None:
    tables = {**only(chain, *BY_SEA), "exports": [GENERAL]}
    plan = solve(tables, **CAPITAL)
    for rows, off in (([GENERAL, WAREHOUSE], {"capital"}), ([MARKET], {"capital", "export_vat"})):
        checked = audit(make.network({**tables, "exports": rows}, **CAPITAL), plan)
        wrong = {c.name for c in checked.checks if not c.passed}
        assert {f"{c} of every flow is right" for c in off} <= wrong


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"territory": "XX"}, "XX"),
        ({"applies_to": "air"}, "applies_to"),
        ({"sales_channels": "B2C"}, "only orders have a sales channel"),
        ({"amount": 5}, "is for an order"),
        ({"rebate_share_pct": 101}, "rebate_share_pct"),
    ],
)
def test_terms_that_make_no_sense_are_told(chain: Tables, make: ModuleType, row: dict[str, Any], said: str) -> None:
    with pytest.raises(cbeclogistics.InputError, match=said):
        make.network({**chain, "exports": [{**WAREHOUSE, **row}]})


def test_two_rows_of_a_procedure_on_one_day_are_told(chain: Tables, make: ModuleType) -> None:
    rows = [WAREHOUSE, {**WAREHOUSE, "effective_from": "2026-01-01"}]
    with pytest.raises(cbeclogistics.InputError, match="in force together"):
        make.network({**chain, "exports": rows})
