"""The cheapest solution that can be put together from known routes: a set partitioning model with depots.

With routes r of cost c_r, load q_r, depot d(r) and customers C_r, depots d of capacity W_d and opening cost O_d, and
for two echelons sets B of satellites whose first-level route costs f_B on a vehicle of capacity Q:

    minimise  Σ c_r x_r + Σ O_d y_d + Σ f_B z_B
    where     Σ_{r: i ∈ C_r} x_r = 1                          for every customer i
              Σ_{r: d(r) = d} q_r x_r ≤ W_d y_d               for every depot d
              Σ_{B ∋ d} z_B = y_d                             for every satellite d
              Σ_{r: d(r) ∈ B} q_r x_r ≤ Q + M_B (1 − z_B)     for every B with M_B = Σ_{d ∈ B} W_d − Q > 0
              x, y, z ∈ {0, 1}
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....engine.arrays import ArrayModel, Arrays, Floats, Ints
from ....engine.backends.highs import Highs
from ....engine.backends.highs_lp import WarmLP
from ....engine.limits import Limits, Watch
from ..answer import Tour
from .ground import Ground

MOST_ROUTES = 500  # that the MILP is given
MOST_NODES = 20  # of its tree, which is not meant to prove anything
OPTIONS = {"mip_max_nodes": MOST_NODES}


def combined(
    ground: Ground,
    depots: tuple[int, ...],
    routes: list[Tour],
    cost: Floats,
    upper: float,
    limits: Limits,
    watch: Watch,
) -> tuple[Tour, ...] | None:
    """Return the cheapest solution out of routes from some depots; None where none below ``upper`` was found.

    Routes whose reduced cost in the relaxation is above the gap between it and ``upper`` are in no such solution, so
    they are left out; if too many remain, those of the highest reduced cost as well.
    """
    relaxation = WarmLP(_model(ground, depots, routes, cost))
    result = relaxation.solve(limits, watch, "combining routes")
    if result.reduced_cost is None or result.objective >= upper:
        return None
    reduced = result.reduced_cost[: len(routes)]
    chosen = np.flatnonzero(reduced < upper - result.objective)
    chosen = chosen[np.argsort(reduced[chosen], kind="stable")][:MOST_ROUTES]
    some = [routes[k] for k in chosen]
    model = _model(ground, depots, some, cost[chosen])
    answer = Highs().solve(model, replace(limits.after(watch.elapsed()), gap=0.0), watch, parameters=OPTIONS)
    if answer.x is None or answer.objective >= upper:
        return None
    return tuple(some[k] for k in np.flatnonzero(answer.x[: len(some)] > 0.5))


def _model(ground: Ground, depots: tuple[int, ...], routes: list[Tour], cost: Floats) -> Arrays:
    """Columns: routes, then depots, then first-level routes."""
    model = ArrayModel()
    x = model.add_columns("route", len(routes), cost=cost, upper=1.0, integer=True)
    y = model.add_columns("open", len(depots), cost=ground.opening[list(depots)], upper=1.0, integer=True)
    size = np.array([len(tour.customers) for tour in routes])
    of_route = np.repeat(np.arange(len(routes)), size)
    customers = np.array([customer for tour in routes for customer in tour.customers])
    served = model.add_rows("served", ground.customers, lower=1.0, upper=1.0)
    model.add_entries(served[customers], x[of_route], 1.0)
    load = np.bincount(of_route, ground.demand[customers], len(routes)).astype(np.float64)
    place = {depot: k for k, depot in enumerate(depots)}
    home = np.array([place[tour.depot] for tour in routes])
    room = model.add_rows("room", len(depots), upper=1e-9 * ground.capacity[list(depots)])
    model.add_entries(room[home], x[np.arange(len(routes))], load)
    model.add_entries(room[np.arange(len(depots))], y[np.arange(len(depots))], -ground.capacity[list(depots)])
    if ground.trunk.size:
        _first_level(ground, depots, model, y[np.arange(len(depots))], x[np.arange(len(routes))], home, load)
    return model.freeze()


def _first_level(
    ground: Ground, depots: tuple[int, ...], model: ArrayModel, opened: Ints, routes: Ints, home: Ints, load: Floats
) -> None:
    sets = np.arange(1, 1 << len(depots))
    member = (sets[:, None] >> np.arange(len(depots))) & 1
    sites = member @ (1 << np.array(depots))
    z = model.add_columns("first level", len(sets), cost=ground.trunk[sites], upper=1.0, integer=True)
    visited = model.add_rows("visited", len(depots), lower=0.0, upper=0.0)
    one, depot = np.nonzero(member)
    model.add_entries(visited[depot], z[one], 1.0)
    model.add_entries(visited[np.arange(len(depots))], opened, -1.0)
    beyond = member @ ground.capacity[list(depots)] - ground.trunk_vehicle
    tight = np.flatnonzero(beyond > 0)
    carried = model.add_rows("carried", len(tight), upper=ground.trunk_vehicle + beyond[tight])
    for row, which in enumerate(tight):
        inside = np.flatnonzero(member[which, home])
        model.add_entries(carried[np.full(inside.size, row)], routes[inside], load[inside])
        model.add_entries(carried[row], z[int(which)], float(beyond[which]))
