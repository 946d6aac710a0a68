"""What prices prove where the gates of ways are open or closed as a whole.

With prices on all rows but the demands', a model falls into demands that choose among ways, and gates that these ways
need: uncapacitated facility location, whose bound (its sites whole) is a bound of the model. It says more than the
relaxation, and the multipliers that it ends with say who pays for each gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..arrays import Bools, Floats
from ..dual_bound import ROUNDING
from ..location.uncapacitated.search import Search
from .openings import openings
from .structure import Families

GAP = 5e-5  # to which the gates are chosen
EVALUATIONS = 600  # and shakes, at most
SHAKES, SHAKE, STRENGTH = 4, 5, 4  # portions, rounds of each


@dataclass(frozen=True, eq=False)
class Gated:
    """A bound, and the best choice of gates found.

    Attributes
    ----------
    open, closed
        Shape (gates,): gates that serve someone in it; those that do not and cost something, or may not be open at all.
    weight
        Shape (links,): multiplier of each strong link, money a unit.
    """

    bound: float
    open: Bools
    closed: Bools
    weight: Floats


def gated(families: Families, dual: Floats, stopped: Callable[[], bool]) -> Gated | None:
    """Bound at duals of all rows, those of demands and of "one switch" aside; None where they prove none.

    Reduced costs and what is computed of them are taken as low as rounding may have made them too high.

    Parameters
    ----------
    dual
        Shape (rows,).
    stopped
        Whether to end with what there is; asked between portions of the ascent.
    """
    if stopped():
        return None
    model, gates = families.model, families.gates
    switch = families.links.switch_column
    plain = model.integer[switch] & (model.lower[switch] >= 0) & (model.upper[switch] <= 1)
    if not gates.row.size or not plain.all() or np.unique(switch).size < switch.size:
        return None
    y = dual.copy()
    y[gates.row] = 0.0
    at_prices = openings(families, model, y, ways=False)
    usable, wanted = at_prices.usable, model.row_lower[gates.row]
    price = at_prices.reduced[gates.way] * wanted[gates.demand]
    service = np.full((gates.by.size + 1, gates.row.size), np.inf)
    np.minimum.at(service, (gates.gate, gates.demand), price - ROUNDING * np.abs(price))  # gate -1: the last
    service[:-1][~usable] = np.inf
    least = service.min(axis=0)
    if not np.isfinite(at_prices.bound) or not np.isfinite(least).all():
        return None
    service = (service - least) * (1 - 2 * ROUNDING)
    kept = np.flatnonzero(np.append(usable, True))
    cost = np.append(at_prices.cost, 0.0)[kept]
    # who must pay more than any gate would rather open one: this loses nothing, and keeps multipliers small
    served = np.minimum(service[kept], float(cost.max()) + 1.0)
    search = Search(cost, served, 1, kept.size, 0.0, GAP, 0)
    search.improve()
    for _ in range(SHAKES):
        if stopped():
            break
        search.shake(SHAKE, STRENGTH)
    while not search.ascend() and search.work < EVALUATIONS and not stopped():
        pass
    paid = search.heap[0].v
    opened = np.zeros(gates.by.size + 1, dtype=bool)
    chosen = np.flatnonzero(search.best)
    opened[kept[chosen[np.argmin(served[chosen], axis=0)]]] = True
    links, weight = families.links, np.zeros(families.links.size)
    gate, demand = gates.of_link(families)
    at = np.flatnonzero(gate >= 0)
    place = np.full(gates.by.size + 1, -1)
    place[kept] = np.arange(kept.size)
    at = at[place[gate[at]] >= 0]
    weight[at] = np.maximum(0.0, paid[demand[at]] - served[place[gate[at]], demand[at]]) / links.units[at]
    known = float(least.sum())
    slack = ROUNDING * ((4 + least.size) * float(np.abs(least).sum()) + 4 * (abs(at_prices.bound) + abs(search.bound)))
    bound = at_prices.bound + known + search.bound - slack
    return Gated(bound, opened[:-1], ~opened[:-1] & (~usable | (at_prices.cost > 0)), weight)
