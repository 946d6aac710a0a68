"""What the terminal shows of an explanation."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics
from cbeclogistics.cli import console
from cbeclogistics.cli.render_explain import explanation_tables


@pytest.fixture
def shown(make: ModuleType, solve: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(console, "PIPED_WIDTH", 100)

    def show(tables: dict[str, Any]) -> str:
        plan = solve(tables)
        told = cbeclogistics.explain(plan, make.network(tables), market="M_EU", product="lamp")
        console.show(*explanation_tables(told))
        return capsys.readouterr().out

    return show


def test_legs_lines_ways_and_rules_stand_in_tables(make: ModuleType, shown: Any) -> None:
    text = shown(make.chain())
    assert "lamp (HS 940542) in M_EU (DE): USD 30,000.00, 30.0000 a unit delivered" in text
    assert "Way 1: 1,000 units (100.0% of B2C in Y1) from stock at W_EU by road, 1 d to the door" in text
    duty = next(line for line in text.splitlines() if "duty MFN" in line)
    assert duty.split() == ["duty", "MFN", "10", "%", "2.0000", "2,000.00", "[7]"]
    assert any(line.startswith("[7]") and "EU-lamp" in line for line in text.splitlines())
    assert "+15.0000" in text  # direct
    assert max(map(len, text.splitlines())) <= 100


def test_what_is_not_served_and_what_is_closed_are_told(make: ModuleType, shown: Any) -> None:
    tables = make.chain()
    tables["demand"][0] |= {"unserved_penalty": 25, "promised_days": 3}
    tables["lanes"].append(make.lane("slow", "F", "M_EU", "post", "parcel-one", days=20))
    text = " ".join(shown(tables).split())
    assert "Not served: 1,000 units of B2C in Y1, at a penalty of 25.00 a unit: USD 25,000.00" in text
    assert "Ways to serve them at full loads, against the penalty of 25.00" in text
    assert "is later than promised: 20 days, promised are 3" in text


def test_a_demand_that_nothing_can_serve_says_so(make: ModuleType, shown: Any) -> None:
    tables = make.chain()
    tables["demand"][0] |= {"unserved_penalty": 25, "promised_days": 0.5}
    assert "No way of the instance can serve them." in shown(tables)
