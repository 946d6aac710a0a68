"""`bench`, on instances of our own in the published formats and on a drawn one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cbeclogistics import InputError
from cbeclogistics.bench.bench import bench
from cbeclogistics.cli.app import app
from cbeclogistics.engine.location.document import SolutionDocument
from cbeclogistics.engine.planner.check import check_plan
from cbeclogistics.engine.planner.document import PlanDocument
from cbeclogistics.engine.planner.files import save
from cbeclogistics.engine.planner.generate import generate

KEYS = {"instance", "possible_flows", "stops", "status", "objective", "bound", "gap", "best_known", "distance",
        "seconds", "seconds_to_1pct", "seconds_to_01pct", "peak_mb"}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A line of four customers 1 apart; two medians: at 2 and 3, or 2 and 4, cost 2."""
    folder = tmp_path / "data" / "orlib_pmedian"
    folder.mkdir(parents=True)
    (folder / "pmed1.txt").write_text("4 3 2\n1 2 1\n2 3 1\n3 4 1\n")
    (folder / "best_known.csv").write_text("instance,best_known,proven_optimal,source\npmed1,2,yes,by hand\n")
    return tmp_path / "data"


def run(*said: str) -> Result:
    return CliRunner().invoke(app, ["bench", *said])


def test_rows_ratios_and_answers(data: Path, tmp_path: Path) -> None:
    result = run("pmedian", "--data", str(data), "--peers", "highs", "--solutions", str(tmp_path / "answers"),
                 "--csv", str(tmp_path / "rows.csv"), "--plot", str(tmp_path / "profile.svg"), "--json")  # fmt: skip
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert set(found) == {"suite", "rows", "ratios", "qualities"}
    assert [(r["method"], r["status"], r["objective"], r["bound"]) for r in found["rows"]] == [
        ("cbeclogistics", "optimal", 2.0, 2.0), ("highs", "optimal", 2.0, pytest.approx(2.0)),
    ]  # fmt: skip
    assert all(set(row) >= KEYS for row in found["rows"])
    assert [(row["possible_flows"], row["stops"]) for row in found["rows"]] == [(16, None)] * 2
    assert found["rows"][0]["distance"] == 0.0
    assert found["ratios"]["highs"]["instances"] == 1
    assert found["qualities"]["highs"] == {"instances": 1, "answered": 1, "fewest": None, "mean": 0.0, "worst": 0.0}
    written = SolutionDocument.from_json((tmp_path / "answers" / "pmed1.json").read_text())
    assert (written.problem, written.cost, written.bound) == ("p-median", 2.0, 2.0)
    with (tmp_path / "rows.csv").open() as file:
        assert [row["objective"] for row in csv.DictReader(file)] == ["2.0", "2.0"]
    assert "cbeclogistics 100%" in (tmp_path / "profile.svg").read_text()


def test_a_drawn_instance_of_the_planner_family() -> None:
    (row,) = bench("planner", size=2000, seed=3, time_limit=60).rows
    assert row.status == "optimal"
    assert row.bound <= row.objective <= row.bound * 1.0011
    assert row.possible_flows == pytest.approx(2000, rel=0.3)


def test_saved_instances_by_a_peer_whose_plan_is_checked_and_written(tmp_path: Path) -> None:
    problem = generate(300, seed=1)
    save(problem, tmp_path / problem.name)
    ours, peer = bench("planner", data=tmp_path, peers=["highs"], gap=1e-6, solutions=tmp_path / "answers").rows
    assert (ours.status, peer.status) == ("optimal", "optimal")
    assert ours.objective == pytest.approx(peer.objective, rel=3e-6)
    plan = PlanDocument.from_json((tmp_path / "answers" / f"{problem.name}.highs.json").read_text())
    verdict = check_plan(problem, plan)
    assert verdict.holds
    assert verdict.cost == pytest.approx(peer.objective, rel=1e-9)
    whole = bench("planner", data=tmp_path, solver="ortools", gap=1e-6).rows
    assert [row.solver.split()[0] for row in whole] != [ours.solver.split()[0]]


def test_what_is_wrong_is_said(data: Path) -> None:
    assert run("pmedian").exit_code == 3
    assert run("pmedian", "--data", str(data), "--instances", "cap*").exit_code == 3
    with pytest.raises(InputError, match="known: highs, scip, cp-sat, cbc"):
        bench("planner", peers=["gurobi"])
    (data / "orlib_pmedian" / "pmed1.txt").write_text("4 3 2\n1 2 x\n")
    (row,) = bench("pmedian", data=data).rows
    assert row.status.startswith(str(data))
    assert row.as_dict()["objective"] is None
