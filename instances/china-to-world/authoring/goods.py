"""Products, who makes them, and who buys how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .common import AS_OF, GEONAMES, Row, Sources, spread
from .countries import BY_CODE, COUNTRIES


@dataclass(frozen=True)
class Range:
    """The company's trade in a product: assumptions.

    Attributes
    ----------
    units
        B2C units a year over all markets, in thousands.
    per_order
        Units in one order.
    promise
        ``low``: buyers wait for little money; ``bulky``: they want it within a week; ``surface``: it may not fly.
    makers
        Clusters that make it, with the share of capacity of each.
    """

    units: float
    per_order: int
    promise: str
    makers: Mapping[str, float]


RANGE = {
    "phone": Range(120, 1, "normal", {"F_SZX": 0.45, "F_CGO": 0.40, "F_CKG": 0.15}),
    "headphone": Range(520, 1, "normal", {"F_SZX": 0.45, "F_DGG": 0.30, "F_CTU": 0.15, "F_WUH": 0.10}),
    "powerbank": Range(500, 1, "surface", {"F_SZX": 0.60, "F_DGG": 0.40}),
    "ledlamp": Range(420, 1, "normal", {"F_ZSN": 0.50, "F_FOS": 0.35, "F_WUH": 0.15}),
    "tshirt": Range(1900, 2, "low", {"F_CAN": 0.35, "F_HGH": 0.30, "F_QZJ": 0.20, "F_SGN": 0.15}),
    "dress": Range(900, 1, "normal", {"F_CAN": 0.50, "F_HGH": 0.35, "F_SGN": 0.15}),
    "shoes": Range(520, 1, "normal", {"F_QZJ": 0.45, "F_DGG": 0.25, "F_CTU": 0.10, "F_SGN": 0.20}),
    "handbag": Range(420, 1, "normal", {"F_CAN": 0.55, "F_QZJ": 0.25, "F_SGN": 0.20}),
    "toy": Range(1100, 2, "low", {"F_DGG": 0.50, "F_YIW": 0.50}),
    "furniture": Range(150, 1, "bulky", {"F_FOS": 0.55, "F_DGG": 0.27, "F_SGN": 0.18}),
    "kitchen": Range(460, 1, "normal", {"F_YIW": 0.35, "F_NGB": 0.40, "F_FOS": 0.25}),
    "ebike": Range(28, 1, "surface", {"F_WUX": 0.45, "F_TSN": 0.35, "F_CKG": 0.20}),
    "cosmetic": Range(700, 2, "low", {"F_CAN": 0.70, "F_HGH": 0.30}),
    "infant": Range(120, 3, "normal", {"F_HGH": 0.40, "F_SIA": 0.30, "F_TSN": 0.30}),
    "vitamin": Range(300, 2, "low", {"F_HGH": 0.45, "F_CAN": 0.35, "F_WUH": 0.20}),
    "wine": Range(60, 6, "low", {"F_TAO": 0.60, "F_TSN": 0.40}),
    "appliance": Range(260, 1, "bulky", {"F_NGB": 0.40, "F_FOS": 0.30, "F_ZSN": 0.20, "F_TAO": 0.10}),
    "blender": Range(300, 1, "normal", {"F_NGB": 0.35, "F_FOS": 0.30, "F_ZSN": 0.20, "F_SUZ": 0.15}),
    "drone": Range(55, 1, "normal", {"F_SZX": 0.75, "F_DGG": 0.25}),
    "autopart": Range(260, 1, "bulky", {"F_NGB": 0.35, "F_SUZ": 0.25, "F_CKG": 0.20, "F_TAO": 0.20}),
    "solar": Range(60, 2, "bulky", {"F_WUX": 0.40, "F_SIA": 0.35, "F_SUZ": 0.25}),
    "pet": Range(620, 1, "low", {"F_YIW": 0.50, "F_NGB": 0.30, "F_SUZ": 0.20}),
    "fitness": Range(170, 1, "bulky", {"F_XMN": 0.60, "F_TSN": 0.40}),
    "jewelry": Range(1300, 3, "low", {"F_YIW": 0.60, "F_TAO": 0.25, "F_CAN": 0.15}),
    "watch": Range(260, 1, "normal", {"F_SZX": 0.60, "F_CAN": 0.40}),
    "luggage": Range(170, 1, "bulky", {"F_CAN": 0.35, "F_QZJ": 0.25, "F_XMN": 0.20, "F_SGN": 0.20}),
}
# (units in one order, units a year in thousands, price over the consumer's before tax)
WHOLESALE = {"solar": (31, 70.0, 0.58), "autopart": (240, 240.0, 0.50)}
WHOLESALE_COUNTRIES = {"US", "DE", "FR", "IT", "ES", "NL", "PL", "GB", "JP", "AU"}
WHOLESALE_CITIES = 0.4  # the largest cities of each of them

# Cost at the gate over 0.92 of the FOB value; capacity over the demand that falls to the cluster.
GATE = 0.92
CLUSTER_COST = {"F_SZX": 1.03, "F_CAN": 1.01, "F_DGG": 1.00, "F_FOS": 0.99, "F_ZSN": 0.99, "F_YIW": 0.96, "F_NGB": 1.00,
                "F_HGH": 1.02, "F_QZJ": 0.98, "F_XMN": 1.00, "F_CGO": 0.98, "F_CKG": 0.96, "F_CTU": 0.96, "F_SIA": 0.95,
                "F_TAO": 0.98, "F_SUZ": 1.02, "F_WUX": 1.00, "F_TSN": 0.98, "F_WUH": 0.96, "F_SGN": 0.97}  # fmt: skip
CAPACITY = 1.45

BARRED = {"powerbank": ["air", "express"], "ebike": ["air", "express", "post"]}
LITRES = {"wine": 0.75}
NO_WINE = {"SA", "AE", "ID", "MY", "RU", "TR", "KZ"}  # alcohol may not be sold at a distance, or not at all
NO_SURFACE_ROUTE = {"BR"}  # beside its one warehouse
LOST_SALE = {"powerbank", "ebike"}

# Taste: units over what population and turnover alone would say.
TASTE = {
    "ebike": {"DE": 1.9, "NL": 2.2, "BE": 1.6, "DK": 1.6, "AT": 1.4, "FR": 1.3, "US": 0.9, "JP": 0.8, "SA": 0.2,
              "AE": 0.5, "RU": 0.5, "KZ": 0.3, "ID": 0.3, "MY": 0.3, "TH": 0.3, "SG": 0.6, "BR": 0.5, "MX": 0.5,
              "KR": 0.4, "TR": 0.5},
    "solar": {"DE": 1.8, "NL": 1.5, "AU": 1.8, "IT": 1.4, "ES": 1.4, "PL": 1.3, "US": 0.6, "RU": 0.2, "KR": 0.5,
              "SG": 0.3, "JP": 0.8, "KZ": 0.4},
    "autopart": {"US": 1.3, "DE": 1.2, "RU": 1.5, "SA": 1.3, "JP": 0.5, "SG": 0.4},
    "infant": {"RU": 1.3, "ID": 1.6, "TH": 1.4, "SA": 1.4, "AE": 1.2, "US": 0.6, "GB": 0.7, "DE": 0.7, "JP": 0.6},
    "furniture": {"US": 1.3, "GB": 1.2, "JP": 0.5, "KR": 0.6, "SG": 0.6},
    "pet": {"US": 1.3, "BR": 1.2, "SA": 0.4, "AE": 0.6, "ID": 0.6},
    "phone": {"US": 0.4, "BR": 1.5, "MX": 1.4, "RU": 1.8, "KZ": 1.6, "TR": 1.3, "SA": 1.3, "JP": 0.5, "KR": 0.3},
}  # fmt: skip


def products(sources: Sources) -> list[Row]:
    """Product families of the sourced table."""
    return [
        {
            "product": r["product_id"], "name": r["name"], "hs6": r["hs6"], "weight_kg": float(r["unit_weight_kg"]),
            "volume_m3": float(r["unit_cbm"]), "customs_value": float(r["fob_value_usd"]),
            "litres": LITRES.get(r["product_id"]), "export_rebate_pct": float(r["export_rebate_pct"]),
            "return_pct": float(r["return_rate_pct"]), "barred_modes": BARRED.get(r["product_id"], []),
            "source": "assumption (typical weight, size, value); rebate: sharelogis.com/desc/10966, htshub.com/cn-hs",
            "as_of": r["as_of"],
        }
        for r in sources.rows("products")
    ]  # fmt: skip


def demand(sources: Sources, cities: Sequence[Row], vat: Mapping[str, float]) -> list[Row]:
    """What each city buys: the formula is in the README."""
    retail = {r["product_id"]: float(r["retail_usd"]) for r in sources.rows("products")}
    people = {c.code: sum(m["population"] ** 0.8 for m in cities if m["country"] == c.code) for c in COUNTRIES}
    rows: list[Row] = []
    for product, trade in RANGE.items():
        buyers = [m for m in cities if not (product == "wine" and m["country"] in NO_WINE)]
        rows += _of(product, "B2C", buyers, people, trade.units * 1000, retail[product], vat)
        if product in WHOLESALE:
            _, thousands, _ = WHOLESALE[product]
            large = [m for c in sorted(WHOLESALE_COUNTRIES)
                     for m in _largest([m for m in cities if m["country"] == c])]  # fmt: skip
            rows += _of(product, "B2B", large, people, thousands * 1000, retail[product], vat)
    return rows


def _largest(cities: Sequence[Row]) -> list[Row]:
    return sorted(cities, key=lambda m: -m["population"])[: max(1, round(len(cities) * WHOLESALE_CITIES))]


def _of(
    product: str, channel: str, buyers: Sequence[Row], people: Mapping[str, float], total: float, retail: float,
    vat: Mapping[str, float],
) -> list[Row]:  # fmt: skip
    weight = {
        m["site"]: BY_CODE[m["country"]].turnover * m["population"] ** 0.8 / people[m["country"]]
        / BY_CODE[m["country"]].price_level * TASTE.get(product, {}).get(m["country"], 1.0)
        * spread(0.25, product, channel, m["country"]) * spread(0.20, product, channel, m["site"])
        for m in buyers
    }  # fmt: skip
    scale = total / sum(weight.values())
    rows = []
    for m in buyers:
        country = BY_CODE[m["country"]]
        net = retail * country.price_level
        row: Row = {
            "market": m["site"],
            "product": product,
            "sales_channel": channel,
            "period": "Y1",
            "source": f"assumption (README); {GEONAMES.split(' via')[0]} population",
            "as_of": AS_OF,
        }
        if channel == "B2B":
            per_order, _, discount = WHOLESALE[product]
            orders = max(1, round(weight[m["site"]] * scale / per_order))
            row |= {"units": orders * per_order, "units_per_order": per_order, "promised_days": 21,
                    "price": round(net * discount, 2)}  # fmt: skip
        else:
            per_order = RANGE[product].per_order
            row |= {"units": max(1, round(weight[m["site"]] * scale)), "units_per_order": per_order,
                    "promised_days": promise(product, m["country"]),
                    "price": round(net * (1 + vat[m["country"]] / 100), 2)}  # fmt: skip
            if product in LOST_SALE and m["country"] in NO_SURFACE_ROUTE:
                row["unserved_penalty"] = row["price"]
        rows.append(row)
    return rows


def promise(product: str, country: str) -> int:
    """Days from order to door."""
    place, kind = BY_CODE[country], RANGE[product].promise
    if kind == "surface":
        return 10 if place.mature else 24
    if kind == "bulky" and place.mature:
        return 5 if country in ("US", "DE", "GB", "JP", "KR") else 7 + place.slack_days
    return (15 if kind == "low" else 10) + place.slack_days


def supply(sources: Sources, rows: Sequence[Row]) -> list[Row]:
    """What each cluster makes: CAPACITY times the demand, split by the shares of RANGE."""
    fob = {r["product_id"]: float(r["fob_value_usd"]) for r in sources.rows("products")}
    wanted: dict[str, float] = {}
    for r in rows:
        wanted[r["product"]] = wanted.get(r["product"], 0) + r["units"]
    return [
        {"site": site, "product": product, "unit_cost": round(fob[product] * GATE * CLUSTER_COST[site] *
                                                              spread(0.02, site, product), 3),
         "capacity_units_per_year": float(round(wanted[product] * CAPACITY * part, -2)),
         "source": "assumption: 0.92 x FOB value x cluster factor; capacity by share (README)", "as_of": AS_OF}
        for product, trade in RANGE.items() for site, part in trade.makers.items()
    ]  # fmt: skip
