"""What is charged and is not in the rules is told, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from cbeclogistics import landed_cost, landed_costs
from cbeclogistics import rules as applying
from cbeclogistics.cli.app import app

TODAY = "2026-11-23"


def shipment(origin: str, day: str, hs: str = "610910", destination: str = "US") -> dict[str, Any]:
    return {"origin": origin, "destination": destination, "hs6": hs, "date": day, "quantity": 100, "unit_value": 10,
            "channel": "formal"}  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "day", "hs", "missing"),
    [
        ("IN", TODAY, "610910", ["S301FL"]),
        ("HK", TODAY, "610910", ["S301FL"]),
        ("IN", "2026-07-23", "610910", []),
        ("VN", TODAY, "610910", []),  # its rate is in the rules
        ("CN", TODAY, "610910", []),
        ("CN", TODAY, "950300", []),  # on no list, as was looked up
        ("VN", "2025-09-01", "610910", ["IEEPA-reciprocal"]),
        ("CA", "2025-09-01", "610910", ["IEEPA-fentanyl"]),
        ("CN", "2025-09-01", "610910", []),
        ("CN", "2026-01-01", "732393", ["S232 before 2026-04-06"]),
        ("CN", TODAY, "854143", ["ADCVD"]),
        ("IN", TODAY, "870830", []),  # section 232 takes its place
        ("CN", "2027-10-01", "610910", ["Merchandise processing fee"]),
        ("CN", "2027-09-30", "610910", []),
        ("CN", "2023-09-30", "610910", ["Merchandise processing fee"]),
    ],
)
def test_layers_and_fees_that_are_known_to_be_missing(origin: str, day: str, hs: str, missing: list[str]) -> None:
    cost = landed_cost(shipment(origin, day, hs))
    assert [gap["missing"] for gap in cost["gaps"]] == missing
    assert all(gap["source"] and gap["text"] in cost["gap"] for gap in cost["gaps"])
    assert (cost["gap"] == "") is (not missing)
    told = applying("US", date=day, origin=origin, hs=hs, channel="formal")
    assert told["gap"] == cost["gap"]
    assert landed_costs(pd.DataFrame([shipment(origin, day, hs)]))["gap"].tolist() == [cost["gap"]]


def test_duties_that_run_out_are_told_when_they_have() -> None:
    before, after = (landed_cost(shipment("CN", day, "871160", "DE")) for day in ("2030-01-31", "2030-02-01"))
    assert "ADCVD" in {d["layer"] for d in before["duties"]}
    assert before["gap"] == ""
    assert [gap["missing"] for gap in after["gaps"]] == ["ADCVD after 2030-01-31"]


def test_codes_beyond_the_lists_that_were_looked_up_are_told(tmp_path: Path) -> None:
    """The base rate of an imported schedule does not say what is on the lists of sections 232 and 301."""
    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,rate_pct\nmine,US,*,84713001,MFN,0\n", "utf-8"
    )
    cost = landed_cost(shipment("CN", TODAY, "84713001"), rules=tmp_path)
    assert {gap["missing"] for gap in cost["gaps"]} == {"S232", "S301"}
    assert {g["missing"] for g in landed_cost(shipment("VN", TODAY, "84713001"), rules=tmp_path)["gaps"]} == {"S232"}
    listed = tmp_path / "duty_rates.csv"
    listed.write_text(listed.read_text("utf-8") + "own,US,CN,84713001,S301,0\n", "utf-8")
    assert {g["missing"] for g in landed_cost(shipment("CN", TODAY, "84713001"), rules=tmp_path)["gaps"]} == {"S232"}


def test_a_row_of_the_users_that_ends_without_a_successor_is_told(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(
        "rule,territory,name,channels,amount,currency,effective_to\nGB-X,GB,Port fee,formal,5,GBP,2026-06-30\n", "utf-8"
    )
    (tmp_path / "taxes.csv").write_text(
        "rule,country,kind,tax,hs,rate_pct,effective_to\nGB-T,GB,levy,Sugar,61,3,2026-06-30\n", "utf-8"
    )
    costs = [landed_cost(shipment("CN", day, destination="GB"), rules=tmp_path) for day in ("2026-06-30", "2026-07-01")]
    assert [[gap["missing"] for gap in cost["gaps"]] for cost in costs] == [[], ["Port fee", "Sugar"]]
    assert costs[1]["gaps"][0]["text"] == "GB-X ended on 2026-06-30, and nothing follows it"


def test_channels_without_the_tariff_have_no_gap_of_its_layers() -> None:
    parcel = {**shipment("CN", TODAY, destination="BR"), "quantity": 1, "mode": "express"}
    assert landed_cost({**parcel, "channel": "remessa_50"})["gap"] == ""
    assert [gap["missing"] for gap in landed_cost({**parcel, "channel": "formal"})["gaps"]] == ["IPI"]


def test_lines_of_one_shipment_each_add_what_they_lack() -> None:
    lines = [{"origin": origin, "hs6": hs, "quantity": 1, "unit_value": 10.0}
             for origin, hs in (("CN", "610910"), ("IN", "610910"), ("CN", "854143"), ("HK", "610910"))]  # fmt: skip
    one = landed_cost(lines=lines, destination="US", date=TODAY, channel="formal")
    assert [gap["missing"] for gap in one["gaps"]] == ["S301FL", "ADCVD"]
    table = pd.DataFrame([{**line, "shipment": "a", "destination": "US", "date": TODAY, "channel": "formal"}
                          for line in lines])  # fmt: skip
    assert landed_costs(table)["gap"].tolist() == [one["gap"]]


def test_the_terminal_shows_gaps(tmp_path: Path) -> None:
    file = tmp_path / "shipment.json"
    file.write_text(json.dumps(shipment("IN", TODAY)), "utf-8")
    shown = " ".join(CliRunner().invoke(app, ["cost", str(file)]).stdout.split())
    assert "Not in the rules: S301FL: 60 economies pay 10 or 12.5 %" in shown
    shown = " ".join(CliRunner().invoke(app, ["rules", "--territory", "US", "--date", TODAY]).stdout.split())
    assert "Not in the rules" in shown
