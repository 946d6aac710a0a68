"""Duties by what else a shipment states of its goods: areas, content, the value of a part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cbeclogistics import InputError, landed_cost, landed_costs
from cbeclogistics import rules as applying

RULES = """rule,territory,origins,hs,layer,rate_pct,per_unit,per_litre,per_measure,min_per_kg,max_per_litre,currency
glass,US,*,70052110,MFN,0.4,,,0.145 m2,,,USD
watch,US,*,91021110,MFN,,0.44,,6% case;14% strap,,,USD
spirit,US,*,22043000,MFN,,,0.044,0.314 proof_litre,,,USD
sugar,US,*,17011205,MFN,,,,-0.00020668 kg_degree_under_100,0.03143854,,USD
wine,US,*,22042999,MFN,15,,,,,1,EUR
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "duty_rates.csv").write_text(RULES, "utf-8")
    return tmp_path


def base(cost: dict[str, Any]) -> tuple[float, str]:
    return next((d["amount"], d["rate"]) for d in cost["duties"] if d["layer"] == "MFN")


def goods(hs: str, **more: Any) -> dict[str, Any]:
    return {"origin": "VN", "destination": "US", "hs6": hs, "quantity": 100, "unit_value": 10, "date": "2026-11-23",
            "channel": "formal", **more}  # fmt: skip


@pytest.mark.parametrize(
    ("shipment", "duty", "rate"),
    [
        (goods("70052110", measures={"m2": 50}), 4 + 7.25, "0.4% + 0.145 USD/m2"),
        (goods("91021110", measures={"case": 200, "strap": 50}), 44 + 19, "0.44 USD/unit + 6% of case + 14% of strap"),
        (goods("22043000", litres=200, measures={"proof_litre": 40}), 21.36, "0.044 USD/litre + 0.314 USD/proof_litre"),
        (goods("17011205", weight_kg=1000, measures={"kg_degree_under_100": 0}), 31.44, ""),
        (goods("22042999", litres=100), 115.0, "15%, at most 1.15 USD/litre"),
    ],
)
def test_what_is_charged_by_measures(rules: Path, shipment: dict[str, Any], duty: float, rate: str) -> None:
    amount, said = base(landed_cost(shipment, rules=rules))
    assert amount == pytest.approx(duty)
    assert said == rate or not rate
    table = {**shipment, **{f"measure_{k}": v for k, v in shipment.pop("measures", {}).items()}}
    table.pop("measures", None)
    priced = landed_costs(pd.DataFrame([table, {**table, "quantity": 200}]), rules=rules)
    assert priced["problem"].tolist() == ["", ""]
    assert priced["duty"][0] == pytest.approx(duty + 125)  # section 301 "forced labour" of Viet Nam


def test_the_value_of_a_part_is_in_the_shipments_currency(rules: Path) -> None:
    shipment = goods("91021110", currency="EUR", measures={"case": 200, "strap": 0})
    assert base(landed_cost(shipment, rules=rules))[0] == pytest.approx(12 + 44 / 1.15, abs=0.01)


def test_a_measure_that_is_not_stated_is_asked_for(rules: Path) -> None:
    with pytest.raises(InputError, match=r'measures.*is missing: the rule watch charges by "strap"'):
        landed_cost(goods("91021110", measures={"case": 200}), rules=rules)
    table = pd.DataFrame([goods("91021110"), goods("61091000")])
    assert [bool(p) for p in landed_costs(table, rules=rules)["problem"]] == [True, False]
    with pytest.raises(InputError, match="expected measures with their totals"):
        landed_cost(goods("91021110", measures=3), rules=rules)
    with pytest.raises(InputError, match="expected a number of 0 or more"):
        landed_cost(goods("91021110", measures={"case": -3}), rules=rules)


def test_rules_say_the_measures(rules: Path) -> None:
    found = applying("US", date="2026-11-23", hs="91021110", origin="VN", rules=rules)
    assert {d["rate"] for d in found["duties"]} >= {"0.44 USD/unit + 6 % of case + 14 % of strap"}


def test_a_term_by_a_measure_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,per_measure\nx,US,*,70052110,MFN,much glass\n", "utf-8"
    )
    with pytest.raises(InputError, match="per_measure"):
        landed_cost(goods("70052110"), rules=tmp_path)
