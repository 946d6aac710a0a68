"""Measures the speeds and the qualities that this project sets itself, and writes them into RESULTS.md.

    python benchmarks/speeds.py --data DIR [--rows planner-1e6 ...] [--kept FILE] [--solutions DIR] [--write]

Each instance is a run of `cbeclogistics bench` (or `solve`) on its own; `--rows` measures some rows, the others stay as
they are written. DIR holds the published instances. All rows together take hours on two cores: with `--kept` what has
been measured is written down at once, and a second call goes on from there.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import told_of_proofs
import told_of_routes
from results import write
from runs import measured
from two_echelon import established
from works import ROUTES, SPEEDS


def main() -> None:
    """Measure, print, and write if asked."""
    works = {work.name: work for work in (*SPEEDS, *ROUTES)}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the published instances")
    parser.add_argument("--rows", nargs="*", choices=list(works), default=list(works))
    parser.add_argument("--kept", type=Path, help="file that each run is written down in, and read from")
    parser.add_argument("--solutions", type=Path, help="folder that the answers are written into")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md beside this file, after each row")
    asked = parser.parse_args()
    for name, work in works.items():
        if name not in asked.rows:
            continue
        rows = established(measured(work, asked.data, asked.kept, asked.solutions), write=asked.write)
        told = told_of_routes if work in ROUTES else told_of_proofs
        line = f"| {name} | {work.asked} | {' | '.join(told.cells(work, rows, str(dt.date.today())))} |"
        print(line, flush=True)
        if asked.write:
            write({name: line})


if __name__ == "__main__":
    main()
