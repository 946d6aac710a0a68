"""Files of schedules as authorities publish them: USITC's export in CSV and JSON, and plain tables of code and rate."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem

# column → the names it has in published files, written as `_name` writes them
_NAMES = {
    "hs": ("hs8", "hs", "hs_code", "hts8", "htsno", "hts_number", "hts", "hs10", "hs6", "cn_code", "code"),
    "rate": ("rate_text", "general_rate_of_duty", "general", "mfn_text_rate", "rate", "duty"),
    "description": ("description", "brief_description"),
    "source": ("source",),
    "as_of": ("as_of",),
}


@dataclass(frozen=True)
class SourceLine:
    """One line of a published schedule.

    Attributes
    ----------
    row
        Row of the file as an editor counts it (JSON: which entry of the list, from 1).
    hs
        Code as it stands there; `text`: its rate.
    """

    row: int
    hs: str
    text: str
    description: str = ""
    source: str = ""
    as_of: str = ""


def read(file: Path) -> Iterator[SourceLine]:
    """Read a published schedule, line by line in its order.

    Raises
    ------
    InputError
        The file cannot be read, or holds no column of codes or of rates.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _wrong(file, f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise _wrong(file, f"is not UTF-8 (byte {error.start})", "Save it as CSV in UTF-8.") from None
    if text.lstrip()[:1] in ("[", "{"):
        return _lines(file, _entries(file, text))
    reader = csv.reader(text.splitlines(keepends=True))
    header = [name.strip() for name in next(reader, [])]
    return _lines(file, _rows(reader, header), header)


def _rows(reader: Any, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    before = reader.line_num
    for cells in reader:
        row, before = before + 1, reader.line_num  # a quoted cell may run over several rows of the editor
        if any(cells):
            yield row, dict(zip(header, cells, strict=False))


def _entries(file: Path, text: str) -> list[tuple[int, dict[str, Any]]]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise _wrong(file, f"is no valid JSON: {error}") from None
    if not isinstance(found, list) or not found or not all(isinstance(entry, dict) for entry in found):
        raise _wrong(file, "is no list of tariff lines", "Take the JSON export of the schedule, not a search result.")
    return list(enumerate(found, start=1))


def _lines(
    file: Path, rows: Iterable[tuple[int, dict[str, Any]]], header: Iterable[str] | None = None
) -> Iterator[SourceLine]:
    listed = list(rows) if header is None else rows
    names = header if header is not None else dict.fromkeys(key for _, entry in listed for key in entry)
    column = _columns(names)
    for needed, words in (("hs", "tariff codes"), ("rate", "rates")):
        if needed not in column:
            raise _wrong(file, f"has no column of {words}", f"Name one of its columns {_NAMES[needed][0]}.")

    def lines() -> Iterator[SourceLine]:
        for row, cells in listed:
            said = {field: str(cells.get(name) or "").strip() for field, name in column.items()}
            yield SourceLine(
                row, said["hs"], said["rate"], said.get("description", ""), said.get("source", ""),
                said.get("as_of", ""),
            )  # fmt: skip

    return lines()


def _columns(names: Iterable[str]) -> dict[str, str]:
    """Name in the file of each column that is there; the earlier of our names wins."""
    there = {re.sub(r"\W+", "_", name.strip().lower()): name for name in names}
    return {
        field: there[next(k for k in known if k in there)]
        for field, known in _NAMES.items()
        if any(k in there for k in known)
    }


def _wrong(file: Path, what: str, remedy: str = "") -> InputError:
    return InputError([Problem(table=file.name, expected=what, remedy=remedy)], where=str(file))
