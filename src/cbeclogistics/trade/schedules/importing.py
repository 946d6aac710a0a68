"""A published schedule turned into rows of `duty_rates`, with a report of what was not."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .fit import Fit, fit
from .grammar import Rate, UnreadableRate, parse
from .japanese import applied, is_japanese
from .readers import SourceLine, read
from .report import ImportReport, Remark
from .schedule import Schedule, ScheduleLine

COLUMNS = (
    "rule", "territory", "origins", "hs", "layer", "rate_pct", "per_kg", "per_unit", "per_litre", "per_measure",
    "min_pct", "min_per_kg", "min_per_unit", "min_per_litre", "max_pct", "max_per_kg", "max_per_unit", "max_per_litre",
    "currency", "source", "as_of", "confidence",
)  # fmt: skip
LAYER = "MFN"


@dataclass(frozen=True)
class Imported:
    """The schedule, its rows of `duty_rates` (cells as text), and the report."""

    schedule: Schedule
    rows: tuple[dict[str, str], ...]
    report: ImportReport


@dataclass
class _Found:
    """First line of a code, and how many more there are with another rate."""

    line: SourceLine
    rate: Rate
    doubt: str
    others: int = 0


def import_schedule(file: Path, territory: str, *, source: str = "", as_of: str = "") -> Imported:
    """Read a published schedule.

    Parameters
    ----------
    territory
        Customs territory whose schedule it is.
    source, as_of
        Who says so and since when (ISO date); taken where a line of the file does not say it. Empty source: the
        file's name.

    Raises
    ------
    InputError
        The file cannot be read, or holds no column of codes or of rates.
    """
    found: dict[str, _Found] = {}
    unread: list[Remark] = []
    unwritable: list[Remark] = []
    stated = left_out = 0
    for line in read(file):
        hs = re.sub(r"[.\s]", "", line.hs)
        if not hs or not line.text:  # a heading, or a statistical line that takes the rate of the one above
            continue
        if hs.startswith(("98", "99")):
            left_out += 1
            continue
        stated += 1
        try:
            rate, doubt = _rate(line, hs)
        except UnreadableRate as reason:
            unread.append(_remark(line, str(reason)))
            continue
        first = found.setdefault(hs, _Found(line, rate, doubt))
        if first.line is not line:
            if rate != first.rate:
                first.others += 1
            unwritable.append(_remark(line, f"the code stands in row {first.line.row} already"))

    rows: list[dict[str, str]] = []
    near: list[Remark] = []
    for hs, one in found.items():
        try:
            fitted = fit(one.rate)
        except UnreadableRate as reason:
            unwritable.append(_remark(one.line, str(reason)))
            continue
        others = f"the file has {one.others} more lines of this code with another rate" if one.others else ""
        doubt = "; ".join(d for d in (one.doubt, fitted.doubt, others) if d)
        if doubt:
            near.append(_remark(one.line, doubt))
        said = f"{one.line.source or source or file.name}: {one.line.text}"
        rows.append(_row(territory, hs, fitted, said, doubt, _day(one.line.as_of or as_of)))
    schedule = Schedule(ScheduleLine(hs, f.line.text, f.rate, f.line.description) for hs, f in found.items())
    unwritable.sort(key=lambda remark: remark.row)
    return Imported(
        schedule, tuple(rows), ImportReport(file.name, stated, tuple(unread), tuple(unwritable), tuple(near), left_out)
    )


def write_rows(rows: Iterable[dict[str, str]], stream: TextIO) -> None:
    """Write rows of `duty_rates` as CSV."""
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _rate(line: SourceLine, hs: str) -> tuple[Rate, str]:
    if not re.fullmatch(r"[0-9]{4,12}", hs):
        raise UnreadableRate("is no tariff code of 4 to 12 digits")
    text, doubt = applied(line.text) if is_japanese(line.text) else (line.text, "")
    return parse(text), doubt


def _remark(line: SourceLine, reason: str) -> Remark:
    return Remark(line.row, line.hs, line.text, reason)


def _row(territory: str, hs: str, fitted: Fit, source: str, doubt: str, as_of: str) -> dict[str, str]:
    amounts = {"rate_pct": 0.0, **fitted.amounts}
    return {
        **dict.fromkeys(COLUMNS, ""),
        **{column: f"{amount:.12g}" for column, amount in amounts.items()},
        "rule": f"{territory}-{LAYER}-{hs}",
        "territory": territory,
        "origins": "*",
        "hs": hs,
        "layer": LAYER,
        "per_measure": ";".join(fitted.per_measure),
        "currency": fitted.currency,
        "source": f"{source} ({doubt})" if doubt else source,
        "as_of": as_of,
        "confidence": "low" if doubt else "high",
    }


def _day(text: str) -> str:
    """ISO date; a month alone is its first day, anything else is left empty."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        return f"{text}-01"
    return text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else ""
