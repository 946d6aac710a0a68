"""Where the data folders are: in the checkout first, then inside the installed package.

An editable install may hold stale copies in the package, hence the order.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from .errors import CbecError

_PACKAGE = Path(__file__).resolve().parent


def instances_folder() -> Path:
    """Return the folder of the instances that ship with the package."""
    return _folder("instances")


def reference_folder() -> Path:
    """Return the folder of the reference tables of customs and tax that ship with the package."""
    return _folder("reference")


def solvers_folder() -> Path:
    """Return the folder of the solver profiles that ship with the package."""
    return _folder("solvers")


def _folder(name: str) -> Path:
    checkout = _checkout()
    for folder in ([checkout / name] if checkout else []) + [_PACKAGE / "_data" / name]:
        if folder.is_dir():
            return folder
    raise CbecError(f"The folder {name}/ that ships with cbeclogistics is missing; reinstall the package.")


def _checkout() -> Path | None:
    """Root of the checkout this file stands in, None where it was installed from a wheel."""
    for parent in _PACKAGE.parents[:3]:
        project = parent / "pyproject.toml"
        if project.is_file():
            with project.open("rb") as file:
                named = tomllib.load(file).get("project", {}).get("name")
            return parent if named == "cbeclogistics" else None
    return None
