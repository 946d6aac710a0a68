"""How much longer each peer takes than our solver, and the performance profile of them all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .row import OURS, Row

SHORTEST = 0.001  # seconds; shorter times are taken as this much, so that noise makes no ratio


@dataclass(frozen=True)
class Ratio:
    """A peer's time over ours, geometric mean over the instances; a method that does not get there counts its limit.

    Attributes
    ----------
    proof, to_01pct, to_1pct
        To the gap asked for, to 0.1 % and to 1 %; NaN where neither got there on any instance.
    instances
        Instances that both ran.
    ours_first, peer_first
        On how many of them our solver, or the peer, was the only one to prove its answer in time.
    """

    proof: float
    to_01pct: float
    to_1pct: float
    instances: int
    ours_first: int
    peer_first: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data; what is not known is None."""
        return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in asdict(self).items()}


def ratios(rows: Sequence[Row]) -> dict[str, Ratio]:
    """Return the ratios of each peer of some rows."""
    ours = {row.instance: row for row in rows if row.method == OURS}
    made: dict[str, Ratio] = {}
    for peer in dict.fromkeys(row.method for row in rows if row.method != OURS):
        pairs = [(ours[row.instance], row) for row in rows if row.method == peer and row.instance in ours]
        proven = [(a.status == "optimal", b.status == "optimal") for a, b in pairs]
        made[peer] = Ratio(
            _mean(pairs, _proof), _mean(pairs, lambda row: row.seconds_to_01pct),
            _mean(pairs, lambda row: row.seconds_to_1pct),
            len(pairs), sum(a and not b for a, b in proven), sum(b and not a for a, b in proven),
        )  # fmt: skip
    return made


def _proof(row: Row) -> float:
    return row.seconds if row.status == "optimal" else math.nan


def _mean(pairs: Sequence[tuple[Row, Row]], seconds: Callable[[Row], float]) -> float:
    """Geometric mean of the second over the first; pairs in which neither got there say nothing."""
    there = [(a, b) for a, b in pairs if not (math.isnan(seconds(a)) and math.isnan(seconds(b)))]
    logs = [math.log(_time(b, seconds(b)) / _time(a, seconds(a))) for a, b in there]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


def _time(row: Row, seconds: float) -> float:
    return max(SHORTEST, row.time_limit if math.isnan(seconds) else seconds)


def profile(rows: Sequence[Row]) -> dict[str, list[tuple[float, float]]]:
    """Performance profile: for each method, factors of the best time and the share of instances proven within each."""
    instances = list(dict.fromkeys(row.instance for row in rows))
    best = {i: min((max(SHORTEST, _proof(r)) for r in rows if r.instance == i and r.status == "optimal"),
                   default=math.nan) for i in instances}  # fmt: skip
    made: dict[str, list[tuple[float, float]]] = {}
    for name in dict.fromkeys(row.method for row in rows):
        factors = sorted(
            max(SHORTEST, row.seconds) / best[row.instance]
            for row in rows
            if row.method == name and row.status == "optimal"
        )
        made[name] = [(factor, (k + 1) / len(instances)) for k, factor in enumerate(factors)]
    return made
