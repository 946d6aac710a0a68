"""Knapsacks of one site whose customers may be taken in parts: those of most gain a unit, found without sorting all."""

from __future__ import annotations

from ...arrays import Floats
from ...compiled import Whole, compiled
from .knapsack import SLACK

FEW = 12  # items that are sorted


@compiled
def fill_in_parts(
    gain: Floats, demand: Floats, items: Whole, ratio: Floats, count: int, capacity: float, taken: Floats
) -> tuple[float, float]:  # fmt: skip
    """Fill a site.

    Parameters
    ----------
    gain, demand
        Shape (customers,).
    items
        Customers with a gain above 0, the first ``count`` entries; reordered.
    ratio
        To work in, shape (customers,).
    taken
        Shape (customers,): share of each customer that is taken; must be 0 where ``items`` point.

    Returns
    -------
    tuple
        Greatest gain; gain of one more unit of capacity.
    """
    room = capacity * (1.0 + SLACK)
    value, load = _take(gain, demand, items, 0, count, room, taken)
    if load <= room:
        return value, 0.0
    for k in range(count):
        ratio[k] = gain[items[k]] / max(demand[items[k]], 1e-300)
    first, last, value = 0, count, 0.0
    while last - first > FEW:
        least, most = _part(items, ratio, first, last)
        more, load = _take(gain, demand, items, first, least, room, taken)
        if load > room:
            last = least
            continue
        value, room = value + more, room - load
        first = least
        more, load = _take(gain, demand, items, least, most, room, taken)
        if load > room:
            last = most
            break
        value, room = value + more, room - load
        first = most
    if last - first <= FEW:
        _sort(items, ratio, first, last)
    for k in range(first, last):
        j = items[k]
        if demand[j] > room:
            taken[j] = room / demand[j]
            return value + taken[j] * gain[j], ratio[k]
        taken[j] = 1.0
        value += gain[j]
        room -= demand[j]
    return value, 0.0


@compiled
def _take(
    gain: Floats, demand: Floats, items: Whole, first: int, last: int, room: float, taken: Floats
) -> tuple[float, float]:  # fmt: skip
    """Take some items whole if they fit; return their gain and load."""
    value, load = 0.0, 0.0
    for k in range(first, last):
        value += gain[items[k]]
        load += demand[items[k]]
    if load <= room:
        for k in range(first, last):
            taken[items[k]] = 1.0
    return value, load


@compiled
def _part(items: Whole, ratio: Floats, first: int, last: int) -> tuple[int, int]:
    """Put items of a higher ratio than one of them before its like, others behind; return where its like begin, end."""
    a, b, c = ratio[first], ratio[(first + last) // 2], ratio[last - 1]
    middle = max(min(a, b), min(max(a, b), c))
    k, end = first, last
    while k < end:
        if ratio[k] > middle:
            _swap(items, ratio, first, k)
            first += 1
            k += 1
        elif ratio[k] < middle:
            end -= 1
            _swap(items, ratio, k, end)
        else:
            k += 1
    return first, end


@compiled
def _swap(items: Whole, ratio: Floats, a: int, b: int) -> None:
    items[a], items[b] = items[b], items[a]
    ratio[a], ratio[b] = ratio[b], ratio[a]


@compiled
def _sort(items: Whole, ratio: Floats, first: int, last: int) -> None:
    """Sort a few by falling ratio."""
    for k in range(first + 1, last):
        item, value, at = items[k], ratio[k], k
        while at > first and ratio[at - 1] < value:
            items[at], ratio[at] = items[at - 1], ratio[at - 1]
            at -= 1
        items[at], ratio[at] = item, value
