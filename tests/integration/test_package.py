"""The wheel holds what it should, and works where there is no checkout."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("build", "hatchling"))), reason="build and hatchling are not installed"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("dist")
    run = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    (path,) = out.glob("*.whl")
    with zipfile.ZipFile(path) as file:
        yield file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder that holds the unpacked wheel and nothing else: what pip makes of a wheel of Python files."""
    folder = tmp_path_factory.mktemp("site")
    wheel.extractall(folder)
    return folder


def outside(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python where the wheel stands before the checkout on the path, in an empty folder."""
    environ = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, *words], cwd=cwd, env=environ, capture_output=True, text=True, check=False)


def test_the_wheel_holds_the_data_folders_and_the_types(wheel):
    names = set(wheel.namelist())
    data = "cbeclogistics/_data/"
    for instance in ("tiny", "china-to-world"):
        held = {p.name for p in (ROOT / "instances" / instance).iterdir() if p.suffix in (".csv", ".toml", ".md")}
        assert {f"{data}instances/{instance}/{name}" for name in held} <= names
    held = {p.relative_to(ROOT).as_posix() for p in (ROOT / "reference").rglob("*.csv")}
    assert "reference/optional/canada-ontario/taxes.csv" in held
    assert {f"{data}{name}" for name in (*held, "reference/README.md")} <= names
    assert {f"{data}solvers/{p.name}" for p in (ROOT / "solvers").glob("*.toml")} <= names
    assert "cbeclogistics/py.typed" in names


def test_the_wheel_holds_nothing_else(wheel):
    names = wheel.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cbeclogistics"}
    assert not [name for name in names if "test" in name or "__pycache__" in name or "author" in name.lower()]
    assert not [name for name in names if name.startswith("cbeclogistics/_data/") and name.endswith(".py")]


def test_the_wheel_names_its_command_and_its_backends(wheel):
    (entries,) = [n for n in wheel.namelist() if n.endswith("entry_points.txt")]
    text = wheel.read(entries).decode()
    assert "cbeclogistics = cbeclogistics.cli:main" in text
    assert all(f"{name} = cbeclogistics.engine.backends." in text for name in ("highs", "ortools", "pulp"))


def test_the_checkout_is_not_used(installed, tmp_path):
    code = (
        "import cbeclogistics\n"
        "from cbeclogistics.data_folders import instances_folder, reference_folder, solvers_folder\n"
        "print(cbeclogistics.__file__, instances_folder(), reference_folder(), solvers_folder(), sep='\\n')"
    )
    places = outside(installed, tmp_path, "-c", code).stdout.split()
    assert len(places) == 4
    assert all(Path(place).is_relative_to(installed) for place in places)


def test_the_installed_command_lists_and_solves(installed, tmp_path):
    listed = outside(installed, tmp_path, "-m", "cbeclogistics", "instances")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "china-to-world" in listed.stdout
    applying = outside(
        installed, tmp_path, "-m", "cbeclogistics", "rules", "--territory", "US", "--hs", "610910", "--json"
    )
    assert json.loads(applying.stdout)["duties"][0]["rule"] == "US-MFN-tshirt"
    solved = outside(installed, tmp_path, "-m", "cbeclogistics", "solve", "tiny", "--json", "--out", "plan")
    assert solved.returncode == 0, solved.stderr
    assert json.loads(solved.stdout)["audit"]["passed"]
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]
