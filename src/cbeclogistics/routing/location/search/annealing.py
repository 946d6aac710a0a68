"""One search from hot to cold: the kernels with their memory, run piece by piece so that it can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..answer import Tour
from .anneal import Kept, anneal
from .draw import random_state
from .ground import Ground
from .recreate import recreate
from .tours import Tours, linked, listed, no_tours

HOT, WARM, COLD = 3.0, 0.2, 0.03  # temperatures in ways to a near neighbour; warm: to go on from known routes
STRICT = 30.0  # ways to a near neighbour that a mean demand beyond a depot's capacity costs at first
LENIENT = 0.1  # and at least
PIECE = 2_000_000  # customers times rounds between two looks at the clock: a fraction of a second
DEAR = 0.67  # share of the rounds while routes cost more
MOST_KEPT = 30_000
TABLE = 1 << 17  # slots for the signs of kept routes
SIGNS = 20_061_105  # seed of the signs, which need not differ between searches


@dataclass(frozen=True)
class Found:
    """What one search found.

    Attributes
    ----------
    cost, tours
        Of the cheapest routes that keep all capacities; inf and none where there were none.
    kept
        Routes seen in good solutions, the cheapest solution's among them.
    rounds
        Done.
    """

    cost: float
    tours: tuple[Tour, ...]
    kept: tuple[Tour, ...]
    rounds: int


def annealed(
    ground: Ground, rounds: int, seed: tuple[int, ...], stop: Callable[[], bool], start: tuple[Tour, ...] = (),
    *, long: bool = True,
) -> Found:  # fmt: skip
    """Search for so many rounds, or until told to stop.

    Parameters
    ----------
    start
        Known routes to go on from; without them the search begins hot, from a greedy solution.
    long
        Whether there is time to begin hot; only then are routes kept.
    """
    random = random_state(*seed)
    price = ground.typical / max(float(ground.demand.mean()), 1e-12)
    costs = np.array([np.inf, STRICT * price, LENIENT * price])
    tours = linked(ground, start) if start else _greedy(ground, float(costs[1]), seed, random)
    if tours is None:
        return Found(np.inf, (), (), 0)
    spare, best = no_tours(ground), no_tours(ground)
    kept = _nothing_kept(ground, MOST_KEPT if long else 0)
    hot = ground.typical * (HOT if long and not start else WARM)
    cooling = (COLD * ground.typical / hot) ** (1.0 / max(1, rounds))
    piece, done = max(1, PIECE // ground.customers), 0
    while done < rounds and not (done and stop()):
        now = min(piece, rounds - done)
        anneal(ground, tours, spare, best, costs, kept, now, hot * cooling**done, cooling, random)
        done += now
    found = listed(ground, best) if np.isfinite(costs[0]) else ()
    return Found(float(costs[0]), found, (*found, *_listed(ground, kept)), done)


def leaner(
    ground: Ground, rounds: int, seed: tuple[int, ...], stop: Callable[[], bool], dearer: float
) -> Found:  # fmt: skip
    """Search from scratch while routes cost more than they do, then go on at their true cost.

    Few full routes and many that have room are far apart for a search that moves a few customers at a time.

    Parameters
    ----------
    dearer
        What a route costs more at first, in ways to a near neighbour.
    """
    dear = ground._replace(route=ground.route + dearer * ground.typical)
    first = annealed(dear, max(1, int(DEAR * rounds)), seed, stop)
    if not first.tours:
        return first
    then = annealed(ground, max(1, rounds - first.rounds), seed, stop, first.tours)
    return Found(then.cost, then.tours, (*first.kept, *then.kept), first.rounds + then.rounds)


def _greedy(ground: Ground, price: float, seed: tuple[int, ...], random: np.ndarray) -> Tours | None:
    """Return routes that serve everybody, put in one by one in an order left to chance."""
    tours = no_tours(ground)
    out = np.random.default_rng(seed).permutation(ground.customers) + ground.depots
    touched = np.zeros(tours.size.size, np.int64)
    more = recreate(ground, tours, out, out.size, price, touched, 0, random)
    return tours if np.isfinite(more) else None


def _nothing_kept(ground: Ground, most: int) -> Kept:
    signs = np.random.default_rng(SIGNS).integers(1, 1 << 63, ground.depots + ground.customers, dtype=np.uint64)
    lightest = np.cumsum(np.sort(ground.demand))
    longest = int(np.searchsorted(lightest, ground.vehicle * (1.0 + 1e-9), side="right"))
    return Kept(
        signs, np.zeros(TABLE, np.uint64), np.zeros((most, max(1, longest)), np.int16), np.zeros(most, np.int16),
        np.zeros(most, np.int16), np.zeros(1, np.int64),
    )  # fmt: skip


def _listed(ground: Ground, kept: Kept) -> list[Tour]:
    count = int(kept.taken[0])
    nodes = (kept.nodes[:count] - ground.depots).tolist()
    sizes, homes = kept.sizes[:count].tolist(), kept.homes[:count].tolist()
    return [Tour(home, tuple(row[:size])) for row, size, home in zip(nodes, sizes, homes, strict=True)]
