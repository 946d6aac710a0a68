"""`cost` on tables of shipments, and `landed_costs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from cbeclogistics import InputError, landed_cost, landed_costs
from cbeclogistics.cli.app import app
from cbeclogistics.landed import landed_cost_lines
from cbeclogistics.trade.ways import Channels

ROWS: list[dict[str, Any]] = [
    {"origin": "CN", "destination": "US", "hs6": "610910", "quantity": 1000, "unit_value": 10, "mode": "ocean",
     "channel": "formal", "currency": "USD"},
    {"origin": "CN", "destination": "DE", "hs6": "610910", "quantity": 4, "unit_value": 10, "mode": "air",
     "channel": "low_value", "currency": "EUR"},
    {"origin": "VN", "destination": "JP", "hs6": "420222", "quantity": 3, "unit_value": 9000, "mode": "air",
     "channel": "cheapest", "currency": "JPY"},
]  # fmt: skip
DAY = "2026-12-01"


def table(rows: list[dict[str, Any]], **columns: Any) -> pd.DataFrame:
    return pd.DataFrame(rows).assign(date=DAY, **columns)


def run(tmp_path: Path, frame: pd.DataFrame, *words: str, name: str = "shipments.csv") -> tuple[Result, Path]:
    out = tmp_path / "priced.csv"
    frame.to_csv(tmp_path / name, index=False)
    return CliRunner().invoke(app, ["cost", str(tmp_path / name), "--out", str(out), *words]), out


def test_each_row_costs_what_it_costs_alone() -> None:
    priced = landed_costs(table(ROWS))
    for row, (_, got) in zip(ROWS, priced.iterrows(), strict=True):
        alone = landed_cost({**row, "date": DAY})
        for name in (
            "channel",
            "customs_value",
            "duty",
            "fee",
            "vat",
            "total_taxes",
            "landed_cost",
            "unit_landed_cost",
        ):
            assert got[name] == alone[name], name
    assert list(priced["problem"]) == ["", "", ""]


def test_rows_that_share_a_shipment_are_its_lines_wherever_they_stand() -> None:
    blouse = {"origin": "CN", "destination": "DE", "quantity": 1, "unit_value": 20, "currency": "EUR", "mode": "air",
              "channel": "low_value"}  # fmt: skip
    rows = [{**blouse, "shipment": "a", "hs6": "620610"}, {**blouse, "shipment": "b", "hs6": "620620"},
            {**blouse, "shipment": "a", "hs6": "620620"}]  # fmt: skip
    priced = landed_costs(table(rows))
    assert dict(priced["duty"]) == {"a": 6.0, "b": 3.0}  # EUR 3 for each distinct subheading
    assert priced.loc["a", "customs_value"] == 40


def test_every_wrong_value_of_a_table_is_told_at_once_with_its_row() -> None:
    rows = [{**ROWS[0], "quantity": -1}, {**ROWS[1], "origin": "China", "mode": "rocket"}, {**ROWS[2], "hs6": None}]
    with pytest.raises(InputError) as caught:
        landed_costs(table(rows, colour="red"))
    assert {(p.row, p.column) for p in caught.value.problems} == {
        (2, "quantity"), (3, "origin"), (3, "mode"), (4, "hs6"), (None, "colour"),
    }  # fmt: skip


def test_lines_of_one_shipment_agree_on_what_belongs_to_the_shipment() -> None:
    rows = [{**ROWS[0], "shipment": 1, "freight": 100}, {**ROWS[0], "shipment": 1, "freight": 50}]
    with pytest.raises(InputError, match="another line of the same shipment states another value"):
        landed_costs(table(rows))


def test_the_command_writes_the_table_and_says_what_it_comes_to(tmp_path: Path) -> None:
    result, out = run(tmp_path, table(ROWS), "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    written = pd.read_csv(out, dtype={"hs6": str})
    assert (said["shipments"], said["priced"], said["not_priced"]) == (3, 3, 0)
    assert list(written["hs6"]) == [row["hs6"] for row in ROWS]
    assert list(written["channel"]) == ["formal", "low_value", "cheapest"]
    assert {t["currency"]: t["landed_cost"] for t in said["totals"]} == pytest.approx(
        dict(written.groupby("currency")["landed_cost"].sum())
    )
    people, _ = run(tmp_path, table(ROWS))
    assert "3 of 3 shipments priced" in people.stdout


def test_a_shipment_without_a_rule_keeps_its_row_and_the_command_ends_with_8(tmp_path: Path) -> None:
    result, out = run(tmp_path, table([ROWS[0], {**ROWS[0], "hs6": "010121"}]))
    assert result.exit_code == 8
    written = pd.read_csv(out, keep_default_na=False)
    assert written.loc[0, "problem"] == ""
    assert "no base duty of US is known for 010121" in written.loc[1, "problem"]
    assert written.loc[1, "landed_cost"] == ""


def test_a_wrong_table_writes_nothing(tmp_path: Path) -> None:
    result, out = run(tmp_path, table([{**ROWS[0], "unit_value": "ten"}]))
    assert result.exit_code == 3
    assert "row 2, column unit_value: 'ten'" in result.stderr
    assert not out.exists()
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("words", [[], ["--out", "priced.txt"], ["--out", "shipments.csv"]])
def test_a_table_needs_a_place_of_its_own_to_go_to(words: list[str], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    table(ROWS).to_csv("shipments.csv", index=False)
    assert CliRunner().invoke(app, ["cost", "shipments.csv", *words]).exit_code == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["cost", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out.csv")])
    assert result.exit_code == 3
    assert "none.csv: cannot be read" in result.stderr


def test_progress_may_stop_it() -> None:
    rows = table([ROWS[0]] * 5)
    seen: list[tuple[int, int]] = []
    priced = landed_costs(rows, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (5, 5)
    assert (priced["problem"] == "").all()


def test_each_shipment_is_at_the_rate_of_exchange_of_its_day(tmp_path: Path) -> None:
    # a limit of EUR 150 is USD 150 until the end of November and USD 300 from December on
    (tmp_path / "currencies.csv").write_text(
        "currency,effective_from,rate\nEUR,,1\nEUR,2026-12-01,2\n", encoding="utf-8"
    )
    parcel = {"origin": "CN", "destination": "DE", "hs6": "610910", "quantity": 1, "unit_value": 200, "mode": "air",
              "currency": "USD"}  # fmt: skip
    days = ["2026-11-30", "2026-12-01", "2026-11-29"]
    priced = landed_costs(pd.DataFrame([{**parcel, "date": day} for day in days]), rules=tmp_path)
    assert list(priced["channel"]) == ["courier", "ioss", "courier"]
    assert list(priced["duty"])[1] == 6.0  # EUR 3
    for day, (_, row) in zip(days, priced.iterrows(), strict=True):
        alone = landed_cost({**parcel, "date": day}, rules=tmp_path)
        assert (alone["channel"], alone["landed_cost"]) == (row["channel"], row["landed_cost"])


def test_what_is_wrong_with_many_rows_is_told_without_looking_the_rules_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [{**ROWS[0], "hs6": f"01{i:04}"} for i in range(100, 200)]
    rows += [{**ROWS[1], "unit_value": 200 + i} for i in range(100)]  # over the limit of the channel
    rows += [{**ROWS[0], "origin": "US"}, {**ROWS[2], "hs6": "020110", "channel": "formal"}, ROWS[0]]
    built = []
    build = Channels.__init__
    monkeypatch.setattr(Channels, "__init__", lambda *a, **k: (built.append(1), build(*a, **k))[1])
    priced = landed_costs(table(rows))
    assert len(built) == 1
    monkeypatch.undo()
    assert list(priced["problem"] == "") == [False] * 202 + [True]
    for row, (_, got) in zip(rows[95:], priced.iloc[95:].iterrows(), strict=True):
        if got["problem"]:
            with pytest.raises(InputError) as caught:
                landed_cost({**row, "date": DAY})
            (alone,) = caught.value.problems
            assert got["problem"] == f"{alone.column}: {alone.expected}" + (alone.remedy and f" ({alone.remedy})")


def test_what_is_wrong_with_a_shipment_of_several_lines_is_its_own() -> None:
    first = {**ROWS[0], "shipment": "a"}
    rows = [first, {**first, "hs6": "010121"}, {**first, "shipment": "b"},
            {**first, "shipment": "b", "hs6": "010129"}]  # fmt: skip
    priced = landed_costs(table(rows))
    assert [p.split(" is known for ")[1][:6] for p in priced["problem"]] == ["010121", "010129"]


def test_names_that_the_rules_do_not_hold_are_told_with_all_else_that_is_wrong() -> None:
    rows = [{**ROWS[0], "channel": "foo"}, {**ROWS[1], "origin": "XX"}, {**ROWS[2], "currency": "ZZZ"},
            {**ROWS[0], "quantity": 0}]  # fmt: skip
    with pytest.raises(InputError) as caught:
        landed_costs(table(rows))
    assert {(p.row, p.column) for p in caught.value.problems} == {
        (2, "channel"), (3, "origin"), (4, "currency"), (5, "quantity"),
    }  # fmt: skip


def test_what_a_buyer_spends_in_the_year_may_be_a_column() -> None:
    order = {"origin": "DE", "destination": "CN", "hs6": "610910", "quantity": 1, "unit_value": 500, "currency": "CNY",
             "mode": "air", "channel": "cbec_retail"}  # fmt: skip
    spent = [None, 26_000, 26_001]
    priced = landed_costs(table([{**order, "buyer_spend_per_year": each} for each in spent]))
    assert list(priced["channel"]) == ["cbec-9610", "cbec-9610", ""]
    assert "annual limit" in priced["problem"].iloc[2]
    together = table([{**order, "shipment": 1}] * 2, buyer_spend_per_year=None)
    assert list(landed_costs(together)["channel"]) == ["cbec-9610"]


def test_every_charge_of_a_table_is_told_as_of_each_shipment_alone(tmp_path: Path) -> None:
    rows = [*ROWS, {**ROWS[0], "hs6": "010121"}]
    result, out = run(tmp_path, table(rows), "--lines", str(tmp_path / "lines.csv"), "--next-best", "--quiet")
    assert (result.exit_code, result.stderr) == (8, "")
    priced, charged = pd.read_csv(out), pd.read_csv(tmp_path / "lines.csv", keep_default_na=False)
    assert list(priced["landed_cost"].notna()) == [True, True, True, False]
    for i, row in enumerate(rows[:3]):
        alone, mine = landed_cost({**row, "date": DAY}), charged[charged["row"] == i + 2]
        told = [("duty", d["layer"], d["rate"], d["amount"], d["rule"], d["source"]) for d in alone["duties"]]
        for charge, key in (("fee", "fees"), ("tax", "taxes"), ("service", "services")):
            told += [(charge, d["name"], d.get("rate", ""), d["amount"], d["rule"], d["source"]) for d in alone[key]]
        columns = ["charge", "name", "rate", "amount", "rule", "source"]
        assert list(mine[columns].itertuples(index=False, name=None)) == told
        now = [a for a in alone["alternatives"] if not a["duty_suspended"]]
        if now:
            assert (priced["next_channel"][i], priced["next_total_due"][i]) == (now[0]["channel"], now[0]["total_due"])
            assert priced["next_landed_cost"][i] == now[0]["landed_cost"]
        else:
            assert priced.loc[i, ["next_channel", "next_total_due", "next_landed_cost"]].isna().all()
    assert priced["next_channel"].notna().any()
    assert set(charged["row"]) == {2, 3, 4}


def test_charges_go_by_the_name_of_their_shipment_on_any_day(tmp_path: Path) -> None:
    (tmp_path / "currencies.csv").write_text(
        "currency,effective_from,rate\nEUR,,1\nEUR,2026-12-01,2\n", encoding="utf-8"
    )
    lines = pd.DataFrame([{**ROWS[1], "shipment": name, "date": day} for name, day in
                          (("b", "2026-12-01"), ("a", "2026-11-30"), ("b", "2026-12-01"))])  # fmt: skip
    charged = landed_cost_lines(lines, rules=tmp_path)
    priced = landed_costs(lines, rules=tmp_path)
    assert list(dict.fromkeys(charged["shipment"])) == ["b", "a"]
    for charge, total in (("duty", "duty"), ("tax", "vat"), ("fee", "fee"), ("service", "service")):
        sums = charged[charged["charge"] == charge].groupby("shipment")["amount"].sum()
        assert dict(sums) == pytest.approx({k: v for k, v in priced[total].items() if k in sums})
    assert set(charged["line"].dropna()) <= {1, 2}


def test_charges_need_a_file_of_their_own(tmp_path: Path) -> None:
    for lines in ("priced.csv", "lines.txt"):
        result, _ = run(tmp_path, table(ROWS), "--lines", str(tmp_path / lines))
        assert result.exit_code == 2
    (tmp_path / "one.json").write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(app, ["cost", str(tmp_path / "one.json"), "--next-best"]).exit_code == 2
