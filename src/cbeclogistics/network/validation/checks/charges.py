"""Local charges and storage tiers: said where they can fall due, and once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...schema import STOCKING_KINDS
from ..instance import Instance
from .balance import LINKS
from .check import Check


def tiers(instance: Instance) -> None:
    """Tiers are of stocking sites, and no two of one site begin on the same day."""
    table = instance["storage_tiers"]
    kind = dict(zip(instance["sites"]["site"], instance["sites"]["kind"], strict=True))
    seen: dict[tuple[str, float], int] = {}
    for i, site in _places(instance, "storage_tiers"):
        days = float(table["from_days"].iloc[i])
        if kind[site] not in STOCKING_KINDS:
            instance.report(
                "storage_tiers", f"{site} is a {kind[site]}; no stock lies there", at=i, column="site",
                value=table["site"].iloc[i], remedy=f"name sites of kind {' or '.join(STOCKING_KINDS)}", kind="role",
            )  # fmt: skip
        before = seen.setdefault((site, days), i)
        if before != i:
            instance.report(
                "storage_tiers", f"row {instance.rows['storage_tiers'][before]} has a tier of {site} from the same day",
                at=i, column="from_days", value=f"{days:g}", remedy="keep one of them", kind="twice",
            )  # fmt: skip


def passed(instance: Instance) -> None:
    """Bulk goods come to, or leave, the sites of a local charge."""
    table, links = instance["local_charges"], instance.network.links
    if table.empty:
        return
    kind = dict(zip(instance["sites"]["site"], instance["sites"]["kind"], strict=True))
    bulk = links[(links["to_site"].map(kind) != "market").to_numpy()]
    ends = {"in": set(bulk["to_site"]), "out": set(bulk["from_site"])}
    used = {i for i, site in _places(instance, "local_charges") if site in ends[table["direction"].iloc[i]]}
    for i in np.flatnonzero(~np.isin(np.arange(len(table)), sorted(used))):
        way = "comes in there" if table["direction"].iloc[i] == "in" else "goes out there but to markets"
        instance.report(
            "local_charges", f"never falls due: no lane {way}", at=i, column="site", value=table["site"].iloc[i],
            remedy="name the sites where loads pass; orders pay sites.outbound_per_order", warning=True, kind="never",
        )  # fmt: skip


def _places(instance: Instance, table: str) -> Iterator[tuple[int, str]]:
    """Rows of a table with each site that they name."""
    for i, selector in enumerate(instance[table]["site"]):
        for site in instance.network.selection.sites(selector):
            yield i, site


CHECKS = (
    Check(tiers, {**LINKS, "storage_tiers": ("site", "from_days")}, settings=True),
    Check(passed, {**LINKS, "local_charges": ("site", "direction")}, settings=True),
)
