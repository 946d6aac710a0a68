"""TSCFLP as a model.

min Σ plant_cost · plant + Σ depot_cost · depot + Σ inbound_cost · inbound + Σ outbound_cost · outbound
"""

from __future__ import annotations

import numpy as np

from ...arrays import ArrayModel, Block
from ..problems import TSCFLP
from ..problems.checking import Floats
from ..solutions import TwoStage
from .model import STRONG, LocationModel, flows, opened


def two_stage(problem: TSCFLP) -> LocationModel:
    """Plants and depots that open, flows in units."""
    plants, depots, customers = problem.plants, problem.depots, problem.customers
    model = ArrayModel()
    plant = model.add_columns("plant", plants, cost=problem.plant_cost, upper=1.0, integer=True)
    depot = model.add_columns("depot", depots, cost=problem.depot_cost, upper=1.0, integer=True)
    inbound = model.add_columns("inbound", plants * depots, cost=problem.inbound_cost.ravel())
    outbound = model.add_columns("outbound", depots * customers, cost=problem.outbound_cost.ravel())
    demand_is_met(model, outbound, problem)
    depots_are_balanced(model, inbound, outbound, problem)
    _capacity(model, "plant capacity", plant, inbound, problem.plant_capacity)
    _capacity(model, "depot capacity", depot, outbound, problem.depot_capacity)
    most_in = np.minimum.outer(problem.plant_capacity, problem.depot_capacity)
    most_out = np.minimum.outer(problem.depot_capacity, problem.demand)
    _links(model, f"{STRONG}: inbound from open plants", plant, inbound, most_in, by_row=True)
    _links(model, f"{STRONG}: inbound to open depots", depot, inbound, most_in, by_row=False)
    _links(model, f"{STRONG}: outbound from open depots", depot, outbound, most_out, by_row=True)
    for name, block, capacity in (
        ("plants for all", plant, problem.plant_capacity),
        ("depots for all", depot, problem.depot_capacity),
    ):
        total = model.add_rows(name, 1, lower=problem.demand.sum())
        model.add_entries(total[0], block[np.arange(block.size)], capacity)

    def read(x: Floats) -> TwoStage:
        return TwoStage(
            opened(x[plant.slice]), opened(x[depot.slice]),
            flows(x[inbound.slice], plants, depots), flows(x[outbound.slice], depots, customers),
        )  # fmt: skip

    return LocationModel(model.freeze(), read)


def demand_is_met(model: ArrayModel, outbound: Block, problem: TSCFLP) -> None:
    """Σ_d outbound[d, c] = demand[c]    for every customer c"""
    rows = model.add_rows("demand", problem.customers, lower=problem.demand, upper=problem.demand)
    pairs = np.arange(outbound.size)
    model.add_entries(rows[pairs % problem.customers], outbound[pairs], 1.0)


def depots_are_balanced(model: ArrayModel, inbound: Block, outbound: Block, problem: TSCFLP) -> None:
    """Σ_p inbound[p, d] = Σ_c outbound[d, c]    for every depot d"""
    rows = model.add_rows("balance", problem.depots, lower=0.0, upper=0.0)
    pairs = np.arange(inbound.size)
    model.add_entries(rows[pairs % problem.depots], inbound[pairs], 1.0)
    pairs = np.arange(outbound.size)
    model.add_entries(rows[pairs // problem.customers], outbound[pairs], -1.0)


def _capacity(model: ArrayModel, name: str, open_: Block, flow: Block, capacity: Floats) -> None:
    """Σ_t flow[s, t] ≤ capacity[s] · open[s]    for every source s"""
    rows = model.add_rows(name, open_.size, upper=0.0)
    pairs = np.arange(flow.size)
    model.add_entries(rows[pairs // (flow.size // open_.size)], flow[pairs], 1.0)
    model.add_entries(rows[np.arange(open_.size)], open_[np.arange(open_.size)], -capacity)


def _links(model: ArrayModel, name: str, open_: Block, flow: Block, most: Floats, *, by_row: bool) -> None:
    """flow[s, t] ≤ most[s, t] · open[s], or open[t]    for every pair"""
    pairs = np.arange(flow.size)
    rows = model.add_rows(name, flow.size, upper=0.0)
    model.add_entries(rows[pairs], flow[pairs], 1.0)
    end = pairs // most.shape[1] if by_row else pairs % most.shape[1]
    model.add_entries(rows[pairs], open_[end], -most.ravel())
