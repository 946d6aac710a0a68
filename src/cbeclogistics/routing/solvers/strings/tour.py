"""Routes as linked lists that can be changed and changed back; compiled.

Nodes are the stops, then two for each vehicle: where it begins and where it ends. A vehicle that stands still has no
way, no cost, and its two ends linked to each other. Figures are packed into few arrays, as kernels pass all of them on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ....engine.compiled import compiled
from ...travel import Floats, Ints
from ..scaled import FAR

# columns of `Ground.stops`, before the demands; of `Ground.kinds`, before the room
OPENS, CLOSES, PRIZE, DEMAND = range(4)
MONEY, CLOCK, FIXED, MOST_SPAN, LEAVES, BACK, FIRST, PAST_LAST, ROOM = range(9)
# columns of `Tour.nodes`; of `Tour.vehicles`, before the loads; of `Tour.absent`; of `Tour.now`
AFTER, BEFORE, WAY, VEHICLE, PLACE, EARLY, LATE, TIMES = range(8)
KIND, LENGTH, SPENT, STAMP, LOAD = range(5)
WHO, WHERE = range(2)
COST, USED, ABSENT, MISSING, LOGGED, TOUCHED, EXCESS, PRICE = range(8)
NOWHERE = -1
NO_WAY = FAR // 2
REQUIRED = -1  # the prize of what must be served


class Ground(NamedTuple):
    """What stays as it is, in whole numbers.

    Attributes
    ----------
    cost, back
        Shape (kinds of cost, locations, locations): money for a way, and the same the other way round. Locations are
        the stops, then the depots.
    minutes
        Shape (kinds of clock, locations, locations), with the service at the first of the two; none without windows.
    span
        Shape (1, locations, locations): what a route may have only so much of, with the service at the first; or none.
    stops
        Of each stop: when it opens and closes, its prize, its demand by dimension.
    kinds
        Of each vehicle type: kind of cost, kind of clock, fixed cost, most span, first and last moment, first vehicle
        and one past its last, room by dimension.
    near
        Shape (stops, some): other stops, nearest first.
    sizes
        Shape (stops, 2), for sorting: share of a vehicle that a stop fills, and how far it is from a depot.
    ends
        Shape (vehicles, 3): type, and the locations where it begins and ends.
    """

    cost: Ints
    back: Ints
    minutes: Ints
    span: Ints
    stops: Ints
    kinds: Ints
    near: npt.NDArray[np.int32]
    sizes: Floats
    ends: Ints


class Tour(NamedTuple):
    """Where the search is.

    Attributes
    ----------
    nodes
        Of each node: the next and the one before, cost of the way to the next, vehicle (-1: not served), location,
        earliest moment it can begin at and latest it may, and how often it was missing.
    vehicles
        Of each: type, stops, span, whether it changed since `keep`, load by dimension.
    absent
        Stops that are not served, and where each stop is in that list.
    log
        Stops taken out and put in since `keep`: stop, the one before, vehicle.
    touched
        Vehicles that changed since then.
    now
        Cost, vehicles used, stops absent, of these that must be served, length of the log, vehicles touched, load
        beyond all room, and what a unit of that is counted at; no way: there must be none.
    """

    nodes: Ints
    vehicles: Ints
    absent: Ints
    log: Ints
    touched: Ints
    now: Ints


def empty(ground: Ground) -> Tour:
    """Return a tour that serves nobody."""
    stops, vehicles = len(ground.stops), len(ground.ends)
    nodes = np.zeros((stops + 2 * vehicles, 8), np.int64)
    begins = np.arange(stops, len(nodes), 2)
    nodes[begins, AFTER], nodes[begins + 1, BEFORE] = begins + 1, begins
    nodes[:stops, VEHICLE], nodes[:stops, PLACE], nodes[:stops, TIMES] = NOWHERE, np.arange(stops), 1
    kind = ground.ends[:, 0]
    for end in (0, 1):
        nodes[begins + end, VEHICLE], nodes[begins + end, PLACE] = np.arange(vehicles), ground.ends[:, 1 + end]
        nodes[begins + end, EARLY], nodes[begins + end, LATE] = ground.kinds[kind, LEAVES], ground.kinds[kind, BACK]
    cars = np.zeros((vehicles, LOAD + ground.stops.shape[1] - DEMAND), np.int64)
    cars[:, KIND] = kind
    prize = ground.stops[:, PRIZE]
    required = prize == REQUIRED
    return Tour(
        nodes, cars, np.stack([np.arange(stops)] * 2, axis=1), np.zeros((8 * stops + 64, 3), np.int64),
        np.zeros(vehicles, np.int64), np.array([prize[~required].sum(), 0, stops, required.sum(), 0, 0, 0, NO_WAY]),
    )  # fmt: skip


@compiled
def put_in(ground: Ground, tour: Tour, stop: int, before: int, vehicle: int) -> None:
    """Serve a stop right after a node of a vehicle."""
    nodes, car, now, kind = tour.nodes, tour.vehicles[vehicle], tour.now, ground.kinds[tour.vehicles[vehicle, KIND]]
    after = nodes[before, AFTER]
    a, b = nodes[before, PLACE], nodes[after, PLACE]
    there, on = ground.cost[kind[MONEY], a, stop], ground.cost[kind[MONEY], stop, b]
    now[COST] += there + on - nodes[before, WAY]
    if car[LENGTH] == 0:
        now[COST] += kind[FIXED]
        now[USED] += 1
    if ground.span.shape[0]:
        car[SPENT] += _span(ground.span, a, stop, b, car[LENGTH] == 0)
    nodes[before, WAY], nodes[stop, WAY] = there, on
    nodes[before, AFTER], nodes[stop, BEFORE], nodes[stop, AFTER], nodes[after, BEFORE] = stop, before, after, stop
    nodes[stop, VEHICLE] = vehicle
    car[LENGTH] += 1
    for d in range(ground.stops.shape[1] - DEMAND):
        now[EXCESS] -= max(0, car[LOAD + d] - kind[ROOM + d])
        car[LOAD + d] += ground.stops[stop, DEMAND + d]
        now[EXCESS] += max(0, car[LOAD + d] - kind[ROOM + d])
    if ground.stops[stop, PRIZE] == REQUIRED:
        now[MISSING] -= 1
    else:
        now[COST] -= ground.stops[stop, PRIZE]
    now[ABSENT] -= 1
    last, at = tour.absent[now[ABSENT], WHO], tour.absent[stop, WHERE]
    tour.absent[at, WHO], tour.absent[last, WHERE] = last, at


@compiled
def take_out(ground: Ground, tour: Tour, stop: int) -> None:
    """Serve a stop no more."""
    nodes, now, vehicle = tour.nodes, tour.now, tour.nodes[stop, VEHICLE]
    car, kind = tour.vehicles[vehicle], ground.kinds[tour.vehicles[vehicle, KIND]]
    before, after = nodes[stop, BEFORE], nodes[stop, AFTER]
    a, b = nodes[before, PLACE], nodes[after, PLACE]
    car[LENGTH] -= 1
    if ground.span.shape[0]:
        car[SPENT] -= _span(ground.span, a, stop, b, car[LENGTH] == 0)
    direct = 0
    if car[LENGTH] == 0:
        now[COST] -= kind[FIXED]
        now[USED] -= 1
    else:
        direct = ground.cost[kind[MONEY], a, b]
    now[COST] += direct - nodes[before, WAY] - nodes[stop, WAY]
    nodes[before, WAY] = direct
    nodes[before, AFTER], nodes[after, BEFORE], nodes[stop, VEHICLE] = after, before, NOWHERE
    for d in range(ground.stops.shape[1] - DEMAND):
        now[EXCESS] -= max(0, car[LOAD + d] - kind[ROOM + d])
        car[LOAD + d] -= ground.stops[stop, DEMAND + d]
        now[EXCESS] += max(0, car[LOAD + d] - kind[ROOM + d])
    if ground.stops[stop, PRIZE] == REQUIRED:
        now[MISSING] += 1
    else:
        now[COST] += ground.stops[stop, PRIZE]
    tour.absent[now[ABSENT], WHO], tour.absent[stop, WHERE] = stop, now[ABSENT]
    now[ABSENT] += 1


@compiled
def _span(span: Ints, a: int, stop: int, b: int, alone: bool) -> int:
    """How much more of the limited span a stop between two locations takes."""
    more = span[0, a, stop] + span[0, stop, b]
    return int(more if alone else more - span[0, a, b])


@compiled
def touch(vehicles: Ints, touched: Ints, now: Ints, vehicle: int) -> None:
    """Note that a vehicle changes."""
    if vehicles[vehicle, STAMP] == 0:
        vehicles[vehicle, STAMP] = 1
        touched[now[TOUCHED]] = vehicle
        now[TOUCHED] += 1


@compiled
def note(log: Ints, now: Ints, stop: int, before: int, vehicle: int) -> None:
    """Note a change: put in after a node; or taken out, with one less than minus the node."""
    at = now[LOGGED]
    log[at, 0], log[at, 1], log[at, 2] = stop, before, vehicle
    now[LOGGED] += 1


@compiled
def keep(tour: Tour) -> None:
    """Forget how to undo."""
    tour.now[LOGGED] = 0
    for k in range(tour.now[TOUCHED]):
        tour.vehicles[tour.touched[k], STAMP] = 0
    tour.now[TOUCHED] = 0


@compiled
def undo(ground: Ground, tour: Tour) -> None:
    """Change back all since `keep`."""
    for k in range(tour.now[LOGGED] - 1, -1, -1):
        stop, before, vehicle = tour.log[k, 0], tour.log[k, 1], tour.log[k, 2]
        if before >= 0:
            take_out(ground, tour, stop)
        else:
            put_in(ground, tour, stop, -before - 1, vehicle)
    if ground.minutes.shape[0]:
        for k in range(tour.now[TOUCHED]):
            clock(ground, tour, tour.touched[k])
    keep(tour)


@compiled
def clock(ground: Ground, tour: Tour, vehicle: int) -> None:
    """Earliest and latest moments along a whole route."""
    nodes, windows, minutes = tour.nodes, ground.stops, ground.minutes
    stops, kind = len(windows), ground.kinds[tour.vehicles[vehicle, KIND], CLOCK]
    begin, end = stops + 2 * vehicle, stops + 2 * vehicle + 1
    if tour.vehicles[vehicle, LENGTH] == 0:
        return
    u = begin
    while u != end:
        v = nodes[u, AFTER]
        at = nodes[u, EARLY] + minutes[kind, nodes[u, PLACE], nodes[v, PLACE]]
        nodes[v, EARLY] = max(at, windows[v, OPENS]) if v < stops else at
        u = v
    while u != begin:
        v = nodes[u, BEFORE]
        by = nodes[u, LATE] - minutes[kind, nodes[v, PLACE], nodes[u, PLACE]]
        if v < stops:
            nodes[v, LATE] = min(by, windows[v, CLOSES])
        u = v


@compiled
def filled(ground: Ground, tour: Tour, stops: Ints, vehicle: int) -> None:
    """Give a vehicle that stands still some stops in order, unless it may not do them."""
    before = len(ground.stops) + 2 * vehicle
    for stop in stops:
        put_in(ground, tour, stop, before, vehicle)
        before = stop
    if ground.minutes.shape[0]:
        clock(ground, tour, vehicle)
    if not _allowed(ground, tour, vehicle):
        _clear(ground, tour, vehicle)


@compiled
def _allowed(ground: Ground, tour: Tour, vehicle: int) -> bool:
    """Whether a route keeps all limits."""
    car, kind = tour.vehicles[vehicle], ground.kinds[tour.vehicles[vehicle, KIND]]
    for d in range(len(car) - LOAD):
        if car[LOAD + d] > kind[ROOM + d]:
            return False
    if ground.span.shape[0] and car[SPENT] > kind[MOST_SPAN]:
        return False
    u = len(ground.stops) + 2 * vehicle
    for _ in range(car[LENGTH] + 2):
        if tour.nodes[u, WAY] >= NO_WAY or (ground.minutes.shape[0] and tour.nodes[u, EARLY] > tour.nodes[u, LATE]):
            return False
        u = tour.nodes[u, AFTER]
    return True


@compiled
def _clear(ground: Ground, tour: Tour, vehicle: int) -> None:
    begin = len(ground.stops) + 2 * vehicle
    while tour.vehicles[vehicle, LENGTH]:
        take_out(ground, tour, tour.nodes[begin, AFTER])


@compiled
def emptied(ground: Ground, tour: Tour) -> int:
    """Clear the route whose stops were missing least often; return how many are left."""
    least, which = FAR, NOWHERE
    for vehicle in range(len(tour.vehicles)):
        if tour.vehicles[vehicle, LENGTH]:
            times, u = 0, tour.nodes[len(ground.stops) + 2 * vehicle, AFTER]
            while u < len(ground.stops):
                times += tour.nodes[u, TIMES]
                u = tour.nodes[u, AFTER]
            if times < least:
                least, which = times, vehicle
    if which != NOWHERE:
        _clear(ground, tour, which)
    return int(tour.now[USED])
