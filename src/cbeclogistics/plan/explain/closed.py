"""Last legs that are closed to a demand, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from ...trade.channels import WORDS, Closed
from ..audit.facts import Facts
from .candidates import Inbound, LastLegs
from .explanation import ClosedWay
from .priced import LEG, Priced

VALUE = (Closed.ABOVE_THRESHOLD, Closed.BELOW_THRESHOLD)


def why_closed(out: LastLegs, shut: Callable[[str], bool]) -> list[str]:
    """Why each last leg cannot serve the demand, whatever comes to where it begins; empty where it can.

    Parameters
    ----------
    shut
        Whether a stocking site may not be opened.
    """
    return [_why(out.priced, i, shut) for i in range(out.priced.moves.size)]


def closed_ways(demand: int, into: Inbound, out: LastLegs, why_closed: list[str]) -> tuple[ClosedWay, ...]:
    """Last legs that cannot serve a demand; those with the same mode, channel and reason together."""
    priced = out.priced
    comes = np.isfinite(into.cheapest.cost[out.start]) if out.start.size else np.zeros(0, dtype=bool)
    found: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    open_: set[tuple[str, ...]] = set()
    for i, (key, closed) in enumerate(zip(priced.keys, why_closed, strict=True)):
        if not comes[i] and priced.moves.direct[i]:
            continue  # it is made elsewhere
        why = closed or ("" if comes[i] else "nothing of it can come there")
        through = key[LEG.index("channel")] if why.startswith("the channel") else ""
        if why:
            found[str(priced.moves.kind[i]), key[LEG.index("mode")], through, why].append(i)
        else:
            open_.add(key)
    d = priced.facts.demand
    made = []
    for (kind, mode, channel, why), rows in sorted(found.items()):
        left = [i for i in rows if priced.keys[i] not in open_]
        lanes, sites = ({priced.keys[i][LEG.index(c)] for i in left} for c in ("lane", "from"))
        if left:
            made.append(ClosedWay(
                str(d["period"][demand]), str(d["sales_channel"][demand]), kind, mode, channel, tuple(sorted(lanes)),
                tuple(sorted(sites)), why + _days(priced, left, why),
            ))  # fmt: skip
    return tuple(made)


LATE = "is later than promised"


def _why(priced: Priced, i: int, shut: Callable[[str], bool]) -> str:
    facts, moves = priced.facts, priced.moves
    link, k, p, d = facts.link, int(moves.link[i]), int(moves.product[i]), int(moves.demand[i])
    mode, buyers = str(link["mode"][k]), str(moves.sales_channel[i])
    if mode in facts.product["barred_modes"][p]:
        return f"{mode} may not carry {facts.products[p]}"
    if link["sales_channels"][k] and buyers not in link["sales_channels"][k]:
        return f"the carrier serves {', '.join(link['sales_channels'][k])} only"
    if float(link["transit_days"][k]) > float(facts.demand["promised_days"][d]):
        return LATE
    reason = int(priced.cleared.closed[i])
    if reason:
        return f"the channel {WORDS[Closed(reason)]}{_limit(facts, priced, i, reason)}"
    if np.isnan(priced.unit[i].sum()):
        return "the rate card has no price for the order"
    if facts.site["stocking"][moves.start[i]] and shut(str(facts.sites[moves.start[i]])):
        return "the site may not be opened"
    return ""


def _days(priced: Priced, rows: list[int], why: str) -> str:
    if why != LATE:
        return ""
    facts, moves = priced.facts, priced.moves
    days = facts.link["transit_days"].astype(float)[moves.link[rows]]
    promised = float(facts.demand["promised_days"][moves.demand[rows[0]]])
    span = f"{days.min():.3g}" if days.max() - days.min() < 0.05 else f"{days.min():.3g} to {days.max():.3g}"
    return f": {span} days, promised are {promised:g}"


def _limit(facts: Facts, priced: Priced, i: int, reason: int) -> str:
    """Words for a limit of value."""
    moves = priced.moves
    on = facts.day[int(moves.period[i])]
    channel = facts.book.channel(str(facts.site["territory"][moves.end[i]]), str(moves.channel[i]), on)
    if channel is None or reason not in VALUE:
        return ""
    d = int(moves.demand[i])
    worth = float(facts.demand["price"][d] * facts.demand["units_per_order"][d])
    limit = channel.max_value if reason == Closed.ABOVE_THRESHOLD else channel.min_value
    return f" (limit {limit:,.2f} without tax; the order sells for {worth:,.2f})"
