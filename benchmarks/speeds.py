"""Measures the speeds that this project sets itself, and writes them into RESULTS.md.

    python benchmarks/speeds.py --data DIR [--rows planner-1e6 ...] [--write]

Each row is a run of `cbeclogistics bench` (or `solve`) on its own; `--rows` measures some, the others stay as they are
written. DIR holds the published instances. All rows together take hours on two cores.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = (
    "| work | at least | instances | proven | worst gap | worst above best known | median s | all s "
    "| s to 0.1 % | peak MB | measured |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|"
)


@dataclass(frozen=True)
class Work:
    """One row: its name, what is asked of it, and the arguments of `bench`."""

    name: str
    asked: str
    arguments: tuple[str, ...]


def planner(size: str, limit: int, asked: str, *further: str) -> Work:
    """A size of the planner family on two threads."""
    return Work(f"planner-{size}", asked, ("planner", "--size", size, "--threads", "2", "--time-limit", str(limit),
                                           *further))  # fmt: skip


WORKS = (
    planner("1e6", 60, "0.1 % in 5 s"),
    planner("3e6", 120, "0.1 % in 15 s"),
    Work("china-to-world", "0.1 % in 10 s", ()),
    planner("1.5e7", 300, "0.1 % in 60 s"),
    planner("1e8", 900, "0.5 % in 10 min, < 8 GB", "--gap", "0.005"),
    Work("one product, 6e8", "1 % in 30 min, < 16 GB", ("planner", "--one-product")),
    *(planner(size, 600, "200 times faster than the best peer, geometric mean over 5e4 to 1e6", "--peers",
              "highs,scip,cp-sat,cbc") for size in ("5e4", "2e5")),
    Work("OR-Library, cap and capa", "all proven, < 60 s in all", ("orlib-warehouse", "--time-limit", "60")),
    Work("UflLib", "all published optima proven, 10 min each", ("ufllib", "--time-limit", "600")),
    Work("SSCFLP", "Holmberg, Díaz-Fernández proven; Yang 0.1 %, TBED1 0.3 %", ("sscflp", "--time-limit", "60")),
    Work("p-median", "all proven, median < 1 s", ("pmedian", "--time-limit", "60")),
)  # fmt: skip


def bench(work: Work, data: Path) -> list[str]:
    """Cells of a row by `cbeclogistics bench`."""
    with tempfile.TemporaryDirectory() as folder:
        where = ["--data", str(data)]
        arguments = list(work.arguments)
        if "--one-product" in arguments:
            family = Path(__file__).with_name("planner.py")
            subprocess.run([sys.executable, family, folder, "--one-product", "200", "1000000", "3"], check=True)
            where, arguments = (
                ["--data", folder],
                ["planner", "--gap", "0.01", "--time-limit", "1800", "--threads", "2"],
            )
        elif arguments[0] == "planner":
            where = []
        done = subprocess.run(["cbeclogistics", "bench", *arguments, *where, "--json"], capture_output=True, text=True,
                              check=False)  # fmt: skip
    said = json.loads(done.stdout)
    if "rows" not in said:
        raise SystemExit(f"{work.name}: {said['message']}")
    rows = [row for row in said["rows"] if row["method"] == "cbeclogistics"]
    return [*cells(rows), *(f"{peer} {ratio['to_01pct']:.0f} times as long to 0.1 %"
                            for peer, ratio in said["ratios"].items() if ratio["to_01pct"])]  # fmt: skip


def solve(instance: str) -> list[str]:
    """Cells of a row by `cbeclogistics solve` to 0.1 %, within five minutes."""
    code = (
        "import json, resource, sys, cbeclogistics\n"
        "network, reached = cbeclogistics.load(sys.argv[1]), []\n"
        "plan = cbeclogistics.solve(network, 'balanced', gap=0.001, time_limit=300,\n"
        "                           progress=lambda p: reached.append((p.seconds, p.gap)))\n"
        "at = [s for s, gap in reached if gap <= 0.001]\n"
        "print(json.dumps({'status': str(plan.status), 'gap': plan.gap, 'seconds': plan.runtime_s, 'distance': None,\n"
        "                  'seconds_to_01pct': at[0] if at else None,\n"
        "                  'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))"
    )
    done = subprocess.run([sys.executable, "-c", code, instance], capture_output=True, text=True, check=True)
    return cells([json.loads(done.stdout)])


def cells(rows: list[dict[str, Any]]) -> list[str]:
    """What a row tells of its instances."""
    gaps = [row["gap"] for row in rows if row.get("gap") is not None]
    above = [row["distance"] for row in rows if row.get("distance") is not None]
    seconds = [row["seconds"] for row in rows if row.get("seconds") is not None]
    near = [row.get("seconds_to_01pct") for row in rows]
    return [
        str(len(rows)), str(sum(row["status"] == "optimal" for row in rows)), f"{max(gaps):.3%}" if gaps else "–",
        f"{max(above):.3%}" if above else "–", f"{statistics.median(seconds):.2f}", f"{sum(seconds):.1f}",
        f"{max(near):.1f}" if all(s is not None for s in near) else "–",
        f"{max(row['peak_mb'] for row in rows):,.0f}",
    ]  # fmt: skip


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
    parser.add_argument("--write", action="store_true", help="write RESULTS.md beside this file, after each row")
    asked = parser.parse_args()
    table = written()
    used = ", ".join(f"{p} {version(p)}" for p in ("cbeclogistics", "highspy", "ortools", "pulp", "numba", "numpy"))
    head = (
        f"# Results\n\nBy `python benchmarks/speeds.py --data DIR --write` ([README.md](README.md)); "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {used}.\n"
        f"**proven** within the gap asked for; *s to 0.1 %* is the slowest of the instances, – where one did not.\n\n"
    )
    for work in WORKS:
        if work.name not in asked.rows:
            continue
        told = bench(work, asked.data) if work.arguments else solve(work.name)
        more = f" ({'; '.join(told[8:])})" if told[8:] else ""
        day = f"{dt.date.today()}{more}"
        table[work.name] = f"| {work.name} | {work.asked} | {' | '.join([*told[:8], day])} |"
        print(table[work.name], flush=True)
        if asked.write:
            kept = [table[w.name] for w in WORKS if w.name in table]
            RESULTS.write_text(head + "\n".join([HEAD, *kept]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
