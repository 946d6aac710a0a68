"""Limits of a solve, and how a caller watches and stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from .answer import relative_gap


@dataclass(frozen=True)
class Limits:
    """When to stop.

    Attributes
    ----------
    time_limit
        Seconds; inf for none.
    gap
        Relative gap at which the plan is good enough.
    seed
        Seed of everything random.
    threads
        Threads a backend may use.
    """

    time_limit: float = float("inf")
    gap: float = 1e-4
    seed: int = 0
    threads: int = 1

    def after(self, seconds: float) -> Limits:
        """Return the same limits with the time already spent taken off."""
        return replace(self, time_limit=max(0.0, self.time_limit - seconds))


@dataclass(frozen=True)
class Progress:
    """What is known so far.

    Attributes
    ----------
    seconds
        Since the solve began.
    stage
        What is being done, in the planner's words.
    objective, bound
        Best plan (inf: none yet) and proven bound (-inf: none yet).
    """

    seconds: float
    stage: str
    objective: float = float("inf")
    bound: float = float("-inf")

    @property
    def gap(self) -> float:
        """Relative gap; inf where either side is missing."""
        return relative_gap(self.objective, self.bound)


class CancelToken:
    """Lets another thread stop a solve; it then ends with the best plan it has."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._calls: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Ask the solve to stop."""
        with self._lock:
            self._event.set()
            calls = list(self._calls)
        for call in calls:
            call()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._event.is_set()

    @contextmanager
    def calling(self, call: Callable[[], None]) -> Iterator[None]:
        """Within, `cancel` also makes this call: for solvers that are told to stop rather than ask.

        It is made by the thread that cancels, or here and at once where the token is cancelled already.
        """
        with self._lock:
            self._calls.append(call)
            late = self._event.is_set()
        try:
            if late:
                call()
            yield
        finally:
            with self._lock:
                self._calls.remove(call)


def _silent(progress: Progress) -> None:
    del progress


@dataclass
class Watch:
    """Carries progress out of a solve and the wish to stop into it."""

    report: Callable[[Progress], None] = _silent
    cancel: CancelToken = field(default_factory=CancelToken)
    started: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Return the seconds since the solve began."""
        return time.monotonic() - self.started

    def say(self, stage: str, objective: float = float("inf"), bound: float = float("-inf")) -> None:
        """Report progress."""
        self.report(Progress(self.elapsed(), stage, objective, bound))
