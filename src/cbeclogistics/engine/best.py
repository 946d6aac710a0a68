"""Best plan and bound so far."""

from __future__ import annotations

import numpy as np

from .answer import Answer, Proof, relative_gap
from .arrays import Arrays, Floats
from .limits import Limits, Progress, Watch

MOST_VIOLATION = 1e-6


class Best:
    """Best point and bound so far, and the limits that are left.

    Attributes
    ----------
    proven
        Highest bound that was ever set, as it was proven: above the cost of a plan only where one of the two is false.
    """

    def __init__(self, model: Arrays, limits: Limits, watch: Watch) -> None:
        self.model, self.limits, self.watch = model, limits, watch
        self.x: Floats | None = None
        self.objective, self.proven = float("inf"), float("-inf")

    @property
    def bound(self) -> float:
        """Nothing costs less than this; set to what is proven, it rises or stays."""
        return min(self.proven, self.objective)

    @bound.setter
    def bound(self, bound: float) -> None:
        self.proven = max(self.proven, bound)

    def offer(self, x: Floats | None) -> bool:
        """Complete a point and take it if it keeps the model and is cheaper; return whether it was."""
        if x is None:
            return False
        clean = completed(self.model, x)
        objective = self.model.objective(clean)
        if objective >= self.objective or self.model.violation(clean) > MOST_VIOLATION:
            return False
        self.x, self.objective = clean, objective
        return True

    def say(self, stage: str) -> None:
        """Report progress."""
        self.watch.say(stage, self.objective, self.bound)

    def relay(self, stage: str, *, whole: bool = False) -> Watch:
        """Watch for a part of the solve: its progress is told with what is known of the whole."""

        def report(progress: Progress) -> None:
            bound = max(self.bound, progress.bound) if whole else self.bound
            self.watch.say(stage, min(self.objective, progress.objective) if whole else self.objective, bound)

        return Watch(report=report, cancel=self.watch.cancel)

    @property
    def closed(self) -> bool:
        """Whether the gap is reached."""
        return relative_gap(self.objective, self.bound) <= self.limits.gap

    @property
    def left(self) -> Limits:
        """Limits with the time already spent taken off."""
        return self.limits.after(self.watch.elapsed())

    @property
    def stopped(self) -> bool:
        """Whether time is up or the caller has had enough."""
        return self.watch.cancel.cancelled or self.left.time_limit <= 0

    def answer(self, proof: Proof, solver: str) -> Answer:
        """Return what is known as an answer."""
        return Answer(proof, self.x, self.objective, self.bound, solver, self.watch.elapsed())


def completed(model: Arrays, x: Floats) -> Floats:
    """Snap a point to bounds and whole numbers, and complete it; it may break rows."""
    x = np.clip(x, model.lower, model.upper)
    x[model.integer] = np.round(x[model.integer])
    return model.completed(x)
