"""Whether any plan exists: with every site open at its largest size, can all that is asked for be stocked or sent?

Every site delivers to every market, so of a demand only product and period matter, and of a site only which goods can
come in: sites that the same ways reach are one. What is left is a small LP for each period, that of the least part of
demand that must go without; its duals prove that some must.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from ..answer import Proof
from ..arrays import Arrays, Floats
from ..backends.highs_lp import WarmLP
from ..dual_bound import least
from ..limits import Limits, Watch
from .factored import Factored

SLIGHT = 1e-9  # part of a product's demand


def infeasible(costs: Factored, limits: Limits, watch: Watch) -> bool:
    """Whether it is proven that there is no plan; False where there was no time to prove it."""
    of = costs.problem
    kind = of.demand_period * of.products + of.demand_product
    units = np.bincount(kind, of.demand_units, of.periods * of.products)
    asked: Floats = units.reshape(of.periods, of.products).astype(np.float64)
    if _plainly_feasible(costs, asked):
        return False
    return any(_missing(costs, t, asked[t], limits.after(watch.elapsed()), watch) > SLIGHT for t in range(of.periods))


def _plainly_feasible(costs: Factored, asked: Floats) -> bool:
    """Whether all goods can be stocked with room to spare, each product drawn from its rows in proportion to them."""
    offered = np.isfinite(costs.inbound).all(0)  # at every site: products, kept ways
    rows, supply = costs.inbound_row, costs.supply
    if (asked @ costs.unit_volume).max(initial=0.0) > (1 - 1e-9) * costs.capacity.max(1).sum():
        return False
    unlimited = (offered & (rows < 0)).any(1)
    for t in range(asked.shape[0]):
        has = np.where(offered & (rows >= 0), supply[rows, t] if supply.size else 0.0, 0.0)
        total = has.sum(1)
        if ((total <= 0) & ~unlimited & (asked[t] > 0)).any():
            return False
        drawn = np.where(unlimited, 0.0, asked[t] / np.maximum(total, 1e-300))[:, None] * has
        taken = np.bincount(rows[rows >= 0], drawn[rows >= 0], supply.shape[0])
        if (taken > (1 - 1e-9) * supply[:, t]).any():
            return False
    return True


def _missing(costs: Factored, period: int, asked: Floats, limits: Limits, watch: Watch) -> float:
    """Sum of the parts of each product's demand that must go without, at least, as far as proven."""
    product = np.flatnonzero(asked > 0)
    if product.size == 0:
        return 0.0
    offered = np.isfinite(costs.inbound[:, product])
    reach, same = np.unique(offered.reshape(offered.shape[0], -1), axis=0, return_inverse=True)
    room = np.bincount(same.ravel(), costs.capacity.max(1), reach.shape[0])
    alike, p, k = np.nonzero(reach.reshape(-1, *offered.shape[1:]))  # goods into sites
    q, b = np.nonzero(np.isfinite(costs.direct[product]))  # direct parcels
    none = np.arange(product.size)  # goods that go without
    of = np.concatenate([p, q, none])
    row = np.concatenate([costs.inbound_row[product[p], k], costs.direct_row[product[q], b], np.full(none.size, -1)])
    column = np.arange(of.size)
    units, volume = asked[product], asked[product] * costs.unit_volume[product]
    drawn, stocked = np.flatnonzero(row >= 0), column[: p.size]
    counts = product.size, costs.supply.shape[0], room.size
    # sides in parts of all that is asked for
    entries = np.concatenate([np.ones(of.size), units[of[drawn]] / units.sum(), volume[p] / volume.sum()])
    places = np.concatenate([of, counts[0] + row[drawn], counts[0] + counts[1] + alike])
    matrix = sp.coo_matrix((entries, (places, np.concatenate([column, drawn, stocked]))), (sum(counts), of.size))
    has = np.concatenate([costs.supply[:, period] / units.sum(), room / volume.sum()])
    model = Arrays(
        cost=np.concatenate([np.zeros(of.size - none.size), np.ones(none.size)]),
        lower=np.zeros(of.size), upper=np.ones(of.size), integer=np.zeros(of.size, dtype=bool),
        matrix=matrix.tocsc(),
        row_lower=np.concatenate([np.ones(counts[0]), np.full(has.size, -np.inf)]),
        row_upper=np.concatenate([np.full(counts[0], np.inf), has]),
    )  # fmt: skip
    found = WarmLP(model, method="simplex").solve(limits, Watch(cancel=watch.cancel, started=watch.started))
    if found.status != Proof.OPTIMAL or found.row_dual is None:
        return 0.0
    return least(model, found.row_dual)
