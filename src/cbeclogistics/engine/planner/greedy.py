"""A plan at once: demands in turn, those that lose most by their second way first, each by the cheapest that has room.

Nothing is taken back, so where supply or room is scarce it may fail; it is what a search has that had no time.
"""

from __future__ import annotations

import numpy as np

from ..compiled import compiled
from .problem import Floats, Ints, Singles


@compiled
def serve_in_turn(order: Ints, sites: Ints, room: Floats, supply: Floats, inbound: Floats, inbound_row: Ints,
                  release: Floats, direct_row: Ints, order_price: Singles, kg_price: Singles,
                  by_order: Floats, by_kg: Floats, base: Floats, unit_volume: Floats, volume: Floats, product: Ints,
                  market: Ints, period: Ints, territory: Ints, likely_site: Ints, likely_way: Ints, demand: Ints,
                  site: Ints, way: Ints, amount: Floats) -> int:  # fmt: skip
    """Serve demands in an order.

    Parameters
    ----------
    order
        Demands, as they are served.
    sites, room, supply
        Open sites; m3 that each site has left, shape (all sites, periods); units of each row, (rows, periods): both
        are used up.
    base
        Price per m3 of direct parcels, shape (demands, directs).
    likely_site, likely_way
        Ways of each demand, the likely first, to be tried before all others.
    demand, site, way, amount
        Set: the flows, m3.

    Returns
    -------
    Number of flows; -1 where some demand was left, or where there are more than there is place for.
    """
    n = 0
    ways = inbound.shape[2]
    for k in range(order.size):
        d = order[k]
        p, m, t = product[d], market[d], period[d]
        need = volume[d]
        slight = 1e-12 * need
        tried = 0
        while need > slight:
            w, a, least = -2, 0, np.inf
            if tried < likely_site.shape[1]:
                w, a = likely_site[d, tried], likely_way[d, tried]
                tried += 1
                if (inbound[w, p, a] if w >= 0 else base[d, a] if base.shape[1] else np.inf) == np.inf:
                    continue
            else:
                for i in range(sites.size):
                    v = sites[i]
                    if room[v, t] <= slight:
                        continue
                    rest = release[v, territory[m], p] + order_price[v, m] * by_order[p] + kg_price[v, m] * by_kg[p]
                    for b in range(ways):
                        r = inbound_row[p, b]
                        if inbound[v, p, b] + rest < least and (r < 0 or supply[r, t] * unit_volume[p] > slight):
                            w, a, least = v, b, inbound[v, p, b] + rest
                for b in range(base.shape[1]):
                    r = direct_row[p, b]
                    if base[d, b] < least and (r < 0 or supply[r, t] * unit_volume[p] > slight):
                        w, a, least = -1, b, base[d, b]
                if w == -2:
                    return -1
            take = need if w < 0 else min(need, room[w, t])
            r = inbound_row[p, a] if w >= 0 else direct_row[p, a]
            if r >= 0:
                take = min(take, supply[r, t] * unit_volume[p])
            if take <= slight:
                continue
            if n == demand.size:
                return -1
            demand[n], site[n], way[n], amount[n] = d, w, a, take
            n += 1
            need -= take
            if w >= 0:
                room[w, t] -= take
            if r >= 0:
                supply[r, t] -= take / unit_volume[p]
    return n
