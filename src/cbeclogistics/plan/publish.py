"""Publishes a folder by rename: it stands there whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from ..errors import CbecError, InputError, Problem

RETRY = (errno.ENOTEMPTY, errno.EEXIST)  # somebody else published there in between


def publish(folder: Path, fill: Callable[[Path], None], marker: str, ours: frozenset[str], what: str) -> Path:
    """Fill a new folder beside `folder`, then put it in its place.

    Parameters
    ----------
    fill
        Writes the files into the folder it is given.
    marker
        JSON file by which a folder that may be replaced is known: an object with a `format`.
    ours
        Names of the files that are replaced; other files that lie in the folder are kept.
    what
        Word for what is written: plan, routes.

    Raises
    ------
    InputError
        Something else stands there.
    CbecError
        It could not be written; what stood there before still does.
    """
    target, stood = target_of(folder, marker, what)
    token = secrets.token_hex(6)
    part, old = (target.with_name(f".{target.name}.{token}.{end}") for end in ("part", "old"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir()
        fill(part)
        _sync(part)
        _swap(part, target, old, ours)
    except OSError as error:
        left = "what stood there still does" if stood else "nothing was left there"
        raise CbecError(f"{folder}: the {what} could not be written: {error}; {left}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def target_of(folder: Path, marker: str, what: str) -> tuple[Path, bool]:
    """Where a folder really is, and whether an earlier one stands there.

    Raises
    ------
    InputError
        Anything else but an empty folder stands there.
    CbecError
        It cannot be looked at.
    """
    remedy = f"name a folder that is new or empty, or one whose {what} may be replaced"
    try:
        target = Path(folder).resolve()
        if not target.exists():
            return target, False
        if not target.is_dir():
            raise InputError([Problem(str(folder), f"is a file; a folder is needed for the {what}", remedy=remedy)])
        if not any(target.iterdir()):
            return target, False
        earlier = _has_format(target / marker)
    except (OSError, RuntimeError, ValueError) as error:
        raise CbecError(f"{folder}: the {what} could not be written: {error}; nothing was changed there") from error
    if not earlier:
        expected = f"holds files but no {what} ({marker}), so it is not overwritten"
        raise InputError([Problem(str(folder), expected, remedy=remedy)])
    return target, True


def _has_format(path: Path) -> bool:
    """Whether a file is a JSON object with a `format`."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(said, dict) and "format" in said


def _swap(part: Path, target: Path, old: Path, ours: frozenset[str]) -> None:
    """Put `part` in the place of `target`; what stood there goes, or comes back if that fails."""
    for attempt in range(5):
        moved = True
        try:
            os.rename(target, old)
        except FileNotFoundError:
            moved = False
        try:
            os.rename(part, target)
        except BaseException as error:
            if moved and not target.exists():
                os.rename(old, target)
            if isinstance(error, OSError) and error.errno in RETRY and attempt < 4 and not old.exists():
                continue
            raise
        break
    if moved:
        for entry in sorted(old.iterdir()):
            if entry.name not in ours:
                os.rename(entry, target / entry.name)
        shutil.rmtree(old, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Bring the files to the disk, so that a crash after the rename does not leave empty ones."""
    for path in sorted(folder.iterdir()):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
