"""A planner problem whole, as one strong model for any backend: small instances only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import ArrayModel, Arrays, Block, Floats, Ints
from .flows import DIRECT, Flows, all_flows, rows_of, unit_prices
from .problem import Planner


@dataclass(frozen=True)
class WholeModel:
    """The model, and how its columns are read.

    Attributes
    ----------
    arrays
        The model.
    flows
        What the columns of ``served`` are.
    units
        Of the demand of each of these columns, which are shares of it.
    opened
        One binary for each site and size.
    """

    arrays: Arrays
    flows: Flows
    units: Floats
    opened: Block
    served: Block

    def read(self, x: Floats) -> tuple[Ints, Flows]:
        """Return the size of each site (-1: closed) and the flows of a point."""
        sizes = self.opened.size // max(1, self._sites)
        y = x[self.opened.slice].reshape(self._sites, sizes)
        units = x[self.served.slice] * self.units
        some = units > 0
        chosen = np.where(y.max(1) > 0.5, y.argmax(1), -1).astype(np.int64)
        return chosen, Flows(self.flows.demand[some], self.flows.site[some], self.flows.way[some], units[some])

    @property
    def _sites(self) -> int:
        return int(self.arrays.row_blocks[2].size)


def whole_model(problem: Planner, *, strong: bool = True) -> WholeModel:
    """Formulate a problem over all its possible flows.

    Σ x of a demand = 1;  Σ volume · x through a site in a period ≤ Σ capacity · y;  Σ y of a site ≤ 1;
    Σ x of a supply row and period ≤ supply;  Σ x of a demand through a site ≤ Σ y of the site    (strong).

    x is the share of a demand.
    """
    flows = all_flows(problem)
    d, w = flows.demand, flows.site
    units, period = problem.demand_units[d], problem.demand_period[d]
    sites, sizes, periods = problem.sites, problem.sizes, problem.periods
    model = ArrayModel()
    y = model.add_columns("open", sites * sizes, cost=problem.size_cost.ravel(), upper=1.0, integer=True)
    x = model.add_columns("served", flows.size, cost=unit_prices(problem, flows) * units)
    at = np.repeat(np.arange(sites), sizes)

    met = model.add_rows("demand", problem.demands, lower=1.0, upper=1.0)
    model.add_entries(met[d], x[np.arange(flows.size)], 1.0)

    stocked = np.flatnonzero(w != DIRECT)
    room = model.add_rows("capacity", sites * periods, upper=0.0)
    volume = (units * problem.unit_volume_m3[problem.demand_product[d]])[stocked]
    model.add_entries(room[w[stocked] * periods + period[stocked]], x[stocked], volume)
    for t in range(periods):
        model.add_entries(room[at * periods + t], y[np.arange(y.size)], -problem.capacity_m3.ravel())

    one = model.add_rows("one size", sites, upper=1.0)
    model.add_entries(one[at], y[np.arange(y.size)], 1.0)

    supply = model.add_rows("supply", problem.supply_units.size, upper=problem.supply_units.ravel())
    row = rows_of(problem, flows)
    drawn = np.flatnonzero(row >= 0)
    model.add_entries(supply[row[drawn] * periods + period[drawn]], x[drawn], units[drawn])
    if strong:
        pair, index = np.unique(d[stocked] * sites + w[stocked], return_inverse=True)
        link = model.add_rows("strong link", pair.size, upper=0.0)
        model.add_entries(link[index], x[stocked], 1.0)
        for s in range(sizes):
            model.add_entries(link[np.arange(pair.size)], y[pair % sites * sizes + s], -1.0)
    return WholeModel(model.freeze(), flows, units, y, x)
