"""Local search over open sites: open one, close one, or swap two, while that pays (Resende & Werneck 2004)."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled


@compiled
def cost_of(ascending: Floats, order: Whole, opening: Floats, is_open: Bools) -> float:
    """Cost of a set of open sites, everyone served from the cheapest; inf for none."""
    total = 0.0
    for i in range(is_open.size):
        if is_open[i]:
            total += opening[i]
    for j in range(order.shape[0]):
        nearest = np.inf
        for k in range(order.shape[1]):
            if is_open[order[j, k]]:
                nearest = ascending[j, k]
                break
        total += nearest
    return total


@compiled
def greedy(ascending: Floats, order: Whole, opening: Floats, is_open: Bools, fewest: int, most: int) -> None:
    """Open sites one by one, that which saves most first, while that pays or too few are open."""
    customers, sites = order.shape
    nearest = np.empty(customers)
    for j in range(customers):
        nearest[j] = 2.0 * ascending[j, sites - 1] + 1.0
    for count in range(most):
        gain = np.empty(sites)
        for i in range(sites):
            gain[i] = -np.inf if is_open[i] else -opening[i]
        for j in range(customers):
            for k in range(sites):
                if ascending[j, k] >= nearest[j]:
                    break
                gain[order[j, k]] += nearest[j] - ascending[j, k]
        entering = gain.argmax()
        if gain[entering] <= 0.0 and count >= fewest:
            return
        is_open[entering] = True
        for j in range(customers):
            for k in range(sites):
                if ascending[j, k] >= nearest[j]:
                    break
                if order[j, k] == entering:
                    nearest[j] = ascending[j, k]
                    break


@compiled
def two_nearest(ascending: Floats, order: Whole, place: Whole, first: Floats, second: Floats, near: Whole) -> None:
    """First and second cheapest open site of each customer; place[i] ≥ 0 where site i is open."""
    for j in range(near.size):
        found = False
        second[j] = np.inf
        for k in range(order.shape[1]):
            at = place[order[j, k]]
            if at >= 0:
                if found:
                    second[j] = ascending[j, k]
                    break
                first[j] = ascending[j, k]
                near[j] = at
                found = True


@compiled
def savings(
    ascending: Floats, order: Whole, place: Whole, first: Floats, second: Floats, near: Whole,
    gain: Floats, loss: Floats, both: Floats,
) -> None:  # fmt: skip
    """Add what customers save by each opening, lose by each closing, and save beyond the two by each swap."""
    for j in range(near.size):
        r = near[j]
        loss[r] += second[j] - first[j]
        for k in range(order.shape[1]):
            c = ascending[j, k]
            if c >= second[j]:
                break
            i = order[j, k]
            if place[i] < 0:
                if c < first[j]:
                    gain[i] += first[j] - c
                    both[i, r] += second[j] - first[j]
                else:
                    both[i, r] += second[j] - c


@compiled
def best_move(
    place: Whole, gain: Floats, loss: Floats, both: Floats, count: int, fewest: int, most: int, least: float
) -> tuple[float, int, int]:
    """What the best move saves, the site that enters and the place that leaves; -1 where none does."""
    best, best_in, best_out = least, -1, -1
    for i in range(place.size):
        if place[i] >= 0:
            continue
        if count < most and gain[i] > best:
            best, best_in, best_out = gain[i], i, -1
        for r in range(count):
            saved = gain[i] - loss[r] + both[i, r]
            if saved > best:
                best, best_in, best_out = saved, i, r
    if count > fewest:
        for r in range(count):
            if -loss[r] > best:
                best, best_in, best_out = -loss[r], -1, r
    return best, best_in, best_out


@compiled
def improve(ascending: Floats, order: Whole, opening: Floats, is_open: Bools, fewest: int, most: int) -> None:
    """Make the best move again and again.

    Parameters
    ----------
    is_open
        Shape (sites,), at least one True; changed in place.
    fewest, most
        Sites that may be open.
    """
    customers, sites = order.shape
    place = np.full(sites, -1)
    opened = np.empty(sites, np.int64)
    count = 0
    for i in range(sites):
        if is_open[i]:
            place[i] = count
            opened[count] = i
            count += 1
    first, second, near = np.empty(customers), np.empty(customers), np.empty(customers, np.int64)
    while True:
        two_nearest(ascending, order, place, first, second, near)
        if count == 1:  # what closing the only one loses has no bound: a large number stands for it
            for j in range(customers):
                second[j] = ascending[j, sites - 1] + 1.0
        size = first.sum()
        gain = np.empty(sites)
        for i in range(sites):
            gain[i] = -opening[i]
        loss = np.empty(count)
        for r in range(count):
            loss[r] = -opening[opened[r]]
            size += opening[opened[r]]
        both = np.zeros((sites, count))
        savings(ascending, order, place, first, second, near, gain, loss, both)
        _, entering, leaving = best_move(place, gain, loss, both, count, max(fewest, 1), most, 1e-11 * size)
        if entering < 0 and leaving < 0:
            return
        if leaving >= 0:
            is_open[opened[leaving]] = False
            place[opened[leaving]] = -1
            if entering < 0:
                count -= 1
                opened[leaving] = opened[count]
                if leaving < count:
                    place[opened[leaving]] = leaving
            else:
                opened[leaving] = entering
                place[entering] = leaving
        else:
            opened[count] = entering
            place[entering] = count
            count += 1
        if entering >= 0:
            is_open[entering] = True
