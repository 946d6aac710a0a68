"""The waterfall of one way: legs from factory to door, and lines that sum to what it costs, to the cent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from ...money import from_cents
from ..audit.verdict import Ints
from ..components import COMPONENTS
from .books import Books
from .explanation import Leg, Line, Way
from .item import Item
from .priced import LEG
from .rounding import FINE, per_unit, round_to_total
from .shares import shares

Key = tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A way before rounding: exact amounts in the base currency by leg and item, legs from factory to door.

    Attributes
    ----------
    rows
        Its deliveries in `Books.flows`; they differ by origin and exporter alone.
    legs
        With units of the way that came over each.
    full
        Cost of a unit at full loads, by item.
    """

    rows: Ints
    units: float
    legs: dict[Key, float]
    flow_of: dict[Key, int]
    amounts: dict[tuple[Key, Item], float]
    full: dict[Item, float]

    @property
    def exact(self) -> float:
        """All that it costs."""
        return sum(self.amounts.values())


def draft(books: Books, rows: Ints) -> Draft:
    """Trace deliveries back to the factories and collect all that they cost."""
    used = books.used(rows)
    units = float(books.units[rows].sum())
    legs: dict[Key, float] = defaultdict(float)
    flow_of: dict[Key, int] = {}
    amounts: dict[tuple[Key, Item], float] = defaultdict(float)
    full: dict[Item, float] = defaultdict(float)
    for i in np.flatnonzero(used > 1e-9 * units):
        key = books.priced.keys[int(i)]
        legs[key] += float(used[i])
        flow_of.setdefault(key, int(i))
        for item, paid in [*books.amounts(int(i), used[i]), *shares(books, int(i), float(used[i]))]:
            amounts[key, replace(item, per_unit=0.0)] += paid
        for item in books.items(int(i)):
            full[replace(item, per_unit=0.0)] += item.per_unit * float(used[i]) / units
    return Draft(rows, units, {k: legs[k] for k in _in_order(list(legs))}, flow_of, dict(amounts), dict(full))


def _in_order(keys: list[Key]) -> list[Key]:
    """Legs from factory to door: by how many legs at most lie between them and the door."""
    start, end = LEG.index("from"), LEG.index("to")
    a, b = LEG.index("from_status"), LEG.index("to_status")
    after = dict.fromkeys(keys, 0)
    for _ in keys:
        for key in keys:
            onward = [after[k] for k in keys if (k[start], k[a]) == (key[end], key[b]) and k is not key]
            if onward and after[key] <= max(onward) < len(keys):
                after[key] = max(onward) + 1
    return sorted(keys, key=lambda k: (-after[k], k))


def written(books: Books, made: Draft, cents: int, demanded: float, promised: float | None) -> Way:
    """Round a way to what it is to cost in all.

    Parameters
    ----------
    cents
        What its lines sum to.
    demanded
        Units of the demand that it serves, of its period and sales channel.
    """
    where = {key: n for n, key in enumerate(made.legs)}
    order = sorted(made.amounts, key=lambda at: (where[at[0]], COMPONENTS.index(at[1].component)))
    exact = np.array([made.amounts[at] for at in order])
    amount = from_cents(round_to_total(exact * 100, cents))
    unit = per_unit(cents, made.units)
    each = round_to_total(exact / made.units * FINE, unit) / FINE
    lines = tuple(
        Line(where[key], item.component, item.what, item.rate, float(a), float(u), item.rule)
        for (key, item), a, u in zip(order, amount, each, strict=True)
        if a or u or item.stands
    )
    legs = tuple(_leg(books, made, key, [line for line in lines if line.leg == n]) for key, n in where.items())
    flow, last = books.flows.iloc[int(made.rows[0])], legs[-1]
    return Way(
        period=str(flow["period"]), sales_channel=str(flow["sales_channel"]), kind=str(flow["kind"]),
        from_site=last.from_site, lane=last.lane, mode=last.mode, channel=last.channel, units=round(made.units, 6),
        share=round(made.units / demanded, 6), promised_days=promised, transit_days=last.transit_days,
        landed_cost=cents / 100, unit_cost=unit / FINE, unit_cost_at_full_loads=round(sum(made.full.values()), 4),
        legs=legs, lines=lines,
    )  # fmt: skip


def _leg(books: Books, made: Draft, key: Key, lines: list[Line]) -> Leg:
    facts, moves, sources = books.facts, books.priced.moves, books.sources
    i = made.flow_of[key]
    said = dict(zip(LEG, key, strict=True))
    end = int(moves.end[i])
    stocked = bool(moves.inbound[i] and facts.site["stocking"][end])
    on, territory = facts.day[int(moves.period[i])], str(facts.site["territory"][end])
    known = facts.book.channel(territory, said["channel"], on)
    channel = sources.row("channels", on=on, channel=said["channel"], territory=territory) if known else None
    return Leg(
        from_site=said["from"], to_site=said["to"], from_status=said["from_status"], to_status=said["to_status"],
        mode=said["mode"], lane=said["lane"], channel=said["channel"], units=round(made.legs[key], 6),
        share=round(made.legs[key] / made.units, 6), transit_days=float(facts.link["transit_days"][moves.link[i]]),
        dwell_days=float(facts.site["dwell_days"][end]),
        stock_days=float(facts.site["stock_days"][end]) if stocked else 0.0,
        amount=round(sum(line.amount for line in lines), 2), per_unit=round(sum(line.per_unit for line in lines), 4),
        lane_rule=sources.row("lanes", lane=said["lane"]), channel_rule=channel,
    )  # fmt: skip
