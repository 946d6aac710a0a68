"""The Lagrangian bound of UFL and p-median, and its ascent.

With a multiplier v[j] for "customer j is served once", what is left falls apart by sites:

    rho[i] = opening_cost[i] - Σ_j max(0, v[j] - cost[i, j])
    L(v)   = Σ_j v[j] + least Σ rho[i] of a choice of at least `fewest` and at most `most` sites

L(v) never exceeds the best cost, whatever v is; every value used here has the error of its sums taken off. p-median
chooses exactly p; for UFL the numbers narrow as they are ruled out, and the tree branches on them too. Where a site on
the other side would lift L(v) to the cost to beat, no better solution has it there: it is fixed.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, FREE, OPEN

EPSILON = 2.3e-16  # relative error of one sum or product, and a little


@compiled
def price(ascending: Floats, order: Whole, opening: Floats, v: Floats, rho: Floats) -> float:
    """Set rho; return the sum of the multipliers."""
    rho[:] = opening
    total = 0.0
    for j in range(v.size):
        value = v[j]
        total += value
        for k in range(order.shape[1]):
            gain = value - ascending[j, k]
            if gain <= 0.0:
                break
            rho[order[j, k]] -= gain
    return total


@compiled
def smallest(values: Floats, count: int, rank: int) -> float:
    """Value of a rank, from 0, among the first ``count`` values, which are reordered."""
    low, high = 0, count - 1
    while low < high:
        pivot = values[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            break
    return float(values[rank])


@compiled
def choose(
    rho: Floats, opening: Floats, status: Whole, fewest: int, most: int, chosen: Bools, spare: Floats
) -> tuple[float, float, float, float]:
    """Choose the sites to open.

    Returns
    -------
    tuple
        Sum of rho of the chosen; sum of the sizes of its terms; what a free site's rho must exceed to cost more if it
        were opened; what it must fall short of to cost more if it were closed. The sum is inf where no choice is left.
    """
    total, size = 0.0, 0.0
    fixed, free, negative = 0, 0, 0
    for i in range(rho.size):
        chosen[i] = False
        if status[i] == OPEN:
            chosen[i] = True
            total += rho[i]
            size += abs(rho[i]) + 2.0 * opening[i]
            fixed += 1
        elif status[i] == FREE:
            spare[free] = rho[i]
            free += 1
            if rho[i] < 0.0:
                negative += 1
    if fixed > most or fixed + free < fewest:
        return np.inf, 0.0, 0.0, 0.0
    count = min(max(negative, fewest - fixed), most - fixed)
    last, following = -np.inf, np.inf  # dearest of the chosen free sites, cheapest of the others
    if count == negative:
        for k in range(free):
            if spare[k] < 0.0:
                last = max(last, spare[k])
            else:
                following = min(following, spare[k])
        threshold = 0.0
    else:
        if count > 0:
            last = smallest(spare, free, count - 1)
        if count < free:
            following = np.inf
            for k in range(count, free):
                following = min(following, spare[k])
        threshold = last
    left = count
    for i in range(rho.size):
        if status[i] == FREE and rho[i] < threshold:
            chosen[i] = True
            total += rho[i]
            size += abs(rho[i]) + 2.0 * opening[i]
            left -= 1
    if left > 0:
        for i in range(rho.size):
            if left > 0 and status[i] == FREE and not chosen[i] and rho[i] <= threshold:
                chosen[i] = True
                total += rho[i]
                size += abs(rho[i]) + 2.0 * opening[i]
                left -= 1
    entry = max(last, 0.0) if fixed + count < most else last
    leaving = min(following, 0.0) if fixed + count > fewest else following
    return total, size, entry, leaving


@compiled
def fix(rho: Floats, status: Whole, chosen: Bools, slack: float, entry: float, leaving: float) -> None:
    """Fix free sites that would cost ``slack`` more on the other side."""
    for i in range(rho.size):
        if status[i] == FREE:
            if chosen[i]:
                if leaving - rho[i] >= slack:
                    status[i] = OPEN
            elif rho[i] - entry >= slack:
                status[i] = CLOSED


@compiled
def count_range(rho: Floats, status: Whole, base: float, beat: float, numbers: Whole) -> None:
    """Narrow the numbers of open sites, fewest and most, to those with which the bound stays below ``beat``."""
    fixed, free = 0, 0
    values = np.empty(rho.size)
    for i in range(rho.size):
        if status[i] == OPEN:
            base += rho[i]
            fixed += 1
        elif status[i] == FREE:
            values[free] = rho[i]
            free += 1
    values = np.sort(values[:free])
    fewest, most = rho.size + 1, -1
    total = base
    for k in range(free + 1):
        if k > 0:
            total += values[k - 1]
        if numbers[0] <= fixed + k <= numbers[1] and total < beat:
            fewest = min(fewest, fixed + k)
            most = fixed + k
    numbers[0], numbers[1] = fewest, most


@compiled
def ascend(
    ascending: Floats, order: Whole, opening: Floats, status: Whole, numbers: Whole, v: Floats, share: Floats,
    beat: float, rounds: int, patience: int, step: float, floor: float, chosen: Bools,
) -> tuple[float, int, float]:  # fmt: skip
    """Raise the bound of a node by steps along an averaged subgradient.

    Parameters
    ----------
    ascending, order
        Shape (customers, sites): service costs of each customer ascending, and the sites in that order.
    status
        Shape (sites,): FREE, OPEN or CLOSED; sites that no solution cheaper than ``beat`` has otherwise are fixed.
    numbers
        Fewest and most sites that may be open; narrowed likewise.
    v
        Multipliers to start from; the best ones on return.
    share
        Averaged choice of sites, shape (sites,); updated.
    beat
        The bound need not rise above it.
    rounds, patience
        Steps at most, and without a better bound before the step is halved.
    step, floor
        Relative step to start and to end with.
    chosen
        On return the last choice of sites.

    Returns
    -------
    tuple
        Bound, inf where nothing cheaper than ``beat`` is left to choose; number of evaluations; the step at the end,
        0 where going on is of no use.
    """
    sites, customers = opening.size, v.size
    rho, spare = np.empty(sites), np.empty(sites)
    direction, best_v = np.zeros(customers), v.copy()
    low, high = np.empty(customers), np.empty(customers)  # no better multiplier lies outside
    error = (sites + customers + 10) * EPSILON
    for j in range(customers):
        low[j], high[j] = np.inf, np.inf
        for k in range(sites):
            what = status[order[j, k]]
            if what != CLOSED and low[j] == np.inf:
                low[j] = ascending[j, k]
            if what == OPEN:
                high[j] = ascending[j, k]
                break
        if low[j] == np.inf:
            return np.inf, 0, 0.0
        v[j] = min(max(v[j], low[j]), high[j])
    best = -np.inf
    stale, done = 0, 0
    while done < rounds:
        done += 1
        total = price(ascending, order, opening, v, rho)
        more, size, entry, leaving = choose(rho, opening, status, numbers[0], numbers[1], chosen, spare)
        if more == np.inf:
            return np.inf, done, 0.0
        for j in range(customers):
            size += abs(v[j])
        bound = total + more - error * size
        if bound > best:
            if bound - best > 1e-3 * (beat - bound):
                stale = 0
            best = bound
            best_v[:] = v
        stale += 1
        if bound >= beat:
            step = 0.0
            break
        fix(rho, status, chosen, beat - bound, entry, leaving)
        if stale > patience:
            stale = 0
            step *= 0.5
            v[:] = best_v
            if step < floor:
                break
        keep = 0.5 if done > 1 else 0.0
        norm = 0.0
        for j in range(customers):
            served = 0
            value = v[j]
            for k in range(sites):
                if ascending[j, k] >= value:
                    break
                if chosen[order[j, k]]:
                    served += 1
            direction[j] = keep * direction[j] + (1.0 - keep) * (1.0 - served)
            norm += direction[j] * direction[j]
        for i in range(sites):
            share[i] = 0.95 * share[i] + (0.05 if chosen[i] else 0.0)
        if norm < 1e-12:
            step = 0.0
            break
        length = step * (beat - bound) / norm
        for j in range(customers):
            v[j] = min(max(v[j] + length * direction[j], low[j]), high[j])
    v[:] = best_v
    if best < beat:
        total = price(ascending, order, opening, v, rho)
        size = 0.0
        for j in range(customers):
            size += abs(v[j])
        for i in range(sites):
            size += abs(rho[i]) + 2.0 * opening[i]
        count_range(rho, status, total - error * size, beat, numbers)
        if numbers[0] > numbers[1]:
            return np.inf, done, 0.0
    return best, done, step
