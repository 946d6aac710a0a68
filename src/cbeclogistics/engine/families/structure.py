"""Which rows are a family's own, which couple them, and what gates a way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from ..arrays import Arrays, Bools, Floats, Ints
from ..links import StrongLinks
from ..relaxation import Ways

NONE = -1


@dataclass(frozen=True, eq=False)
class Families:
    """A model, the `family` of each column (-1: common), and the strong links of its ways.

    Attributes
    ----------
    count
        Number of families, 0 .. count - 1, each with columns.
    coupling, common
        Rows between families or with common columns; columns of no family.
    own
        Shape (rows,): family whose own the row is, -1 for coupling rows.
    """

    model: Arrays
    family: Ints
    links: StrongLinks
    count: int
    coupling: Ints
    common: Ints
    own: Ints

    @classmethod
    def of(cls, model: Arrays, family: Ints, links: StrongLinks) -> Families:
        """Split a model; families without a column are left out of the count."""
        number = np.full(model.columns, NONE, dtype=np.int64)
        inside = family >= 0
        names, number[inside] = np.unique(family[inside], return_inverse=True)
        entries = model.matrix.tocoo()
        low, high = np.full(model.rows, names.size), np.full(model.rows, NONE)
        np.minimum.at(low, entries.row, number[entries.col])
        np.maximum.at(high, entries.row, number[entries.col])
        own = np.where(low == high, low, NONE)
        return cls(model, number, links, names.size, np.flatnonzero(own < 0), np.flatnonzero(~inside), own)

    @cached_property
    def columns(self) -> list[Ints]:
        """Columns of each family."""
        return _lists(self.family, self.count)

    @cached_property
    def rows(self) -> list[Ints]:
        """Own rows of each family."""
        return _lists(self.own, self.count)

    @cached_property
    def across(self) -> sp.csr_matrix:
        """Coefficients of the coupling rows, shape (coupling, columns)."""
        return self.model.matrix.tocsr()[self.coupling]

    @cached_property
    def gates(self) -> Gates:
        """What gates the ways."""
        return Gates.of(self)

    def apart(self, x: Floats) -> sp.csc_matrix:
        """Shape (columns, families): a point of the families' columns, each family in a column of its own."""
        at = np.flatnonzero((x != 0) & (self.family >= 0))
        shape = (self.model.columns, self.count)
        return sp.coo_matrix((x[at], (at, self.family[at])), shape=shape).tocsc()


@dataclass(frozen=True, eq=False)
class Gates:
    """Switches that ways depend on: gate g is the k of strong links that is g-th.

    Attributes
    ----------
    by
        Shape (gates,): the k of each.
    way, demand, gate
        Shape (ways,): column, number of its demand row (place in `row`), and gate (-1: none).
    row
        Shape (demands,): model row of each.
    exclusive
        Rows that allow one switch of a gate at most.
    """

    by: Ints
    way: Ints
    demand: Ints
    gate: Ints
    row: Ints
    exclusive: Ints

    @classmethod
    def of(cls, families: Families) -> Gates:
        """Gates of a model's ways, of several the first; demand rows that hold other columns too are left out."""
        model, links = families.model, families.links
        ways = Ways.of(model)
        entries = np.diff(model.matrix.tocsr().indptr)
        alone = np.bincount(ways.row, minlength=model.rows) == entries
        column, of_row = ways.columns[alone[ways.row]], ways.row[alone[ways.row]]
        row, demand = np.unique(of_row, return_inverse=True)
        by, gate = np.unique(links.switch), np.full(column.size, NONE)
        if by.size:
            of_column = np.full(model.columns, np.iinfo(np.int64).max)
            np.minimum.at(of_column, links.column, links.by[links.row])
            place = np.minimum(np.searchsorted(by, of_column[column]), by.size - 1)
            gate = np.where(by[place] == of_column[column], place, NONE)
        return cls(by, column, demand, gate, row, _exclusive(model, links))

    def of_link(self, families: Families) -> tuple[Ints, Ints]:
        """Gate and demand of each strong link, shape (links,); -1 where its ways are another gate's."""
        links, model = families.links, families.model
        demand, gate = np.full(model.columns, NONE), np.full(model.columns, NONE)
        demand[self.way], gate[self.way] = self.demand, self.gate
        of_gate, of_demand = np.full(links.size, NONE), np.full(links.size, NONE)
        if not self.by.size:
            return of_gate, of_demand
        mine = (gate[links.column] >= 0) & (self.by[gate[links.column]] == links.by[links.row])
        of_gate[links.row[mine]] = gate[links.column[mine]]
        of_demand[links.row[mine]] = demand[links.column[mine]]
        return of_gate, of_demand


def _lists(number: Ints, count: int) -> list[Ints]:
    """Indices that hold each number."""
    order = np.argsort(number, kind="stable")
    ends = np.searchsorted(number[order], np.arange(count + 1))
    return [np.sort(order[ends[k] : ends[k + 1]]) for k in range(count)]


def _exclusive(model: Arrays, links: StrongLinks) -> Ints:
    """Rows Σ ≤ 1 of the switches of one k."""
    k = np.full(model.columns, NONE)
    k[links.switch_column] = links.switch
    at = np.flatnonzero((model.row_upper == 1) & (model.row_lower <= 0))
    rows = model.matrix.tocsr()[at]
    which = np.repeat(np.arange(at.size), np.diff(rows.indptr))
    good: Bools = np.ones(at.size, dtype=bool)
    np.logical_and.at(good, which, (rows.data == 1) & (k[rows.indices] >= 0))
    low, high = np.full(at.size, np.iinfo(np.int64).max), np.full(at.size, NONE)
    np.minimum.at(low, which, k[rows.indices])
    np.maximum.at(high, which, k[rows.indices])
    found: Ints = at[good & (low == high)]
    return found
