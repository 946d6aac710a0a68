"""Writes an instance anew with the sites of a greenfield study as candidates."""

from __future__ import annotations

import csv
import secrets
import shutil
from pathlib import Path

from ..errors import CbecError, InputError, Problem
from ..loaders.folder import SETTINGS_FILE, read_folder
from ..loaders.load import load, locate
from ..loaders.workbook import read_workbook
from ..network.raw import RawInstance, RawTable
from .answer import Greenfield
from .candidates import with_candidates
from .settings_file import settings_text


def write_candidates(answer: Greenfield, source: str | Path, folder: str | Path) -> Path:
    """Write the instance of a study as a folder, with its sites as candidates beside those that it has.

    Each new site is like the nearest stocking site of its customs territory: costs, sizes and lanes. The folder appears
    whole or not at all.

    Parameters
    ----------
    source
        The instance, as for `load`.
    folder
        New or empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        Something stands there, a territory has no stocking site to copy from, or the result would not be valid.
    CbecError
        It could not be written; nothing was left there.
    """
    target = Path(folder).resolve()
    refuse(target)
    path = locate(source)
    raw = read_folder(path) if path.is_dir() else read_workbook(path)
    tables = with_candidates(load(source), raw.tables, answer.sites)
    part = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir()
        _fill(part, raw, path, tables, target.name)
        load(part)
        if target.is_dir():
            target.rmdir()
        part.rename(target)
    except OSError as error:
        raise CbecError(f"{folder}: the instance could not be written: {error}; nothing was left there") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def refuse(folder: Path) -> None:
    """Refuse a place where something stands; nothing is ever overwritten.

    Raises
    ------
    InputError
        It is a file, or a folder that holds something.
    """
    try:
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return
    except OSError as error:
        raise InputError([Problem("instance", "cannot be looked at", value=str(folder), remedy=str(error))]) from None
    hint = "name a new folder; nothing was written"
    raise InputError([Problem("instance", "is not an empty folder", value=str(folder), remedy=hint)])


def _fill(part: Path, raw: RawInstance, path: Path, tables: dict[str, RawTable], name: str) -> None:
    said = (path / SETTINGS_FILE).read_text(encoding="utf-8-sig") if path.is_dir() else None
    text = settings_text(raw.settings or {}, said, name)
    (part / SETTINGS_FILE).write_text(text, encoding="utf-8", newline="\n")
    for table, rows in tables.items():
        with (part / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if rows.header:
                writer.writerow(rows.header)
            writer.writerows(rows.cells)
