"""`bench`: a suite by our solver and its peers, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..engine.limits import Limits
from ..errors import InputError, Problem
from .family import family
from .measure import Run, measured
from .names import SUITES
from .quality import Quality, qualities
from .ratios import Ratio, ratios
from .row import OURS, Row
from .suites import sources

Report = Callable[[int, int, Row], None]


@dataclass(frozen=True)
class Bench:
    """What a benchmark gave.

    Attributes
    ----------
    suite
        Its name.
    rows
        One for each instance and method, in the order they ran.
    ratios
        How much longer each peer took, by peer.
    qualities
        How far above the best published costs each method is, by method.
    """

    suite: str
    rows: tuple[Row, ...]
    ratios: dict[str, Ratio]
    qualities: dict[str, Quality]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "suite": self.suite,
            "rows": [row.as_dict() for row in self.rows],
            "ratios": {peer: ratio.as_dict() for peer, ratio in self.ratios.items()},
            "qualities": {method: quality.as_dict() for method, quality in self.qualities.items()},
        }


def bench(
    suite: str,
    *,
    data: str | Path | None = None,
    instances: str = "*",
    time_limit: float | None = None,
    peer_time_limit: float | None = None,
    gap: float | None = None,
    solver: str = "",
    peers: Sequence[str] = (),
    solutions: str | Path | None = None,
    seed: int = 0,
    size: float | None = None,
    threads: int = 1,
    report: Report | None = None,
) -> Bench:
    """Run a suite.

    Parameters
    ----------
    suite
        One of orlib-warehouse, ufllib, sscflp, pmedian, tscflp, cmnd, planner, vrp, vrptw, vrptw-drawn, mdvrp, lrp,
        lrp-2e.
    data
        Folder of the published instances, or of drawn ones that were saved.
    instances
        Pattern of the instances' names.
    time_limit
        Seconds for each method on each instance; None: as the suite has it (`suites`), 60 where it says nothing.
    peer_time_limit
        Seconds for each peer; None: as many.
    gap
        Relative gap at which a method may stop; None: 0 (to proof) for published instances, 0.1 % for planner.
    solver
        Profile whose backend and parameters solve the whole model in place of our own method; of routes, a routing
        solver. Empty: our own.
    peers
        Of locations and plans highs, scip, cp-sat, cbc: each is given the whole strong model of the same instance with
        the same limit and threads, after our solver; and spopt (where it is installed), for p-median, by its own model.
        Of routes ortools, pyvrp, vroom (where it is installed).
    solutions
        Folder that the answers are written into, as docs/solutions.md and docs/planner-family.md say.
    seed, size
        Seed of everything random; possible flows of a planner instance, stops of a drawn one of vrptw-drawn; None: 1e6
        and 10,000.
    threads
        That each method may use.
    report
        Hears of every row: how many of how many, and the row.

    Raises
    ------
    InputError
        Unknown suite, peer or data.
    """
    if suite not in SUITES:
        raise InputError([_unknown("suite", suite, SUITES)])
    known = family(suite).peers
    unknown = [p for p in peers if p not in known]
    if unknown:
        raise InputError([_unknown("peers", name, known) for name in unknown])
    folder = None if data is None else Path(data)
    found = sources(suite, folder, instances, size=size, seed=seed)
    asked = (1e-3 if suite == "planner" else 0.0) if gap is None else gap
    runs = [
        Run(source, name, Limits(seconds, asked, seed, threads), solver, None if solutions is None else Path(solutions))
        for source in found
        for limit in [source.time_limit() if time_limit is None else time_limit]
        for name in (OURS, *peers)
        for seconds in [limit if name == OURS or peer_time_limit is None else peer_time_limit]
    ]
    rows: list[Row] = []
    for run in runs:
        rows.append(measured(run))
        if report is not None:
            report(len(rows), len(runs), rows[-1])
    return Bench(suite, tuple(rows), ratios(rows), qualities(rows))


def _unknown(column: str, value: str, known: Iterable[str]) -> Problem:
    return Problem(
        "bench", "there is none of this name", column=column, value=value, remedy=f"known: {', '.join(known)}"
    )
