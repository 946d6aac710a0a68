"""The suites: which published files belong to each, by the names under which their best costs are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from ..engine.location.problems import UFL
from ..engine.planner.files import load
from ..engine.planner.generate import generate
from ..errors import InputError, Problem
from ..loaders import benchmarks as readers
from ..loaders.benchmarks.best_known import FILE, BestKnown, best_known
from .drawn_stops import drawn
from .lrp_suites import lrp, lrp_2e
from .names import DRAWN_STOPS, FOLDERS, PLANNER, SIZES
from .order import natural
from .routing_suites import mdvrp, vrp, vrptw
from .source import UNKNOWN, Source

_CAPACITY = re.compile(r"(\w+) with every capacity = (\d+) \(CFL\)")
_DRAWN = {PLANNER: "planner", DRAWN_STOPS: "drawn"}  # what their names begin with
_SOLUTIONS = (".opt", ".bub", ".lst", ".md", ".csv")
Listed = Callable[[Path], Iterator[Source]]


def sources(
    suite: str, data: Path | None, glob: str = "*", *, size: float | None = None, seed: int = 0
) -> list[Source]:
    """Return the instances of a suite, in the order of their names.

    Parameters
    ----------
    suite
        One of `names.SUITES`.
    data
        Folder that holds the published family, or the folder above it; of the planner family one with instances as
        folders, in place of a drawn one. What vrptw-drawn is, is always drawn.
    glob
        Pattern of the instances' names.
    size, seed
        Possible flows of the planner family, stops of vrptw-drawn (None: 1e6, 10,000); what they are drawn from.

    Raises
    ------
    InputError
        The data is not there, or no instance has such a name.
    """
    if suite in SIZES and (data is None or suite == DRAWN_STOPS):
        count = SIZES[suite] if size is None else size
        draw = drawn if suite == DRAWN_STOPS else generate
        return [Source(suite, f"{_DRAWN[suite]}-{count:g}-{seed}", partial(draw, count, seed))]
    if data is None:
        raise InputError([Problem("bench", f"the published instances of {suite} are not part of this package",
                                  column="data", remedy="give the folder that holds them as --data")])  # fmt: skip
    folder = data / FOLDERS.get(suite, "") if (data / FOLDERS.get(suite, "")).is_dir() else data
    found = [s for s in _LISTED[suite](folder) if fnmatchcase(s.instance, glob)]
    if not found:
        raise InputError([Problem("bench", f"no instance of {suite} in this folder is named so", column="instances",
                                  value=glob, remedy=f"looked in {folder}")])  # fmt: skip
    return found


def _known(folder: Path) -> dict[str, BestKnown]:
    return best_known(folder) if (folder / FILE).is_file() else {}


def _warehouse(folder: Path) -> Iterator[Source]:
    """Each file with its capacities and without; a file that leaves them open once for each published capacity."""
    suite, known = "orlib-warehouse", _known(folder)
    files = {p.stem: p for p in sorted((folder / "cfl").glob("cap*.txt"), key=natural)}
    opened = [(m[1], float(m[2]), name) for name in known if (m := _CAPACITY.fullmatch(name))]
    for stem, path in files.items():
        for capacity, name in [(c, n) for s, c, n in opened if s == stem]:
            read = partial(readers.read_warehouse, path, capacity)
            yield Source(suite, f"{stem} {capacity:g} (CFL)", read, known[name])
        if stem not in {s for s, _, _ in opened}:
            read = partial(readers.read_warehouse, path)
            yield Source(suite, f"{stem} (CFL)", read, known.get(f"{stem} (CFL)", UNKNOWN))
    for stem, path in files.items():
        name = f"{stem} (UFL, capacities ignored)"
        if name in known or not known:
            yield Source(suite, f"{stem} (UFL)", partial(_uncapacitated, path), known.get(name, UNKNOWN))


def _uncapacitated(path: Path) -> UFL:
    return readers.read_warehouse(path).without_capacity()


def _saved(folder: Path) -> Iterator[Source]:
    """Folders with an instance of the planner family."""
    known = _known(folder)
    for path in sorted(folder.glob("*/planner.json"), key=natural):
        name = path.parent.name
        yield Source(PLANNER, name, partial(load, path.parent), known.get(name, UNKNOWN))


def _by_path(suite: str, pattern: str, read: Callable[[Path], Any]) -> Listed:
    """Files named by their path in the family, or by what stands before the first dot of it."""

    def listed(folder: Path) -> Iterator[Source]:
        known = _known(folder)
        for path in sorted(folder.glob(pattern), key=natural):
            if not path.is_file() or path.suffix.lower() in _SOLUTIONS or path.name.startswith("README"):
                continue
            name = path.relative_to(folder).as_posix().removesuffix(".gz")
            bare = name.removesuffix(".txt").removesuffix(".dow")
            best = known.get(name, known.get(bare))
            if best is not None or not known or suite == "tscflp":
                yield Source(suite, bare, partial(read, path), best or UNKNOWN)

    return listed


_LISTED: dict[str, Listed] = {
    "orlib-warehouse": _warehouse,
    "ufllib": _by_path("ufllib", "**/*", readers.read_ufllib),
    "sscflp": _by_path("sscflp", "Lib_*/p*", readers.read_sscflp),
    "pmedian": _by_path("pmedian", "pmed*.txt", readers.read_pmedian),
    "tscflp": _by_path("tscflp", "**/PSC*", readers.read_tscflp),
    "cmnd": _by_path("cmnd", "**/*.dow*", readers.read_cmnd),
    PLANNER: _saved,
    "vrp": vrp,
    "vrptw": vrptw,
    "mdvrp": mdvrp,
    "lrp": lrp,
    "lrp-2e": lrp_2e,
}
