"""An instance as a folder: `planner.json` says what it is, `arrays.npz` holds it; and the digest that names it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np

from ...errors import InputError, Problem
from .problem import Planner

FORMAT = "cbeclogistics planner instance"
VERSION = 1


def digest(problem: Planner) -> str:
    """SHA-256 over every array in the order of the format: its name, shape and little-endian bytes."""
    made = hashlib.sha256()
    for name, array in problem.arrays().items():
        made.update(f"{name}{tuple(array.shape)}".encode())
        made.update(np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).data)
    return made.hexdigest()


def save(problem: Planner, folder: Path) -> None:
    """Write an instance into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    head = {
        "format": FORMAT, "version": VERSION, "name": problem.name, "possible_flows": problem.possible_flows,
        "sha256": digest(problem),
    }  # fmt: skip
    (folder / "planner.json").write_text(json.dumps(head, indent=2) + "\n", encoding="utf-8")
    np.savez_compressed(folder / "arrays.npz", **problem.arrays())  # type: ignore[arg-type]


def load(folder: Path) -> Planner:
    """Read an instance from a folder.

    Raises
    ------
    InputError
        A file is missing or holds something else.
    """
    where = str(folder / "planner.json")
    try:
        head = json.loads((folder / "planner.json").read_text(encoding="utf-8"))
        if not isinstance(head, dict) or head.get("format") != FORMAT or head.get("version") != VERSION:
            raise InputError([Problem(where, f"expected format {FORMAT!r}, version {VERSION}")])
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            problem = Planner(str(head.get("name", folder.name)), **{name: arrays[name] for name in arrays.files})
    except (OSError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise InputError([Problem(where, f"is no instance of the planner family: {error}")]) from error
    if head.get("sha256") != digest(problem):
        raise InputError([Problem(where, "the arrays are not those that were written", column="sha256")])
    return problem
