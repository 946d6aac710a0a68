"""`starting_instance`: a small instance that loads and solves, to be changed into one's own."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import InputError, Problem
from .folder import SETTINGS_FILE
from .starting_tables import README, SETTINGS, TABLES


def starting_instance(folder: str | Path) -> Path:
    """Write a small valid instance with comments to begin from.

    Two factories in China, one warehouse in Germany with two sizes, one bonded zone, three markets. The figures are
    made up and say so; every row can be changed. The instance is named after the folder.

    Parameters
    ----------
    folder
        Made if it is not there; may not hold anything yet.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        The folder is a file, cannot be written, or holds something.
    """
    folder = Path(folder)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise _refused(folder, "is not an empty folder", "name a new folder; nothing was written")
        folder.mkdir(parents=True, exist_ok=True)
        settings = SETTINGS.replace('name = "starting"', f"name = {json.dumps(folder.resolve().name)}", 1)
        (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8", newline="\n")
        (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")
        for name, text in TABLES.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _refused(folder, "cannot be written", error.strerror or str(error)) from None
    return folder


def _refused(folder: Path, expected: str, hint: str) -> InputError:
    return InputError([Problem("instance", expected, value=str(folder), remedy=hint)])
