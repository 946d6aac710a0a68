"""One method on one instance in a process of its own, so that its peak memory is its own and nothing is left behind."""

from __future__ import annotations

import math
import multiprocessing
import sys
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..engine.answer import relative_gap
from ..engine.limits import Limits, Progress, Watch
from ..errors import CbecError
from .family import family
from .row import OURS, Row
from .source import Source

GRACE = 300.0  # seconds over the limit after which a method is taken to hang; it may have to compile first


@dataclass(frozen=True)
class Run:
    """What is asked of one method on one instance."""

    source: Source
    method: str
    limits: Limits
    profile: str = ""
    solutions: Path | None = None

    def row(self, **values: Any) -> Row:
        """Row of this run."""
        best = self.source.best
        return Row(self.source.suite, self.source.instance, self.method, best_known=best.cost,
                   best_vehicles=best.vehicles, time_limit=self.limits.time_limit, **values)  # fmt: skip


@dataclass
class _Clock:
    """Notes when a gap was first reached."""

    seconds_to: dict[float, float] = field(default_factory=lambda: {0.01: math.nan, 0.001: math.nan})

    def __call__(self, progress: Progress) -> None:
        self.reached(progress.gap, progress.seconds)

    def reached(self, gap: float, seconds: float) -> None:
        for least, when in self.seconds_to.items():
            if math.isnan(when) and gap <= least:
                self.seconds_to[least] = seconds


def measured(run: Run) -> Row:
    """Make a run in a new process and return its row."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(run, send), daemon=True)
    worker.start()
    send.close()
    try:
        if receive.poll(run.limits.time_limit + GRACE if math.isfinite(run.limits.time_limit) else None):
            row = receive.recv()
            assert isinstance(row, Row)
            return row
        return run.row(status="hangs")
    except EOFError:
        worker.join()
        return run.row(status=f"died ({worker.exitcode})")
    finally:
        worker.kill()
        worker.join()
        receive.close()


def _work(run: Run, send: Connection) -> None:
    send.send(made(run))
    send.close()


def made(run: Run) -> Row:
    """Make a run in this process; what goes wrong with it becomes its status."""
    try:
        return _made(run)
    except CbecError as error:
        return run.row(status=str(error).splitlines()[0][:120], peak_mb=_peak_mb())
    except MemoryError:
        return run.row(status="out of memory", peak_mb=_peak_mb())


def _made(run: Run) -> Row:
    problem, kind = run.source.problem(), family(run.source.suite)
    solve = kind.ours(run.profile) if run.method == OURS else kind.peers[run.method]
    warm = kind.warm_up(problem)
    if warm is not None:  # what is compiled or loaded at first use is there before the clock runs
        solve(warm[0], replace(run.limits, time_limit=warm[1]), Watch())
    clock = _Clock()
    watch = Watch(report=clock)
    found = solve(problem, run.limits, watch)
    seconds, gap = watch.elapsed(), relative_gap(found.cost, found.bound)
    clock.reached(gap, seconds)
    if run.solutions is not None and found.document is not None:
        _write(run, found.document.to_json())
    best = run.source.best
    comparable = found.vehicles is None or found.vehicles == best.vehicles
    return run.row(
        possible_flows=kind.possible_flows(problem) if kind.possible_flows else None,
        stops=kind.stops(problem) if kind.stops else None,
        status=found.proof, objective=found.cost, bound=found.bound, gap=gap, vehicles=found.vehicles, seconds=seconds,
        distance=(found.cost - best.cost) / abs(best.cost) if best.cost and comparable else math.nan,
        seconds_to_1pct=clock.seconds_to[0.01], seconds_to_01pct=clock.seconds_to[0.001], peak_mb=_peak_mb(),
        solver=found.solver,
    )  # fmt: skip


def _write(run: Run, text: str) -> None:
    assert run.solutions is not None
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in run.source.instance)
    ending = "" if run.method == OURS else f".{run.method}"
    run.solutions.mkdir(parents=True, exist_ok=True)
    (run.solutions / f"{name}{ending}.json").write_text(text, encoding="utf-8")


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:  # not on every system
        return math.nan
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
