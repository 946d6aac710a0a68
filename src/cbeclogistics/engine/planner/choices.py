"""Looking at choices of sizes: prices first, which make a cut, and exact flows where these promise a better plan."""

from __future__ import annotations

import numpy as np

from ..answer import relative_gap
from ..limits import Limits, Watch
from .ascent import Ascent, Point
from .cuts import Cuts
from .problem import Ints
from .relaxation import Multipliers, Relaxation
from .serve import Service, Serving

SHARES = (1.0, 0.5)  # of a choice's prices, mixed with the root's: its own cut, and one that holds further away


class Choices:
    """Choices of sizes for the sites of one problem: what each costs at least, cuts, and the best plan so far."""

    def __init__(self, relaxation: Relaxation, limits: Limits, watch: Watch, work_limit: int) -> None:
        self.relaxation, self.limits, self.watch = relaxation, limits, watch
        self.work_limit = work_limit
        self.ascent = Ascent(relaxation.costs, relaxation)
        self.serving = Serving(relaxation, self.ascent.spread, limits, watch)
        self.sites, self.options = relaxation.value.shape
        self.cuts = Cuts(self.sites, self.options, relaxation.multipliers)
        self.best: Service | None = None
        self.guess: Service | None = None  # best choice by its prices, its flows not known unless it is the best plan
        self.multipliers: Multipliers | None = None
        self.root_bound = -np.inf
        self.branches = 0
        self._least: dict[bytes, float] = {}  # of choices that were looked at
        self._priced: dict[bytes, Service] = {}  # of those, what has no flows yet
        self._said = -np.inf

    @property
    def cost(self) -> float:
        """Cost of the best plan; inf for none."""
        return np.inf if self.best is None else self.best.cost

    @property
    def cutoff(self) -> float:
        """Bound from which a choice is not worth its while."""
        return self.cost - 0.999 * self.limits.gap * abs(self.cost) if np.isfinite(self.cost) else np.inf

    @property
    def aim(self) -> float:
        """Cost of the best plan, or of the choice that is thought to be better."""
        return self.cost if self.guess is None or self.guess is self.best else min(self.cost, self.guess.least)

    @property
    def bound(self) -> float:
        """What no plan costs less than."""
        return float(min(self.root_bound, self.cost))

    @property
    def stopped(self) -> bool:
        """Whether time or work is up, or the caller has had enough."""
        return self.serving.stopped or self.relaxation.rounds + self.branches >= self.work_limit

    @property
    def closed(self) -> bool:
        """Whether the gap is reached."""
        return relative_gap(self.cost, self.bound) <= self.limits.gap

    def say(self, stage: str, *, always: bool = False) -> None:
        """Report progress, five times a second."""
        now = self.watch.elapsed()
        if always or now - self._said > 0.2:
            self._said = now
            self.watch.say(stage, self.cost, self.bound)

    def _exactly(self, options: Ints, point: Point) -> float:
        """Look at a choice, and find its flows where they may be worth it; return what it costs at least."""
        key = options.tobytes()
        if self._look_at(options, point) < self.cutoff and key in self._priced:
            self._settle(self._priced[key])
        return self._least[key]

    def _look_at(self, options: Ints, point: Point) -> float:
        """Find prices for a choice of sizes and add the cut that they make.

        Returns what no plan with these sizes costs less than.
        """
        key = options.tobytes()
        if key in self._least:
            return self._least[key]
        sizes = np.where(options == self.options - 1, -1, options)
        on = np.flatnonzero(sizes >= 0)
        room = np.zeros((self.sites, self.relaxation.costs.problem.periods))
        room[on] = point.room_price[on, sizes[on]]
        mu = point.best.mu
        if self.guess is not None:
            kept = on[self.guess.sizes[on] >= 0]
            room[kept], mu = self.guess.room[kept], self.guess.mu
        near = self.serving.approach(sizes, room, mu, self.aim, near=self.guess is not None)
        self._cut(options, near)
        self._priced[key] = near
        if self._least[key] < self.aim:
            self.guess = near
        return self._least[key]

    def _cut(self, options: Ints, near: Service) -> None:
        """Add the cut that the prices of a service make."""
        self.cuts.know(options)
        if np.isposinf(near.least):
            self._least[options.tobytes()] = np.inf
            return
        relaxation, root = self.relaxation, self.multipliers
        lam, everything = self.serving.cheapest(near), np.zeros((self.sites, self.options))
        for share in SHARES if root else SHARES[:1]:
            mixed_lam = lam if root is None else share * lam + (1 - share) * root.lam
            mixed_mu = near.mu if root is None else share * near.mu + (1 - share) * root.mu
            relaxation.evaluate(mixed_lam, mixed_mu, everything)
            self.root_bound = max(self.root_bound, relaxation.bound)
            self.cuts.add(relaxation.const, relaxation.value, relaxation.multipliers)
        self._least[options.tobytes()] = self.cuts.says(options)

    def _settle(self, near: Service | None) -> None:
        """Find the flows of a choice whose prices are known."""
        if near is None or near is self.best:
            return
        options = np.where(near.sizes < 0, self.options - 1, near.sizes)
        self._priced.pop(options.tobytes(), None)
        served = self.serving.serve(near, self.limits.gap / 20 + 1e-9, self.cost)
        if served.least > near.least:
            self._cut(options, served)
        if served.flows is not None and served.cost < self.cost:
            self.best = served
            self.say("a better plan", always=True)
        if near is self.guess or self.cost <= self.aim:
            self.guess = self.best
