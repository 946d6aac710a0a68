"""RESULTS.md: its tables, of which rows are written anew one at a time."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import told_of_proofs
import told_of_routes
from works import ROUTES, SPEEDS, Work

RESULTS = Path(__file__).with_name("RESULTS.md")
PROOFS = "**proven** within the gap asked for; *s to 0.1 %* is the slowest of the instances, – where one did not."
OF_ROUTES = """## Routes

Two threads; seconds for each as [README.md](README.md) has them. Costs are those of the audit. **above** is against
the best published cost, of answers with as many vehicles where those go first; **at best known**: that cost or less,
as exactly as it is published. Barreto's table is old, newer papers may have lower costs. Of 2E-LRP none is published:
the best is that of all runs here ([two-echelon.csv](two-echelon.csv)). **peers** by the same measures, then our cost
against theirs.
"""


def write(lines: dict[str, str], file: Path = RESULTS) -> None:
    """Write some rows, by the names of their works; the others stay as they are."""
    table = {**written(file), **lines}
    used = ("cbeclogistics", "highspy", "ortools", "pulp", "pyvrp", "numba", "numpy")
    head = (
        f"# Results\n\nBy `python benchmarks/speeds.py --data DIR --write` ([README.md](README.md)); "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
        f"{', '.join(f'{package} {version(package)}' for package in used)}.\n{PROOFS}\n"
    )
    proofs, routes = _table(told_of_proofs.COLUMNS, SPEEDS, table), _table(told_of_routes.COLUMNS, ROUTES, table)
    file.write_text("\n".join([head, proofs, OF_ROUTES, routes]), encoding="utf-8")


def written(file: Path = RESULTS) -> dict[str, str]:
    """Rows of the tables as they stand, by name."""
    if not file.is_file():
        return {}
    lines = [line for line in file.read_text("utf-8").splitlines() if line.startswith("| ")]
    return {line.split("|")[1].strip(): line for line in lines if not line.startswith("| work ")}


def _table(columns: tuple[str, ...], works: tuple[Work, ...], table: dict[str, str]) -> str:
    head = f"| {' | '.join(columns)} |\n|---|---|{'---:|' * (len(columns) - 3)}---|"
    return "\n".join([head, *(table[work.name] for work in works if work.name in table)]) + "\n"
