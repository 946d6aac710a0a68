"""What stands in the way of a way that the plan does not take, or must be paid besides, in the planner's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ..audit.facts import Facts
from ..audit.supply import supply_rows
from ..audit.verdict import Bools
from .priced import LEG, Priced
from .room import Free, Room

NOTHING = 0.01  # share of what is needed: room for less than that is none


@dataclass(frozen=True)
class Need:
    """What a demand would put on a way, less what of it is there already.

    Attributes
    ----------
    there
        Share of the units that the plan sends over each leg (`priced.LEG`) today.
    """

    period: str
    units: float
    volume_m3: float
    weight_kg: float
    there: Mapping[tuple[str, ...], float] = field(default_factory=dict)

    def over(self, key: tuple[str, ...]) -> float:
        """Share of the units that do not go over a leg yet."""
        return max(0.0, 1.0 - self.there.get(key, 0.0))

    def at(self, end: str, name: str) -> float:
        """Share of the units that do not leave (``from``) or reach (``to``) a place yet."""
        place = LEG.index(end)
        return max(0.0, 1.0 - sum(share for key, share in self.there.items() if key[place] == name))


class Hurdles:
    """What a need meets on legs.

    Parameters
    ----------
    room
        That the plan leaves.
    """

    def __init__(self, facts: Facts, room: Room, need: Need) -> None:
        self._facts, self._room, self.need = facts, room, need
        self._full: dict[int, Bools] = {}
        self._site = lru_cache(maxsize=None)(self._at_site)
        self._supply = lru_cache(maxsize=None)(self._at_factory)

    def full(self, priced: Priced) -> Bools:
        """Legs on which nothing more of it fits, or that lead to a site that may not be opened; shape (n,)."""
        if id(priced) not in self._full:
            self._full[id(priced)] = self._find_full(priced)
        return self._full[id(priced)]

    def _find_full(self, priced: Priced) -> Bools:
        moves, rows = priced.moves, supply_rows(priced.facts, priced.moves)
        made = np.zeros(moves.size, dtype=bool)
        limited = np.isfinite(self._facts.link["capacity_m3_per_year"].astype(float)[moves.link])
        stocked = moves.inbound & self._facts.site["stocking"][moves.end]
        for i in np.flatnonzero((rows >= 0) | limited | stocked):
            lacks = [lack for lack, _ in self._lacks(priced, int(i), int(rows[i]))]
            made[i] = any(lacks) or (stocked[i] and self.shut(str(self._facts.sites[moves.end[i]])))
        return made

    def shut(self, site: str) -> bool:
        """Whether a stocking site is not open and may not be opened."""
        o = self._facts.option
        return not self._room.option(site) and not ((o["site"] == site) & (o["status"] != "closed")).any()

    def words(self, priced: Priced, rows: list[int]) -> Iterator[str]:
        """Room that is missing on legs, and containers that would have to be bought whole."""
        made = supply_rows(priced.facts, priced.moves)
        for i in rows:
            for _, said in self._lacks(priced, i, int(made[i])):
                yield said
            if priced.moves.inbound[i]:
                yield from self._boxes(priced, i)

    def _lacks(self, priced: Priced, i: int, supply: int) -> Iterator[tuple[bool, str]]:
        """Where room is missing: whether all of it is, and words."""
        moves, need = priced.moves, self.need
        key = priced.keys[i]
        start, end, lane = (key[LEG.index(c)] for c in ("from", "to", "lane"))
        if supply >= 0:
            free = self._supply(supply)
            yield from _lack(free, need.units * need.at("from", start), f"{start} can make", "units", 0)
        free = self._room.lane(need.period, lane, start, end, int(moves.link[i]))
        yield from _lack(free, need.volume_m3 * need.over(key), f"lane {lane} {start} → {end} has room for", "m3", 1)
        if moves.inbound[i] and self._facts.site["stocking"][moves.end[i]] and (option := self._room.option(end)):
            wanted = need.volume_m3 * need.at("to", end)
            yield from _lack(self._site(end), wanted, f"{end}/{option} has room for", "m3", 1)

    def _at_site(self, site: str) -> Free:
        return self._room.stock(self.need.period, site)

    def _at_factory(self, row: int) -> Free:
        return self._room.supply(self.need.period, row)

    def _boxes(self, priced: Priced, i: int) -> Iterator[str]:
        facts, moves, need = self._facts, priced.moves, self.need
        card = facts.cards[str(facts.link["rate_card"][moves.link[i]])]
        if card.basis != "container":
            return
        key = priced.keys[i]
        start, end, lane, channel = (key[LEG.index(c)] for c in ("from", "to", "lane", "channel"))
        price = float(facts.load_price(moves.link[i : i + 1])[0]) + float(facts.site["load_cost"][moves.end[i]])
        loads = self._room.boxes(need.period, start, end, lane, channel)
        count = float(loads["loads"].sum())
        m3 = count * card.usable_m3 - float(loads["volume_m3"].sum())
        kg = count * card.payload_kg - float(loads["weight_kg"].sum())
        more = need.over(key) * 0.999
        if m3 < need.volume_m3 * more or kg < need.weight_kg * more:
            which = "a further" if count else "the first"
            yield f"{start} → {end}: {which} {card.container} costs {price:,.0f}, full or not"


def _lack(free: Free, wanted: float, words: str, unit: str, digits: int) -> Iterator[tuple[bool, str]]:
    left = max(free.left, 0.0)
    if wanted > 1e-6 and left < wanted * 0.999:
        said = f"only {left:,.{digits}f} more" if left >= wanted * NOTHING else "no more"
        yield left < wanted * NOTHING, f"{words} {said} of its {free.limit:,.{digits}f} {unit}"


def site_cost(facts: Facts, room: Room, sites: list[str], units: float) -> tuple[float, list[str]]:
    """Return what opening the cheapest option of sites that are not open costs over the horizon, and words for it."""
    total, notes = 0.0, []
    o = facts.option
    years = facts.settings.days / 365.0
    for site in sites:
        may = np.flatnonzero((o["site"] == site) & (o["status"] != "closed"))
        if room.option(site) or not may.size:
            continue
        opening = np.where(o["status"][may] == "existing", 0.0, o["opening_cost"][may])
        fixed = o["fixed_cost_per_year"][may] * years
        best = int(np.argmin(opening + fixed))
        cost = float(opening[best] + fixed[best])
        total += cost
        notes.append(
            f"{site} is not open: {o['option'][may[best]]} costs {opening[best]:,.0f} to open and {fixed[best]:,.0f} "
            f"to hold over the horizon, {cost / units:,.2f} a unit for this demand alone; not included"
        )
    return total, notes
