"""Benchmarks for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..bench.row import OURS
from .render import table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..bench.bench import Bench

COLUMNS = ("instance", "method", "flows", "status", "objective", "bound", "gap", "to 1 %", "to 0.1 %", "s",
           "above best", "MB")  # fmt: skip
TITLE = "Time of a peer over ours, geometric mean; a method that does not get there counts its limit"


def bench_tables(found: Bench) -> list[RenderableType]:
    """Return the rows, and how much longer the peers took."""
    rows = [
        (r.instance.replace(" ", "\u00a0"), "ours" if r.method == OURS else r.method, f"{r.possible_flows:,}", r.status,
         _number(r.objective), _number(r.bound),
         _share(r.gap), _seconds(r.seconds_to_1pct), _seconds(r.seconds_to_01pct), _seconds(r.seconds),
         _share(r.distance), _number(r.peak_mb, 0))
        for r in found.rows
    ]  # fmt: skip
    parts: list[RenderableType] = [table(COLUMNS, rows, right=tuple(COLUMNS[i] for i in (2, *range(4, 12))),
                                         title=f"Suite {found.suite}")]  # fmt: skip
    if found.ratios:
        heads = ("peer", "instances", "to proof", "to 0.1 %", "to 1 %", "only we proved", "only it proved")
        said = [
            (peer, str(r.instances), _times(r.proof), _times(r.to_01pct), _times(r.to_1pct), str(r.ours_first),
             str(r.peer_first))
            for peer, r in found.ratios.items()
        ]  # fmt: skip
        parts += ["", table(heads, said, right=heads[1:], title=TITLE)]
    return parts


def _number(value: float, places: int = 2) -> str:
    return f"{value:,.{places}f}" if math.isfinite(value) else "–"


def _share(value: float) -> str:
    return f"{round(value, 6) + 0.0:.4%}" if math.isfinite(value) else "–"


def _seconds(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else "–"


def _times(value: float) -> str:
    return f"{value:,.3g}×" if math.isfinite(value) else "–"
