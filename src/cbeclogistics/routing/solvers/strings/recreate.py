"""Putting absent stops back one by one, where each adds least, overlooking a place now and then; compiled."""

from __future__ import annotations

import numpy as np

from ....engine.compiled import compiled
from ...travel import Floats, Ints
from .tour import (
    ABSENT,
    AFTER,
    BEFORE,
    CLOCK,
    CLOSES,
    DEMAND,
    EARLY,
    FIRST,
    FIXED,
    KIND,
    LATE,
    LENGTH,
    LOAD,
    MONEY,
    MOST_SPAN,
    NO_WAY,
    NOWHERE,
    OPENS,
    PAST_LAST,
    PLACE,
    PRICE,
    PRIZE,
    REQUIRED,
    ROOM,
    SPENT,
    USED,
    VEHICLE,
    WAY,
    WHO,
    Ground,
    Tour,
    clock,
    note,
    put_in,
    touch,
)

OVERLOOKED = 0.01
EAGER = 0.1  # rounds that start another vehicle where that is cheapest, and not only where nothing else will do
BESIDE = 40  # near stops of a stop that it may be put beside
PLAIN = np.array([4, 8, 10, 11, 11, 11, 11])  # out of the last: at random, largest, farthest, nearest first
TIMED = np.array([4, 8, 10, 11, 13, 15, 17])  # and narrowest, earliest, last to close


@compiled
def recreate(ground: Ground, tour: Tour, random: np.random.Generator, order: Ints, key: Floats, most: int) -> None:
    """Put in what is absent, as far as there is room and it pays, with at most so many vehicles."""
    count = tour.now[ABSENT]
    for k in range(count):
        order[k] = tour.absent[k, WHO]
    _sort(ground, random, order, key, count)
    eager = random.random() < EAGER
    for k in range(count):
        stop = order[k]
        before, more = _near_by(ground, tour, random, stop)
        if before == NOWHERE:
            before, more = _anywhere(ground, tour, stop)
        if tour.now[USED] < most and (eager or before == NOWHERE):
            before, more = _new(ground, tour, stop, before, more)
        prize = ground.stops[stop, PRIZE]
        if before == NOWHERE or (prize != REQUIRED and more > prize):
            continue
        vehicle = tour.nodes[before, VEHICLE]
        touch(tour.vehicles, tour.touched, tour.now, vehicle)
        note(tour.log, tour.now, stop, before, vehicle)
        put_in(ground, tour, stop, before, vehicle)
        if ground.minutes.shape[0]:
            clock(ground, tour, vehicle)


@compiled
def _sort(ground: Ground, random: np.random.Generator, order: Ints, key: Floats, count: int) -> None:
    shares = TIMED if ground.minutes.shape[0] else PLAIN
    drawn = int(random.random() * (shares[-1]))
    how = 0
    while drawn >= shares[how]:
        how += 1
    for k in range(count):
        stop = order[k]
        if how == 0:
            key[k] = random.random()
        elif how == 1:
            key[k] = -ground.sizes[stop, 0]
        elif how == 2:
            key[k] = -ground.sizes[stop, 1]
        elif how == 3:
            key[k] = ground.sizes[stop, 1]
        elif how == 4:
            key[k] = ground.stops[stop, CLOSES] - ground.stops[stop, OPENS]
        elif how == 5:
            key[k] = ground.stops[stop, OPENS]
        else:
            key[k] = -ground.stops[stop, CLOSES]
    if count > 50:
        order[:count] = order[:count][np.argsort(key[:count])]
        return
    for k in range(1, count):
        stop, by, j = order[k], key[k], k
        while j and key[j - 1] > by:
            order[j], key[j] = order[j - 1], key[j - 1]
            j -= 1
        order[j], key[j] = stop, by


@compiled
def _near_by(ground: Ground, tour: Tour, random: np.random.Generator, stop: int) -> tuple[int, int]:
    """Return the node beside a near stop after which a stop adds least, and how much."""
    place, least = NOWHERE, NO_WAY
    nodes, near, cost, back = tour.nodes, ground.near, ground.cost, ground.back
    vehicles, kinds, stops = tour.vehicles, ground.kinds, ground.stops
    limited = ground.minutes.shape[0] + ground.span.shape[0] > 0
    price = tour.now[PRICE]
    look = _next_overlooked(random)
    for k in range(min(BESIDE, near.shape[1])):
        other = near[stop, k]
        vehicle = nodes[other, VEHICLE]
        if vehicle == NOWHERE:
            continue
        kind = vehicles[vehicle, KIND]
        beyond = 0
        for d in range(stops.shape[1] - DEMAND):
            load, room = vehicles[vehicle, LOAD + d], kinds[kind, ROOM + d]
            beyond += max(0, load + stops[stop, DEMAND + d] - room) - max(0, load - room)
        beyond *= price
        if beyond >= least:
            continue
        look -= 1
        if look <= 0:
            look = _next_overlooked(random)
            continue
        money = kinds[kind, MONEY]
        to, fro = back[money, stop, other] + beyond, cost[money, stop, other] + beyond
        if to - nodes[other, WAY] < least:
            after = nodes[other, AFTER]
            more = to + cost[money, stop, nodes[after, PLACE]] - nodes[other, WAY]
            if more < least and (not limited or _allowed(ground, tour, stop, other, after, vehicle)):
                place, least = other, more
        before = nodes[other, BEFORE]
        if fro - nodes[before, WAY] < least:
            more = back[money, stop, nodes[before, PLACE]] + fro - nodes[before, WAY]
            if more < least and (not limited or _allowed(ground, tour, stop, before, other, vehicle)):
                place, least = before, more
    return place, least


@compiled
def _anywhere(ground: Ground, tour: Tour, stop: int) -> tuple[int, int]:
    """Return the node of any vehicle in use after which a stop adds least, and how much."""
    place, least = NOWHERE, NO_WAY
    end = len(ground.stops) + 1
    for vehicle in range(len(tour.vehicles)):
        beyond = _beyond(ground, tour, stop, vehicle)
        if tour.vehicles[vehicle, LENGTH] and beyond < least:
            other = end - 1
            while other != end:
                more = beyond + _more(ground, tour, stop, other, vehicle, least - beyond)
                if more < least:
                    place, least = other, more
                other = tour.nodes[other, AFTER]
        end += 2
    return place, least


@compiled
def _new(ground: Ground, tour: Tour, stop: int, place: int, least: int) -> tuple[int, int]:
    """Try a vehicle that is not in use yet, of each type."""
    stops = len(ground.stops)
    for kind in range(len(ground.kinds)):
        for vehicle in range(ground.kinds[kind, FIRST], ground.kinds[kind, PAST_LAST]):
            if tour.vehicles[vehicle, LENGTH] == 0:
                begin = stops + 2 * vehicle
                beyond = _beyond(ground, tour, stop, vehicle)
                more = beyond + _more(ground, tour, stop, begin, vehicle, least - beyond)
                if more < least:
                    place, least = begin, more
                break
    return place, least


@compiled
def _beyond(ground: Ground, tour: Tour, stop: int, vehicle: int) -> int:
    """What more load beyond a vehicle's room counts."""
    kind, more = tour.vehicles[vehicle, KIND], 0
    for d in range(ground.stops.shape[1] - DEMAND):
        load, room = tour.vehicles[vehicle, LOAD + d], ground.kinds[kind, ROOM + d]
        more += max(0, load + ground.stops[stop, DEMAND + d] - room) - max(0, load - room)
    return int(more * tour.now[PRICE])


@compiled
def _more(ground: Ground, tour: Tour, stop: int, before: int, vehicle: int, least: int) -> int:
    """What it adds to put a stop after a node; no way, if that is not less than `least` or breaks a limit."""
    kind, nodes = ground.kinds[tour.vehicles[vehicle, KIND]], tour.nodes
    after = nodes[before, AFTER]
    a, b = nodes[before, PLACE], nodes[after, PLACE]
    more = ground.back[kind[MONEY], stop, a] + ground.cost[kind[MONEY], stop, b] - nodes[before, WAY]
    if tour.vehicles[vehicle, LENGTH] == 0:
        more += kind[FIXED]
    return more if more < least and _allowed(ground, tour, stop, before, after, vehicle) else NO_WAY


@compiled
def _next_overlooked(random: np.random.Generator) -> int:
    return 1 + int(np.log(1.0 - random.random()) / np.log(1.0 - OVERLOOKED))


@compiled
def _allowed(ground: Ground, tour: Tour, stop: int, before: int, after: int, vehicle: int) -> bool:
    """Whether time and span suffice for a stop between two nodes."""
    nodes, kind = tour.nodes, tour.vehicles[vehicle, KIND]
    a, b = nodes[before, PLACE], nodes[after, PLACE]
    if ground.minutes.shape[0]:
        minutes, which = ground.minutes, ground.kinds[kind, CLOCK]
        begins = max(nodes[before, EARLY] + minutes[which, a, stop], ground.stops[stop, OPENS])
        if begins > ground.stops[stop, CLOSES] or begins + minutes[which, stop, b] > nodes[after, LATE]:
            return False
    if ground.span.shape[0]:
        span = ground.span
        extra = span[0, a, stop] + span[0, stop, b]
        if tour.vehicles[vehicle, LENGTH]:
            extra -= span[0, a, b]
        return bool(tour.vehicles[vehicle, SPENT] + extra <= ground.kinds[kind, MOST_SPAN])
    return True
