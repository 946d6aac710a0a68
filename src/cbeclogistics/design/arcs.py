"""Arcs: inbound links by clearance channel and customs status, and which commodities can and need travel them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ground import BONDED, EXPORT, FREE, STATUSES, Bools, Ground, Ints, Texts, node, site_of, status_of


@dataclass(frozen=True)
class Arcs:
    """Inbound links × channel × status, shape (n,) each.

    Attributes
    ----------
    link
        Index into `Ground.links`.
    start, end
        Nodes (`ground.node`).
    channel
        Clearance channel; empty inside a territory.
    crossing
        Whether the arc enters another territory.
    export
        Whether goods leave free circulation in their territory of origin, so that it refunds VAT.
    move
        Index of the arc's link × channel, which shares its containers.
    """

    link: Ints
    start: Ints
    end: Ints
    channel: Texts
    crossing: Bools
    export: Bools
    origin_only: Bools
    move: Ints
    move_link: Ints
    move_channel: Texts

    @property
    def drawn_back(self) -> Bools:
        """Arcs on which duty is paid that comes back when the goods leave again, shape (n,)."""
        return np.asarray(self.crossing & (status_of(self.end) == EXPORT))


def arcs(ground: Ground) -> Arcs:
    """Every arc that the statuses and the channels of any period allow."""
    links, sites, book = ground.links, ground.sites, ground.rulebook
    inbound = np.flatnonzero(~links.to_market & (sites.kind[links.end] != "factory"))
    start_territory, end_territory = sites.territory[links.start], sites.territory[links.end]
    days = sorted({ground.day(t) for t in range(len(ground.periods))})
    bulk = {
        territory: {c.channel: c for day in days for c in book.open_channels(territory, "bulk", day)}
        for territory in set(end_territory[inbound])
    }
    rows: list[tuple[int, int, int, str, bool, bool, bool]] = []
    for k in inbound:
        a, b = int(links.start[k]), int(links.end[k])
        held = _leaves_as(ground, a, crossing=bool(start_territory[k] != end_territory[k]))
        takes = ground.draws_back[b] & (ground.may_hold_for_export[b] | ~sites.stocking[b])
        if start_territory[k] == end_territory[k]:
            for status in held:
                if status == EXPORT:
                    if takes:
                        rows.append((int(k), EXPORT, EXPORT, "", False, False, False))
                elif not sites.stocking[b]:
                    rows.append((int(k), status, status, "", False, False, False))
                elif sites.bonded[b]:
                    rows.append((int(k), status, BONDED, "", False, status == FREE, status == FREE))
                elif status == FREE:
                    rows.append((int(k), FREE, FREE, "", False, False, False))
            continue
        for name, channel in bulk[end_territory[k]].items():
            if channel.modes and links.mode[k] not in channel.modes:
                continue
            if links.channels[k] and name not in links.channels[k]:
                continue
            arrives = [BONDED] if channel.suspended else [FREE, EXPORT] if takes else [FREE]
            if sites.stocking[b] and sites.bonded[b] != channel.suspended:
                continue
            rows += [
                (int(k), status, after, name, True, status == FREE, status == FREE)
                for after in arrives for status in held
            ]  # fmt: skip
    link = np.array([r[0] for r in rows], dtype=np.int64)
    channel_names = np.array([r[3] for r in rows], dtype=object)
    moves: dict[tuple[int, str], int] = {}
    move = np.array([moves.setdefault((r[0], r[3]), len(moves)) for r in rows], dtype=np.int64)
    return Arcs(
        link=link, start=node(links.start[link], np.array([r[1] for r in rows], dtype=np.int64)),
        end=node(links.end[link], np.array([r[2] for r in rows], dtype=np.int64)), channel=channel_names,
        crossing=np.array([r[4] for r in rows], dtype=bool), export=np.array([r[5] for r in rows], dtype=bool),
        origin_only=np.array([r[6] for r in rows], dtype=bool), move=move,
        move_link=np.array([m[0] for m in moves], dtype=np.int64),
        move_channel=np.array([m[1] for m in moves], dtype=object),
    )  # fmt: skip


def _leaves_as(ground: Ground, site: int, *, crossing: bool) -> list[int]:
    """Statuses in which goods go on from a site; for export they go abroad from stock, and to stock from elsewhere."""
    sites = ground.sites
    if sites.kind[site] == "factory":
        return [FREE]
    if sites.stocking[site]:
        held = [BONDED] if sites.bonded[site] else [FREE]
        return [*held, EXPORT] if crossing and ground.may_hold_for_export[site] else held
    return [FREE, BONDED] if crossing or not ground.draws_back[site] else [FREE, BONDED, EXPORT]


def allowed(ground: Ground, arc: Arcs) -> Bools:
    """Whether a product-origin may travel an arc, shape (arcs, origins): modes, channels' origins, exports."""
    origins, products, links = ground.origins, ground.products, ground.links
    modes = sorted(set(links.mode))
    barred = np.array([[m in products.barred[p] for p in origins.product] for m in modes], dtype=bool)
    ok = ~barred[[modes.index(m) for m in links.mode[arc.link]]]
    start_territory = ground.sites.territory[site_of(arc.start)]
    ok &= ~arc.origin_only[:, None] | (start_territory[:, None] == origins.territory[None, :])
    days = sorted({ground.day(t) for t in range(len(ground.periods))})
    end_territory = ground.sites.territory[site_of(arc.end)]
    for i in np.flatnonzero(arc.crossing):
        territory = end_territory[i]
        channels = [ground.rulebook.channel(territory, arc.channel[i], day) for day in days]
        wanted = {o for c in channels if c is not None for o in (c.origins or ("*",))}
        if "*" not in wanted:
            ok[i] &= np.isin(origins.country.astype(str), list(wanted))
    return ok


def reachable(ground: Ground, arc: Arcs, ok: Bools) -> Bools:
    """Nodes that a product-origin can come to from a factory, shape (nodes, origins)."""
    seen = np.zeros((ground.sites.size * STATUSES, ground.origins.size), dtype=bool)
    seen[node(ground.supply.site, FREE), ground.supply.origin] = True
    while True:
        before = int(seen.sum())
        np.logical_or.at(seen, arc.end, seen[arc.start] & ok)
        if int(seen.sum()) == before:
            return seen


def useful(arc: Arcs, ok: Bools, wanted: Bools) -> Bools:
    """Nodes from which a product-origin can come to where it is `wanted`, shape (nodes, origins)."""
    seen = wanted.copy()
    while True:
        before = int(seen.sum())
        np.logical_or.at(seen, arc.start, seen[arc.end] & ok)
        if int(seen.sum()) == before:
            return seen


def least_freight(ground: Ground, arc: Arcs, ok: Bools, reached: Bools) -> dict[tuple[str, int, int], float]:
    """Least freight of a unit into the territories where it may lie in bond or for export.

    By (territory, product-origin, status).
    """
    least: dict[tuple[str, int, int], float] = {}
    status, product = status_of(arc.end), ground.origins.product
    into = np.flatnonzero(arc.crossing & (status != FREE))
    at, origin = np.nonzero((ok & reached[arc.start])[into])
    carriage = np.add(*ground.carriage(arc.link[into[at]], product[origin]))
    territory = ground.sites.territory[site_of(arc.end[into])]
    for i, o, freight in zip(at, origin, carriage, strict=True):
        key = (str(territory[i]), int(o), int(status[into[i]]))
        least[key] = min(least.get(key, np.inf), float(freight))
    return least
