"""Solves one instance by one profile and prints a JSON row of what it reached: what the other scripts here run.

    python benchmarks/solve_one.py china-to-world balanced --gap 0.001 --time-limit 300

Seconds are wall-clock with reading, pricing and audit; `seconds_to_gap` is when the gap asked for was first proven.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import Any

import cbeclogistics
from cbeclogistics.engine.limits import Progress
from cbeclogistics.errors import CbecError


def solved(instance: str, profile: str, gap: float, limit: float) -> dict[str, Any]:
    """Row of one solve in a process of its own; where that fails, its last words are the status."""
    asked = [instance, profile, "--gap", str(gap), "--time-limit", str(limit)]
    done = subprocess.run([sys.executable, __file__, *asked], capture_output=True, text=True, check=False)
    if done.returncode:
        return {"instance": instance, "profile": profile, "status": (done.stderr.strip() or "?").splitlines()[-1][:60]}
    return dict(json.loads(done.stdout))


def main() -> None:
    """Solve and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instance", help="name of a shipped instance, or a folder")
    parser.add_argument("profile")
    parser.add_argument("--gap", type=float, default=0.005)
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds (default 60)")
    asked = parser.parse_args()
    row: dict[str, Any] = {"instance": asked.instance, "profile": asked.profile, "method": "cbeclogistics",
                           "distance": None, "seconds_to_gap": None}  # fmt: skip
    started = time.perf_counter()

    def note(progress: Progress) -> None:
        if row["seconds_to_gap"] is None and progress.gap <= asked.gap:
            row["seconds_to_gap"] = time.perf_counter() - started

    try:
        network = cbeclogistics.load(asked.instance)
        plan = cbeclogistics.solve(network, asked.profile, gap=asked.gap, time_limit=asked.time_limit, progress=note)
        row |= {"status": str(plan.status), "plan": plan.landed_cost, "bound": plan.bound, "gap": plan.gap,
                "possible_flows": plan.possible_flows}  # fmt: skip
    except CbecError as error:
        row |= {"status": type(error).__name__, "plan": None, "bound": None, "gap": None}
    row |= {"seconds": time.perf_counter() - started,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}  # fmt: skip
    print(json.dumps(row))


if __name__ == "__main__":
    main()
