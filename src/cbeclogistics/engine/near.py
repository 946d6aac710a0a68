"""Which columns cost little more than what is at work, by their reduced costs."""

from __future__ import annotations

import numpy as np

from .arrays import Arrays, Bools, Floats

PLANS, LINKS = 0.03, 0.003  # of what a column costs: for plans; for links that a relaxation may break next
LEAST_COST = 1e-9


def near(model: Arrays, reduced: Floats, working: Bools) -> Bools:
    """Columns that a plan could take for little more than they cost; all arrays have shape (columns,).

    Of those that cost less than the median of those at work, what is little is a share of that median.
    """
    priced = np.abs(model.cost[working & (model.cost != 0)])
    scale = float(np.median(priced)) if priced.size else 1.0
    return little(reduced, model.cost, PLANS, scale)


def little(reduced: Floats, cost: Floats, share: float, least: float = LEAST_COST) -> Bools:
    """Whether reduced costs are a small share of costs, none of which counts for less than the least."""
    return np.asarray(np.abs(reduced) <= share * np.maximum(np.abs(cost), least))
