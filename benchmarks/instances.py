"""Solves the shipped instances by several profiles in one run and prints what each reached."""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from solve_one import solved

GAP = 0.005
PROFILES = ("balanced", "quick", "ortools", "ortools-highs", "pulp-cbc")
INSTANCES = ("tiny", "china-import", "china-to-world")


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    lines = [
        "| instance | possible flows | profile | status | plan | bound | gap | above best bound | seconds | peak MB |",
        "|---|---:|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        bounds = [r["bound"] for r in rows if r["instance"] == row["instance"] and r.get("bound") is not None]
        plan, best = row.get("plan"), max(bounds, default=None)
        above = f"{(plan - best) / plan:.3%}" if plan and best else "–"
        lines.append(
            f"| {row['instance']} | {_count(row.get('possible_flows'))} | {row['profile']} | {row['status']} | "
            f"{_money(plan)} | {_money(row.get('bound'))} | {_share(row.get('gap'))} | {above} | "
            f"{row.get('seconds', float('nan')):.1f} | {row.get('peak_mb', float('nan')):,.0f} |"
        )
    return "\n".join(lines)


def _money(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _share(value: float | None) -> str:
    return "–" if value is None or value == float("inf") else f"{value:.3%}"


def main() -> None:
    """Run, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each solve (default 60)")
    parser.add_argument("--instances", nargs="*", default=list(INSTANCES))
    parser.add_argument("--profiles", nargs="*", default=list(PROFILES))
    parser.add_argument("--write", action="store_true", help="write INSTANCES.md beside this file")
    asked = parser.parse_args()
    rows = []
    for instance in asked.instances:
        for profile in asked.profiles:
            rows.append(solved(instance, profile, GAP, asked.time_limit))
            print(rows[-1], file=sys.stderr)
    used = ", ".join(f"{p} {version(p)}" for p in ("cbeclogistics", "highspy", "ortools", "pulp", "numpy"))
    head = (
        f"# Results\n\n{dt.date.today()}, {platform.machine()}, Python {platform.python_version()}, two cores, "
        f"one thread a solver; {used}.\nLimit {asked.time_limit:.0f} s, gap {GAP:.1%}; "
        f"protocol: [README.md](README.md).\n\n"
    )
    print(table(rows))
    if asked.write:
        Path(__file__).with_name("INSTANCES.md").write_text(head + table(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
