"""Size options: which stocking sites are open and how big."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Block
from .delivery import Delivery
from .demands import Demands
from .ground import DAYS_PER_YEAR, Floats, Ground, Ints, Texts, site_of, texts
from .inbound import Inbound


@dataclass(frozen=True)
class Options:
    """Rows of site_options, shape (n,) each; money in the base currency, `fixed` for the whole horizon."""

    site: Ints
    option: Texts
    status: Texts
    opening: Floats
    fixed: Floats
    closing: Floats
    storage_m3: Floats
    throughput_m3: Floats
    block: Block


def options(model: ArrayModel, ground: Ground) -> Options:
    """At most one option a site; forced ones chosen, closed ones not.

    Σ_o open[i, o] ≤ 1                                     for every stocking site i
    """
    t = ground.network.tables["site_options"]
    site = np.array([ground.sites.index[s] for s in t["site"]], dtype=np.int64)
    status = texts(t["status"])
    existing = status == "existing"
    opening = np.where(existing, 0.0, ground.money(t, "opening_cost"))
    fixed = ground.money(t, "fixed_cost_per_year") * ground.settings.days / DAYS_PER_YEAR
    closing = np.where(existing, ground.money(t, "closing_cost"), 0.0)
    block = model.add_columns(
        "open", site.size, cost=opening + fixed - closing, lower=(status == "forced").astype(float),
        upper=(status != "closed").astype(float), integer=True,
    )  # fmt: skip
    model.offset += float(closing.sum())
    sites, row = np.unique(site, return_inverse=True)
    rows = model.add_rows("one option", sites.size, upper=1.0)
    model.add_entries(rows[row], block[np.arange(site.size)], 1.0)
    return Options(
        site=site, option=texts(t["option"]), status=status, opening=opening, fixed=fixed, closing=closing,
        storage_m3=t["storage_m3"].fillna(np.inf).to_numpy(float),
        throughput_m3=t["throughput_m3_per_year"].fillna(np.inf).to_numpy(float), block=block,
    )  # fmt: skip


def capacity(
    model: ArrayModel, ground: Ground, days: float, option: Options, inbound: Inbound, z: Block, demand: Demands,
    delivery: Delivery,
) -> None:  # fmt: skip
    """What arrives at a stocking site fits the chosen option, and nothing arrives without one.

    Σ volume · z into i · stock_days / days ≤ Σ_o storage[o] · open[i, o]
    Σ volume · z into i ≤ Σ_o throughput[o] · days / 365 · open[i, o]

    A limit that is not given, or is above all that the site could ever deliver, is that most instead.
    """
    sites, volume = ground.sites, ground.products.volume_m3
    end = site_of(inbound.arcs.end[inbound.arc])
    columns = np.flatnonzero(sites.stocking[end])
    stocking, row = np.unique(end[columns], return_inverse=True)
    place = np.full(sites.size, -1)
    place[stocking] = np.arange(stocking.size)
    most = _most(ground, demand, delivery, inbound)
    chosen = np.flatnonzero(place[option.site] >= 0)
    size = most[option.site[chosen]]
    for name, per_m3, limit in (
        ("storage", sites.stock_days / days, option.storage_m3[chosen]),
        ("throughput", np.ones(sites.size), option.throughput_m3[chosen] * days / DAYS_PER_YEAR),
    ):
        rows = model.add_rows(name, stocking.size, upper=0.0)
        v = volume[inbound.product[columns]] * per_m3[end[columns]]
        within = np.minimum(limit, size * per_m3[option.site[chosen]] * (1 + 1e-9))
        scale = np.ones(stocking.size)
        np.maximum.at(scale, place[option.site[chosen]], within)
        model.add_entries(rows[row], z[columns], v / scale[row])
        at = place[option.site[chosen]]
        model.add_entries(rows[at], option.block[chosen], -within / scale[at])


def _most(ground: Ground, demand: Demands, delivery: Delivery, inbound: Inbound) -> Floats:
    """Volume that each site could need at most: all demand it delivers to, and all where it feeds other sites."""
    volume = demand.units * ground.products.volume_m3[demand.product]
    pairs = np.unique(np.stack([site_of(delivery.start), delivery.demand]), axis=1)
    most = np.bincount(pairs[0], volume[pairs[1]], minlength=ground.sites.size)
    feeding = np.unique(site_of(inbound.arcs.start[inbound.arc]))
    most[feeding] = volume.sum()
    return np.asarray(most)
