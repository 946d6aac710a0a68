"""The story of a solve: starts, descent, and a bound from cells that shrink where a site could still be."""

from __future__ import annotations

import numpy as np

from ..answer import Proof
from ..arrays import Bools, Floats
from ..limits import Limits, Watch
from .alternate import allocate, alternate
from .cells import centres, sphere_cells, split
from .outcome import WeberOutcome
from .prices import Ascent, CellCosts, least_sum
from .problem import WeberProblem
from .sphere import lonlat
from .starts import among, scattered, thinned

MOST_LEVELS = 40
MOST_CELLS, MOST_ENTRIES = 20_000, 30_000_000  # cells, and cells · demands, that are looked at at one time
ROUNDING = 1e-12
LEVELS_WITH_START = (0, 2, 4)  # after which the best cells are tried as places


def solve_weber(problem: WeberProblem, limits: Limits | None = None, watch: Watch | None = None) -> WeberOutcome:
    """Place the sites, and prove how much cheaper any others could be.

    Without a time limit the same problem and seed give the same answer.

    Parameters
    ----------
    limits
        Time, gap and seed.
    watch
        Hears of progress, and carries the wish to stop.
    """
    search = _Search(problem, limits or Limits(), watch or Watch())
    search.find()
    search.prove()
    return search.outcome()


class _Search:
    """The best sites so far, and the bound."""

    def __init__(self, problem: WeberProblem, limits: Limits, watch: Watch) -> None:
        self.problem, self.limits, self.watch = problem, limits, watch
        self.points: Floats = np.empty((0, 3))
        self.cost, self.bound = problem.total(self.points), 0.0

    def stopped(self) -> bool:
        """Whether time is up or the caller wants no more."""
        return self.watch.cancel.cancelled or self.watch.elapsed() >= self.limits.time_limit

    @property
    def good_enough(self) -> float:
        """What a plan would have to cost less than, to be worth looking for."""
        return self.cost * (1 - self.limits.gap)

    @property
    def proven(self) -> bool:
        """Whether the bound is as near as asked for."""
        return self.cost - self.bound <= (self.limits.gap + ROUNDING) * self.cost

    def find(self) -> None:
        """Descend from several starts."""
        self.watch.say("first sites")
        everywhere = np.concatenate([self.problem.demand_xyz, self.problem.source_xyz])
        for start in scattered(self.problem, self.limits.seed):
            self._descend(start)
            if self.stopped():
                return
        self._choose(everywhere)

    def prove(self) -> None:
        """Raise the bound, cell by cell, until the gap is small enough or a limit is reached."""
        cells, ascent = sphere_cells(), Ascent(self._first_prices())
        for level in range(MOST_LEVELS):
            if self.proven or self.stopped() or len(cells) > self._most_cells():
                break
            costs = CellCosts.of(self.problem, *centres(cells))
            ascent.climb(costs, self.cost, self.stopped)
            needed, larger = self._examine(costs, ascent.v)
            self.watch.say("bound", self.cost, self.bound)
            if level in LEVELS_WITH_START and not self.stopped():
                self._choose(costs.centre[larger])
            cells = np.concatenate([cells[needed & ~larger], split(cells[larger])])

    def outcome(self) -> WeberOutcome:
        """Return what was found, the sites from west to east."""
        places = lonlat(self.points)
        order = np.lexsort((places[:, 1], places[:, 0]))
        site, _ = (
            allocate(self.problem, self.points[order]) if len(order) else (np.full(len(self.problem.demand), -1), 0)
        )
        stopped = Proof.CANCELLED if self.watch.cancel.cancelled else Proof.LIMIT
        proof = Proof.OPTIMAL if self.proven else stopped
        return WeberOutcome(proof, places[order], site, self.cost, min(self.bound, self.cost), self.watch.elapsed())

    def _examine(self, costs: CellCosts, v: Floats) -> tuple[Bools, Bools]:
        """Raise the bound by these prices; tell which cells may still hold a site, and which are too large to tell."""
        problem = self.problem
        one, more = costs.rho_of_cells(v)
        least, edge = least_sum(one, more, problem.sites)
        value = float(v.sum()) + least
        self.bound = max(self.bound, min(value, self.good_enough))  # cells that were left out cost at least that much
        with_one = np.where(one < edge, value, value - edge + one)
        needed = with_one < self.good_enough
        weighty = (self.good_enough - float(v.sum())) / problem.sites  # were none below it, the bound would do
        return needed, needed & (np.minimum(one, more - one) < weighty)

    def _descend(self, start: Floats) -> None:
        if len(start):
            points, cost = alternate(self.problem, start)
            if cost < self.cost:
                self.points, self.cost = points, cost
        self.watch.say("descent", self.cost, self.bound)

    def _choose(self, places: Floats) -> None:
        """Descend from the best choice among places."""
        if len(places):
            places = thinned(places, len(self.problem.demand))
            chosen = among(self.problem, places, self.limits, self.watch).chosen
            self._descend(places[chosen])

    def _first_prices(self) -> Floats:
        """What each demand would pay its second-best site: prices of about the right size."""
        costs = np.sort(np.minimum(self.problem.costs(self.points), self.problem.ceiling), axis=0)
        first = costs[1] if len(costs) > 1 else np.full(costs.shape[1], 2 * costs.max(initial=0.0))
        return np.asarray(np.minimum(first, self.problem.ceiling))

    def _most_cells(self) -> float:
        return min(MOST_CELLS, MOST_ENTRIES / len(self.problem.demand))
