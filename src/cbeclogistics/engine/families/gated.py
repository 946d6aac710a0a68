"""What prices prove where the gates of ways are open or closed as a whole.

With prices on all rows but the demands', a model falls into demands that choose among ways, and gates that these ways
need: uncapacitated facility location, whose bound (its sites whole) is a bound of the model. It says more than the
relaxation, and the multipliers that it ends with say who pays for each gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Bools, Floats
from ..dual_bound import ROUNDING, priced
from ..location.uncapacitated.search import Search
from .structure import Families

GAP = 5e-5  # to which the gates are chosen
EVALUATIONS = 600  # and shakes, at most
SHAKES, STRENGTH = 20, 4


@dataclass(frozen=True, eq=False)
class Gated:
    """A bound, and the best choice of gates found.

    Attributes
    ----------
    open, closed
        Shape (gates,): gates that serve someone in it; gates that cost something and do not.
    weight
        Shape (links,): multiplier of each strong link, money a unit.
    """

    bound: float
    open: Bools
    closed: Bools
    weight: Floats


def gated(families: Families, dual: Floats, stopped: Callable[[], bool]) -> Gated | None:
    """Bound at duals of all rows, those of demands and of "one switch" aside; None where they prove none.

    Parameters
    ----------
    dual
        Shape (rows,).
    stopped
        Whether to end with what there is; asked between portions of the ascent.
    """
    model, gates = families.model, families.gates
    switch = families.links.switch_column
    plain = model.integer[switch] & (model.lower[switch] >= 0) & (model.upper[switch] <= 1)
    if not gates.row.size or not plain.all() or np.unique(switch).size < switch.size:
        return None
    y = dual.copy()
    y[gates.row] = 0.0
    y[gates.exclusive] = 0.0
    apart = np.zeros(model.columns, dtype=bool)
    apart[gates.way] = apart[families.links.switch_column] = True
    base, reduced = priced(
        replace(model, lower=np.where(apart, 0.0, model.lower), upper=np.where(apart, 0.0, model.upper)), y
    )  # fmt: skip
    settled, opening, usable = openings(families, reduced)
    wanted = model.row_lower[gates.row]
    service = np.full((gates.by.size + 1, gates.row.size), np.inf)
    np.minimum.at(service, (gates.gate, gates.demand), reduced[gates.way] * wanted[gates.demand])  # gate -1: the last
    service[:-1][~usable] = np.inf
    least = service.min(axis=0)
    if not np.isfinite(base) or not np.isfinite(least).all():
        return None
    service -= least
    kept = np.flatnonzero(np.append(usable, True))
    cost = np.append(opening, 0.0)[kept]
    # who must pay more than any gate would rather open one: this loses nothing, and keeps multipliers small
    served = np.minimum(service[kept], float(cost.max()) + 1.0)
    search = Search(cost, served, 1, kept.size, 0.0, GAP, 0)
    search.improve()
    search.shake(SHAKES, STRENGTH)
    while not search.ascend() and search.work < EVALUATIONS and not stopped():
        pass
    paid = search.heap[0].v
    slack = ROUNDING * served.size * float(np.abs(least).sum() + np.abs(paid).sum() + cost.sum())
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
    bound = base + settled + float(least.sum()) + search.bound - slack
    return Gated(bound, opened[:-1], ~opened[:-1] & (~usable | (opening > 0)), weight)


def openings(families: Families, reduced: Floats) -> tuple[float, Floats, Bools]:
    """Least cost of what switches are on whatever is served; what each gate costs beyond; which gates may be open.

    Of switches in one row "one at most" a gate has one; of others it may have several.
    """
    model, links, gates = families.model, families.links, families.gates
    exclusive = model.matrix.tocsr()[gates.exclusive].tocoo()
    one = np.full(model.columns, -1)
    one[exclusive.col] = exclusive.row
    settled, opening, usable = 0.0, np.zeros(gates.by.size), np.zeros(gates.by.size, dtype=bool)
    for g, by in enumerate(gates.by):
        switch = links.switch_column[links.switch == by]
        switch = switch[model.upper[switch] >= 1]
        if not switch.size:
            continue
        usable[g] = True
        cost, forced = reduced[switch], model.lower[switch] >= 1
        must = bool(forced.any())
        if (one[switch] >= 0).all() and (one[switch] == one[switch[0]]).all():
            least = float(cost[forced].sum()) if must else float(cost.min())
        else:
            least = float(np.minimum(cost[~forced], 0.0).sum() + cost[forced].sum())
            least = float(cost.min()) if least == 0.0 and not must else least
        settled += least if must else min(least, 0.0)
        opening[g] = 0.0 if must else max(least, 0.0)
    return settled, opening, usable
