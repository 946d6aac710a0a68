"""What is left of SSCFLP once pairs are ruled out, as a MILP."""

from __future__ import annotations

import numpy as np

from ...answer import Answer
from ...arrays import ArrayModel, Bools, Floats
from ...backends.highs import Highs
from ...compiled import Whole
from ...limits import Limits, Watch
from ..nodes import CLOSED, FREE, OPEN
from ..problems import SSCFLP


def solve_pairs(
    problem: SSCFLP, kept: Bools, status: Whole, numbers: Whole, start: Whole | None, most: float, nodes: int,
    limits: Limits, watch: Watch,
) -> tuple[Answer, Whole | None]:  # fmt: skip
    """Best assignment among the pairs kept, and the solver's own answer.

    Parameters
    ----------
    kept
        Shape (sites, customers).
    status
        Sites that are decided.
    numbers
        Fewest and most sites.
    start
        Assignment to start from; its pairs and sites are kept.
    most
        What it must cost less than, where there is none to start from.
    nodes
        Of the solver's tree, at most.
    """
    status, kept = status.copy(), kept & (status != CLOSED)[:, None]
    if start is not None:
        kept[start, np.arange(problem.customers)] = True
        used = np.zeros(problem.sites, dtype=bool)
        used[start] = True
        status[used & (status == CLOSED)] = FREE
    sites = np.flatnonzero(kept.any(axis=1) | (status == OPEN))
    row, column = np.nonzero(kept[sites])
    model = ArrayModel()
    always = status[sites] == OPEN
    open_ = model.add_columns(
        "open", sites.size, cost=problem.opening_cost[sites], lower=always.astype(float), upper=1.0, integer=True
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
    if not always.all():
        linked = pairs[~always[row]]
        links = model.add_rows("strong links", linked.size, upper=0.0)
        model.add_entries(links[np.arange(linked.size)], serve[linked], 1.0)
        model.add_entries(links[np.arange(linked.size)], open_[row[linked]], -1.0)
        total = model.add_rows("capacity for all", 1, lower=problem.demand.sum())
        model.add_entries(total[0], open_[all_], problem.capacity[sites])
        number = model.add_rows("number of sites", 1, lower=float(numbers[0]), upper=float(numbers[1]))
        model.add_entries(number[0], open_[all_], 1.0)
    parameters: dict[str, float] = {"mip_max_nodes": nodes}
    point: Floats | None = None
    if start is not None:
        place = np.full(problem.sites, -1)
        place[sites] = all_
        point = np.zeros(model.columns)
        point[open_[place[np.unique(start)]]] = 1.0
        point[open_[all_[always]]] = 1.0
        point[serve[np.flatnonzero(start[column] == sites[row])]] = 1.0
    elif most < np.inf:
        parameters["objective_bound"] = most
    answer = Highs().solve(model.freeze(), limits, Watch(cancel=watch.cancel), parameters=parameters, start=point)
    if answer.x is None:
        return answer, None
    assignment = np.zeros(problem.customers, dtype=np.int64)
    used_pairs = answer.x[serve.slice] > 0.5
    assignment[column[used_pairs]] = sites[row[used_pairs]]
    return answer, assignment
