"""The continuous knapsack of one stocking site and period, for all its sizes at once, without sorting everything."""

from __future__ import annotations

import numpy as np

from ..compiled import fast
from .problem import Floats, Ints

BUCKETS = 256


@fast
def fill(gain: Floats, volume: Floats, item: Ints, first: int, last: int, capacity: Floats, price: Floats,
         value: Floats, room: Floats) -> None:  # fmt: skip
    """Fill a site of each capacity with the items that gain most per m3.

    For any price θ ≥ 0 of a m3, θ · capacity + Σ (gain - θ)⁺ · volume is no less than what the best filling gains: the
    value below is that sum at the θ where the filling is full, so it bounds the gain however θ was found.

    Parameters
    ----------
    gain
        Per m3, > 0; those of ``first .. last`` count.
    volume
        Of each demand, m3; item i is demand ``item[i]``.
    capacity
        Shape (sizes,), m3.
    price, value
        Set to θ and to the value, shape (sizes,).
    room
        Set to what is left for items whose gain is θ itself, m3, shape (sizes,).
    """
    most = 0.0
    total = 0.0
    worth = 0.0
    for i in range(first, last):
        v = volume[item[i]]
        total += v
        worth += v * gain[i]
        if gain[i] > most:
            most = gain[i]
    tight = False
    for s in range(capacity.size):
        price[s], value[s], room[s] = 0.0, worth, 0.0
        if total > capacity[s]:
            tight = True
    if not tight:
        return
    buckets = BUCKETS if last - first > 4 * BUCKETS else 16
    scale = (buckets - 1e-6) / most
    in_volume = np.zeros(buckets)
    in_worth = np.zeros(buckets)
    count = np.zeros(buckets, dtype=np.int64)
    for i in range(first, last):
        b = int(gain[i] * scale)
        v = volume[item[i]]
        in_volume[b] += v
        in_worth[b] += v * gain[i]
        count[b] += 1
    for s in range(capacity.size):
        if total <= capacity[s]:
            continue
        filled = 0.0
        worth = 0.0
        b = buckets - 1
        while b > 0 and filled + in_volume[b] < capacity[s]:
            filled += in_volume[b]
            worth += in_worth[b]
            b -= 1
        n = 0
        there = np.empty(count[b])
        its = np.empty(count[b])
        for i in range(first, last):
            if int(gain[i] * scale) == b:
                there[n] = gain[i]
                its[n] = volume[item[i]]
                n += 1
        order = np.argsort(-there)
        j = 0
        while j < n - 1 and filled + its[order[j]] < capacity[s]:
            filled += its[order[j]]
            worth += its[order[j]] * there[order[j]]
            j += 1
        theta = there[order[j]] if n else 0.0
        while j > 0 and there[order[j - 1]] == theta:
            j -= 1
            filled -= its[order[j]]
            worth -= its[order[j]] * theta
        price[s] = theta
        room[s] = capacity[s] - filled
        value[s] = worth + theta * room[s]
