"""The commands other than solve: what they print, where, and their exit codes."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from cbeclogistics.cli.app import COMMANDS, app
from cbeclogistics.data_folders import instances_folder
from cbeclogistics.engine.backends import registry
from cbeclogistics.errors import BackendError
from cbeclogistics.network.schema import TABLES


def run(*words: str):
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_opens_with_examples_and_gives_every_default(name):
    result = run(name, "--help")
    assert result.exit_code == 0
    text = result.stdout
    assert text.index("Examples:") < text.index("Options:")
    options = text[text.index("Options:") :].split("\n  -")[1:]
    for option in options:
        assert "[default:" in option or "required]" in option or "--help" in option, option


def test_help_lists_each_command_with_the_exit_codes():
    text = run("--help").stdout
    assert all(f"  {name} " in text for name in COMMANDS)
    assert all(f"\n  {code} " in text for code in (0, 1, 2, 3, 4, 5, 6, 7, 130))


@pytest.mark.parametrize("name", COMMANDS)
def test_short_help_says_what_the_command_says_itself(name):
    first = (app.get_command(None, name).help or "").split("\n")[0].rstrip(".")
    assert first.startswith(COMMANDS[name].rstrip("."))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["solv"], "did you mean solve?"),
        (["nonsense-command"], "No such command"),
        (["solve", "--gap", "2"], "is no share"),
        (["solve", "--gap", "much"], "is no share"),
        (["solve", "--time-limit", "-1"], "is no time"),
        (["solve", "--time-limit", "nan"], "is no time"),
        (["solve", "--seed", "1.5"], "--seed"),
        (["solve", "--nonsense"], "No such option"),
        (["schema", "lanez"], "did you mean lanes?"),
        (["show"], "Missing argument"),
    ],
)
def test_a_wrong_command_line_exits_with_2(words, said):
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_instances_lists_what_ships():
    result = run("instances")
    assert result.exit_code == 0
    assert {"tiny", "china-to-world"} <= {line.split()[0] for line in result.stdout.splitlines()[1:]}


def test_instances_as_json_are_one_object():
    listed = json.loads(run("instances", "--json").stdout)["instances"]
    assert all(row["name"] and row["title"] for row in listed)


def test_solvers_lists_profiles_and_backends_with_versions():
    text = run("solvers").stdout
    assert all(name in text for name in ("balanced", "quick", "proof", "HiGHS 1.", "OR-Tools 9."))


def test_a_missing_backend_is_listed_with_what_to_do(monkeypatch):
    def missing(name):
        raise BackendError(f"pip install {name}")

    monkeypatch.setattr(registry, "backend", missing)
    listed = json.loads(run("solvers", "--json").stdout)["backends"]
    assert [(b["version"], b["why_unavailable"]) for b in listed] == [("", f"pip install {b['name']}") for b in listed]


def test_schema_lists_every_table():
    text = run("schema").stdout
    assert all(name in text for name in TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_schema_of_a_table_lists_every_column(name):
    text = run("schema", name).stdout
    assert all(f"\n{column.name} " in text for column in TABLES[name].columns)


def test_json_schema_is_one_object():
    import jsonschema

    whole = json.loads(run("schema", "--json-schema").stdout)
    jsonschema.Draft202012Validator.check_schema(whole)
    one = json.loads(run("schema", "--json-schema", "lanes").stdout)
    jsonschema.Draft202012Validator.check_schema(one)


def test_check_says_that_an_instance_is_valid():
    result = run("check", "tiny")
    assert result.exit_code == 0
    assert result.stdout.startswith("tiny is valid")


def test_check_as_json_counts_the_rows():
    said = json.loads(run("check", "tiny", "--json").stdout)
    assert (said["status"], said["tables"]["products"]) == ("valid", 2)


def test_check_names_every_problem_at_once(tmp_path):
    folder = broken(tmp_path)
    result = run("check", str(folder))
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "latitude" in result.stderr
    assert "weight_kg" in result.stderr


def test_check_as_json_gives_every_problem_as_a_row(tmp_path):
    result = run("check", str(broken(tmp_path)), "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["status"], said["exit_code"]) == (3, "invalid", 3)
    assert {"latitude", "weight_kg"} <= {p["column"] for p in said["problems"]}


def test_an_unknown_instance_is_answered_with_the_nearest():
    result = run("solve", "tinny")
    assert result.exit_code == 3
    assert "did you mean tiny?" in result.stderr


def test_init_writes_an_instance_that_is_valid_and_refuses_a_full_folder(tmp_path):
    folder = tmp_path / "mine"
    assert run("init", str(folder)).exit_code == 0
    assert run("check", str(folder)).exit_code == 0
    again = run("init", str(folder))
    assert again.exit_code == 3
    assert "is not an empty folder" in again.stderr


def broken(tmp_path):
    """A copy of tiny with a latitude of 95 and a weight of 0."""
    folder = tmp_path / "broken"
    shutil.copytree(instances_folder() / "tiny", folder)
    change(folder / "sites.csv", "latitude", "95")
    change(folder / "products.csv", "weight_kg", "0")
    return folder


def change(path, column, value):
    """Set the column's first value."""
    import csv

    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index(column)] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
