"""Parcel and pallet prices: last mile by country, lines and express out of China."""

from __future__ import annotations

from collections.abc import Sequence

from .common import AS_OF, ASSUMPTION, Row, Sources, significant

TABLE = "parcel_rates.csv"
LAST_MILE = ("US-GND", "EU-DE", "EU-X", "GB", "JP", "AU", "CA", "BR", "MX", "KR", "SA", "AE", "SG", "RU")
# Share of the price that grows with distance, and the average distance in km at which the table's price holds.
ZONED = {"US-GND": (0.25, 1600.0), "EU-X": (0.25, 1300.0), "CA": (0.25, 1200.0), "AU": (0.2, 900.0), "BR": (0.2, 900.0),
         "MX": (0.15, 600.0), "RU": (0.2, 1200.0)}  # fmt: skip
# Last mile that the table does not have: (upper weight, price) and currency, or another card and a factor.
ASSUMED: dict[str, tuple[tuple[tuple[float, float], ...], str]] = {
    "TR": (((2, 2.6), (5, 3.4), (10, 5.0), (30, 9.0)), "USD"),
    "TH": (((2, 1.6), (5, 2.4), (10, 4.0), (25, 7.5)), "USD"),
    "ID": (((2, 2.2), (5, 3.8), (10, 7.0), (25, 14.0)), "USD"),
    "KZ": (((1, 3.2), (5, 4.8), (20, 9.5)), "USD"),
    "GCC-X": (((1, 8.0), (5, 11.0), (10, 16.0), (30, 32.0)), "USD"),
    "EAEU-X": (((1, 6.0), (5, 9.0), (20, 18.0)), "USD"),
    "ASEAN-X": (((1, 5.0), (2, 6.5), (5, 10.0), (10, 16.0), (30, 34.0)), "USD"),
    "US-CA": (((0.5, 8.5), (1, 10.0), (2, 12.0), (5, 16.0), (10, 23.0), (30, 42.0)), "USD"),
    "US-MX": (((0.5, 8.0), (1, 9.5), (2, 12.0), (5, 17.0), (10, 25.0), (30, 46.0)), "USD"),
}
FACTORS = {"EU-NL": ("EU-DE", 1.0), "EU-BE": ("EU-DE", 1.05), "EU-ES": ("EU-DE", 0.95), "EU-PL": ("EU-DE", 0.7),
           "EU-CZ": ("EU-DE", 0.75), "NL-GB": ("EU-X", 1.15)}  # fmt: skip
PARCEL_DENSITY = {"US-GND": 199.0}  # 139 cubic inches a pound; 200 elsewhere

# Pallets and two-man delivery: base, per kg below 100 kg, per km, in USD; heavier ones cost less a kg.
PALLETS = {
    "US": (32.0, 0.42, 0.012), "EU": (32.0, 0.40, 0.012), "GB": (32.0, 0.40, 0.015), "JP": (30.0, 0.42, 0.012),
    "CA": (38.0, 0.48, 0.014), "AU": (38.0, 0.48, 0.014), "DEV": (18.0, 0.28, 0.010), "X": (48.0, 0.60, 0.016),
}  # fmt: skip

# Lines without a row in the table: base and price a kg in CNY.
LINES = {"EU": (23, 76), "MY": (14, 34), "TH": (15, 36), "ID": (17, 42), "KZ": (20, 52)}
EXPRESS_AS = {"CA": ("US", 1.05), "MX": ("US", 1.15), "KR": ("JP", 0.95), "SEA": ("JP", 1.0), "CIS": ("SA", 1.05)}
EXPRESS = ("US", "EU", "GB", "JP", "AU", "BR", "SA")
HALF_KILO = 0.5  # express is billed by it (chargeable_weight.csv express_courier)
ZONE_LINE = 0.93  # line out of a bonded zone over the line from a cluster: collected at one door, cleared in one list

# Parcels by truck, train or ferry: base, CNY a kg up to 30 kg, CNY a kg above (bulky goods).
SURFACE = {"EU": (24, 42, 28), "GB": (22, 40, 28), "TR": (24, 42, 28), "RU": (19, 32, 20), "KZ": (15, 22, 14),
           "TH": (14, 18, 11), "MY": (15, 22, 13), "JP": (14, 18, 10), "KR": (13, 14, 8),
           "SG": (14, 17, 10)}  # fmt: skip


def last_mile(sources: Sources) -> list[Row]:
    """Parcel cards from warehouses to doors."""
    table: dict[str, list[dict[str, str]]] = {}
    for r in sources.rows("parcel_rates"):
        table.setdefault(r["service_id"], []).append(r)
    rows: list[Row] = []
    for name in LAST_MILE:
        rows += _zoned(name, [(float(r["wt_to_kg"]), float(r["base_fee"])) for r in table[f"LM-{name}"]],
                       table[f"LM-{name}"][0]["currency"], f"{TABLE} LM-{name}; {ASSUMPTION}")  # fmt: skip
    for name, (other, factor) in FACTORS.items():
        breaks = [(float(r["wt_to_kg"]), float(r["base_fee"]) * factor) for r in table[f"LM-{other}"]]
        rows += _zoned(
            name, breaks, table[f"LM-{other}"][0]["currency"], f"{ASSUMPTION}: {factor} x {TABLE} LM-{other}"
        )
    for name, (breaks, currency) in ASSUMED.items():
        rows += _zoned(name, breaks, currency, ASSUMPTION)
    return rows


def _zoned(name: str, breaks: Sequence[tuple[float, float]], currency: str, source: str) -> list[Row]:
    part, average = ZONED.get(name, (0.0, 1.0))
    note = f"; {part:.0%} of it with distance, average {average:.0f} km" if part else ""
    rows, lower = [], 0.0
    for upper, price in breaks:
        rows.append(
            {
                "rate_card": f"LM-{name}",
                "basis": "parcel",
                "from_kg": lower,
                "to_kg": float(upper),
                "base": significant(price * (1 - part), 4),
                "per_km": significant(price * part / average, 3) if part else None,
                "kg_per_m3": PARCEL_DENSITY.get(name, 200.0),
                "currency": currency,
                "source": source + note,
                "as_of": AS_OF,
            }
        )
        lower = float(upper)
    return rows


def pallets() -> list[Row]:
    """Bulky goods and pallets to the door or dock."""
    rows: list[Row] = []
    for name, (base, kg, km) in PALLETS.items():
        hundred = base + 100 * kg
        five = hundred + 400 * kg * 0.7
        for lower, upper, at, rate in ((0, 100, base, kg), (100, 500, hundred - 100 * kg * 0.7, kg * 0.7),
                                       (500, None, five - 500 * kg * 0.5, kg * 0.5)):  # fmt: skip
            rows.append({"rate_card": f"PAL-{name}", "basis": "parcel", "from_kg": float(lower),
                         "to_kg": float(upper) if upper else None, "base": round(at, 2), "per_kg": round(rate, 3),
                         "per_km": km, "kg_per_m3": 200.0, "source": f"{ASSUMPTION}: LTL and two-man delivery",
                         "as_of": AS_OF})  # fmt: skip
    return rows


def _parcel(
    card: str, source: str, density: float, *breaks: tuple[float, float, float, float], round_kg: float | None = None
) -> list[Row]:
    return [
        {"rate_card": card, "basis": "parcel", "from_kg": lower, "to_kg": upper, "base": significant(base, 4),
         "per_kg": significant(kg, 4), "kg_per_m3": density, "round_kg": round_kg, "currency": "CNY",
         "source": source, "as_of": AS_OF}
        for lower, upper, base, kg in breaks
    ]  # fmt: skip


def lines(sources: Sources) -> list[Row]:
    """Air lines (9610 from clusters, 1210 from bonded zones), surface lines and express out of China."""
    table = {r["service_id"]: r for r in sources.rows("parcel_rates") if r["service_id"].startswith(("LINE-", "EXP-"))}
    prices = {c: (b, k, f"{ASSUMPTION} beside {TABLE}") for c, (b, k) in LINES.items()}
    for service, r in table.items():
        if service.startswith("LINE-"):
            prices[service[5:]] = (float(r["base_fee"]), float(r["per_kg"]), f"{TABLE} {service}; {ASSUMPTION}")
    rows: list[Row] = []
    for country, (base, kg, source) in sorted(prices.items()):
        rows += _parcel(f"LINE-{country}", source, 167.0, (0.0, 20.0, base, kg))
        rows += _parcel(f"ZLINE-{country}", f"{ASSUMPTION}: {ZONE_LINE} x {source}", 167.0,
                        (0.0, 20.0, base * ZONE_LINE, kg * ZONE_LINE))  # fmt: skip
    for country, (base, kg, bulky) in SURFACE.items():
        rows += _parcel(f"SURF-{country}", f"{ASSUMPTION}: parcel line by truck, train or ferry", 167.0,
                        (0.0, 30.0, base, kg), (30.0, 120.0, base + 30 * (kg - bulky), bulky))  # fmt: skip
    express = {c: (c, 1.0) for c in EXPRESS} | EXPRESS_AS
    for region, (other, factor) in express.items():
        first, kg = (float(table[f"EXP-{other}"][k]) * factor for k in ("base_fee", "per_kg"))
        source = (
            f"{TABLE} EXP-{other}"
            if factor == 1 and other == region
            else f"{ASSUMPTION}: {factor} x {TABLE} EXP-{other}"
        )
        rows += _parcel(f"EXP-{region}", f"{source}; first half kilo, then by the half", 200.0, (0.0, 0.5, first, 0.0),
                        (0.5, 70.0, first - kg / 2, kg), round_kg=HALF_KILO)  # fmt: skip
    return rows
