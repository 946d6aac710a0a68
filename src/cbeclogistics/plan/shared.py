"""Costs that many flows share, spread over them.

Container rounding and fees of loads are spread over the flows of the load, by freight and handling (by units where
there is none); sites over what they receive, by m3; a closed site over everything delivered, by m3.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
OWN = ("inbound", "delivery", "direct", "demand")  # kinds of cost lines that no flows share
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
    start, end = flows["from"].to_numpy(object), flows["to"].to_numpy(object)
    channel, inbound = flows["channel"].to_numpy(object), (flows["kind"] == "inbound").to_numpy()
    units, volume = flows["units"].to_numpy(float), flows["volume_m3"].to_numpy(float)
    load = flows["freight"].to_numpy(float) + flows["handling"].to_numpy(float)
    for line in lines.groupby(KEYS)[["amount"]].sum().reset_index().to_dict("records"):
        component, kind, begins, ends, by = (line[key] for key in KEYS)
        if kind == "site":
            among, weight = inbound & (end == ends), volume
        elif begins == ends:
            among, weight = (start == begins) & (channel == by), units
        else:
            among, weight = inbound & (start == begins) & (end == ends) & (channel == by), load
        if not among.any():
            among, weight = ~inbound, volume if kind == "site" else units
        share = np.where(among, weight, 0.0)
        if share.sum() <= 0:
            share = np.where(among, units, 0.0)
        part = made.setdefault(str(component), np.zeros(len(flows)))
        part += line["amount"] * share / max(share.sum(), 1e-12)
    return made
