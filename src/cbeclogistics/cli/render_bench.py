"""Benchmarks for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..bench.row import OURS
from .render import table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..bench.bench import Bench
    from ..bench.row import Row

COLUMNS = ("instance", "method", "possible flows", "stops", "status", "objective", "bound", "gap", "to 1 %", "to 0.1 %",
           "s", "above best", "MB")  # fmt: skip
ALWAYS, LEFT = (0, 1, 4, 5), (0, 1, 4)  # columns shown even where nothing is known; those of words
UNKNOWN = "–"
WITH_VEHICLES = ("vehicles", "fewest known")
RATIOS = "Time of a peer over ours, geometric mean; a method that does not get there counts its limit"
QUALITIES = "Above the best published cost"


def bench_tables(found: Bench) -> list[RenderableType]:
    """Return the rows; how much longer the peers took, where anything was proven; else how good the answers are."""
    counted = any(row.best_vehicles is not None or row.vehicles is not None for row in found.rows)
    heads = (*COLUMNS, *(WITH_VEHICLES if counted else ()))
    rows = [(*_row(row), *((_count(row.vehicles), _count(row.best_vehicles)) if counted else ())) for row in found.rows]
    told = [i for i in range(len(heads)) if i in ALWAYS or any(row[i] != UNKNOWN for row in rows)]
    right = tuple(heads[i] for i in told if i not in LEFT)
    parts: list[RenderableType] = [
        table(tuple(heads[i] for i in told), [tuple(row[i] for i in told) for row in rows], right=right,
              title=f"Suite {found.suite}")
    ]  # fmt: skip
    if not any(math.isfinite(row.bound) for row in found.rows):
        return [*parts, *_qualities(found, counted)]
    if found.ratios:
        heads = ("peer", "instances", "to proof", "to 0.1 %", "to 1 %", "only we proved", "only it proved")
        said = [
            (peer, str(r.instances), _times(r.proof), _times(r.to_01pct), _times(r.to_1pct), str(r.ours_first),
             str(r.peer_first))
            for peer, r in found.ratios.items()
        ]  # fmt: skip
        parts += ["", table(heads, said, right=heads[1:], title=RATIOS)]
    return parts


def _row(r: Row) -> tuple[str, ...]:
    return (
        r.instance.replace(" ", "\u00a0"), _method(r.method), _count(r.possible_flows), _count(r.stops), r.status,
        _number(r.objective), _number(r.bound), _share(r.gap), _seconds(r.seconds_to_1pct),
        _seconds(r.seconds_to_01pct), _seconds(r.seconds), _share(r.distance), _number(r.peak_mb, 0),
    )  # fmt: skip


def _qualities(found: Bench, counted: bool) -> list[RenderableType]:
    known = {method: quality for method, quality in found.qualities.items() if quality.instances}
    if not known:
        return []
    heads = ("method", "instances", "answered", *(("fewest vehicles",) if counted else ()), "mean", "worst")
    said = [
        (_method(method), str(q.instances), str(q.answered), *((_count(q.fewest),) if counted else ()), _share(q.mean),
         _share(q.worst))
        for method, q in known.items()
    ]  # fmt: skip
    return ["", table(heads, said, right=heads[1:], title=QUALITIES)]


def _method(name: str) -> str:
    return "ours" if name == OURS else name


def _count(value: int | None) -> str:
    return UNKNOWN if value is None else f"{value:,}"


def _number(value: float, places: int = 2) -> str:
    return f"{value:,.{places}f}" if math.isfinite(value) else UNKNOWN


def _share(value: float) -> str:
    return f"{round(value, 6) + 0.0:.4%}" if math.isfinite(value) else UNKNOWN


def _seconds(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else UNKNOWN


def _times(value: float) -> str:
    return f"{value:,.3g}×" if math.isfinite(value) else UNKNOWN
