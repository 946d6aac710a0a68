"""The figures of a problem whose vehicles are all alike, as the genetic search wants them."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...travel import Floats, Ints
from ..scaled import FAR
from ..strings.tour import DEMAND, FIRST, FIXED, MONEY, PAST_LAST, PRIZE, REQUIRED, ROOM, Ground

GRANULAR = 20  # near stops that a stop is tried beside
NEIGHBOURLY = 10  # near stops whose routes are neighbours
SPARE = 1.3, 3  # vehicles at hand: so many times what the load needs at least, and so many more


class Facts(NamedTuple):
    """What stays as it is. Locations are the stops, then the depot: where routes begin, seen from there where they end.

    Attributes
    ----------
    way
        Shape (locations, locations): cost, with a vehicle's own on its first way.
    demand
        Of each location.
    room
        Of a vehicle.
    near, first
        Stops to try a stop beside: those of stop k are `near[first[k]:first[k + 1]]`, in an order that is shuffled.
    beside
        Shape (stops, some): nearest stops.
    angle
        Shape (stops, 2): where stops lie as seen from the depot, about, for an order of routes.
    vehicles
        At hand.
    """

    way: Floats
    demand: Floats
    room: float
    near: npt.NDArray[np.int32]
    first: Ints
    beside: npt.NDArray[np.int32]
    angle: Floats
    vehicles: int


def is_alike(ground: Ground) -> bool:
    """Whether all vehicles are alike, all stops must be served, and nothing but one load is limited."""
    return (
        len(ground.kinds) == 1
        and not ground.minutes.shape[0]
        and not ground.span.shape[0]
        and ground.stops.shape[1] == DEMAND + 1
        and bool((ground.stops[:, PRIZE] == REQUIRED).all())
        and int(ground.cost.max()) < FAR
        and len(ground.stops) > 2
    )


def facts(ground: Ground) -> Facts:
    """Return the figures of a problem that is alike."""
    n, kind = len(ground.stops), ground.kinds[0]
    _, begin, end = ground.ends[0]
    way = np.zeros((n + 1, n + 1))
    cost = ground.cost[kind[MONEY]]
    way[:n, :n] = cost[:n, :n]
    way[n, :n] = cost[begin, :n] + kind[FIXED]
    way[:n, n] = cost[:n, end]
    demand = np.zeros(n + 1)
    demand[:n] = ground.stops[:, DEMAND]
    room = float(kind[ROOM])
    vehicles = min(int(kind[PAST_LAST] - kind[FIRST]), n, ceil(SPARE[0] * demand.sum() / max(room, 1.0)) + SPARE[1])
    pairs: list[set[int]] = [set() for _ in range(n)]
    for k, others in enumerate(ground.near[:, :GRANULAR].tolist()):
        for other in others:
            pairs[k].add(other)
            pairs[other].add(k)
    first = np.cumsum([0, *(len(pair) for pair in pairs)])
    near = np.concatenate([np.array(sorted(pair), np.int32) for pair in pairs])
    return Facts(way, demand, room, near, first, np.ascontiguousarray(ground.near[:, :NEIGHBOURLY]),
                 _places(way, n), vehicles)  # fmt: skip


def _places(way: Floats, n: int) -> Floats:
    """Coordinates, about, with the depot at the origin: by the ways from it and from two stops far from each other."""
    out = (way[n, :n] + way[:n, n]) / 2
    a = int(out.argmax())
    from_a = (way[a, :n] + way[:n, a]) / 2
    along = (out**2 + out[a] ** 2 - from_a**2) / (2 * max(out[a], 1.0))
    across = np.sqrt(np.maximum(0.0, out**2 - along**2))
    b = int(across.argmax())
    from_b = (way[b, :n] + way[:n, b]) / 2
    same = np.abs(from_b**2 - (along - along[b]) ** 2 - (across - across[b]) ** 2)
    other = np.abs(from_b**2 - (along - along[b]) ** 2 - (-across - across[b]) ** 2)
    return np.column_stack([along, np.where(same <= other, across, -across)])
