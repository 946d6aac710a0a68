"""`load_routes`: a routing problem out of an instance's tables of routes, or out of a published file."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError, Problem
from ..network.network import Network
from ..network.validation.validate import validate_routes
from ..routing.problem import RoutingProblem
from ..routing.tables import routing_problem
from .folder import SETTINGS_FILE, read_folder
from .load import locate
from .workbook import WORKBOOK_SUFFIXES, read_workbook

HEAD = 2000  # bytes by which a published format is known


def load_routes(source: str | Path) -> RoutingProblem:
    """Routing problem of a folder, workbook or shipped instance, or of a published instance.

    Parameters
    ----------
    source
        Holds the tables `sites`, `vehicles`, `stops` and/or `shipments`, and perhaps `ways`, `groups`, `currencies`.
        With settings, money is in their base currency; without, rows must all be in one currency. Or a file in the
        format of VRPLIB, of Solomon and Gehring-Homberger (least distance), or of Cordeau.

    Raises
    ------
    InputError
        With every problem of these tables.
    """
    published = _published(Path(source))
    if published is not None:
        return published
    path = locate(source)
    instance = validate_routes(read_folder(path) if path.is_dir() else read_workbook(path))
    tables = instance.tables
    if not len(tables["stops"]) and not len(tables["shipments"]):
        raise InputError([Problem("stops", "there is nothing to route", remedy="add a row for each stop")], str(source))
    if instance.settings is not None:
        network = Network(instance.settings, tables)
        return routing_problem(instance.settings.name, tables, network.rates, instance.settings.base_currency)
    used = sorted({c for name in ("vehicles", "stops", "shipments") for c in tables[name]["currency"]} - {""})
    if len(used) > 1:
        raise InputError([Problem(
            "vehicles", f"amounts are in {', '.join(used)}, and nothing says what they are worth", column="currency",
            remedy="state all in one currency, or add instance.toml and currencies.csv",
        )], str(source))  # fmt: skip
    return routing_problem(path.stem, tables, {}, used[0] if used else "")


def _published(path: Path) -> RoutingProblem | None:
    """Problem of a file in one of the published formats; None where it is something else."""
    try:
        if not path.is_file() or path.suffix.casefold() in WORKBOOK_SUFFIXES or path.name == SETTINGS_FILE:
            return None
        head = path.read_bytes()[:HEAD].decode("utf-8", "replace").upper()
    except OSError:
        return None
    from .benchmarks import read_mdvrp, read_solomon, read_vrplib

    if "DIMENSION" in head:
        return read_vrplib(path)
    if "VEHICLE" in head or path.suffix.casefold() == ".gz":
        return read_solomon(path)
    return read_mdvrp(path)
