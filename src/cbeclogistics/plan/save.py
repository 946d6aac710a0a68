"""A plan as a folder: written whole or not at all, read back exactly as it was."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import InputError, Problem
from . import document
from .cells import read_csv, write_csv
from .geometry import layers, write_geojson, write_geopackage
from .plan import TABLES, Plan
from .publish import publish

FILES = frozenset({document.NAME, "plan.gpkg", "plan.geojson", *(f"{t}.csv" for t in TABLES)})


def save(plan: Plan, folder: Path) -> Path:
    """Write a plan: `plan.json`, a CSV a table, `plan.gpkg` and `plan.geojson` (docs/plan.md).

    Parameters
    ----------
    folder
        New, empty, or holding an earlier plan, which is replaced; files beside it in the folder are kept.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        Something that is no plan stands there.
    CbecError
        It could not be written; what stood there before still does.
    """

    def fill(part: Path) -> None:
        for name, frame in plan.tables.items():
            write_csv(frame, part / f"{name}.csv")
        made = layers(plan)
        write_geojson(made, part / "plan.geojson")
        write_geopackage(made, part / "plan.gpkg")
        (part / document.NAME).write_text(document.to_json(plan), encoding="utf-8", newline="\n")

    publish(Path(folder), fill, document.NAME, FILES, "plan")
    return Path(folder)


def read_plan(folder: str | Path) -> Plan:
    """Read a plan that `save` wrote.

    Raises
    ------
    InputError
        There is no plan, it is of another format, or its files are damaged; every problem is named.
    """
    path = Path(folder)
    remedy = "name a folder that was written by solve --out, or by Plan.save"
    try:
        if not path.is_dir():
            raise InputError([Problem(str(folder), "is no folder with a plan", remedy=remedy)])
        text = (path / document.NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError([Problem(str(folder), f"holds no plan: {document.NAME} is missing", remedy=remedy)]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(folder), f"{document.NAME} could not be read: {error}", remedy=remedy)]) from None
    said, problems = document.from_json(text)
    if said is None:
        raise InputError(problems, where=str(folder))
    tables: dict[str, pd.DataFrame] = {}
    for name, about in said["tables"].items():
        frame, wrong = read_csv(path / about["file"], name, about["columns"])
        problems += wrong
        if frame is not None:
            tables[name] = frame
    if problems:
        raise InputError(problems, where=str(folder))
    return document.build(said, tables)
