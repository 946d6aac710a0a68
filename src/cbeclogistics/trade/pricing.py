"""Prices of many shipments at once: every channel, and the one that is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .channels import WORDS, Closed
from .lines import Floats, Ints
from .shipment import CHANNELS, CHEAPEST
from .shipments import Shipments
from .ways import AT_HOME, NO_BASE_DUTY, NO_LITRES, NO_WEIGHT, Channels, Ways, ways

CHUNK = 32_768  # lines priced together: small enough for the caches, large enough for the arrays
UNIT_SCALE = 100.0  # what a unit costs has two decimal places, whatever the currency
MONEY = ("goods", "freight", "insurance", "onward", "customs_value", "duty", "fee", "service", "vat", "vat_recoverable",
         "drawback", "total_taxes", "landed_cost")  # fmt: skip


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
    choice = _choice(channels, found, totals["landed_cost"], first, int(s.shipment[at.stop - 1]) - first + 1)
    return Priced(found, totals, choice, first)


def _totals(s: Shipments, w: Ways) -> dict[str, Floats]:
    """Amounts of each way in the shipment's currency; sums are those of the rounded amounts."""
    head = w.line if w.pair.size == w.shipment.size else s.first[w.shipment]
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
    service = np.where(s.services[head], made["service"], 0.0)
    made["landed_cost"] = to_smallest(carried + made["total_taxes"] + service, scale)
    return made


def _choice(channels: Channels, w: Ways, landed: Floats, first: int, count: int) -> Ints:
    """Cheapest usable way of each shipment, the first of equals; -1 where there is none."""
    at = np.flatnonzero(channels.asked[w.kind] & (w.closed == 0) & (w.gap == 0))
    order = at[np.lexsort((at, landed[at], w.shipment[at]))]
    shipment = w.shipment[order]
    leads = np.flatnonzero(np.diff(shipment, prepend=-1))
    choice = np.full(count, -1, dtype=np.int64)
    choice[shipment[leads] - first] = order[leads]
    return choice


def why_not(s: Shipments, channels: Channels, w: Ways, shipment: int) -> tuple[str, str, str]:
    """Why no way of a shipment can be taken: the key that is to blame, what is wrong, and what helps."""
    mine = np.arange(*np.searchsorted(w.shipment, [shipment, shipment + 1]))
    line = int(s.first[shipment])
    wanted = str(s.channel[line])
    candidates = mine[channels.asked[w.kind[mine]]]
    usable = [str(p) for p in sorted(set(channels.procedure[w.kind[mine[w.closed[mine] == 0]]]))]
    remedy = f"open to it: {', '.join(usable)}" if usable else "no channel is open to it on the day"
    if not candidates.size:
        known = wanted in (*CHANNELS, CHEAPEST)
        what = f"{s.destination[line]} has no such channel on the day" if known else "is no channel"
        return "channel", what, remedy
    open_ones = candidates[w.closed[candidates] == 0]
    if open_ones.size:
        return missing(s, channels, w, int(open_ones[0]))
    words = [f"{channels.name[w.kind[i]]} {closed_words(channels, w, int(i))}" for i in candidates]
    return "channel", "; ".join(dict.fromkeys(words)), remedy


def closed_words(channels: Channels, w: Ways, way: int) -> str:
    """Why a channel is closed, with what it is open to."""
    why, channel = Closed(int(w.closed[way])), channels.channel(int(w.kind[way]))
    given = channels.compiled.kinds.mode[int(w.kind[way])]
    to = {Closed.MODE: (f" {given}", channel.modes), Closed.SHIPPED_FROM: ("", channel.shipped_from)}.get(why)
    return WORDS[why] if to is None else f"{WORDS[why]}{to[0]}, but to {', '.join(to[1])}"


def missing(s: Shipments, channels: Channels, w: Ways, way: int) -> tuple[str, str, str]:
    """What is missing to price a way."""
    rules = channels.compiled.rules
    if w.gap[way] == AT_HOME:
        lines = w.line[w.pair == way]
        line = int(lines[channels.at_home[lines]][0])
        return "origin", f"goods made in {s.origin[line]} are at home in {s.destination[line]} and cross no border", (
            "if they come back from abroad, say shipped_from"
        )  # fmt: skip
    for i in np.flatnonzero(w.pair == way):
        kind, line = int(w.cleared.kind[i]), int(w.line[i])
        territory, hs = str(channels.compiled.kinds.territory[kind]), str(channels.compiled.kinds.hs[kind])
        stack = w.cleared.stacks[int(w.cleared.which[i])]
        if w.gap[way] == NO_BASE_DUTY and not any("MFN" in (r.layer, r.replaces) for r in stack):
            finer = sorted({r.hs for r in rules.duty_rules
                            if r.territory == territory and r.layer == "MFN" and r.hs.startswith(hs)
                            and len(r.hs) > len(hs)})  # fmt: skip
            return "hs6", f"no base duty of {territory} is known for {hs} on {s.date[line]}", (
                f"the rules divide it further; give one of {', '.join(finer[:8])}" if finer else
                "read the official schedule with `cbeclogistics rules import` and give its folder as --rules"
            )  # fmt: skip
        for gap, name, has in ((NO_WEIGHT, "weight_kg", s.weight_kg[line]), (NO_LITRES, "litres", s.litres[line])):
            by = [
                r.rule for r in stack if (r.per_litre if gap == NO_LITRES else r.per_kg or r.min_per_kg or r.max_per_kg)
            ]
            if w.gap[way] == gap and has == 0 and by:
                return name, f"is missing: the rule {by[0]} charges by it", ""
    return "hs6", "cannot be priced", ""
