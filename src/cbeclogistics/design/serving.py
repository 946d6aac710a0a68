"""Demand is met or counted as unserved; nothing is delivered from a site that is not open; lanes hold."""

from __future__ import annotations

import numpy as np

from ..engine.arrays import ArrayModel, Block
from ..engine.links import StrongLinks
from .delivery import Delivery
from .demands import Demands
from .ground import DAYS_PER_YEAR, Ground, site_of
from .inbound import Inbound
from .joint import Joint
from .options import Options


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
