"""What a delivered unit costs, market by market: every cost follows the goods to the market that they reach.

Costs of flows follow the units (`Mix`); costs that many flows share are spread over them first (`shared_costs`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..money import from_cents, split_cents, to_cents
from .mix import Mix
from .plan import Plan
from .shared import shared_costs


def cost_to_serve(plan: Plan) -> pd.DataFrame:
    """Landed cost by market and product.

    Returns
    -------
    DataFrame
        Columns market, product, units, direct_units, cost; the costs sum to the landed cost, to the cent.
    """
    flows = plan.flows.reset_index(drop=True)
    own = flows["cost"].to_numpy(float) + sum(shared_costs(flows, plan.costs).values())
    sold = flows["kind"] != "inbound"
    served = pd.DataFrame({
        "market": flows["to"], "product": flows["product"], "units": flows["units"],
        "direct_units": flows["units"].where(flows["kind"] == "direct", 0.0),
        "cost": own + flows["units"].to_numpy(float) * Mix(flows).unit_cost_at_start(own),
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
