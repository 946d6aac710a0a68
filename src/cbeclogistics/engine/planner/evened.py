"""Flows through given sites where supply has no limit: rounds of pricing all ways and evening out the room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import Floats, Ints
from .balance import even_out
from .flows import Flows

if TYPE_CHECKING:
    from .serve import Service, Serving

FIRST_SHARE, SHARE_OF_EXCESS = 0.05, 4.0  # of all demands, and for each part of the volume that is too much
MOST_ROUNDS = 12


def evened(serving: Serving, near: Service, precision: float, worthless: float) -> Service:
    """Find the best flows through the sites of an approach; see `Serving.serve`.

    Demands whose second way costs little more are those that can move; their share grows until all find room.
    """
    c = serving.costs
    periods = c.problem.periods
    sites, capacity, opening = serving.opened(near.sizes)
    first = c.group_start[c.period_start]
    node_of = np.full(near.sizes.size + 1, -1, dtype=np.int64)
    node_of[sites], node_of[-1] = np.arange(sites.size), sites.size
    has = np.concatenate([capacity[sites], np.full((1, periods), np.inf)])
    amount, left = np.zeros_like(serving.price), np.empty(periods)
    best, room, share = near, near.room, 0.0
    for _ in range(MOST_ROUNDS):
        serving.price_ways(sites, room, near.mu)
        least = opening + float(serving.price[:, 0] @ c.volume) - float((room * capacity).sum())
        if least > best.least:
            best = replace(best, least=least, room=room)
        enough = best.flows is not None and best.cost - best.least <= precision * abs(best.cost)
        if enough or best.least >= worthless or serving.stopped or share >= 1.0 or not np.isfinite(least):
            return best
        over = 0.0
        for t in range(periods):
            here = slice(first[t], first[t + 1])
            load = np.bincount(node_of[serving.site[here, 0]], c.volume[here], sites.size + 1)
            over = max(over, float(np.maximum(0.0, load - has[:, t]).sum()) / max(1e-300, float(c.volume[here].sum())))
        share = min(1.0, max(2 * share, FIRST_SHARE + SHARE_OF_EXCESS * over))
        new = np.concatenate([room[sites], np.zeros((1, periods))])
        even_out(first, serving.price, serving.site, c.volume, node_of, has, _within(serving, first, share), new,
                 amount, left)  # fmt: skip
        if left.max() > 0.0:
            continue
        d, k = np.nonzero(amount > 0)
        site, units = serving.site[d, k], amount[d, k]
        paid_for_room = np.where(site >= 0, room[site, c.problem.demand_period[d]], 0.0)
        cost = opening + float((serving.price[d, k] - paid_for_room) @ units)
        if cost < best.cost:
            best = replace(best, flows=Flows(d, site, serving.way[d, k], units), cost=cost)
        room, share = np.zeros_like(room), 0.0
        room[sites] = new[:-1]
    return best


def _within(serving: Serving, first: Ints, share: float) -> Floats:
    """How much more the second way costs than the cheapest, at most, of so great a share of each period's demands."""
    within = np.full(first.size - 1, np.inf)
    if share < 1.0:
        for t in range(within.size):
            regret = serving.price[first[t] : first[t + 1], 1] - serving.price[first[t] : first[t + 1], 0]
            if regret.size:
                at = int(share * (regret.size - 1))
                within[t] = np.partition(regret, at)[at]
    return within
