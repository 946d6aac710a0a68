"""Independent check of a plan: cost and every row, from the instance's own arrays; shares no code with the solver.

Written demand by demand as the format says it (`docs/planner-family.md`), in blocks so that 10⁷ flows fit in memory.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .document import PlanDocument
from .problem import Planner

TOLERANCE = 1e-6  # relative to what a sum is held against; never less than this much absolute
BLOCK = 500_000
MOST_SAID = 20


@dataclass(frozen=True)
class Verdict:
    """What the check says.

    Attributes
    ----------
    cost
        Recomputed; nan where some flow does not exist.
    broken
        What the plan breaks, in words; empty where it is feasible.
    """

    cost: float
    broken: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the plan is feasible."""
        return not self.broken


def check_plan(problem: Planner, plan: PlanDocument) -> Verdict:
    """Recompute what a plan costs and hold it against every row of its problem."""
    found: list[str] = []
    size_of = dict(plan.open_sites)
    for site, size in plan.open_sites:
        if not (0 <= site < problem.sites and 0 <= size < problem.sizes):
            found.append(f"site {site} with size {size} does not exist")
    if len(size_of) != len(plan.open_sites):
        found.append("a site is open twice")
    if len({plan.demand.size, plan.site.size, plan.way.size, plan.units.size}) > 1:
        found.append("the columns of the flows differ in length")
    if found:
        return Verdict(math.nan, tuple(found))
    costs = [float(problem.size_cost[w, s]) for w, s in plan.open_sites]
    served = np.zeros(problem.demands)
    passed = np.zeros((problem.sites, problem.periods))
    drawn = np.zeros(problem.supply_units.shape)
    for start in range(0, len(plan.demand), BLOCK):
        part = slice(start, start + BLOCK)
        d, w, a, units = plan.demand[part], plan.site[part], plan.way[part], plan.units[part]
        wrong = _unknown(problem, d, w, a, units)
        if wrong:
            return Verdict(math.nan, (wrong,))
        t = problem.demand_period[d]
        p = problem.demand_product[d]
        costs.append(math.fsum(_unit_cost(problem, d, w, a) * units))
        served += np.bincount(d, units, problem.demands)
        stocked = w >= 0
        np.add.at(passed, (w[stocked], t[stocked]), (units * problem.unit_volume_m3[p])[stocked])
        row = np.where(stocked, problem.inbound_row[p, np.where(stocked, a, 0)] if problem.inbound_row.size else -1, -1)
        direct = ~stocked
        row[direct] = problem.direct_row[p[direct], a[direct]]
        np.add.at(drawn, (row[row >= 0], t[row >= 0]), units[row >= 0])
    for site, size in plan.open_sites:
        for period in range(problem.periods):
            room = float(problem.capacity_m3[site, size])
            if passed[site, period] > room + TOLERANCE * max(1.0, room):
                found.append(
                    f"{passed[site, period]:g} m3 pass site {site} in period {period}; its size takes {room:g}"
                )
    for shut in np.flatnonzero(passed.sum(1) > TOLERANCE):
        if int(shut) not in size_of:
            found.append(f"{passed[shut].sum():g} m3 pass site {shut}, which is closed")
    for row_, period in np.argwhere(drawn > problem.supply_units + TOLERANCE * np.maximum(1.0, problem.supply_units)):
        has = problem.supply_units[row_, period]
        found.append(
            f"{drawn[row_, period]:g} units are drawn from supply row {row_} in period {period}; it has {has:g}"
        )
    off = np.abs(served - problem.demand_units) > TOLERANCE * np.maximum(1.0, problem.demand_units)
    for demand in np.flatnonzero(off):
        found.append(
            f"demand {demand} is served {served[demand]:g} units; it asks for {problem.demand_units[demand]:g}"
        )
    said = found[:MOST_SAID]
    if len(found) > MOST_SAID:
        said.append(f"and {len(found) - MOST_SAID} more")
    return Verdict(math.fsum(costs), tuple(said))


def _unknown(
    problem: Planner,
    demand: npt.NDArray[np.int64],
    site: npt.NDArray[np.int64],
    way: npt.NDArray[np.int64],
    units: npt.NDArray[np.float64],
) -> str:
    """What is wrong with the first flow that does not exist; empty if all do."""
    ways = np.where(site >= 0, problem.inbound_row.shape[1], problem.direct_row.shape[1])
    good = (demand >= 0) & (demand < problem.demands) & (site >= -1) & (site < problem.sites)
    good &= (way >= 0) & (way < ways) & (units >= 0) & np.isfinite(units)
    if good.all():
        return ""
    i = int(np.flatnonzero(~good)[0])
    return f"flow of {units[i]:g} units for demand {demand[i]} through site {site[i]} by way {way[i]} does not exist"


def _unit_cost(
    problem: Planner, demand: npt.NDArray[np.int64], site: npt.NDArray[np.int64], way: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    p, m = problem.demand_product[demand], problem.demand_market[demand]
    orders = 1.0 / problem.units_per_order[p]
    kg = problem.unit_weight_kg[p]
    to = problem.market_territory[m]
    cost = np.zeros(demand.size)
    for stocked in (True, False):
        i = np.flatnonzero((site >= 0) == stocked)
        if stocked:
            w = site[i]
            goods = problem.inbound_price[p[i], way[i], w]
            parcel, weight = problem.order_price[w, m[i]], problem.kg_price[w, m[i]]
            customs = problem.release_price[p[i], problem.site_territory[w], to[i]]
        else:
            o = problem.direct_origin[p[i], way[i]]
            goods = problem.direct_goods_price[p[i], way[i]]
            parcel, weight = problem.direct_order_price[o, m[i]], problem.direct_kg_price[o, m[i]]
            customs = problem.direct_clearance[p[i], to[i]]
        cost[i] = goods + customs + parcel.astype(np.float64) * orders[i] + weight.astype(np.float64) * kg[i]
    return cost
