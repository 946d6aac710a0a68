"""One round of the Lagrangian relaxation: every site priced against the multipliers, demands summed up."""

from __future__ import annotations

import numpy as np

from ..compiled import fast, parallel, prange
from .knapsack import fill
from .problem import Floats, Ints, Singles


@fast
def stock_prices(inbound: Floats, inbound_row: Ints, release: Floats, unit_volume: Floats, mu: Floats, price: Floats,
                 best: Ints) -> None:  # fmt: skip
    """Price per m3 of a product in stock at a site and released, by the cheapest way under the multipliers of supply.

    Parameters
    ----------
    mu
        Shape (rows, periods), per unit.
    price
        Set; shape (sites, periods, territories, products).
    best
        Set to the kept way; shape (sites, periods, products).
    """
    sites, products, ways = inbound.shape
    charge, least = np.empty((ways, products)), np.empty(products)
    for t in range(mu.shape[1]):
        for p in range(products):
            for a in range(ways):
                r = inbound_row[p, a]
                charge[a, p] = mu[r, t] / unit_volume[p] if r >= 0 else 0.0
        for w in range(sites):
            for p in range(products):
                least[p], at = np.inf, 0
                for a in range(ways):
                    c = inbound[w, p, a] + charge[a, p]
                    if c < least[p]:
                        least[p], at = c, a
                best[w, t, p] = at
            for u in range(release.shape[1]):
                for p in range(products):
                    price[w, t, u, p] = least[p] + release[w, u, p]


@fast
def direct_bases(direct: Floats, direct_origin: Ints, clearance: Floats, order_price: Singles, kg_price: Singles,
                 by_order: Floats, by_kg: Floats, product: Ints, group_start: Ints, group_market: Ints,
                 market_territory: Ints) -> Floats:  # fmt: skip
    """Price per m3 of every demand by every direct parcel, its supply not charged: shape (demands, directs)."""
    base = np.empty((product.size, direct.shape[1]))
    for g in range(group_market.size):
        m = group_market[g]
        for d in range(group_start[g], group_start[g + 1]):
            p = product[d]
            for b in range(direct.shape[1]):
                base[d, b] = np.inf
                if direct[p, b] < np.inf:
                    o = direct_origin[p, b]
                    base[d, b] = direct[p, b] + order_price[o, m] * by_order[p] + kg_price[o, m] * by_kg[p]
                    base[d, b] += clearance[market_territory[m], p]
    return base


@fast
def direct_prices(base: Floats, direct_row: Ints, unit_volume: Floats, mu: Floats, product: Ints, group_start: Ints,
                  group_period: Ints, price: Floats, best: Ints) -> None:  # fmt: skip
    """Cheapest direct parcel of every demand under the multipliers of supply: price per m3 (inf: none) and which."""
    products, directs = direct_row.shape
    charge = np.zeros((mu.shape[1], products, directs))
    for t in range(mu.shape[1]):
        for p in range(products):
            for b in range(directs):
                if direct_row[p, b] >= 0:
                    charge[t, p, b] = mu[direct_row[p, b], t] / unit_volume[p]
    for g in range(group_period.size):
        t = group_period[g]
        for d in range(group_start[g], group_start[g + 1]):
            p = product[d]
            least, at = np.inf, 0
            for b in range(directs):
                c = base[d, b] + charge[t, p, b]
                if c < least:
                    least, at = c, b
            price[d], best[d] = least, at


@fast
def gains(w: int, first_group: int, last_group: int, lam: Floats, price: Floats, order_price: Singles,
          kg_price: Singles, by_order: Floats, by_kg: Floats, product: Ints, dense: bool, group_start: Ints,
          group_market: Ints, market_territory: Ints, item: Ints, gain: Floats, n: int,
          buffer: Floats) -> int:  # fmt: skip
    """Append the demands that gain by site ``w``, with their gain per m3, from place ``n`` on; return the new end.

    Where every market asks for every product (``dense``) products need not be looked up; of a single product every
    group is one demand.
    """
    if by_order.size == 1:
        for d in range(first_group, last_group):
            m = group_market[d]
            v = lam[d] - price[market_territory[m], 0] - order_price[w, m] * by_order[0]
            if by_kg[0] > 0.0:
                v -= kg_price[w, m] * by_kg[0]
            if v > 0.0:
                item[n] = d
                gain[n] = v
                n += 1
        return n
    for g in range(first_group, last_group):
        m = group_market[g]
        order, kg = np.float64(order_price[w, m]), np.float64(kg_price[w, m])
        stock = price[market_territory[m]]
        start = group_start[g]
        length = group_start[g + 1] - start
        most = 0.0
        if dense:
            for j in range(length):
                v = lam[start + j] - stock[j] - order * by_order[j] - kg * by_kg[j]
                buffer[j] = v
                most = max(most, v)
        else:
            for j in range(length):
                p = product[start + j]
                v = lam[start + j] - stock[p] - order * by_order[p] - kg * by_kg[p]
                buffer[j] = v
                most = max(most, v)
        if most > 0.0:
            for j in range(length):
                if buffer[j] > 0.0:
                    item[n] = start + j
                    gain[n] = buffer[j]
                    n += 1
    return n


@parallel
def price_sites(lam: Floats, stock: Floats, best: Ints, order_price: Singles, kg_price: Singles, by_order: Floats,
                by_kg: Floats, unit_volume: Floats, volume: Floats, product: Ints, dense: bool, group_start: Ints,
                group_market: Ints, period_start: Ints, market_territory: Ints, inbound_row: Ints, capacity: Floats,
                size_cost: Floats, allowed: Floats, item: Ints, gain: Floats, served: Floats, drawn: Floats,
                choice: Ints, value: Floats, price: Floats) -> None:  # fmt: skip
    """Best size and filling of every site for given multipliers.

    Parameters
    ----------
    lam
        Shape (demands,), per m3.
    allowed
        Shape (sites, sizes + 1): 0 where a size (at last: closed) may be chosen, inf where not.
    item, gain
        Room to work in, shape (parts, demands + 1); sites are shared out over the parts.
    served, drawn
        Set to what the chosen sizes serve, m3: shapes (parts, demands), and draw, units: (parts, rows, periods).
    choice
        Set; shape (sites,); ``sizes`` is closed.
    value
        Set to the least cost of every size of every site, allowed or not, shape (sites, sizes + 1).
    price
        Set to the price of a m3 of room, shape (sites, sizes, periods).
    """
    sites, sizes = capacity.shape
    periods = period_start.size - 1
    parts = item.shape[0]
    for c in prange(parts):
        served[c] = 0.0
        drawn[c] = 0.0
        start = np.zeros(periods + 1, dtype=np.int64)
        theta, worth = np.zeros((periods, sizes)), np.zeros((periods, sizes))
        room = np.zeros((periods, sizes))
        of_product = np.zeros(unit_volume.size)
        buffer = np.empty(unit_volume.size)
        for w in range(c, sites, parts):
            for t in range(periods):
                start[t + 1] = gains(
                    w, period_start[t], period_start[t + 1], lam, stock[w, t], order_price, kg_price, by_order, by_kg,
                    product, dense, group_start, group_market, market_territory, item[c], gain[c], start[t], buffer,
                )  # fmt: skip
                fill(gain[c], volume, item[c], start[t], start[t + 1], capacity[w], theta[t], worth[t], room[t])
            value[w, sizes] = 0.0
            chosen = sizes
            for s in range(sizes):
                value[w, s] = size_cost[w, s]
                for t in range(periods):
                    value[w, s] -= worth[t, s]
                    price[w, s, t] = theta[t, s]
                if value[w, s] + allowed[w, s] < value[w, chosen] + allowed[w, chosen]:
                    chosen = s
            choice[w] = chosen
            if chosen == sizes:
                continue
            for t in range(periods):
                of_product[:] = 0.0
                left = room[t, chosen]
                level = theta[t, chosen]
                for i in range(start[t], start[t + 1]):
                    d = item[c, i]
                    if gain[c, i] > level:
                        v = volume[d]
                    elif gain[c, i] == level and left > 0.0:
                        v = min(volume[d], left)
                        left -= v
                    else:
                        continue
                    served[c, d] += v
                    of_product[product[d]] += v
                for p in range(unit_volume.size):
                    r = inbound_row[p, best[w, t, p]]
                    if of_product[p] > 0.0 and r >= 0:
                        drawn[c, r, t] += of_product[p] / unit_volume[p]


@fast
def served_and_short(lam: Floats, direct: Floats, direct_way: Ints, direct_row: Ints, volume: Floats,
                     unit_volume: Floats, product: Ints, group_start: Ints, group_period: Ints, served: Floats,
                     drawn: Floats, short: Floats, over: Floats) -> float:  # fmt: skip
    """Sum up what sites serve and draw; direct parcels take what is left where they cost no more than λ.

    Sets ``short`` (m3) and ``over`` (units drawn); returns Σ λ · volume.
    """
    over[:] = 0.0
    for c in range(drawn.shape[0]):
        over += drawn[c]
    paid = 0.0
    for g in range(group_period.size):
        t = group_period[g]
        for d in range(group_start[g], group_start[g + 1]):
            paid += lam[d] * volume[d]
            left = volume[d]
            for c in range(served.shape[0]):
                left -= served[c, d]
            if left > 0.0 and lam[d] >= direct[d]:
                r = direct_row[product[d], direct_way[d]]
                if r >= 0:
                    over[r, t] += left / unit_volume[product[d]]
                left = 0.0
            short[d] = left
    return paid


@fast
def least_stock(stock: Floats, order_price: Singles, kg_price: Singles, by_order: Floats, by_kg: Floats, product: Ints,
                group_start: Ints, group_market: Ints, period_start: Ints, market_territory: Ints,
                least: Floats) -> None:  # fmt: skip
    """Lower ``least`` to the cheapest price per m3 of every demand out of any stock."""
    for t in range(period_start.size - 1):
        for g in range(period_start[t], period_start[t + 1]):
            m = group_market[g]
            for w in range(stock.shape[0]):
                order, kg = np.float64(order_price[w, m]), np.float64(kg_price[w, m])
                for d in range(group_start[g], group_start[g + 1]):
                    p = product[d]
                    c = stock[w, t, market_territory[m], p] + order * by_order[p] + kg * by_kg[p]
                    if c < least[d]:
                        least[d] = c


@parallel
def best_ways(sites: Ints, room: Floats, inbound: Floats, inbound_row: Ints, release: Floats, order_price: Singles,
              kg_price: Singles, by_order: Floats, by_kg: Floats, unit_volume: Floats, product: Ints,
              group_start: Ints, group_market: Ints, group_period: Ints, market_territory: Ints, direct: Floats,
              direct_row: Ints, direct_origin: Ints, clearance: Floats, direct_order: Singles, direct_kg: Singles,
              mu: Floats, price: Floats, site: Ints, way: Ints) -> None:  # fmt: skip
    """Few cheapest of the open sites, each by its cheapest way, and direct parcels, in order, under given prices.

    Parameters
    ----------
    sites, room
        Open sites; price of a m3 of room, shape (all sites, periods).
    mu
        Price of a unit of supply, shape (rows, periods).
    price, site, way
        Set; shape (demands, kept): per m3 with the prices above (inf: no further way), site (-1: direct), kept way.
    """
    kept = price.shape[1]
    for g in prange(group_market.size):
        m, t = group_market[g], group_period[g]
        u = market_territory[m]
        for d in range(group_start[g], group_start[g + 1]):
            p = product[d]
            for k in range(kept):
                price[d, k], site[d, k], way[d, k] = np.inf, -1, 0
            for i in range(sites.size + 1):
                w = sites[i] if i < sites.size else -1
                if w >= 0:
                    rest = release[w, u, p] + order_price[w, m] * by_order[p] + kg_price[w, m] * by_kg[p] + room[w, t]
                    ways = inbound.shape[2]
                else:
                    rest = clearance[u, p]
                    ways = direct.shape[1]
                least, at = np.inf, 0
                for a in range(ways):
                    if w >= 0:
                        c = inbound[w, p, a] + rest
                        r = inbound_row[p, a]
                    else:
                        c = direct[p, a] + rest
                        if c == np.inf:
                            continue
                        o = direct_origin[p, a]
                        c += direct_order[o, m] * by_order[p] + direct_kg[o, m] * by_kg[p]
                        r = direct_row[p, a]
                    if r >= 0:
                        c += mu[r, t] / unit_volume[p]
                    if w >= 0:
                        if c < least:
                            least, at = c, a
                        if a + 1 < ways:
                            continue
                        c = least
                    else:
                        at = a
                    if not c < price[d, kept - 1]:
                        continue
                    k = kept - 1
                    while k > 0 and c < price[d, k - 1]:
                        price[d, k], site[d, k], way[d, k] = price[d, k - 1], site[d, k - 1], way[d, k - 1]
                        k -= 1
                    price[d, k], site[d, k], way[d, k] = c, w, at


@fast
def turn(way: Floats, towards: Floats, scale: Floats, blend: float) -> float:
    """Blend a direction with another in place; return the sum of scale · square."""
    norm = 0.0
    for i in range(way.size):
        way[i] = (1.0 - blend) * way[i] + blend * towards[i]
        norm += scale[i] * way[i] * way[i]
    return norm


@fast
def stepped(point: Floats, way: Floats, scale: Floats, step: float) -> Floats:
    """Return a point moved along a scaled direction."""
    new = np.empty_like(point)
    for i in range(point.size):
        new[i] = point[i] + step * scale[i] * way[i]
    return new
