"""Products, who supplies them, and what the cities buy: prices and quantities are assumptions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .common import AS_OF, ASSUMPTION, CIRCUITY, Row, Sources, great_circle_km, share, spread
from .places import cities, tier

VAT = 0.13
SCALE = 0.6  # of all B2C demand
RICHER = {1: 1.8, 2: 1.3, 3: 0.7}
PROMISES = (2, 3, 6, 8, 15)
ANNUAL_LIMIT = 26_000.0
PARCEL_KM_PER_DAY = 750.0


@dataclass(frozen=True)
class Product:
    """A product.

    Attributes
    ----------
    like
        Row of the sourced table of products that gives weight, size, tariff code and returns where not said here.
    price
        What the consumer pays, tax inside, CNY.
    transfer
        Share of the price without tax at which it is entered in bulk.
    per_million
        Units bought in a year by a million people of a middling city.
    quick
        Share of cities that are promised 2, 3, 6, 8 and 15 days.
    suppliers
        Site, share of the transfer price that it costs there.
    """

    product: str
    name: str
    like: str
    price: float
    transfer: float
    per_million: float
    quick: tuple[float, float, float, float, float]
    suppliers: tuple[tuple[str, float], ...]
    hs: str = ""
    weight_kg: float = 0.0
    volume_m3: float = 0.0
    litres: float = 0.0
    per_order: int = 1
    barred: str = ""


STAPLE, MIDDLE = (0.25, 0.35, 0.40, 0.0, 0.0), (0.05, 0.20, 0.25, 0.20, 0.30)
SLOW, BULKY = (0.0, 0.10, 0.15, 0.15, 0.60), (0.0, 0.15, 0.25, 0.20, 0.40)
GOODS = (
    Product("cream", "Skin-care cream 50 g (¥4.6/g without tax: no consumption tax)", "cosmetic", 260, 0.34, 800,
            STAPLE, (("F_SEL", 0.72), ("F_TYO", 0.78))),
    Product("serum", "Serum 30 ml (¥26/ml without tax: consumption tax)", "cosmetic", 880, 0.45, 420, MIDDLE,
            (("F_PAR", 0.7),), hs="33049910"),
    Product("luxury-set", "Luxury skin-care set 150 ml (¥16/ml without tax: consumption tax)", "cosmetic", 2680, 0.6,
            240, SLOW, (("F_PAR", 0.6),), hs="33049910", weight_kg=0.7, volume_m3=0.004),
    Product("formula", "Infant formula 900 g, sold by three", "infant", 320, 0.42, 700, STAPLE,
            (("F_HLZ", 0.78), ("F_RTM", 0.76)), per_order=3),
    Product("vitamins", "Vitamins, sold by two", "vitamin", 158, 0.33, 700, STAPLE,
            (("F_SYD", 0.7), ("F_LAX", 0.74)), per_order=2),
    Product("wine", "Bottled wine, sold by six", "wine", 168, 0.36, 480, (0.0, 0.3, 0.4, 0.3, 0.0), (("F_BOD", 0.75),),
            litres=0.75, per_order=6, barred="air;express"),
    Product("grand-cru", "Grand cru, one bottle", "wine", 2400, 0.48, 130, (0.0, 0.2, 0.3, 0.2, 0.3),
            (("F_BOD", 0.75),), litres=0.75, weight_kg=1.6),
    Product("watch-900", "Quartz watch ¥900", "watch", 900, 0.45, 250, MIDDLE, (("F_BIE", 0.62),)),
    Product("watch-4600", "Quartz watch ¥4,600", "watch", 4600, 0.47, 140, SLOW, (("F_BIE", 0.6),)),
    Product("watch-6800", "Quartz watch ¥6,800", "watch", 6800, 0.48, 110, SLOW, (("F_BIE", 0.6),)),
    Product("handbag-4200", "Designer handbag ¥4,200", "handbag", 4200, 0.48, 200, SLOW, (("F_MIL", 0.6),)),
    Product("handbag-9800", "Designer handbag ¥9,800", "handbag", 9800, 0.5, 100, SLOW, (("F_MIL", 0.58),)),
    Product("headphones", "Bluetooth headphones", "headphone", 1150, 0.46, 420, MIDDLE,
            (("F_OSA", 0.75), ("F_LAX", 0.72))),
    Product("studio-headphones", "Studio headphones", "headphone", 2900, 0.47, 260, SLOW, (("F_OSA", 0.72),),
            weight_kg=0.45, volume_m3=0.0035),
    Product("air-fryer", "Air fryer", "appliance", 899, 0.48, 200, MIDDLE, (("F_OSA", 0.78),), barred="express"),
    Product("electrostatic-headphones", "Electrostatic headphones", "headphone", 7900, 0.5, 60, SLOW,
            (("F_OSA", 0.66),), weight_kg=0.6, volume_m3=0.004),
    Product("luggage", "Aluminium luggage 24 inch", "luggage", 3400, 0.45, 120, BULKY,
            (("F_MIL", 0.66),), weight_kg=5.2),
    Product("e-luggage", "Rideable carry-on luggage", "luggage", 5900, 0.48, 130, BULKY,
            (("F_TYO", 0.7),), weight_kg=7.5, volume_m3=0.058, barred="express"),
)  # fmt: skip
B2B = {"wine": 60, "formula": 48, "vitamins": 96, "cream": 96, "air-fryer": 20}  # units in an order
B2B_CITIES, B2B_SHARE, B2B_DISCOUNT, B2B_DAYS = 14, 0.12, 0.7, 8
HEAVY_SHARE = 0.35  # of cities in the upper tiers, for goods from HEAVY_PRICE on, are bought by heavy buyers
HEAVY_PRICE = 4000.0


def products(sources: Sources) -> list[Row]:
    """Table of products."""
    listed = sources.by("products", "product_id")
    rows = []
    for p in GOODS:
        r = listed[(p.like,)]
        own = "weight and size of this variant, " if p.weight_kg or p.volume_m3 else ""
        code = "; hs6: own code for 3304.99 at or above CNY 10 per g or ml" if p.hs else ""
        rows.append({
            "product": p.product, "name": p.name, "hs6": p.hs or r["hs6"],
            "weight_kg": p.weight_kg or float(r["unit_weight_kg"]), "volume_m3": p.volume_m3 or float(r["unit_cbm"]),
            "customs_value": round(p.price / (1 + VAT) * p.transfer), "litres": p.litres or None,
            "return_pct": float(r["return_rate_pct"]), "barred_modes": p.barred, "as_of": AS_OF,
            "source": f"products {p.like}: code, weight, size, returns; {own}customs_value: assumption{code}",
        })  # fmt: skip
    return rows


def supply(demanded: Sequence[Row]) -> list[Row]:
    """Table of supply; of two suppliers neither can make all."""
    wanted: dict[str, float] = {}
    for r in demanded:
        wanted[r["product"]] = wanted.get(r["product"], 0) + r["units"]
    rows = []
    for p in GOODS:
        transfer = round(p.price / (1 + VAT) * p.transfer)
        for site, cost in p.suppliers:
            part = 1.3 if len(p.suppliers) == 1 else 0.7
            rows.append({"site": site, "product": p.product, "unit_cost": round(transfer * cost, 1),
                         "capacity_units_per_year": float(math.ceil(wanted[p.product] * part / 100) * 100),
                         "source": ASSUMPTION, "as_of": AS_OF})  # fmt: skip
    return rows


def demand(places: Sequence[Row]) -> list[Row]:
    """Table of demand."""
    at = {r["site"]: (r["latitude"], r["longitude"]) for r in places}
    stocks = {k: [at[r["site"]] for r in places if r["kind"] == k] for k in ("bonded_zone", "overseas_warehouse")}
    names = {r["name"]: r["site"] for r in places if r["kind"] == "market"}
    rows: list[Row] = []
    for rank, city in enumerate(cities()):
        name, people = str(city["name"]), float(str(city["population"])) / 1e6
        site = names[name]
        fastest = max(
            1 + min(great_circle_km(*at[site], *stock) for stock in of_kind) * CIRCUITY / PARCEL_KM_PER_DAY
            for of_kind in stocks.values()
        )
        for p in GOODS:
            units = round(people * RICHER[tier(name)] * p.per_million * SCALE * spread(0.25, "units", name, p.product))
            if units < 5:
                continue
            rows.append({
                "market": site, "product": p.product, "sales_channel": "B2C", "units": units,
                "units_per_order": p.per_order, "promised_days": _promise(p, name, fastest), "price": p.price,
                "buyer_spend_per_year": _spend(p, name), "source": ASSUMPTION, "as_of": AS_OF,
            })  # fmt: skip
            if rank < B2B_CITIES and p.product in B2B:
                rows.append({
                    "market": site, "product": p.product, "sales_channel": "B2B", "units": round(units * B2B_SHARE),
                    "units_per_order": B2B[p.product], "promised_days": B2B_DAYS,
                    "price": round(p.price / (1 + VAT) * B2B_DISCOUNT, 1), "source": ASSUMPTION, "as_of": AS_OF,
                })  # fmt: skip
    return rows


def _promise(p: Product, city: str, fastest: float) -> int:
    """Days promised, drawn by hash; not shorter than some zone and some warehouse can keep."""
    draw, days = share("promise", city, p.product), PROMISES[-1]
    for part, candidate in zip(p.quick, PROMISES, strict=True):
        if draw < part:
            days = candidate
            break
        draw -= part
    return next(c for c in PROMISES if c >= max(days, fastest))


def _spend(p: Product, city: str) -> float:
    """What a buyer of the product spends in a year through retail import."""
    if p.price >= HEAVY_PRICE and tier(city) < 3 and share("heavy", city, p.product) < HEAVY_SHARE:
        return round(ANNUAL_LIMIT * (1.1 + 0.8 * share("spend", city, p.product)), -2)
    return round(max(p.price * p.per_order * 1.2, 4000 + 9000 * share("spend", city, p.product)), -2)
