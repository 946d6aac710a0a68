"""`cbeclogistics solve` and `show`: the plan, its files, the exit codes."""

from __future__ import annotations

import importlib
import json
import math
from dataclasses import replace

import pytest
from click.testing import CliRunner

import cbeclogistics
from cbeclogistics.cli.app import app
from cbeclogistics.errors import AuditFailed, BackendError, CbecError, Infeasible, InputError, NoPlanFound, Problem
from cbeclogistics.plan.plan import Status

PROMISED = {
    "status", "landed_cost", "bound", "gap", "currency", "runtime_s", "cost_breakdown", "audit", "open_sites", "solver",
    "instance_hash", "version",
}  # fmt: skip
story = importlib.import_module("cbeclogistics.solve")


def run(*words: str):
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def tiny_plan():
    return story.solve(cbeclogistics.load("tiny"))


def given(monkeypatch, outcome):
    """Let solve give this plan, or raise this error."""

    def solve(*args, **kwargs):
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setattr(story, "solve", solve)


def test_solve_as_json_prints_the_summary_of_the_plan():
    result = run("solve", "tiny", "--json", "--gap", "0.01%")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said.keys() >= PROMISED
    assert said["status"] == "optimal"
    assert said["audit"]["passed"]
    assert math.isclose(sum(said["cost_breakdown"].values()), said["landed_cost"], abs_tol=0.005)


def test_solve_saves_a_plan_that_show_reads(tmp_path):
    out = tmp_path / "plan"
    assert run("solve", "tiny", "--out", str(out)).exit_code == 0
    assert {p.name for p in out.iterdir()} >= {
        "plan.json", "sites.csv", "flows.csv", "costs.csv", "plan.gpkg", "plan.geojson",
    }  # fmt: skip
    shown = run("show", str(out))
    assert shown.exit_code == 0
    for word in ("Landed cost", "Stocking sites", "direct parcels", "Clearance channels", "Largest markets", "domestic",
                 "DE", "audit passed"):  # fmt: skip
        assert word in shown.stdout
    said = json.loads(run("show", str(out), "--json").stdout)
    assert said.keys() >= PROMISED | {"costs", "sites", "deliveries", "channels", "countries", "markets"}


def test_solve_says_what_to_do_next(tmp_path):
    out = tmp_path / "plan"
    assert f"cbeclogistics show {out}" in run("solve", "tiny", "--out", str(out)).stderr
    assert "--out" in run("solve", "tiny").stderr


def test_quiet_leaves_stderr_empty():
    assert run("solve", "tiny", "--quiet").stderr == ""


def test_what_is_piped_carries_no_colour_and_no_progress_bar():
    result = run("solve", "tiny")
    assert "\x1b" not in result.output


def test_a_folder_of_other_files_is_refused_before_the_solve(tmp_path, monkeypatch):
    (tmp_path / "thesis.tex").write_text("years of work")
    given(monkeypatch, AssertionError("solved"))
    result = run("solve", "tiny", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "holds no plan" in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (InputError([Problem("demand", "nothing can reach market X", row=2)]), 3, "invalid"),
        (Infeasible("at least 5 units of demand cannot be met"), 4, "infeasible"),
        (NoPlanFound("no plan was found within 1 s"), 6, "no_plan"),
        (BackendError("the solver is missing"), 7, "solver_failed"),
        (AuditFailed("the plan failed its audit"), 7, "audit_failed"),
        (CbecError("the disk is full"), 1, "failed"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_each_failure_has_its_exit_code_and_its_word(monkeypatch, tmp_path, error, code, word):
    given(monkeypatch, error)
    out = tmp_path / "plan"
    result = run("solve", "tiny", "--json", "--out", str(out))
    said = json.loads(result.stdout)
    assert (result.exit_code, said["exit_code"], said["status"]) == (code, code, word)
    assert said["message"] in result.stderr
    assert len(said["problems"]) == (1 if code == 3 else 0)
    assert not out.exists()


@pytest.mark.parametrize(("status", "code"), [(Status.OPTIMAL, 0), (Status.FEASIBLE, 5), (Status.INTERRUPTED, 130)])
def test_each_status_of_a_plan_has_its_exit_code_and_the_plan_is_saved(monkeypatch, tmp_path, tiny_plan, status, code):
    given(monkeypatch, replace(tiny_plan, status=status))
    out = tmp_path / "plan"
    result = run("solve", "tiny", "--json", "--out", str(out))
    assert (result.exit_code, json.loads(result.stdout)["status"]) == (code, str(status))
    assert (out / "plan.json").is_file()


def test_an_unknown_profile_is_a_missing_solver():
    result = run("solve", "tiny", "--solver", "quik")
    assert result.exit_code == 7
    assert "did you mean quick?" in result.stderr


def test_show_of_a_folder_without_a_plan_exits_with_3(tmp_path):
    result = run("show", str(tmp_path))
    assert result.exit_code == 3
    assert result.stderr
