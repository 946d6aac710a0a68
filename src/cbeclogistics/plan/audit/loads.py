"""Loads: whole containers with room and payload, what rounding up to them costs, and the fees of their entries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..plan import Check
from .clearance import Cleared
from .facts import Facts, places_in
from .moves import Moves
from .verdict import CENT, UNITS, Bools, Floats, Ints, at_most, never, weigh, within


def loads(facts: Facts, moves: Moves, cleared: Cleared, table: pd.DataFrame) -> list[Check]:
    """Check the plan's table `containers` against what the inbound flows put on each link and channel."""
    carried = _Carried.of(facts, moves, cleared)
    start, end = places_in(facts.sites, table["from"]), places_in(facts.sites, table["to"])
    link = facts.find_links(table["lane"], start, end, table["mode"])
    row = carried.find(places_in(facts.periods, table["period"]), link, table["channel"].astype(object).to_numpy())
    seen = np.bincount(row[row >= 0], minlength=carried.size)

    def group(i: int) -> str:
        return f"{moves.say(int(carried.first[i]))}: its link and channel stand {seen[i]} times"

    known = np.flatnonzero(row >= 0)
    say = _Say(table, known)
    good = table.iloc[known]
    return [
        never("every link and channel that carries anything has its loads", seen != 1, group, "links and channels"),
        never("every row of containers carries something", row < 0, _Say(table, np.arange(len(table))), "rows"),
        *_room(facts, carried, row[known], good, say),
        *_figures(facts, carried, row[known], good, say),
        *_money(facts, carried, row[known], good, say),
    ]


@dataclass(frozen=True)
class _Carried:
    """What the flows put on each period × link × channel, shape (n,) each; `share` sums a unit of each flow."""

    keys: pd.Index
    channels: pd.Index
    links: int
    first: Ints
    period: Ints
    link: Ints
    channel: Ints
    volume: Floats
    weight: Floats
    filled: Floats
    share: Floats
    value: Floats
    unit_value: Floats
    charged: dict[str, Floats]

    @classmethod
    def of(cls, facts: Facts, moves: Moves, cleared: Cleared) -> _Carried:
        at = np.flatnonzero(moves.priced & moves.inbound)
        channels = pd.Index(sorted(set(moves.channel[at])), dtype=object)
        links = int(facts.link["row"].size)
        n, place = max(len(channels), 1), places_in(channels, moves.channel[at])
        key = (moves.period[at] * links + moves.link[at]) * n + place
        keys, first, group = np.unique(key, return_index=True, return_inverse=True)
        p, units = moves.product[at], moves.units[at]
        share, value = facts.load_share(moves.link[at], p), cleared.customs_value[at]

        def total(amount: Floats) -> Floats:
            return weigh(group, amount, keys.size)

        return cls(
            keys=pd.Index(keys), channels=channels, links=links, first=at[first] if at.size else at,
            period=keys // n // max(links, 1), link=keys // n % max(links, 1), channel=keys % n,
            volume=total(units * facts.product["volume_m3"][p]), weight=total(units * facts.product["weight_kg"][p]),
            filled=total(units * share), share=total(share), value=total(units * value), unit_value=total(value),
            charged={
                "value": total(units * value), "duty": total(units * cleared.duty[at]),
                "freight": total(units * facts.carriage(moves.link[at], p)),
            },
        )  # fmt: skip

    @property
    def size(self) -> int:
        return len(self.keys)

    def find(self, period: Ints, link: Ints, channel: Floats) -> Ints:
        place = places_in(self.channels, channel)
        key = (period * self.links + link) * max(len(self.channels), 1) + place
        key = np.where((period < 0) | (link < 0) | (place < 0), -1, key)
        return np.asarray(self.keys.get_indexer(pd.Index(key)), dtype=np.int64)


class _Say:
    """Words a row of containers."""

    def __init__(self, table: pd.DataFrame, at: Ints) -> None:
        self._table, self._at = table, at

    def __call__(self, i: int) -> str:
        r = self._table.iloc[int(self._at[i])]
        through = f" through {r['channel']}" if r["channel"] else ""
        return f"{r['loads']:,.6g} loads {r['from']} → {r['to']}{through} on lane {r['lane']} in {r['period']}"


def _room(facts: Facts, carried: _Carried, row: Ints, table: pd.DataFrame, say: _Say) -> list[Check]:
    """Whole containers; volume and weight within what they hold; for other bases the load as it is."""
    cards = [facts.cards[c] for c in facts.link["rate_card"][carried.link[row]]]
    boxed: Bools = np.array([c.basis == "container" for c in cards], dtype=bool)
    count = table["loads"].to_numpy(float)
    room, payload = np.array([c.usable_m3 for c in cards]), np.array([c.payload_kg for c in cards])
    wrong = np.array([c.basis for c in cards], dtype=object) != table["basis"].astype(object).to_numpy()
    wrong |= np.array([c.container for c in cards], dtype=object) != table["container"].astype(object).to_numpy()
    at = np.flatnonzero(boxed)

    def box(i: int) -> str:
        return say(int(at[i]))

    loose = np.where(boxed, 0.0, np.abs(count - carried.filled[row]))
    hold = np.maximum(count, 0.0)[at]
    return [
        never("loads are of the kind that the rate card says", wrong, say, "rows"),
        within("containers are whole", np.abs(count - np.round(count))[at], 1e-6, box, "containers",
               "links by container"),
        at_most("goods fit the volume of their containers", carried.volume[row[at]], hold * room[at], box, "m3",
                "links by container"),
        at_most("goods are within the payload of their containers", carried.weight[row[at]], hold * payload[at], box,
                "kg", "links by container", slack=UNITS),
        within("loads by weight are what is carried", loose, UNITS + 1e-6 * count, say, "loads", "rows"),
    ]  # fmt: skip


def _figures(facts: Facts, carried: _Carried, row: Ints, table: pd.DataFrame, say: _Say) -> list[Check]:
    """The physical figures of the table."""
    count = table["loads"].to_numpy(float)
    rounded, link = np.full(row.size, 1e-6), carried.link[row]
    boxed = _boxed(facts, link)
    cards = [facts.cards[c] for c in facts.link["rate_card"][link]]
    room, payload = np.array([c.usable_m3 for c in cards]), np.array([c.payload_kg for c in cards])
    with np.errstate(divide="ignore", invalid="ignore"):
        full = np.maximum(carried.volume[row] / (count * room), carried.weight[row] / (count * payload))
        due = {  # what it is, and what the rounding of flows and figures may take from it
            "volume_m3": (carried.volume[row], 10 * rounded),
            "weight_kg": (carried.weight[row], UNITS + rounded),
            "fill": (np.where(boxed, np.minimum(full, 1.0), 1.0), rounded * (1 + carried.share[row] / count)),
            "price_per_load": (facts.load_price(link), rounded),
            "handling_per_load": (facts.site["load_cost"][facts.link["end"][link]], rounded),
            "customs_value": (carried.value[row], CENT + 1e-6 * carried.unit_value[row]),
        }  # fmt: skip
        off = [np.abs(table[c].to_numpy(float) - v) - allowed - 1e-9 * np.abs(v) for c, (v, allowed) in due.items()]
    worst = np.maximum(np.max(off, axis=0), 0.0) if len(table) else np.zeros(0)
    return [within("figures of loads are what the flows carry", worst, 0.0, say, "beyond rounding", "rows")]


def _money(facts: Facts, carried: _Carried, row: Ints, table: pd.DataFrame, say: _Say) -> list[Check]:
    """Container rounding of price and handling, and fees by entry: each load is one."""
    count, filled = table["loads"].to_numpy(float), carried.filled[row]
    link = carried.link[row]
    price, handling = facts.load_price(link), facts.site["load_cost"][facts.link["end"][link]]
    boxed = _boxed(facts, link)
    rounding = np.where(boxed, count - filled, 0.0)
    currency = facts.settings.base_currency
    checks = []
    for name, column, each in (
        ("price of container rounding is right", "container_rounding", price),
        ("handling of container rounding is right", "handling_rounding", handling),
    ):
        off = np.abs(table[column].to_numpy(float) - rounding * each)
        allowed = CENT + 1e-6 * carried.share[row] * each + 1e-9 * np.abs(count * each)
        checks.append(within(name, off, allowed, say, currency, "rows"))
    fee = _entry_fees(facts, carried, row, np.where(boxed, count, filled))
    allowed = CENT + 1e-6 * carried.unit_value[row] + 1e-9 * np.abs(fee)
    off = np.abs(table["fees"].to_numpy(float) - fee)
    checks.append(within("entry fees of loads are right", off, allowed, say, currency, "rows"))
    return checks


def _boxed(facts: Facts, link: Ints) -> Bools:
    """Whether freight on each link is bought by the container."""
    return np.array([facts.cards[c].basis == "container" for c in facts.link["rate_card"][link]], dtype=bool)


def _entry_fees(facts: Facts, carried: _Carried, row: Ints, count: Floats) -> Floats:
    """Fees of `count` entries that share the value carried, for each row."""
    site, link = facts.site, facts.link
    made = np.zeros(row.size)
    for i, (g, n) in enumerate(zip(row, count, strict=True)):
        channel = str(carried.channels[carried.channel[g]])
        end = link["end"][carried.link[g]]
        if not channel or not n > 0:
            continue
        day = facts.day[carried.period[g]]
        for fee in facts.book.fees(str(site["territory"][end]), channel, str(link["mode"][carried.link[g]]), day):
            made[i] += n * float(fee.of(carried.charged[fee.rate_on][g] / n))
    return made
