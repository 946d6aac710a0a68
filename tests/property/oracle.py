"""The best plan of a small network by enumeration: every whole way, every choice of open sites, true fees.

Written from docs/model.md and the tables alone. A way is a path from a factory to a buyer, priced in one piece by plain
arithmetic on rows; each choice of site options is a mixed-integer program of its own over ways and whole containers.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

Record = dict[str, Any]


@dataclass(frozen=True)
class Leg:
    """One inbound link, cleared by one channel (empty inside a territory)."""

    link: int
    channel: str
    share: float
    customs_value: float

    @property
    def move(self) -> tuple[int, str]:
        return self.link, self.channel


@dataclass(frozen=True)
class Way:
    """Path of a product from a factory; `cost` of a unit without containers, entries and their fees.

    `entry` is the site, channel and mode whose orders are entered together, `entry_value` a unit's customs value there.
    """

    supply: int
    site: str
    status: str
    cost: float
    legs: tuple[Leg, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()
    last_link: int = -1
    demand: int = -1
    entry: tuple[str, str, str] | None = None
    entry_value: float = 0.0


@dataclass(frozen=True)
class Optimum:
    """Least cost, and the site options that it opens; inf where no plan exists."""

    cost: float
    options: tuple[str, ...] = ()


@dataclass
class Program:
    """Columns and rows of one mixed-integer program."""

    cost: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def column(self, cost: float, *, whole: bool = False, upper: float = math.inf) -> int:
        self.cost.append(cost)
        self.whole.append(whole)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, entries: dict[int, float], low: float, high: float) -> None:
        self.rows.append((entries, low, high))

    def solve(self) -> float:
        """Least cost; inf where infeasible."""
        if not self.cost:
            return 0.0 if all(low <= 0 <= high for _, low, high in self.rows) else math.inf
        matrix = np.zeros((len(self.rows), len(self.cost)))
        for i, (entries, _, _) in enumerate(self.rows):
            for j, v in entries.items():
                matrix[i, j] += v
        found = milp(
            np.array(self.cost), integrality=np.array(self.whole, dtype=int), bounds=Bounds(0, np.array(self.upper)),
            constraints=LinearConstraint(matrix, [r[1] for r in self.rows], [r[2] for r in self.rows]),
            options={"mip_rel_gap": 0.0},
        )  # fmt: skip
        if found.status == 2:
            return math.inf
        assert found.status == 0, found.message
        return float(found.fun)


class Pricer:
    """Rows of a network and the arithmetic of docs/model.md on them."""

    def __init__(self, network: Any, period: Any) -> None:
        self.network, self.settings, self.period = network, network.settings, period
        self.tables = {name: _records(table) for name, table in network.tables.items()}
        self.day: dt.date = network.settings.date_of(period)
        self.years = period.days / 365
        self.sites = {r["site"]: r for r in self.tables["sites"]}
        self.products = {r["product"]: r for r in self.tables["products"]}
        self.links = _records(network.links)
        self.boxes = {r["container"]: r for r in self.tables["containers"]}
        self.territory = {r["territory"]: r for r in self.tables["territories"]}
        self.home = {c: r["territory"] for r in self.tables["territories"] for c in r["countries"]}
        self.demands = [r for r in self.tables["demand"] if r["period"] == period.period and r["units"] > 0]
        self.least: dict[tuple[str, ...], float] = {}
        self.shares: dict[tuple[str, tuple[dt.date, float]], float] = {}
        for way in self.inbound():  # twice: what lies abroad in bond or for export needs the least freight into there
            for leg, (_, status) in zip(way.legs, way.seen[1:], strict=True):
                self._note_freight(way, leg, status)

    def money(self, row: Record, column: str) -> float:
        return float(row[column]) * self.network.rates[row["currency"]]

    def rows(self, table: str, **match: Any) -> list[Record]:
        return [
            r
            for r in self.tables[table]
            if all(r[k] == v for k, v in match.items()) and ("effective_to" not in r or _in_force(r, self.day))
        ]

    # transport

    def price(self, link: Record, kg: float, m3: float, flags: set[str], when: tuple[dt.date, float]) -> float:
        """Price of a load or parcel of that chargeable weight and volume on a link; NaN where nothing holds it."""
        card, km = self.card(link), link["distance_km"]
        if card["basis"] == "container":
            kg = 0.0
        elif card["round_kg"]:
            kg = card["round_kg"] * math.ceil(kg / card["round_kg"] - 1e-9)
        kg = 0.0 if card["basis"] == "container" else max(kg, card["minimum_kg"])
        rows = self.rows("rate_cards", rate_card=link["rate_card"])
        zone = min((z for z in (_or_inf(r["to_km"]) for r in rows) if km <= z), default=None)
        found, below = math.nan, 0.0
        for r in sorted((r for r in rows if _or_inf(r["to_km"]) == zone), key=lambda r: r["from_kg"]):
            low, high = r["from_kg"], _or_inf(r["to_kg"])
            holds = low < kg <= high or kg == 0 == low
            inside = below + self.money(r, "base") + self.money(r, "per_kg") * (min(kg, high) - low)
            if holds:
                weighed = self.money(r, "base") + self.money(r, "per_kg") * kg
                weighed = inside if r["break_kind"] == "incremental" else weighed
                by_way = self.money(r, "per_km") * km + self.money(r, "per_m3") * m3
                found = max(self.money(r, "minimum"), weighed + by_way)
            below = inside
        return found + sum(self.surcharge(r, card, found, kg, when) for r in self.tables["surcharges"]
                           if r["applies"] in flags)  # fmt: skip

    def surcharge(self, row: Record, card: Record, price: float, kg: float, when: tuple[dt.date, float]) -> float:
        if row["rate_cards"] and card["rate_card"] not in row["rate_cards"]:
            return 0.0
        if (row["surcharge"], when) not in self.shares:
            days = [when[0] + dt.timedelta(days=i) for i in range(int(when[1]))]
            self.shares[row["surcharge"], when] = sum(_in_force(row, day) for day in days) / len(days)
        share = self.shares[row["surcharge"], when]
        kind, basis, amount = row["kind"], card["basis"], share * row["amount"]
        if kind == "pct":
            return float(amount / 100 * price)
        amount *= self.network.rates[row["currency"]]
        due = {"per_load": basis != "parcel", "per_parcel": basis == "parcel", "per_kg": basis != "container"}
        return float(amount * (kg if kind == "per_kg" else 1.0)) if due[kind] else 0.0

    def card(self, link: Record) -> Record:
        return self.rows("rate_cards", rate_card=link["rate_card"])[0]

    def by_container(self, link: Record) -> bool:
        return bool(self.card(link)["basis"] == "container")

    def flags(self, link: Record, *more: str) -> set[str]:
        return {"all", *more, *(["remote"] if self.sites[link["to_site"]]["remote"] else [])}

    def horizon(self) -> tuple[dt.date, float]:
        return self.settings.periods[0].start, self.settings.days

    def load_price(self, link: Record) -> float:
        """Price of a whole load with its local charges, whatever it holds."""
        bare = self.price(link, self.card(link)["load_kg"], 0.0, self.flags(link), self.horizon())
        return bare + self.local(link, "load") + self.local(link, "entry")

    def carriage(self, link: Record, product: Record, *more: str) -> float:
        """Share that a unit bears of a full load of its kind, local charges aside."""
        share = self.share(link, product)
        m3 = 0.0 if self.by_container(link) else product["volume_m3"] / share
        return share * self.price(link, self.card(link)["load_kg"], m3, self.flags(link, *more), self.horizon())

    def dangers(self, product: Record) -> list[str]:
        return ["dangerous"] if product["dangerous"] else []

    def local(self, link: Record, per: str) -> float:
        total = 0.0
        for r in self.rows("local_charges", per=per):
            end = link["from_site"] if r["direction"] == "out" else link["to_site"]
            abroad = self.sites[link["from_site"]]["territory"] != self.sites[link["to_site"]]["territory"]
            fits = end in self.network.selection.sites(r["site"]) and (abroad or per != "entry")
            fits = fits and (not r["modes"] or link["mode"] in r["modes"])
            if fits and (not r["container"] or r["container"] == self.card(link)["container"]):
                total += self.money(r, "amount")
        return total

    def ageing(self, site: Record) -> float:
        """Surcharge of a m3 for its age: trapezoids below the share that is left at each age."""
        gone = 2 * site["stock_days"]
        tiers = [r for r in self.tables["storage_tiers"] if site["site"] in self.network.selection.sites(r["site"])]
        total = 0.0
        for r in tiers:
            begin = min(r["from_days"], gone)
            end = min([gone, *(o["from_days"] for o in tiers if o["from_days"] > r["from_days"])])
            left = (1 - begin / gone + 1 - end / gone) / 2 if gone else 0.0
            total += self.money(r, "per_m3_month") / 30.4375 * max(end - begin, 0.0) * left
        return total

    def chargeable(self, link: Record, kg: float, m3: float) -> float:
        return max(kg, m3 * self.card(link)["kg_per_m3"])

    def share(self, link: Record, product: Record) -> float:
        card = self.card(link)
        if card["basis"] == "container":
            box = self.boxes[card["container"]]
            return max(product["volume_m3"] / box["usable_m3"], product["weight_kg"] / box["payload_kg"])
        return self.chargeable(link, product["weight_kg"], product["volume_m3"]) / card["load_kg"]

    # customs

    def layers(self, territory: str, way: Way) -> list[Record]:
        """Duty rates that add up; a preference in place of a dearer MFN rate."""
        product, origin, exporter = self.product_of(way), self.origin_of(way), self.exporter_of(way)
        layer: dict[str, Record] = {}
        for r in self.rows("duty_rates", territory=territory):
            fits = r["hs"] == "*" or product["hs6"].startswith(r["hs"])
            fits = fits and r["exporter"] in ("", exporter)
            if fits and ("*" in r["origins"] or origin in r["origins"]):
                rank = (0 if r["hs"] == "*" else len(r["hs"]), r["exporter"] != "", origin in r["origins"])
                if r["layer"] not in layer or rank > layer[r["layer"]]["rank"]:
                    layer[r["layer"]] = {**r, "rank": rank}
        for r in list(layer.values()):
            if r["replaces"]:
                dearer = r["rate_pct"] > layer[r["replaces"]]["rate_pct"]
                del layer[r["layer"] if dearer else r["replaces"]]
        return list(layer.values())

    def duty_of(self, territory: str, way: Way, value: float, units: float) -> float:
        return sum(self.layer_of(r, way, value, units) for r in self.layers(territory, way))

    def layer_of(self, r: Record, way: Way, value: float, units: float) -> float:
        specific = self.money(r, "per_kg") * self.product_of(way)["weight_kg"] + self.money(r, "per_unit")
        return float(r["rate_pct"] / 100 * value + units * specific)

    def drawn_back(self, territory: str, way: Way, value: float) -> float:
        """Duty of a unit that comes back when it leaves again."""
        due = sum(self.layer_of(r, way, value, 1.0) for r in self.layers(territory, way) if not r["no_drawback"])
        return float(due * self.territory[territory]["drawback_pct"] / 100)

    def vat(self, country: str) -> float:
        return sum(r["rate_pct"] for r in self.rows("taxes", country=country, kind="vat")) / 100

    def entry_fees(self, territory: str, channel: Record, mode: str) -> list[Record]:
        return [
            r
            for r in self.rows("fees", territory=territory)
            if (channel["channel"] in r["channels"] if r["channels"] else channel["duty"] != "suspended")
            and (not r["modes"] or mode in r["modes"])
        ]

    def fee(self, row: Record, value: float) -> float:
        most = math.inf if _empty(row["maximum"]) else self.money(row, "maximum")
        return min(max(row["rate_pct"] / 100 * value + self.money(row, "amount"), self.money(row, "minimum")), most)

    def bought_insurance(self, value: float) -> float:
        return float(self.settings.costs.insurance_pct / 100 * 1.1 * value)

    def open_for(self, channel: Record, link: Record, origin: str, value: float) -> bool:
        low = 0.0 if _empty(channel["min_value"]) else self.money(channel, "min_value")
        high = math.inf if _empty(channel["max_value"]) else self.money(channel, "max_value")
        return (
            (not channel["modes"] or link["mode"] in channel["modes"])
            and (not channel["origins"] or origin in channel["origins"])
            and (not link["channels"] or channel["channel"] in link["channels"])
            and (value > low or low == 0)
            and value <= high
        )

    # inbound

    def origin_of(self, way: Way) -> str:
        return str(self.tables["supply"][way.supply]["origin"])

    def exporter_of(self, way: Way) -> str:
        return str(self.tables["supply"][way.supply]["exporter"])

    def goods_of(self, way: Way) -> tuple[str, str, str]:
        """What goods in bond are told apart by."""
        return str(self.tables["supply"][way.supply]["product"]), self.origin_of(way), self.exporter_of(way)

    def product_of(self, way: Way) -> Record:
        return self.products[self.tables["supply"][way.supply]["product"]]

    def leaving(self, way: Way, case: str, sales_channel: str = "", order: float = 1.0) -> float:
        """VAT that an export loses, capital on what is refunded later, its declaration: by the cheapest procedure."""
        product, home = self.product_of(way), self.territory[self.home[self.origin_of(way)]]
        paid = home["export_vat_pct"]
        rebate = paid if _empty(product["export_rebate_pct"]) else min(paid, product["export_rebate_pct"])
        usual = {"rebate_share_pct": 100, "rebate_days": math.nan, "amount": 0.0, "currency": None}
        costs = []
        for row in [
            r
            for r in self.rows("exports", territory=home["territory"])
            if case in r["applies_to"]
            and not (case == "parcel" and r["sales_channels"] and sales_channel not in r["sales_channels"])
        ] or [usual]:
            back = rebate * row["rebate_share_pct"] / 100
            days = home["export_rebate_days"] if _empty(row["rebate_days"]) else row["rebate_days"]
            waits = self.settings.costs.capital_pct_per_year / 100 * days / 365
            declared = self.money(row, "amount") / order if case == "parcel" and row["amount"] else 0.0
            costs.append((paid - back + back * waits) / 100 * self.money(product, "customs_value") + declared)
        return min(costs)

    def stocks(self, site: str) -> bool:
        return self.sites[site]["kind"] in ("bonded_zone", "overseas_warehouse")

    def inbound(self) -> list[Way]:
        """Every way from a factory to any site, the factory itself included."""
        found = []
        ahead = [
            Way(i, r["site"], "free", self.money(r, "unit_cost"), seen=((r["site"], "free"),))
            for i, r in enumerate(self.tables["supply"])
        ]
        while ahead:
            way = ahead.pop()
            found.append(way)
            for k, link in enumerate(self.links):
                if link["from_site"] == way.site and self.sites[link["to_site"]]["kind"] not in ("market", "factory"):
                    ahead += [w for w in self.onward(way, k, link) if (w.site, w.status) not in way.seen]
        return found

    def onward(self, way: Way, k: int, link: Record) -> list[Way]:
        """The way one link further: once inside a territory, once for each channel into another."""
        here, there = self.sites[way.site]["territory"], self.sites[link["to_site"]]["territory"]
        product, end = self.product_of(way), self.sites[link["to_site"]]
        if link["mode"] in product["barred_modes"]:
            return []
        at_home = self.home[self.origin_of(way)] == here
        if here == there:
            if way.status == "for_export":
                fits = not self.stocks(way.site) and not (self.stocks(link["to_site"]) and end["bonded"])
                return [self.moved(way, k, link, None, way.status, export=False)] if fits else []
            if not self.stocks(link["to_site"]):
                return [self.moved(way, k, link, None, way.status, export=False)]
            if not end["bonded"]:
                return [self.moved(way, k, link, None, "free", export=False)] if way.status == "free" else []
            if way.status == "bonded" or at_home:
                return [self.moved(way, k, link, None, "bonded", export=way.status == "free")]
            return []
        if way.status == "free" and not at_home:
            return []
        if way.status == "for_export" and not self.stocks(way.site):
            return []
        units = 1 / self.share(link, product)
        made = []
        for channel in self.rows("channels", territory=there, applies_to="bulk"):
            if not self.open_for(channel, link, self.origin_of(way), self.money(product, "customs_value") * units):
                continue
            status = "bonded" if channel["duty"] == "suspended" else "free"
            if not self.stocks(link["to_site"]) or end["bonded"] == (status == "bonded"):
                made.append(self.moved(way, k, link, channel, status, export=way.status == "free"))
                if status == "free" and self.territory[there]["drawback_pct"] > 0:
                    made.append(self.moved(way, k, link, channel, "for_export", export=way.status == "free"))
        return made

    def moved(self, way: Way, k: int, link: Record, channel: Record | None, status: str, *, export: bool) -> Way:
        product, end = self.product_of(way), self.sites[link["to_site"]]
        value, share = self.money(product, "customs_value"), self.share(link, product)
        capital = self.settings.costs.capital_pct_per_year / 100 / 365
        cost = capital * (link["transit_days"] + end["dwell_days"]) * value
        if export:
            cost += self.leaving(way, "zone" if channel is None else "bulk")
        freight, plain = self.carriage(link, product, *self.dangers(product)), self.carriage(link, product)
        by_load = share * (self.local(link, "load") + self.local(link, "entry"))
        cost += freight - plain
        cost += self.local(link, "m3") * product["volume_m3"] + self.local(link, "kg") * product["weight_kg"]
        if not self.by_container(link):
            cost += plain + by_load + share * self.money(end, "load_cost")
        if self.stocks(link["to_site"]):
            held = capital + self.settings.costs.stock_risk_pct_per_year / 100 / 365
            cost += product["volume_m3"] * self.money(end, "inbound_per_m3")
            cost += product["volume_m3"] * self.money(end, "storage_per_m3_month") * end["stock_days"] / 30.4375
            cost += product["volume_m3"] * self.ageing(end)
            cost += end["stock_days"] * (held * value + capital * (plain + by_load))
        customs_value = 0.0
        if channel is not None:
            cost += self.bought_insurance(value + freight)
            before = self.came_for(way)
            customs_value = value
            if self.territory[end["territory"]]["valuation"] == "CIF":
                customs_value += freight + before + self.bought_insurance(value + freight + before)
            paid, waits = self.bulk_taxes(channel, way, end, customs_value, share)
            cost += paid + waits
            if status == "for_export" and channel["duty"] == "tariff":
                back = self.drawn_back(end["territory"], way, customs_value)
                cost -= back * (1 - capital * self.territory[end["territory"]]["drawback_days"])
            if self.stocks(link["to_site"]):
                cost += capital * end["stock_days"] * paid
        leg = Leg(k, channel["channel"] if channel else "", share, customs_value)
        return replace(
            way, site=link["to_site"], status=status, cost=way.cost + cost, legs=(*way.legs, leg),
            seen=(*way.seen, (link["to_site"], status)),
        )  # fmt: skip

    def came_for(self, way: Way) -> float:
        """Least freight into the territory where goods lie abroad in bond or for export."""
        here = self.sites[way.site]["territory"]
        if way.status == "free" or here == self.home[self.origin_of(way)]:
            return 0.0
        return self.least.get((here, way.status, *self.goods_of(way)), 0.0)

    def _note_freight(self, way: Way, leg: Leg, status: str) -> None:
        if not leg.channel:
            return
        link = self.links[leg.link]
        there = self.sites[link["to_site"]]["territory"]
        if status != "free":
            key = (there, status, *self.goods_of(way))
            product = self.product_of(way)
            freight = self.carriage(link, product, *self.dangers(product))
            self.least[key] = min(self.least.get(key, math.inf), freight)

    def bulk_taxes(self, channel: Record, way: Way, end: Record, value: float, share: float) -> tuple[float, float]:
        """Duty of a unit and import tax that stays; capital on what comes back."""
        duty = self.duty(channel, end["territory"], way, value, 1.0, 1 / share)
        if channel["tax"] != "import":
            return duty, 0.0
        tax = self.vat(end["country"]) * (value + duty)
        if channel["recoverable"]:
            return duty, tax * self.settings.costs.capital_pct_per_year / 100 * channel["refund_days"] / 365
        return duty + tax, 0.0

    def duty(self, channel: Record, territory: str, way: Way, value: float, units: float, of: float) -> float:
        """Duty of `units`, in a consignment of `of` units."""
        if channel["duty"] == "tariff":
            return self.duty_of(territory, way, value, units)
        if channel["duty"] == "flat":
            return channel["duty_pct"] / 100 * value + self.money(channel, "duty_per_item") * units / of
        return 0.0

    # delivery

    def delivered(self) -> list[Way]:
        """Every whole way, with the demand it serves."""
        made = []
        for way in self.inbound():
            if self.sites[way.site]["kind"] not in ("factory", "hub", "bonded_zone", "overseas_warehouse"):
                continue
            for k, link in enumerate(self.links):
                if link["from_site"] != way.site:
                    continue
                for d, demand in enumerate(self.demands):
                    if demand["market"] == link["to_site"] and demand["product"] == self.product_of(way)["product"]:
                        made += self.sold(way, k, link, d, demand)
        return made

    def sold(self, way: Way, k: int, link: Record, d: int, demand: Record) -> list[Way]:
        here, market = self.sites[way.site], self.sites[link["to_site"]]
        product, q = self.product_of(way), demand["units_per_order"]
        late = not _empty(demand["promised_days"]) and link["transit_days"] > demand["promised_days"]
        unserved = link["sales_channels"] and demand["sales_channel"] not in link["sales_channels"]
        price = self.parcel(link, product, q, demand["sales_channel"])
        if late or unserved or link["mode"] in product["barred_modes"] or math.isnan(price):
            return []
        costs, value = self.settings.costs, self.money(product, "customs_value")
        paid = self.money(demand, "price")
        cost = price / q + self.money(here, "outbound_per_order") / q
        cost += self.money(here, "outbound_per_kg") * product["weight_kg"]
        cost += costs.capital_pct_per_year / 100 * (link["transit_days"] + market["dwell_days"]) / 365 * value
        cost += (costs.payment_pct / 100 + self.network.spreads[demand["currency"]]) * paid
        returned = costs.return_cost_pct / 100 * paid + self.money(here, "return_per_unit")
        cost += product["return_pct"] / 100 * (returned + (1 - product["return_resale_pct"] / 100) * value)
        abroad = here["territory"] != market["territory"]
        if way.status == "for_export" and not (abroad and self.stocks(way.site)):
            return []
        if not abroad and way.status == "free":
            taxes = [(self.sales_tax(demand, market), None, 0.0)]
        elif way.status == "free" and (self.stocks(way.site) or self.home[self.origin_of(way)] != here["territory"]):
            return []
        else:
            applies = "parcel" if abroad else "release"
            taxes = [
                self.parcel_taxes(c, way, link, demand, market)
                for c in self.rows("channels", territory=market["territory"], applies_to=applies)
                if self.open_for(c, link, self.origin_of(way), self.net_price(demand, market) * q)
                and not (c["single_item_only"] and q > 1)
                and (not c["sales_channels"] or demand["sales_channel"] in c["sales_channels"])
            ]
            cost += self.leaving(way, "parcel", demand["sales_channel"], q) if way.status == "free" else 0.0
        return [
            replace(way, cost=way.cost + cost + t, last_link=k, demand=d, entry=e, entry_value=v) for t, e, v in taxes
        ]

    def parcel(self, link: Record, product: Record, q: float, sales_channel: str) -> float:
        kg, m3 = self.chargeable(link, product["weight_kg"] * q, product["volume_m3"] * q), product["volume_m3"] * q
        more = self.dangers(product) + (["residential"] if sales_channel == "B2C" else [])
        return self.price(link, kg, m3, self.flags(link, *more), (self.period.start, self.period.days))

    def net_price(self, demand: Record, market: Record) -> float:
        tax = self.vat(market["country"]) if demand["sales_channel"] == "B2C" else 0.0
        return self.money(demand, "price") / (1 + tax)

    def borne(self, demand: Record) -> bool:
        return bool(demand["sales_channel"] == "B2C" and self.settings.consumer_tax == "borne")

    def sales_tax(self, demand: Record, market: Record) -> float:
        return self.money(demand, "price") - self.net_price(demand, market) if self.borne(demand) else 0.0

    def parcel_taxes(
        self, channel: Record, way: Way, link: Record, demand: Record, market: Record
    ) -> tuple[float, tuple[str, str, str] | None, float]:
        """Duty, tax that stays and fees of a unit of an order; what it is entered with, and its customs value there."""
        q, value = demand["units_per_order"], self.money(self.product_of(way), "customs_value")
        if channel["value_basis"] == "retail":
            value = self.net_price(demand, market)
        elif self.territory[market["territory"]]["valuation"] == "CIF" and (freight := self.came_for(way)):
            value += freight + self.bought_insurance(value + freight)
        duty = self.duty(channel, market["territory"], way, value * q, q, q) / q
        import_tax = self.vat(market["country"]) * (value + duty)
        tax = 0.0
        if channel["tax"] == "at_sale" or (channel["tax"] == "import" and channel["recoverable"]):
            tax = self.sales_tax(demand, market)
        elif channel["tax"] == "import" and self.borne(demand):
            tax = import_tax
        if channel["tax"] == "import" and channel["recoverable"]:
            tax += import_tax * self.settings.costs.capital_pct_per_year / 100 * channel["refund_days"] / 365
        if channel["applies_to"] == "release" and not _empty(channel["entries_per_year"]):
            return duty + tax, (way.site, channel["channel"], link["mode"]), value
        fees = sum(self.fee(f, value * q) for f in self.entry_fees(market["territory"], channel, link["mode"]))
        return duty + tax + fees / q, None, 0.0


def best(network: Any) -> Optimum:
    """Least landed cost over every choice of site options."""
    pricers = [Pricer(network, period) for period in network.settings.periods]
    ways = [p.delivered() for p in pricers]
    rows = _records(network.tables["site_options"])
    by_site: dict[str, list[Record | None]] = defaultdict(lambda: [None])
    for r in rows:
        by_site[r["site"]].append(r)
    found = Optimum(math.inf)
    for picked in itertools.product(*by_site.values()):
        chosen = [r for r in picked if r is not None]
        if any(r["status"] == "closed" for r in chosen) or any(
            r["status"] == "forced" and all(r is not c for c in chosen) for r in rows
        ):
            continue
        fixed = _site_cost(network, rows, chosen)
        open_sites = {r["site"]: r for r in chosen}
        if fixed >= found.cost or not _policies_kept(network, open_sites):
            continue
        total = fixed + sum(_rest(p, w, open_sites) for p, w in zip(pricers, ways, strict=True))
        if total < found.cost:
            found = Optimum(total, tuple(sorted(f"{r['site']}/{r['option']}" for r in chosen)))
    return found


def _site_cost(network: Any, rows: list[Record], chosen: list[Record]) -> float:
    """Opening, fixed and closing cost of a choice."""
    total = 0.0
    for r in rows:
        rate = network.rates[r["currency"]]
        if any(r is c for c in chosen):
            total += rate * r["fixed_cost_per_year"] * network.settings.days / 365
            total += 0.0 if r["status"] == "existing" else rate * r["opening_cost"]
        elif r["status"] == "existing":
            total += rate * r["closing_cost"]
    return total


def _policies_kept(network: Any, open_sites: dict[str, Record]) -> bool:
    """Policies on the number of open sites over all of them: the only kind that the tests draw."""
    for r in _records(network.tables["policies"]):
        assert (r["measure"], r["sites"], r["over"]) == ("open_sites", "", "total")
        if (len(open_sites) - r["value"]) * (1 if r["sense"] == "<=" else -1) > 0:
            return False
    return True


@dataclass(frozen=True)
class Deal:
    """An agreement by volume in one tier: what it counts must lie in there, and is priced by it."""

    row: Record
    low: float
    high: float
    fixed: float
    price: float
    share: float


def _deals(pricer: Pricer) -> list[list[Deal]]:
    """Every tier of every agreement, a period's breaks scaled to it."""
    made = []
    for name in sorted({r["volume_break"] for r in pricer.tables["volume_breaks"]}):
        rows = sorted(pricer.rows("volume_breaks", volume_break=name), key=lambda r: r["from_quantity"])
        scale = pricer.period.days / 30.4375 if rows[0]["on"] == "storage" else pricer.years
        tiers, paid = [Deal(rows[0], 0.0, rows[0]["from_quantity"] * scale, 0.0, 0.0, 0.0)], 0.0
        for r, after in zip(rows, [*rows[1:], None], strict=True):
            low = r["from_quantity"] * scale
            high = after["from_quantity"] * scale if after else math.inf
            price = pricer.money(r, "price")
            if r["kind"] == "incremental":
                tiers.append(Deal(r, low, high, paid - price * low, price, 0.0))
                paid += price * (high - low) if after else 0.0
            elif r["kind"] == "stepwise":
                tiers.append(Deal(r, low, high, price * pricer.years, 0.0, 0.0))
            else:
                tiers.append(Deal(r, low, high, 0.0, price, r["discount_pct"] / 100))
        made.append(tiers)
    return made


def _counts(pricer: Pricer, row: Record, way: Way) -> tuple[float, float]:
    """What a unit of a way counts in an agreement, containers aside, and what is asked for that."""
    product, counted, asked = pricer.product_of(way), 0.0, 0.0
    q = pricer.demands[way.demand]["units_per_order"]
    one = {"m3": product["volume_m3"], "kg": product["weight_kg"], "unit": 1.0, "order": 1 / q, "container": 0.0}
    if row["on"] == "outbound":
        site = pricer.sites[way.site]
        if pricer.stocks(way.site) and way.site in pricer.network.selection.sites(row["sites"]):
            counted += one[row["per"]]
            asked += pricer.money(site, "outbound_per_order") / q
            asked += pricer.money(site, "outbound_per_kg") * product["weight_kg"]
        return counted, asked
    for leg in way.legs:
        link = pricer.links[leg.link]
        end = pricer.sites[link["to_site"]]
        if row["on"] == "freight":
            if _on(pricer, row, link) and row["per"] not in ("order", "container"):
                counted += one[row["per"]]
                asked += 0.0 if pricer.by_container(link) else pricer.carriage(link, product)
        elif pricer.stocks(end["site"]) and end["site"] in pricer.network.selection.sites(row["sites"]):
            months = end["stock_days"] / 30.4375
            if row["on"] == "storage":
                counted += product["volume_m3"] * months
                asked += product["volume_m3"] * pricer.money(end, "storage_per_m3_month") * months
                asked += product["volume_m3"] * pricer.ageing(end)
            elif row["per"] != "container" or pricer.by_container(link):
                counted += one[row["per"]]
                asked += product["volume_m3"] * pricer.money(end, "inbound_per_m3")
    link = pricer.links[way.last_link]
    if row["on"] == "freight" and _on(pricer, row, link) and row["per"] != "container":
        counted += one[row["per"]]
        asked += pricer.parcel(link, product, q, pricer.demands[way.demand]["sales_channel"]) / q
    return counted, asked


def _on(pricer: Pricer, row: Record, link: Record) -> bool:
    carrier = {r["lane"]: r["carrier"] for r in pricer.tables["lanes"]}[link["lane"]]
    return (not row["lanes"] or link["lane"] in row["lanes"]) and row["carrier"] in ("", carrier)


def _in_tier(pricer: Pricer, program: Program, flow: list[int], usable: list[Way], boxes: dict[int, list[int]],
             deal: Deal) -> None:  # fmt: skip
    """Hold an agreement to a tier and price what it counts."""
    row, counted = deal.row, dict[int, float]()
    for f, way in zip(flow, usable, strict=True):
        n, asked = _counts(pricer, row, way)
        counted[f] = n
        program.cost[f] += deal.price * n - deal.share * asked
    for k, columns in boxes.items():
        link = pricer.links[k]
        end = link["to_site"]
        mine = row["per"] != "order" and _on(pricer, row, link) if row["on"] == "freight" else (
            pricer.stocks(end) and row["sites"] and end in pricer.network.selection.sites(row["sites"])
        )  # fmt: skip
        local = pricer.local(link, "load") + pricer.local(link, "entry")
        for column in columns if mine else ():
            if row["per"] == "container":
                counted[column] = 1.0
                program.cost[column] += deal.price
            if row["on"] == "freight":
                program.cost[column] -= deal.share * (pricer.load_price(link) - local)
    program.row(counted, deal.low, deal.high)
    program.column(deal.fixed)
    program.row({len(program.cost) - 1: 1.0}, 1.0, 1.0)


@dataclass(frozen=True)
class Placement:
    """One placement fee, with the sites that are taken to receive their share of what comes in."""

    rows: list[Record]
    inside: tuple[str, ...]
    receive: tuple[str, ...]


def _placements(pricer: Pricer, open_sites: dict[str, Record]) -> list[list[Placement]]:
    """Every choice of receiving sites of each placement fee."""
    made = []
    for name in sorted({r["placement"] for r in pricer.tables["placement_fees"]}):
        rows = pricer.rows("placement_fees", placement=name)
        inside = tuple(s for s in pricer.network.selection.sites(rows[0]["sites"]) if pricer.stocks(s))
        there = [s for s in inside if s in open_sites]
        choices = itertools.chain.from_iterable(itertools.combinations(there, n) for n in range(len(there) + 1))
        made.append([Placement(rows, inside, receive) for receive in choices])
    return made


def _sent_in(pricer: Pricer, way: Way, placement: Placement) -> dict[str, float]:
    """What a unit of a way brings to each site of a network from outside."""
    product, made = pricer.product_of(way), dict[str, float]()
    each = {"m3": product["volume_m3"], "kg": product["weight_kg"], "unit": 1.0}[placement.rows[0]["per"]]
    for leg in way.legs:
        start, end = pricer.links[leg.link]["from_site"], pricer.links[leg.link]["to_site"]
        if end in placement.inside and start not in placement.inside:
            made[end] = made.get(end, 0.0) + each
    return made


def _place(pricer: Pricer, program: Program, flow: list[int], usable: list[Way], placement: Placement) -> None:
    """Charge what comes in by the number of sites that receive, and hold them to their share."""
    fitting = [r for r in placement.rows if r["sites_at_least"] <= max(1, len(placement.receive))]
    fee = pricer.money(max(fitting, key=lambda r: r["sites_at_least"]), "amount") if fitting else 0.0
    share = placement.rows[0]["least_share_pct"] / 100
    sent = [_sent_in(pricer, way, placement) for way in usable]
    for f, brought in zip(flow, sent, strict=True):
        program.cost[f] += fee * sum(brought.values())
    for site in placement.inside:
        above = {f: b.get(site, 0.0) - share * sum(b.values()) for f, b in zip(flow, sent, strict=True) if b}
        if site not in placement.receive:
            program.row(above, -math.inf, 0.0)
        elif any(site in b for b in sent):
            program.row(above, 0.0, math.inf)
        else:
            program.row({}, 1.0, 1.0)  # nothing can come there


def _rest(pricer: Pricer, ways: list[Way], open_sites: dict[str, Record]) -> float:
    """Least cost of a period with the sites open, over every choice of tiers."""
    usable = [w for w in ways if all(s in open_sites for s, _ in w.seen if pricer.stocks(s))]
    return min(
        _tiered(pricer, usable, open_sites, picked, placed)
        for picked in itertools.product(*_deals(pricer))
        for placed in itertools.product(*_placements(pricer, open_sites))
    )


def _tiered(
    pricer: Pricer, usable: list[Way], open_sites: dict[str, Record], deals: tuple[Deal, ...],
    placements: tuple[Placement, ...],
) -> float:  # fmt: skip
    """Least cost with the tiers taken: ways, whole containers, entries at their true fees."""
    program = Program()
    flow = [program.column(w.cost) for w in usable]
    for placement in placements:
        _place(pricer, program, flow, usable, placement)
    for d, demand in enumerate(pricer.demands):
        entries = {f: 1.0 for f, w in zip(flow, usable, strict=True) if w.demand == d}
        if not _empty(demand["unserved_penalty"]):
            penalty = pricer.money(demand, "unserved_penalty")
            entries[program.column(penalty, upper=demand["units"])] = 1.0
        program.row(entries, demand["units"], demand["units"])
    for s, supply in enumerate(pricer.tables["supply"]):
        if not _empty(supply["capacity_units_per_year"]):
            entries = {f: 1.0 for f, w in zip(flow, usable, strict=True) if w.supply == s}
            program.row(entries, 0, supply["capacity_units_per_year"] * pricer.years)
    _site_room(pricer, program, flow, usable, open_sites)
    for k, link in enumerate(pricer.links):
        if not _empty(link["capacity_m3_per_year"]):
            entries = {
                f: pricer.product_of(w)["volume_m3"] * ([leg.link for leg in w.legs].count(k) + (w.last_link == k))
                for f, w in zip(flow, usable, strict=True)
            }
            program.row(entries, 0, link["capacity_m3_per_year"] * pricer.years)
    boxes: dict[int, list[int]] = defaultdict(list)
    for move in sorted({leg.move for w in usable for leg in w.legs}):
        column = _loads(pricer, program, flow, usable, move)
        if pricer.by_container(pricer.links[move[0]]):
            boxes[move[0]].append(column)
    for deal in deals:
        _in_tier(pricer, program, flow, usable, boxes, deal)
    for entry in sorted({w.entry for w in usable if w.entry is not None}):
        _joint_entries(pricer, program, flow, usable, entry)
    return program.solve()


def _site_room(
    pricer: Pricer, program: Program, flow: list[int], usable: list[Way], open_sites: dict[str, Record]
) -> None:
    for site, option in open_sites.items():
        volume = {
            f: pricer.product_of(w)["volume_m3"]
            for f, w in zip(flow, usable, strict=True)
            if site in [s for s, _ in w.seen]
        }
        stored = pricer.sites[site]["stock_days"] / pricer.period.days
        if not _empty(option["storage_m3"]):
            program.row({f: v * stored for f, v in volume.items()}, 0, option["storage_m3"])
        if not _empty(option["throughput_m3_per_year"]):
            program.row(volume, 0, option["throughput_m3_per_year"] * pricer.years)


def _loads(pricer: Pricer, program: Program, flow: list[int], usable: list[Way], move: tuple[int, str]) -> int:
    """Containers of a link and channel, and its entries' fees: min(max(r·V + a·N, m·N), M·N) for N entries worth V.

    Returns the column of the loads.
    """
    k, name = move
    link = pricer.links[k]
    end = pricer.sites[link["to_site"]]
    on_it = [(f, w, leg) for f, w in zip(flow, usable, strict=True) for leg in w.legs if leg.move == move]
    boxed = pricer.by_container(link)
    loads = program.column(pricer.load_price(link) + pricer.money(end, "load_cost") if boxed else 0.0, whole=boxed)
    if boxed:
        box = pricer.boxes[pricer.card(link)["container"]]
        for column, room in (("volume_m3", "usable_m3"), ("weight_kg", "payload_kg")):
            entries = {f: pricer.product_of(w)[column] / box[room] for f, w, _ in on_it}
            program.row({**entries, loads: -1.0}, -math.inf, 0)
    else:
        program.row({**{f: leg.share for f, _, leg in on_it}, loads: -1.0}, 0, 0)
    if not name:
        return loads
    (channel,) = pricer.rows("channels", territory=end["territory"], channel=name)
    value = {f: leg.customs_value for f, _, leg in on_it}
    most_loads = 4 + sum(d["units"] * max(leg.share for _, _, leg in on_it) for d in pricer.demands)
    for fee in pricer.entry_fees(end["territory"], channel, link["mode"]):
        rate, amount = fee["rate_pct"] / 100, pricer.money(fee, "amount")
        charge = program.column(1.0)
        big, capped = 0.0, None
        if not _empty(fee["maximum"]):
            big = rate * sum(max(value.values()) * d["units"] for d in pricer.demands) + most_loads * max(
                amount, pricer.money(fee, "minimum"), pricer.money(fee, "maximum")
            )
            capped = program.column(0.0, whole=True, upper=1)
            # capped = 1: charge ≥ M · N;  capped = 0: the other two rows
            program.row({charge: 1.0, loads: -pricer.money(fee, "maximum"), capped: -big}, -big, math.inf)
        off = {} if capped is None else {capped: big}
        program.row({charge: 1.0, **{f: -rate * v for f, v in value.items()}, loads: -amount, **off}, 0, math.inf)
        program.row({charge: 1.0, loads: -pricer.money(fee, "minimum"), **off}, 0, math.inf)
    return loads


def _joint_entries(
    pricer: Pricer, program: Program, flow: list[int], usable: list[Way], entry: tuple[str, str, str]
) -> None:
    """Fees of a site's joint entries, all of a period's as soon as anything is released, else none."""
    site, name, mode = entry
    territory = pricer.sites[site]["territory"]
    (channel,) = pricer.rows("channels", territory=territory, channel=name)
    number = channel["entries_per_year"] * pricer.years
    on_it = [(f, w) for f, w in zip(flow, usable, strict=True) if w.entry == entry]
    served = {w.demand for _, w in on_it}
    most = sum(pricer.demands[d]["units"] for d in served)
    worth = most * max(w.entry_value for _, w in on_it)
    released = program.column(0.0, whole=True, upper=1)
    program.row({**{f: 1.0 for f, _ in on_it}, released: -most}, -math.inf, 0)
    for fee in pricer.entry_fees(territory, channel, mode):
        rate, amount, least = fee["rate_pct"] / 100, pricer.money(fee, "amount"), pricer.money(fee, "minimum")
        top = math.inf if _empty(fee["maximum"]) else pricer.money(fee, "maximum")
        charge = program.column(1.0)
        low, high = number * min(max(least, amount), top), number * min(max(rate * worth / number + amount, least), top)
        program.row({charge: 1.0, released: -low}, 0, math.inf)
        capped = program.column(0.0, whole=True, upper=1)
        over = rate * worth + number * amount
        # capped = 1: charge >= all that it can come to;  capped = 0: charge >= rate x value + amount x entries
        program.row({charge: 1.0, released: -high, capped: -high}, -high, math.inf)
        rise = {f: -rate * w.entry_value for f, w in on_it}
        program.row({charge: 1.0, released: -number * amount, capped: over, **rise}, 0, math.inf)


def _records(table: pd.DataFrame) -> list[Record]:
    return table.to_dict("records")


def _empty(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _or_inf(value: Any) -> float:
    return math.inf if _empty(value) else float(value)


def _in_force(row: Record, day: dt.date) -> bool:
    begins, ends = row["effective_from"], row["effective_to"]
    on = pd.Timestamp(day)
    return (pd.isna(begins) or begins <= on) and (pd.isna(ends) or on <= ends)
