"""Author the reference tables anew from the sourced tables.

    python author.py --tables DIR

DIR holds the sourced tables (`tax_rules.csv`, `duty_rates.csv`, `vat.csv`, ...: see README.md). The same tables give
the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from authoring import (  # noqa: E402
    channels,
    duty,
    duty_assumed,
    duty_us,
    exports,
    fees,
    gaps,
    goods,
    optional,
    places,
    taxes,
)
from authoring.common import Row, Sources, write  # noqa: E402


def author(tables: Path, out: Path) -> dict[str, int]:
    """Write every table; returns the number of rows of each."""
    sources = Sources(tables)
    rates = duty.duty_rates(sources)
    content: dict[str, list[Row]] = {
        "territories": places.territories(sources),
        "channels": channels.channels(sources),
        "duty_rates": [*rates, *duty_us.duty_rates(sources), *duty_assumed.duty_rates(sources, rates)],
        "taxes": taxes.taxes(sources),
        "fees": fees.fees(sources),
        "exports": exports.exports(sources),
        "agreements": places.agreements(sources),
        "gaps": gaps.gaps(sources),
        "currencies": places.currencies(),
        "products": goods.products(sources),
    }
    counts = {table: write(out, table, rows) for table, rows in content.items()}
    for folder, over in optional.overrides(sources).items():
        for table, rows in over.items():
            counts[f"optional/{folder}/{table}"] = write(out / "optional" / folder, table, rows)
    return counts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=Path, required=True, help="folder of the sourced tables")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    arguments = parser.parse_args()
    for table, rows in author(arguments.tables, arguments.out).items():
        sys.stdout.write(f"{table:40} {rows:6}\n")
