"""Writes the instances of docs/trade-shifts.md: `china-to-world` before and after each of four changes.

    python docs/examples/trade_shifts.py DIR

Each is a folder of DIR, to be solved, shown and explained like any other instance.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cbeclogistics.data_folders import instances_folder, reference_folder

BRITISH, BONDED = "W_FXT", "W_VEN_CW"  # the warehouse in the Midlands; the customs warehouse at Venlo


def rows(folder: Path, table: str) -> pd.DataFrame:
    """Table as text."""
    return pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)


def change(folder: Path, table: str, how: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Write a table anew."""
    how(rows(folder, table)).fillna("").to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")


def on(folder: Path, day: str) -> None:
    """Go by the rules of a day."""
    settings = folder / "instance.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"rules_date = {day}\n{text}", encoding="utf-8")


def with_history(folder: Path, territory: str) -> None:
    """Take a territory's rules from the reference tables, which go back further than the instance's."""
    for table in ("channels", "duty_rates", "fees"):
        known = rows(reference_folder(), table)
        change(folder, table, lambda t, known=known: pd.concat(
            [t[t["territory"] != territory], known[known["territory"] == territory]], ignore_index=True))  # fmt: skip
    shutil.copy(reference_folder() / "agreements.csv", folder)  # that its preferences name


def only(folder: Path, country: str) -> None:
    """Leave the demand of one country, and of each factory the share of its capacity that this is of all demand."""
    prefix = f"M_{country}_"
    wanted = rows(folder, "demand").astype({"units": float})
    here = wanted[wanted["market"].str.startswith(prefix)]
    share = (here.groupby("product")["units"].sum() / wanted.groupby("product")["units"].sum()).fillna(0.0)
    change(folder, "demand", lambda t: t[t["market"].str.startswith(prefix)])
    change(folder, "supply", lambda t: t.assign(capacity_units_per_year=[
        f"{float(units) * share[product]:.0f}"
        for units, product in zip(t["capacity_units_per_year"], t["product"], strict=True)]))  # fmt: skip


def with_layer(folder: Path, territory: str, origin: str, rate_pct: float) -> None:
    """Add a layer of duty on all goods of an origin."""
    layer = {"rule": f"{territory}-WHATIF-{origin}", "territory": territory, "origins": origin, "hs": "*",
             "layer": "WHATIF", "rate_pct": f"{rate_pct:g}", "source": "what if", "as_of": "2026-11-23",
             "confidence": "low"}  # fmt: skip
    change(folder, "duty_rates", lambda t: pd.concat([t, pd.DataFrame([layer])], ignore_index=True))


def closed(folder: Path, *sites: str) -> None:
    """Keep the plan from sites."""
    change(folder, "site_options", lambda t: t.assign(status=t["status"].mask(t["site"].isin(sites), "closed")))


def write(into: Path) -> None:
    """All eight instances."""
    names = ["parcels-before", "parcels-after", "us-before", "us-after", "tariff-before", "tariff-after",
             "bond-closed", "bond-alone"]  # fmt: skip
    leave_out = shutil.ignore_patterns("*.py", "authoring", "scenarios", "__pycache__")
    for name in names:
        shutil.copytree(instances_folder() / "china-to-world", into / name, ignore=leave_out)
        settings = into / name / "instance.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace('"china-to-world"', f'"{name}"'), "utf-8")
    on(into / "parcels-before", "2026-06-30")
    on(into / "parcels-after", "2026-07-01")
    for name, day in (("us-before", "2025-04-01"), ("us-after", "2025-09-01")):
        with_history(into / name, "US")
        only(into / name, "US")
        on(into / name, day)
    with_layer(into / "tariff-after", "US", "CN", 25)
    closed(into / "bond-closed", BONDED)
    closed(into / "bond-alone", BRITISH)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
