"""The least freight by which goods in bond or for export can have come: part of the value that they are cleared on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from .facts import BONDED, FOR_EXPORT, FREE, STATUSES, Facts, places_in
from .moves import Moves
from .verdict import Bools, Floats, Ints, Texts


@dataclass(frozen=True)
class Ways:
    """Inbound links by status and channel as the instance allows them on a day, shape (n,) each."""

    link: Ints
    start: Ints  # site · STATUSES + status
    end: Ints
    export: Bools  # leaves free circulation, which only goods of the territory's own origin may
    enters: Bools  # into another territory
    channel: Texts  # empty inside a territory
    origins: Texts  # countries of origin that the channel is open to, empty: any


def freight_into_bond(facts: Facts, moves: Moves) -> Floats:
    """Least freight of a unit into the territory that it leaves in the status that it has, for each flow.

    0 for goods in free circulation, which carry none.

    Looked for over all links by which the product of that origin and exporter can have come from a factory: lanes,
    modes, statuses and channels' origins allow them on the day; limits of value are left aside.
    """
    made = np.zeros(moves.size)
    at = np.flatnonzero(moves.carry_freight & moves.priced)
    for period in np.unique(moves.period[at]):
        rows = at[moves.period[at] == period]
        ways = inbound_ways(facts, facts.day[int(period)])
        code = moves.product[rows] * (moves.origin_code.max(initial=0) + 1) + moves.origin_code[rows]
        _, first, group = np.unique(code, return_index=True, return_inverse=True)
        product, origin, exporter = (column[rows[first]] for column in (moves.product, moves.origin, moves.exporter))
        may = may_go(facts, ways, product, origin)
        reached = reached_by(facts, ways, may, product, origin, exporter)
        least = _least(facts, ways, may & reached[ways.start], product)
        territory = facts.site["territory"][moves.start[rows]]
        lay = zip(group, territory, moves.start_status[rows], strict=True)
        made[rows] = [least.get((int(k), str(t), int(s)), 0.0) for k, t, s in lay]
    return made


def inbound_ways(facts: Facts, day: dt.date) -> Ways:
    """Every way that the instance offers on the day, limits of value left aside."""
    site, link = facts.site, facts.link
    rows = np.flatnonzero(~link["to_market"] & (site["kind"][link["end"]] != "factory"))
    a, b = link["start"][rows], link["end"][rows]
    stock_a, stock_b, holds_a, holds_b = (site[c][v] for c in ("stocking", "holds") for v in (a, b))
    can = {
        FREE: ~stock_a | (holds_a == FREE),
        BONDED: (~stock_a & (site["kind"][a] != "factory")) | (stock_a & (holds_a == BONDED)),
    }
    takes = {FREE: ~stock_b | (holds_b == FREE), BONDED: ~stock_b | (holds_b == BONDED)}
    takes[FOR_EXPORT] = takes[FREE] & site["refunds"][b]
    inland = ~stock_a & (site["kind"][a] != "factory") & site["refunds"][a]  # on its way to stock
    abroad = stock_a & (holds_a == FREE) & site["refunds"][a]
    here, there = site["territory"][a], site["territory"][b]
    parts: list[tuple[Ints, int, int, bool, bool, str, tuple[str, ...]]] = []
    same = here == there
    parts += [(np.flatnonzero(same & can[s] & takes[s]), s, s, False, False, "", ()) for s in (FREE, BONDED)]
    parts.append((np.flatnonzero(same & can[FREE] & stock_b & takes[BONDED]), FREE, BONDED, True, False, "", ()))
    parts.append((np.flatnonzero(same & inland & takes[FOR_EXPORT]), FOR_EXPORT, FOR_EXPORT, False, False, "", ()))
    can[FOR_EXPORT] = abroad
    for territory in set(there):
        for channel in facts.book.open_channels(str(territory), "bulk", day):
            fits = ~same & (there == territory)
            if channel.modes:
                fits &= np.isin(link["mode"][rows].astype(str), channel.modes)
            fits &= np.array([not c or channel.channel in c for c in link["channels"][rows]], dtype=bool)
            for after in (BONDED,) if channel.suspended else (FREE, FOR_EXPORT):
                for s, may in can.items():
                    parts.append((np.flatnonzero(fits & may & takes[after]), s, after, s == FREE, True,
                                  channel.channel, channel.origins))  # fmt: skip
    size = [p[0].size for p in parts]
    which = np.concatenate([p[0] for p in parts])
    begin, finish = (np.repeat([p[i] for p in parts], size).astype(np.int64) for i in (1, 2))
    origins = np.empty(len(parts), dtype=object)
    origins[:] = [p[6] for p in parts]
    return Ways(
        link=rows[which], start=a[which] * STATUSES + begin, end=b[which] * STATUSES + finish,
        export=np.repeat([p[3] for p in parts], size), enters=np.repeat([p[4] for p in parts], size),
        channel=np.repeat(np.array([p[5] for p in parts], dtype=object), size), origins=np.repeat(origins, size),
    )  # fmt: skip


def may_go(facts: Facts, ways: Ways, product: Ints, origin: Texts) -> Bools:
    """Whether each product-origin may go each way, shape (ways, product-origins)."""
    mode = facts.link["mode"][ways.link]
    modes, which = np.unique(mode.astype(str), return_inverse=True)
    barred = np.array([[m in facts.product["barred_modes"][p] for p in product] for m in modes], dtype=bool)
    may: Bools = ~barred[which]
    territory = facts.site["territory"][ways.start // STATUSES]
    may &= ~ways.export[:, None] | (territory[:, None] == facts.territory_of(origin)[None, :])
    for allowed in {o for o in ways.origins if o}:
        rows = np.array([o == allowed for o in ways.origins], dtype=bool)
        may[np.ix_(rows, ~np.isin(origin.astype(str), allowed))] = False
    return may


def reached_by(facts: Facts, ways: Ways, may: Bools, product: Ints, origin: Texts, exporter: Texts) -> Bools:
    """Whether each product of an origin and exporter can come to each site and status from where it is made."""
    seen = np.zeros((len(facts.sites) * STATUSES, product.size), dtype=bool)
    made_at, made = places_in(facts.sites, facts.supply["site"]), places_in(facts.products, facts.supply["product"])
    for k in range(product.size):
        makes = (made == product[k]) & (facts.supply["origin"] == origin[k]) & (facts.supply["exporter"] == exporter[k])
        seen[made_at[makes] * STATUSES + FREE, k] = True
    if not ways.end.size:
        return seen
    order = np.argsort(ways.end, kind="stable")
    nodes, first = np.unique(ways.end[order], return_index=True)
    while True:
        come = np.logical_or.reduceat((seen[ways.start] & may)[order], first, axis=0)
        if not (come & ~seen[nodes]).any():
            return seen
        seen[nodes] |= come


def _least(facts: Facts, ways: Ways, may: Bools, product: Ints) -> dict[tuple[int, str, int], float]:
    """By product-origin, territory and status."""
    into = np.flatnonzero(ways.enters & (ways.end % STATUSES != FREE))
    territory, status = facts.site["territory"][ways.end[into] // STATUSES], ways.end[into] % STATUSES
    least: dict[tuple[int, str, int], float] = {}
    for k, p in enumerate(product):
        at = np.flatnonzero(may[into, k])
        freight = facts.carriage(ways.link[into[at]], np.full(at.size, p))
        for t, s in set(zip(territory[at], status[at], strict=True)):
            least[k, str(t), int(s)] = float(freight[(territory[at] == t) & (status[at] == s)].min())
    return least
