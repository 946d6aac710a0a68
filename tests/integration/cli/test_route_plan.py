"""`cbeclogistics route PLAN`, and what `show` and `explain` tell of own vehicles."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

import cbeclogistics
from cbeclogistics.cli.app import app

SETTINGS = """name = "own"
base_currency = "USD"
consumer_tax = "borne"

[horizon]
start = 2026-12-01
periods = [{ period = "P1", days = 90 }, { period = "P2", days = 275 }]
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def written(make: ModuleType, folder: Path, **changes: object) -> Path:
    """`own_fleet` as a folder, over two periods."""
    tables = {**make.own_fleet(), **changes}
    folder.mkdir()
    (folder / "instance.toml").write_text(SETTINGS, encoding="utf-8")
    tables["demand"] = [
        {**row, "period": period, "units": row["units"] * days / 365}
        for row in tables["demand"] for period, days in (("P1", 90), ("P2", 275))
    ]  # fmt: skip
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def home(make: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the instance `own` and its plan."""
    folder = tmp_path_factory.mktemp("home")
    cbeclogistics.solve(cbeclogistics.load(written(make, folder / "own"))).save(folder / "plan")
    return folder


@pytest.fixture(autouse=True)
def there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)


def test_the_routes_of_a_plan_are_looked_for_again_by_period_and_site(home: Path, tmp_path: Path) -> None:
    done = run("route", "plan", "--time-limit", 1, "--out", tmp_path / "out", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert [(day["period"], day["site"]) for day in said["days"]] == [("P1", "W_EU"), ("P2", "W_EU")]
    for day in said["days"]:
        assert day["cost"] <= day["cost_before"]
        assert day["routed"] == pytest.approx(day["cost"] * day["days"], abs=0.01)
        assert day["served"] == 4
    assert said["cost"] == pytest.approx(sum(day["cost"] for day in said["days"]))
    stored = json.loads((tmp_path / "out" / "routes.json").read_text(encoding="utf-8"))
    assert stored["days"] == said["days"]
    with (tmp_path / "out" / "routes.csv").open(encoding="utf-8") as file:
        routes = list(csv.DictReader(file))
    assert [int(row["route"]) for row in routes] == list(range(1, said["routes"] + 1))
    assert {row["period"] for row in routes} == {"P1", "P2"}
    shapes = json.loads((tmp_path / "out" / "routes.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(shape["properties"]["layer"] == "routes" for shape in shapes) == len(routes)
    plan = cbeclogistics.read_plan(home / "plan")
    assert [day["cost_before"] for day in said["days"]] == plan.tables["fleet"]["cost_per_day"].to_list()


def test_the_terminal_compares_with_the_plan(home: Path) -> None:
    done = run("route", home / "plan" / "plan.json", "--time-limit", 0.2)
    assert done.exit_code == 0
    assert "A typical day, against the plan" in done.stdout
    assert "in the plan" in done.stdout
    assert "for a day of each period" in done.stdout
    assert "8 of 8 served" in done.stdout
    assert "P2" in done.stdout


def test_a_plan_without_own_vehicles_is_exit_code_3(tmp_path: Path) -> None:
    cbeclogistics.solve(cbeclogistics.load("tiny")).save(tmp_path / "plan")
    done = run("route", tmp_path / "plan", "--json")
    assert done.exit_code == 3
    (problem,) = json.loads(done.stdout)["problems"]
    assert "delivers nothing by own vehicles" in problem["expected"]
    assert "vehicles" in problem["remedy"]


def test_a_plan_of_another_instance_is_exit_code_3() -> None:
    done = run("route", "plan", "--instance", "tiny")
    assert done.exit_code == 3
    assert "the plan" in done.stderr


def test_only_a_plan_has_an_instance_beside_it() -> None:
    assert run("route", "own", "--instance", "own").exit_code == 2


def test_routes_do_not_replace_a_plan_and_that_is_said_before_the_search(home: Path) -> None:
    done = run("route", "plan", "--out", "plan")
    assert done.exit_code == 3
    assert "holds files but no routes (routes.json)" in done.stderr
    assert "routing" not in done.stderr
    assert (home / "plan" / "plan.json").is_file()


def test_what_cannot_be_written_is_called_by_its_name(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("route", "plan", "--time-limit", 0.2, "--out", tmp_path / "file" / "out")
    assert done.exit_code == 1
    assert "the routes could not be written" in done.stderr
    assert "plan could" not in done.stderr


def test_show_tells_of_own_vehicles_by_period_and_site() -> None:
    done = run("show", "plan")
    assert done.exit_code == 0
    assert "Own vehicles on a typical day" in done.stdout
    assert done.stdout.count("2 van") == 2
    assert "Every stop of the markets that they serve is served." in done.stdout
    said = json.loads(run("show", "plan", "--json").stdout)
    assert [row["period"] for row in said["own_vehicles"]] == ["P1", "P2"]
    assert sum(row["difference"] for row in said["own_vehicles"]) == pytest.approx(
        said["cost_breakdown"]["route_difference"]
    )


def test_show_lists_stops_that_are_not_come_to(make: ModuleType, tmp_path: Path) -> None:
    far = {"stop": "FAR", "market": "M_SUD", "latitude": 53.5, "longitude": 10.0, "share": 0.01, "prize": 3}
    folder = written(make, tmp_path / "far", stops=[*make.own_fleet()["stops"], {**far, "currency": "USD"}])
    cbeclogistics.solve(cbeclogistics.load(folder)).save(tmp_path / "plan")
    done = run("show", tmp_path / "plan")
    assert done.stdout.count("FAR  ") == 2
    assert "Every stop" not in done.stdout
    told = run("explain", tmp_path / "plan", "--market", "M_SUD", "--product", "lamp", "--instance", folder)
    assert "No vehicle comes to FAR" in told.stdout
    assert "8 of 10 served" in run("route", tmp_path / "plan", "--instance", folder, "--time-limit", 0.2).stdout


def test_explain_tells_the_routes_that_come_to_the_market() -> None:
    done = run("explain", "plan", "--market", "M_EU", "--product", "lamp")
    assert done.exit_code == 0, done.output
    assert "by own vehicles" in done.stdout
    assert "Routes that come to M_EU on a typical day of P1" in done.stdout
    assert "Routes that come to M_EU on a typical day of P2" in done.stdout
    assert "W_EU/M_EU" in done.stdout
    assert "FLEET-" not in done.stdout
    said = json.loads(run("explain", "plan", "--market", "M_EU", "--product", "lamp", "--json").stdout)
    assert {way["own_vehicles"]["site"] for way in said["ways"]} == {"W_EU"}
