"""The story of a validation: text, header, cells, types, keys, references, then what the rows mean together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...errors import InputError, Problem, Severity
from ..network import Network
from ..raw import RawInstance
from ..schema import TABLES
from ..settings import read_settings
from .cells import check_cells
from .checks import CHECKS, routes
from .findings import Findings
from .headers import check_header
from .instance import Instance
from .keys import check_keys
from .nearest import listed
from .references import check_references
from .typed import fill, typed_table

NEEDED = frozenset(name for name, table in TABLES.items() if table.required)
ROUTE_TABLES = frozenset({"sites", "groups", "territories", "currencies", "vehicles", "stops", "shipments", "ways"})
ROUTE_NEEDS = frozenset({"sites", "vehicles"})


def validate(raw: RawInstance) -> Network:
    """Network of a read instance, warnings kept in it.

    Raises
    ------
    InputError
        With everything that is wrong, errors first.
    """
    instance = _typed(raw)
    check_keys(instance)
    check_references(instance)
    for check in CHECKS:
        if check.ready(instance):
            check.run(instance)
    problems = instance.findings.problems()
    if instance.findings.fatal or instance.settings is None:
        raise InputError(problems, raw.where)
    return Network(instance.settings, instance.tables, problems)


def validate_routes(raw: RawInstance) -> Instance:
    """Tables of routes alone, of an instance that may have nothing else: `ROUTE_TABLES`, and settings where there are.

    Raises
    ------
    InputError
        With everything that is wrong in them, errors first.
    """
    without = replace(
        raw, tables={name: table for name, table in raw.tables.items() if name in ROUTE_TABLES},
        problems=tuple(p for p in raw.problems if p.table in ROUTE_TABLES or p.severity == Severity.WARNING),
    )  # fmt: skip
    instance = _typed(without, ROUTE_NEEDS)
    check_keys(instance)
    check_references(instance)
    for check in routes.CHECKS:
        if check.ready(instance):
            check.run(instance)
    if instance.findings.fatal:
        raise InputError(instance.findings.problems(), raw.where)
    return instance


def _typed(raw: RawInstance, needed: frozenset[str] = NEEDED) -> Instance:
    found = Findings(raw.problems)
    settings = None
    if raw.settings is not None:
        settings, problems = read_settings(raw.settings, raw.settings_table)
        for problem in problems:
            found.add(problem)
    tables, rows = {}, {}
    for name, table in TABLES.items():
        read = raw.tables.get(name)
        if read is not None:
            check_header(read, table, found)
            check_cells(read, table, found)
        if name in needed and name not in raw.broken and (read is None or not read.cells):
            what = "has no rows" if read is not None else "is missing"
            found.add(Problem(
                name, f"the table {name}{raw.suffix} {what}", severity=Severity.ERROR,
                remedy=f"{table.help} Needed: {listed([c.name for c in table.columns if c.required])}.",
            ))  # fmt: skip
        tables[name] = typed_table(read, table)
        rows[name] = read.rows if read is not None else np.empty(0, dtype=np.int64)
    fill(tables, settings)
    return Instance(settings, tables, rows, found)
