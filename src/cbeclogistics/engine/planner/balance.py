"""Exact flows where only room is scarce: what overfull sites have too much moves on along the cheapest paths of sites.

Every demand takes its way that is cheapest under the prices of room. Then, in each period, flows are shifted along
shortest paths between sites, each step of which takes the demand that loses least by it: successive shortest paths,
with the prices as potentials. Beside the sites there is a node for direct parcels, which has room for all, and one for
room that is left; a site whose room has a price gives none of it to the latter.
"""

from __future__ import annotations

import numpy as np

from ..compiled import compiled, parallel, prange
from .problem import Floats, Ints

MOST_WAYS = 8  # of a demand that are weighed against each other
SLIGHT = 1e-11  # of all volume, not moved


@compiled
def _pairs(first: int, last: int, price: Floats, site: Ints, node_of: Ints, nodes: int, within: float,
           room: Floats) -> tuple[Ints, Ints, Floats]:  # fmt: skip
    """Moves of demands between nodes: where those of each pair start, which (demand, from, to), what they cost more.

    A move is worth noting where both ways cost at most ``within`` more than the cheapest.
    """
    start = np.zeros(nodes * nodes + 1, dtype=np.int64)
    if np.isinf(within):
        within = 1e300
    for fill in range(2):
        if fill == 1:
            for q in range(nodes * nodes):
                start[q + 1] += start[q]
            move, cost = np.empty(start[-1], dtype=np.int64), np.empty(start[-1])
            at = start[:-1].copy()
        for d in range(first, last):
            most = price[d, 0] + within
            for i in range(price.shape[1]):
                if not price[d, i] <= most:
                    break
                a = node_of[site[d, i]]
                for j in range(price.shape[1]):
                    if not price[d, j] <= most:
                        break
                    b = node_of[site[d, j]]
                    if a == b:
                        continue
                    q = a * nodes + b
                    if fill == 0:
                        start[q + 1] += 1
                    else:
                        move[at[q]] = ((d - first) * MOST_WAYS + i) * MOST_WAYS + j
                        cost[at[q]] = (price[d, j] - room[b]) - (price[d, i] - room[a])
                        at[q] += 1
    for q in range(nodes * nodes):
        order = np.argsort(cost[start[q] : start[q + 1]], kind="mergesort")
        move[start[q] : start[q + 1]] = move[start[q] : start[q + 1]][order]
        cost[start[q] : start[q + 1]] = cost[start[q] : start[q + 1]][order]
    return start, move, cost


@compiled
def _pass(q: int, first: int, start: Ints, move: Ints, amount: Floats, head: Ints) -> None:
    """Pass over moves of a pair whose demand is not where they begin."""
    while head[q] < start[q + 1]:
        m = move[head[q]]
        if amount[first + m // (MOST_WAYS * MOST_WAYS), m // MOST_WAYS % MOST_WAYS] > 0.0:
            break
        head[q] += 1


@compiled
def _even_out(first: int, last: int, price: Floats, site: Ints, volume: Floats, node_of: Ints, capacity: Floats,
              within: float, room: Floats, amount: Floats) -> float:  # fmt: skip
    """Find the flows of one period.

    Parameters
    ----------
    first, last
        Demands of the period.
    node_of
        Node of each site; the last is of direct parcels (site -1).
    capacity, room
        Of each node; prices of room are brought to those of the flows found.
    amount
        Set; m3 of each demand by each kept way.

    Returns
    -------
    What is left above capacity, m3.
    """
    nodes = capacity.size
    load, total = np.zeros(nodes), 0.0
    for d in range(first, last):
        amount[d, :] = 0.0
        amount[d, 0] = volume[d]
        load[node_of[site[d, 0]]] += volume[d]
        total += volume[d]
    slight = SLIGHT * total
    rest = nodes  # the node of room that is left
    pi = np.zeros(nodes + 1)
    pi[:nodes] = room
    sent, excess = np.empty(nodes), np.zeros(nodes + 1)  # from each node to that one
    for a in range(nodes):
        sent[a] = min(load[a], capacity[a]) if room[a] <= 0.0 or np.isinf(capacity[a]) else capacity[a]
        excess[a] = load[a] - sent[a]
        excess[rest] += sent[a]
    excess[rest] -= total
    start, move, cost = _pairs(first, last, price, site, node_of, nodes, within, room)
    head = start[:-1].copy()
    for q in range(head.size):
        _pass(q, first, start, move, amount, head)
    far, before, done = np.empty(nodes + 1), np.empty(nodes + 1, dtype=np.int64), np.empty(nodes + 1, dtype=np.bool_)
    while True:
        least, target = np.inf, -1
        for a in range(nodes + 1):
            far[a] = 0.0 if excess[a] > slight else np.inf
            before[a], done[a] = -1, False
        while True:
            a, near = -1, np.inf
            for b in range(nodes + 1):
                if not done[b] and far[b] < near:
                    a, near = b, far[b]
            if a < 0:
                break
            done[a] = True
            if excess[a] < -slight:
                least, target = near, a
                break
            for b in range(nodes + 1):
                if done[b] or a == b:
                    continue
                if a == rest:
                    c = 0.0 if sent[b] > slight else np.inf
                elif b == rest:
                    c = 0.0 if capacity[a] - sent[a] > slight else np.inf
                else:
                    q = a * nodes + b
                    c = cost[head[q]] if head[q] < start[q + 1] else np.inf
                if c < np.inf:
                    c = near + max(0.0, c + pi[b] - pi[a])
                    if c < far[b]:
                        far[b], before[b] = c, a
        if target < 0:
            break
        for a in range(nodes + 1):
            pi[a] += least - (far[a] if done[a] else least)
        much, b = -excess[target], target
        while before[b] >= 0:
            a = before[b]
            if a == rest:
                much = min(much, sent[b])
            elif b == rest:
                much = min(much, capacity[a] - sent[a])
            else:
                m = move[head[a * nodes + b]]
                much = min(much, amount[first + m // (MOST_WAYS * MOST_WAYS), m // MOST_WAYS % MOST_WAYS])
            b = a
        much = min(much, excess[b])
        excess[b] -= much
        excess[target] += much
        b = target
        while before[b] >= 0:
            a = before[b]
            if a == rest:
                sent[b] -= much
            elif b == rest:
                sent[a] += much
            else:
                m = move[head[a * nodes + b]]
                d, i, j = first + m // (MOST_WAYS * MOST_WAYS), m // MOST_WAYS % MOST_WAYS, m % MOST_WAYS
                amount[d, j] += much
                amount[d, i] = amount[d, i] - much if amount[d, i] > much else 0.0
                for k, at, arrived in ((j, b, True), (i, a, False)):
                    if arrived or amount[d, i] <= 0.0:
                        _follow(
                            d, k, at, arrived, first, price, site, node_of, within, room, nodes, start, move, cost,
                            amount, head,
                        )  # fmt: skip
            b = a
    left = 0.0
    for a in range(nodes):
        left += max(0.0, excess[a]) if excess[a] > slight else 0.0
    for a in range(nodes):
        room[a] = max(0.0, pi[a] - pi[rest])
    return left


@compiled
def _follow(d: int, i: int, a: int, arrived: bool, first: int, price: Floats, site: Ints, node_of: Ints, within: float,
            room: Floats, nodes: int, start: Ints, move: Ints, cost: Floats, amount: Floats,
            head: Ints) -> None:  # fmt: skip
    """A demand has arrived at node ``a``, from where it can move on, or left it: the next moves from there follow."""
    if np.isinf(within):
        within = 1e300
    for j in range(price.shape[1]):
        if not price[d, j] <= price[d, 0] + within:
            break
        b = node_of[site[d, j]]
        if a == b:
            continue
        q = a * nodes + b
        if arrived:
            more = (price[d, j] - room[b]) - (price[d, i] - room[a])
            head[q] = min(head[q], start[q] + np.searchsorted(cost[start[q] : start[q + 1]], more))
        _pass(q, first, start, move, amount, head)


@parallel
def even_out(period_start: Ints, price: Floats, site: Ints, volume: Floats, node_of: Ints, capacity: Floats,
             within: Floats, room: Floats, amount: Floats, left: Floats) -> None:  # fmt: skip
    """Find the best flows of every period through given sites.

    Parameters
    ----------
    period_start
        First demand of each period, and at last how many there are.
    price, site
        Cheapest ways in order, with prices of room: shape (demands, kept ways); inf for no further way.
    node_of
        Node of each site, -1 for closed ones; at last that of direct parcels, the last node.
    capacity, room
        m3 and prices of each node, shape (nodes, periods); the prices are set to those of the flows found.
    within
        Of each period: a way is looked at where it costs at most so much more than the cheapest, per m3.
    amount, left
        Set: m3 of each demand by each way, shape of ``price``; m3 above what there is room for, of each period.
    """
    for t in prange(left.size):
        of = room[:, t].copy()
        left[t] = _even_out(
            period_start[t], period_start[t + 1], price, site, volume, node_of, capacity[:, t].copy(), within[t], of,
            amount,
        )  # fmt: skip
        room[:, t] = of
