"""Lanes, rate cards, containers. Prices into China are assumptions: the sourced table has those out of it."""

from __future__ import annotations

from .common import AS_OF, ASSUMPTION, Row, Sources
from .goods import PARCEL_KM_PER_DAY
from .places import AIRPORTS_CN, PORTS_CN

AIR_KG_PER_M3, ROAD_KG_PER_M3, EXPRESS_KG_PER_M3 = 166.667, 333.333, 200.0
AIR_LOAD_KG, ROAD_LOAD_KG, LCL_LOAD_KG = 500.0, 10_000.0, 4_000.0
CHINA_ROAD = "kind=bonded_zone|overseas_warehouse&country=CN"

# Ocean to China: USD for 20GP and 40HQ, for a W/M of LCL, days. Head-haul is out of China, so the way back is cheap.
OCEAN = {
    "P_LEH": (650, 900, 75, 42), "P_GOA": (650, 900, 75, 40), "P_RTM": (620, 850, 70, 40), "P_AKL": (900, 1300, 80, 24),
    "P_SYD": (650, 950, 70, 19), "P_TYO": (280, 420, 45, 5), "P_OSA": (270, 400, 45, 4), "P_INC": (200, 300, 40, 3),
    "P_LAX": (450, 650, 60, 20),
}  # fmt: skip
# Air to China, CNY a chargeable kg in consignments of 500 kg, and days.
AIR = {"A_CDG": (19, 3), "A_MXP": (20, 3), "A_ZRH": (21, 3), "A_AKL": (20, 3), "A_SYD": (18, 3), "A_NRT": (10, 2),
       "A_KIX": (10, 2), "A_ICN": (8, 2), "A_LAX": (17, 3)}  # fmt: skip
# Lines from a hub to the door (9610): CNY an order, CNY a chargeable kg, days.
LINES = {"H_LGG": (20, 46, 11), "H_ZRH": (20, 46, 11), "H_NRT": (12, 20, 6), "H_KIX": (12, 20, 6), "H_ICN": (11, 17, 6),
         "H_SYD": (18, 40, 10), "H_AKL": (19, 42, 11), "H_LAX": (19, 44, 10)}  # fmt: skip
# Express from the supplier to the door: row of parcel_rates whose price is taken for the way back, days.
EXPRESS = {"F_PAR": ("EXP-EU", 5), "F_BIE": ("EXP-EU", 5), "F_MIL": ("EXP-EU", 5), "F_TYO": ("EXP-JP", 4),
           "F_OSA": ("EXP-JP", 4), "F_SEL": ("EXP-JP", 4), "F_LAX": ("EXP-US", 5)}  # fmt: skip
FUEL_PCT = 30.0  # express: 25-35 % in parcel_rates.csv
HALF_KILO = 0.5  # express is billed by it (chargeable_weight.csv express_courier)
# Suppliers to the gateways and hubs of their own territory.
TO_GATEWAY = {
    "F_PAR": ("P_LEH", "A_CDG", "R_DUI", "H_LGG"), "F_BOD": ("P_LEH", "A_CDG", "R_DUI", "H_LGG"),
    "F_BIE": ("A_ZRH", "H_ZRH"), "F_MIL": ("P_GOA", "A_MXP", "R_DUI", "H_LGG"),
    "F_RTM": ("P_RTM", "R_DUI", "H_LGG"), "F_HLZ": ("P_AKL", "A_AKL", "H_AKL"), "F_SYD": ("P_SYD", "A_SYD", "H_SYD"),
    "F_TYO": ("P_TYO", "A_NRT", "H_NRT"), "F_OSA": ("P_OSA", "A_KIX", "H_KIX"), "F_SEL": ("P_INC", "A_ICN", "H_ICN"),
    "F_LAX": ("P_LAX", "A_LAX", "H_LAX"),
}  # fmt: skip
DISTANCE_SHARE, AVERAGE_KM = 0.3, 1000.0  # of the domestic parcel's price that grows with distance


def containers(sources: Sources) -> list[Row]:
    """Table of containers."""
    listed = sources.by("containers", "type")
    return [
        {"container": c, "usable_m3": float(listed[(c,)]["usable_cbm"]), "teu": float(listed[(c,)]["teu"]),
         "payload_kg": float(listed[(c,)]["road_limit_payload_kg"]), "source": f"containers {c}", "as_of": AS_OF}
        for c in ("20GP", "40HQ")
    ]  # fmt: skip


def rate_cards(sources: Sources) -> list[Row]:
    """Table of rate cards."""
    rows: list[Row] = []
    for port, (small, large, lcl, _) in OCEAN.items():
        for box, price in (("20GP", small), ("40HQ", large)):
            rows.append(_card(f"{box}-{port}", "container", container=box, base=float(price), currency="USD"))
        rows.append(_card(f"LCL-{port}", "weight", per_kg=lcl / 1000, currency="USD", kg_per_m3=1000.0,
                          load_kg=LCL_LOAD_KG))  # fmt: skip
    for airport, (per_kg, _) in AIR.items():
        rows.append(_card(f"AIR-{airport}", "weight", per_kg=float(per_kg), kg_per_m3=AIR_KG_PER_M3,
                          load_kg=AIR_LOAD_KG))  # fmt: skip
    rows.append(_card("RAIL-DUI", "container", container="40HQ", base=2600.0, currency="USD",
                      source="assumption: 40 % of freight_rates RAIL-EU mid, which is the other way"))  # fmt: skip
    rows += [
        _card("road-abroad", "weight", base=900.0, per_km=6.5, kg_per_m3=ROAD_KG_PER_M3, load_kg=ROAD_LOAD_KG,
              source="assumption: half of freight_rates TRUCK-EU-D mid for a load of half a container"),
        _card("van-abroad", "weight", base=400.0, per_km=3.5, kg_per_m3=AIR_KG_PER_M3, load_kg=AIR_LOAD_KG),
        _card("road-china", "weight", base=600.0, per_km=5.0, kg_per_m3=ROAD_KG_PER_M3, load_kg=ROAD_LOAD_KG,
              source="assumption: 0.6 of freight_rates TRUCK-CN mid (USD 1.2 per FEU-km + 150) for half a container"),
        _card("pallet-china", "weight", base=25.0, per_km=0.05, per_kg=0.55, kg_per_m3=ROAD_KG_PER_M3, load_kg=100.0),
    ]  # fmt: skip
    for r in sources.rows("parcel_rates"):
        if r["service_id"] == "LM-CN":
            price = float(r["base_fee"])
            rows.append(_card("LM-CN", "parcel", from_kg=float(r["wt_from_kg"]), to_kg=float(r["wt_to_kg"]),
                              base=price * (1 - DISTANCE_SHARE), per_km=price * DISTANCE_SHARE / AVERAGE_KM,
                              kg_per_m3=AIR_KG_PER_M3,
                              source="parcel_rates LM-CN; 30 % of it with distance, average 1,000 km: "
                                     "assumption"))  # fmt: skip
        for card in {c for c, _ in EXPRESS.values()}:
            if r["service_id"] == card:
                base, per_kg = float(r["base_fee"]), float(r["per_kg"])
                note = f"parcel_rates {card}, taken for the way back (assumption)"
                rows.append(_card(card, "parcel", to_kg=0.5, base=base, round_kg=HALF_KILO, kg_per_m3=EXPRESS_KG_PER_M3,
                                  source=note))  # fmt: skip
                rows.append(_card(card, "parcel", from_kg=0.5, to_kg=70.0, base=base - per_kg / 2, per_kg=per_kg,
                                  round_kg=HALF_KILO, kg_per_m3=EXPRESS_KG_PER_M3, source=note))  # fmt: skip
    for hub, (base, per_kg, _) in LINES.items():
        rows.append(_card(f"LINE-{hub}", "parcel", to_kg=20.0, base=float(base), per_kg=float(per_kg),
                          kg_per_m3=AIR_KG_PER_M3,
                          source="assumption: parcel_rates LINE-* less a quarter to a half, as space into China "
                                 "is cheap"))  # fmt: skip
    return rows


def surcharges() -> list[Row]:
    """Fuel on express."""
    return [{"surcharge": "FUEL-EXPRESS", "rate_cards": ";".join(sorted({c for c, _ in EXPRESS.values()})),
             "kind": "pct", "amount": FUEL_PCT, "source": "parcel_rates EXP-* notes: 25-35 %",
             "as_of": AS_OF}]  # fmt: skip


def _card(name: str, basis: str, **fields: object) -> Row:
    return {"rate_card": name, "basis": basis, "from_kg": 0.0, "source": ASSUMPTION, "as_of": AS_OF} | fields


def lanes() -> list[Row]:
    """Table of lanes."""
    rows: list[Row] = []
    for factory, ends in TO_GATEWAY.items():
        for end in ends:
            card = "van-abroad" if end[0] in "AH" else "road-abroad"
            rows.append(_lane(f"pick-{factory}-{end}", factory, end, "road", card, 1, transit_km_per_day=600.0))
    for port, (*_, days) in OCEAN.items():
        for kind in ("20GP", "40HQ", "LCL"):
            for end in PORTS_CN:
                rows.append(_lane(f"{kind}-{port}-{end}", port, end, "ocean", f"{kind}-{port}",
                                  days + (4 if kind == "LCL" else 0)))  # fmt: skip
    for airport, (_, days) in AIR.items():
        for end in AIRPORTS_CN:
            rows.append(_lane(f"air-{airport}-{end}", airport, end, "air", f"AIR-{airport}", days))
    rows.append(_lane("rail-DUI-CKG", "R_DUI", "R_CKG", "rail", "RAIL-DUI", 18))
    for gateway in (*PORTS_CN, *AIRPORTS_CN, "R_CKG"):
        rows.append(_lane(f"road-{gateway}", gateway, CHINA_ROAD, "road", "road-china", 1, transit_km_per_day=600.0))
    for kind in ("bonded_zone", "overseas_warehouse"):
        rows.append(_lane(f"parcel-{kind}", f"kind={kind}&country=CN", "kind=market&country=CN", "road", "LM-CN", 1,
                          transit_km_per_day=PARCEL_KM_PER_DAY, sales_channels="B2C"))  # fmt: skip
    rows.append(_lane("pallet", "kind=overseas_warehouse&country=CN", "kind=market&country=CN", "road", "pallet-china",
                      1, transit_km_per_day=500.0, sales_channels="B2B"))  # fmt: skip
    for hub, (*_, days) in LINES.items():
        rows.append(_lane(f"line-{hub}", hub, "kind=market&country=CN", "air", f"LINE-{hub}", days,
                          sales_channels="B2C"))  # fmt: skip
    for factory, (card, days) in EXPRESS.items():
        rows.append(_lane(f"express-{factory}", factory, "kind=market&country=CN", "express", card, days,
                          sales_channels="B2C"))  # fmt: skip
    return rows


def _lane(name: str, start: str, end: str, mode: str, card: str, days: float, **fields: object) -> Row:
    return {"lane": name, "from_site": start, "to_site": end, "mode": mode, "rate_card": card, "transit_days": days,
            "source": ASSUMPTION, "as_of": AS_OF} | fields  # fmt: skip
