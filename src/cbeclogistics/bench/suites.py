"""The suites: which published files belong to each, by the names under which their best costs are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from ..errors import InputError, Problem
from ..loaders.benchmarks.best_known import FILE, BestKnown, best_known
from .names import FOLDERS, PLANNER
from .source import Source

_CAPACITY = re.compile(r"(\w+) with every capacity = (\d+) \(CFL\)")
_SOLUTIONS = (".opt", ".bub", ".lst", ".md", ".csv")


def sources(suite: str, data: Path | None, glob: str = "*", *, size: float = 1e6, seed: int = 0) -> list[Source]:
    """Return the instances of a suite, in the order of their names.

    Parameters
    ----------
    suite
        One of `names.SUITES`.
    data
        Folder that holds the published family, or the folder above it; of the planner family one with instances as
        folders, in place of a drawn one.
    glob
        Pattern of the instances' names.
    size, seed
        Possible flows and seed of the planner family.

    Raises
    ------
    InputError
        The data is not there, or no instance has such a name.
    """
    if suite == PLANNER and data is None:
        return [Source(suite, f"planner-{size:g}-{seed}", size=size, seed=seed)]
    if data is None:
        raise InputError([Problem("bench", f"the published instances of {suite} are not part of this package",
                                  column="data", remedy="give the folder that holds them as --data")])  # fmt: skip
    folder = data / FOLDERS.get(suite, "") if (data / FOLDERS.get(suite, "")).is_dir() else data
    known = best_known(folder) if (folder / FILE).is_file() else {}
    found = [s for s in _LISTED[suite](suite, folder, known) if fnmatchcase(s.instance, glob)]
    if not found:
        raise InputError([Problem("bench", f"no instance of {suite} in this folder is named so", column="instances",
                                  value=glob, remedy=f"looked in {folder}")])  # fmt: skip
    return found


def _warehouse(suite: str, folder: Path, known: dict[str, BestKnown]) -> Iterator[Source]:
    """Each file with its capacities and without; a file that leaves them open once for each published capacity."""
    files = {p.stem: p for p in sorted((folder / "cfl").glob("cap*.txt"), key=_natural)}
    opened = [(m[1], float(m[2]), name) for name in known if (m := _CAPACITY.fullmatch(name))]
    for stem, path in files.items():
        for capacity, name in [(c, n) for s, c, n in opened if s == stem]:
            yield _source(suite, f"{stem} {capacity:g} (CFL)", path, known.get(name), capacity=capacity)
        if stem not in {s for s, _, _ in opened}:
            yield _source(suite, f"{stem} (CFL)", path, known.get(f"{stem} (CFL)"))
    for stem, path in files.items():
        name = f"{stem} (UFL, capacities ignored)"
        if name in known or not known:
            yield _source(suite, f"{stem} (UFL)", path, known.get(name), uncapacitated=True)


def _saved(suite: str, folder: Path, known: dict[str, BestKnown]) -> Iterator[Source]:
    """Folders with an instance of the planner family."""
    for path in sorted(folder.glob("*/planner.json"), key=_natural):
        yield _source(suite, path.parent.name, path.parent, known.get(path.parent.name))


def _by_path(pattern: str) -> Callable[[str, Path, dict[str, BestKnown]], Iterator[Source]]:
    """Files named by their path in the family, or by what stands before the first dot of it."""

    def listed(suite: str, folder: Path, known: dict[str, BestKnown]) -> Iterator[Source]:
        for path in sorted(folder.glob(pattern), key=_natural):
            if not path.is_file() or path.suffix.lower() in _SOLUTIONS or path.name.startswith("README"):
                continue
            name = path.relative_to(folder).as_posix().removesuffix(".gz")
            bare = name.removesuffix(".txt").removesuffix(".dow")
            if name in known or bare in known:
                yield _source(suite, bare, path, known.get(name, known.get(bare)))
            elif not known or suite == "tscflp":
                yield _source(suite, bare, path)

    return listed


def _source(
    suite: str, name: str, path: Path, known: BestKnown | None = None, *, capacity: float | None = None,
    uncapacitated: bool = False,
) -> Source:  # fmt: skip
    best = known or BestKnown(float("nan"), False, "")
    return Source(suite, name, path, capacity, uncapacitated, best_known=best.cost, proven=best.proven)


def _natural(path: Path) -> tuple[tuple[int, int | str], ...]:
    """Order in which cap9 comes before cap10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", path.as_posix()))


_LISTED: dict[str, Callable[[str, Path, dict[str, BestKnown]], Iterator[Source]]] = {
    "orlib-warehouse": _warehouse,
    "ufllib": _by_path("**/*"),
    "sscflp": _by_path("Lib_*/p*"),
    "pmedian": _by_path("pmed*.txt"),
    "tscflp": _by_path("**/PSC*"),
    "cmnd": _by_path("**/*.dow*"),
    PLANNER: _saved,
}
