"""Lanes: by groups and selectors, so that one row stands for many pairs."""

from __future__ import annotations

from .common import AS_OF, ASSUMPTION, Row
from .countries import BY_CODE, COUNTRIES

GROUPS = {
    "ASIA_PORTS": "P_SHA_WGQ P_YSH P_NGB P_YTN P_SHK P_NSA P_XMN P_TAO P_TXG P_SGN",
    "LCL_PORTS": "P_SHA_WGQ P_NGB P_YTN P_SGN",
    "USWC": "P_LAX P_LGB", "USEC": "P_NYC P_SAV P_HOU", "NEUR": "P_RTM P_HAM P_ANR P_GDN P_FXT",
    "MED": "P_VLC P_PIR P_IST", "GULF": "P_JEA P_JED", "ASEAN": "P_SIN P_JKT P_LCH", "JAPAN": "P_TYO P_OSA",
    "KOREA": "P_INC P_PUS",
    "AUSTRALIA": "P_SYD P_MEL", "INLAND": "F_CKG F_CTU F_SIA F_CGO F_WUH",
    "CN_RAIL": "R_SIA R_CTU R_CKG R_CGO R_YIW", "EU_RAIL": "R_DUI R_WAW R_MLA",
    "AIR_NA": "A_LAX A_ORD A_JFK A_YYZ", "AIR_EU": "A_LGG A_FRA A_MAD A_LHR A_IST", "AIR_JPKR": "A_NRT A_KIX A_ICN",
    "AIR_SEA": "A_SIN A_BKK A_CGK", "AIR_ME": "A_DXB A_RUH", "AIR_LATAM": "A_GRU A_MEX", "AIR_CIS": "A_SVO A_ALA",
}  # fmt: skip
CN_FACTORY, CN_ZONE = "kind=factory&country=CN", "kind=bonded_zone&country=CN"
CN_PORT, CN_AIRPORT = "kind=seaport&country=CN", "kind=airport&country=CN"
OCEAN = (  # to, card, days beside sailing, km a day, source of the days
    ("USWC", "OCN-USWC", 3, 800), ("USEC", "OCN-USEC", 7, 800), ("NEUR", "OCN-NEUR", 6, 650),
    ("MED", "OCN-MED", 8, 650), ("GULF", "OCN-GULF", 5.5, 650), ("ASEAN", "OCN-SEA", 2, 700),
    ("JAPAN", "OCN-JP", 1.5, 700),
    ("KOREA", "OCN-KR", 1.7, 700), ("AUSTRALIA", "OCN-AU", 4.5, 650), ("P_SSZ", "OCN-BR", 8.5, 650),
    ("P_ZLO", "OCN-MX", 8, 800), ("P_VAN", "OCN-CA", 3.5, 800), ("P_LED", "OCN-LED", 12, 650),
    ("P_VVO", "OCN-VVO", 3, 600),
)  # fmt: skip
AIR = (("AIR_NA", "AIR-NA", 5), ("AIR_EU", "AIR-EU", 5), ("AIR_JPKR", "AIR-JPKR", 3), ("AIR_SEA", "AIR-SEA", 3),
       ("A_SYD", "AIR-AU", 5), ("AIR_ME", "AIR-ME", 5), ("AIR_LATAM", "AIR-LATAM", 7),
       ("AIR_CIS", "AIR-CIS", 5))  # fmt: skip
# From gateway to warehouse: territory, card for containers (none: by rail only), for part loads, farthest km.
DRAY = (("territory=US", "DRAY-US", "LTL-US", 1700), ("territory=EU", "DRAY-EU", "LTL-EU", 1300),
        ("territory=GB", "DRAY-GB", "LTL-EU", 800), ("territory=CA", "", "LTL-US", 3600),
        ("territory=MX", "DRAY-MX", "LTL-ROW", 1200), ("territory=EAEU", "DRAY-ROW", "LTL-ROW", 1200),
        ("territory=BR", "DRAY-ROW", "LTL-ROW", 800), ("territory=JP", "DRAY-ROW", "LTL-ROW", 700),
        ("territory=KR", "DRAY-ROW", "LTL-ROW", 500), ("territory=AU", "DRAY-ROW", "LTL-ROW", 1200),
        ("territory=SG|TH|ID|TR", "DRAY-ROW", "LTL-ROW", 500),
        ("territory=GCC", "DRAY-ROW", "LTL-ROW", 1400))  # fmt: skip
LINE_DAYS = {"US": 10, "DE": 9, "FR": 9, "GB": 8, "JP": 6, "KR": 6, "AU": 10, "CA": 11, "BR": 18, "MX": 13, "SA": 10,
             "AE": 9, "SG": 6, "RU": 18, "TR": 12, "EU": 10, "MY": 7, "TH": 7, "ID": 8, "KZ": 14}  # fmt: skip
SURFACE = {"EU": ("road", 19), "GB": ("road", 20), "TR": ("road", 18), "RU": ("road", 16), "KZ": ("road", 11),
           "TH": ("road", 9), "MY": ("road", 11), "JP": ("ocean", 8), "KR": ("ocean", 7),
           "SG": ("ocean", 12)}  # fmt: skip
EXPRESS = {"US": "US", "CA": "CA", "MX": "MX", "GB": "GB", "JP": "JP", "KR": "KR", "AU": "AU", "BR": "BR",
           "AE|SA|TR": "SA", "SG|MY|TH|ID": "SEA", "RU|KZ": "CIS"}  # fmt: skip
EU_CODES = [c.code for c in COUNTRIES if c.territory == "EU"]
EU_OTHERS = [c for c in EU_CODES if c not in ("DE", "FR")]
HOME = {"US": "US-GND", "GB": "GB", "JP": "JP", "AU": "AU", "CA": "CA", "BR": "BR", "MX": "MX", "KR": "KR",
        "SA": "SA", "AE": "AE", "SG": "SG", "RU": "RU", "TR": "TR", "TH": "TH", "ID": "ID", "KZ": "KZ", "DE": "EU-DE",
        "NL": "EU-NL", "BE": "EU-BE", "ES": "EU-ES", "PL": "EU-PL", "CZ": "EU-CZ"}  # fmt: skip
PALLET_OF = {"US": "US", "GB": "GB", "JP": "JP", "KR": "JP", "CA": "CA", "AU": "AU", "SG": "JP"}
# Cross-border out of one warehouse country or zone: from, countries, card, pallet card, days, km a day, mode.
CROSS = (("W_DXB", "SA", "GCC-X", "DEV", 3, 600), ("W_DXB_FZ", "SA", "GCC-X", "DEV", 3, 600),
         ("W_RUH", "AE", "GCC-X", "DEV", 3, 600), ("W_MOW", "KZ", "EAEU-X", "DEV", 3, 600),
         ("W_ALA", "RU", "EAEU-X", "DEV", 3, 600), ("W_SIN_FZ", "MY", "ASEAN-X", "X", 3, 500),
         ("W_SIN_FZ", "TH", "ASEAN-X", "X", 4, 500), ("W_SIN_FZ", "ID", "ASEAN-X", "X", 5, 500),
         ("W_VEN_CW", "GB", "NL-GB", "X", 3, 700), ("W_ONT_FTZ", "CA", "US-CA", "X", 3, 800),
         ("W_ONT_FTZ", "MX", "US-MX", "X", 3, 700))  # fmt: skip


def groups() -> list[Row]:
    """Members of the groups that lanes name."""
    return [{"group": g, "member": m} for g, members in GROUPS.items() for m in members.split()]


def _lane(name: str, start: str, end: str, mode: str, card: str, days: float, **more: object) -> Row:
    return {
        "lane": name,
        "from_site": start,
        "to_site": end,
        "mode": mode,
        "rate_card": card,
        "transit_days": float(days),
        "source": ASSUMPTION,
        "as_of": AS_OF,
    } | more


def to_gateways() -> list[Row]:
    """From clusters and zones to ports, airports, rail terminals, and from clusters into zones."""
    near: Row = {"transit_km_per_day": 600.0, "source": "freight_rates.csv TRUCK-CN; reach: assumption"}
    return [
        _lane("CN-port", CN_FACTORY, CN_PORT, "road", "DRAY-CN", 0.5, max_distance_km=750.0, **near),
        _lane("CN-port-rail", "INLAND", CN_PORT, "rail", "RAILSEA-CN", 2, max_distance_km=2100.0,
              transit_km_per_day=500.0, source="assumption: rail to the port"),
        _lane("CN-airport", CN_FACTORY, CN_AIRPORT, "road", "LTL-CN", 0.5, max_distance_km=700.0, **near),
        _lane("CN-rail", CN_FACTORY, "CN_RAIL", "road", "DRAY-CN", 0.5, max_distance_km=900.0, **near),
        _lane("CN-zone", CN_FACTORY, CN_ZONE, "road", "DRAY-CN", 0.5, max_distance_km=900.0, **near),
        _lane("CN-zone-part", CN_FACTORY, CN_ZONE, "road", "LTL-CN", 0.5, max_distance_km=900.0, **near),
        _lane("CN-zone-port", CN_ZONE, CN_PORT, "road", "DRAY-CN", 0.5, max_distance_km=200.0, **near),
        _lane("VN-port", "F_SGN", "P_SGN", "road", "DRAY-VN", 0.5),
        _lane("VN-port-part", "F_SGN", "P_SGN", "road", "LTL-VN", 0.5),
        _lane("CN-port-part", CN_FACTORY, "LCL_PORTS", "road", "LTL-CN", 0.5, max_distance_km=750.0, **near),
    ]  # fmt: skip


def line_haul() -> list[Row]:
    """Across borders in bulk."""
    rows = [
        _lane(
            f"SEA-{card.removeprefix('OCN-')}",
            "ASIA_PORTS",
            end,
            "ocean",
            card,
            days,
            transit_km_per_day=float(speed),
            source="days fitted to freight_rates.csv, mid",
        )
        for end, card, days, speed in OCEAN
    ]
    for end, card, days, speed in OCEAN:
        if card in ("OCN-LED", "OCN-VVO", "OCN-MED"):
            continue
        rows.append(
            _lane(
                f"LCL-{card.removeprefix('OCN-')}",
                "LCL_PORTS",
                end,
                "ocean",
                "LCL",
                days + 8,
                transit_km_per_day=float(speed),
                source="freight_rates.csv LCL: about 8 days over FCL",
            )
        )
    rows.append(_lane("LCL-MED", "LCL_PORTS", "P_VLC", "ocean", "LCL", 16, transit_km_per_day=650.0))
    rows += [
        _lane(
            f"FLY-{card.removeprefix('AIR-')}",
            CN_AIRPORT,
            end,
            "air",
            card,
            days,
            source="freight_rates.csv; assumption",
        )
        for end, card, days in AIR
    ]
    rows += [
        _lane("RAIL-EU", "CN_RAIL", "EU_RAIL", "rail", "RAIL-EU", 18, source="freight_rates.csv RAIL-EU"),
        _lane("RAIL-MAD", "R_YIW", "R_MAD", "rail", "RAIL-EU", 23, source="assumption: Yiwu-Madrid"),
        _lane("RAIL-KZ", "CN_RAIL", "R_ALA", "rail", "RAIL-KZ", 11, source="freight_rates.csv RAIL-KZ"),
        _lane("RAIL-RU", "CN_RAIL", "R_MOW", "rail", "RAIL-RU", 16, source="freight_rates.csv RAIL-MOW"),
        _lane("TIR-EU", "CN_RAIL", "R_WAW", "road", "TRUCK-EU", 18, source="freight_rates.csv TRUCK-EU"),
    ]
    return rows


def to_warehouses() -> list[Row]:
    """From foreign gateways to warehouses."""
    rows: list[Row] = []
    for where, full, part, reach in DRAY:
        name = where.partition("=")[2].replace("|", "-")
        gate, stock = f"kind=seaport|rail_terminal&{where}", f"kind=overseas_warehouse&{where}"
        every = f"kind=seaport|airport|rail_terminal&{where}"
        near: Row = {"transit_km_per_day": 600.0, "max_distance_km": float(reach)}
        if full:
            rows.append(_lane(f"DRAY-{name}", gate, stock, "road", full, 1, **near))
        rows.append(_lane(f"PART-{name}", every, stock, "road", part, 1.5, transit_km_per_day=500.0,
                          max_distance_km=float(reach) * 1.3))  # fmt: skip
    rows += [
        _lane("RAIL-US", "USWC", "kind=overseas_warehouse&country=US", "rail", "RAIL-US", 3, transit_km_per_day=800.0),
        _lane("RAIL-CA", "P_VAN", "W_TOR", "rail", "RAIL-CA", 3, transit_km_per_day=700.0),
        _lane("RAIL-EUD", "kind=seaport|rail_terminal&territory=EU", "kind=overseas_warehouse&territory=EU", "rail",
              "RAIL-EUD", 2, transit_km_per_day=500.0, max_distance_km=2600.0),
        _lane("RAIL-RUD", "P_VVO", "W_MOW", "rail", "RAIL-RUD", 4, transit_km_per_day=800.0),
    ]  # fmt: skip
    return rows


def deliveries() -> list[Row]:
    """From warehouses to buyers: parcels and pallets."""
    rows: list[Row] = []
    fast: Row = {"transit_km_per_day": 900.0}
    slow: Row = {"transit_km_per_day": 800.0}
    for country, card in HOME.items():
        stock, buyers = f"kind=overseas_warehouse&country={country}", f"kind=market&country={country}"
        rows.append(_lane(f"LM-{country}", stock, buyers, "road", f"LM-{card}", 1, **fast))
        if BY_CODE[country].territory != "EU":
            pallet = PALLET_OF.get(country, "DEV")
            rows.append(_lane(f"PAL-{country}", stock, buyers, "road", f"PAL-{pallet}", 1.5, **slow))
        else:
            abroad = "|".join(c for c in EU_CODES if c != country)
            rows.append(_lane(f"LM-EU-{country}-X", stock, f"kind=market&country={abroad}", "road", "LM-EU-X", 2,
                              transit_km_per_day=700.0))  # fmt: skip
    rows.append(_lane("PAL-EU", "kind=overseas_warehouse&territory=EU", "kind=market&territory=EU", "road", "PAL-EU", 2,
                      transit_km_per_day=700.0))  # fmt: skip
    for start, country, card, pallet, days, speed in CROSS:
        name, buyers = f"{start.removeprefix('W_')}-{country}", f"kind=market&country={country}"
        rows.append(_lane(f"LM-{name}", start, buyers, "road", f"LM-{card}", days, transit_km_per_day=float(speed)))
        rows.append(
            _lane(f"PAL-{name}", start, buyers, "road", f"PAL-{pallet}", days + 1, transit_km_per_day=float(speed))
        )
    return rows


def direct() -> list[Row]:
    """Parcels out of China, from clusters and from bonded zones, to consumers."""
    rows: list[Row] = []
    b2c: Row = {"sales_channels": "B2C"}
    for country, days in LINE_DAYS.items():
        buyers = "kind=market&country=" + ("|".join(EU_OTHERS) if country == "EU" else country)
        note = "parcel_rates.csv" if country not in ("EU", "MY", "TH", "ID", "KZ") else ASSUMPTION
        rows.append(_lane(f"LINE-{country}", CN_FACTORY, buyers, "air", f"LINE-{country}", days, source=note, **b2c))
        rows.append(_lane(f"ZLINE-{country}", CN_ZONE, buyers, "air", f"ZLINE-{country}", days, source=note, **b2c))
    for country, (mode, days) in SURFACE.items():
        buyers = "kind=market&" + ("territory=EU" if country == "EU" else f"country={country}")
        rows.append(_lane(f"SURF-{country}", CN_FACTORY, buyers, mode, f"SURF-{country}", days, **b2c))
        rows.append(_lane(f"ZSURF-{country}", CN_ZONE, buyers, mode, f"SURF-{country}", days, **b2c))
    rows += [_lane(f"EXP-{card}", CN_FACTORY, f"kind=market&country={countries}", "express", f"EXP-{card}", 4,
                   source="parcel_rates.csv", **b2c) for countries, card in EXPRESS.items()]  # fmt: skip
    rows.append(
        _lane(
            "EXP-EU", CN_FACTORY, "kind=market&territory=EU", "express", "EXP-EU", 4, source="parcel_rates.csv", **b2c
        )
    )
    return rows


def lanes() -> list[Row]:
    """All lanes."""
    return [*to_gateways(), *line_haul(), *to_warehouses(), *deliveries(), *direct()]
