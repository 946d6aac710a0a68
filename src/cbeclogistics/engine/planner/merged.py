"""A smaller problem of one product: markets that cost much the same from every site are made one.

What a group asks for is the sum, what it costs to serve from a site is the mean, so room that is taken and prices of
room are nearly those of the whole problem: far nearer than those of a sample of as many markets.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .ascent import Point
from .factored import Factored
from .problem import Floats, Ints, Planner, Singles

LOOKED_AT = 64  # markets of a group, to find the site from which they differ most


def groups_of(problem: Planner, groups: int) -> Ints:
    """Group of each market: halves of halves, each divided by the site from which its markets differ most in price."""
    asked = np.bincount(problem.demand_market, problem.demand_units, problem.markets)
    kg = float(problem.unit_weight_kg[0]) * float(problem.units_per_order[0])
    group = np.empty(problem.markets, dtype=np.int64)
    many = 0
    parts = [np.flatnonzero(problem.market_territory == u) for u in range(problem.territories)]
    waiting = [(part, max(1, round(groups * part.size / problem.markets))) for part in parts if part.size]
    while waiting:
        part, into = waiting.pop()
        if into <= 1 or part.size <= 1:
            group[part], many = many, many + 1
            continue
        some = part[:: max(1, part.size // LOOKED_AT)]
        price = problem.order_price[:, some] + kg * problem.kg_price[:, some]
        w = int((price.max(1) - price.min(1)).argmax())
        order = part[np.argsort(problem.order_price[w, part] + kg * problem.kg_price[w, part], kind="stable")]
        left = into // 2
        volume = np.cumsum(asked[order])
        at = int(np.searchsorted(volume, volume[-1] * left / into))
        at = min(max(at, left), part.size - (into - left)) if part.size > into else part.size * left // into
        waiting += [(order[:at], left), (order[at:], into - left)]
    return group


def merged(problem: Planner, group: Ints) -> Planner:
    """Make one market of each group; prices are means by units asked for."""
    many = int(group.max()) + 1
    asked = np.bincount(problem.demand_market, problem.demand_units, problem.markets)
    weight = np.maximum(asked, 1e-9 * max(1.0, float(asked.mean())))
    weight /= np.bincount(group, weight, many)[group]
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(many))
    weight = weight[order]

    def mean(prices: Singles) -> Singles:
        made = np.empty((prices.shape[0], many), dtype=np.float32)
        for row, of in zip(made, prices, strict=True):
            row[:] = np.add.reduceat(of[order] * weight, starts)
        return made

    place = problem.demand_period * many + group[problem.demand_market]
    units = np.bincount(place, problem.demand_units, problem.periods * many).astype(np.float64)
    some = np.flatnonzero(units > 0)
    return replace(
        problem,
        name=f"{problem.name}, {many} groups of {problem.markets} markets",
        market_territory=problem.market_territory[order[starts]],
        order_price=mean(problem.order_price),
        kg_price=mean(problem.kg_price),
        direct_order_price=mean(problem.direct_order_price),
        direct_kg_price=mean(problem.direct_kg_price),
        demand_period=some // many,
        demand_market=some % many,
        demand_product=np.zeros(some.size, dtype=np.int64),
        demand_units=units[some],
    )


def spread_out(costs: Factored, fewer: Factored, group: Ints, root: Point) -> Floats:
    """Multipliers of the whole problem's demands, from the best point of the groups' problem.

    A group's λ is what a site charges that it is all but indifferent to: a demand's λ is what that site, at the same
    price of room, charges for it.
    """
    of, lam = fewer.problem, root.best.lam
    option = root.value[:, :-1].argmin(1)
    nearest, off = np.zeros(fewer.demands, dtype=np.int64), np.full(fewer.demands, np.inf)
    by_order, by_kg = float(costs.by_order[0]), float(costs.by_kg[0])
    for w in np.flatnonzero(root.mean[:, :-1].sum(1) > 0.0):
        market = of.demand_market
        price = fewer.inbound[w, 0].min() + fewer.release[w, of.market_territory[market], 0]
        price = price + fewer.order_price[w, market] * by_order + fewer.kg_price[w, market] * by_kg
        away = np.abs(lam - price - root.room_price[w, option[w], of.demand_period])
        nearest, off = np.where(away < off, w, nearest), np.minimum(away, off)
    place = np.full(of.periods * of.markets, -1, dtype=np.int64)
    place[of.demand_period * of.markets + of.demand_market] = np.arange(fewer.demands)
    market, to = costs.problem.demand_market, group[costs.problem.demand_market]
    at = place[costs.problem.demand_period * of.markets + to]
    w = nearest[at]
    order = costs.order_price[w, market].astype(np.float64) - fewer.order_price[w, to]
    kg = costs.kg_price[w, market].astype(np.float64) - fewer.kg_price[w, to]
    spread: Floats = lam[at] + order * by_order + kg * by_kg
    return spread
