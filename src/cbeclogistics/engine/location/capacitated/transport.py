"""Best flows of CFL for a set of open sites: a transport problem, of which few columns matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import ArrayModel, Bools, Floats
from ...backends.highs_lp import WarmLP
from ...compiled import Whole
from ...limits import Limits, Watch
from ..problems import CFL
from .lagrangian import price_sites

LEAST_SHARE = 1e-9  # what solvers leave behind where there is nothing
NEAR = 3  # sites of each customer that the first LP holds
CHEAPER = 1e-9  # relative; what a column must save to enter


@dataclass(frozen=True)
class Flowed:
    """Flows for a set of open sites.

    Attributes
    ----------
    cost
        Opening included.
    shares
        Shape (sites, customers).
    v
        Dual of "customer j is served once", shape (customers,).
    """

    cost: float
    shares: Floats
    v: Floats


def flows(problem: CFL, is_open: Bools, v: Floats, limits: Limits, watch: Watch) -> Flowed | None:
    """Best flows from sites that can serve all; None if cut short.

    Parameters
    ----------
    v
        Multipliers near the duals, to start from.
    """
    sites = np.flatnonzero(is_open)
    cost, capacity = np.ascontiguousarray(problem.service_cost[sites]), problem.capacity[sites]
    unit = np.zeros(sites.size)
    spare = np.zeros(sites.size)
    price_sites(
        cost, problem.demand, capacity, spare, np.zeros(sites.size, np.int8), v, False, spare.copy(), spare.copy(),
        unit, np.zeros(cost.shape),
    )  # fmt: skip
    dear = cost + unit[:, None] * problem.demand
    near = np.zeros(cost.shape, dtype=bool)
    ranked = np.argsort(dear, axis=0, kind="stable")[:NEAR]
    near[ranked, np.arange(problem.customers)] = True
    least = 1e-7 * max(1.0, float(cost.max()))
    shortage = True
    while True:
        row, column = np.nonzero(near)
        result = _lp(problem, row, column, cost[near], capacity, shortage).solve(
            limits.after(watch.elapsed()), Watch(cancel=watch.cancel)
        )
        if result.x is None or result.row_dual is None:
            return None
        price, short = result.row_dual[: problem.customers], result.x[row.size :]
        missing = (cost - price - result.row_dual[problem.customers :, None] * problem.demand < -least) & ~near
        near |= missing
        if missing.any():
            continue
        if short.max() <= LEAST_SHARE:
            break
        near[:], shortage = True, False  # going short was cheaper after all
    shares = np.zeros((problem.sites, problem.customers))
    shares[sites[row], column] = np.where(result.x[: row.size] > LEAST_SHARE, result.x[: row.size], 0.0)
    shares /= shares.sum(axis=0)
    total = float(problem.opening_cost[is_open].sum() + (shares * problem.service_cost).sum())
    return Flowed(total, shares, price)


def _lp(problem: CFL, row: Whole, column: Whole, cost: Floats, capacity: Floats, shortage: bool) -> WarmLP:
    """Serve customers by the columns held, or, dearer than by any site, not at all."""
    model = ArrayModel()
    serve = model.add_columns("serve", row.size, cost=cost)
    short = model.add_columns("short", problem.customers, cost=_shortage(problem), upper=np.inf if shortage else 0.0)
    served = model.add_rows("served", problem.customers, lower=1.0, upper=1.0)
    room = model.add_rows("capacity", capacity.size, upper=capacity)
    pairs, all_ = np.arange(row.size), np.arange(problem.customers)
    model.add_entries(served[column], serve[pairs], 1.0)
    model.add_entries(served[all_], short[all_], 1.0)
    model.add_entries(room[row], serve[pairs], problem.demand[column])
    return WarmLP(model.freeze())


def _shortage(problem: CFL) -> Floats:
    """More than it costs to free capacity by some detours; where that is not enough, all columns enter."""
    asks = problem.demand > 0
    dearest = float((problem.service_cost[:, asks] / problem.demand[asks]).max(initial=0.0))
    least: Floats = problem.service_cost.max(axis=0) + 1.0
    return least + np.minimum(10.0 * dearest * problem.demand, 1e6 * least)
