"""`bench` of routes, on instances of our own in the published formats."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cbeclogistics import InputError
from cbeclogistics.bench import routed
from cbeclogistics.bench.bench import bench
from cbeclogistics.bench.measure import Run, made
from cbeclogistics.bench.row import OURS
from cbeclogistics.bench.suites import sources
from cbeclogistics.cli.app import app
from cbeclogistics.engine.limits import Limits
from cbeclogistics.loaders.benchmarks import read_mdvrp, read_solomon
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.document import RoutesDocument
from cbeclogistics.routing.problem import RoutingProblem
from cbeclogistics.routing.routes import Kind, Routes, Task
from cbeclogistics.routing.schedule import scheduled

VRP = """NAME : square
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 0 10
3 10 10
4 10 0
DEMAND_SECTION
1 0
2 4
3 4
4 2
DEPOT_SECTION
1
-1
EOF
"""
SOLOMON = """R101

VEHICLE
NUMBER     CAPACITY
  3         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0         0          0       100          0
    1      0         10         4          0       100          0
    2     10         10         4          0       100          0
    3     10          0         4          0       100          0
"""
CORDEAU = "2 2 2 2\n0 10\n0 10\n1 0 1 0 5 1 0\n2 9 1 0 5 1 0\n3 0 0 0 0 0 0\n4 9 0 0 0 0 0\n"
KNOWN = "instance,best_known,proven_optimal,source,routes\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Around a square of 10: 40; where two of three fit, 20 more; two depots, each 1 from its customer: 4."""
    folder = tmp_path / "data"
    for name in ("vrp/X", "vrp/solomon/solomon_100", "vrp/gehring_homberger_txt", "mdvrp/dat"):
        (folder / name).mkdir(parents=True)
    (folder / "vrp/X/square.vrp").write_text(VRP)
    (folder / "vrp/solomon/solomon_100/R101.txt").write_text(SOLOMON)
    (folder / "vrp/gehring_homberger_txt/r1_2_1.txt").write_text(SOLOMON)
    (folder / "mdvrp/dat/p01").write_text(CORDEAU)
    (folder / "vrp/best_known_cvrp_X_XXL.csv").write_text(KNOWN + "square,40,yes,by hand,1\n")
    (folder / "vrp/best_known_solomon_distance.csv").write_text(KNOWN + "R101.100,54.1,yes,by hand,\n")
    (folder / "vrp/best_known_vrptw_GH_hierarchical.csv").write_text(KNOWN + "r1_2_1,50,no,by hand,2\n")
    return folder


def test_instances_names_best_known_and_seconds(data: Path) -> None:
    (square,) = sources("vrp", data)
    assert (square.instance, square.best.cost, square.time_limit()) == ("square", 40, pytest.approx(3 * 0.24))
    solomon, homberger = sources("vrptw", data)
    assert (solomon.instance, solomon.best.vehicles, solomon.time_limit()) == ("solomon/R101", None, 30)
    assert (homberger.instance, homberger.best.vehicles, homberger.time_limit()) == ("gh200/r1_2_1", 2, 60)
    assert (solomon.problem().fewest_vehicles, homberger.problem().fewest_vehicles) == (False, True)
    assert [(s.instance, s.time_limit()) for s in sources("mdvrp", data)] == [("p01", 30)]


@pytest.mark.parametrize(
    ("suite", "instances", "cost"), [("vrp", "square", 40.0), ("vrptw", "solomon/*", 54.1), ("mdvrp", "*", 4.0)]
)
def test_rows_of_ours_and_peers(data: Path, suite: str, instances: str, cost: float) -> None:
    peers = ["ortools", "pyvrp", *(["vroom"] if importlib.util.find_spec("vroom") else [])]
    found = bench(suite, data=data, instances=instances, time_limit=0.5, peers=peers)
    assert [row.method for row in found.rows] == ["cbeclogistics", *peers]
    for row in found.rows:
        assert (row.status, row.objective) == ("limit", pytest.approx(cost)), row
        assert (row.stops, row.possible_flows) == (2 if suite == "mdvrp" else 3, None)
        assert (row.vehicles, row.as_dict()["bound"], row.as_dict()["gap"]) == (None, None, None)
        assert suite == "mdvrp" or row.distance == pytest.approx(0.0)


def test_vehicles_go_before_distance_and_answers_are_written(data: Path, tmp_path: Path) -> None:
    said = [
        "bench",
        "vrptw",
        "--data",
        str(data),
        "--instances",
        "gh200/*",
        "--time-limit",
        "0.5",
        "--peers",
        "ortools",
    ]
    result = CliRunner().invoke(app, [*said, "--solutions", str(tmp_path / "answers"), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    best = 40 + 20.0
    for row in found["rows"]:
        assert (row["vehicles"], row["best_vehicles"]) == (2, 2)
        assert row["objective"] == pytest.approx(10 + 10 * 2**0.5 + 10 + 20)
        assert row["distance"] == pytest.approx(row["objective"] / 50 - 1)
        assert row["objective"] < best
    assert found["qualities"]["ortools"]["fewest"] == 1
    problem = read_solomon(data / "vrp/gehring_homberger_txt/r1_2_1.txt", "hierarchical")
    for name in ("gh200_r1_2_1.json", "gh200_r1_2_1.ortools.json"):
        document = RoutesDocument.from_json((tmp_path / "answers" / name).read_text())
        verdict = audit(problem, document.routes)
        assert verdict.holds
        assert verdict.cost == pytest.approx(document.cost) == found["rows"][0]["objective"]
    shown = CliRunner().invoke(app, said)
    assert "fewest known" in shown.stdout
    assert "bound" not in shown.stdout


def test_what_does_not_survive_the_audit_is_no_answer(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All three stops on one route are more than a vehicle holds."""
    (source,) = sources("vrp", data)
    overloaded = scheduled(source.problem(), 0, [Task(Kind.STOP, index) for index in range(3)])
    assert overloaded is not None
    one = dataclasses.replace(source.problem().vehicles[0], capacity=(5.0,))
    small = dataclasses.replace(source.problem(), vehicles=(one,))
    monkeypatch.setattr(routed, "route", lambda *_, **__: Routes((overloaded,)))
    row = made(Run(dataclasses.replace(source, problem=lambda: small), OURS, Limits(1.0)))
    assert "is wrong" in row.status
    assert "is more than" in row.status
    assert (row.as_dict()["objective"], row.as_dict()["distance"]) == (None, None)


def test_pyvrp_has_a_search_for_each_thread_and_the_best_counts(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two ways round three stops: 40 along the sides, 2 · 10 + 2 · 10 √2 = 48 by the middle (rounded)."""
    (source,) = sources("vrp", data)
    orders = {5000: (1, 0, 2), 5001: (0, 1, 2)}

    def found(problem: RoutingProblem, solver: str, *, seed: int, **_: object) -> Routes:
        made = scheduled(problem, 0, [Task(Kind.STOP, index) for index in orders[seed]])
        assert solver == "pyvrp"
        assert made is not None
        return Routes((made,))

    monkeypatch.setattr(routed, "route", found)
    both = made(Run(source, "pyvrp", Limits(1.0, seed=5, threads=2)))
    one = made(Run(source, "pyvrp", Limits(1.0, seed=5)))
    assert (both.objective, one.objective) == (40, 48)


def test_drawn_stops_and_more_time_for_peers() -> None:
    said = ["bench", "vrptw-drawn", "--size", "25", "--seed", "2", "--time-limit", "0.5", "--peers", "ortools",
            "--peer-time-limit", "1", "--json"]  # fmt: skip
    result = CliRunner().invoke(app, said)
    assert result.exit_code == 0, result.output
    ours, peer = json.loads(result.stdout)["rows"]
    assert [ours["instance"], ours["stops"], ours["time_limit"]] == ["drawn-25-2", 25, 0.5]
    assert [peer["method"], peer["stops"], peer["time_limit"]] == ["ortools", 25, 1.0]
    assert ours["objective"] <= peer["objective"] * 1.05
    assert (ours["best_known"], ours["distance"]) == (None, None)
    assert (sources("vrptw-drawn", None)[0].instance, sources("planner", None)[0].instance) == (
        "drawn-10000-0", "planner-1e+06-0",
    )  # fmt: skip


def test_what_a_solver_cannot_do_is_its_status(data: Path) -> None:
    read = read_mdvrp(data / "mdvrp/dat/p01")
    assert read.tasks == 2
    (row,) = bench("mdvrp", data=data, time_limit=0.5, solver="simplex").rows
    assert row.status.startswith("there is no routing solver 'simplex'")
    with pytest.raises(InputError, match="known: ortools, pyvrp, vroom"):
        bench("mdvrp", data=data, peers=["highs"])
