"""What is left of SSCFLP once pairs are ruled out, or but few are looked at, as a MILP."""

from __future__ import annotations

import numpy as np

from ...answer import Answer
from ...arrays import ArrayModel, Bools, Floats
from ...backends.highs import Highs
from ...compiled import Whole
from ...limits import Limits, Watch
from ..problems import SSCFLP


def solve_pairs(
    problem: SSCFLP, kept: Bools, status: Whole, numbers: Whole, start: Whole | None, limits: Limits, watch: Watch
) -> tuple[Answer, Whole | None]:
    """Best assignment among the pairs kept, shape (sites, customers), and the solver's own answer.

    Parameters
    ----------
    status
        Sites that are decided (OPEN is 1).
    numbers
        Fewest and most sites.
    start
        Assignment to start from; its pairs are kept.
    """
    sites = np.flatnonzero(kept.any(axis=1))
    row, column = np.nonzero(kept[sites])
    model = ArrayModel()
    open_ = model.add_columns(
        "open", sites.size, cost=problem.opening_cost[sites], lower=(status[sites] == 1).astype(float), upper=1.0,
        integer=True,
    )  # fmt: skip
    serve = model.add_columns(
        "serve", row.size, cost=problem.service_cost[sites[row], column], upper=1.0, integer=True
    )  # fmt: skip
    pairs, all_ = np.arange(row.size), np.arange(sites.size)
    served = model.add_rows("served", problem.customers, lower=1.0, upper=1.0)
    model.add_entries(served[column], serve[pairs], 1.0)
    room = model.add_rows("capacity", sites.size, upper=0.0)
    model.add_entries(room[row], serve[pairs], problem.demand[column])
    model.add_entries(room[all_], open_[all_], -problem.capacity[sites])
    links = model.add_rows("strong links", row.size, upper=0.0)
    model.add_entries(links[pairs], serve[pairs], 1.0)
    model.add_entries(links[pairs], open_[row], -1.0)
    total = model.add_rows("capacity for all", 1, lower=problem.demand.sum())
    model.add_entries(total[0], open_[all_], problem.capacity[sites])
    number = model.add_rows("number of sites", 1, lower=float(numbers[0]), upper=float(numbers[1]))
    model.add_entries(number[0], open_[all_], 1.0)
    point: Floats | None = None
    if start is not None:
        place = np.full(problem.sites, -1)
        place[sites] = all_
        point = np.zeros(model.columns)
        point[open_[place[np.unique(start)]]] = 1.0
        point[serve[np.flatnonzero(start[column] == sites[row])]] = 1.0
    answer = Highs().solve(model.freeze(), limits, watch, parameters={}, start=point)
    if answer.x is None:
        return answer, None
    assignment = np.zeros(problem.customers, dtype=np.int64)
    used = answer.x[serve.slice] > 0.5
    assignment[column[used]] = sites[row[used]]
    return answer, assignment
