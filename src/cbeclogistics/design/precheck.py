"""Says before solving, in the planner's words, why no plan can exist; and after an infeasible solve, what is short."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from ..engine.arrays import Arrays
from ..engine.backends.highs_lp import WarmLP
from ..engine.limits import Limits, Watch
from ..errors import InputError, Problem
from ..trade.channels import WORDS, Closed
from .delivery import closed_ways
from .formulate import DesignModel, PeriodBlocks

MOST_NAMED = 20


def precheck(model: DesignModel) -> None:
    """Raise InputError for demands that must be met and that no way leads to, with the reason for each."""
    problems = []
    for t, blocks in enumerate(model.periods):
        served = np.zeros(blocks.demand.size, dtype=bool)
        served[blocks.delivery.demand] = True
        lost = np.flatnonzero(~served & np.isnan(blocks.demand.penalty))
        problems += [_problem(model, t, blocks, int(d)) for d in lost[:MOST_NAMED]]
        if lost.size > MOST_NAMED:
            problems.append(Problem("demand", f"and {lost.size - MOST_NAMED} more demands without a way to them"))
    if problems:
        raise InputError(problems)


def _problem(model: DesignModel, t: int, blocks: PeriodBlocks, d: int) -> Problem:
    ground, demand = model.ground, blocks.demand
    market, product = ground.sites.names[demand.market[d]], ground.products.names[demand.product[d]]
    reasons = closed_ways(ground, t, demand, blocks.inbound, d)
    words = [f"channel {channel} {WORDS[Closed(why)]}" for channel, why in reasons if why in WORDS]
    return Problem(
        "demand", f"nothing can reach market {market} with product {product}",
        row=int(demand.row[d]) + 2, column="market", value=str(market),
        remedy="; ".join(words) or "no lane, promise, mode or rate break fits: allow more days or add a service",
    )  # fmt: skip


def diagnose(model: DesignModel, limits: Limits, watch: Watch) -> str:
    """Least demand that must stay unserved, where, and which limits are then at their end.

    The model with every demand allowed to go unserved is relaxed and unserved units are minimised.
    """
    watch.say("finding out what is short")
    base = model.arrays
    rows = {b.name: b for b in base.row_blocks}
    short = np.concatenate([np.arange(b.start, b.start + b.size) for b in base.row_blocks if b.name == "demand"])
    extra = sp.coo_matrix(
        (np.ones(short.size), (short, np.arange(short.size))), shape=(base.rows, short.size)
    ).tocsc()  # fmt: skip
    elastic = Arrays(
        cost=np.concatenate([np.zeros(base.columns), np.ones(short.size)]),
        lower=np.concatenate([base.lower, np.zeros(short.size)]),
        upper=np.concatenate([base.upper, base.row_upper[short]]),
        integer=np.zeros(base.columns + short.size, dtype=bool), matrix=sp.hstack([base.matrix, extra]).tocsc(),
        row_lower=base.row_lower, row_upper=base.row_upper,
    )  # fmt: skip
    result = WarmLP(elastic).solve(replace(limits, time_limit=60.0), watch)
    if result.x is None or result.row_dual is None:
        return (
            "no plan keeps every row, not even with demand left unserved: forced options, policies or lane capacities "
            "contradict each other"
        )
    missing = result.x[base.columns :]
    if missing.sum() <= 1e-6:
        return (
            "no plan with whole sites and containers keeps every row, though fractions of them would: look at forced "
            "options, policies on open sites and capacities"
        )
    blocks = model.periods[0]
    lines = [f"at least {missing.sum():,.0f} units of demand cannot be met"]
    for i in np.argsort(-missing)[:5]:
        if missing[i] > 1e-6 and len(model.periods) == 1:
            market = model.ground.sites.names[blocks.demand.market[i]]
            product = model.ground.products.names[blocks.demand.product[i]]
            lines.append(f"  {missing[i]:,.0f} units of {product} at {market}")
    tight = [
        name for name, b in rows.items()
        if name not in ("demand", "balance") and np.abs(result.row_dual[b.slice]).max(initial=0.0) > 1e-7
    ]  # fmt: skip
    if tight:
        lines.append(f"at their limit: {', '.join(tight)}")
    lines.append("raise these limits, or give the demand an unserved_penalty")
    return "\n".join(lines)
