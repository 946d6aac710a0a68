"""Loading by name, folder and workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbeclogistics import InputError, load, solve
from cbeclogistics.loaders import shipped_instances

SMALL_WORLD = Path(__file__).parents[1] / "data" / "small_world"


@pytest.mark.parametrize("name", shipped_instances())
def test_shipped_instance_is_valid(name: str):
    assert load(name).name == name


def test_folder_as_text_as_path_and_by_its_settings():
    assert load(SMALL_WORLD) == load(str(SMALL_WORLD)) == load(SMALL_WORLD / "instance.toml")


def test_slip_in_a_name_is_named():
    with pytest.raises(InputError, match="did you mean china-to-world"):
        load("china-to-wrold")


@pytest.mark.parametrize("source", ["", "no/such/place", "\0", "x" * 5000])
def test_no_instance(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        load(source)


def test_file_that_is_no_workbook():
    with pytest.raises(InputError, match="is a file but no workbook"):
        load(SMALL_WORLD / "sites.csv")


def test_the_folder_of_a_plan_hides_no_shipped_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    solve(load("tiny"), gap=0.05).save("tiny")
    assert load("tiny").hash == load(shipped_instances()["tiny"]).hash
    (tmp_path / "china-to-world").mkdir()
    with pytest.raises(InputError, match=r"instance\.toml"):
        load("china-to-world")
