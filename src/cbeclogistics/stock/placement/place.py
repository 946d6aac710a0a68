"""Places safety stock: where it lies, how much, what it costs, and how far from the best that can be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .answer import Placement
from .chain import Chain
from .check import checked
from .model import model_of
from .search import search

MOST_NODES = 100_000


def _go_on() -> bool:
    return False


def _silent(nodes: int, cost: float, bound: float) -> None:
    del nodes, cost, bound


def place(
    chain: Chain, *, most_nodes: int = MOST_NODES, stop: Callable[[], bool] = _go_on,
    report: Callable[[int, float, float], None] = _silent,
) -> Placement:  # fmt: skip
    """Place safety stock at least holding cost such that every stage keeps the service times that it quotes.

    Trees are solved at once, whichever way their arcs run; other chains by a search that ends with a proof, or with its
    best placement and a bound when a limit is reached.

    Parameters
    ----------
    most_nodes
        Parts of the search to look at; the same limit gives the same placement.
    stop
        Asked between parts: True ends the search with the best placement so far (a time limit, a cancelled job).
    report
        Told of parts looked at, best cost and bound of the separate part of the chain that is being searched.

    Raises
    ------
    InputError
        The chain contradicts itself; every fault is named.
    """
    checked(chain)
    model = model_of(chain)
    joined = coo_matrix((np.ones(model.tail.size), (model.tail, model.head)), shape=(model.stages, model.stages))
    count, label = connected_components(joined, directed=False)
    waits, quotes = np.zeros(model.stages, dtype=np.int64), np.zeros(model.stages, dtype=np.int64)
    bound, nodes = 0.0, 0
    for one in range(count):
        stages = np.flatnonzero(label == one)
        found = search(model.part(stages), max(most_nodes - nodes, 0), stop, report)
        waits[stages], quotes[stages] = found.times_in, found.times_out
        bound, nodes = bound + found.bound, nodes + found.nodes
    net = waits + model.days - quotes
    costs = model.cost(net)
    cost = float(costs.sum())
    safety = model.factor * model.std * np.where(net > 0, np.maximum(net, 1).astype(float) ** model.growth, 0.0)
    return Placement(
        tuple(stage.name for stage in chain.stages), waits, quotes, net, safety, model.mean * net + safety, costs, cost,
        min(bound, cost), nodes,
    )  # fmt: skip
