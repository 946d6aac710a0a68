"""Prices many shipments drawn at random over territories, products, days and modes, and prints how long it took.

Every hundred-thousandth or so is priced alone as well, and must come out the same.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

ONE_CORE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")
COMPARED = ("channel", "customs_value", "duty", "fee", "service", "vat", "total_taxes", "landed_cost",
            "unit_landed_cost")  # fmt: skip


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shipments", type=int, default=1_000_000)
    parser.add_argument("--alone", type=int, default=300, help="how many are priced alone as well")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="write SHIPMENTS.md")
    said = parser.parse_args()
    os.environ.update(dict.fromkeys(ONE_CORE, "1"))  # before NumPy is loaded
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    import numpy as np
    import pandas as pd

    import cbeclogistics
    from cbeclogistics.reference import reference_of

    reference = reference_of()
    rng, n = np.random.default_rng(said.seed), said.shipments
    countries = np.array(sorted(reference.on(dt.date.today()).rules.territory_of), dtype=object)
    products = reference.tables["products"]
    days = np.datetime64("2025-01-01") + rng.integers(0, 700, n).astype("timedelta64[D]")

    def one_of(*names: str) -> np.ndarray:
        return rng.choice(np.array(names, dtype=object), n)

    table = pd.DataFrame({
        "date": days.astype(str).astype(object), "origin": one_of("CN", "VN", "US", "DE", "JP"),
        "destination": countries[rng.integers(countries.size, size=n)],
        "hs6": products["hs6"].to_numpy(object)[rng.integers(len(products), size=n)],
        "quantity": rng.integers(1, 500, n).astype(float), "unit_value": np.round(rng.lognormal(3, 1, n) + 1, 2),
        "weight_kg": np.round(rng.lognormal(2, 1, n), 3), "litres": 1.0,
        "freight": np.round(rng.lognormal(3, 1, n), 2), "insurance": np.round(rng.lognormal(1, 1, n), 2),
        "currency": one_of("USD", "EUR", "JPY", "CNY"), "mode": one_of("ocean", "air", "post"),
    })  # fmt: skip
    started, used = time.perf_counter(), time.process_time()
    priced = cbeclogistics.landed_costs(table)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    differ = compared = 0
    for i in np.linspace(0, n - 1, min(said.alone, n)).astype(int):
        row = priced.iloc[i]
        try:
            alone = cbeclogistics.landed_cost(
                {k: getattr(v, "item", lambda v=v: v)() for k, v in table.iloc[i].items()}
            )
        except cbeclogistics.InputError:
            differ += row["problem"] == ""
            continue
        compared += 1
        differ += any(alone[name] != row[name] for name in COMPARED)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    machine = f"{platform.machine()}, one core, Python {platform.python_version()}, NumPy {np.__version__}, "
    machine += f"pandas {pd.__version__}, cbeclogistics {version('cbeclogistics')}, {dt.date.today()}"
    gaps = int((priced["problem"] != "").sum())
    lines = [
        machine,
        f"{n:,} shipments, the cheapest channel of each: {seconds:.1f} s ({cpu:.1f} s of processor), {memory:,.0f} MB",
        f"{gaps:,} have no rule on their day; {compared} priced alone too: {differ} differ",
    ]
    print("\n".join(lines))
    if said.write:
        text = "# Many shipments at once\n\n`python benchmarks/shipments.py --write`\n\n"
        Path(__file__).with_name("SHIPMENTS.md").write_text(text + "".join(f"- {line}\n" for line in lines), "utf-8")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
