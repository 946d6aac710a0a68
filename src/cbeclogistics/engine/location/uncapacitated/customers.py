"""A tree on customers, for few sites near each: who is hardest to serve is served by one of them, each way in turn.

Every customer keeps the sites that can serve him in a solution that beats the best; the root's multipliers rule the
others out. Of the customers without an open site near, that with the fewest free ones is taken: child k opens the k-th
and closes those before it, so no set of sites is met twice. Bounds are quick and the tree is large: it proves what a
relaxation bounds badly, such as coverings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, FREE, OPEN
from .lagrangian import EPSILON, price
from .quick_bound import quick_bound
from .tree import offer, to_beat

SHORT = 20  # sites near a customer, on average, up to which the tree is worth growing
ROOM = 1024  # nodes that the stack holds at first


@compiled
def serve(
    ascending: Floats, order: Whole, costs: Floats, sites: Whole, lengths: Whole, opening: Floats, most: int,
    stack: Whole, depth: int, best: Bools, cost: Floats, unit: float, tolerance: float, nodes: int,
) -> tuple[int, int]:  # fmt: skip
    """Work off the stack, last node first, until so many nodes are done or it is empty or full.

    Parameters
    ----------
    ascending, order
        Of all sites, as in `lagrangian.ascend`; the lists of those near as in `quick_bound`.
    stack
        Shape (capacity, sites): statuses of the open nodes.
    best, cost, unit, tolerance
        As in `tree.explore`.

    Returns
    -------
    tuple
        New depth of the stack, nodes done.
    """
    count = opening.size
    status, rho, share = np.empty(count, stack.dtype), np.empty(count), np.empty(count)
    worth, children = np.empty(sites.shape[1]), np.empty(sites.shape[1], np.int64)
    done = 0
    while depth > 0 and done < nodes and depth + sites.shape[1] + 2 <= stack.shape[0]:
        depth -= 1
        done += 1
        status[:] = stack[depth]
        beat = to_beat(cost[0], unit, tolerance)
        bound, j = quick_bound(costs, sites, lengths, opening, status, most, beat, rho, share)
        if bound >= beat:
            continue
        if j < 0:
            offer(ascending, order, opening, status == OPEN, best, cost)
            saving = -1
            for i in range(count):
                if status[i] == FREE and rho[i] < 0.0 and (saving < 0 or rho[i] < rho[saving]):
                    saving = i
            if saving >= 0:  # else no set of free sites saves what it costs
                for what in (CLOSED, OPEN):
                    stack[depth] = status
                    stack[depth, saving] = what
                    depth += 1
            continue
        found = 0
        for k in range(lengths[j]):
            i = sites[j, k]
            if status[i] == FREE:
                worth[found] = costs[j, k] + share[i]
                children[found] = i
                found += 1
        ranked = np.argsort(worth[:found])
        for k in range(found - 1, -1, -1):  # the most promising on top
            stack[depth] = status
            for earlier in range(k):
                stack[depth, children[ranked[earlier]]] = CLOSED
            stack[depth, children[ranked[k]]] = OPEN
            depth += 1
    return depth, done


@dataclass
class Customers:
    """The tree's lists and its stack.

    Attributes
    ----------
    costs, sites, lengths
        As in `quick_bound`.
    most
        Sites that may be open.
    stack, depth
        Statuses of the open nodes, shape (capacity, sites), and how many they are.
    """

    costs: Floats
    sites: Whole
    lengths: Whole
    most: int
    stack: Whole
    depth: int = 1

    @classmethod
    def near(
        cls, ascending: Floats, order: Whole, opening: Floats, status: Whole, v: Floats, most: int, beat: float
    ) -> Customers | None:
        """Lists of the sites that may serve each customer below ``beat``, by a node's multipliers; None if too long."""
        rho = np.empty(opening.size)
        total = price(ascending, order, opening, v, rho)
        size = float(np.abs(v).sum() + np.abs(rho).sum() + 2.0 * opening.sum())
        error = (opening.size + v.size + 10) * EPSILON * size
        bound = total + float(rho[status == OPEN].sum() + np.minimum(rho[status == FREE], 0.0).sum()) - error
        extra = np.where(status == FREE, np.maximum(rho, 0.0), 0.0)
        ruled_out = bound + np.maximum(ascending - v[:, None], 0.0) + extra[order] >= beat
        kept = ~ruled_out & (status[order] != CLOSED)
        lengths = kept.sum(axis=1)
        if lengths.mean() > SHORT:
            return None
        costs, sites = np.zeros((v.size, lengths.max())), np.zeros((v.size, lengths.max()), dtype=np.int32)
        filled = np.arange(lengths.max()) < lengths[:, None]
        costs[filled], sites[filled] = ascending[kept], order[kept]
        stack = np.zeros((ROOM + 2 * int(lengths.max()), opening.size), dtype=np.int8)
        stack[0] = status
        return cls(costs, sites, lengths, most, stack)

    def serve(
        self, ascending: Floats, order: Whole, opening: Floats, best: Bools, cost: Floats, unit: float,
        tolerance: float, nodes: int,
    ) -> int:  # fmt: skip
        """Work off so many nodes, about, and return how many they were; `depth` 0 says that nothing is left."""
        if self.depth + self.sites.shape[1] + 2 > self.stack.shape[0]:
            self.stack = np.concatenate([self.stack, np.zeros_like(self.stack)])
        self.depth, done = serve(
            ascending, order, self.costs, self.sites, self.lengths, opening, self.most, self.stack, self.depth, best,
            cost, unit, tolerance, nodes,
        )  # fmt: skip
        return done
