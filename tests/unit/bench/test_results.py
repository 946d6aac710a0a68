"""The tables of benchmarks/RESULTS.md, by rows made by hand."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the scripts of that folder are made of; they find each other beside themselves."""
    if not BENCHMARKS.is_dir():
        pytest.skip("only where the whole repository is")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    names = ("results", "runs", "told_of_routes", "two_echelon", "works")
    return SimpleNamespace(**{name: importlib.import_module(name) for name in names})


def row(instance: str, method: str = "cbeclogistics", **said: Any) -> dict[str, Any]:
    return {
        "suite": "vrp", "instance": instance, "method": method, "stops": 100, "objective": 101.0, "best_known": 100.0,
        "distance": 0.01, "vehicles": None, "best_vehicles": None, "seconds": 2.0, "peak_mb": 200.0, "time_limit": 2.0,
        **said,
    }  # fmt: skip


def cells(scripts: Any, rows: list[dict[str, Any]]) -> dict[str, str]:
    told = scripts.told_of_routes
    return dict(zip(told.COLUMNS[2:], told.cells(scripts.works.ROUTES[0], rows, "today"), strict=True))


def test_a_row_without_an_answer_counts_as_an_instance_and_is_told(scripts: Any) -> None:
    lost = row("b", objective=None, distance=None, seconds=None, peak_mb=None, stops=None)
    said = cells(scripts, [row("a"), row("c", objective=103.0, distance=0.03, seconds=4.0), lost])
    assert (said["instances"], said["mean above best known"], said["worst above"]) == (
        "3 (1 without answer)", "2.000%", "3.000%",
    )  # fmt: skip
    assert (said["at best known"], said["s each"], said["measured"]) == ("0", "2 to 4", "today")
    assert cells(scripts, [lost])["s each"] == "–"


def test_best_known_is_met_as_exactly_as_it_is_published(scripts: Any) -> None:
    met = row("a", stops=50, objective=504.33, best_known=504.3, distance=0.03 / 504.3)
    above = row("b", stops=51, objective=504.36, best_known=504.3, distance=0.06 / 504.3)
    below = row("c", stops=20, objective=400.0, best_known=504.3, distance=-0.2)
    assert cells(scripts, [met, above, below])["at best known"] == "2 (2 of 2 with ≤ 50 stops)"


def test_fewer_vehicles_are_better_and_more_are_not(scripts: Any) -> None:
    counted = [row(str(v), vehicles=v, best_vehicles=10, distance=0.0 if v == 10 else None) for v in (9, 10, 11)]
    assert [scripts.told_of_routes.is_best(one) for one in counted[::2]] == [True, False]
    assert cells(scripts, counted)["vehicles as best"] == "2 (67%)"
    assert cells(scripts, [row("a", vehicles=None, best_vehicles=10, distance=None)])["vehicles as best"] == "0 (0%)"


def test_peers_are_told_by_the_same_measure_and_against_ours(scripts: Any) -> None:
    rows = [row("a"), row("a", "pyvrp", objective=202.0, distance=1.02), row("b"),
            row("b", "pyvrp", objective=None, distance=None)]  # fmt: skip
    assert cells(scripts, rows)["peers"] == (
        "pyvrp: mean 102.000%, worst 102.000%, our cost -50.00%, lower on 1 of 1, 1 without answer"
    )


def test_a_best_of_our_own_replaces_the_one_before_it(
    scripts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts.two_echelon, "FILE", tmp_path / "best.csv")
    (tmp_path / "best.csv").write_text("instance,cost,found_by\na,100,before\nb,90,before\n")
    rows = [row(name, suite="lrp-2e", best_known=None, distance=None) for name in "abc"]
    rows[0]["objective"] = 99.0
    made = scripts.two_echelon.established(rows, write=True)
    assert [(one["best_known"], one["distance"]) for one in made] == [(99, 0), (90, pytest.approx(11 / 90)), (101, 0)]
    assert (tmp_path / "best.csv").read_text().splitlines()[1:] == ['a,99,"bench, 2 s"', "b,90,before",
                                                                    'c,101,"bench, 2 s"']  # fmt: skip
    assert scripts.two_echelon.established([row("a")], write=True) == [row("a")]


def test_rows_that_are_not_measured_stay_as_they_are(scripts: Any, tmp_path: Path) -> None:
    file, works = tmp_path / "RESULTS.md", scripts.works
    scripts.results.write({"p-median": "| p-median | one |", "CVRP X": "| CVRP X | two |"}, file)
    scripts.results.write({"CVRP X": "| CVRP X | three |"}, file)
    assert scripts.results.written(file) == {"p-median": "| p-median | one |", "CVRP X": "| CVRP X | three |"}
    proofs, routes = file.read_text().split("## Routes")
    assert ("p-median" in proofs, "CVRP X" in proofs, "CVRP X" in routes) == (True, False, True)
    names = [work.name for work in (*works.SPEEDS, *works.ROUTES)]
    assert len(set(names)) == len(names)
    assert set(scripts.results.written(BENCHMARKS / "RESULTS.md")) <= set(names)


def test_large_instances_are_run_once_for_both_rows(
    scripts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("X-n101-k25", "X-n502-k39"):
        (tmp_path / f"{name}.vrp").write_text("")
    ran: list[tuple[str, ...]] = []

    def bench(*arguments: str) -> list[dict[str, Any]]:
        ran.append(arguments)
        name = arguments[arguments.index("--instances") + 1]
        return [row(name), *([row(name, "pyvrp")] if "--peers" in arguments else [])]

    monkeypatch.setattr(scripts.runs, "bench", bench)
    whole, large = scripts.works.ROUTES[:2]
    kept = tmp_path / "kept.jsonl"
    assert [r["method"] for r in scripts.runs.measured(large, tmp_path, kept)] == ["cbeclogistics", "pyvrp"]
    both = scripts.runs.measured(whole, tmp_path, kept)
    assert sorted((r["instance"], r["method"]) for r in both) == [
        ("X-n101-k25", "cbeclogistics"), ("X-n502-k39", "cbeclogistics"),
    ]  # fmt: skip
    assert len(ran) == 2
