"""A greenfield study that is stopped or cannot write leaves nothing half-done."""

from __future__ import annotations

from pathlib import Path

import pytest

import cbeclogistics
from cbeclogistics.engine.limits import CancelToken, Progress
from cbeclogistics.errors import CbecError, InputError
from cbeclogistics.siting import write


@pytest.fixture(scope="module")
def answer():
    return cbeclogistics.greenfield(cbeclogistics.load("tiny"), 1)


def test_a_full_disk_leaves_nothing(answer, tmp_path: Path, monkeypatch) -> None:
    written = []

    class Full:
        def __init__(self, *_: object) -> None: ...

        def writerow(self, row: object) -> None:
            written.append(row)
            if len(written) == 5:
                raise OSError(28, "No space left on device")

        writerows = writerow

    monkeypatch.setattr(write.csv, "writer", lambda *_, **__: Full())
    with pytest.raises(CbecError, match="No space left on device; nothing was left there"):
        write.write_candidates(answer, "tiny", tmp_path / "new")
    assert written
    assert list(tmp_path.iterdir()) == []


def test_an_instance_that_would_not_be_valid_is_not_left(answer, tmp_path: Path, monkeypatch) -> None:
    read = write.load

    def broken(source: object) -> object:
        if str(source).endswith(".part"):
            (Path(str(source)) / "sites.csv").write_text("site\n", encoding="utf-8")
        return read(source)

    monkeypatch.setattr(write, "load", broken)
    with pytest.raises(InputError):
        write.write_candidates(answer, "tiny", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(answer, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not an empty folder"):
        write.write_candidates(answer, "tiny", tmp_path / "new")
    assert (tmp_path / "new").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_is_filled(answer, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    write.write_candidates(answer, "tiny", tmp_path / "new")
    assert (tmp_path / "new" / "instance.toml").is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["new"]


@pytest.mark.parametrize("stage", ["first sites", "descent", "bound", "cities"])
def test_a_cancelled_study_has_an_answer(stage: str) -> None:
    cancel = CancelToken()

    def report(progress: Progress) -> None:
        if progress.stage == stage:
            cancel.cancel()

    found = cbeclogistics.greenfield(cbeclogistics.load("tiny"), 2, progress=report, cancel=cancel)
    assert found.status == "interrupted"
    assert found.sites
    assert 0 <= found.bound <= found.cost_anywhere <= found.cost


def test_names_in_any_script_make_names_of_sites(tmp_path: Path) -> None:
    from cbeclogistics.loaders.cities import read_cities
    from cbeclogistics.siting.describe import site_names

    cities = read_cities()
    names = site_names(cities, {"G_DE_BERLIN"})
    assert len(set(names)) == len(names) == len(cities)
    assert "G_DE_BERLIN" not in names
    assert all(name.isascii() and not set(name) & set(";&=|,\" '") for name in names)
