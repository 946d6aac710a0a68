"""The best costs of the two-echelon instances: no table is published, so it is that of all runs made here.

They stand in `two-echelon.csv`, each confirmed by the audit when it was found.
"""

from __future__ import annotations

import csv
from pathlib import Path

from runs import Row

SUITE = "lrp-2e"
FILE = Path(__file__).with_name("two-echelon.csv")


def established(rows: list[Row], *, write: bool) -> list[Row]:
    """Rows with the best cost of all runs as best known; what is better than it stood is written."""
    if not any(row.get("suite") == SUITE for row in rows):
        return rows
    with FILE.open(encoding="utf-8", newline="") as file:
        best = {said["instance"]: (float(said["cost"]), said["found_by"]) for said in csv.DictReader(file)}
    for row in rows:
        cost = row["objective"]
        if cost is not None and cost < best.get(row["instance"], (float("inf"), ""))[0]:
            best[row["instance"]] = cost, f"bench, {row['time_limit']:g} s"
    if write:
        with FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("instance", "cost", "found_by"))
            writer.writerows((name, f"{cost:.10g}", by) for name, (cost, by) in sorted(best.items()))
    return [_told(row, best[row["instance"]][0]) if row["instance"] in best else row for row in rows]


def _told(row: Row, best: float) -> Row:
    cost = row["objective"]
    return row | {"best_known": best, "distance": None if cost is None else (cost - best) / best}
