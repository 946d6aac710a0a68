"""Short searches over many sets of depots, longer ones over the best of them."""

from __future__ import annotations

from collections.abc import Callable

from .effort import Effort
from .ground import Ground
from .league import League
from .subsets import Depots, fewest, of_size

SHARES = 2_000  # a first look at a set is one part in so many of all work,
SHORT, LONG = 1_000, 5_000  # but no fewer and no more rounds than these
KEEP = 4  # one in so many sets is looked at again, so many times as long
LOOKS = 3
PARENTS = 12  # sets to which a depot is added
NEAR = 1.02  # a size that costs so many times the best ends the search for the number of depots

Run = Callable[[list[tuple[Depots, int]]], list[float]]


def screened(ground: Ground, league: League, effort: Effort, run: Run) -> None:
    """Look at sets of depots of growing size, until more depots do not pay.

    Parameters
    ----------
    run
        Searches within sets for so many rounds each, and returns what the cheapest routes cost.
    """
    rounds = int(min(LONG, max(SHORT, effort.left() / SHARES)))
    good: list[Depots] = []
    for size in range(fewest(ground), ground.depots + 1):
        before = league.best.cost
        sets = of_size(ground, size, good)
        length = rounds
        for _ in range(LOOKS):
            costs = run([(one, length) for one in sets])
            order = sorted(range(len(sets)), key=lambda k: (costs[k], sets[k]))
            sets = [sets[k] for k in order]
            if not good or length == rounds:
                good = sets[:PARENTS]
            sets = sets[: max(2, len(sets) // KEEP)]
            length *= KEEP
            if effort.over():
                return
        if league.best.cost >= before:
            return
