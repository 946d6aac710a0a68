"""The next-best ways to serve a demand, found anew from the instance, and what makes them dearer or cheaper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...trade.channels import DOMESTIC
from ..audit.verdict import Bools
from .asked_for import asked_for
from .candidates import Inbound, LastLegs
from .cheapest import Cheapest
from .explanation import Alternative, Difference
from .hurdles import Hurdles, site_cost
from .item import Item
from .items import items
from .own_fleet import OwnFleet
from .priced import LEG
from .room import Room
from .sources import Sources

CENT = 0.005
LIKE = ("duty", "tax", "fees")  # components whose rules are told apart
Key = tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """What alternatives are compared with.

    Attributes
    ----------
    last, legs
        Leg to the door, and all legs with the share of units over each; None and empty where nothing was chosen.
    full
        Cost of a unit at full loads, by item.
    """

    last: Key | None
    legs: Mapping[Key, float]
    full: Mapping[Item, float]


@dataclass(frozen=True)
class Found:
    """A way from factory to door: legs of `Inbound`, then one of `LastLegs`; `cost` per unit at full loads."""

    cost: float
    legs: tuple[int, ...]
    last: int


@dataclass(frozen=True)
class Offer:
    """All that the instance offers to one demand; `closed` says of each last leg why it cannot serve it, if so."""

    into: Inbound
    out: LastLegs
    closed: list[str]
    room: Room
    sources: Sources
    fleet: OwnFleet
    gap: float

    def best(self, chosen: Chosen, reference: float, hurdles: Hurdles, most: int) -> list[Found]:
        """Return the cheapest other ways, one of a kind each.

        The best `most` on which there is room, then the best of every kind that is not among them; before them the
        cheapest of those that would be cheaper than the reference if there were room.
        """
        full, shut = hurdles.full(self.into.priced), hurdles.full(self.out.priced)
        free = self._ways(chosen, self.into.without(full), ~shut, full)
        any_ = self._ways(chosen, self.into.cheapest, np.ones(shut.size, dtype=bool), np.zeros(full.size, dtype=bool))
        blocked = [w for w in any_ if w.cost < reference - CENT and (full[list(w.legs)].any() or shut[w.last])]
        blocked = [w for w in blocked if not any(hurdles.shut(s) for s in self.stops(w))]
        apart = self._apart(free, chosen)
        made = apart[:most]
        for way in apart[most:] if most else ():
            if self._kind(way, chosen) not in {self._kind(w, chosen) for w in made}:
                made.append(way)
        return [*self._apart(blocked, chosen)[: min(most, 1)], *made]

    def _ways(self, chosen: Chosen, cheapest: Cheapest, last: Bools, closed: Bools) -> list[Found]:
        """Return the best way to each last leg, and by each other leg into the chosen stock, the cheapest first."""
        out, into = self.out, self.into
        made: list[Found] = []
        for i in np.flatnonzero(last & np.array([not why for why in self.closed], dtype=bool) & np.isfinite(out.cost)):
            node = int(out.start[i])
            if out.priced.keys[i] == chosen.last:
                legs = np.flatnonzero((into.end == node) & np.isfinite(into.cost) & ~closed)
                ways = [self._through(cheapest, int(n), int(i)) for n in legs]
                made += [w for w in ways if w and not {into.priced.keys[n] for n in w.legs} <= chosen.legs.keys()]
            elif np.isfinite(cheapest.cost[node]):
                made.append(self._by(tuple(cheapest.legs(node)), int(i)))
        return sorted(made, key=lambda w: (w.cost, w.last, w.legs))

    def _by(self, legs: tuple[int, ...], last: int) -> Found:
        return Found(float(self.into.cost[list(legs)].sum()) + float(self.out.cost[last]), legs, last)

    def _through(self, cheapest: Cheapest, leg: int, last: int) -> Found | None:
        """Cheapest way whose last leg before the door's is this one; None where there is none."""
        node = int(self.into.start[leg])
        before = cheapest.legs(node)
        passed = {int(self.into.start[n]) for n in before} | {node}
        if not np.isfinite(cheapest.cost[node]) or int(self.into.end[leg]) in passed:
            return None
        return self._by((*before, leg), last)

    def _apart(self, ways: list[Found], chosen: Chosen) -> list[Found]:
        """Keep the first of each place to deliver from, and of each mode and channel elsewhere.

        Elsewhere are places for direct parcels, and stocking sites of a territory that are not open.
        """
        moves, site = self.out.priced.moves, self.out.priced.facts.site
        first: dict[Key, Found] = {}
        for way in ways:
            key = self.out.priced.keys[way.last]
            by = (key[LEG.index("mode")], key[LEG.index("channel")])
            kind = self._kind(way, chosen)
            if chosen.last is not None and key[0] == chosen.last[0]:
                like: Key = ("way in",) if key == chosen.last else ("here", *key)
            elif moves.direct[way.last] or kind == "site not open":
                like = (kind, str(site["territory"][moves.start[way.last]]), *by)
            else:
                like = key[:1]
            first.setdefault(like, way)
        return list(first.values())

    def stops(self, way: Found) -> list[str]:
        """Stocking sites on a way."""
        moves, site = self.into.priced.moves, self.into.priced.facts.site
        return [self.into.priced.keys[n][LEG.index("to")] for n in way.legs if site["stocking"][moves.end[n]]]

    def told(self, way: Found, chosen: Chosen, reference: float, hurdles: Hurdles, share: float) -> Alternative:
        """Put a way in words."""
        into, out = self.into.priced, self.out.priced
        cost, notes = site_cost(into.facts, self.room, self.stops(way), hurdles.need.units)
        notes += hurdles.words(into, list(way.legs))
        notes += hurdles.words(out, [way.last])
        last, kind = out.keys[way.last], self._kind(way, chosen)
        if chosen.last is not None:
            opens = kind == "site not open"
            notes += asked_for(into.facts, last[LEG.index("to")], chosen.last[0], last[0], opens=opens)
        if self.fleet.goes_by(last[LEG.index("lane")]) and (note := self.fleet.note(last[0])):
            notes.append(note)
        unit: dict[Item, float] = defaultdict(float)
        for source, rows in ((into, way.legs), (out, (way.last,))):
            for n in rows:
                for item in items(source, n, self.sources):
                    unit[replace(item, per_unit=0.0)] += item.per_unit
        difference = way.cost - reference
        if difference < -CENT and not notes:
            notes.append(
                "neither room nor a policy keeps the plan from it: the plan is proven to be at most "
                f"{max(self.gap, 0):.3%} above the best"
            )
        full = hurdles.full(into)[list(way.legs)].any() or hurdles.full(out)[way.last]
        return Alternative(
            kind=kind, route=self._route(way), available=not full,
            days=float(into.facts.link["transit_days"][out.moves.link[way.last]]), unit_cost=round(way.cost, 4),
            difference=round(round(way.cost, 4) - round(reference, 4), 4),
            differences=_differences(chosen.full, unit, reference), site_cost=cost,
            share_in_plan=share, notes=tuple(notes),
        )  # fmt: skip

    def _kind(self, way: Found, chosen: Chosen) -> str:
        last = self.out.priced.keys[way.last]
        if any(not self.room.option(s) for s in self.stops(way)):
            return "site not open"
        if last == chosen.last:
            return "other way in"
        if chosen.last is not None and last[0] == chosen.last[0]:
            return "other delivery"
        return "direct" if self.out.priced.moves.direct[way.last] else "other stock"

    def _route(self, way: Found) -> tuple[str, ...]:
        """Places with mode and channel between them."""
        said: list[str] = []
        for priced, rows in ((self.into.priced, way.legs), (self.out.priced, (way.last,))):
            for n in rows:
                key = dict(zip(LEG, priced.keys[n], strict=True))
                through = f", {key['channel']}" if key["channel"] not in ("", DOMESTIC) else ""
                how = "own vehicles" if self.fleet.goes_by(key["lane"]) else key["mode"]
                said += [key["from"]] * (not said) + [f"{how}{through}", key["to"]]
        return tuple(said)


def _differences(before: Mapping[Item, float], after: Mapping[Item, float], reference: float) -> tuple[Difference, ...]:
    """Components, and rules of customs, by what they add to a reference, which may be a penalty (`before` is empty)."""
    total: dict[tuple[str, str], float] = defaultdict(float)
    item_of: dict[tuple[str, str], Item] = {}
    for side, sign in ((before, -1.0), (after, 1.0)):
        for item, amount in side.items():
            key = (item.component, "" if item.component not in LIKE else item.rule.rule if item.rule else item.what)
            total[key] += sign * amount
            item_of.setdefault(key, item)
    rest = reference - sum(before.values())
    if abs(rest) > 1e-9:
        total["unserved", ""] -= rest
    order = sorted((k for k in total if abs(total[k]) >= 5e-5), key=lambda k: (-abs(total[k]), k))
    return tuple(_difference(key, total[key], item_of.get(key) if key[0] in LIKE else None) for key in order)


def _difference(key: tuple[str, str], amount: float, item: Item | None) -> Difference:
    if item is None:
        return Difference(key[0], "", round(amount, 4))
    return Difference(key[0], item.what, round(amount, 4), item.rate, item.rule)
