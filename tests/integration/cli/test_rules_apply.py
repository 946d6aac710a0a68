"""`cbeclogistics rules`: what applies, and what should be looked up again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cbeclogistics
from cbeclogistics.cli.app import app

DAY = ("--date", "2026-11-23")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["rules", *words])


def found(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def test_the_duty_of_goods_layer_by_layer() -> None:
    said = found("--territory", "US", *DAY, "--origin", "CN", "--hs", "8708.30.50")
    assert {d["rule"]: d["status"] for d in said["duties"]} == {
        "US-MFN-autopart": "charged", "US-S232-autopart": "charged", "US-S301-autopart": "charged",
        "US-S301FL-CN": "not charged",
    }  # fmt: skip
    assert (said["duty_pct"], said["gap"]) == (52.5, "")
    assert all(d["source"] and d["as_of"] and d["confidence"] for d in said["duties"])
    assert {"US-S122", "US-IEEPA-fentanyl-2025-02-04"} <= {d["rule"] for d in said["other_days"]}
    shown = run("--territory", "US", *DAY, "--origin", "CN", "--hs", "870830").stdout
    assert "not beside US-S232-autopart" in shown
    assert "52.5 %" in shown
    assert "from 2025-05-03" in shown


def test_without_an_origin_the_rules_for_any() -> None:
    said = found("--territory", "US", *DAY, "--hs", "610910")
    assert [d["rule"] for d in said["duties"]] == ["US-MFN-tshirt"]


def test_a_ceiling_shows_what_it_adds() -> None:
    said = found("--territory", "US", *DAY, "--origin", "DE", "--hs", "850760")
    assert said["duty_pct"] == pytest.approx(10)


def test_a_code_without_a_base_rate_is_told() -> None:
    said = found("--territory", "US", *DAY, "--origin", "CN", "--hs", "848350")
    base = said["gap"].partition("; S232")[0]
    assert base == "no base duty of US is known for 848350 on 2026-11-23"
    assert base in run("--territory", "US", *DAY, "--origin", "CN", "--hs", "848350").stdout.replace("\n", " ")


def test_the_channels_of_a_territory_with_their_thresholds() -> None:
    before, after = (
        {c["channel"]: (c["terms"], c["limits"]) for c in found("--territory", "EU", "--date", day)["channels"]}
        for day in ("2026-06-30", "2026-07-01")
    )
    assert before["ioss"] == ("no duty, tax at the sale", "up to 150 EUR (intrinsic)")
    assert after["ioss"] == ("duty 3 EUR an item, tax at the sale", "up to 150 EUR (intrinsic)")
    assert "low_value" in before
    assert "low_value" not in after


def test_a_country_of_a_union_has_its_own_taxes() -> None:
    said = found("--territory", "NL", *DAY)
    assert (said["territory"], {t["country"] for t in said["taxes"]}) == ("EU", {"NL"})
    assert len({t["country"] for t in found("--territory", "EU", *DAY)["taxes"]}) == 27


def test_channel_and_mode_leave_the_rest_out() -> None:
    said = found("--territory", "US", *DAY, "--channel", "formal", "--mode", "air")
    assert [c["channel"] for c in said["channels"]] == ["formal"]
    assert {f["rule"] for f in said["fees"]} == {"US-MPF-F27", "US-broker"}
    ocean = found("--territory", "US", *DAY, "--channel", "formal", "--mode", "ocean")
    assert {"US-HMF", "US-ISF"} <= {f["rule"] for f in ocean["fees"]}


def test_an_origin_closes_channels_and_says_why() -> None:
    by_origin = {
        origin: {c["channel"]: c["why"] for c in found("--territory", "US", "--date", "2025-06-01", "--origin", origin)[
            "channels"]}
        for origin in ("CN", "VN")
    }  # fmt: skip
    assert by_origin["CN"]["low_value"] == "is not open to the origin"
    assert by_origin["VN"]["low_value"] == ""


def test_where_a_parcel_must_be_sent_from_is_a_limit() -> None:
    mexican = {c["channel"]: c for c in found("--territory", "MX", *DAY, "--origin", "CN")["channels"]}
    assert mexican["courier_usmca_117"]["limits"] == "over 50, up to 117 USD (cif), sent from CA or US"
    assert mexican["courier_usmca_117"]["shipped_from"] == ["CA", "US"]
    assert mexican["courier_usmca_117"]["modes"] == ["express", "air", "road"]


def test_the_overview_counts_and_names_what_comes() -> None:
    said = found(*DAY)
    us = next(t for t in said["territories"] if t["territory"] == "US")
    assert us["high"] + us["medium"] + us["low"] == sum(us[t] for t in ("channels", "duty_rates", "taxes", "fees"))
    assert ("2028-07-01", "ioss", "ends") in {(c["on"], c["name"], c["what"]) for c in said["changes"]}
    kinds = {why.partition(" on ")[0] for d in said["doubts"] for why in d["why"]}
    assert kinds == {"unsourced", "assumption", "last looked up", "ends"}
    assert "canada-ontario" in said["optional"]
    shown = run(*DAY).stdout
    assert "eu-handling-fee" in shown
    assert f"Stale or unsourced: {len(said['doubts']):,} rows" in shown
    assert "2028-07-01  EU" in shown


def test_what_is_old_on_a_later_day() -> None:
    fee = "US-MPF-F27"
    now, later = ({d["name"]: d["why"] for d in found("--territory", "US", "--date", day)["doubts"]}
                  for day in ("2026-11-23", "2027-09-01"))  # fmt: skip
    assert fee not in now
    assert later[fee] == ["ends on 2027-09-30"]
    assert "last looked up on 2026-06-01" in later["US-MFN-tshirt"]


def test_rules_of_the_users_go_before(tmp_path: Path) -> None:
    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,rate_pct,source,as_of,confidence\n"
        "US-MFN-tshirt,US,*,610910,MFN,99,a ruling,2026-11-20,high\n", "utf-8",
    )  # fmt: skip
    said = found("--territory", "US", *DAY, "--hs", "610910", "--rules", str(tmp_path))
    assert [(d["rate"], d["source"]) for d in said["duties"]] == [("99 %", "a ruling")]
    assert found("--territory", "CA", *DAY, "--rules", "canada-ontario")["taxes"][0]["rate_pct"] == 13


def test_the_rules_of_an_instance() -> None:
    said = found("--instance", "tiny", *DAY)
    assert [t["territory"] for t in said["territories"]] == ["CN", "EU"]
    assert found("--instance", "tiny", "--territory", "EU", *DAY)["countries"] == ["DE", "FR", "NL", "PL"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--territory", "XX"), "the rules have no such territory"),
        (("--hs", "610910"), "is missing"),
        (("--territory", "US", "--hs", "61"), "6 to 12 digits"),
        (("--territory", "US", "--channel", "ioss"), "known: bonded, courier, formal"),
        (("--territory", "US", "--origin", "China"), "expected an ISO country"),
        (("--rules", "nowhere"), "is no folder of tables"),
        (("--instance", "tiny", "--rules", "canada-ontario"), "give either rules or instance"),
    ],
)
def test_what_is_wrong_is_told_with_exit_code_3(words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 3
    assert told in result.stderr
    assert json.loads(run(*words, "--json").stdout)["status"] == "invalid"


def test_the_library_gives_what_the_command_shows() -> None:
    said = cbeclogistics.rules("US", date="2026-11-23", origin="CN", hs="610910")
    assert json.loads(json.dumps(said)) == found("--territory", "US", *DAY, "--origin", "CN", "--hs", "610910")
