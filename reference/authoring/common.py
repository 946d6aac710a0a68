"""What every part of the authoring needs: sourced tables, where a figure comes from, writing CSV."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cbeclogistics.network.schema import TABLES

Row = dict[str, Any]

AS_OF = "2026-11-23"  # day on which the tables were put together
ASSUMPTION = "assumption"
EU = ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
      "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")  # fmt: skip

# Sources of the tables, shortened where the whole text says no more.
SHORT = (
    ("arifshehab/tariff-rate-tracker", "USITC HTS 2026 Rev 10 (copy: arifshehab/tariff-rate-tracker, MIT)"),
    ("resources/s301_product_lists", "Budget-Lab-Yale/tariff-rate-tracker s301_product_lists @8315fff (MIT)"),
    ("s232_annex_products", "Budget-Lab-Yale/tariff-rate-tracker s232_annex_products (MIT); secondary public text"),
    ("uktrade/global-uk-tariff", "uktrade/global-uk-tariff @ab1e602 (OGL v3)"),
    ("qlitre/japan-tariff-mcp", "Japan Customs schedule 2026-07-09 (copy: qlitre/japan-tariff-mcp, MIT)"),
    ("networkneedsau/", "ABF Working Tariff Schedule 3, 2026-04 (copy in networkneedsau/)"),
    ("SAIL-Engineering/", "CBSA customs tariff T2026 rev 3 (copy: SAIL-Engineering/tariff-rate-tracker)"),
    ("CBSA T2026", "secondary public text quoting CBSA T2026"),
    ("ABF Schedule 3", "secondary public text quoting ABF Schedule 3"),
    ("Res. Gecex", "secondary public text quoting CAMEX Res. Gecex 272/2021, 770/2025"),
    ("eu-vat-rates-data", "eu-vat-rates-data 2026.9.29 (MIT)"),
    ("aqx-customs-duty-calc", "unsourced; aqx-customs-duty-calc describes 15 %"),
)  # fmt: skip


class Sources:
    """The sourced tables, read as text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, table: str) -> list[dict[str, str]]:
        """Rows of a table."""
        with (self._folder / f"{table}.csv").open(encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def rule(self, name: str) -> Row:
        """Where a rule of `tax_rules` comes from, and how far it is to be trusted."""
        row = next(r for r in self.rows("tax_rules") if r["rule_id"] == name)
        return provenance(row, f"tax_rules {name}", row["confidence"])

    def charge(self, code: str) -> tuple[dict[str, str], Row]:
        """A row of `local_charges`, and where it comes from."""
        row = next(r for r in self.rows("local_charges") if r["code"] == code)
        return row, provenance(row, f"local_charges {code} mid", "low")


def provenance(row: Mapping[str, str], name: str, confidence: str) -> Row:
    """Source, day and confidence of a row of a sourced table; what has no source is trusted little."""
    said = row["source"].strip()
    said = next((short for key, short in SHORT if key in said), said)
    bare = said.startswith(("unsourced", ASSUMPTION))
    return {"source": f"{name}: {said}", "as_of": day(row["as_of"]), "confidence": "low" if bare else confidence}


def unsourced(words: str) -> Row:
    """What is widely known or plausible, but stands in no source that was read."""
    return {"source": f"unsourced: {words}", "as_of": AS_OF, "confidence": "low"}


def assumed(words: str) -> Row:
    """A planning value made for these tables."""
    return {"source": f"{ASSUMPTION}: {words}", "as_of": AS_OF, "confidence": "low"}


def day(text: str) -> str:
    """ISO date of the first date in a text; where that is only a month or a year, its first day."""
    found = re.search(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    return "-".join((found[1], found[2] or "01", found[3] or "01")) if found else "2020-01-01"


def write(folder: Path, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write a table: columns as the schema has them (empty ones left out), rows by key; returns their number."""
    schema = TABLES[table]
    rows = [{k: v for k, v in r.items() if k != "confidence" or k in schema.names} for r in rows]
    unknown = {k for r in rows for k in r} - set(schema.names)
    if unknown:
        raise ValueError(f"{table}: no such column: {sorted(unknown)}")
    names = [n for n in schema.names if any(_cell(r.get(n)) for r in rows)]
    rows.sort(key=lambda r: tuple(_cell(r.get(n)) for n in schema.key))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(names)
        out.writerows([_cell(r.get(n)) for n in names] for r in rows)
    return len(rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.12g}"
    if isinstance(value, list | tuple):
        return ";".join(value)
    return str(value)
