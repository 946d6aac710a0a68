"""Every demand by its cheapest way through given sites, under prices of room and supply: what that takes of both."""

from __future__ import annotations

import numpy as np

from ..compiled import parallel, prange
from .problem import Floats, Ints, Singles


@parallel
def cheapest_ways(sites: Ints, room: Floats, stock: Floats, stock_way: Ints, order_price: Singles, kg_price: Singles,
                  by_order: Floats, by_kg: Floats, unit_volume: Floats, volume: Floats, product: Ints,
                  group_start: Ints, group_market: Ints, group_period: Ints, market_territory: Ints,
                  inbound_row: Ints, direct: Floats, direct_way: Ints, direct_row: Ints, price: Floats, used: Floats,
                  drawn: Floats, paid: Floats) -> None:  # fmt: skip
    """Price every demand by its cheapest way.

    Parameters
    ----------
    sites, room
        Open sites; price of a m3 of room, shape (all sites, periods).
    stock, stock_way, direct, direct_way
        Prices under the multipliers of supply and the ways they are of, as `stock_prices` and `direct_prices` set them.
    price
        Set; per m3 with the prices above, shape (demands,).
    used, drawn, paid
        Set: m3 through each site, units of each supply row, Σ price · volume, in parts that are summed up in order:
        shapes (parts, all sites, periods), (parts, rows, periods), (parts,).
    """
    parts, groups = paid.size, group_market.size
    most = 0
    for g in range(groups):
        most = max(most, group_start[g + 1] - group_start[g])
    for c in prange(parts):
        used[c] = 0.0
        drawn[c] = 0.0
        total = 0.0
        least, at = np.empty(most), np.empty(most, dtype=np.int64)
        for g in range(c * groups // parts, (c + 1) * groups // parts):
            m, t = group_market[g], group_period[g]
            u, start = market_territory[m], group_start[g]
            length = group_start[g + 1] - start
            for j in range(length):
                least[j] = direct[start + j]
                at[j] = -1
            for i in range(sites.size):
                w = sites[i]
                order, kg, extra = np.float64(order_price[w, m]), np.float64(kg_price[w, m]), room[w, t]
                for j in range(length):
                    p = product[start + j]
                    v = stock[w, t, u, p] + order * by_order[p] + kg * by_kg[p] + extra
                    if v < least[j]:
                        least[j] = v
                        at[j] = w
            for j in range(length):
                d = start + j
                p, w = product[d], at[j]
                price[d] = least[j]
                total += least[j] * volume[d]
                if w >= 0:
                    used[c, w, t] += volume[d]
                    r = inbound_row[p, stock_way[w, t, p]]
                else:
                    r = direct_row[p, direct_way[d]] if direct_row.shape[1] else -1
                if r >= 0:
                    drawn[c, r, t] += volume[d] / unit_volume[p]
        paid[c] = total
