"""VAT that comes back, or does not, when a trading company exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cbeclogistics import InputError, landed_cost, landed_costs, rules

TOYS = {
    "origin": "CN", "destination": "US", "currency": "CNY", "hs6": "950300", "quantity": 1000, "unit_value": 11.3,
    "channel": "formal", "date": "2026-11-23",
}  # fmt: skip


def export(**more: Any) -> dict[str, Any]:
    return landed_cost({**TOYS, **more})["export"]


def test_what_is_not_refunded_is_a_cost_and_nothing_is_lost() -> None:
    # 11,300 / 1.13 = 10,000: 1,300 was paid, 9 % of 10,000 comes back
    made = export(purchase_price=11300, export_rebate_pct=9)
    assert (made["vat_paid"], made["refund"], made["cost"], made["refund_days"]) == (1300, 900, 400, 30)
    assert made["source"]


def test_no_more_than_was_paid_comes_back_and_all_of_it_where_no_rebate_is_stated() -> None:
    for more in ({}, {"export_rebate_pct": 13}, {"export_rebate_pct": 17}):
        made = export(purchase_price=11300, **more)
        assert (made["refund"], made["cost"]) == (1300, 0)


def test_a_product_of_the_rules_brings_its_rebate() -> None:
    # solar modules have had none since 2026-04-01
    made = export(hs6=None, product="solar", purchase_price=11300)
    assert (made["refund"], made["cost"]) == (0, 1300)
    assert export(hs6=None, product="solar", purchase_price=11300, export_rebate_pct=13)["refund"] == 1300


def test_lines_add_up_each_with_its_own_rebate() -> None:
    lines = [
        {"hs6": "950300", "quantity": 1, "unit_value": 10, "purchase_price": 1130, "export_rebate_pct": rebate}
        for rebate in (0, 9, 13)
    ]
    made = export(hs6=None, quantity=None, unit_value=None, lines=lines)
    assert (made["vat_paid"], made["refund"], made["cost"]) == (390, 220, 170)


def test_the_landed_cost_does_not_count_it_as_the_price_holds_it() -> None:
    plain, stated = landed_cost(TOYS), landed_cost(TOYS, purchase_price=11300, export_rebate_pct=0)
    assert plain["landed_cost"] == stated["landed_cost"]
    assert "export" not in plain


def test_an_origin_without_export_vat_in_the_rules_is_told() -> None:
    with pytest.raises(InputError, match="the rules hold no export VAT of the origin"):
        export(origin="DE", purchase_price=100)


def test_a_total_of_a_line_is_not_stated_for_several_at_once() -> None:
    lines = [{"hs6": "950300", "quantity": 1, "unit_value": 10}] * 2
    with pytest.raises(InputError, match="weight_kg: '8': is a total of one line"):
        landed_cost({"origin": "CN", "destination": "US", "lines": lines, "weight_kg": 8})


@pytest.mark.parametrize(
    ("code", "refund", "days"), [("0110", 900, 30), ("9810", 900, 10), ("1039", 0, 30), ("9610", 450, 40)]
)
def test_the_procedure_named_says_how_much_comes_back_and_when(
    tmp_path: Path, code: str, refund: float, days: float
) -> None:
    (tmp_path / "exports.csv").write_text(
        "export,name,territory,applies_to,rebate_share_pct,rebate_days,effective_from,source\n"
        "9810,on departure,CN,bulk,100,10,2025-01-27,made up\n9610,parcels,CN,parcel,50,40,,made up\n"
    )
    made = landed_cost(TOYS, purchase_price=11300, export_rebate_pct=9, export=code, rules=tmp_path)["export"]
    assert (made["vat_paid"], made["refund"], made["cost"]) == (1300, refund, 1300 - refund)
    assert (made["procedure"], made["refund_days"]) == (code, days)
    assert made["name"]
    assert ("made up" in made["source"]) == (code in ("9810", "9610"))


def test_a_procedure_that_is_none_of_the_day_is_told_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"is no export procedure of CN on 2026-11-23\n +known: 0110, .*9810"):
        export(purchase_price=100, export="9811")
    with pytest.raises(InputError, match="is no export procedure of CN on 2025-01-26"):
        export(purchase_price=100, export="9810", date="2025-01-26")
    assert export(purchase_price=100, export="9810", date="2025-01-27")["procedure"] == "9810"
    with pytest.raises(InputError, match="give purchase_price"):
        export(export="9810")


def test_rules_list_the_procedures_of_the_day() -> None:
    found = {row["export"]: row for row in rules("CN", date="2026-11-23")["exports"]}
    assert {"0110", "1039", "1210", "9610", "9710", "9810"} <= set(found)
    assert (found["1039"]["rebate_share_pct"], found["9810"]["rebate_days"]) == (0, 30)
    assert found["9810"]["source"]
    assert "9810" not in {row["export"] for row in rules("CN", date="2025-01-26")["exports"]}
    assert not rules("US", date="2026-11-23")["exports"]


def test_tables_of_shipments_tell_the_same_as_shipments_one_by_one() -> None:
    rows = [
        {**TOYS, "shipment": "a", "purchase_price": 11300, "export_rebate_pct": 9, "export": "9810"},
        {**TOYS, "shipment": "b", "purchase_price": 5555, "export": "1039"},
        {**TOYS, "shipment": "c"},
        {**TOYS, "shipment": "d", "purchase_price": 777.77},
        {**TOYS, "shipment": "e", "origin": "VN", "purchase_price": 100, "export_rebate_pct": 20},
        {**TOYS, "shipment": "f", "hs6": None, "product": "solar", "purchase_price": 1130, "date": "2024-12-31"},
    ]
    priced = landed_costs(pd.DataFrame(rows))
    assert priced["export_refund"].loc["a"] == 900
    for row in rows:
        one = {key: value for key, value in row.items() if key != "shipment"}
        alone = landed_cost(one).get("export") or {}
        for key in ("vat_paid", "refund", "cost", "refund_days"):
            expected = pytest.approx(alone.get(key, float("nan")), nan_ok=True)
            assert priced.loc[row["shipment"], f"export_{key}"] == expected
    assert "export_refund" not in landed_costs(pd.DataFrame([TOYS]))


def test_lines_of_one_shipment_in_a_table_add_up() -> None:
    line = {**TOYS, "shipment": "a", "purchase_price": 1130}
    lines = pd.DataFrame([{**line, "export_rebate_pct": rebate} for rebate in (0, 9, 13)])
    priced = landed_costs(lines)
    assert priced[["export_vat_paid", "export_refund", "export_cost"]].loc["a"].tolist() == [390, 220, 170]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"purchase_price": 100, "export": "9811"}, "is no export procedure of CN"),
        ({"purchase_price": 100, "origin": "DE"}, "no export VAT of the origin"),
        ({"export": "9810"}, "give purchase_price"),
        ({"purchase_price": -1}, "expected a number above 0"),
    ],
)
def test_what_is_wrong_in_a_table_is_told(more: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        landed_costs(pd.DataFrame([TOYS, {**TOYS, **more}]))
