"""The rates of duty of a code, looked up without going through the schedule."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cbeclogistics
from cbeclogistics import InputError, duties


def test_layers_that_are_charged_together() -> None:
    found = {d["layer"]: d["rate"] for d in duties("US", "6109.10", origin="CN", date="2026-12-01")}
    assert found == {"MFN": "16.5%", "S301": "7.5%", "S301FL": "12.5%"}
    assert [d["rate_pct"] for d in duties("DE", "610910", date="2026-12-01")] == [12.0]
    assert duties("US", "000000", date="2026-12-01") == []
    with pytest.raises(InputError, match="no such territory"):
        duties("ZZ", "610910")


def test_a_schedule_of_ones_own_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cbeclogistics.loaders import reference

    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,rate_pct\nx,US,*,84713001,MFN,1\n", "utf-8"
    )
    assert duties("US", "847130", rules=tmp_path)[0]["hs"] == "84713001"
    monkeypatch.setattr(reference, "reference_tables", lambda *_: pytest.fail("read again"))
    assert duties("US", "8471300100", rules=tmp_path)[0]["hs"] == "84713001"
    assert cbeclogistics.rules("US", hs="847130", rules=tmp_path)["line"] == "84713001"


@pytest.mark.parametrize("hs", ["010010", "01001000", "0100100000"])
def test_a_look_up_goes_to_the_code_and_not_through_all(make: ModuleType, hs: str) -> None:
    codes = [f"{heading:04}{line:04}" for heading in range(100, 600) for line in range(1000, 1010)]
    rules = make.rulebook(
        territories=[{"territory": "US", "countries": "US", "valuation": "FOB"}],
        duty_rates=[
            {"rule": c, "territory": "US", "origins": "*", "hs": c, "layer": "MFN", "rate_pct": 1} for c in codes
        ],
    )
    assert len(rules.duty_rules) == 5000
    index: Any = rules._by_code["US"]
    seen: list[str] = []

    class Counted(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            seen.append(key)
            return super().get(key, default)

        def __getitem__(self, key: str) -> Any:
            seen.append(key)
            return super().__getitem__(key)

    index._by_code = Counted(index._by_code)
    assert [r.rate_pct for r in rules.duty_stack("US", "CN", hs, dt.date(2026, 12, 1))] == [1]
    assert len(seen) < 100
