"""A folder of CSV files and an `instance.toml`, read as text."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

from ..errors import Problem, Severity
from ..network.raw import RawInstance, RawTable, raw_table
from ..network.schema import TABLES
from ..network.settings import TABLE
from ..network.validation.nearest import remedy

SETTINGS_FILE = TABLE


def read_folder(folder: Path) -> RawInstance:
    """Read every table of the folder; what cannot be read is a problem, never an exception."""
    problems: list[Problem] = []
    settings = _settings(folder / SETTINGS_FILE, problems)
    tables: dict[str, RawTable] = {}
    broken: set[str] = set()
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() != ".csv" or path.name.startswith((".", "~")):
            continue
        if path.stem not in TABLES or path.suffix != ".csv":
            problems.append(
                Problem(
                    path.name, "is no table of the format; it is ignored", severity=Severity.WARNING,
                    remedy=remedy(path.stem, TABLES),
                )
            )  # fmt: skip
            continue
        before = len(problems)
        table = _table(path, problems)
        if table is not None:
            tables[path.stem] = table
        elif any(p.severity == Severity.ERROR for p in problems[before:]):
            broken.add(path.stem)
    return RawInstance(str(folder), settings, SETTINGS_FILE, tables, frozenset(broken), tuple(problems), ".csv")


def _settings(path: Path, problems: list[Problem]) -> dict[str, Any] | None:
    if not path.is_file():
        problems.append(
            Problem(SETTINGS_FILE, "the file is missing", remedy="`cbeclogistics init` writes one to begin from")
        )
        return None
    text = _text(path, SETTINGS_FILE, problems)
    if text is None:
        return None
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        problems.append(Problem(SETTINGS_FILE, f"is no valid TOML: {error}", remedy="text stands in double quotes"))
        return None


def _table(path: Path, problems: list[Problem]) -> RawTable | None:
    name = path.stem
    text = _text(path, name, problems)
    if text is None:
        return None
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for record in reader:
            records.append((begins, record))
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            Problem(name, f"the row is not valid CSV: {error}", row=begins, remedy="check the double quotes of the row")
        )
        return None
    table, odd = raw_table(records, name)
    problems.extend(odd)
    if not table.header and not TABLES[name].required:
        problems.append(
            Problem(name, "the file is empty", severity=Severity.WARNING, remedy="remove it, or give it a header")
        )
    return table


def _text(path: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.append(Problem(name, f"cannot be read: {error.strerror}", remedy="check the file's permissions"))
        return None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.append(Problem(name, "the file is in UTF-16", row=1, remedy="save it as CSV UTF-8"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        shown = raw[max(0, error.start - 10) : error.start + 10].decode("ascii", "replace")
        problems.append(
            Problem(name, "the file is not in UTF-8", row=row, value=shown.strip(), remedy="save it as CSV UTF-8")
        )
        return None
