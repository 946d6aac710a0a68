"""Line-haul: containers, ocean, air, rail and road rates, at three levels of the freight market."""

from __future__ import annotations

from collections.abc import Mapping

from .common import AS_OF, Row, Sources, day, significant

LEVELS = ("low", "base", "stress")
RATES, CHARGES = "freight_rates.csv", "local_charges.csv"
FEU = 1.7  # 40-foot container over 20-foot one, where only the latter is quoted (freight_rates.csv: 1.6-2)

Level = Mapping[str, float]


def containers(sources: Sources) -> list[Row]:
    """Forty-foot high cubes, the lighter one for the roads of the United States."""
    box = sources.mids("containers", "type")["40HQ",]
    usable, source = float(box["usable_cbm"]), "freightutils.com/containers; usable volume en.56ok.com"
    return [
        {"container": "40HQ", "usable_m3": usable, "payload_kg": float(box["road_limit_payload_kg"]), "teu": 2.0,
         "source": source, "as_of": "2026-09-01"},
        {"container": "40HQ-US", "usable_m3": usable, "payload_kg": 19958.0, "teu": 2.0,
         "source": f"{source}; US road limit 44,000 lb", "as_of": "2026-09-01"},
    ]  # fmt: skip


def ocean(sources: Sources) -> list[Row]:
    """Rate cards of ocean containers and LCL; the level `base` is the mean of low and stress on the volatile trades."""
    at = {r["lane_id"]: r for r in sources.rows("freight_rates")}

    def quoted(lane: str, factor: float = 1.0) -> Level:
        r = at[lane]
        low, mid, high = (float(r[f"rate_{k}"]) * factor for k in ("low", "mid", "high"))
        return {"low": low, "base": mid, "stress": high}

    def volatile(low: float, stress: float) -> Level:
        return {"low": low, "base": (low + stress) / 2, "stress": stress}

    uswc, usec = float(at["SEA-USWC"]["rate_mid"]), float(at["SEA-USEC"]["rate_mid"])
    north = float(at["WCI-RTM"]["rate_mid"]) / float(at["SEA-NEUR"]["rate_mid"])  # FEU over TEU in the same week
    med = float(at["WCI-GOA"]["rate_mid"]) / float(at["SEA-MED"]["rate_mid"])
    neur = volatile(float(at["SEA-NEUR"]["rate_low"]) * north, float(at["WCI-RTM"]["rate_mid"]))
    two = "SCFI 2025-11-21 (low) and 2026-09-11 (stress), base their mean"
    wci = "SCFI 2025-11-21 times WCI/SCFI (low), WCI 2026-09-10 (stress), base their mean"
    cards: dict[str, tuple[str, Level, str, str]] = {
        "OCN-USWC": ("40HQ-US", volatile(float(at["SEA-USWC"]["rate_low"]), uswc), two, "2026-09-11"),
        "OCN-USEC": ("40HQ-US", volatile(float(at["SEA-USEC"]["rate_low"]), usec), two, "2026-09-11"),
        "OCN-NEUR": ("40HQ", neur, wci, "2026-09-10"),
        "OCN-MED": ("40HQ", volatile(2055 * med, float(at["WCI-GOA"]["rate_mid"])), wci, "2026-09-10"),
        "OCN-GULF": (
            "40HQ",
            volatile(float(at["SEA-GULF"]["rate_low"]) * FEU, float(at["SEA-GULF"]["rate_mid"]) * FEU),
            "SCFI 2023-08 (low), 2026-09-11 (stress: war risk), base their mean; FEU = 1.7 TEU",
            "2026-09-11",
        ),
        "OCN-SEA": ("40HQ", quoted("SEA-SEA", FEU), "SCFI 2025-11-14; FEU = 1.7 TEU", "2025-11-14"),
        "OCN-JP": ("40HQ", quoted("SEA-JPK", FEU), "SCFI 2025-11-14; FEU = 1.7 TEU", "2025-11-14"),
        "OCN-KR": ("40HQ", quoted("SEA-KR", FEU), "SCFI 2025-11-14; FEU = 1.7 TEU", "2025-11-14"),
        "OCN-AU": (
            "40HQ",
            quoted("SEA-AU", FEU),
            "SCFI 2023-08 (low); base, stress: assumption; FEU = 1.7 TEU",
            "2026-11-23",
        ),
        "OCN-BR": ("40HQ", quoted("SEA-SA", FEU), "SCFI 2023-08; range: assumption; FEU = 1.7 TEU", "2023-08-01"),
        "OCN-MX": ("40HQ-US", quoted("SEA-MX"), "assumption", AS_OF),
        "OCN-CA": (
            "40HQ-US",
            volatile(float(at["SEA-USWC"]["rate_low"]), uswc),
            f"assumption: as OCN-USWC; {two}",
            AS_OF,
        ),
        "OCN-LED": ("40HQ", {k: v + 1300 for k, v in neur.items()}, "assumption: OCN-NEUR + 1300 (feeder)", AS_OF),
        "OCN-VVO": ("40HQ", {"low": 900.0, "base": 1300.0, "stress": 2200.0}, "assumption", AS_OF),
    }
    rows = [
        {"rate_card": name, "basis": "container", "container": box, "base": level, "source": source, "as_of": as_of}
        for name, (box, level, source, as_of) in cards.items()
    ]
    wm = quoted("LCL-USWC")  # the same in every row of the table
    rows.append(
        {
            "rate_card": "LCL",
            "basis": "weight",
            "per_kg": {k: v / 1000 for k, v in wm.items()},
            "kg_per_m3": 1000.0,
            "load_kg": 3000.0,
            "source": f"{RATES} LCL: 95 USD per W/M (mid), 3 W/M a consignment; assumption",
            "as_of": AS_OF,
        }
    )
    return rows


def overland(sources: Sources) -> list[Row]:
    """Rail and truck between China and Europe, Russia, Kazakhstan."""
    at = {r["lane_id"]: r for r in sources.rows("freight_rates")}
    rows: list[Row] = []
    for card, lane in (("RAIL-EU", "RAIL-EU"), ("RAIL-KZ", "RAIL-KZ"), ("RAIL-RU", "RAIL-MOW")):
        r = at[lane]
        level = {"low": float(r["rate_low"]), "base": float(r["rate_mid"]), "stress": float(r["rate_high"])}
        note = "" if card == "RAIL-EU" else "; price: assumption"
        rows.append({"rate_card": card, "basis": "container", "container": "40HQ", "base": level,
                     "source": f"{RATES} {lane}: low, mid, high{note}", "as_of": day(r["as_of"])})  # fmt: skip
    r = at["TRUCK-EU"]
    level = {"low": float(r["rate_low"]), "base": float(r["rate_mid"]), "stress": float(r["rate_high"])}
    rows.append({"rate_card": "TRUCK-EU", "basis": "weight", "per_kg": level, "kg_per_m3": 333.0, "load_kg": 10000.0,
                 "source": f"{RATES} TRUCK-EU: low, mid, high; assumption", "as_of": AS_OF})  # fmt: skip
    return rows


# Air: price over the quoted one to North America or Europe; an assumption but for the two that are quoted.
AIR = {
    "AIR-NA": ("AIR-NA", 1.0), "AIR-EU": ("AIR-EU", 1.0), "AIR-JPKR": ("AIR-EU", 0.42), "AIR-SEA": ("AIR-EU", 0.45),
    "AIR-AU": ("AIR-EU", 0.95), "AIR-ME": ("AIR-EU", 0.9), "AIR-LATAM": ("AIR-NA", 1.35), "AIR-CIS": ("AIR-EU", 0.85),
}  # fmt: skip


def air(sources: Sources) -> list[Row]:
    """Air freight by consignments of a tonne."""
    at = {r["lane_id"]: r for r in sources.rows("freight_rates")}
    rows: list[Row] = []
    for card, (lane, factor) in AIR.items():
        r = at[lane]
        low, mid, high = (float(r[f"rate_{k}"]) * factor for k in ("low", "mid", "high"))
        note = f"{RATES} {lane}: low, mid (2024-06, the latest found), high"
        rows.append({"rate_card": card, "basis": "weight", "per_kg": {"low": low, "base": mid, "stress": high},
                     "kg_per_m3": 167.0, "load_kg": 1000.0, "as_of": "2024-06-25",
                     "source": note if factor == 1 else f"assumption: {factor} x {note}"})  # fmt: skip
    return rows


# Container to and from gateways: base, per km, currency, source.
DRAY = {
    "DRAY-CN": ("40HQ", 150.0, 1.2, "USD", f"{RATES} TRUCK-CN mid; assumption"),
    "DRAY-VN": ("40HQ", 120.0, 1.1, "USD", "assumption"),
    "RAILSEA-CN": ("40HQ", 320.0, 0.55, "USD", "assumption: rail to the port, inland clusters"),
    "DRAY-US": ("40HQ-US", 505.0, 1.62, "USD", f"{RATES} TRUCK-US mid 2.6 USD/mile; base so that DRAY_LA is 650"),
    "RAIL-US": ("40HQ-US", 1100.0, 0.85, "USD", "assumption: intermodal rail"),
    "RAIL-CA": ("40HQ-US", 1000.0, 0.65, "USD", "assumption: intermodal rail"),
    "DRAY-EU": ("40HQ", 160.0, 1.7, "EUR", f"{RATES} TRUCK-EU-D mid; base so that DRAY_RTM is 480"),
    "RAIL-EUD": ("40HQ", 450.0, 0.85, "EUR", "assumption: intermodal rail"),
    "DRAY-GB": ("40HQ", 180.0, 1.6, "GBP", f"{CHARGES} DRAY_UK mid; per km: assumption"),
    "DRAY-MX": ("40HQ-US", 250.0, 1.6, "USD", "assumption"),
    "DRAY-ROW": ("40HQ", 180.0, 1.4, "USD", "assumption"),
    "RAIL-RUD": ("40HQ", 1500.0, 0.35, "USD", "assumption: Trans-Siberian container train"),
}
# Less than a load: base, per kg, per km of a consignment of 1000 chargeable kg, kg per m3.
PART_LOAD = {
    "LTL-CN": (25.0, 0.0, 0.22, 250.0, "USD"), "LTL-VN": (25.0, 0.0, 0.22, 250.0, "USD"),
    "LTL-US": (95.0, 0.05, 0.28, 200.0, "USD"), "LTL-EU": (60.0, 0.03, 0.22, 333.0, "EUR"),
    "LTL-ROW": (60.0, 0.03, 0.20, 250.0, "USD"),
}  # fmt: skip


def inland() -> list[Row]:
    """Road and rail between gateways and sites; the same at every level."""
    rows: list[Row] = [
        {"rate_card": card, "basis": "container", "container": box, "base": base, "per_km": km, "currency": currency,
         "source": source, "as_of": AS_OF}
        for card, (box, base, km, currency, source) in DRAY.items()
    ]  # fmt: skip
    for card, (base, kg, km, density, currency) in PART_LOAD.items():
        rows.append(
            {
                "rate_card": card,
                "basis": "weight",
                "base": base,
                "per_kg": kg,
                "per_km": km,
                "kg_per_m3": density,
                "load_kg": 1000.0,
                "currency": currency,
                "source": "assumption: part loads",
                "as_of": AS_OF,
            }
        )
    return rows


def at_level(rows: list[Row], level: str) -> list[Row]:
    """Rate cards with the prices of one level of the market."""
    return [{k: (significant(v[level], 4) if isinstance(v, dict) else v) for k, v in row.items()} for row in rows]


def varying(rows: list[Row]) -> list[Row]:
    """Cards that differ between the levels."""
    return [row for row in rows if any(isinstance(v, dict) for v in row.values())]
