"""The suites of location with routing: Prins', Barreto's and the two-echelon files of Prodhon, and best known costs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ..loaders import benchmarks as readers
from ..loaders.benchmarks.best_known import FILE, best_known
from .order import natural
from .source import UNKNOWN, Source

BARRETO = {  # the names of his instances, by the files' own
    "coordGaspelle": "Gaskell67-21x5", "coordGaspelle2": "Gaskell67-22x5", "coordGaspelle3": "Gaskell67-29x5",
    "coordGaspelle4": "Gaskell67-32x5-1", "coordGaspelle5": "Gaskell67-32x5-2", "coordGaspelle6": "Gaskell67-36x5",
    "coordMin27": "Min92-27x5", "coordMin134": "Min92-134x8", "coordChrist50": "Christofides69-50x5",
    "coordChrist75": "Christofides69-75x10", "coordChrist100": "Christofides69-100x10",
    "coordDas88": "Daskin95-88x8", "coordDas150": "Daskin95-150x10",
}  # fmt: skip
FIRST_ROUTE_COST = 0.0  # of coord200-10-3b-2e, which has one number less: the 0 at its end is read as both


def lrp(folder: Path) -> Iterator[Source]:
    """Prins' and Barreto's instances; Barreto's file of 117 customers has other columns, so it is left out."""
    known = best_known(folder, FILE) if (folder / FILE).is_file() else {}
    for path in sorted(folder.glob("prins/instances/*.dat"), key=natural):
        best = known.get(f"prins/{path.name}", UNKNOWN)
        yield Source("lrp", f"prins/{path.stem}", partial(readers.read_lrp, path), best)
    for path in sorted(folder.glob("barreto/*/*.dat"), key=natural):
        if path.stem in BARRETO:
            best = known.get(f"barreto/{BARRETO[path.stem]}", UNKNOWN)
            yield Source("lrp", f"barreto/{path.stem}", partial(readers.read_lrp, path), best)


def lrp_2e(folder: Path) -> Iterator[Source]:
    """Prodhon's two-echelon instances; no published table of their best costs is known here."""
    for path in sorted(folder.glob("prins-2e/instances/*.dat"), key=natural):
        yield Source("lrp-2e", path.stem, partial(readers.read_lrp_2e, path, FIRST_ROUTE_COST))
