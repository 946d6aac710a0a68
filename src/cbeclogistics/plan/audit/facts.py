"""The instance as the audit reads it: raw tables as arrays, money in the base currency."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...freight.rates import RateCard, read_rate_cards
from ...freight.surcharges import Case
from ...network.network import Network
from ...network.schema import STOCKING_KINDS
from ...trade.rulebook import Rulebook
from .charges import ageing, charged_on, local_charges
from .verdict import Bools, Floats, Ints

DAYS_PER_YEAR = 365.0
DAYS_PER_MONTH = 30.4375
FREE, BONDED, FOR_EXPORT = 0, 1, 2
STATUS = ("free", "bonded", "for_export")
STATUSES = len(STATUS)
SITE_MONEY = ("load_cost", "inbound_per_m3", "storage_per_m3_month", "outbound_per_order", "outbound_per_kg",
              "return_per_unit")  # fmt: skip

Columns = dict[str, npt.NDArray[Any]]


def columns(table: pd.DataFrame, rates: dict[str, float], money: tuple[str, ...] = ()) -> Columns:
    """Columns of a table as arrays, those of `money` in the base currency."""
    made: Columns = {}
    for name in table.columns:
        column = table[name]
        made[name] = column.to_numpy() if column.dtype.kind in "fib" else column.astype(object).to_numpy()
    if money:
        fx = table["currency"].map(rates).to_numpy(float)
        for name in money:
            made[name] = made[name].astype(float) * fx
    return made


def places_in(index: pd.Index, names: Any) -> Ints:
    """Positions of names in an index, -1 where there is none."""
    return np.asarray(index.get_indexer(pd.Index(np.asarray(names, dtype=object), dtype=object)), dtype=np.int64)


class Facts:
    """Tables of an instance with its rules and rate cards.

    Attributes
    ----------
    site, product, link, supply, demand, option, local, tier, export
        Columns by name; rows in the order of the tables (`link`: of `Network.links`). Of sites besides: whether they
        stock goods, which status stock of theirs has if it is not for export, whether their territory draws duty back.
    years, day, days
        By period: φ, the day whose rules apply, the length in days.
    """

    def __init__(self, network: Network) -> None:
        t, rates = network.tables, network.rates
        self.network, self.settings = network, network.settings
        self.book = Rulebook(t, rates)
        periods = network.settings.periods
        self.cards = read_rate_cards(t, rates, periods[0].start, sum(p.days for p in periods))
        self.periods = pd.Index([p.period for p in periods], dtype=object)
        self.days: Floats = np.array([p.days for p in periods])
        self.years: Floats = self.days / DAYS_PER_YEAR
        self.day: tuple[dt.date, ...] = tuple(network.settings.date_of(p) for p in periods)

        self.site = columns(t["sites"], rates, SITE_MONEY)
        self.sites = pd.Index(self.site["site"], dtype=object)
        self.site["stocking"] = np.isin(self.site["kind"].astype(str), STOCKING_KINDS)
        self.site["holds"] = np.where((self.site["kind"] == "bonded_zone") | self.site["bonded"].astype(bool),
                                      BONDED, FREE)  # fmt: skip
        pays = t["territories"].set_index("territory")["drawback_pct"].astype(float)
        self.site["refunds"] = pays.reindex(self.site["territory"]).fillna(0.0).to_numpy() > 0
        self.product = columns(t["products"], rates, ("customs_value",))
        self.products = pd.Index(self.product["product"], dtype=object)
        self.supply = columns(t["supply"], rates, ("unit_cost",))
        self.demand = columns(t["demand"], rates, ("price", "buyer_spend_per_year", "unserved_penalty"))
        self.territory = columns(t["territories"], rates)
        self.local = columns(t["local_charges"], rates, ("amount",))
        self.tier = columns(t["storage_tiers"], rates, ("per_m3_month",))
        self.export = columns(t["exports"], rates, ("amount",))
        self.option = columns(t["site_options"], rates, ("opening_cost", "fixed_cost_per_year", "closing_cost"))

    @cached_property
    def link(self) -> Columns:
        """Lanes pair by pair, ends as positions of sites."""
        made = columns(self.network.links, {})
        made["start"], made["end"] = places_in(self.sites, made["from_site"]), places_in(self.sites, made["to_site"])
        made["to_market"] = self.site["kind"][made["end"]] == "market"
        return made

    @cached_property
    def lanes(self) -> pd.Index:
        """Names of lanes."""
        names: pd.Index = pd.Index(columns(self.network.tables["lanes"], {})["lane"], dtype=object)
        return names

    @cached_property
    def _link_keys(self) -> tuple[pd.Index, Ints]:
        key = self._link_key(places_in(self.lanes, self.link["lane"]), self.link["start"], self.link["end"])
        first = np.unique(key, return_index=True)[1]
        return pd.Index(key[first]), first.astype(np.int64)

    def _link_key(self, lane: Ints, start: Ints, end: Ints) -> Ints:
        n = len(self.sites)
        key = (lane * n + start) * n + end
        return np.where((lane < 0) | (start < 0) | (end < 0), -1, key)

    def find_links(self, lane: Any, start: Ints, end: Ints, mode: Any) -> Ints:
        """Rows of `link` for lane, ends and mode; -1 where no such pair is offered."""
        keys, rows = self._link_keys
        at = np.asarray(keys.get_indexer(pd.Index(self._link_key(places_in(self.lanes, lane), start, end))))
        found = np.where(at >= 0, rows[at] if rows.size else -1, -1)
        if not self.link["mode"].size:
            return np.full(found.shape, -1, dtype=np.int64)
        return np.where((found >= 0) & (self.link["mode"][found] == np.asarray(mode, dtype=object)), found, -1)

    def territory_of(self, country: Any) -> npt.NDArray[np.object_]:
        """Customs territory of countries; a country in none is its own."""
        of = self.book.territory_of
        names, which = np.unique(np.asarray(country, dtype=object).astype(str), return_inverse=True)
        return np.array([of.get(c, c) for c in names], dtype=object)[which]

    @cached_property
    def order_cards(self) -> tuple[dict[str, RateCard], ...]:
        """Rate cards as orders of each period pay them; bulk pays the mean of the horizon, which is `cards`."""
        if len(self.periods) == 1:
            return (self.cards,)
        t, rates = self.network.tables, self.network.rates
        return tuple(read_rate_cards(t, rates, p.start, p.days) for p in self.settings.periods)

    @cached_property
    def charged_on(self) -> tuple[Bools, ...]:
        """Links on which each row of `local` falls due."""
        return tuple(charged_on(self, row) for row in range(self.local["per"].size))

    @cached_property
    def charged_by_load(self) -> Floats:
        """Local charges of a load on each link."""
        return local_charges(self, ("load", "entry"))

    @cached_property
    def charged_by_m3(self) -> Floats:
        """Local charges of a m3 on each link."""
        return local_charges(self, ("m3",))

    @cached_property
    def charged_by_kg(self) -> Floats:
        """Local charges of a kg on each link."""
        return local_charges(self, ("kg",))

    @cached_property
    def ageing(self) -> Floats:
        """What a m3 pays for its age at each site."""
        return ageing(self)

    def load_price(self, links: Ints) -> Floats:
        """Price of a whole load on each link, local charges in it; NaN where the card has no break for it."""
        made = np.full(links.size, np.nan)
        card, km = self.link["rate_card"][links], self.link["distance_km"][links]
        remote = self.site["remote"].astype(bool)[self.link["end"][links]]
        for name in set(card):
            at = np.flatnonzero(card == name)
            made[at] = self.cards[name].load_price(km[at], case=Case(remote=remote[at]))
        return made + self.charged_by_load[links]

    def carriage(self, links: Ints, product: Ints, *, dangerous: bool = True) -> Floats:
        """What the carrier asks for a unit on each link, a full load of its kind shared; local charges are not in it.

        Without `dangerous`, as if no product were dangerous goods.
        """
        made = np.full(links.size, np.nan)
        card, km = self.link["rate_card"][links], self.link["distance_km"].astype(float)[links]
        weight, volume = self.product["weight_kg"][product], self.product["volume_m3"][product]
        harmful = self.product["dangerous"].astype(bool)[product] & dangerous
        remote = self.site["remote"].astype(bool)[self.link["end"][links]]
        for name in set(card):
            at = np.flatnonzero(card == name)
            case = Case(dangerous=harmful[at], remote=remote[at])
            made[at] = self.cards[name].unit_price(weight[at], volume[at], km[at], case)
        return made

    def load_share(self, links: Ints, product: Ints) -> Floats:
        """Share of a load that one unit takes on each link."""
        made = np.full(links.size, np.nan)
        card = self.link["rate_card"][links]
        weight, volume = self.product["weight_kg"][product], self.product["volume_m3"][product]
        for name in set(card):
            at = np.flatnonzero(card == name)
            made[at] = self.cards[name].loads_per_unit(weight[at], volume[at])
        return made
