"""Ruin, recreate, accept by simulated annealing; depots' capacities are kept by a price that learns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ....engine.arrays import Floats
from ....engine.compiled import Whole, compiled
from .draw import Random, below, chance
from .ground import Ground
from .price import opened_cost, routes_cost, total_excess
from .recreate import recreate
from .rehome import rehome
from .ruin import ordered, ruin
from .tours import Tours, copied

REHOMED = 0.03  # chance that a whole route changes its depot first
LEARN = 100  # rounds after which the price of excess load is looked at
FEW, MANY = 0.4, 0.75  # shares of rounds without excess below and above which it rises and falls
KEPT = 1.01  # routes are kept of what costs at most so many times the best


class Kept(NamedTuple):
    """Routes seen in good solutions.

    Attributes
    ----------
    signs, table
        Shape (nodes,) and a power of two: random numbers whose exclusive or tells a route, and those met.
    nodes, sizes, homes
        Shape (most, longest), (most,), (most,): the routes.
    taken
        Shape (1,): how many.
    """

    signs: Random
    table: Random
    nodes: npt.NDArray[np.int16]
    sizes: npt.NDArray[np.int16]
    homes: npt.NDArray[np.int16]
    taken: Whole


@compiled
def anneal(
    ground: Ground, tours: Tours, spare: Tours, best: Tours, costs: Floats, kept: Kept,
    rounds: int, hot: float, cooling: float, random: Random,
) -> None:  # fmt: skip
    """Go so many rounds.

    Parameters
    ----------
    tours, spare, best
        Current routes, which serve everybody; room for a copy of them; the cheapest that keep all capacities.
    costs
        Shape (3,): of `best` (inf: there is none); price of a unit of excess load, and its least. Changed.
    kept
        Takes routes in.
    hot, cooling
        Temperature, and what it is multiplied by after each round.
    """
    routes, opened = routes_cost(ground, tours), opened_cost(ground, tours)
    over = total_excess(tours.sent, ground.capacity)
    out = np.empty(ground.demand.size, np.int64)
    touched = np.full(tours.size.size, -1, np.int64)
    depots = ground.opening.size
    fitting = 0
    copied(tours, spare)
    if over == 0.0 and routes + opened < costs[0]:
        costs[0] = routes + opened
        copied(tours, best)
    for stamp in range(rounds):
        changed = routes
        if chance(random) < REHOMED:
            route = tours.route[depots + below(random, ground.demand.size)]
            depot = below(random, depots)
            if ground.allowed[depot] and depot != tours.home[route]:
                changed += rehome(ground, tours, route, depot)
                touched[route] = stamp
        count, change = ruin(ground, tours, out, touched, stamp, random)
        changed += change
        ordered(ground, tours, out, count, random)
        changed += recreate(ground, tours, out, count, costs[1], touched, stamp, random)
        hot *= cooling
        room = routes + opened + costs[1] * over - hot * np.log(1.0 - chance(random))
        taken = False
        if changed < room:
            changed_opened = opened_cost(ground, tours)
            changed_over = total_excess(tours.sent, ground.capacity)
            taken = changed + changed_opened + costs[1] * changed_over < room
        if taken:
            routes, opened, over = changed, changed_opened, changed_over
            copied(tours, spare)
            if over == 0.0:
                if routes + opened < costs[0] * (1.0 - 1e-12):
                    costs[0] = routes + opened
                    copied(tours, best)
                if routes + opened < costs[0] * KEPT:
                    _keep(tours, kept, touched, stamp)
        else:
            copied(spare, tours)
        fitting += over == 0.0
        if stamp % LEARN == LEARN - 1:
            if fitting < FEW * LEARN:
                costs[1] *= 1.25
            elif fitting > MANY * LEARN:
                costs[1] = max(costs[1] * 0.9, costs[2])
            fitting = 0


@compiled
def _keep(tours: Tours, kept: Kept, touched: Whole, stamp: int) -> None:
    """Keep the routes that the last round changed."""
    most = np.uint64(kept.table.size - 1)
    for route in range(tours.size.size):
        if touched[route] != stamp or tours.size[route] == 0 or kept.taken[0] >= kept.sizes.size:
            continue
        sign = kept.signs[tours.home[route]]
        node = tours.first[route]
        while node >= 0:
            sign ^= kept.signs[node]
            node = tours.after[node]
        slot = sign & most
        while kept.table[slot] != np.uint64(0) and kept.table[slot] != sign:
            slot = (slot + np.uint64(1)) & most
        if kept.table[slot] == sign:
            continue
        kept.table[slot] = sign
        at = kept.taken[0]
        node, size = tours.first[route], 0
        while node >= 0:
            kept.nodes[at, size] = node
            size += 1
            node = tours.after[node]
        kept.sizes[at] = size
        kept.homes[at] = tours.home[route]
        kept.taken[0] += 1
