"""Demand is met or counted as unserved; nothing is delivered from a site that is not open; lanes hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from ..engine.arrays import ArrayModel, Arrays, Block, Floats
from .delivery import Delivery
from .demands import Demands
from .ground import DAYS_PER_YEAR, Ground, Ints, site_of
from .inbound import Inbound
from .joint import Joint
from .options import Options

LITTLE_MORE = 0.01  # of what a unit costs
LEAST_COST = 1e-9


def serve(model: ArrayModel, demand: Demands, delivery: Delivery, x: Block) -> Block:
    """Demand met or unserved.

    Σ x + unserved = units                                 for every demand
    """
    at = np.flatnonzero(~np.isnan(demand.penalty))
    unserved = model.add_columns("unserved", at.size, cost=demand.penalty[at], upper=demand.units[at])
    rows = model.add_rows("demand", demand.size, lower=demand.units, upper=demand.units)
    model.add_entries(rows[delivery.demand], x[np.arange(delivery.size)], 1.0)
    model.add_entries(rows[at], unserved[np.arange(at.size)], 1.0)
    return unserved


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


def strong_links(ground: Ground, parts: list[tuple[Demands, Delivery, Block, Joint]], option: Options) -> StrongLinks:
    """Strong links of all periods; they are implied by whole answers, and tighten the relaxation."""
    column, row, by, units = [], [], [], []
    switch_column, switch = [option.block[np.arange(option.site.size)]], [option.site]
    total, known = 0, ground.sites.size
    for demand, delivery, x, joint in parts:
        stocked = ground.sites.stocking[site_of(delivery.start)]
        of_group = np.where(joint.of_column >= 0, joint.of_column + known, -1)
        switch_column.append(joint.block[np.arange(joint.size)])
        switch.append(np.arange(joint.size) + known)
        known += joint.size
        for through in (np.where(stocked, site_of(delivery.start), -1), of_group):
            at = np.flatnonzero(through >= 0)
            pair = np.stack([delivery.demand[at], through[at]])
            distinct, which = np.unique(pair, axis=1, return_inverse=True)
            column.append(x[at])
            row.append(which + total)
            by.append(distinct[1])
            units.append(demand.units[distinct[0]])
            total += distinct.shape[1]
    return StrongLinks(
        np.concatenate(column), np.concatenate(row), np.concatenate(by), np.concatenate(units),
        np.concatenate(switch_column), np.concatenate(switch),
    )  # fmt: skip


def lane_capacity(
    model: ArrayModel, ground: Ground, days: float, demand: Demands, inbound: Inbound, z: Block, delivery: Delivery,
    x: Block,
) -> None:  # fmt: skip
    """No lane carries more than it can.

    Σ volume · flow ≤ capacity · days / 365                for every pair of a lane with a capacity
    """
    links, volume = ground.links, ground.products.volume_m3
    at = np.flatnonzero(np.isfinite(links.capacity_m3))
    if not at.size:
        return
    place = np.full(links.start.size, -1)
    place[at] = np.arange(at.size)
    rows = model.add_rows("lane capacity", at.size, upper=links.capacity_m3[at] * days / DAYS_PER_YEAR)
    for link, product, block in (
        (inbound.arcs.link[inbound.arc], inbound.product, z),
        (delivery.link, demand.product[delivery.demand], x),
    ):
        mine = np.flatnonzero(place[link] >= 0)
        model.add_entries(rows[place[link[mine]]], block[mine], volume[product[mine]])


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
        self._links, self._columns, self._tolerance = links, model.columns, tolerance
        self._cost = model.cost[links.column]
        self._found = np.zeros(links.size, dtype=bool)

    def find(self, x: Floats, reduced_cost: Floats) -> tuple[sp.csr_matrix, Floats] | None:
        """Return the links broken by more than the tolerance (a share of the demand), as rows ``≤ 0``.

        With them come those of the same switches whose deliveries would cost little more: what a broken link turns
        away would go there next.
        """
        links = self._links
        served = np.bincount(links.row, x[links.column], minlength=links.size) / links.units
        top = int(max(links.by.max(initial=-1), links.switch.max(initial=-1))) + 1
        on = np.bincount(links.switch, x[links.switch_column], minlength=top)
        broken = (served > on[links.by] + self._tolerance) & ~self._found
        if not broken.any():
            return None
        torn = (on > self._tolerance) & (on < 1 - self._tolerance)
        torn[links.by[broken]] = True
        more = np.full(links.size, np.inf)
        np.minimum.at(more, links.row, reduced_cost[links.column] / np.maximum(self._cost, LEAST_COST))
        wanted = np.flatnonzero(broken | (torn[links.by] & (more <= LITTLE_MORE) & ~self._found))
        self._found[wanted] = True
        return link_rows(links, self._columns, wanted), np.zeros(wanted.size)

    def all(self) -> tuple[sp.csr_matrix, Floats]:
        """Return every strong link as rows ``≤ 0``."""
        return link_rows(self._links, self._columns, np.arange(self._links.size)), np.zeros(self._links.size)
