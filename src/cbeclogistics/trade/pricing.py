"""Prices of many shipments at once: every channel, and the one that is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .lines import Floats, Ints
from .shipments import Shipments
from .ways import Channels, Ways, ways

CHUNK = 32_768  # lines priced together: small enough for the caches, large enough for the arrays
UNIT_SCALE = 100.0  # what a unit costs has two decimal places, whatever the currency
MONEY = ("goods", "freight", "insurance", "onward", "customs_value", "duty", "fee", "service", "vat", "vat_recoverable",
         "drawback", "total_taxes", "total_due", "landed_cost")  # fmt: skip


@dataclass(frozen=True)
class Priced:
    """Ways of some shipments with their totals, and the way that each takes.

    Attributes
    ----------
    ways
        The shipments through their channels.
    totals
        Amounts by name (`MONEY`), shape (ways,), in the shipment's currency and rounded to its smallest unit.
    choice
        The way taken by each shipment, -1 where none can be; shape (shipments,).
    first
        Number of the first shipment.
    """

    ways: Ways
    totals: dict[str, Floats]
    choice: Ints
    first: int


def to_smallest(amount: Floats, scale: Floats | float) -> Floats:
    """Round half up to 1 / `scale`; no amount is below 0."""
    return np.asarray(np.floor(amount * scale + (0.5 + 1e-7)) / scale)


def price(s: Shipments, channels: Channels) -> Iterator[Priced]:
    """Price shipments, some at a time, in their order."""
    at = 0
    while at < s.lines:
        end = min(at + CHUNK, s.lines)
        if end < s.lines:  # a shipment stays together
            end = int(np.searchsorted(s.shipment, s.shipment[end], side="left"))
            if end <= at:
                end = int(np.searchsorted(s.shipment, s.shipment[at], side="right"))
        yield _priced(s, channels, slice(at, end))
        at = end


def _priced(s: Shipments, channels: Channels, at: slice) -> Priced:
    found = ways(s, channels, at)
    totals = _totals(s, found)
    first = int(s.shipment[at.start])
    choice = _choice(channels, found, totals, first, int(s.shipment[at.stop - 1]) - first + 1)
    return Priced(found, totals, choice, first)


def _totals(s: Shipments, w: Ways) -> dict[str, Floats]:
    """Amounts of each way in the shipment's currency; sums are those of the rounded amounts."""
    head = w.line if w.single else s.first[w.shipment]
    rate = s.rate[head]
    scale = np.power(10.0, s.places[head].astype(float))
    c = w.cleared

    def money(amount: Floats) -> Floats:
        return to_smallest(w.total(amount) / rate, scale)

    own = s.rate[w.line]
    made = {
        "goods": money(w.goods), "freight": money(s.freight[w.line] * own),
        "insurance": money(s.insurance[w.line] * own), "onward": money(s.onward[w.line] * own),
        "customs_value": money(c.customs_value), "duty": money(c.duty),
        "fee": money(c.customs_fees), "service": money(c.fees - c.customs_fees + c.certificate), "vat": money(c.due),
        "vat_recoverable": money(c.recoverable_tax), "drawback": money(c.drawback),
    }  # fmt: skip
    made["total_taxes"] = to_smallest(made["duty"] + made["fee"] + made["vat"], scale)
    carried = made["goods"] + made["freight"] + made["insurance"] + made["onward"]
    made["total_due"] = to_smallest(made["total_taxes"] + made["service"], scale)
    service = np.where(s.services[head], made["service"], 0.0)
    made["landed_cost"] = to_smallest(carried + made["total_taxes"] + service, scale)
    return made


def ranked(channels: Channels, w: Ways, totals: Mapping[str, Floats], at: Ints) -> Ints:
    """Some of the ways, shipment by shipment, the best first.

    That is the one with the least that is due (`total_due`: all duty, fees and taxes, brokers and carriers, whether or
    not these count in the landed cost); of equals the one with more tax that comes back, then with less for brokers and
    carriers, then a channel for loads where the mode carries loads and one for parcels where it carries these, then the
    first by name. The goods are no part of it: of a delivered-duty-paid price they are what is left.
    """
    kind = w.kind[at]
    by = (
        at, channels.parcel[kind] == channels.loads[kind], totals["service"][at], -totals["vat_recoverable"][at],
        totals["total_due"][at], w.shipment[at],
    )  # fmt: skip
    return np.asarray(at[np.lexsort(by)])


def _choice(channels: Channels, w: Ways, totals: Mapping[str, Floats], first: int, count: int) -> Ints:
    """Best usable way of each shipment; -1 where there is none."""
    at = np.flatnonzero(channels.asked[w.kind] & (w.closed == 0) & (w.gap == 0))
    return _leading(channels, w, totals, at, first, count)


def next_bests(channels: Channels, part: Priced) -> Ints:
    """Best way of each shipment beside the one taken, of those that put nothing off; -1 where there is none."""
    w = part.ways
    usable = (w.closed == 0) & (w.gap == 0) & ~channels.suspended[w.kind]
    usable[part.choice[part.choice >= 0]] = False
    found = _leading(channels, w, part.totals, np.flatnonzero(usable), part.first, part.choice.size)
    return np.where(part.choice >= 0, found, -1)


def _leading(
    channels: Channels, w: Ways, totals: Mapping[str, Floats], at: Ints, first: int, count: int
) -> Ints:  # fmt: skip
    """Best of some ways of each shipment, -1 where there is none; only equals in what is due are ranked."""
    made = np.full(count, -1, dtype=np.int64)
    if not at.size:
        return made
    due, shipment = totals["total_due"][at], w.shipment[at] - first  # in the order of shipments
    begins = np.flatnonzero(np.diff(shipment, prepend=-1))
    least = np.repeat(np.minimum.reduceat(due, begins), np.diff(begins, append=at.size))
    at, shipment = at[due == least], shipment[due == least]
    made[shipment] = at
    equals = np.bincount(shipment, minlength=count)[shipment] > 1
    order = ranked(channels, w, totals, at[equals])[::-1]
    made[w.shipment[order] - first] = order  # the last to be written is the first
    return made
