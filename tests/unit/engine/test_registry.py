"""Finding backends and data folders."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from cbeclogistics import data_folders
from cbeclogistics.engine.backends import Backend, backend, backends, names, registry
from cbeclogistics.errors import BackendError, CbecError


def test_our_backends_come_in_by_the_entry_points() -> None:
    assert {"highs", "ortools", "pulp"} <= set(names())
    found = backends()
    assert list(found) == sorted(found)
    for name, kind in found.items():
        assert kind.name == name
        assert isinstance(kind(), Backend)


def test_an_unknown_backend_shows_the_nearest() -> None:
    with pytest.raises(BackendError, match=r"'higs' is no backend; known: .*highs.*did you mean highs\?"):
        backend("higs")


def test_a_backend_that_cannot_be_loaded_is_left_out_and_named_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Entries(dict[str, SimpleNamespace]):
        @property
        def names(self) -> set[str]:
            return set(self)

    def load() -> None:
        raise ImportError("no module named broken")

    def entry_points(*, group: str, name: str | None = None) -> object:
        assert group == registry.GROUP
        entry = SimpleNamespace(value="broken:Broken", load=load)
        return Entries(broken=entry) if name is None else [entry]

    monkeypatch.setattr(registry.metadata, "entry_points", entry_points)
    assert backends() == {}
    with pytest.raises(BackendError, match=r"broken:Broken.*cannot be loaded.*no module named broken"):
        backend("broken")


def test_the_checkout_comes_before_the_package() -> None:
    root = Path(data_folders.__file__).parents[2]
    if (root / "pyproject.toml").is_file():
        assert data_folders.solvers_folder() == root / "solvers"
        assert data_folders.instances_folder() == root / "instances"


@pytest.mark.parametrize("stranger", [True, False])
def test_without_a_checkout_of_ours_the_package_is_read(
    stranger: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "cbeclogistics"
    (package / "_data" / "solvers").mkdir(parents=True)
    if stranger:
        (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n', encoding="utf-8")
        (tmp_path / "solvers").mkdir()
    monkeypatch.setattr(data_folders, "_PACKAGE", package)
    assert data_folders.solvers_folder() == package / "_data" / "solvers"
    with pytest.raises(CbecError, match=r"instances/.*reinstall"):
        data_folders.instances_folder()
