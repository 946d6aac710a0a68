"""Looks up the duty of tariff codes of 6 to 10 digits in a full imported schedule, and prints how long each took.

    python benchmarks/lookup.py SCHEDULE.csv --territory US [--origin CN] [--codes 2000]

SCHEDULE is a file as `cbeclogistics rules import` takes it. Every code is looked up once, so nothing is remembered from
an earlier look-up but the rules themselves. Times are of the processor, so that other work does not count.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schedule", type=Path)
    parser.add_argument("--territory", default="US")
    parser.add_argument("--origin", default="CN")
    parser.add_argument("--codes", type=int, default=2000, help="how many of each length")
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args()

    import numpy as np

    import cbeclogistics
    from cbeclogistics.trade.schedules.importing import import_schedule, write_rows

    imported = import_schedule(said.schedule, said.territory)
    lines = np.array([row["hs"] for row in imported.rows], dtype=object)
    rng = np.random.default_rng(said.seed)
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "duty_rates.csv").open("w", encoding="utf-8", newline="") as out:
            write_rows(imported.rows, out)
        started = time.perf_counter()
        cbeclogistics.duties(said.territory, "000000", rules=folder)
        sys.stdout.write(f"{len(lines):,} lines of {said.territory}, read in {time.perf_counter() - started:.1f} s\n")
        sys.stdout.write("digits  look-ups  median ms  99 % ms  most ms  found\n")
        for digits in (6, 8, 10):
            codes = np.unique([f"{line:0<10}"[:digits] for line in lines])
            seconds, found = [], 0
            for code in rng.permutation(codes)[: said.codes]:
                started = time.thread_time()
                layers = cbeclogistics.duties(said.territory, str(code), origin=said.origin, rules=folder)
                seconds.append(time.thread_time() - started)
                found += any(layer["layer"] == "MFN" for layer in layers)
            middle, late, most = np.quantile(np.array(seconds) * 1000, (0.5, 0.99, 1))
            sys.stdout.write(f"{digits:6}  {len(seconds):8,}  {middle:9.3f}  {late:7.3f}  {most:7.3f}  {found:5,}\n")


if __name__ == "__main__":
    main()
