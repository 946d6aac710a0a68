"""Customs status: which goods may leave, arrive and cross in which status (docs/model.md, section 1)."""

from __future__ import annotations

import numpy as np

from ..plan import Check
from .facts import BONDED, FOR_EXPORT, FREE, Facts
from .moves import Moves, groups
from .verdict import Bools, never


def statuses(facts: Facts, moves: Moves) -> list[Check]:
    """Ends, statuses and crossings are legal on every flow."""
    site, start, end = facts.site, moves.start, moves.end
    kind_a, kind_b = site["kind"][start], site["kind"][end]
    stock_a, stock_b = site["stocking"][start], site["stocking"][end]
    known = (start >= 0) & (end >= 0)
    inbound, direct = moves.inbound, moves.direct
    ends = np.where(
        inbound, (kind_b != "market") & (kind_b != "factory") & (kind_a != "market"),
        (kind_b == "market") & np.where(direct, np.isin(kind_a.astype(str), ("factory", "hub")), stock_a),
    ).astype(bool)  # fmt: skip
    a, b = moves.start_status, moves.end_status
    holds_a, holds_b = site["holds"][start], site["holds"][end]
    keeps_a, keeps_b = ((site["holds"][v] == FREE) & site["refunds"][v] for v in (start, end))
    leaves = np.where(stock_a, (a == holds_a) | ((a == FOR_EXPORT) & keeps_a), (a == FREE) | (kind_a != "factory"))
    arrives = np.where(inbound, ~stock_b | (b == holds_b) | ((b == FOR_EXPORT) & keeps_b), b == FREE)
    unpaid = ((a == FOR_EXPORT) & ~site["refunds"][start]) | (inbound & (b == FOR_EXPORT) & ~site["refunds"][end])
    kept = (a == FOR_EXPORT) & np.where(stock_a, ~moves.crossing, moves.crossing | ~inbound)
    changes = ~inbound | moves.crossing | (a == b) | ((a == FREE) & (b == BONDED) & stock_b & moves.home)
    exported = (moves.crossing | (inbound & (a == FREE) & (b == BONDED))) & (a == FREE)
    foreign = exported & ~moves.home
    stranded = ~inbound & stock_a & (a == FREE) & moves.crossing
    return [
        never("inbound ends at a site that is no market, deliveries start at stock, direct at a factory or hub",
              known & ~ends, moves.say, "flows"),
        never("goods leave in a status that their site can hold", known & ~leaves.astype(bool), moves.say, "flows"),
        never("goods arrive in the status that their site holds", known & ~arrives.astype(bool), moves.say, "flows"),
        never("customs status changes only by an export into bond or by a crossing", known & ~changes, moves.say,
              "flows"),
        never("goods in free circulation leave only the territory of their origin", known & foreign, moves.say,
              "flows"),
        never("nothing is delivered abroad out of duty-paid stock", known & stranded, moves.say, "flows"),
        never("goods are for export only where duty is drawn back", known & unpaid, moves.say, "flows"),
        never("goods for export go on to stock, and from there abroad alone", known & kept, moves.say, "flows"),
        never("a crossing in bulk arrives bonded where duty is suspended, else free or for export",
              _after_channel(facts, moves), moves.say, "flows"),
    ]  # fmt: skip


def _after_channel(facts: Facts, moves: Moves) -> Bools:
    """Crossings in bulk whose status on arrival is not what the channel makes of it."""
    bad = np.zeros(moves.size, dtype=bool)
    territory = facts.site["territory"][moves.end]
    at = np.flatnonzero(moves.inbound & moves.crossing & (moves.period >= 0))
    for (period, t, name), rows in groups(at, moves.period, territory, moves.channel):
        channel = facts.book.channel(str(t), str(name), facts.day[period])
        if channel is not None:
            bad[rows] = (moves.end_status[rows] == BONDED) != channel.suspended
    return bad
