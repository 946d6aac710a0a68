"""The ways shipments may clear: each line once for each channel of the territory on the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .channels import Channel, Closed
from .compiled import Compiled
from .duty import BASE_LAYER
from .kernel import Clearance, clear_kinds
from .kinds import Kinds, as_date, combinations, since
from .lines import Amounts, Bools, Floats, Ints, Texts
from .measures import lacking
from .rulebook import Rulebook
from .shipment import CHEAPEST
from .shipments import Shipments

PLACES = ("bulk", "parcel", "release")
DDP = "DDP"
OCEAN = "ocean"
MODES_OF_LOADS = ("ocean", "rail", "road")  # the others carry parcels
HALVINGS = 64
CLEAR = 1e-11  # of a price: so far below where what is due jumps by a cent that the last bits of sums do not matter


class Channels:
    """Kinds of line among shipments, each through every channel of its territory.

    Attributes
    ----------
    of_line
        Kind of each line, shape (lines,).
    first, number
        Where the ways of each kind begin in `way`, and how many there are; shape (kinds,).
    way
        Which of those of `compiled` they are: all, or only those that are asked for and may be open.
    compiled
        What the rules say of every kind through every channel; shape (ways,) as all that follows.
    asked
        Whether it is a way that the shipments ask for.
    loads
        Whether the mode is one that carries loads.
    out_of_place
        Why a way is closed to goods that lie in bond, or to those that do not; 0 where it is not.
    at_home
        Whether a line was made in the territory that it is to enter and is not said to come back; shape (lines,).
    parcel, suspended, release
        Whether the way is an order to the buyer; puts duty off; leads out of bond.
    delivered, inside
        Whether the declared price holds freight; share of the price without tax that the price holds in tax.
    """

    def __init__(self, shipments: Shipments, rules: Rulebook, *, every: bool = True) -> None:
        s = shipments
        self.rules = rules
        territory = _mapped(s.destination, rules.territory_of)
        on, admitted = since(territory, s.date, rules), since(territory, s.admitted, rules)
        made_in, came_from = (_mapped(c, rules.territory_of) for c in (s.origin, s.shipped_from))
        self.at_home = (made_in == territory) & ((s.shipped_from == "") | (came_from == territory)) & ~s.from_bond
        self.of_line, at = combinations([
            s.destination, s.origin, s.hs, s.mode, s.exporter, s.shipped_from, s.claim, on, admitted, s.channel,
            s.from_bond,
        ])  # fmt: skip
        where, first = combinations([territory[at], on[at]])
        open_ones = [_channels(str(territory[at[i]]), as_date(on[at[i]]), rules) for i in first]
        number = np.array([len(c) for c in open_ones], dtype=np.int64)[where]
        kind = np.repeat(np.arange(at.size), number)
        begin = np.cumsum([0, *(len(c) for c in open_ones)])[:-1]
        listed = [c for each in open_ones for c in each]
        which = begin[where][kind] + np.arange(kind.size) - np.repeat(np.cumsum(number) - number, number)
        names = np.array([c.channel for c in listed], dtype=object)
        to = np.array(["" if c.applies_to == "bulk" else "B2C" for c in listed], dtype=object)
        row = at[kind]
        usual = np.array([c.modes[0] if c.modes and OCEAN not in c.modes else OCEAN for c in listed], dtype=object)
        unsaid = np.where(s.channel[row] == CHEAPEST, OCEAN, usual[which])
        mode = np.where(s.mode[row] == "", unsaid, s.mode[row])
        kinds = Kinds(
            territory[row], s.destination[row], names[which], s.origin[row], s.hs[row], mode, to[which],
            s.exporter[row], s.shipped_from[row], on[row], admitted[row], s.claim[row],
        )  # fmt: skip
        self.compiled = made = Compiled(kinds, rules)
        channels = made.channels
        self.parcel, self.suspended, self.release = (
            np.array(flags, dtype=bool)[made.channel] for flags in (
                [c.applies_to != "bulk" for c in channels], [c.suspended for c in channels],
                [c.applies_to == "release" for c in channels],
            )
        )  # fmt: skip
        self.name = np.array([c.channel for c in channels], dtype=object)[made.channel]
        self.procedure = np.array([c.procedure for c in channels], dtype=object)[made.channel]
        self.loads = np.isin(mode.astype(str), MODES_OF_LOADS)
        self.delivered = made.by_territory_cif | made.at_sale | made.is_composite
        self.inside = np.where(made.is_composite, made.composite, np.where(made.untaxed, 0.0, made.vat))
        self.asked = self._asked(s.channel[row], s.from_bond[row])
        in_bond = s.from_bond[at] | (np.bincount(kind, self.asked & self.release, minlength=at.size) > 0)
        elsewhere = np.where(self.release, Closed.NOT_IN_BOND, Closed.IN_BOND)
        self.out_of_place = np.where(self.release != in_bond[kind], elsewhere, 0)
        self._kind, self._kinds = kind, at.size
        usable = self.asked & (made.closed == 0) & (self.out_of_place == 0)
        self._take(np.arange(kind.size) if every else np.flatnonzero(usable))

    def of_lines(self, lines: Ints) -> Channels:
        """Return the same for some of the lines, through every channel."""
        made = copy(self)
        made.of_line, made.at_home = self.of_line[lines], self.at_home[lines]
        made._take(np.arange(self._kind.size))
        return made

    def _take(self, way: Ints) -> None:
        self.way, of = way, self._kind[way]
        self.number = np.bincount(of, minlength=self._kinds).astype(np.int64)
        self.first = np.cumsum(self.number) - self.number

    def _asked(self, wanted: Texts, from_bond: Bools) -> Bools:
        """Whether each way is one that its shipments ask for.

        ``cheapest`` leaves out channels that put the duty off. Goods are released from bond where they are said to lie
        in it, or where the channel is named.
        """
        named = (wanted == self.name) | ((wanted == "release") & self.release)
        meant = (wanted == self.procedure) | ((wanted == CHEAPEST) & ~self.suspended)
        return np.asarray(named | (meant & (self.release == from_bond)), dtype=bool)

    def channel(self, way: int) -> Channel:
        """Channel of a way."""
        return self.compiled.channels[int(self.compiled.channel[way])]


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

    @property
    def single(self) -> bool:
        """Whether every way has one line."""
        return self.pair.size == self.shipment.size

    def lines_of(self, way: int) -> Ints:
        """Priced lines of a way."""
        if self.single:
            return np.array([way])
        order, begin = self._by_way
        return order[begin[way] : begin[way + 1]]

    @cached_property
    def _by_way(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.pair, kind="stable")
        return order, np.searchsorted(self.pair[order], np.arange(self.shipment.size + 1))

    def total(self, amount: Floats) -> Floats:
        """Sum of each way's lines, shape (ways,)."""
        if self.single:
            return amount
        return np.asarray(np.bincount(self.pair, amount, minlength=self.shipment.size), dtype=float)


NO_BASE_DUTY, NO_WEIGHT, NO_LITRES, AT_HOME, NO_MEASURE = GAPS = 1, 2, 3, 4, 5


def ways(s: Shipments, channels: Channels, at: slice) -> Ways:
    """Price lines through every channel of their territory.

    Bulk channels declare the value of the goods. Parcel channels declare the price the buyer pays without tax: the
    goods, and where the territory values CIF or the tax is in the price, freight and insurance too. Limits look at the
    goods, or at what else the channel says (`channels.THRESHOLD_ON`). The goods of a delivered-duty-paid price
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
    kind = channels.way[channels.first[of_line][line] + place]
    several = shipment.size > 0 and shipment.size > shipment[-1] - shipment[0] + 1
    code = shipment[line] * (int(channels.number.max(initial=0)) + 1) + place
    pair, first = combinations([code]) if several else (np.arange(line.size), np.arange(line.size))
    line = line + at.start

    rate = s.rate[line]
    freight, insurance, onward = (getattr(s, name)[line] * rate for name in ("freight", "insurance", "onward"))
    parcel, delivered, inside = (getattr(channels, name)[kind] for name in ("parcel", "delivered", "inside"))
    units, weight, litres = s.quantity[line], s.weight_kg[line], s.litres[line]
    spend = s.spend[line] * rate
    by_measure = channels.rules.by_measure
    measures = s.measures[line] if by_measure else s.measures

    def clear(goods: Floats, mine: Ints | slice) -> Clearance:
        price = np.where(parcel, (goods + (freight + insurance) * delivered) * (1 + inside), 0.0)
        amounts = Amounts(
            units=units[mine], weight_kg=weight[mine], litres=litres[mine], transfer_value=goods[mine],
            price=price[mine], freight=freight[mine], insurance=insurance[mine], buyer_spend_per_year=spend[mine],
            consignment=pair[mine] if several else None, intrinsic=goods[mine], price_delivered=delivered[mine],
            onward=onward[mine], measures=measures[mine] if by_measure else None, rate=rate[mine],
        )  # fmt: skip
        return clear_kinds(amounts, channels.compiled, kind[mine], rounded=True)

    goods = s.goods[line] * rate
    paid = np.flatnonzero(s.incoterm[line] == DDP)
    if paid.size:
        goods[paid] = _left_of(goods, paid, s.services[line], clear)
        if several:
            goods[paid] = _shared_rest(s.goods[line] * rate, goods, paid, pair, s.services[line], clear)
    cleared = clear(goods, slice(None))
    gaps = _gaps(channels.compiled, cleared, weight, litres)
    if by_measure:
        _lacks_measures(gaps, channels.compiled, cleared, measures)
    gaps[channels.at_home[line]] = AT_HOME
    gap = _any(pair, gaps, first)
    return Ways(
        line=line, pair=pair, shipment=shipment[line[first] - at.start], kind=kind[first], goods=goods, cleared=cleared,
        closed=np.where(channels.out_of_place[kind[first]] > 0, channels.out_of_place[kind[first]],
                        _any(pair, cleared.closed, first)), gap=gap,
    )  # fmt: skip


def _left_of(price: Floats, at: Ints, services: Bools, clear: Callable[[Floats, Ints], Clearance]) -> Floats:
    """Most that goods can be for them and all that is due to stay within the delivered-duty-paid price."""
    low, high = np.zeros(at.size), price[at].copy()
    trial = price.copy()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        trial[at] = middle
        fits = middle + _due(clear(trial, at), services[at]) <= price[at] * (1 + 1e-12)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return np.maximum(low - CLEAR * price[at], 0.0)


def _shared_rest(
    price: Floats, goods: Floats, at: Ints, pair: Ints, services: Bools, clear: Callable[[Floats, Ints], Clearance]
) -> Floats:
    """Goods of lines in the proportions found for each alone, such that the prices of an entry are used up.

    What a line owes of the entry's fees depends on the other lines, so no line can be told alone.
    """
    entry = combinations([pair[at]])[0]
    whole, apart = np.bincount(entry, price[at]), np.bincount(entry, goods[at])
    part = np.where(apart[entry] > 0, goods[at] / np.where(apart > 0, apart, 1.0)[entry], 0.0)
    low, high = np.zeros(whole.size), whole.copy()
    trial = goods.copy()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        trial[at] = part * middle[entry]
        spent = np.bincount(entry, trial[at] + _due(clear(trial, at), services[at]))
        fits = spent <= whole * (1 + 1e-12)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return np.asarray(part * np.maximum(low - CLEAR * whole, 0.0)[entry])


def _due(cleared: Clearance, services: Bools) -> Floats:
    """All that is due for each line; brokers and proofs of origin where they count."""
    state = cleared.duty + cleared.due + cleared.customs_fees
    return np.asarray(state + np.where(services, cleared.fees - cleared.customs_fees + cleared.certificate, 0.0))


def _gaps(at: Compiled, cleared: Clearance, weight: Floats, litres: Floats) -> Ints:
    """What is missing to price the duty of each priced line."""
    known = np.array([any(BASE_LAYER in (r.layer, r.replaces) for r in s) for s in at.stacks], dtype=bool)
    by_kg = np.array([any(r.by_kg for r in s) for s in at.stacks], dtype=bool)
    by_litre = np.array([any(r.by_litre for r in s) for s in at.stacks], dtype=bool)
    tariff = at.tariff[cleared.kind]
    which = cleared.which
    gap = np.zeros(which.size, dtype=np.int64)
    gap[tariff & by_litre[which] & (litres == 0)] = NO_LITRES
    gap[tariff & by_kg[which] & (weight == 0)] = NO_WEIGHT
    gap[tariff & ~known[which]] = NO_BASE_DUTY
    return gap


def _lacks_measures(gaps: Ints, at: Compiled, cleared: Clearance, measures: Texts) -> None:
    """Mark lines that do not state what their duty is charged by."""
    terms = [tuple(term for rule in stack for term in rule.per_measure) for stack in at.stacks]
    which = cleared.which
    some = np.array([bool(t) for t in terms], dtype=bool)
    asked = np.flatnonzero(some[which] & at.tariff[cleared.kind] & (gaps == 0))
    gaps[[i for i in asked if lacking(terms[which[i]], measures[i])]] = NO_MEASURE


def _any(pair: Ints, code: Ints, first: Ints) -> Ints:
    """Code of each way: that of a line of it that has one."""
    made = np.zeros(first.size, dtype=np.int64)
    at = np.flatnonzero(code)
    made[pair[at]] = code[at]
    return made


def _channels(territory: str, on: dt.date | None, rules: Rulebook) -> list[Channel]:
    found = [c for place in PLACES for c in rules.open_channels(territory, place, on or dt.date.min)]
    return sorted(found, key=lambda c: c.channel)


def _mapped(names: Texts, of: Mapping[str, str]) -> Texts:
    code, distinct = pd.factorize(names)
    return np.array([of.get(str(n), "") for n in distinct], dtype=object)[code]
