"""What is asked: a market and a product of the instance that the plan answers."""

from __future__ import annotations

import pandas as pd

from ...errors import InputError, Problem
from ...network.network import Network
from ...network.validation.nearest import listed, remedy
from ..audit.document import complete, same_instance
from ..plan import Plan


def asked(plan: Plan, network: Network, market: str, product: str) -> pd.DataFrame:
    """Return the rows of the plan's demand that are asked about.

    Raises
    ------
    InputError
        The plan is of another instance or damaged, or there is no such market, product or demand.
    """
    for check in (complete(plan), same_instance(network, plan)):
        if not check.passed:
            raise InputError([Problem("plan", check.detail, remedy="give the instance that the plan was made from")])
    sites, products = network.tables["sites"], network.tables["products"]
    markets = sites.loc[sites["kind"] == "market", "site"]
    problems = [
        Problem(table, f"is no {what} of the instance", column=what, value=value, remedy=remedy(value, known, what))
        for table, what, value, known in (
            ("sites", "market", market, list(markets)), ("products", "product", product, list(products["product"])),
        )
        if value not in set(known)
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    demand = plan.tables["demand"]
    rows = demand[(demand["market"] == market) & (demand["product"] == product) & (demand["units"] > 0)]
    if rows.empty:
        there = demand.loc[(demand["market"] == market) & (demand["units"] > 0), "product"]
        hint = f"demanded there: {listed(set(there))}" if len(there) else "nothing is demanded there"
        raise InputError([Problem("demand", f"is not demanded in {market}", column="product", value=product,
                                  remedy=hint)])  # fmt: skip
    return rows
