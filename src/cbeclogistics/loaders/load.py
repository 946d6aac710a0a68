"""`load`: an instance by name, folder or workbook, validated."""

from __future__ import annotations

from pathlib import Path

from ..data_folders import instances_folder
from ..errors import CbecError, InputError, Problem
from ..network.network import Network
from ..network.validation import validate
from ..network.validation.nearest import remedy
from .folder import SETTINGS_FILE, read_folder
from .workbook import WORKBOOK_SUFFIXES, read_workbook

PLAN_FILE = "plan.json"  # in the folder of a plan


def load(source: str | Path) -> Network:
    """Load and validate an instance.

    Parameters
    ----------
    source
        A folder of CSV files with an ``instance.toml``, an ``.xlsx`` workbook, or the name of an instance that ships
        with the package. What exists as a path is taken as one; a folder that holds a plan hides no shipped instance.

    Returns
    -------
    Network
        With what is odd but not wrong in `Network.warnings`.

    Raises
    ------
    InputError
        With every problem of the instance.
    """
    path = locate(source)
    return validate(read_folder(path) if path.is_dir() else read_workbook(path))


def locate(source: str | Path) -> Path:
    """Folder or workbook that `source` means."""
    path, shipped = Path(source), shipped_instances()
    try:
        if path.name == SETTINGS_FILE and path.is_file():
            return path.parent
        folder = path.is_dir() and not (_holds_plan(path) and str(source) in shipped)
        if folder or (path.is_file() and path.suffix.casefold() in WORKBOOK_SUFFIXES):
            return path
        if path.is_file():
            raise _unknown(source, "is a file but no workbook", "give the folder it stands in, or a workbook (.xlsx)")
    except (OSError, ValueError) as error:
        raise _unknown(source, "is no instance", str(error)) from None
    if str(source) in shipped:
        return shipped[str(source)]
    raise _unknown(
        source, "is no folder, workbook or shipped instance", remedy(str(source), shipped, "shipped instance")
    )


def _holds_plan(folder: Path) -> bool:
    return (folder / PLAN_FILE).is_file() and not (folder / SETTINGS_FILE).exists()


def shipped_instances() -> dict[str, Path]:
    """Folders of the shipped instances by name."""
    try:
        folder = instances_folder()
    except CbecError:
        return {}
    return {p.name: p for p in sorted(folder.iterdir()) if (p / SETTINGS_FILE).is_file()}


def _unknown(source: str | Path, expected: str, hint: str) -> InputError:
    return InputError([Problem("instance", expected, value=str(source), remedy=hint)])
