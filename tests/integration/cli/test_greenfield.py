"""`cbeclogistics greenfield`: from a shipped instance to one with new candidates that checks and solves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import cbeclogistics
from cbeclogistics.cli.app import app
from cbeclogistics.data_folders import instances_folder
from cbeclogistics.network.expand import great_circle_km


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


def greenfield(*words: object) -> Result:
    return run("greenfield", *words)


def test_one_object_says_everything() -> None:
    done = greenfield("tiny", "--sites", 2, "--json", "-q")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert said["status"] == "optimal"
    assert said["bound"] <= said["cost_anywhere"] <= said["cost"]
    assert said["gap"] <= 0.01 + 1e-9
    assert said["cost"] == pytest.approx(said["outbound_cost"] + said["inbound_cost"] + said["fixed_cost"])
    assert sum(s["share"] for s in said["sites"]) + said["kept_share"] == pytest.approx(1)
    assert sum(s["markets"] for s in said["sites"]) == said["markets"] == 3
    assert said["written"] is None


def test_people_see_cities_costs_and_what_to_do_next() -> None:
    done = greenfield("tiny", "--sites", 2)
    assert "Berlin" in done.stdout
    assert "no sites cost less than" in done.stdout
    assert "best of today's: W_DUI, W_WAW" in done.stdout
    assert "Next: cbeclogistics greenfield tiny --sites 2 --out candidates" in done.stderr


def test_the_written_instance_checks_and_solves_and_is_no_worse(tmp_path: Path) -> None:
    out = tmp_path / "new"
    assert greenfield("tiny", "--sites", 2, "--out", out, "-q").exit_code == 0
    assert run("check", out, "-q").exit_code == 0
    solved, before = (run("solve", name, "--gap", "0", "--json", "-q") for name in (out, "tiny"))
    assert (solved.exit_code, before.exit_code) == (0, 0)
    assert json.loads(solved.stdout)["landed_cost"] <= json.loads(before.stdout)["landed_cost"] + 0.01


def test_a_candidate_that_is_better_is_chosen(tmp_path: Path) -> None:
    # a warehouse far from its markets, delivery by the kilometre: the new one stands where they are
    folder, out = tmp_path / "far", tmp_path / "new"
    folder.mkdir()
    for path in (instances_folder() / "tiny").glob("*.*"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    cards = (folder / "rate_cards.csv").read_text(encoding="utf-8").splitlines()
    made = [cards[0] + ",per_km", *(f"{row},0" for row in cards[1:]), "by-km,parcel,,0,30,2,,0.02"]
    (folder / "rate_cards.csv").write_text("\n".join(made) + "\n", encoding="utf-8")
    lanes = (folder / "lanes.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in lanes if not row.startswith(("dui-", "waw-"))]
    kept.append("parcels,kind=overseas_warehouse,kind=market,road,by-km,2,")
    (folder / "lanes.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert greenfield(folder, "--sites", 1, "--out", out, "-q").exit_code == 0
    plan = cbeclogistics.solve(cbeclogistics.load(out))
    opened = set(plan.sites.loc[plan.sites["decision"] == "open", "site"])
    assert "G_DE_BERLIN" in opened


def test_a_workbook_is_written_as_a_folder(tmp_path: Path) -> None:
    book, tiny = openpyxl.Workbook(), instances_folder() / "tiny"
    sheet = book.active
    sheet.title = "instance"
    for row in (("key", "value"), ("name", "tiny"), ("base_currency", "USD"), ("horizon.start", "2026-12-01"),
                ("horizon.periods", "Y1:365"), ("costs.insurance_pct", 0)):  # fmt: skip
        sheet.append(row)
    for path in sorted(tiny.glob("*.csv")):
        sheet = book.create_sheet(path.stem)
        for line in path.read_text(encoding="utf-8").splitlines():
            sheet.append(line.split(","))
    book.save(tmp_path / "tiny.xlsx")
    out = tmp_path / "new"
    done = greenfield(tmp_path / "tiny.xlsx", "--sites", 1, "--out", out, "-q")
    assert done.exit_code == 0, done.output
    network = cbeclogistics.load(out)
    assert network.settings.costs.insurance_pct == 0
    assert any(s.startswith("G_") for s in network.table("sites")["site"])


def test_what_stands_there_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "sites.csv").write_text("mine", encoding="utf-8")
    done = greenfield("tiny", "--sites", 1, "--out", mine, "--json", "-q")
    assert done.exit_code == 3
    assert "is not an empty folder" in json.loads(done.stdout)["message"]
    assert [p.name for p in tmp_path.rglob("*")] == ["mine", "sites.csv"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--sites", 0), 2, "--sites"),
        ((), 2, "--sites"),
        (("--sites", 1, "--per-site-cost", "-1"), 2, "is no amount"),
        (("--sites", 1, "--countries", "XX"), 3, "in no customs territory"),
        (("--sites", 1, "--markets", "W_DUI"), 3, "names no market"),
        (("--sites", 1, "--countries", "cn"), 3, "no market is in the customs territories"),
        (("--sites", 1, "--min-population", "1000"), 2, "min-population"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[object, ...], code: int, said: str) -> None:
    done = greenfield("tiny", *words)
    assert done.exit_code == code
    assert said in done.stderr


def test_a_limit_leaves_a_plan_and_says_so() -> None:
    done = greenfield("china-import", "--sites", 6, "--time-limit", 0, "--json", "-q")
    assert done.exit_code == 5
    said = json.loads(done.stdout)
    assert said["status"] == "feasible"
    assert 0 <= said["bound"] <= said["cost_anywhere"] <= said["cost"]


@pytest.fixture(scope="module")
def world() -> cbeclogistics.Network:
    return cbeclogistics.load("china-to-world")


def test_europe_is_served_from_between_the_ports_and_the_rhine(world: cbeclogistics.Network) -> None:
    # where the trade stands: Venlo, Duisburg, Liege, Antwerp
    found = cbeclogistics.greenfield(world, 1, countries=["DE", "NL", "BE", "FR", "PL", "IT", "ES", "CZ"])
    (site,) = found.sites
    assert float(great_circle_km(6.17, 51.37, site.longitude, site.latitude)) < 150
    assert found.today is not None
    assert found.cost <= found.today.cost
    assert site.abroad_share == 0


def test_america_is_served_from_both_coasts(world: cbeclogistics.Network) -> None:
    found = cbeclogistics.greenfield(world, 2, countries=["US"])
    west, east = sorted(found.sites, key=lambda s: s.longitude)
    assert west.region in {"CA", "NV", "AZ"}
    assert east.longitude > -90
    assert {s.gateway[:2] for s in found.sites} == {"P_"}


def test_sites_of_today_stay_if_asked(world: cbeclogistics.Network) -> None:
    kept = cbeclogistics.greenfield(world, 1, countries=["US"], keep_existing=True)
    free = cbeclogistics.greenfield(world, 2, countries=["US"])
    assert kept.kept == ("W_ONT",)
    assert kept.kept_share > 0.2
    assert kept.cost >= free.bound
    assert kept.sites[0].longitude > -100


def test_the_page_s_example_runs(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "greenfield.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2
