"""What a delivered unit costs, market by market: every cost follows the goods to the market that they reach.

Costs of flows follow the units. Costs that many flows share are spread: container rounding and fees of loads over the
flows of the load, by freight and handling (by units where there is none); sites over what they receive, by m3; a closed
site over everything delivered, by m3.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.linalg import spsolve

from .money import from_cents, split_cents, to_cents
from .plan import Plan

Floats = npt.NDArray[np.float64]
FLOW_KINDS = ("inbound", "delivery", "direct")


def cost_to_serve(plan: Plan) -> pd.DataFrame:
    """Landed cost by market and product.

    Returns
    -------
    DataFrame
        Columns market, product, units, direct_units, cost; the costs sum to the landed cost, to the cent.
    """
    flows = plan.flows.reset_index(drop=True)
    own = flows["cost"].to_numpy(float) + _shared(flows, plan.costs)
    sold = flows["kind"] != "inbound"
    served = pd.DataFrame({
        "market": flows["to"], "product": flows["product"], "units": flows["units"],
        "direct_units": flows["units"].where(flows["kind"] == "direct", 0.0),
        "cost": own + flows["units"].to_numpy(float) * _unit_cost_at_start(flows, own),
    })[sold]  # fmt: skip
    penalties = plan.costs[plan.costs["component"] == "unserved"]
    missed = pd.DataFrame({"market": penalties["to"], "product": penalties["product"], "units": 0.0,
                           "direct_units": 0.0, "cost": penalties["amount"]})  # fmt: skip
    both = pd.concat([served, missed], ignore_index=True) if len(missed) else served
    total = both.groupby(["market", "product"], as_index=False)[["units", "direct_units", "cost"]].sum()
    if len(total):
        cents = split_cents(int(to_cents(plan.landed_cost)), np.maximum(total["cost"].to_numpy(float), 0.0))
        total["cost"] = from_cents(cents)
    return total


def _shared(flows: pd.DataFrame, costs: pd.DataFrame) -> Floats:
    """Return each flow's part of the costs that are no flow's own."""
    part = np.zeros(len(flows))
    lines = costs[~costs["kind"].isin([*FLOW_KINDS, "demand"])]
    start, end = flows["from"].to_numpy(object), flows["to"].to_numpy(object)
    channel, inbound = flows["channel"].to_numpy(object), (flows["kind"] == "inbound").to_numpy()
    units, volume = flows["units"].to_numpy(float), flows["volume_m3"].to_numpy(float)
    load = flows["freight"].to_numpy(float) + flows["handling"].to_numpy(float)
    keys = ["kind", "from", "to", "channel"]
    for line in lines.groupby(keys)[["amount"]].sum().reset_index().to_dict("records"):
        kind, begins, ends, by = (line[key] for key in keys)
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
        part += line["amount"] * share / max(share.sum(), 1e-12)
    return part


def _unit_cost_at_start(flows: pd.DataFrame, own: Floats) -> Floats:
    """Return what a unit has cost when it stands where each flow begins: the mean over the ways it came."""
    goods = ["product", "origin_country"]
    places = pd.concat([
        flows[["from", "from_status", *goods]].set_axis(["site", "status", *goods], axis=1),
        flows[["to", "to_status", *goods]].set_axis(["site", "status", *goods], axis=1),
    ])  # fmt: skip
    node = places.groupby(["site", "status", *goods], sort=False).ngroup().to_numpy()
    start, end = node[: len(flows)], node[len(flows) :]
    units = flows["units"].to_numpy(float)
    count = int(node.max()) + 1 if node.size else 0
    arrived = np.maximum(np.bincount(end, units, count), 1e-12)
    mix = sp.csr_matrix((units / arrived[end], (end, start)), shape=(count, count))
    paid = np.bincount(end, own, count) / arrived
    unit_cost = np.atleast_1d(spsolve(sp.csc_matrix(sp.identity(count) - mix), paid)) if count else paid
    return np.asarray(unit_cost[start], dtype=float)
