"""The reference rules: the shipped tables of customs and tax, rows overridden by the user's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ..data_folders import reference_folder
from ..errors import InputError, Problem, Severity
from ..network.raw import RawTable
from ..network.schema import TABLES
from ..network.validation.cells import check_cells
from ..network.validation.checks import customs, dated
from ..network.validation.findings import Findings
from ..network.validation.headers import check_header
from ..network.validation.instance import Instance
from ..network.validation.keys import check_keys
from ..network.validation.references import check_references
from ..network.validation.typed import typed_table
from .folder import SETTINGS_FILE, read_folder

RULE_TABLES = (
    "territories", "channels", "duty_rates", "taxes", "fees", "exports", "agreements", "gaps", "currencies",
    "products",
)  # fmt: skip
BASE_CURRENCY = "USD"  # a row without a currency is in it
OPTIONAL = "optional"  # folders of overrides that ship beside the tables
CHECKS = tuple(check for check in (*customs.CHECKS, *dated.CHECKS) if not check.settings)


def reference_tables(overrides: Path | None = None) -> Mapping[str, pd.DataFrame]:
    """Tables of rules, typed.

    Parameters
    ----------
    overrides
        Folder of tables of the same format, or the name of one of the shipped ``optional`` ones. A row takes the place
        of the shipped one with its key, or is added.

    Raises
    ------
    InputError
        With everything that is wrong with the overrides.
    """
    found = Findings()
    folders = [_read(reference_folder(), found)]
    if overrides is not None:
        folders.append(_read(overrides_folder(overrides), found))
    tables, rows = {}, {}
    for name, schema in TABLES.items():
        read = [folder[name] for folder in folders if name in folder]
        typed = [typed_table(table, schema) for table in read] or [typed_table(None, schema)]
        whole = pd.concat(typed, ignore_index=True)
        row = np.concatenate([table.rows for table in read] or [np.empty(0, dtype=np.int64)])
        before = np.repeat(np.arange(len(typed)), [len(part) for part in typed])
        last = pd.Series(before).groupby([whole[k] for k in schema.key], dropna=False).transform("max")
        kept = (before == last).to_numpy()
        tables[name], rows[name] = whole[kept].reset_index(drop=True), row[kept]
    _check(Instance(None, tables, rows, found))
    if found.fatal:
        raise InputError(found.problems(), str(overrides or reference_folder()))
    return {name: tables[name] for name in RULE_TABLES}


def optional_rules() -> tuple[str, ...]:
    """Names of the overrides that ship with the package, none of them in force by default."""
    return tuple(sorted(folder.name for folder in (reference_folder() / OPTIONAL).iterdir() if folder.is_dir()))


def overrides_folder(overrides: Path) -> Path:
    """Folder that is meant: itself, or one of those that ship with the package."""
    if overrides.is_dir():
        return overrides
    if str(overrides) in optional_rules():
        return reference_folder() / OPTIONAL / overrides
    known = ", ".join(optional_rules())
    raise InputError(
        [Problem("rules", "is no folder of tables", value=str(overrides), remedy=f"a folder, or one of {known}")]
    )


def _read(folder: Path, found: Findings) -> dict[str, RawTable]:
    """Tables of rules that a folder has, their cells checked."""
    raw = read_folder(folder)
    for problem in raw.problems:
        if problem.table != SETTINGS_FILE and problem.severity == Severity.ERROR:
            found.add(problem)
    tables = {name: table for name in RULE_TABLES if (table := raw.tables.get(name)) is not None}
    for name, table in tables.items():
        check_header(table, TABLES[name], found)
        check_cells(table, TABLES[name], found)
    return tables


def _check(instance: Instance) -> None:
    """What the rows mean together, as far as rules alone can tell."""
    currencies = set(instance["currencies"]["currency"])
    for name in RULE_TABLES:
        table = instance[name]
        if name == "currencies" or "currency" not in table:
            continue
        table["currency"] = table["currency"].where(table["currency"] != "", BASE_CURRENCY)
        for i in np.flatnonzero(~table["currency"].isin(currencies).to_numpy()):
            instance.report(name, "has no row in currencies", at=i, column="currency", value=table["currency"].iloc[i])
    check_keys(instance)
    check_references(instance)
    for check in CHECKS:
        if check.ready(instance):
            check.run(instance)
