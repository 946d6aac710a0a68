"""How much may still be done: by the clock, or by counted work so that runs can be repeated."""

from __future__ import annotations

import threading

from ....engine.limits import Limits, Watch

FIRST_GUESS = 100_000.0  # rounds in a second, before any were timed


class Effort:
    """Counts rounds and watches the clock; asked by several threads.

    Parameters
    ----------
    work_limit
        Rounds in all; then the clock is not looked at.
    """

    def __init__(self, limits: Limits, watch: Watch, work_limit: int | None = None) -> None:
        self._limits, self._watch, self._work_limit = limits, watch, work_limit
        self._lock = threading.Lock()
        self._began = watch.elapsed()
        self.done = 0

    def count(self, rounds: int) -> None:
        """Count rounds as done."""
        with self._lock:
            self.done += rounds

    def over(self) -> bool:
        """Whether to stop at once."""
        if self._watch.cancel.cancelled:
            return True
        return self._work_limit is None and self._watch.elapsed() >= self._limits.time_limit

    def left(self) -> float:
        """Rounds that can still be done, as far as can be told."""
        if self._work_limit is not None:
            return float(max(0, self._work_limit - self.done))
        elapsed = self._watch.elapsed()
        spent = elapsed - self._began
        speed = self.done / spent if self.done and spent > 0 else FIRST_GUESS * self._limits.threads
        return max(0.0, self._limits.time_limit - elapsed) * speed

    def seconds(self, share: float) -> float:
        """Seconds that something not counted in rounds may take: a share of what is left, or as it needs."""
        if self._work_limit is not None:
            return float("inf")
        return max(0.0, self._limits.time_limit - self._watch.elapsed()) * share
