"""Policies that no plan can keep."""

from __future__ import annotations

import numpy as np

from ...schema import STOCKING_KINDS
from ..instance import Instance
from .balance import LINKS
from .check import Check


def reach(instance: Instance) -> None:
    """A policy looks at sites of the right kind, and its limit is possible."""
    table, sites = instance["policies"], instance["sites"]
    kind = dict(zip(sites["site"], sites["kind"], strict=True))
    stocking = {s for s, k in kind.items() if k in STOCKING_KINDS}
    for i, (measure, chosen, markets) in enumerate(
        zip(table["measure"], table["sites"], table["markets"], strict=True)
    ):
        looked = set(instance.network.selection.sites(chosen)) if chosen else stocking
        if not looked & stocking:
            instance.report(
                "policies", "no stocking site is among them", at=i, column="sites", value=chosen,
                remedy="name bonded zones or overseas warehouses", kind="sites",
            )  # fmt: skip
        bought = set(instance.network.selection.sites(markets)) if markets else set()
        if markets and not any(kind[m] == "market" for m in bought):
            instance.report(
                "policies", "no market is among them", at=i, column="markets", value=markets,
                remedy="name markets", kind="markets",
            )  # fmt: skip
        most = {"open_sites": 1.0 if table["over"].iloc[i] == "each" else len(looked & stocking), "share_pct": 100.0}
        value = float(table["value"].iloc[i])
        if table["sense"].iloc[i] == ">=" and value > most.get(measure, np.inf):
            instance.report(
                "policies", f"can never be: {measure} is at most {most[measure]:g} here", at=i, column="value",
                value=f"{value:g}", remedy="lower the limit", kind="value",
            )  # fmt: skip


CHECKS = (
    Check(
        reach,
        {
            "sites": LINKS["sites"], "groups": LINKS["groups"], "territories": LINKS["territories"],
            "policies": ("measure", "sites", "markets", "over", "sense", "value"),
        },
        settings=True,
    ),
)  # fmt: skip
