"""Strong links: what is served through a switch is no more than is wanted, and nothing where the switch is off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from .arrays import Arrays, Floats, Ints
from .near import LINKS, little


@dataclass(frozen=True)
class StrongLinks:
    """Rows ``Σ x[d, k] − units[d] · Σ switch[k] ≤ 0``, one for each demand d and each k that it may be served through.

    k is a stocking site, switched by its size options, or a group whose orders are released jointly.

    Attributes
    ----------
    column, row
        Model column of each delivery, and the link's row.
    by
        Shape (rows,): k; `units` the demand.
    switch_column, switch
        Model column of each switch, and its k.
    """

    column: Ints
    row: Ints
    by: Ints
    units: Floats
    switch_column: Ints
    switch: Ints

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.by.size)

    def among(self, columns: Ints, total: int) -> StrongLinks:
        """Links of some columns of `total`, numbered by their place among these; every switch is among them."""
        place = np.full(total, -1, dtype=np.int64)
        place[columns] = np.arange(columns.size)
        kept = place[self.column] >= 0
        rows, row = np.unique(self.row[kept], return_inverse=True)
        return StrongLinks(place[self.column[kept]], row, self.by[rows], self.units[rows],
                           place[self.switch_column], self.switch)  # fmt: skip

    def on(self, x: Floats) -> Floats:
        """How much each k is switched on at a point; 0 where it has no switch."""
        top = int(max(self.by.max(initial=-1), self.switch.max(initial=-1))) + 1
        return np.asarray(np.bincount(self.switch, x[self.switch_column], minlength=top), dtype=np.float64)


def link_rows(links: StrongLinks, columns: int, which: Ints) -> sp.csr_matrix:
    """Coefficients of some of the strong links (``row ≤ 0``), scaled by their demand; shape (len(which), columns)."""
    place = np.full(links.size, -1)
    place[which] = np.arange(which.size)
    at = np.flatnonzero(place[links.row] >= 0)
    r, c, v = [place[links.row[at]]], [links.column[at]], [1 / links.units[links.row[at]]]
    for by in np.unique(links.by[which]):
        mine = np.flatnonzero(links.by[which] == by)
        for column in links.switch_column[links.switch == by]:
            r.append(mine)
            c.append(np.full(mine.size, column))
            v.append(np.full(mine.size, -1.0))
    return sp.coo_matrix(
        (np.concatenate(v), (np.concatenate(r), np.concatenate(c))), shape=(which.size, columns)
    ).tocsr()  # fmt: skip


class LinkCuts:
    """Finds the strong links that a relaxation breaks."""

    def __init__(self, links: StrongLinks, model: Arrays, tolerance: float = 1e-4) -> None:
        self.links, self._columns, self._tolerance = links, model.columns, tolerance
        self._cost = model.cost[links.column]
        self._found = np.zeros(links.size, dtype=bool)

    def find(self, x: Floats, reduced_cost: Floats) -> tuple[sp.csr_matrix, Floats] | None:
        """Return the links broken by more than the tolerance (a share of the demand), as rows ``≤ 0``.

        With them come those of the same switches whose deliveries would cost little more: what a broken link turns
        away would go there next.
        """
        links = self.links
        served = np.bincount(links.row, x[links.column], minlength=links.size) / links.units
        on = links.on(x)
        broken = (served > on[links.by] + self._tolerance) & ~self._found
        if not broken.any():
            return None
        torn = (on > self._tolerance) & (on < 1 - self._tolerance)
        torn[links.by[broken]] = True
        close = np.zeros(links.size, dtype=bool)
        close[links.row[little(np.maximum(reduced_cost[links.column], 0.0), self._cost, LINKS)]] = True
        wanted = np.flatnonzero(broken | (torn[links.by] & close & ~self._found))
        self._found[wanted] = True
        return link_rows(links, self._columns, wanted), np.zeros(wanted.size)

    def all(self) -> tuple[sp.csr_matrix, Floats]:
        """Return every strong link as rows ``≤ 0``."""
        return link_rows(self.links, self._columns, np.arange(self.links.size)), np.zeros(self.links.size)
