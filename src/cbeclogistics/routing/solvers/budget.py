"""How much of the time, or of the iterations, is used; shared by searches that run side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from ...engine.limits import Limits, Watch

SAY_EVERY = 1.0  # seconds between two words on progress
T = TypeVar("T")
R = TypeVar("R")


@dataclass
class Budget:
    """Time and work that may be used.

    Attributes
    ----------
    rounds
        Rounds that each search may do; 0: as many as there is time for.
    """

    limits: Limits
    watch: Watch
    rounds: int = 0
    _began: float = field(init=False)
    _said: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self._said = self.watch.elapsed()

    def share(self, done: int) -> float:
        """Return what is used when a search has done some rounds: 1 is all."""
        used = (self.watch.elapsed() - self._began) / max(1e-9, self.limits.time_limit - self._began)
        return max(min(used, 1.0), done / self.rounds if self.rounds else 0.0)

    @property
    def stopped(self) -> bool:
        """Whether the caller has had enough."""
        return self.watch.cancel.cancelled

    def say(self, stage: str, cost: float) -> None:
        """Report progress now and then."""
        now = self.watch.elapsed()
        if now - self._said >= SAY_EVERY:
            self._said = now
            self.watch.say(stage, cost)


def side_by_side(work: Callable[[T], R], items: Sequence[T], threads: int) -> list[R]:
    """Do work on items in as many threads; it must leave the interpreter to the others."""
    if threads <= 1 or len(items) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))
