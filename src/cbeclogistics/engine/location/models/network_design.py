"""CMND as a model.

min Σ fixed_cost[a] · open[a] + Σ unit_cost[a] · flow[a, k]
"""

from __future__ import annotations

import numpy as np

from ...arrays import ArrayModel, Block
from ..problems import CMND
from ..problems.checking import Floats
from ..solutions import Design
from .model import STRONG, LocationModel, flows, opened


def network_design(problem: CMND) -> LocationModel:
    """Arcs that open, and a flow of every commodity on every arc."""
    arcs, commodities = problem.arcs, problem.commodities
    model = ArrayModel()
    open_ = model.add_columns("open", arcs, cost=problem.fixed_cost, upper=1.0, integer=True)
    flow = model.add_columns("flow", arcs * commodities, cost=np.repeat(problem.unit_cost, commodities))
    flows_are_conserved(model, flow, problem)
    keep_capacity(model, open_, flow, problem)

    def read(x: Floats) -> Design:
        return Design(opened(x[open_.slice]), flows(x[flow.slice], arcs, commodities))

    return LocationModel(model.freeze(), read)


def flows_are_conserved(model: ArrayModel, flow: Block, problem: CMND) -> None:
    """Σ flow out - Σ flow in = demand at the origin, -demand at the destination, else 0    for every node, commodity"""
    goods = np.arange(problem.commodities)
    net = np.zeros((problem.nodes, problem.commodities))
    np.add.at(net, (problem.origin, goods), problem.demand)
    np.add.at(net, (problem.destination, goods), -problem.demand)
    rows = model.add_rows("conservation", net.size, lower=net.ravel(), upper=net.ravel())
    pairs = np.arange(flow.size)
    arc, good = pairs // problem.commodities, pairs % problem.commodities
    for ends, sign in ((problem.tail, 1.0), (problem.head, -1.0)):
        model.add_entries(rows[ends[arc] * problem.commodities + good], flow[pairs], sign)


def keep_capacity(model: ArrayModel, open_: Block, flow: Block, problem: CMND) -> None:
    """Only open arcs carry, up to their capacity; the second is implied for whole answers and tightens the others.

    Σ_k flow[a, k] ≤ capacity[a] · open[a]              for every arc a
    flow[a, k] ≤ min(capacity[a], demand[k]) · open[a]   for every arc a and commodity k
    """
    pairs = np.arange(flow.size)
    arc = pairs // problem.commodities
    rows = model.add_rows("capacity", problem.arcs, upper=0.0)
    model.add_entries(rows[arc], flow[pairs], 1.0)
    model.add_entries(rows[np.arange(problem.arcs)], open_[np.arange(problem.arcs)], -problem.capacity)
    links = model.add_rows(STRONG, flow.size, upper=0.0)
    model.add_entries(links[pairs], flow[pairs], 1.0)
    model.add_entries(links[pairs], open_[arc], -np.minimum.outer(problem.capacity, problem.demand).ravel())
