"""What a point costs, priced anew without the model's rows: each flow, load, entry, option and penalty by itself."""

from __future__ import annotations

import numpy as np

from ..engine.arrays import Floats
from ..plan.components import COLUMN
from .formulate import DesignModel, PeriodBlocks, goods


def unrounded_cost(model: DesignModel, x: Floats) -> float:
    """Cost of a whole point in the base currency, nothing rounded."""
    option = model.option
    chosen = x[option.block.slice] > 0.5
    cost = float(((option.opening + option.fixed) @ chosen) + option.closing @ ~chosen)
    cost += sum(amount for *_, amount in model.tiers.prices(x))
    return cost + sum(_period(model, blocks, x) for blocks in model.periods)


def _period(model: DesignModel, blocks: PeriodBlocks, x: Floats) -> float:
    ground, into, out, loads, demand = model.ground, blocks.inbound, blocks.delivery, blocks.loads, blocks.demand
    z, sold, missed = x[blocks.z.slice], x[blocks.x.slice], x[blocks.unserved.slice]
    shared = into.unit_cost[:, COLUMN["freight"]] + loads.handling[loads.of_column] * into.load_share
    by_unit = into.unit_cost.sum(axis=1) - np.where(loads.container[loads.of_column], shared, 0.0) + goods(ground, into)
    _, number, _ = loads.entries(into, z, x[loads.count.slice])
    cost = by_unit @ z + out.unit_cost.sum(axis=1) @ sold
    cost += (number * (loads.price + loads.handling))[loads.container].sum()
    cost += loads.true_fees(into, z, number).sum() + blocks.joint.true_fees(out, sold).sum()
    return float(cost + demand.penalty[~np.isnan(demand.penalty)] @ missed)
