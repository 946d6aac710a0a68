"""The network as arrays: what every block of the model stands on; money in the base currency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..freight.rates import RateCard, read_rate_cards
from ..freight.surcharges import Case
from ..network.network import Network
from ..network.schema import STOCKING_KINDS
from ..network.settings import Period
from ..trade.rulebook import Rulebook
from .charges import LocalCharges, ageing_per_m3, local_charges
from .volume import Volume, volumes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

FREE, BONDED, EXPORT = 0, 1, 2  # EXPORT: duty paid, to be drawn back when the goods leave again
STATUS = ("free", "bonded", "for_export")
STATUSES = len(STATUS)
DAYS_PER_YEAR = 365.0


def node(site: Ints | int, status: Ints | int) -> Ints:
    """Index of a site in a status."""
    return np.asarray(np.asarray(site) * STATUSES + np.asarray(status), dtype=np.int64)


def site_of(node: Ints) -> Ints:
    """Site of nodes."""
    return np.asarray(node // STATUSES, dtype=np.int64)


def status_of(node: Ints) -> Ints:
    """Status of nodes."""
    return np.asarray(node % STATUSES, dtype=np.int64)


def texts(column: pd.Series) -> Texts:
    """Column of text as an object array."""
    return column.astype(object).to_numpy()


@dataclass(frozen=True)
class Sites:
    """Sites, shape (n,) each, in the table's order."""

    names: Texts
    kind: Texts
    country: Texts
    territory: Texts
    stocking: Bools
    bonded: Bools
    remote: Bools
    stock_days: Floats
    dwell_days: Floats
    load_cost: Floats
    inbound_per_m3: Floats
    storage_per_m3_month: Floats
    outbound_per_order: Floats
    outbound_per_kg: Floats
    return_per_unit: Floats
    index: dict[str, int]

    @property
    def size(self) -> int:
        """Number of sites."""
        return int(self.names.size)


@dataclass(frozen=True)
class Products:
    """Products, shape (n,) each."""

    names: Texts
    hs: Texts
    weight_kg: Floats
    volume_m3: Floats
    litres: Floats
    value: Floats
    rebate_pct: Floats
    return_share: Floats
    resale_share: Floats
    dangerous: Bools
    barred: tuple[frozenset[str], ...]
    index: dict[str, int]


@dataclass(frozen=True)
class Origins:
    """Products by origin, which is country and exporter (the commodity without its status), shape (n,) each."""

    product: Ints
    country: Texts
    exporter: Texts
    territory: Texts
    index: dict[tuple[int, str, str], int]

    @property
    def size(self) -> int:
        """Number of product-origins."""
        return int(self.product.size)


@dataclass(frozen=True)
class Supply:
    """Rows of supply, shape (n,) each; `capacity` in units per year, inf where none is given."""

    site: Ints
    origin: Ints
    unit_cost: Floats
    capacity: Floats


@dataclass(frozen=True)
class Links:
    """Lanes pair by pair, shape (n,) each."""

    lane: Texts
    start: Ints
    end: Ints
    mode: Texts
    card: Texts
    km: Floats
    days: Floats
    capacity_m3: Floats
    channels: tuple[tuple[str, ...], ...]
    sales_channels: tuple[tuple[str, ...], ...]
    to_market: Bools


class Ground:
    """Arrays of a network, with its rules and rate cards."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.settings = network.settings
        self.rates = network.rates
        tables = network.tables
        self.rulebook = Rulebook(tables, network.rates)
        self.periods: tuple[Period, ...] = network.settings.periods
        self.cards = read_rate_cards(tables, self.rates, self.periods[0].start, self.settings.days)
        self._order_cards: dict[int, dict[str, RateCard]] = {}

    def order_cards(self, period: int) -> dict[str, RateCard]:
        """Rate cards with the surcharges of one period, for orders; `cards` have those of the horizon, for bulk."""
        if period not in self._order_cards:
            when = self.periods[period]
            self._order_cards[period] = read_rate_cards(self.network.tables, self.rates, when.start, when.days)
        return self._order_cards[period]

    def day(self, period: int) -> dt.date:
        """Day whose rules apply in a period."""
        return self.settings.date_of(self.periods[period])

    def money(self, table: pd.DataFrame, column: str) -> Floats:
        """Amounts of a column in the base currency."""
        return np.asarray(table[column].to_numpy(float) * table["currency"].map(self.rates).to_numpy(float))

    @cached_property
    def sites(self) -> Sites:
        """Sites."""
        t = self.network.tables["sites"]
        names, kind = texts(t["site"]), texts(t["kind"])
        return Sites(
            names=names, kind=kind, country=texts(t["country"]), territory=texts(t["territory"]),
            stocking=np.isin(kind.astype(str), STOCKING_KINDS), bonded=t["bonded"].to_numpy(bool),
            remote=t["remote"].to_numpy(bool),
            stock_days=t["stock_days"].to_numpy(float), dwell_days=t["dwell_days"].to_numpy(float),
            load_cost=self.money(t, "load_cost"), inbound_per_m3=self.money(t, "inbound_per_m3"),
            storage_per_m3_month=self.money(t, "storage_per_m3_month"),
            outbound_per_order=self.money(t, "outbound_per_order"), outbound_per_kg=self.money(t, "outbound_per_kg"),
            return_per_unit=self.money(t, "return_per_unit"),
            index={s: i for i, s in enumerate(names)},
        )  # fmt: skip

    @cached_property
    def products(self) -> Products:
        """Products."""
        t = self.network.tables["products"]
        names = texts(t["product"])
        return Products(
            names=names, hs=texts(t["hs6"]), weight_kg=t["weight_kg"].to_numpy(float),
            volume_m3=t["volume_m3"].to_numpy(float), litres=t["litres"].to_numpy(float),
            value=self.money(t, "customs_value"), rebate_pct=t["export_rebate_pct"].to_numpy(float),
            return_share=t["return_pct"].to_numpy(float) / 100,
            resale_share=t["return_resale_pct"].to_numpy(float) / 100, dangerous=t["dangerous"].to_numpy(bool),
            barred=tuple(frozenset(b) for b in t["barred_modes"]),
            index={p: i for i, p in enumerate(names)},
        )  # fmt: skip

    @cached_property
    def origins(self) -> Origins:
        """Product-origins that anybody makes."""
        made = sorted(set(self._made()))
        country = np.array([o for _, o, _ in made], dtype=object)
        territory_of = self.rulebook.territory_of
        return Origins(
            product=np.array([p for p, _, _ in made], dtype=np.int64), country=country,
            exporter=np.array([e for _, _, e in made], dtype=object),
            territory=np.array([territory_of.get(o, o) for o in country], dtype=object),
            index={goods: i for i, goods in enumerate(made)},
        )  # fmt: skip

    def _made(self) -> list[tuple[int, str, str]]:
        """Product, country of origin and exporter of each row of supply."""
        t = self.network.tables["supply"]
        product = [self.products.index[p] for p in t["product"]]
        return list(zip(product, t["origin"], t["exporter"], strict=True))

    @cached_property
    def supply(self) -> Supply:
        """Supply rows."""
        t = self.network.tables["supply"]
        return Supply(
            site=np.array([self.sites.index[s] for s in t["site"]], dtype=np.int64),
            origin=np.array([self.origins.index[goods] for goods in self._made()], dtype=np.int64),
            unit_cost=self.money(t, "unit_cost"),
            capacity=t["capacity_units_per_year"].fillna(np.inf).to_numpy(float),
        )  # fmt: skip

    @cached_property
    def links(self) -> Links:
        """Lanes pair by pair."""
        t = self.network.links
        end = np.array([self.sites.index[s] for s in t["to_site"]], dtype=np.int64)
        return Links(
            lane=texts(t["lane"]), start=np.array([self.sites.index[s] for s in t["from_site"]], dtype=np.int64),
            end=end, mode=texts(t["mode"]), card=texts(t["rate_card"]), km=t["distance_km"].to_numpy(float),
            days=t["transit_days"].to_numpy(float),
            capacity_m3=np.nan_to_num(t["capacity_m3_per_year"].to_numpy(float), nan=np.inf),
            channels=tuple(t["channels"]), sales_channels=tuple(t["sales_channels"]),
            to_market=self.sites.kind[end] == "market",
        )  # fmt: skip

    @cached_property
    def rebate_days(self) -> dict[str, float]:
        """Days until each territory refunds VAT on exports."""
        t = self.network.tables["territories"]
        return dict(zip(t["territory"], t["export_rebate_days"].astype(float), strict=True))

    @cached_property
    def drawback_days(self) -> dict[str, float]:
        """Days until each territory pays duty back on goods that leave again."""
        t = self.network.tables["territories"]
        return dict(zip(t["territory"], t["drawback_days"].astype(float), strict=True))

    @cached_property
    def may_hold_for_export(self) -> Bools:
        """Stocking sites that can hold goods for export: not in bond, where duty is drawn back; shape (sites,)."""
        t, sites = self.network.tables["territories"], self.sites
        pays = t["territory"][t["drawback_pct"] > 0].astype(str).to_numpy()
        return np.asarray(sites.stocking & ~sites.bonded & np.isin(sites.territory.astype(str), pays))

    @cached_property
    def draws_back(self) -> Bools:
        """Sites of territories from where a lane leads stock held for export abroad; shape (sites,)."""
        links, territory = self.links, self.sites.territory.astype(str)
        leaves = self.may_hold_for_export[links.start] & (territory[links.start] != territory[links.end])
        return np.asarray(np.isin(territory, territory[links.start[leaves]]))

    @cached_property
    def local(self) -> LocalCharges:
        """Local charges by link."""
        return local_charges(self)

    @cached_property
    def volumes(self) -> tuple[Volume, ...]:
        """Agreements by volume."""
        return volumes(self)

    @cached_property
    def ageing_per_m3(self) -> Floats:
        """What stock pays for its age, by site."""
        return ageing_per_m3(self)

    def load_prices(self, links: Ints) -> Floats:
        """Price of a whole load on each of the links with its local charges, whatever it holds."""
        price = np.empty(links.size)
        card = self.links.card[links]
        for name in set(card):
            at = card == name
            remote = self.sites.remote[self.links.end[links[at]]]
            price[at] = self.cards[name].load_price(self.links.km[links[at]], case=Case(remote=remote))
        return price + self.local.per_load[links]

    def carriage(self, links: Ints, product: Ints) -> tuple[Floats, Floats]:
        """What a unit of the product pays the carrier on each of the links, and what it pays more as dangerous goods.

        It is its share of a full load of it; of a container that is the same for all but dangerous goods.
        """
        plain, more = np.empty(links.size), np.empty(links.size)
        card = self.links.card[links]
        for name in set(card):
            at = card == name
            p, km = product[at], self.links.km[links[at]]
            weight, volume = self.products.weight_kg[p], self.products.volume_m3[p]
            remote = self.sites.remote[self.links.end[links[at]]]
            plain[at] = self.cards[name].unit_price(weight, volume, km, Case(remote=remote))
            dangerous = Case(dangerous=self.products.dangerous[p], remote=remote)
            more[at] = self.cards[name].unit_price(weight, volume, km, dangerous) - plain[at]
        return plain, more

    def loads_per_unit(self, links: Ints, product: Ints) -> Floats:
        """Share of a load that one unit of the product takes on each of the links."""
        share = np.empty(links.size)
        card = self.links.card[links]
        for name in set(card):
            at = card == name
            p = product[at]
            share[at] = self.cards[name].loads_per_unit(self.products.weight_kg[p], self.products.volume_m3[p])
        return share
