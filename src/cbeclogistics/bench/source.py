"""Where the instance of a row comes from: a published file, or the generator of the planner family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..loaders.benchmarks.best_known import BestKnown

UNKNOWN = BestKnown(float("nan"), False, "")


@dataclass(frozen=True)
class Source:
    """One instance of a suite; small, so that it can be handed to another process.

    Attributes
    ----------
    suite, instance
        Names; of the warehouses of OR-Library with the problem that is made of the file.
    problem
        Reads or draws the instance; raises InputError where the file is not what it should be.
    best
        Best published cost, NaN where none is known.
    seconds, seconds_each
        For each method, where no limit is asked; and more for everyone who is to be served.
    """

    suite: str
    instance: str
    problem: Callable[[], Any]
    best: BestKnown = UNKNOWN
    seconds: float = 60.0
    seconds_each: float = 0.0

    def time_limit(self) -> float:
        """Return the seconds for each method, where no limit is asked."""
        return self.seconds + (self.seconds_each * self.problem().tasks if self.seconds_each else 0.0)
