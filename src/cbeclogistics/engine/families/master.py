"""The master: mixtures of the families' points that together keep what couples them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from ..arrays import Bools, Floats
from ..backends.highs_lp import WarmLP
from ..limits import Limits, Watch
from .structure import Families

PENALTY = 5.0  # of what a family's first point costs, for each family without a point
SPENT = 1e-7  # share of a family without a point that is none


@dataclass(frozen=True, eq=False)
class Mixture:
    """Optimum of the master.

    Attributes
    ----------
    objective
        What it costs, the offset included.
    x
        Shape (columns,): the mixture and the common columns.
    price, toll
        Duals of the coupling rows and of the added links.
    complete
        Whether every family has points enough.
    """

    objective: float
    x: Floats
    price: Floats
    toll: Floats
    complete: bool


class Master:
    """Common columns, and a share of each point that a family was given; shares add up to 1.

    Parameters
    ----------
    shut
        Shape (columns,): common columns that stay 0, and family columns that no point may use.
    full
        Rows "one switch at most" that must have one, shape (rows,).
    """

    def __init__(self, families: Families, shut: Bools | None = None, full: Bools | None = None) -> None:
        self._families = families
        model, common = families.model, families.common
        self._shut = np.zeros(model.columns, dtype=bool) if shut is None else shut
        upper = np.where(self._shut[common], 0.0, model.upper[common])
        rows = (families.coupling.size, families.count)
        must = np.zeros(rows[0], dtype=bool) if full is None else full[families.coupling]
        base = replace(
            model, cost=model.cost[common], lower=np.minimum(model.lower[common], upper), upper=upper,
            integer=np.zeros(common.size, dtype=bool),
            matrix=sp.vstack([families.across[:, common], sp.csr_matrix((rows[1], common.size))]).tocsc(),
            row_lower=np.concatenate([np.where(must, 1.0, model.row_lower[families.coupling]), np.ones(rows[1])]),
            row_upper=np.concatenate([model.row_upper[families.coupling], np.ones(rows[1])]),
            column_blocks=(), row_blocks=(), followers=np.empty(0, dtype=np.int64), completions=(),
        )  # fmt: skip
        self._lp = WarmLP(base)
        self._links = sp.csr_matrix((0, model.columns))
        self._points: list[sp.csc_matrix] = []  # of each round: shape (columns, families with a share)
        self._family: list[np.ndarray] = []
        self._penalty: Floats = np.zeros(families.count)

    @property
    def links(self) -> sp.csr_matrix:
        """Added links, shape (links, columns)."""
        return self._links

    def add(self, x: Floats) -> None:
        """Take in a point of each family; the first also says what it costs to have none."""
        points = self._families.apart(x)
        if not self._points:
            self._without(PENALTY * (abs(points).T @ np.abs(self._families.model.cost) + 1.0))
        self._take(points, np.arange(self._families.count))

    def add_from(self, other: Master) -> None:
        """Take in the points of another master that use nothing that is shut here."""
        self._without(other._penalty)
        for points, family in zip(other._points, other._family, strict=True):
            kept = np.flatnonzero(np.asarray(abs(points[self._shut]).sum(axis=0)).ravel() == 0)
            self._take(points[:, kept], family[kept])

    def _without(self, penalty: Floats) -> None:
        """Columns that stand for families without a point."""
        self._penalty, count = penalty, self._families.count
        self._columns(penalty, sp.csr_matrix((self._families.coupling.size, count)), np.arange(count),
                      sp.csr_matrix((self._links.shape[0], count)))  # fmt: skip

    def _take(self, points: sp.csc_matrix, family: np.ndarray) -> None:
        spent: Floats = points.T @ self._families.model.cost
        self._columns(spent, self._families.across @ points, family, self._links @ points)
        self._points.append(points)
        self._family.append(family)

    def _columns(self, cost: Floats, coupled: sp.spmatrix, family: np.ndarray, linked: sp.spmatrix) -> None:
        share = sp.coo_matrix((np.ones(family.size), (family, np.arange(family.size))),
                              shape=(self._families.count, family.size))  # fmt: skip
        matrix = sp.vstack([coupled, share, linked]).tocsc()
        self._lp.add_columns(cost, np.zeros(cost.size), np.full(cost.size, np.inf), matrix)

    def add_links(self, weight: Floats) -> None:
        """Add for each k the sum of its strong links by these weights, shape (links,): implied, and few.

        Σ weight · x ≤ Σ weight · demand · (k is on), divided by the sum on the right.
        """
        links, columns = self._families.links, self._families.model.columns
        total = np.bincount(links.by, weight * links.units, minlength=int(links.by.max(initial=0)) + 1)
        ks = np.flatnonzero(total > 0)
        place = np.full(max(total.size, int(links.switch.max(initial=-1)) + 1), -1)
        place[ks] = np.arange(ks.size)
        k = links.by[links.row]
        at = np.flatnonzero((weight[links.row] > 0) & (place[k] >= 0))
        on = np.flatnonzero(place[links.switch] >= 0)
        rows = np.concatenate([place[k[at]], place[links.switch[on]]])
        values = np.concatenate([weight[links.row[at]] / total[k[at]], np.full(on.size, -1.0)])
        which = np.concatenate([links.column[at], links.switch_column[on]])
        new = sp.coo_matrix((values, (rows, which)), shape=(ks.size, columns)).tocsr()
        parts = [new[:, self._families.common]]
        if self._points:
            parts += [sp.csr_matrix((ks.size, self._families.count)), *(new @ points for points in self._points)]
        self._lp.add_rows(sp.hstack(parts).tocsr(), np.full(ks.size, -np.inf), np.zeros(ks.size))
        self._links = sp.vstack([self._links, new]).tocsr()

    def best(self, limits: Limits, watch: Watch) -> Mixture | None:
        """Best mixture; None where there is none or time is up."""
        found = self._lp.solve(limits.after(watch.elapsed()), Watch(cancel=watch.cancel))
        if found.x is None or found.row_dual is None:
            return None
        coupling, count = self._families.coupling.size, self._families.count
        x, complete = self._point(found.x)
        return Mixture(found.objective, x, found.row_dual[:coupling], found.row_dual[coupling + count :], complete)

    def _point(self, solution: Floats) -> tuple[Floats, bool]:
        common, count = self._families.common, self._families.count
        x = np.zeros(self._families.model.columns)
        x[common] = solution[: common.size]
        at = common.size + count
        for points in self._points:
            share = solution[at : at + points.shape[1]]
            x += points @ share
            at += points.shape[1]
        return x, bool(solution[common.size : common.size + count].max(initial=0.0) <= SPENT)


def shadow(families: Families, master: Master, price: Floats, toll: Floats) -> Floats:
    """Costs less what prices on coupling rows, and tolls on the first of the master's links, ask for."""
    cost: Floats = families.model.cost - families.across.T @ price - master.links[: toll.size].T @ toll
    return cost


def everywhere(families: Families, price: Floats, own: Floats) -> Floats:
    """Duals of all rows: prices on those that couple, the families' on their own."""
    dual = own.copy()
    dual[families.coupling] = price
    return dual
