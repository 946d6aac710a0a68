"""The instance to begin from."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbeclogistics import InputError, load
from cbeclogistics.loaders import starting_instance


def test_loads_without_a_warning(tmp_path: Path):
    assert load(starting_instance(tmp_path / "a" / "mine")).warnings == ()


def test_explains_each_file_it_writes(tmp_path: Path):
    folder = starting_instance(tmp_path)
    readme = (folder / "README.md").read_text()
    assert all(f"`{p.name}`" in readme for p in folder.iterdir() if p.name != "README.md")


def test_overwrites_nothing(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("dear")
    with pytest.raises(InputError, match="not an empty folder"):
        starting_instance(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_file_in_the_way(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError):
        starting_instance(tmp_path / "file")
    with pytest.raises(InputError, match="cannot be written"):
        starting_instance(tmp_path / "file" / "mine")
