"""Every demand by its cheapest way through given sites, under prices of room and supply: what that takes of both."""

from __future__ import annotations

import numpy as np

from ..compiled import compiled, fast, parallel, prange
from .pricing import direct_prices, stock_prices
from .problem import Floats, Ints, Singles

AT_ONCE = 2048  # demands of neighbouring markets, so that prices are read in the order they lie in


@fast
def _of_one(w: int, begin: int, end: int, stock: Floats, room: Floats, order_price: Singles, kg_price: Singles,
            by_order: float, by_kg: float, group_market: Ints, group_period: Ints, market_territory: Ints,
            price: Floats, site: Ints) -> None:  # fmt: skip
    """Price demands by way of site ``w``: of a single product, where every group is one demand."""
    t, m, many = group_period[begin], group_market[begin], end - begin
    together = group_period[end - 1] == t and group_market[end - 1] - m == many - 1 and stock.shape[2] == 1
    if together and by_kg == 0.0:  # markets lie side by side, so prices are read in one run
        order, least = order_price[w, m : m + many], price[begin:end]
        extra = stock[w, t, 0, 0] + room[w, t]
        for j in range(many):
            v = extra + order[j] * by_order
            site[j] = w if v < least[j] else site[j]
            least[j] = min(v, least[j])
        return
    for g in range(begin, end):
        m, t = group_market[g], group_period[g]
        v = stock[w, t, market_territory[m], 0] + room[w, t] + order_price[w, m] * by_order + kg_price[w, m] * by_kg
        if v < price[g]:
            price[g] = v
            site[g - begin] = w


@parallel
def cheapest_ways(sites: Ints, room: Floats, stock: Floats, stock_way: Ints, order_price: Singles, kg_price: Singles,
                  by_order: Floats, by_kg: Floats, unit_volume: Floats, volume: Floats, product: Ints,
                  dense: bool, group_start: Ints, group_market: Ints, group_period: Ints, market_territory: Ints,
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
    most = 1
    for g in range(groups):
        most = max(most, group_start[g + 1] - group_start[g])
    block = max(1, AT_ONCE // most)
    for c in prange(parts):
        used[c] = 0.0
        drawn[c] = 0.0
        total = 0.0
        site = np.empty(block * most, dtype=np.int64)
        last = (c + 1) * groups // parts
        for begin in range(c * groups // parts, last, block):
            end = min(last, begin + block)
            start = group_start[begin]
            for d in range(start, group_start[end]):
                price[d] = direct[d]
                site[d - start] = -1
            for i in range(sites.size):
                w = sites[i]
                if by_order.size == 1:
                    _of_one(w, begin, end, stock, room, order_price, kg_price, by_order[0], by_kg[0], group_market,
                            group_period, market_territory, price, site)  # fmt: skip
                    continue
                for g in range(begin, end):
                    m, t = group_market[g], group_period[g]
                    order, kg = np.float64(order_price[w, m]), np.float64(kg_price[w, m])
                    goods, extra = stock[w, t, market_territory[m]], room[w, t]
                    here, length = group_start[g], group_start[g + 1] - group_start[g]
                    if dense:
                        least, at = price[here : here + length], site[here - start : here - start + length]
                        for j in range(length):
                            v = goods[j] + order * by_order[j] + kg * by_kg[j] + extra
                            at[j] = w if v < least[j] else at[j]
                            least[j] = min(v, least[j])
                    else:
                        for d in range(here, here + length):
                            p = product[d]
                            v = goods[p] + order * by_order[p] + kg * by_kg[p] + extra
                            if v < price[d]:
                                price[d] = v
                                site[d - start] = w
            for g in range(begin, end):
                t = group_period[g]
                for d in range(group_start[g], group_start[g + 1]):
                    p, w = product[d], site[d - start]
                    total += price[d] * volume[d]
                    if w >= 0:
                        used[c, w, t] += volume[d]
                        r = inbound_row[p, stock_way[w, t, p]]
                    else:
                        r = direct_row[p, direct_way[d]] if direct_row.shape[1] else -1
                    if r >= 0:
                        drawn[c, r, t] += volume[d] / unit_volume[p]
        paid[c] = total


@compiled
def _move(price: Floats, asked: Floats, have: Floats, taken: Floats, step: Floats) -> None:
    """Move prices by how much too much is asked for, as averaged over the steps."""
    for i in range(price.shape[0]):
        for t in range(price.shape[1]):
            of = 0.0
            for c in range(taken.shape[0]):
                of += taken[c, i, t]
            asked[i, t] = 0.6 * asked[i, t] + 0.4 * (of - have[i, t]) / max(have[i, t], 1e-9)
            price[i, t] = max(0.0, price[i, t] + step[i, t] * min(1.0, max(-1.0, asked[i, t])))


@compiled
def raise_prices(steps: int, step: float, falls: float, worthless: float, fixed: float, sites: Ints, capacity: Floats,
                 supply: Floats, room: Floats, mu: Floats, asked_room: Floats, asked_mu: Floats, best_room: Floats,
                 best_mu: Floats, best: float, room_scale: float, mu_scale: Floats, inbound: Floats, rows: Ints,
                 release: Floats, base: Floats, stock: Floats, stock_way: Ints, order_price: Singles,
                 kg_price: Singles, by_order: Floats, by_kg: Floats, unit_volume: Floats, volume: Floats,
                 product: Ints, dense: bool, group_start: Ints, group_market: Ints, group_period: Ints,
                 market_territory: Ints, direct: Floats, direct_way: Ints, direct_row: Ints, price: Floats,
                 used: Floats, drawn: Floats, paid: Floats) -> float:  # fmt: skip
    """Raise prices of room and supply that too much is asked of and lower the others, so many steps.

    Parameters
    ----------
    step, falls
        Of the scales, a step's length; what it is multiplied by after each.
    worthless
        Bound from which it is enough.
    fixed
        Cost of the sites.
    capacity, supply
        Shapes (all sites, periods), (rows, periods).
    room, mu, asked_room, asked_mu
        Prices and directions, moved on.
    best_room, best_mu, best
        Prices of the best bound, set where there is a better; that bound.
    others
        As in `cheapest_ways`, `stock_prices` and `direct_prices`.

    Returns
    -------
    The best bound; inf where some demand has no way at all.
    """
    for _ in range(steps):
        stock_prices(inbound, rows, release, unit_volume, mu, stock, stock_way)
        direct_prices(base, direct_row, unit_volume, mu, product, group_start, group_period, direct, direct_way)
        cheapest_ways(
            sites, room, stock, stock_way, order_price, kg_price, by_order, by_kg, unit_volume, volume, product,
            dense, group_start, group_market, group_period, market_territory, rows, direct, direct_way, direct_row,
            price, used, drawn, paid,
        )  # fmt: skip
        least = fixed + paid.sum() - (room * capacity).sum() - (mu * supply).sum()
        if not np.isfinite(least):
            return np.inf
        if least > best:
            best = least
            best_room[:] = room
            best_mu[:] = mu
            if best >= worthless:
                return best
        _move(room, asked_room, capacity, used, step * np.full_like(room, room_scale))
        _move(mu, asked_mu, supply, drawn, step * mu_scale)
        step *= falls
    return best
