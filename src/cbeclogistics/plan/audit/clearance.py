"""What the landed-cost kernel says of every flow: whether its channel is open; duty, tax and fees of a unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...trade.kernel import Lines, clear
from .facts import Facts
from .moves import Moves, groups
from .verdict import Bools, Floats, Ints


@dataclass(frozen=True)
class Cleared:
    """Clearance of a unit of every flow, shape (n,) each, base currency; NaN where a flow names what there is not.

    Attributes
    ----------
    closed
        Reason for which the channel is closed (`trade.channels.Closed`), 0 open, -1 no such channel on the day.
    customs_value
        What duty was charged on.
    fees
        Of an entry by order.
    certificate
        Proof of origin for a preference that is claimed.
    duty_drawback
        Duty that comes back when goods for export have left.
    """

    closed: Ints
    customs_value: Floats
    duty: Floats
    tax: Floats
    recoverable_tax: Floats
    refund_days: Floats
    fees: Floats
    certificate: Floats
    duty_drawback: Floats


def clear_flows(facts: Facts, moves: Moves, before: Floats) -> Cleared:
    """Clear a full load of every bulk crossing and one order of everything that goes to a market.

    Parameters
    ----------
    before
        Freight that goods out of bond came by, per unit.
    """
    n = moves.size
    closed = np.zeros(n, dtype=np.int64)
    made = {name: np.where(moves.priced, 0.0, np.nan) for name in AMOUNTS}
    needed = moves.priced & (~moves.inbound | moves.crossing)
    days = np.array([d.toordinal() for d in facts.day], dtype=np.int64)
    for day in np.unique(days[moves.period[needed]]):
        at = np.flatnonzero(needed & (days[moves.period] == day))
        lines = consignments(facts, moves, at, before[at])
        borne = facts.settings.consumer_tax == "borne"
        on = facts.day[int(moves.period[at[0]])]
        cleared = clear(lines, facts.book, on, consumer_tax_borne=borne)
        closed[at] = cleared.closed
        made["refund_days"][at] = cleared.refund_days
        for name in ("customs_value", "duty", "tax", "recoverable_tax", "fees", "certificate", "duty_drawback"):
            made[name][at] = getattr(cleared, name) / lines.units
    made["duty_drawback"] *= moves.drawn_back
    return Cleared(closed=closed, **made)


AMOUNTS = ("customs_value", "duty", "tax", "recoverable_tax", "refund_days", "fees", "certificate", "duty_drawback")


def consignments(facts: Facts, moves: Moves, at: Ints, before: Floats) -> Lines:
    """One consignment for each flow: a full load of the product in bulk, an order to a market."""
    p, end, link, d = moves.product[at], moves.end[at], moves.link[at], moves.demand[at]
    bulk = moves.inbound[at]
    share = facts.load_share(link, p)
    units = np.where(bulk, 1 / share, facts.demand["units_per_order"].astype(float)[d])
    value = facts.product["customs_value"][p]
    freight = before + np.where(bulk, facts.carriage(link, p), 0.0)
    rate = facts.settings.costs.insurance_pct / 100 * 1.10
    insured = bulk | (moves.carry_freight[at])
    straight = moves.home[at] | (~bulk & ~moves.crossing[at])  # an agreement may ask for direct consignment
    return Lines(
        territory=facts.site["territory"][end], country=facts.site["country"][end], channel=moves.channel[at],
        origin=moves.origin[at], hs=facts.product["hs6"][p], mode=facts.link["mode"][link],
        sales_channel=np.where(bulk, "", moves.sales_channel[at]).astype(object), units=units,
        weight_kg=facts.product["weight_kg"][p] * units, litres=facts.product["litres"][p] * units,
        transfer_value=value * units, price=np.where(bulk, 0.0, facts.demand["price"][d]) * units,
        freight=freight * units, insurance=np.where(insured, rate * (value + freight), 0.0) * units,
        buyer_spend_per_year=np.where(bulk, np.nan, facts.demand["buyer_spend_per_year"][d]),
        exporter=moves.exporter[at],
        shipped_from=np.where(straight, moves.origin[at], facts.site["country"][moves.start[at]]).astype(object),
    )  # fmt: skip


def joint_entries(facts: Facts, moves: Moves) -> Bools:
    """Flows that a stocking site clears jointly: under release, through a channel with `entries_per_year`."""
    made = np.zeros(moves.size, dtype=bool)
    territory = facts.site["territory"][moves.end]
    at = np.flatnonzero(moves.priced & ~moves.inbound)
    for (period, t, name), rows in groups(at, moves.period, territory, moves.channel):
        channel = facts.book.channel(str(t), str(name), facts.day[period])
        if channel is not None and channel.applies_to == "release" and channel.entries_per_year is not None:
            made[rows] = True
    return made
