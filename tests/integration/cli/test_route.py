"""`cbeclogistics route`: routes of a folder of tables, their files, exit codes, and what cannot be served."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cbeclogistics.cli.app import app

SITES = "site,kind,country,latitude,longitude\nVNL,overseas_warehouse,NL,51.37,6.17\n"
VEHICLES = """vehicle,site,count,capacity_units,fixed_cost,cost_per_km,cost_per_hour,shift,currency
van,VNL,2,10,60,0.3,24,06:00-20:00,EUR
"""
STOPS = """stop,latitude,longitude,units,service_min,windows,skills,prize
A,51.2,6.1,3,6,08:00-12:00;14:00-18:00,,
B,51.5,6.4,4,4,,,
C,51.6,5.9,5,4,09:00-10:00,,
D,51.4,5.5,11,4,,,
E,51.4,6.5,1,4,,adr,30
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("sites", SITES), ("vehicles", VEHICLES), ("stops", STOPS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["route", *map(str, words), "--time-limit", "1"])


def test_routes_are_saved_and_add_up(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "--out", tmp_path / "out", "--json")
    assert done.exit_code == 8  # D is too much for a van
    said = json.loads(done.stdout)
    stored = json.loads((tmp_path / "out" / "routes.json").read_text(encoding="utf-8"))
    assert stored["cost"] == said["cost"] == pytest.approx(sum(said["cost_breakdown"].values()))
    assert (said["served"], said["unserved"], said["unserved_required"]) == (3, 2, 1)
    assert said["audit"]["passed"]
    with (tmp_path / "out" / "routes.csv").open(encoding="utf-8") as file:
        routes = list(csv.DictReader(file))
    driven = said["cost"] - said["cost_breakdown"]["prizes_not_collected"]
    assert sum(float(r["cost"]) for r in routes) == pytest.approx(driven)
    with (tmp_path / "out" / "route_stops.csv").open(encoding="utf-8") as file:
        visits = {row["name"]: row for row in csv.DictReader(file)}
    assert set(visits) == {"A", "B", "C"}
    assert "09:00" <= visits["C"]["start"] <= "10:00"
    with (tmp_path / "out" / "unserved_stops.csv").open(encoding="utf-8") as file:
        unserved = {row["name"]: row for row in csv.DictReader(file)}
    assert "more than any vehicle holds (10)" in unserved["D"]["reason"]
    assert (unserved["E"]["required"], unserved["E"]["prize"]) == ("no", "30.0")
    shapes = json.loads((tmp_path / "out" / "routes.geojson").read_text(encoding="utf-8"))["features"]
    lines = [f for f in shapes if f["properties"]["layer"] == "routes"]
    assert len(lines) == len(routes)
    assert lines[0]["geometry"]["coordinates"][0] == [6.17, 51.37]


def test_the_terminal_tells_who_is_not_served(folder: Path) -> None:
    done = run(folder)
    assert "3 of 5 served" in done.stdout
    assert "no vehicle has adr" in done.stdout
    assert "cbeclogistics route" in done.stderr


def test_all_served_is_exit_code_0(folder: Path) -> None:
    (folder / "stops.csv").write_text("\n".join(STOPS.splitlines()[:4]) + "\n", encoding="utf-8")
    assert run(folder).exit_code == 0


def test_bad_tables_are_exit_code_3_with_every_problem(folder: Path, tmp_path: Path) -> None:
    bad = STOPS.replace("08:00-12:00;", "12:00-08:00;").replace("51.5,6.4,4", "51.5,6.4,-4")
    (folder / "stops.csv").write_text(bad, encoding="utf-8")
    done = run(folder, "--out", tmp_path / "out", "--json")
    assert done.exit_code == 3
    assert {(p["row"], p["column"]) for p in json.loads(done.stdout)["problems"]} >= {(2, "windows"), (3, "units")}
    assert not (tmp_path / "out").exists()


def test_an_unknown_solver_is_exit_code_7(folder: Path) -> None:
    done = run(folder, "--solver", "none")
    assert done.exit_code == 7
    assert "pyvrp" in done.stderr


def test_something_else_in_the_folder_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(folder, "--out", tmp_path / "mine").exit_code == 3
    assert (tmp_path / "mine" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_published_instance_is_routed(tmp_path: Path) -> None:
    file = tmp_path / "square.vrp"
    file.write_text(
        "NAME : square\nTYPE : CVRP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 2\nNODE_COORD_SECTION\n"
        "1 0 0\n2 0 10\n3 10 10\n4 10 0\nDEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\nDEPOT_SECTION\n1\n-1\nEOF\n",
        encoding="utf-8",
    )  # fmt: skip
    done = run(file, "--json")
    assert json.loads(done.stdout)["cost"] == 54  # 0-2-3-0 is 10 + 10 + 14, 0-4-0 is 20
