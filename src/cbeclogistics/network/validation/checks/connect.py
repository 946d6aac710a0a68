"""Lanes that lead nowhere, and sites that no lane leads to or from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import STOCKING_KINDS
from ..instance import Instance
from .balance import LINKS
from .check import Check


def lanes(instance: Instance) -> None:
    """A lane stands for at least one pair of sites, and goods can use it."""
    table, links = instance["lanes"], instance.network.links
    selection = instance.network.selection
    kind = dict(zip(instance["sites"]["site"], instance["sites"]["kind"], strict=True))
    used = set(links["row"])
    into_factory = set(links["row"][links["to_site"].map(kind) == "factory"])
    for i, (begin, end) in enumerate(zip(table["from_site"], table["to_site"], strict=True)):
        if i not in used:
            starts, ends = selection.sites(begin), selection.sites(end)
            if not starts or not ends:
                column, why = ("to_site", end) if starts else ("from_site", begin)
                reason, hint = f"{why!r} is no site at all", "correct the selector, or add such a site"
            elif all(kind[s] == "market" for s in starts):
                column, reason, hint = "from_site", "goods do not leave a market", "begin at a site with goods"
            elif starts == ends and len(starts) == 1:
                column, reason, hint = "to_site", "it begins where it ends", "name another end"
            else:
                column, reason = "max_distance_km", "every pair is farther apart than max_distance_km"
                hint = "raise max_distance_km"
            instance.report(
                "lanes", f"the lane {table['lane'].iloc[i]} joins no two sites: {reason}", at=i, column=column,
                value=table[column].iloc[i], remedy=hint, warning=True, kind="no pair",
            )  # fmt: skip
        elif i in into_factory:
            instance.report(
                "lanes", "the lane leads to a factory; nothing travels there", at=i, column="to_site", value=end,
                remedy="end it elsewhere", warning=True, kind="factory",
            )  # fmt: skip


def cards(instance: Instance) -> None:
    """Only deliveries are priced by the parcel."""
    links, table = instance.network.links, instance["lanes"]
    basis = instance["rate_cards"].drop_duplicates("rate_card").set_index("rate_card")["basis"]
    kind = dict(zip(instance["sites"]["site"], instance["sites"]["kind"], strict=True))
    ends = links["to_site"].map(kind)
    bulk = ~ends.isin(["market", "factory"]) & (links["rate_card"].map(basis) == "parcel")
    first = links[bulk].drop_duplicates("row")
    for at, end in zip(first["row"], first["to_site"], strict=True):
        instance.report(
            "lanes", f"the rate card prices parcels, but the lane ends at {end}, no market", at=at,
            column="rate_card", value=table["rate_card"].iloc[at],
            remedy="name a card with basis container or weight", kind="parcel",
        )  # fmt: skip


def sites(instance: Instance) -> None:
    """Every site that takes part is joined to the rest."""
    table, links = instance["sites"], instance.network.links
    name, kind = table["site"].to_numpy(object), table["kind"].to_numpy(object)
    starts, ends = set(links["from_site"]), set(links["to_site"])
    made, bought = set(instance["supply"]["site"]), instance["demand"]
    must = set(bought["market"][(bought["units"] > 0) & bought["unserved_penalty"].isna()])
    have = set(instance["site_options"]["site"])
    from_factory = _reached(links, made)
    to_market = _reached(
        links.rename(columns={"from_site": "to_site", "to_site": "from_site"}), set(name[kind == "market"])
    )
    for i, (site, k) in enumerate(zip(name, kind, strict=True)):
        expected, hint = "", ""
        if k == "factory" and site not in starts:
            expected, hint = "no lane leaves the factory", "add a lane from it, or remove it"
        elif k == "factory" and site not in made:
            expected, hint = "the factory makes nothing", "add its products to supply, or remove it"
        elif k == "market" and site not in ends:
            expected, hint = "no lane leads to the market", "add a lane to it, or remove it"
        elif k in STOCKING_KINDS and site in have and site not in from_factory:
            expected, hint = "no way leads from any factory to the stocking site", "add lanes to it, or remove it"
        elif k in STOCKING_KINDS and site in have and site not in to_market:
            expected, hint = "no way leads from the stocking site to any market", "add lanes from it, or remove it"
        if expected:
            instance.report(
                "sites", expected, at=i, column="site", value=site, remedy=hint,
                warning=k != "market" or site not in must, blocks=False,
            )  # fmt: skip


def _reached(links: pd.DataFrame, seeds: set[str]) -> set[str]:
    """Sites that links lead to from the seeds, the seeds among them."""
    pairs = links[["from_site", "to_site"]].drop_duplicates()
    start, end = pairs["from_site"].to_numpy(object), pairs["to_site"].to_numpy(object)
    seen = set(seeds)
    while True:
        new = set(end[np.array([s in seen for s in start], dtype=bool)]) - seen
        if not new:
            return seen
        seen |= new


CHECKS = (
    Check(lanes, LINKS, settings=True),
    Check(
        cards,
        {**LINKS, "lanes": (*LINKS["lanes"], "rate_card"), "rate_cards": ("rate_card", "basis")},
        settings=True,
    ),
    Check(
        sites,
        {
            **LINKS, "supply": ("site",), "demand": ("market", "units", "unserved_penalty"), "site_options": ("site",),
        },
        settings=True,
    ),
)  # fmt: skip
