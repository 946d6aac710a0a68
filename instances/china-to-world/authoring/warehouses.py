"""Sizes in which a stocking site can be had, priced from the 3PL list prices of its country."""

from __future__ import annotations

from collections.abc import Sequence

from .common import AS_OF, Row, Sources
from .money import usd
from .places import COMMITTED, EU, ZONES, list_prices

SIZES: dict[str, tuple[int, ...]] = {
    "US": (600, 1500, 3500), "EU": (400, 1000, 2500), "GB": (400, 1000, 2400), "JP": (200, 500, 1200),
    "CN": (400, 1500), "CA": (250, 600, 1500), "AU": (250, 600, 1500), "BR": (300, 800, 2000), "MX": (250, 600, 1500),
    "KR": (100, 250, 600), "RU": (150, 350, 900),
}  # fmt: skip
SMALL = (80, 200, 500)  # storage of sizes S, M, L in m3
WAGES = {"US": 1.0, "CA": 0.9, "GB": 0.9, "NL": 0.95, "DE": 0.95, "BE": 0.95, "ES": 0.7, "PL": 0.5, "CZ": 0.5,
         "JP": 0.75, "KR": 0.7, "AU": 1.0, "SG": 0.8, "BR": 0.4, "MX": 0.4, "AE": 0.6, "SA": 0.6, "TR": 0.4,
         "RU": 0.4, "KZ": 0.35, "TH": 0.35, "ID": 0.3, "CN": 0.4}  # fmt: skip
TURNS = 9.0  # throughput over storage in a year
EXISTING = {("W_ONT", "M"), ("W_DUI", "S")}
ZONE_COST = {"W_ONT_FTZ": (37_000.0, 8_000.0)}  # opening: activation + inventory control; year: operating


def management(m3: float) -> float:
    """Running the place at the wages of the United States, USD a year: contract, systems, a small team that grows."""
    return 60_000 + 1_500 * m3**0.65


def site_options(sources: Sources, sites: Sequence[Row]) -> list[Row]:
    """Two or three sizes for each stocking site.

    A year costs COMMITTED of the 3PL list price for the whole space, less 12 % (M) or 22 % (L), plus the management
    at the country's wages; opening costs 15,000 USD + 30 USD/m3 at those wages.
    """
    premiums = {z[0]: z[5] for z in ZONES}
    rows: list[Row] = []
    for site in sites:
        if site["kind"] not in ("bonded_zone", "overseas_warehouse"):
            continue
        country, name = site["country"], site["site"]
        price = list_prices(sources, country)
        monthly = price["storage"] * usd(price["currency"]) * (1 + premiums.get(name, 0) / 100)
        sizes = SIZES.get("EU" if country in EU else country, SMALL)
        opening_extra, yearly_extra = ZONE_COST.get(name, (0.0, 0.0))
        for label, m3, discount in zip("SML" if len(sizes) == 3 else "SL", sizes, (1.0, 0.88, 0.78), strict=False):
            existing = (name, label) in EXISTING
            fixed = COMMITTED * monthly * 12 * m3 * discount + management(m3) * WAGES[country] + yearly_extra
            opening = (15_000 + 30 * m3) * WAGES[country] + opening_extra
            rows.append({
                "site": name, "option": label, "tenure": "3pl", "status": "existing" if existing else "candidate",
                "opening_cost": round(opening, -2), "fixed_cost_per_year": round(fixed, -2),
                "closing_cost": round(opening * 1.5, -2) if existing else None, "storage_m3": m3,
                "throughput_m3_per_year": m3 * TURNS, "source": f"assumption: formula in README; {price['source']}",
                "as_of": AS_OF,
            })  # fmt: skip
    return rows
