"""Costs that many flows share, spread over them.

Container rounding and fees of loads are spread over the flows of the load, by freight and handling (by units where
there is none); what tiers come to over the flows of the link and channel that pay it, by m3; what routes cost beyond
their price over the flows by own vehicles of the site, by that price; sites over what they receive, by m3; a closed
site over everything delivered, by m3.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..network.own_fleet import lane_of

Floats = npt.NDArray[np.float64]
OWN = ("inbound", "delivery", "direct", "demand")  # kinds of cost lines that no flows share
NONE = np.empty(0, dtype=np.int64)
KEYS = ["component", "kind", "from", "to", "channel"]


def shared_costs(flows: pd.DataFrame, costs: pd.DataFrame) -> dict[str, Floats]:
    """Return each flow's part of the costs that are no flow's own, by component, shape (n,) each.

    Parameters
    ----------
    flows, costs
        Those tables of a plan, all rows.
    """
    made: dict[str, Floats] = {}
    lines = costs[~costs["kind"].isin(OWN)]
    inbound = flows["kind"] == "inbound"
    units, volume = flows["units"].to_numpy(float), flows["volume_m3"].to_numpy(float)
    load = flows["freight"].to_numpy(float) + flows["handling"].to_numpy(float)
    number = pd.Series(np.arange(len(flows)), index=flows.index)
    into = number[inbound].groupby(flows["to"]).indices
    over = number[inbound].groupby([flows[c] for c in ("from", "to", "channel")]).indices
    along = number.groupby([flows[c] for c in ("from", "to", "channel")]).indices
    out = number.groupby([flows[c] for c in ("from", "channel")]).indices
    coming, sold = (np.flatnonzero(mask) for mask in (inbound, ~inbound))
    for line in lines.groupby(KEYS)[["amount"]].sum().reset_index().to_dict("records"):
        component, kind, begins, ends, by = (line[key] for key in KEYS)
        found: npt.ArrayLike
        if kind == "tier":
            found, weight = along.get((begins, ends, by), NONE), volume
        elif kind == "route":
            found, weight = _driven_from(flows, str(begins)), flows["last_mile"].to_numpy(float)
        elif kind == "site":
            found, weight = coming[into.get(ends, NONE)], volume
        elif begins == ends:
            found, weight = out.get((begins, by), NONE), units
        else:
            found, weight = coming[over.get((begins, ends, by), NONE)], load
        among = np.asarray(found, dtype=np.int64)
        if not among.size:
            among, weight = sold, volume if kind == "site" else units
        share = weight[among]
        if share.sum() <= 0:
            share = units[among]
        part = made.setdefault(str(component), np.zeros(len(flows)))
        part[among] += line["amount"] * share / max(share.sum(), 1e-12)
    return made


def _driven_from(flows: pd.DataFrame, site: str) -> npt.NDArray[np.int64]:
    """Flows by own vehicles of a site."""
    rows = zip(flows["from"], flows["to"], flows["lane"], strict=True)
    own = [i for i, (begins, to, lane) in enumerate(rows) if begins == site and lane == lane_of(site, to)]
    return np.array(own, dtype=np.int64)
