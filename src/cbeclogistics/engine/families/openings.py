"""What prices prove of all but the ways, with switches as they are whole: what each gate costs to open."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Arrays, Bools, Floats
from ..dual_bound import ROUNDING, reduced_costs, summed
from .structure import Families


@dataclass(frozen=True, eq=False)
class Openings:
    """A model at duals of its rows.

    Attributes
    ----------
    bound
        Of all columns with whole switches, what is said of gates and, where they were left out, ways aside; -inf where
        these duals prove none.
    reduced
        Shape (columns,): reduced costs, or a little less; never more.
    cost, usable
        Shape (gates,): what each gate costs beyond what its switches cost whatever is served; which may be open.
    """

    bound: float
    reduced: Floats
    cost: Floats
    usable: Bools


def openings(families: Families, model: Arrays, dual: Floats, *, ways: bool) -> Openings:
    """Price a model; duals of rows "one switch at most" are not asked, for what they say is kept.

    Parameters
    ----------
    model
        The families', perhaps at other costs.
    dual
        Shape (rows,).
    ways
        Whether ways count as any column does; else they are left out.
    """
    switch, gates = families.links.switch_column, families.gates
    y = dual.copy()
    y[gates.exclusive] = 0.0
    y, reduced, wrong = reduced_costs(model, y)
    apart = np.zeros(model.columns, dtype=bool)
    apart[switch] = True
    if not ways:
        apart[gates.way] = True
    rest = replace(model, lower=np.where(apart, 0.0, model.lower), upper=np.where(apart, 0.0, model.upper))
    bound = summed(rest, y, np.where(np.abs(reduced) <= wrong, 0.0, reduced), wrong)
    lowest = reduced - wrong
    settled, cost, usable = _of_gates(families, lowest)
    size = float(np.abs(lowest[switch]).sum())
    return Openings(bound + settled - ROUNDING * (2 * abs(bound) + (4 + switch.size) * size), lowest, cost, usable)


def _of_gates(families: Families, reduced: Floats) -> tuple[float, Floats, Bools]:
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
