"""Which products can be at which sites: over lanes, modes that are not barred, and borders with an open channel.

Customs status and value limits are left out, so that what is said to be out of reach is so for certain.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...schema import MODES
from ..instance import Instance
from .customs import in_force

Bools = npt.NDArray[np.bool_]


def barred(instance: Instance) -> Bools:
    """Whether a mode may not carry a product, shape (modes, products)."""
    return np.array([[m in b for b in instance["products"]["barred_modes"]] for m in MODES], dtype=bool)


def reach(instance: Instance) -> Bools:
    """Whether a product can be at a site, shape (sites, products)."""
    sites, products, supply = instance["sites"], instance["products"], instance["supply"]
    place = {s: i for i, s in enumerate(sites["site"])}
    good = {p: i for i, p in enumerate(products["product"])}
    seen = np.zeros((len(sites), len(products)), dtype=bool)
    seen[supply["site"].map(place).to_numpy(int), supply["product"].map(good).to_numpy(int)] = True

    links = instance.network.links
    kind = sites["kind"].to_numpy(object)
    end = links["to_site"].map(place).to_numpy(int)
    links = links[~np.isin(kind[end].astype(str), ["market", "factory"])]
    links = links[["from_site", "to_site", "mode", "channels"]].drop_duplicates()
    start, end = (links[c].map(place).to_numpy(int) for c in ("from_site", "to_site"))
    territory = sites["territory"].to_numpy(object)
    crossing = territory[start] != territory[end]
    may = ~crossing
    verdicts: dict[tuple[str, str, tuple[str, ...]], bool] = {}
    modes, named = links["mode"].to_numpy(object), links["channels"].to_numpy(object)
    for i in np.flatnonzero(crossing):
        key = territory[end[i]], modes[i], named[i]
        if key not in verdicts:
            verdicts[key] = _border_open(instance, *key)
        may[i] = verdicts[key]
    start, end, modes = start[may], end[may], modes[may]
    ok = ~barred(instance)[[MODES.index(m) for m in modes]]
    while True:
        before = int(seen.sum())
        np.logical_or.at(seen, end, seen[start] & ok)
        if int(seen.sum()) == before:
            return seen


def _border_open(instance: Instance, territory: str, mode: str, named: tuple[str, ...]) -> bool:
    channels = instance["channels"]
    mine = channels[
        (channels["territory"] == territory).to_numpy()
        & (channels["applies_to"] == "bulk").to_numpy()
        & np.logical_or.reduce([in_force(channels, day) for day in instance.days])
    ]
    return any(
        (not modes or mode in modes) and (not named or channel in named)
        for channel, modes in zip(mine["channel"], mine["modes"], strict=True)
    )
