"""Measures the speeds that this project sets itself, and writes them into RESULTS.md.

    python benchmarks/speeds.py --data DIR [--rows planner-1e6 ...] [--kept FILE] [--write]

Each instance is a run of `cbeclogistics bench` (or `solve`) on its own; `--rows` measures some rows, the others stay as
they are written. DIR holds the published instances. All rows together take hours on two cores: with `--kept` what has
been measured is written down at once, and a second call goes on from there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from solve_one import solved

from cbeclogistics.bench.ratios import SHORTEST
from cbeclogistics.bench.suites import sources

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = (
    "| work | at least | instances | proven | worst gap | worst above best known | median s | all s "
    "| s to 0.1 % | peak MB | measured |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|"
)
PEERS = "highs,scip,cp-sat,cbc"
Row = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """One row: its name, what is asked of it, and the arguments of each run of `bench` that it is made of."""

    name: str
    asked: str
    arguments: tuple[str, ...]
    globs: tuple[str, ...] = ("*",)

    def runs(self, data: Path) -> Iterator[tuple[str, ...]]:
        """Arguments of `bench`, for one instance each."""
        if self.arguments[0] == "planner":
            for seed in self.globs if self.globs != ("*",) else ("0",):
                yield (*self.arguments, "--seed", seed)
            return
        for glob in self.globs:
            for source in sources(self.arguments[0], data, glob):
                yield (*self.arguments, "--instances", source.instance, "--data", str(data))


def planner(size: str, limit: int, asked: str, *further: str) -> Work:
    """A size of the planner family on two threads."""
    return Work(f"planner-{size}", asked, ("planner", "--size", size, "--threads", "2", "--time-limit", str(limit),
                                           *further))  # fmt: skip


def against_peers(size: str, limit: int) -> Work:
    """A size of the planner family against all peers, on one thread each."""
    return Work(f"peers, planner-{size}", "best peer 200 times as long to 0.1 %",
                ("planner", "--size", size, "--time-limit", str(limit), "--peers", PEERS))  # fmt: skip


SIXTY, TEN_MINUTES = ("--time-limit", "60"), ("--time-limit", "600")
WORKS = (
    planner("1e6", 60, "0.1 % in 5 s"),
    planner("3e6", 120, "0.1 % in 15 s"),
    Work("china-to-world", "0.1 % in 10 s", ()),
    planner("1.5e7", 300, "0.1 % in 60 s"),
    planner("1e8", 900, "0.5 % in 10 min, < 8 GB", "--gap", "0.005"),
    Work("one product, 6e8", "1 % in 30 min, < 16 GB", ("--one-product",)),
    against_peers("5e4", 150),
    against_peers("2e5", 150),
    against_peers("1e6", 300),
    Work("OR-Library, cap and capa", "all proven, < 60 s in all", ("orlib-warehouse", *SIXTY)),
    Work("the same against HiGHS", "20 times faster", ("orlib-warehouse", *SIXTY, "--peers", "highs")),
    Work("UflLib: M, Bilde-Krarup, Euclid", "published optima proven", ("ufllib", *TEN_MINUTES), ("M/*", "B*", "E*")),
    Work("UflLib: CLSC", "published optima proven, 10 min each", ("ufllib", *TEN_MINUTES), ("CLSC/*",)),
    Work("UflLib: Koerkel-Ghosh 250", "best known", ("ufllib", "--time-limit", "120"), ("Koerkel*",)),
    Work("SSCFLP: Delmaire", "all proven", ("sscflp", *TEN_MINUTES), ("Lib_1/*",)),
    Work("SSCFLP: Holmberg", "all proven", ("sscflp", *TEN_MINUTES), ("Lib_2/*",)),
    Work("SSCFLP: Yang", "0.1 % above best known in 60 s", ("sscflp", *SIXTY), ("Lib_4/*",)),
    Work("SSCFLP: TBED1", "0.3 % above best known in 60 s", ("sscflp", *SIXTY), ("Lib_5/*",)),
    Work("p-median", "all proven, median < 1 s", ("pmedian", *SIXTY)),
)  # fmt: skip


def bench(arguments: tuple[str, ...]) -> list[Row]:
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
        return bench(("planner", "--data", folder, "--gap", "0.01", "--time-limit", "1800", "--threads", "2"))


def solve(instance: str) -> list[Row]:
    """Rows of `cbeclogistics solve` to 0.1 %, within five minutes."""
    row = solved(instance, "balanced", 0.001, 300)
    if "seconds" not in row:
        raise SystemExit(f"{instance}: {row['status']}")
    return [row | {"seconds_to_01pct": row["seconds_to_gap"]}]


def measured(work: Work, data: Path, kept: Path | None) -> list[Row]:
    """Every row of a work; those written down before are not measured again."""
    lines = kept.read_text("utf-8").splitlines() if kept is not None and kept.is_file() else []
    known = {(said["work"], *said["run"]): said["rows"] for said in map(json.loads, lines)}
    runs = [(work.name,)] if not work.arguments else [work.arguments]
    if len(work.arguments) > 1:
        runs = list(work.runs(data))
    rows: list[Row] = []
    for run in runs:
        found = known.get((work.name, *run))
        if found is None:
            found = solve(work.name) if not work.arguments else one_product() if len(run) == 1 else bench(run)
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"work": work.name, "run": run, "rows": found}) + "\n")
        rows += found
    return rows


def cells(rows: list[Row]) -> list[str]:
    """What the rows of our solver tell."""
    gaps = [row["gap"] for row in rows if row.get("gap") is not None]
    above = [row["distance"] for row in rows if row.get("distance") is not None]
    seconds = [row["seconds"] for row in rows if row.get("seconds") is not None]
    near = [row["seconds_to_01pct"] for row in rows if row.get("seconds_to_01pct") is not None]
    return [
        str(len(rows)), str(sum(row["status"] == "optimal" for row in rows)), f"{max(gaps):.3%}" if gaps else "–",
        f"{max(above):.3%}" if above else "–", f"{statistics.median(seconds):.2f}", f"{sum(seconds):.1f}",
        f"{max(near):.1f}" if len(near) == len(rows) else "–",
        f"{max(row['peak_mb'] for row in rows):,.0f}",
    ]  # fmt: skip


def compared(rows: list[Row], limit: float) -> str:
    """How many times as long each peer takes, and the best of them on each instance; those not there count the limit.

    Geometric means, to 0.1 %, or to proof where the gap asked is 0; times below 1 ms count as 1 ms.
    """
    by: dict[str, dict[str, float]] = {}
    for row in rows:
        got = row["seconds_to_01pct"] if row["suite"] == "planner" else None
        if row["suite"] != "planner" and row["status"] == "optimal":
            got = row["seconds"]
        by.setdefault(row["instance"], {})[row["method"]] = max(SHORTEST, limit if got is None else got)
    peers = list(dict.fromkeys(row["method"] for row in rows if row["method"] != "cbeclogistics"))

    def mean(peer: str | None) -> float:
        return math.exp(statistics.fmean(
            math.log((min(s[p] for p in peers) if peer is None else s[peer]) / s["cbeclogistics"]) for s in by.values()
        ))  # fmt: skip

    return ", ".join([*(f"{peer} {mean(peer):.0f}×" for peer in peers), f"best of them {mean(None):.0f}×"])


def written() -> dict[str, str]:
    """Rows of the table as it stands, by name."""
    if not RESULTS.is_file():
        return {}
    lines = [line for line in RESULTS.read_text("utf-8").splitlines() if line.startswith("| ")]
    return {line.split("|")[1].strip(): line for line in lines if not line.startswith("| work ")}


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the published instances")
    parser.add_argument("--rows", nargs="*", choices=[work.name for work in WORKS], default=[w.name for w in WORKS])
    parser.add_argument("--kept", type=Path, help="file that each run is written down in, and read from")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md beside this file, after each row")
    asked = parser.parse_args()
    used = ", ".join(f"{p} {version(p)}" for p in ("cbeclogistics", "highspy", "ortools", "pulp", "numba", "numpy"))
    head = (
        f"# Results\n\nBy `python benchmarks/speeds.py --data DIR --write` ([README.md](README.md)); "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {used}.\n"
        f"**proven** within the gap asked for; *s to 0.1 %* is the slowest of the instances, – where one did not.\n\n"
    )
    for work in WORKS:
        if work.name not in asked.rows:
            continue
        rows = measured(work, asked.data, asked.kept)
        told = cells([row for row in rows if row["method"] == "cbeclogistics"])
        more = ""
        if "--peers" in work.arguments:
            more = f" ({compared(rows, float(work.arguments[work.arguments.index('--time-limit') + 1]))})"
        line = f"| {work.name} | {work.asked} | {' | '.join([*told, f'{dt.date.today()}{more}'])} |"
        print(line, flush=True)
        if asked.write:
            table = {**written(), work.name: line}
            kept = [table[w.name] for w in WORKS if w.name in table]
            RESULTS.write_text(head + "\n".join([HEAD, *kept]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
