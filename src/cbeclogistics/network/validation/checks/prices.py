"""Agreements by volume and placement fees: one agreement says one thing, and is on something."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...schema import COUNTED, STOCKING_KINDS
from ..instance import Instance
from .balance import LINKS
from .check import Check

PLACED = ("sites", "per", "least_share_pct")
SAME = ("on", "lanes", "carrier", "sites", "over", "per", "kind")


def agree(instance: Instance) -> None:
    """The rows of one agreement are on the same thing."""
    for table, name, columns in (
        ("volume_breaks", "volume_break", SAME), ("placement_fees", "placement", PLACED),
    ):  # fmt: skip
        frame, first = instance[table], dict[str, int]()
        for i in range(len(frame)):
            said = frame[name].iloc[i]
            before = first.setdefault(said, i)
            for column in columns:
                value, other = frame[column].iloc[i], frame[column].iloc[before]
                if value != other:
                    shown = ";".join(value) if isinstance(value, tuple) else value
                    instance.report(
                        table, f"differs from row {instance.rows[table][before]} of {said}", at=i, column=column,
                        value=shown, remedy=f"write the same {column} in every row of one agreement", kind="differs",
                    )  # fmt: skip


def terms(instance: Instance) -> None:
    """What is counted is counted there, and a row has a discount or a price, not both."""
    table = instance["volume_breaks"]
    for i, row in enumerate(table.to_dict("records")):
        report = partial(_terms, instance, i)
        freight = row["on"] == "freight"
        if row["per"] not in COUNTED[row["on"]]:
            report("per", f"is not counted of {row['on']}", f"write one of {', '.join(COUNTED[row['on']])}")
        if freight and not row["lanes"] and not row["carrier"]:
            report("lanes", "freight of which lanes or carrier is not said", "name lanes, or a carrier")
        if freight and row["sites"]:
            report("sites", "freight is of lanes, not of sites", "leave sites empty, or take another `on`")
        if not freight and not row["sites"]:
            report("sites", f"{row['on']} of which sites is not said", "name a site, group or selector")
        if not freight and (row["lanes"] or row["carrier"]):
            report("lanes" if row["lanes"] else "carrier", f"{row['on']} is of sites, not of lanes", "leave it empty")
        mine = table[table["volume_break"] == row["volume_break"]]
        if row["discount_pct"] and (mine["price"] > 0).any():
            report("discount_pct", "the agreement has prices too", "split it into two agreements")
        if row["discount_pct"] and row["kind"] != "all_units":
            report("discount_pct", f"a {row['kind']} agreement has prices alone", "give the price, or take all_units")


def _terms(instance: Instance, i: int, column: str, expected: str, remedy: str) -> None:
    value = instance["volume_breaks"][column].iloc[i]
    shown = f"{value:g}" if isinstance(value, float) else ";".join(value) if isinstance(value, tuple) else value
    instance.report("volume_breaks", expected, at=i, column=column, value=shown, remedy=remedy, kind="terms")


def counts(instance: Instance) -> None:
    """An agreement is on lanes or sites that there are, a network has stocking sites."""
    lanes = instance["lanes"]
    carriers = set(lanes["carrier"]) - {""}
    for i, row in enumerate(instance["volume_breaks"].to_dict("records")):
        if row["carrier"] and row["carrier"] not in carriers:
            instance.report(
                "volume_breaks", "carries on no lane", at=i, column="carrier", value=row["carrier"],
                remedy="name a carrier that stands in lanes.carrier", kind="carrier",
            )  # fmt: skip
        elif row["lanes"] and row["carrier"]:
            mine = lanes[lanes["lane"].isin(row["lanes"]) & (lanes["carrier"] == row["carrier"])]
            if mine.empty:
                instance.report(
                    "volume_breaks", "carries on none of the lanes named", at=i, column="carrier",
                    value=row["carrier"], remedy="leave lanes or carrier empty", kind="carrier",
                )  # fmt: skip
    kind = dict(zip(instance["sites"]["site"], instance["sites"]["kind"], strict=True))
    for table in ("volume_breaks", "placement_fees"):
        for i, selector in enumerate(instance[table]["sites"]):
            named = instance.network.selection.sites(selector) if selector else ()
            stocking = [s for s in named if kind[s] in STOCKING_KINDS]
            if named and not stocking:
                instance.report(
                    table, "names no stocking site", at=i, column="sites", value=selector,
                    remedy=f"name sites of kind {' or '.join(STOCKING_KINDS)}", kind="role",
                )  # fmt: skip
            if table == "placement_fees" and stocking:
                least = float(instance[table]["sites_at_least"].iloc[i])
                if least != np.floor(least) or least < 1:
                    instance.report(
                        table, "sites are whole, from 1 on", at=i, column="sites_at_least", value=f"{least:g}",
                        remedy="write 1, 2, 3 …", kind="whole",
                    )  # fmt: skip
                elif least > len(stocking):
                    instance.report(
                        table, f"the network has {len(stocking)} sites, so this row never counts", at=i,
                        column="sites_at_least", value=f"{least:g}", remedy="check the number and the network",
                        warning=True, kind="never",
                    )  # fmt: skip


CHECKS = (
    Check(agree, {"volume_breaks": ("volume_break", *SAME), "placement_fees": ("placement", *PLACED)}),
    Check(terms, {"volume_breaks": ("volume_break", *SAME, "discount_pct", "price")}),
    Check(counts, {**LINKS, "volume_breaks": SAME, "placement_fees": ("sites", "sites_at_least"),
                   "lanes": ("lane", "carrier")}, settings=True),
)  # fmt: skip
