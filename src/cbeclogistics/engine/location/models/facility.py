"""UFL, CFL, SSCFLP and p-median as models: they share sites that open and customers that are served.

min Σ opening_cost[i] · open[i] + Σ service_cost[i, j] · serve[i, j]
"""

from __future__ import annotations

import numpy as np

from ...arrays import ArrayModel, Block
from ..problems import CFL, SSCFLP, UFL, PMedian
from ..problems.checking import Floats
from ..solutions import Assigned, Flows, Split
from .model import LocationModel, opened


def uncapacitated(problem: UFL) -> LocationModel:
    """UFL: everyone is served, by open sites; where only so many may be open,

    Σ_i open[i] ≤ most
    """
    model, open_, serve = _base(problem.opening_cost, problem.service_cost, whole=False)
    serve_only_from_open(model, open_, serve)
    if problem.most is not None:
        count = model.add_rows("most", 1, upper=problem.most)
        model.add_entries(count[0], open_[np.arange(problem.sites)], 1.0)
    costs = problem.service_cost
    return LocationModel(model.freeze(), lambda x: nearest(opened(x[open_.slice]), costs))


def p_median(problem: PMedian) -> LocationModel:
    """p-median: the same without opening costs, and

    Σ_i open[i] = medians
    """
    model, open_, serve = _base(np.zeros(problem.sites), problem.distance, whole=False)
    serve_only_from_open(model, open_, serve)
    count = model.add_rows("medians", 1, lower=problem.medians, upper=problem.medians)
    model.add_entries(count[0], open_[np.arange(problem.sites)], 1.0)
    costs = problem.distance
    return LocationModel(model.freeze(), lambda x: nearest(opened(x[open_.slice]), costs))


def capacitated(problem: CFL) -> LocationModel:
    """CFL: shares of demand, within the capacity of open sites."""
    model, open_, serve = _base(problem.opening_cost, problem.service_cost, whole=False)
    serve_only_from_open(model, open_, serve)
    keep_capacity(model, open_, serve, problem)
    sites, customers = problem.sites, problem.customers

    def read(x: Floats) -> Split:
        shares = np.where(x[serve.slice] > 1e-9, x[serve.slice], 0.0).reshape(sites, customers)
        return Split(opened(x[open_.slice]), Flows.of(shares / shares.sum(axis=0)))

    return LocationModel(model.freeze(), read)


def single_source(problem: SSCFLP) -> LocationModel:
    """SSCFLP: the same, each customer served by one site."""
    model, open_, serve = _base(problem.opening_cost, problem.service_cost, whole=True)
    serve_only_from_open(model, open_, serve)
    keep_capacity(model, open_, serve, problem)
    shape = (problem.sites, problem.customers)
    return LocationModel(
        model.freeze(), lambda x: Assigned(opened(x[open_.slice]), x[serve.slice].reshape(shape).argmax(axis=0))
    )


def nearest(open_sites: np.ndarray, costs: Floats) -> Assigned:
    """Serve each customer from its cheapest open site: best for these sites where nothing limits them."""
    return Assigned(open_sites, open_sites[costs[open_sites].argmin(axis=0)])


def _base(opening_cost: Floats, service_cost: Floats, *, whole: bool) -> tuple[ArrayModel, Block, Block]:
    """Columns, and everyone is served.

    Σ_i serve[i, j] = 1    for every customer j
    """
    sites, customers = service_cost.shape
    model = ArrayModel()
    open_ = model.add_columns("open", sites, cost=opening_cost, upper=1.0, integer=True)
    serve = model.add_columns("serve", sites * customers, cost=service_cost.ravel(), upper=1.0, integer=whole)
    rows = model.add_rows("served", customers, lower=1.0, upper=1.0)
    model.add_entries(rows[np.tile(np.arange(customers), sites)], serve[np.arange(serve.size)], 1.0)
    return model, open_, serve


def serve_only_from_open(model: ArrayModel, open_: Block, serve: Block) -> None:
    """Strong links.

    serve[i, j] ≤ open[i]    for every site i and customer j
    """
    pairs = np.arange(serve.size)
    rows = model.add_rows("strong links", serve.size, upper=0.0)
    model.add_entries(rows[pairs], serve[pairs], 1.0)
    model.add_entries(rows[pairs], open_[pairs // (serve.size // open_.size)], -1.0)


def keep_capacity(model: ArrayModel, open_: Block, serve: Block, problem: CFL) -> None:
    """No site serves more than it can; together the open ones can serve all.

    Σ_j demand[j] · serve[i, j] ≤ capacity[i] · open[i]    for every site i
    Σ_i capacity[i] · open[i] ≥ Σ_j demand[j]
    """
    sites, customers = problem.sites, problem.customers
    rows = model.add_rows("capacity", sites, upper=0.0)
    model.add_entries(
        rows[np.repeat(np.arange(sites), customers)], serve[np.arange(serve.size)], np.tile(problem.demand, sites)
    )
    model.add_entries(rows[np.arange(sites)], open_[np.arange(sites)], -problem.capacity)
    total = model.add_rows("capacity for all", 1, lower=problem.demand.sum())
    model.add_entries(total[0], open_[np.arange(sites)], problem.capacity)
