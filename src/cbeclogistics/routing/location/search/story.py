"""The story of a search: many sets of depots a little, the best of them more and more, all their routes together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ....engine.limits import Limits, Watch
from ..answer import Tour
from .annealing import Found, annealed, leaner
from .combine import combined
from .effort import Effort
from .ground import Ground
from .league import Entry, League
from .price import opened_cost
from .screening import screened
from .subsets import Depots
from .tours import linked

HEATS = 5  # long searches come in so many heats of equal work,
LANES = 4  # each of so many searches, whatever the number of threads
DEARER = (0.0, 20.0, 5.0)  # what routes cost more at first, in turns, where a long search begins from scratch
RIVALS = 1.005  # sets of depots that cost at most so many times the best are searched as well
COMBINED = (1, 3)  # heats after which all routes are put together anew,
COMBINE = 0.05  # and the share of the time left that it may take


class Story:
    """One search.

    Parameters
    ----------
    work_limit
        Rounds in all, in place of the clock.
    """

    def __init__(self, ground: Ground, limits: Limits, watch: Watch, work_limit: int | None = None) -> None:
        self.ground, self.limits, self.watch = ground, limits, watch
        self.effort = Effort(limits, watch, work_limit)
        self.league = League(ground)
        self._asked = 0

    def told(self) -> Entry:
        """Search, and return the best."""
        with ThreadPoolExecutor(max(1, self.limits.threads)) as self._crew:
            self.watch.say("looking at sets of depots")
            screened(self.ground, self.league, self.effort, self._short)
            for heat in range(HEATS):
                if self.effort.over() or not self.league.entries or self.effort.left() < 1:
                    break
                self._heat(int(self.effort.left() / ((HEATS - heat) * LANES)))
                self.watch.say("routing", self.league.best.cost)
                if heat in COMBINED:
                    self._combine()
        return self.league.best

    def _short(self, asked: list[tuple[Depots, int]]) -> list[float]:
        found = self._searched([(depots, rounds, ()) for depots, rounds in asked], long=False)
        for one in found:
            self.league.add(one)
        self.watch.say("looking at sets of depots", self.league.best.cost)
        return [one.cost for one in found]

    def _heat(self, rounds: int) -> None:
        """Search the best sets of depots, from scratch, and the best routes on."""
        best = self.league.best
        ranked = self.league.ranked()
        rivals = [one for one in ranked[1:3] if self.league.entries[one].cost <= RIVALS * best.cost]
        lanes: list[tuple[Depots, int, tuple[Tour, ...]]] = [(one, rounds, ()) for one in rivals]
        lanes.append((ranked[0], rounds, best.tours))
        lanes += [(ranked[0], rounds, ())] * (LANES - len(lanes))
        for one in self._searched(lanes, long=True):
            self.league.add(one)

    def _combine(self) -> None:
        """Put the routes of the best set of depots together anew."""
        best, depots = self.league.best, self.league.ranked()[0]
        routes, cost = self.league.pool.within(depots)
        within = replace(self.limits, time_limit=self.effort.seconds(COMBINE))
        watch = Watch(cancel=self.watch.cancel)
        tours = combined(self.ground, depots, routes, cost, best.cost * (1.0 - 1e-9), within, watch)
        if tours is not None:
            opened = opened_cost(self.ground, linked(self.ground, tours))
            self.league.offer(float(opened) + sum(self.league.pool.cost(tour) for tour in tours), tours)

    def _searched(self, asked: list[tuple[Depots, int, tuple[Tour, ...]]], *, long: bool) -> list[Found]:
        """Search within sets of depots side by side; the kernels run without the interpreter's lock."""

        def one(number: int, depots: Depots, rounds: int, start: tuple[Tour, ...]) -> Found:
            if self.effort.over():
                return Found(float("inf"), (), (), 0)
            ground, seed = self.ground.within(depots), (self.limits.seed, number)
            dearer = DEARER[number % len(DEARER)] if long and not start else 0.0
            if dearer:
                found = leaner(ground, rounds, seed, self.effort.over, dearer)
            else:
                found = annealed(ground, rounds, seed, self.effort.over, start, long=long)
            self.effort.count(found.rounds)
            return found

        numbers = range(self._asked, self._asked + len(asked))
        self._asked += len(asked)
        return list(self._crew.map(one, numbers, *zip(*asked, strict=True))) if asked else []
