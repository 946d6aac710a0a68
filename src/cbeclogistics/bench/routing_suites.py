"""The routing suites: their files, best known costs, and seconds as their comparisons are published or asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ..loaders import benchmarks as readers
from ..loaders.benchmarks.best_known import FILE, BestKnown, best_known
from .order import natural
from .source import UNKNOWN, Source

EACH = 0.24  # seconds a customer: a tenth of the usual protocol on the X set
SOLOMON, HOMBERGER, DEPOTS = 30.0, 60.0, 30.0  # seconds
_HOMBERGER = re.compile(r"r?c?[12]_(\d+)_\d+", re.IGNORECASE)


def vrp(folder: Path) -> Iterator[Source]:
    """CVRPLIB's files, by their own names."""
    known = _known(folder, "best_known_cvrp_X_XXL.csv")
    for path in sorted(folder.glob("**/*.vrp"), key=natural):
        read = partial(readers.read_vrplib, path)
        yield Source("vrp", path.stem, read, known.get(path.stem, UNKNOWN), 0.0, EACH)


def vrptw(folder: Path) -> Iterator[Source]:
    """Solomon's instances of 100 by distance, Gehring and Homberger's by vehicles, then distance."""
    known = _known(folder, "best_known_solomon_distance.csv")
    for path in sorted(folder.glob("solomon/solomon_100/*.txt"), key=natural):
        best = known.get(f"{path.stem}.100", UNKNOWN)
        yield Source("vrptw", f"solomon/{path.stem}", partial(readers.read_solomon, path), best, SOLOMON)
    known = _known(folder, "best_known_vrptw_GH_hierarchical.csv", "routes")
    for path in sorted(folder.glob("gehring_homberger_txt/*.txt*"), key=natural):
        name = path.name.split(".")[0]
        if size := _HOMBERGER.fullmatch(name):
            read = partial(readers.read_solomon, path, "hierarchical")
            yield Source("vrptw", f"gh{size[1]}00/{name}", read, known.get(name, UNKNOWN), HOMBERGER)


def mdvrp(folder: Path) -> Iterator[Source]:
    """Cordeau's p and pr."""
    known = _known(folder, FILE)
    for path in sorted(folder.glob("dat/p*"), key=natural):
        if path.is_file() and (path.name in known or not known):
            yield Source("mdvrp", path.name, partial(readers.read_mdvrp, path), known.get(path.name, UNKNOWN), DEPOTS)


def _known(folder: Path, file: str, vehicles: str = "") -> dict[str, BestKnown]:
    return best_known(folder, file, vehicles) if (folder / file).is_file() else {}
