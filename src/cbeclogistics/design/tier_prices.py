"""What tiers of volume and of the number of sites count and charge, as terms of the model's columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..engine.arrays import ArrayModel
from ..plan.components import COLUMN
from .charges import DAYS_PER_MONTH
from .ground import DAYS_PER_YEAR, Floats, Ground, Ints, site_of
from .piecewise import Terms
from .receiving import receiving
from .tiers import Choice, Tier
from .volume import Volume

if TYPE_CHECKING:
    from .formulate import PeriodBlocks

LEAST = 1e-9


@dataclass(frozen=True)
class _Part:
    """Columns with what each adds, and the most that they can come to together."""

    columns: Ints
    values: Floats
    most: float


class _Period:
    """Columns of one period and what of them agreements look at."""

    def __init__(self, ground: Ground, period: int, blocks: PeriodBlocks) -> None:
        self.ground, self.period, self.blocks = ground, period, blocks
        self.days = ground.periods[period].days
        into, out, loads = blocks.inbound, blocks.delivery, blocks.loads
        self.link = into.arcs.link[into.arc]
        self.site = np.where(ground.sites.stocking[ground.links.end[self.link]], ground.links.end[self.link], -1)
        self.leaves = np.where(ground.sites.stocking[site_of(out.start)], site_of(out.start), -1)
        self.boxed = loads.container[loads.of_column]
        self.move_link = into.arcs.move_link[loads.move[loads.container]]
        demand = blocks.demand
        self.wanted = np.bincount(demand.product, demand.units, minlength=len(ground.products.names))

    def flows(self, at: Ints, unit: Floats) -> _Part:
        """Inbound columns; `unit` is per unit of each of them, shape (all inbound columns,)."""
        dearest = np.zeros(self.wanted.size)
        np.maximum.at(dearest, self.blocks.inbound.product[at], unit[at])
        most = float(dearest @ self.wanted) * _stages(self.ground, self.link[at], self.link)
        return _Part(self.blocks.z[at], unit[at], most)

    def sold(self, at: Ints, unit: Floats) -> _Part:
        """Delivery columns."""
        demand = self.blocks.demand
        dearest = np.zeros(demand.size)
        np.maximum.at(dearest, self.blocks.delivery.demand[at], unit[at])
        return _Part(self.blocks.x[at], unit[at], float(dearest @ demand.units))

    def boxes(self, at: Ints, unit: Floats) -> _Part:
        """Containers of moves `at`, of those by container."""
        loads, ground = self.blocks.loads, self.ground
        whole = np.flatnonzero(loads.container)[at]
        columns = np.flatnonzero(np.isin(loads.of_column, whole))
        cards = [ground.cards[c] for c in ground.links.card[self.link[columns]]]
        p = self.blocks.inbound.product[columns]
        share = ground.products.volume_m3[p] / np.array([c.usable_m3 for c in cards])
        share += ground.products.weight_kg[p] / np.array([c.payload_kg for c in cards])
        most = np.zeros(self.wanted.size)
        np.maximum.at(most, p, share)
        number = float(most @ self.wanted) * _stages(ground, self.link[columns], self.link) + at.size
        return _Part(loads.count[at], unit[at], float(np.max(unit[at], initial=0.0)) * number)

    def per_inbound(self, per: str) -> Floats:
        """What a unit of each inbound column counts."""
        products, p = self.ground.products, self.blocks.inbound.product
        return {"m3": products.volume_m3[p], "kg": products.weight_kg[p], "unit": np.ones(p.size)}[per]

    def per_sold(self, per: str) -> Floats:
        """What a unit of each delivery column counts."""
        demand, d = self.blocks.demand, self.blocks.delivery.demand
        products, p = self.ground.products, demand.product[d]
        return {
            "m3": products.volume_m3[p], "kg": products.weight_kg[p], "unit": np.ones(d.size),
            "order": 1 / demand.units_per_order[d],
        }[per]  # fmt: skip


def choices(model: ArrayModel, ground: Ground, periods: list[PeriodBlocks]) -> list[Choice]:
    """Choices of all periods; adds what they count to the model."""
    made: list[Choice] = []
    if not ground.volumes and ground.network.tables["placement_fees"].empty:
        return made
    for t, blocks in enumerate(periods):
        period = _Period(ground, t, blocks)
        for v in ground.volumes:
            for g in range(int(v.group.max(initial=-1)) + 1):
                made += _volume(period, v, v.group == g)
        made += _placement(model, period)
    return made


def _volume(period: _Period, v: Volume, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[Choice]:
    counted = [p for p in _counted(period, v, mine) if p.columns.size]
    if not counted:
        return
    storage = v.on == "storage"
    top = sum(p.most for p in counted)
    scale = period.days / (DAYS_PER_MONTH if storage else DAYS_PER_YEAR)
    if v.per == "container":
        top = max(top, v.breaks[-1][0] * scale)  # containers may be bought empty to come so far
    tiers = v.tiers(scale, period.days / DAYS_PER_YEAR, max(top, LEAST))
    terms = _terms(counted)
    if v.discounts:
        parts = [p for p in _charged(period, v, mine) if p.columns.size]
        charged, most = _terms(parts), sum(p.most for p in parts)
    else:
        charged, most = terms, top
    dearest = _dearest(terms, charged)
    if np.isfinite(dearest):
        most = max(most, dearest * top)
    yield Choice("volume_breaks", v.name, period.period, tiers, terms, charged, max(most, LEAST), dearest)


def _counted(period: _Period, v: Volume, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[_Part]:
    ground, out = period.ground, period.blocks.delivery
    if v.per == "container":
        end = ground.links.end[period.move_link]
        there = mine[period.move_link] if v.on == "freight" else mine[end]
        yield period.boxes(np.flatnonzero(there), np.ones(there.size))
        return
    if v.on == "freight":
        if v.per != "order":
            yield period.flows(np.flatnonzero(mine[period.link]), period.per_inbound(v.per))
        yield period.sold(np.flatnonzero(mine[out.link]), period.per_sold(v.per))
    elif v.on == "outbound":
        yield period.sold(np.flatnonzero((period.leaves >= 0) & mine[period.leaves]), period.per_sold(v.per))
    else:
        unit = period.per_inbound(v.per)
        if v.on == "storage":
            unit = unit * ground.sites.stock_days[period.site] / DAYS_PER_MONTH
        yield period.flows(np.flatnonzero((period.site >= 0) & mine[period.site]), unit)


def _charged(period: _Period, v: Volume, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[_Part]:
    """What the carrier or the site asks for what is counted."""
    ground, into, out, loads = period.ground, period.blocks.inbound, period.blocks.delivery, period.blocks.loads
    if v.on == "freight":
        local = ground.local.per_load
        at = np.flatnonzero(mine[period.move_link])
        yield period.boxes(at, loads.price[loads.container] - local[period.move_link])
        loose = into.unit_cost[:, COLUMN["freight"]] - into.load_share * local[period.link]
        yield period.flows(np.flatnonzero(mine[period.link] & ~period.boxed), loose)
        yield period.sold(np.flatnonzero(mine[out.link]), out.unit_cost[:, COLUMN["last_mile"]])
    elif v.on == "outbound":
        at = np.flatnonzero((period.leaves >= 0) & mine[period.leaves])
        yield period.sold(at, out.unit_cost[:, COLUMN["handling"]])
    else:
        at = np.flatnonzero((period.site >= 0) & mine[period.site])
        receiving = ground.products.volume_m3[into.product] * ground.sites.inbound_per_m3[period.site]
        yield period.flows(at, into.unit_cost[:, COLUMN["storage"]] if v.on == "storage" else receiving)


def _placement(model: ArrayModel, period: _Period) -> Iterator[Choice]:
    """Fees by the number of sites of a network that goods are sent to, on what comes into it from outside."""
    ground = period.ground
    table = ground.network.tables["placement_fees"]
    amount = ground.money(table, "amount")
    begins = ground.links.start[period.link]
    for name in dict.fromkeys(table["placement"]):
        rows = np.flatnonzero((table["placement"] == name).to_numpy())
        first = table.iloc[int(rows[0])]
        inside = np.isin(ground.sites.names.astype(str), list(ground.network.selection.sites(first["sites"])))
        inside &= ground.sites.stocking
        at = np.flatnonzero((period.site >= 0) & inside[period.site] & ~inside[begins])
        part = period.flows(at, period.per_inbound(first["per"]))
        if not at.size:
            continue
        begins_at = np.where(table["sites_at_least"] > 1, table["sites_at_least"], 0.0)  # none with its share: as one
        steps = sorted((float(begins_at[i]), float(amount[i])) for i in rows if begins_at[i] <= inside.sum())
        if not steps or steps[0][0] > 0:
            steps.insert(0, (0.0, 0.0))
        ends = [s[0] - 1 for s in steps[1:]] + [float(inside.sum())]
        tiers = [Tier(low, high, 0.0, fee) for (low, fee), high in zip(steps, ends, strict=True)]
        charged, most = _terms([part]), max(part.most, LEAST)
        counted = receiving(model, period.site[at], charged, float(first["least_share_pct"]) / 100, most)
        yield Choice("placement_fees", str(name), period.period, tuple(tiers), counted, charged, most, np.inf)


def _terms(parts: list[_Part]) -> Terms:
    return Terms(np.concatenate([p.columns for p in parts]), np.concatenate([p.values for p in parts]))


def _dearest(counted: Terms, charged: Terms) -> float:
    """Most that is charged for what counts 1; inf where a column is charged that does not count."""
    counts = dict(zip(counted.columns.tolist(), counted.values.tolist(), strict=True))
    pairs = [(v, counts.get(c, 0.0)) for c, v in zip(charged.columns.tolist(), charged.values.tolist(), strict=True)]
    return max((v / n if n else np.inf for v, n in pairs if v > 0), default=0.0)


def _stages(ground: Ground, links: Ints, among: Ints) -> int:
    """How many of `links` goods can pass on their way over `among`, no site twice."""
    pairs, which = np.unique(
        np.stack([ground.links.start[among], ground.links.end[among]]), axis=1, return_inverse=True
    )
    counts = np.zeros(pairs.shape[1], dtype=np.int64)
    counts[which.ravel()[np.isin(among, links)]] = 1
    most = np.unique(ground.links.end[links]).size
    depth = np.zeros(ground.sites.size, dtype=np.int64)
    for _ in range(ground.sites.size):
        before = depth.copy()
        np.maximum.at(depth, pairs[1], depth[pairs[0]] + counts)
        if (depth == before).all():
            break
    return int(max(1, min(depth.max(initial=1), most)))
