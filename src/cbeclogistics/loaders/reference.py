"""The reference rules: customs and tax tables of the shipped instance, rows overridden by the user's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ..data_folders import instances_folder
from ..errors import InputError, Problem, Severity
from ..network.schema import TABLES
from ..network.validation.cells import check_cells
from ..network.validation.findings import Findings
from ..network.validation.headers import check_header
from ..network.validation.typed import typed_table
from .folder import SETTINGS_FILE, read_folder

REFERENCE = "china-to-world"
RULE_TABLES = ("territories", "channels", "duty_rates", "taxes", "fees", "currencies", "products")
BASE_CURRENCY = "USD"  # of the shipped instance; a row without a currency is in it


def reference_tables(overrides: Path | None = None) -> Mapping[str, pd.DataFrame]:
    """Tables of rules, typed.

    Parameters
    ----------
    overrides
        Folder of tables of the same format. A row takes the place of the shipped one with its key, or is added.

    Raises
    ------
    InputError
        With everything that is wrong with the overrides.
    """
    tables = _tables(instances_folder() / REFERENCE)
    if overrides is not None:
        if not overrides.is_dir():
            raise InputError([Problem("rules", "is no folder of tables", value=str(overrides))])
        for name, mine in _tables(overrides).items():
            key = list(TABLES[name].key)
            tables[name] = pd.concat([tables[name], mine], ignore_index=True).drop_duplicates(key, keep="last")
    problems = []
    known = set(tables["currencies"]["currency"])
    for name, table in tables.items():
        if name == "currencies" or "currency" not in table:
            continue
        table["currency"] = table["currency"].where(table["currency"] != "", BASE_CURRENCY)
        problems += [
            Problem(name, "has no row in currencies", column="currency", value=str(currency))
            for currency in sorted(set(table["currency"]) - known)
        ]
    if problems:
        raise InputError(problems, str(overrides))
    return tables


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Tables of rules that a folder has."""
    raw = read_folder(folder)
    found = Findings(p for p in raw.problems if p.table != SETTINGS_FILE and p.severity == Severity.ERROR)
    tables = {}
    for name in RULE_TABLES:
        read = raw.tables.get(name)
        if read is not None:
            check_header(read, TABLES[name], found)
            check_cells(read, TABLES[name], found)
            tables[name] = typed_table(read, TABLES[name])
    if found.fatal:
        raise InputError(found.problems(), str(folder))
    return tables
