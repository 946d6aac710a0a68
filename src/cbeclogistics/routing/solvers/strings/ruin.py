"""Taking strings of stops out of neighbouring routes; compiled."""

from __future__ import annotations

import numpy as np

from ....engine.compiled import compiled
from .tour import (
    ABSENT,
    AFTER,
    BEFORE,
    LENGTH,
    NOWHERE,
    STAMP,
    USED,
    VEHICLE,
    Ground,
    Tour,
    clock,
    note,
    take_out,
    touch,
)

OFTEN_SPLIT = 0.5  # strings that keep a part in their middle
SPLIT_LONGER = 0.01


@compiled
def ruin(ground: Ground, tour: Tour, random: np.random.Generator, mean: float, longest: float) -> None:
    """Take out a number of stops that is random, and `mean` in the middle, in strings round a random stop."""
    stops, now, near = len(ground.stops), tour.now, ground.near
    served = stops - now[ABSENT]
    if served == 0:
        return
    most = min(longest, served / now[USED])
    strings = int(1.0 + random.random() * (4.0 * mean / (1.0 + most) - 1.0))
    seed = int(random.random() * (stops))
    for k in range(-1, near.shape[1]):
        stop = seed if k < 0 else near[seed, k]
        vehicle = tour.nodes[stop, VEHICLE]
        if vehicle == NOWHERE or tour.vehicles[vehicle, STAMP]:
            continue
        touch(tour.vehicles, tour.touched, now, vehicle)
        length = tour.vehicles[vehicle, LENGTH]
        string = int(1.0 + random.random() * min(length, most))
        kept = 0
        if 1 < string < length and random.random() < OFTEN_SPLIT:
            kept = 1
            while string + kept < length and random.random() < SPLIT_LONGER:
                kept += 1
        _string(ground, tour, random, stop, vehicle, min(string, length), kept)
        if ground.minutes.shape[0]:
            clock(ground, tour, vehicle)
        strings -= 1
        if strings <= 0:
            return


@compiled
def _string(
    ground: Ground, tour: Tour, random: np.random.Generator, stop: int, vehicle: int, string: int, kept: int
) -> None:
    """Take out a string with a stop in it, but keep some stops somewhere in its middle."""
    stops, nodes = len(ground.stops), tour.nodes
    whole = string + kept
    first, ahead = stop, 0
    while ahead < whole - 1 and nodes[first, BEFORE] < stops:
        first = nodes[first, BEFORE]
        ahead += 1
    last, behind = stop, 0
    while behind < whole - 1 and nodes[last, AFTER] < stops:
        last = nodes[last, AFTER]
        behind += 1
    least = max(0, whole - 1 - behind)
    first = stop
    for _ in range(least + int(random.random() * (ahead - least + 1))):
        first = nodes[first, BEFORE]
    hole = 1 + int(random.random() * (string - 1)) if kept else whole
    for k in range(whole):
        following = nodes[first, AFTER]
        if not hole <= k < hole + kept:
            note(tour.log, tour.now, first, -nodes[first, BEFORE] - 1, vehicle)
            take_out(ground, tour, first)
        first = following
