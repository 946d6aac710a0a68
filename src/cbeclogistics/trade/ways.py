"""The ways shipments may clear: each line once for each channel of the territory on the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .channels import Channel
from .compiled import Compiled
from .duty import BASE_LAYER
from .kernel import Clearance, clear_kinds
from .lines import Amounts, Bools, Days, Floats, Ints, Texts, as_date, combinations
from .rulebook import Rulebook
from .shipments import Shipments
from .terms import Key

PLACES = ("bulk", "parcel", "release")
DDP = "DDP"
HALVINGS = 64


class Channels:
    """Kinds of line among shipments, and for each the channels of its territory.

    Attributes
    ----------
    of_line
        Kind of each line, shape (lines,).
    first, number
        Where the channels of each kind begin among `compiled.keys`, and how many there are; shape (kinds,).
    compiled
        Terms of every kind through every channel.
    """

    def __init__(self, shipments: Shipments, rules: Rulebook) -> None:
        s = shipments
        territory = _mapped(s.destination, rules.territory_of)
        since, until = (_since(territory, day, rules) for day in (s.date, s.admitted))
        self.of_line, first = combinations(
            [s.destination, s.origin, s.hs, s.mode, s.exporter, s.shipped_from, s.claim, since, until]
        )
        keys: list[Key] = []
        starts: list[int] = []
        for i in first:
            on, admitted = as_date(since[i]) or dt.date.min, as_date(until[i])
            starts.append(len(keys))
            keys += [
                Key(
                    str(territory[i]), s.destination[i], c.channel, s.origin[i], s.hs[i], s.mode[i],
                    "" if c.applies_to == "bulk" else "B2C", s.exporter[i], s.shipped_from[i], on, admitted,
                    bool(s.claim[i]),
                )
                for c in _channels(str(territory[i]), on, rules)
            ]  # fmt: skip
        self.first = np.array(starts, dtype=np.int64)
        self.number = np.diff(np.array([*starts, len(keys)]))
        self.compiled = Compiled(keys, rules)
        found = [t.channel for t in self.compiled.terms]
        self.parcel = np.array([c.applies_to != "bulk" for c in found], dtype=bool)
        self.suspended = np.array([c.suspended for c in found], dtype=bool)
        self.release = np.array([c.applies_to == "release" for c in found], dtype=bool)
        self.name = np.array([c.channel for c in found], dtype=object)
        self.procedure = np.array([c.procedure for c in found], dtype=object)
        kind = self.compiled.kind
        in_price = np.isin(kind.astype(str), ("at_sale", "composite"))
        cif = np.array([t.territory.valuation == "CIF" for t in self.compiled.terms], dtype=bool)
        self.delivered = cif | in_price
        inside = np.where(kind == "composite", self.compiled.composite, self.compiled.vat)
        self.inside = np.where(kind == "none", 0.0, inside)

    def channel(self, kind: int) -> Channel:
        """Channel of a kind through a channel."""
        return self.compiled.terms[kind].channel


@dataclass(frozen=True)
class Ways:
    """Shipments through channels.

    Attributes
    ----------
    line, pair
        Line and way (shipment × channel) of each priced line, shape (priced lines,).
    shipment, kind
        Shipment of each way, and kind of its first line; shape (ways,).
    goods
        Goods of each priced line, base currency.
    cleared
        What each priced line costs, base currency.
    closed
        `channels.Closed` of each way, shape (ways,).
    gap
        What is missing to price the duty of each way: `GAPS`, 0 for nothing.
    """

    line: Ints
    pair: Ints
    shipment: Ints
    kind: Ints
    goods: Floats
    cleared: Clearance
    closed: Ints
    gap: Ints

    def total(self, amount: Floats) -> Floats:
        """Sum of each way's lines, shape (ways,)."""
        if self.pair.size == self.shipment.size:
            return amount
        return np.asarray(np.bincount(self.pair, amount, minlength=self.shipment.size), dtype=float)


NO_BASE_DUTY, NO_WEIGHT, NO_LITRES = 1, 2, 3


def ways(s: Shipments, channels: Channels, at: slice) -> Ways:
    """Price lines through every channel of their territory.

    Bulk channels declare the value of the goods. Parcel channels declare the price the buyer pays without tax: the
    goods, and where the territory values CIF or the tax is in the price, freight and insurance too. Limits look at the
    goods, or at goods with freight and insurance where the channel says so. The goods of a delivered-duty-paid price
    are what is left of it.

    Parameters
    ----------
    at
        Lines of whole shipments.
    """
    of_line, shipment = channels.of_line[at], s.shipment[at]
    number = channels.number[of_line]
    line = np.repeat(np.arange(of_line.size), number)
    place = np.arange(line.size) - np.repeat(np.cumsum(number) - number, number)
    kind = channels.first[of_line][line] + place
    several = shipment.size > 0 and shipment.size > shipment[-1] - shipment[0] + 1
    code = shipment[line] * (int(channels.number.max(initial=0)) + 1) + place
    pair, first = combinations([code]) if several else (np.arange(line.size), np.arange(line.size))
    line = line + at.start

    rate = s.rate[line]
    freight, insurance, onward = (getattr(s, name)[line] * rate for name in ("freight", "insurance", "onward"))
    parcel, delivered, inside = (getattr(channels, name)[kind] for name in ("parcel", "delivered", "inside"))
    units, weight, litres = s.quantity[line], s.weight_kg[line], s.litres[line]
    nothing = np.full(line.size, np.nan)

    def clear(goods: Floats, mine: Ints | slice) -> Clearance:
        price = np.where(parcel, (goods + (freight + insurance) * delivered) * (1 + inside), 0.0)
        amounts = Amounts(
            units=units[mine], weight_kg=weight[mine], litres=litres[mine], transfer_value=goods[mine],
            price=price[mine], freight=freight[mine], insurance=insurance[mine], buyer_spend_per_year=nothing[mine],
            consignment=pair[mine] if several else None, intrinsic=goods[mine], price_delivered=delivered[mine],
            onward=onward[mine],
        )  # fmt: skip
        return clear_kinds(amounts, channels.compiled, kind[mine], rounded=True)

    goods = s.goods[line] * rate
    paid = np.flatnonzero(s.incoterm[line] == DDP)
    if paid.size:
        goods[paid] = _left_of(goods, paid, s.services[line], clear)
    cleared = clear(goods, slice(None))
    gap = _any(pair, _gaps(channels.compiled, cleared, weight, litres), first)
    return Ways(
        line=line, pair=pair, shipment=shipment[line[first] - at.start], kind=kind[first], goods=goods, cleared=cleared,
        closed=_any(pair, cleared.closed, first), gap=gap,
    )  # fmt: skip


def _left_of(price: Floats, at: Ints, services: Bools, clear: Callable[[Floats, Ints], Clearance]) -> Floats:
    """Most that goods can be for them and all that is due to stay within the delivered-duty-paid price."""
    low, high = np.zeros(at.size), price[at].copy()
    trial = price.copy()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        trial[at] = middle
        cleared = clear(trial, at)
        due = cleared.duty + cleared.due + cleared.customs_fees
        due = due + np.where(services[at], cleared.fees - cleared.customs_fees + cleared.certificate, 0.0)
        fits = middle + due <= price[at] * (1 + 1e-12)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return low


def _gaps(at: Compiled, cleared: Clearance, weight: Floats, litres: Floats) -> Ints:
    """What is missing to price the duty of each priced line."""
    known = np.array([any(BASE_LAYER in (r.layer, r.replaces) for r in s) for s in at.stacks], dtype=bool)
    by_kg = np.array([any(r.per_kg or r.min_per_kg or r.max_per_kg for r in s) for s in at.stacks], dtype=bool)
    by_litre = np.array([any(r.per_litre for r in s) for s in at.stacks], dtype=bool)
    tariff = np.array([t.channel.duty == "tariff" for t in at.terms], dtype=bool)[cleared.kind]
    which = cleared.which
    gap = np.zeros(which.size, dtype=np.int64)
    gap[tariff & by_litre[which] & (litres == 0)] = NO_LITRES
    gap[tariff & by_kg[which] & (weight == 0)] = NO_WEIGHT
    gap[tariff & ~known[which]] = NO_BASE_DUTY
    return gap


def _any(pair: Ints, code: Ints, first: Ints) -> Ints:
    """Code of each way: that of a line of it that has one."""
    made = np.zeros(first.size, dtype=np.int64)
    at = np.flatnonzero(code)
    made[pair[at]] = code[at]
    return made


def _channels(territory: str, on: dt.date, rules: Rulebook) -> list[Channel]:
    found = [c for place in PLACES for c in rules.open_channels(territory, place, on)]
    return sorted(found, key=lambda c: c.channel)


def _mapped(names: Texts, of: dict[str, str]) -> Texts:
    code, distinct = pd.factorize(names)
    return np.array([of.get(str(n), "") for n in distinct], dtype=object)[code]


def _since(territory: Texts, day: Days, rules: Rulebook) -> Days:
    """First day of the stretch without change that each day falls in; NaT stays."""
    which, first = combinations([territory, day])
    found = [
        None if (on := as_date(day[i])) is None else rules.since(str(territory[i]), on) for i in first
    ]  # fmt: skip
    return np.array(found, dtype="datetime64[D]")[which]
