"""Which inbound way the goods of each flow out of stock came by."""

from __future__ import annotations

import numpy as np

from ..compiled import fast
from .problem import Floats, Ints


@fast
def allot(stock: Ints, volume: Floats, in_stock: Ints, in_way: Ints, inbound: Floats) -> tuple[Ints, Ints, Floats]:
    """Hand out what came into each stock to its flows, one way after another.

    Parameters
    ----------
    stock, volume
        Stock and m3 of each flow, sorted by stock.
    in_stock, in_way, inbound
        Stock, way and m3 of what came in, sorted by stock.

    Returns
    -------
    Flow, way and m3 of each piece; what rounding leaves a flow without goes by the last way of its stock that brings
    anything.
    """
    most = volume.size + in_stock.size
    piece, way, amount = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most)
    n, j = 0, 0
    last, left = 0, 0.0
    at = -1
    for i in range(volume.size):
        if stock[i] != at:
            at = stock[i]
            while j < in_stock.size and in_stock[j] < at:
                j += 1
            left = inbound[j]
            last = in_way[j]
        need = volume[i]
        while need > 0.0:
            while left <= 0.0 and j + 1 < in_stock.size and in_stock[j + 1] == at:
                j += 1
                left = inbound[j]
                if left > 0.0:
                    last = in_way[j]
            final = left <= 0.0
            take = need if final else min(need, left)
            piece[n], way[n], amount[n] = i, last, take
            n += 1
            need -= take
            left -= take
    return piece[:n], way[:n], amount[:n]
