"""The linear relaxation: few columns first, the others priced in.

Where each of many rows says "one of these ways, or a mixture", most ways are never taken. The relaxation begins with
the cheapest ways of each such row and all other columns, and takes in those whose reduced cost is below 0 until there
are none. Its duals prove a bound of the whole at every step: on rows of ways they are lowered to where no way earns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from .arrays import Arrays, Bools, Floats, Ints
from .backends.highs_lp import LpResult, WarmLP
from .best import Best
from .dual_bound import least, proven
from .limits import Limits, Watch
from .links import LinkCuts

MANY = 20_000  # columns that must be left out at first to be worth it
FIRST, NEXT = 2, 2  # ways of a row taken at first, and in a round of pricing
MOST_ROUNDS = 40
NEGATIVE = 1e-7  # of what a column costs
MOST_CUT_ROUNDS = 20
LEAST_RISE = 1e-6  # of the bound, below which a round of cuts is stale
STALE_ROUNDS = 3


@dataclass(frozen=True)
class Ways:
    """Columns of "one of these ways" rows: `columns`, and the `row` of each. Shape (ways,) each."""

    columns: Ints
    row: Ints

    @classmethod
    def of(cls, model: Arrays) -> Ways:
        """Continuous columns from 0 with coefficient 1 in exactly one equation, all of whose coefficients are 1."""
        matrix = model.matrix.tocsr()
        ones = np.ones(model.rows, dtype=bool)
        np.logical_and.at(ones, np.repeat(np.arange(model.rows), np.diff(matrix.indptr)), matrix.data == 1.0)
        equation = ones & (model.row_lower == model.row_upper) & (model.row_lower > 0)
        held = matrix[np.flatnonzero(equation)].tocsc()
        once = np.diff(held.indptr) == 1
        way = np.flatnonzero(once & (model.lower == 0) & ~model.integer & ~model.follows)
        return cls(way, np.flatnonzero(equation)[held.indices[held.indptr[way]]])

    def cheapest(self, value: Floats, number: int, among: Bools) -> Ints:
        """Columns of least `value` (shape (ways,)) of each row, at most so many, among some of the ways."""
        at = np.flatnonzero(among)
        order = at[np.lexsort((value[at], self.row[at]))]
        row = self.row[order]
        place = np.arange(order.size) - np.searchsorted(row, row)
        return self.columns[order[place < number]]

    def repaired(self, model: Arrays, dual: Floats) -> Floats:
        """Duals, lowered on the rows of ways to where no way has a reduced cost below 0."""
        reduced = model.cost[self.columns] - model.matrix[:, self.columns].T @ dual
        lowest = np.zeros(model.rows)
        np.minimum.at(lowest, self.row, reduced)
        return dual + lowest


def sifted(model: Arrays, limits: Limits, watch: Watch) -> tuple[WarmLP, LpResult, float]:
    """Relaxation by columns priced in: an LP of all columns that stands at its optimum, the optimum, and the bound.

    The LP is solved whole from the beginning where too few columns could be left out, or where the first do not do.
    """
    ways = Ways.of(model)
    first = ways.cheapest(model.cost[ways.columns], FIRST, np.ones(ways.columns.size, dtype=bool))
    out = np.zeros(model.columns, dtype=bool)
    out[ways.columns] = True
    out[first] = False
    if out.sum() < MANY:
        return _whole(model, limits, watch)
    have, bound = np.flatnonzero(~out), -np.inf
    lp = WarmLP(_columns(model, have))
    for _ in range(MOST_ROUNDS):
        result = lp.solve(limits.after(watch.elapsed()), watch)
        if result.row_dual is None:
            break
        bound = max(bound, least(model, ways.repaired(model, result.row_dual)))
        watch.say("solving the relaxation", bound=bound)
        reduced = model.cost - model.matrix.T @ result.row_dual
        earns = out & (reduced < -NEGATIVE * np.maximum(np.abs(model.cost), 1.0))
        if not earns.any():
            break
        more = ways.cheapest(reduced[ways.columns], NEXT, earns[ways.columns])
        lp.add_columns(model.cost[more], model.lower[more], model.upper[more], model.matrix[:, more])
        out[more] = False
        have = np.concatenate([have, more])
    whole = WarmLP(model)
    whole.start_like(lp, have)
    result = whole.solve(limits.after(watch.elapsed()), watch)
    return whole, result, max(bound, proven(model, result))


def tightening(cuts: LinkCuts, best: Best) -> Iterator[tuple[LpResult, Arrays]]:
    """Relaxation with broken links added until few are left: after each round its result, and the model with them.

    Each round raises the bound; the first is without links.
    """
    lp, last, bound = sifted(best.model, best.left, best.relay("solving the relaxation", whole=True))
    best.bound = bound
    strong, stale = best.model, 0
    yield last, strong
    for _ in range(MOST_CUT_ROUNDS):
        if last.x is None or stale == STALE_ROUNDS or best.closed:
            break
        best.say("tightening the relaxation")
        found = None if last.reduced_cost is None else cuts.find(last.x, last.reduced_cost)
        if found is None:
            break
        lp.add_rows(found[0], np.full(found[1].size, -np.inf), found[1])
        result = lp.solve(best.left, best.relay("tightening the relaxation"))
        if result.x is None:
            break
        before, last, strong = best.bound, result, with_rows(strong, [found])
        best.bound = proven(strong, result)
        stale = stale + 1 if best.bound - before < LEAST_RISE * abs(best.bound) else 0
        yield last, strong


def with_rows(model: Arrays, added: list[tuple[sp.csr_matrix, Floats]]) -> Arrays:
    """Return the model with rows ``A x ≤ upper`` appended."""
    if not added:
        return model
    upper = np.concatenate([u for _, u in added])
    return replace(
        model, matrix=sp.vstack([model.matrix, *(a for a, _ in added)]).tocsc(),
        row_lower=np.concatenate([model.row_lower, np.full(upper.size, -np.inf)]),
        row_upper=np.concatenate([model.row_upper, upper]),
    )  # fmt: skip


def _whole(model: Arrays, limits: Limits, watch: Watch) -> tuple[WarmLP, LpResult, float]:
    lp = WarmLP(model)
    result = lp.solve(limits.after(watch.elapsed()), watch)
    return lp, result, proven(model, result)


def _columns(model: Arrays, columns: Ints) -> Arrays:
    return replace(
        model, cost=model.cost[columns], lower=model.lower[columns], upper=model.upper[columns],
        integer=model.integer[columns], matrix=model.matrix[:, columns].tocsc(), column_blocks=(), row_blocks=(),
        followers=np.empty(0, dtype=np.int64), completions=(),
    )  # fmt: skip
