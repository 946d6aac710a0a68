"""Short searches over many sets of depots, longer ones over the best of them."""

from __future__ import annotations

from collections.abc import Callable

from .effort import Effort
from .ground import Ground
from .league import League
from .subsets import Depots, fewest, of_size

SHARE = 0.1  # of the work left that may go into the sets of one size,
SHORT, LONG = 500, 5_000  # and fewest and most rounds of the first look at one set
KEEP = 4  # one in so many sets is looked at again, so many times as long
LOOKS = 3
PARENTS = 12  # sets to which a depot is added

Run = Callable[[list[tuple[Depots, int]]], list[float]]


def screened(ground: Ground, league: League, effort: Effort, run: Run) -> None:
    """Look at sets of depots of growing size, until more depots do not pay.

    Parameters
    ----------
    run
        Searches within sets for so many rounds each, and returns what the cheapest routes cost.
    """
    good: list[Depots] = []
    for size in range(fewest(ground), ground.depots + 1):
        before = league.best.cost
        sets = of_size(ground, size, good)
        length = int(min(LONG, max(SHORT, SHARE * effort.left() / (LOOKS * max(1, len(sets))))))
        for look in range(LOOKS):
            costs = run([(one, length) for one in sets])
            order = sorted(range(len(sets)), key=lambda k: (costs[k], sets[k]))
            sets = [sets[k] for k in order]
            if look == 0:
                good = sets[:PARENTS]
            sets = sets[: max(2, len(sets) // KEEP)]
            length *= KEEP
            if effort.over():
                return
        if league.entries and league.best.cost >= before:
            return
