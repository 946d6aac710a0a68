"""Agreements by volume: which links or sites each is on, and its breaks; money in the base currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .tiers import Tier

if TYPE_CHECKING:
    from .ground import Bools, Ground, Ints


@dataclass(frozen=True)
class Volume:
    """One agreement of volume_breaks.

    Attributes
    ----------
    group
        Shape (links,) of freight, else (sites,): which quantity each counts in; -1 for none.
    breaks
        Quantity in a year (of storage, m3 at a time) from which each counts, its discount as a share, its price.
    """

    name: str
    on: str
    per: str
    kind: str
    group: Ints
    breaks: tuple[tuple[float, float, float], ...]

    @property
    def discounts(self) -> bool:
        """Whether it takes a share off what is asked, rather than naming a price of its own."""
        return any(share for _, share, _ in self.breaks)

    def tiers(self, scale: float, years: float, most: float) -> tuple[Tier, ...]:
        """Tiers up to the `most` that can be counted in a period, a break at q beginning at q · `scale`."""
        breaks = [b for b in self.breaks if b[0] * scale <= most]
        if not breaks or breaks[0][0] > 0:
            breaks.insert(0, (0.0, 0.0, 0.0))
        if self.kind == "stepwise" and breaks[0][2] > 0:
            breaks.insert(0, (0.0, 0.0, 0.0))  # nothing is due for nothing
        ends = [b[0] * scale for b in breaks[1:]] + [most]
        made, paid = [], 0.0
        for (begins, share, price), end in zip(breaks, ends, strict=True):
            low = begins * scale
            if self.kind == "stepwise":
                made.append(Tier(low, end, price * years, 0.0))
            elif self.kind == "incremental":
                made.append(Tier(low, end, paid - price * low, price))
                paid += price * (end - low)
            else:
                made.append(Tier(low, end, 0.0, -share if self.discounts else price))
        return tuple(made)


def volumes(ground: Ground) -> tuple[Volume, ...]:
    """Agreements of volume_breaks, in the order of the table."""
    table = ground.network.tables["volume_breaks"]
    price = ground.money(table, "price")
    made = []
    for name in dict.fromkeys(table["volume_break"]):
        at = np.flatnonzero((table["volume_break"] == name).to_numpy())
        first = table.iloc[int(at[0])]
        mask, key = _freight(ground, first) if first["on"] == "freight" else _sites(ground, first)
        group = np.full(mask.size, -1, dtype=np.int64)
        group[mask] = np.unique(key[mask], return_inverse=True)[1] if first["over"] == "each" else 0
        rows = zip(table["from_quantity"].to_numpy(float)[at], table["discount_pct"].to_numpy(float)[at] / 100,
                   price[at], strict=True)  # fmt: skip
        breaks = tuple(sorted((float(q), float(d), float(p)) for q, d, p in rows))
        made.append(Volume(str(name), first["on"], first["per"], first["kind"], group, breaks))
    return tuple(made)


def _freight(ground: Ground, row: pd.Series) -> tuple[Bools, Ints]:
    """Links whose freight it is on, as far as it can count them, and the pair of sites of each."""
    links = ground.links
    carrier = dict(zip(ground.network.tables["lanes"]["lane"], ground.network.tables["lanes"]["carrier"], strict=True))
    mask = np.ones(links.start.size, dtype=bool)
    if row["lanes"]:
        mask &= np.isin(links.lane.astype(str), list(row["lanes"]))
    if row["carrier"]:
        mask &= np.array([carrier[lane] == row["carrier"] for lane in links.lane], dtype=bool)
    if row["per"] == "order":
        mask &= links.to_market
    if row["per"] == "container":
        mask &= ~links.to_market & np.array([ground.cards[c].basis == "container" for c in links.card], dtype=bool)
    return mask, links.start * ground.sites.size + links.end


def _sites(ground: Ground, row: pd.Series) -> tuple[Bools, Ints]:
    named = list(ground.network.selection.sites(str(row["sites"])))
    return np.isin(ground.sites.names.astype(str), named) & ground.sites.stocking, np.arange(ground.sites.size)


def kept_apart(ground: Ground) -> Ints:
    """Number of the agreements on its freight that each link counts in; equal where they are the same."""
    groups = [v.group for v in ground.volumes if v.on == "freight"]
    if not groups:
        return np.zeros(ground.links.start.size, dtype=np.int64)
    return np.asarray(np.unique(np.stack(groups), axis=1, return_inverse=True)[1], dtype=np.int64).ravel()


def counted_by_container(ground: Ground) -> Bools:
    """Links of which an agreement counts the containers, so that an empty one may be worth its price."""
    mask = np.zeros(ground.links.start.size, dtype=bool)
    for v in ground.volumes:
        if v.per == "container":
            mask |= (v.group if v.on == "freight" else v.group[ground.links.end]) >= 0
    return mask
