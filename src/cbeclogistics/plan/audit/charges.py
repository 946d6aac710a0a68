"""Local charges of links and the surcharge on stock by age, recomputed from their tables; base currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .verdict import Bools, Floats

if TYPE_CHECKING:
    from .facts import Facts


def local_charges(facts: Facts, per: tuple[str, ...]) -> Floats:
    """What one load (m3, kg) pays at both ends of each link to a site that is no market; `per` as in the table."""
    paid = np.zeros(facts.link["row"].size)
    for i, kind in enumerate(facts.local["per"]):
        if kind in per:
            paid += np.where(facts.charged_on[i], facts.local["amount"][i], 0.0)
    return paid


def charged_on(facts: Facts, charge: int) -> Bools:
    """Links on which a row of local charges falls due."""
    link, local, territory = facts.link, facts.local, facts.site["territory"]
    there = _named(facts, local["site"][charge])
    at: Bools = ~link["to_market"] & there[link["start"] if local["direction"][charge] == "out" else link["end"]]
    at &= (territory[link["start"]] != territory[link["end"]]) | (local["per"][charge] != "entry")
    modes, box = local["modes"][charge], local["container"][charge]
    if modes:
        at &= np.array([m in modes for m in link["mode"]], dtype=bool)
    if box:
        at &= np.array([facts.cards[c].container == box for c in link["rate_card"]], dtype=bool)
    return at


def ageing(facts: Facts) -> Floats:
    """Surcharges of a m3 during its stay at each site: the rate of each age times the share that gets so old, summed.

    Where lots lie S days on average and deplete evenly, a share of 1 − a / (2 S) is there at age a; up to an age of a
    that makes a − a² / (4 S) days.
    """
    days = facts.site["stock_days"].astype(float)
    paid = np.zeros(days.size)
    tier = facts.tier
    covers = [_named(facts, s) for s in tier["site"]]
    for s in np.flatnonzero(facts.site["stocking"] & (days > 0)):
        mine = [k for k in range(len(covers)) if covers[k][s]]
        begins = tier["from_days"].astype(float)[mine] if mine else np.zeros(0)
        order = np.argsort(begins)
        edge: npt.NDArray[np.float64] = np.minimum(np.append(begins[order], np.inf), 2 * days[s])
        lain = edge - edge**2 / (4 * days[s])
        if mine:
            paid[s] = (tier["per_m3_month"][mine][order] * np.diff(lain)).sum() * 12 / 365.25
    return paid


def _named(facts: Facts, selector: str) -> Bools:
    """Whether each site is one that the selector names."""
    names = set(facts.network.selection.sites(selector))
    return np.array([s in names for s in facts.sites], dtype=bool)
