"""What the rows of a work tell where routes are asked for: how far above the best known costs they are."""

from __future__ import annotations

import statistics

from runs import Row
from works import Work

from cbeclogistics.bench.row import OURS

COLUMNS = ("work", "at least", "instances", "mean above best known", "worst above", "at best known", "vehicles as best",
           "s each", "peers", "peak MB", "measured")  # fmt: skip
FEW = 50  # stops up to which the best known costs are to be met
UNKNOWN = "–"


def cells(work: Work, rows: list[Row], today: str) -> list[str]:
    """What stands in the columns after the second."""
    del work
    ours = [row for row in rows if row["method"] == OURS]
    peers = list(dict.fromkeys(row["method"] for row in rows if row["method"] != OURS))
    none = sum(row["objective"] is None for row in ours)
    above, seconds = _above(ours), [row["seconds"] for row in ours if row["seconds"] is not None]
    return [
        f"{len(ours)}{f' ({none} without answer)' if none else ''}",
        f"{statistics.fmean(above):.3%}" if above else UNKNOWN, f"{max(above):.3%}" if above else UNKNOWN,
        _at_best(ours), _vehicles(ours), _between(seconds), "; ".join(_peer(rows, peer) for peer in peers) or UNKNOWN,
        f"{max((row['peak_mb'] for row in ours if row['peak_mb'] is not None), default=0):,.0f}", today,
    ]  # fmt: skip


def _above(rows: list[Row]) -> list[float]:
    """Above the best known costs, where there is one, and, where vehicles go first, of answers with as many."""
    return [row["distance"] for row in rows if row["distance"] is not None]


def is_best(row: Row) -> bool:
    """Whether an answer is at the best known cost or below, as exactly as that is published; or has fewer vehicles."""
    if row["distance"] is None:
        counted = row["vehicles"] is not None and row["best_vehicles"] is not None
        return bool(counted and row["vehicles"] < row["best_vehicles"])
    decimals = repr(float(row["best_known"])).partition(".")[2].rstrip("0")
    return bool(row["objective"] <= row["best_known"] + 0.5 * 10.0 ** -len(decimals))


def _at_best(rows: list[Row]) -> str:
    """On how many; and on how many of the small ones, where all of those are to be so."""
    known = [row for row in rows if row["best_known"] is not None]
    few = [row for row in known if row["stops"] is not None and row["stops"] <= FEW]
    if not known:
        return UNKNOWN
    more = f" ({sum(map(is_best, few))} of {len(few)} with ≤ {FEW} stops)" if few else ""
    return f"{sum(map(is_best, known))}{more}"


def _vehicles(rows: list[Row]) -> str:
    counted = [row for row in rows if row["best_vehicles"] is not None]
    as_few = sum(row["vehicles"] is not None and row["vehicles"] <= row["best_vehicles"] for row in counted)
    return f"{as_few} ({as_few / len(counted):.0%})" if counted else UNKNOWN


def _between(seconds: list[float]) -> str:
    if not seconds:
        return UNKNOWN
    least, most = f"{min(seconds):.0f}", f"{max(seconds):.0f}"
    return least if least == most else f"{least} to {most}"


def _peer(rows: list[Row], peer: str) -> str:
    """A peer by the same measure; and by our answers' costs, where both have one."""
    its = {row["instance"]: row for row in rows if row["method"] == peer}
    above, told = _above(list(its.values())), []
    if above:
        told.append(f"mean {statistics.fmean(above):.3%}, worst {max(above):.3%}")
    both = [(row, its[row["instance"]]) for row in rows if row["method"] == OURS and row["instance"] in its]
    both = [(a, b) for a, b in both if a["objective"] is not None and b["objective"] is not None]
    if both:
        less = statistics.fmean(a["objective"] / b["objective"] - 1 for a, b in both)
        lower = sum(a["objective"] < b["objective"] for a, b in both)
        told.append(f"our cost {less:+.2%}, lower on {lower} of {len(both)}")
    if none := sum(row["objective"] is None for row in its.values()):
        told.append(f"{none} without answer")
    return f"{peer}: {', '.join(told)}"
