"""What comes in goes out: a row for each place, status and commodity that goods pass."""

from __future__ import annotations

import numpy as np

from ..engine.arrays import ArrayModel, Block
from .delivery import Delivery
from .demands import Demands
from .ground import FREE, Ground, Ints, site_of, status_of
from .inbound import Inbound


def balance(
    model: ArrayModel, ground: Ground, demand: Demands, inbound: Inbound, z: Block, delivery: Delivery, x: Block
) -> None:
    """Flow is conserved at hubs, gateways and stocking sites.

    Σ z into (site, status, commodity) − Σ z out − Σ x out = 0

    The commodity is product and origin; in free stock the product alone, since duty is paid. So all that comes in for
    export goes abroad, and what is drawn back on arrival is drawn back.
    """
    into = _key(ground, inbound.arcs.end[inbound.arc], inbound.origin, inbound.product)
    outof = _key(ground, inbound.arcs.start[inbound.arc], inbound.origin, inbound.product)
    sold = _key(ground, delivery.start, delivery.origin, demand.product[delivery.demand])
    passing = ground.sites.kind[site_of(inbound.arcs.start[inbound.arc])] != "factory"
    stocked = delivery.supply < 0
    keys, row = np.unique(np.concatenate([into, outof[passing], sold[stocked]]), return_inverse=True)
    rows = model.add_rows("balance", keys.size, lower=0.0, upper=0.0)
    a, b = into.size, into.size + int(passing.sum())
    model.add_entries(rows[row[:a]], z[np.arange(inbound.size)], 1.0)
    model.add_entries(rows[row[a:b]], z[np.flatnonzero(passing)], -1.0)
    model.add_entries(rows[row[b:]], x[np.flatnonzero(stocked)], -1.0)


def origins_in_stock(model: ArrayModel, ground: Ground, inbound: Inbound, z: Block) -> None:
    """No more of an origin goes on from free stock than came in, so that foreign goods do not leave as domestic ones.

    Σ z out of (stocking site, free, product, origin) − Σ z into it ≤ 0

    What is delivered is the rest, of whatever origin.
    """
    several = np.bincount(ground.origins.product)[inbound.product] > 1
    start, end = inbound.arcs.start[inbound.arc], inbound.arcs.end[inbound.arc]
    onward = np.flatnonzero(several & ground.sites.stocking[site_of(start)] & (status_of(start) == FREE))
    if not onward.size:
        return
    keys, row = np.unique(start[onward] * ground.origins.size + inbound.origin[onward], return_inverse=True)
    rows = model.add_rows("origins in stock", keys.size, upper=0.0)
    model.add_entries(rows[row], z[onward], 1.0)
    came = end * ground.origins.size + inbound.origin
    at = np.flatnonzero(np.isin(came, keys))
    model.add_entries(rows[np.searchsorted(keys, came[at])], z[at], -1.0)


def _key(ground: Ground, node: Ints, origin: Ints, product: Ints) -> Ints:
    sites = ground.sites
    merged = sites.stocking[site_of(node)] & (status_of(node) == FREE)
    commodity = np.where(merged, ground.origins.size + product, origin)
    return np.asarray(node * (ground.origins.size + len(ground.products.names)) + commodity, dtype=np.int64)


def supply(
    model: ArrayModel, ground: Ground, years: float, inbound: Inbound, z: Block, delivery: Delivery, x: Block
) -> None:
    """No factory gives more of a product than it can make.

    Σ z out of (factory, product) + Σ direct x ≤ capacity · years
    """
    rows_of = {
        (int(s), int(o)): r for r, (s, o) in enumerate(zip(ground.supply.site, ground.supply.origin, strict=True))
    }
    bounded = np.isfinite(ground.supply.capacity)
    if not bounded.any():
        return
    row_of_bounded = np.cumsum(bounded) - 1
    rows = model.add_rows("supply", int(bounded.sum()), upper=ground.supply.capacity[bounded] * years)
    from_factory = supply_row(ground, inbound, rows_of)
    for which, block in ((from_factory, z), (delivery.supply, x)):
        at = np.flatnonzero((which >= 0) & bounded[which])
        model.add_entries(rows[row_of_bounded[which[at]]], block[at], 1.0)


def supply_row(ground: Ground, inbound: Inbound, rows_of: dict[tuple[int, int], int] | None = None) -> Ints:
    """Row of supply that each inbound column draws on; -1 where it does not leave a factory."""
    if rows_of is None:
        rows_of = {
            (int(s), int(o)): r for r, (s, o) in enumerate(zip(ground.supply.site, ground.supply.origin, strict=True))
        }  # fmt: skip
    start = site_of(inbound.arcs.start[inbound.arc])
    leaving = ground.sites.kind[start] == "factory"
    row = np.full(inbound.size, -1, dtype=np.int64)
    for i in np.flatnonzero(leaving):
        row[i] = rows_of[int(start[i]), int(inbound.origin[i])]
    return row
