"""Solves instances of the planner family (docs/planner-family.md) and prints one row each; writes plans and instances.

python benchmarks/planner.py --size 1e6 3e6 --seed 0 --time-limit 60 --gap 0.001 --threads 2
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from cbeclogistics.engine.limits import Limits
from cbeclogistics.engine.planner.files import save
from cbeclogistics.engine.planner.generate import generate, one_product
from cbeclogistics.engine.planner.measure import measure


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, nargs="*", default=[], help="numbers of possible flows")
    parser.add_argument("--one-product", type=int, nargs=3, metavar=("SITES", "CUSTOMERS", "PERIODS"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each instance")
    parser.add_argument("--gap", type=float, default=1e-3, help="relative gap at which to stop")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--solutions", type=Path, help="folder for plans")
    parser.add_argument("--instances", type=Path, help="folder for the instances themselves")
    said = parser.parse_args()
    limits = Limits(time_limit=said.time_limit, gap=said.gap, seed=said.seed, threads=said.threads)
    measure(generate(500, 0), limits)  # kernels are compiled or loaded before anything is timed
    makers = [lambda size=size: generate(size, said.seed) for size in said.size]
    if said.one_product:
        makers.append(lambda: one_product(*said.one_product, seed=said.seed))
    for make in makers:
        problem = make()
        if said.instances:
            save(problem, said.instances / problem.name)
        cpu = time.process_time()
        row, plan = measure(problem, limits)
        row["cpu_seconds"] = time.process_time() - cpu
        print(", ".join(f"{k} {v:.6g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()), flush=True)
        if said.solutions and plan:
            said.solutions.mkdir(parents=True, exist_ok=True)
            (said.solutions / f"{problem.name}.json").write_text(plan.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
