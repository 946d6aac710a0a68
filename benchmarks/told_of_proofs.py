"""What the rows of a work tell where bounds and proofs are asked for."""

from __future__ import annotations

import math
import statistics

from runs import Row
from works import Work

from cbeclogistics.bench.ratios import SHORTEST
from cbeclogistics.bench.row import OURS

COLUMNS = ("work", "at least", "instances", "proven", "worst gap", "worst above best known", "median s", "all s",
           "s to 0.1 %", "peak MB", "measured")  # fmt: skip


def cells(work: Work, rows: list[Row], today: str) -> list[str]:
    """What stands in the columns after the second."""
    ours = [row for row in rows if row["method"] == OURS]
    gaps = [row["gap"] for row in ours if row.get("gap") is not None]
    above = [row["distance"] for row in ours if row.get("distance") is not None]
    seconds = [row["seconds"] for row in ours if row.get("seconds") is not None]
    near = [row["seconds_to_01pct"] for row in ours if row.get("seconds_to_01pct") is not None]
    limit = work.said("--time-limit")
    return [
        str(len(ours)), str(sum(row["status"] == "optimal" for row in ours)), f"{max(gaps):.3%}" if gaps else "–",
        f"{max(above):.3%}" if above else "–", f"{statistics.median(seconds):.2f}", f"{sum(seconds):.1f}",
        f"{max(near):.1f}" if len(near) == len(ours) else "–", f"{max(row['peak_mb'] for row in ours):,.0f}",
        today if work.said("--peers") is None or limit is None else f"{today} ({compared(rows, float(limit))})",
    ]  # fmt: skip


def compared(rows: list[Row], limit: float) -> str:
    """How many times as long each peer takes, and the best of them on each instance; those not there count the limit.

    Geometric means, to 0.1 %, or to proof where the gap asked is 0; times below 1 ms count as 1 ms.
    """
    by: dict[str, dict[str, float]] = {}
    for row in rows:
        got = row["seconds_to_01pct"] if row["suite"] == "planner" else None
        if row["suite"] != "planner" and row["status"] == "optimal":
            got = row["seconds"]
        by.setdefault(row["instance"], {})[row["method"]] = max(SHORTEST, limit if got is None else got)
    peers = list(dict.fromkeys(row["method"] for row in rows if row["method"] != OURS))

    def mean(peer: str | None) -> float:
        return math.exp(statistics.fmean(
            math.log((min(s[p] for p in peers) if peer is None else s[peer]) / s[OURS]) for s in by.values()
        ))  # fmt: skip

    return ", ".join([*(f"{peer} {mean(peer):.0f}×" for peer in peers), f"best of them {mean(None):.0f}×"])
