"""Runs what a work is made of, an instance at a time; what is kept is not run again."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from solve_one import solved
from works import ROUTES, Work

from cbeclogistics.bench.row import OURS

Row = dict[str, Any]


def measured(work: Work, data: Path, kept: Path | None, solutions: Path | None = None) -> list[Row]:
    """Every row of a work; those written down before are not measured again."""
    lines = kept.read_text("utf-8").splitlines() if kept is not None and kept.is_file() else []
    known = {(said["work"], *said["run"]): said["rows"] for said in map(json.loads, lines)}
    runs = [(work.name,)] if not work.arguments else [work.arguments]
    if len(work.arguments) > 1:
        runs = list(work.runs(data))
    written = () if solutions is None else ("--solutions", str(solutions / work.name.replace(" ", "-")))
    rows: list[Row] = []
    for run in runs:
        found = known.get((work.name, *run))
        if found is None:
            found = (
                solve(work.name) if not work.arguments else one_product() if len(run) == 1 else bench(*run, *written)
            )
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"work": work.name, "run": run, "rows": found}) + "\n")
        rows += found
    for other in ROUTES:
        if other.name == work.also:
            rows += [row for row in measured(other, data, kept, solutions) if row["method"] == OURS]
    return rows


def bench(*arguments: str) -> list[Row]:
    """Rows of one run of `cbeclogistics bench`."""
    done = subprocess.run(["cbeclogistics", "bench", *arguments, "--json"], capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    if "rows" not in said:
        raise SystemExit(f"{' '.join(arguments)}: {said['message']}")
    return list(said["rows"])


def one_product() -> list[Row]:
    """An instance of the published size, drawn into a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        family = Path(__file__).with_name("planner.py")
        subprocess.run([sys.executable, family, folder, "--one-product", "200", "1000000", "3"], check=True)
        return bench("planner", "--data", folder, "--gap", "0.01", "--time-limit", "1800", "--threads", "2")


def solve(instance: str) -> list[Row]:
    """Rows of `cbeclogistics solve` to 0.1 %, within five minutes."""
    row = solved(instance, "balanced", 0.001, 300)
    if "seconds" not in row:
        raise SystemExit(f"{instance}: {row['status']}")
    return [row | {"seconds_to_01pct": row["seconds_to_gap"]}]
