"""A strong model in two parts: what must hold, and the links that whole answers keep anyway, added while they bite."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from ...arrays import Arrays, Floats, Ints
from ..models.model import STRONG, LocationModel

BITES = 1e-5  # of what a link lets through, at least by so much must it be broken


@dataclass(frozen=True)
class Links:
    """Rows ``x[flow] ≤ most · x[gate]``, each divided by ``most``.

    Attributes
    ----------
    flow, gate
        Columns, shape (links,).
    most
        Units, > 0, shape (links,).
    columns
        Of the model.
    """

    flow: Ints
    gate: Ints
    most: Floats
    columns: int

    def find(self, x: Floats) -> tuple[sp.csr_matrix, Floats] | None:
        """Return the links that a point breaks, or None."""
        broken = np.flatnonzero(x[self.flow] / self.most - x[self.gate] > BITES)
        return self._rows(broken) if broken.size else None

    def all(self) -> tuple[sp.csr_matrix, Floats]:
        """Return every link."""
        return self._rows(np.arange(self.flow.size))

    def _rows(self, links: Ints) -> tuple[sp.csr_matrix, Floats]:
        row, one = np.arange(links.size), np.ones(links.size)
        values = np.concatenate([one / self.most[links], -one])
        places = np.concatenate([self.flow[links], self.gate[links]])
        matrix = sp.csr_matrix((values, (np.concatenate([row, row]), places)), shape=(links.size, self.columns))
        return matrix, np.zeros(links.size)


@dataclass(frozen=True)
class Gated:
    """A location model without its strong links.

    Attributes
    ----------
    model
        The rest; every column has a finite upper bound.
    links
        The strong links.
    gates
        Columns that are opened, shape (gates,).
    loads
        Shape (gates, columns): Σ flow through each gate.
    """

    model: Arrays
    links: Links
    gates: Ints
    loads: sp.csr_matrix

    @classmethod
    def of(cls, whole: LocationModel) -> Gated:
        """Part a model; flows through nothing are bounded by zero."""
        arrays = whole.arrays
        rows = arrays.matrix.tocsr()
        strong = np.zeros(arrays.rows, dtype=bool)
        for block in arrays.row_blocks:
            strong[block.slice] |= block.name.startswith(STRONG)
        gates = np.flatnonzero(arrays.integer)
        entries = rows[strong].tocoo()
        is_gate = arrays.integer[entries.col]
        count = int(strong.sum())
        gate, flow, most = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64), np.zeros(count)
        gate[entries.row[is_gate]], most[entries.row[is_gate]] = entries.col[is_gate], -entries.data[is_gate]
        flow[entries.row[~is_gate]] = entries.col[~is_gate]
        upper = arrays.upper.copy()
        np.minimum.at(upper, flow, most)
        links = Links(flow[most > 0], gate[most > 0], most[most > 0], arrays.columns)
        model = replace(
            arrays, matrix=rows[~strong].tocsc(), row_lower=arrays.row_lower[~strong],
            row_upper=arrays.row_upper[~strong], upper=upper, column_blocks=(), row_blocks=(),
        )  # fmt: skip
        return cls(model, links, gates, _loads(model, gates))


def _loads(model: Arrays, gates: Ints) -> sp.csr_matrix:
    """Flows through each gate, from the capacity rows ``Σ flow - capacity · gate ≤ 0``."""
    rows = model.matrix.tocsr()
    through = rows[:, gates].tocoo()
    place = np.full(model.rows, -1)
    capacity = (through.data <= 0) & (model.row_upper[through.row] == 0)
    place[through.row[capacity]] = through.col[capacity]
    entries = rows.tocoo()
    kept = (place[entries.row] >= 0) & ~model.integer[entries.col]
    shape = (gates.size, model.columns)
    return sp.csr_matrix((entries.data[kept], (place[entries.row[kept]], entries.col[kept])), shape=shape)
