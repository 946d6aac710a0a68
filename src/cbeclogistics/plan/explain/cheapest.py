"""Cheapest ways from where a product is made to every place, over legs with a cost per unit (Dijkstra)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from ..audit.verdict import Floats, Ints


@dataclass(frozen=True)
class Cheapest:
    """Cheapest way to each node.

    Attributes
    ----------
    cost
        Shape (nodes,): per unit; inf where nothing comes.
    by
        Shape (nodes,): last leg of the way; -1 where it begins or nothing comes.
    """

    cost: Floats
    by: Ints
    start: Ints

    @classmethod
    def of(cls, nodes: int, start: Ints, end: Ints, cost: Floats, begins: Ints) -> Cheapest:
        """Find the ways.

        Parameters
        ----------
        start, end, cost
            Of each leg; inf for a leg that is closed.
        begins
            Nodes at which the product is made.
        """
        total, by = np.full(nodes, np.inf), np.full(nodes, -1, dtype=np.int64)
        order = np.argsort(start, kind="stable")
        first = np.searchsorted(start[order], np.arange(nodes + 1))
        total[begins] = 0.0
        heap = [(0.0, int(node)) for node in np.unique(begins)]
        while heap:
            so_far, node = heapq.heappop(heap)
            if so_far > total[node]:
                continue
            for leg in order[first[node] : first[node + 1]]:
                reached = int(end[leg])
                then = so_far + max(0.0, float(cost[leg]))  # a refund must not make a circle pay
                if then < total[reached]:
                    total[reached], by[reached] = then, leg
                    heapq.heappush(heap, (then, reached))
        return cls(total, by, start)

    def legs(self, node: int) -> list[int]:
        """Legs of the cheapest way to a node, in order."""
        made: list[int] = []
        while self.by[node] >= 0:
            made.append(int(self.by[node]))
            node = int(self.start[made[-1]])
        return made[::-1]
