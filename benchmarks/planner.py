"""Draws instances of the planner family (docs/planner-family.md) and writes each as a folder, for any solver to read.

python benchmarks/planner.py drawn --size 1e6 3e6 --seed 0
cbeclogistics bench planner --data drawn --threads 2 --solutions answers
"""

from __future__ import annotations

import argparse
from pathlib import Path

from cbeclogistics.engine.planner.files import save
from cbeclogistics.engine.planner.generate import generate, one_product


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="to write into")
    parser.add_argument("--size", type=float, nargs="*", default=[], help="numbers of possible flows")
    parser.add_argument("--one-product", type=int, nargs=3, metavar=("SITES", "CUSTOMERS", "PERIODS"))
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args()
    problems = [generate(size, said.seed) for size in said.size]
    if said.one_product:
        problems.append(one_product(*said.one_product, seed=said.seed))
    for problem in problems:
        save(problem, said.folder / problem.name)
        print(f"{said.folder / problem.name}: {problem.possible_flows:,} possible flows")


if __name__ == "__main__":
    main()
