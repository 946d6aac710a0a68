"""Money: a rate for every currency that is used, on the day whose rates count."""

from __future__ import annotations

import numpy as np

from ...exchange import in_force
from ...schema import TABLES
from ..instance import Instance
from .check import Check


def rates(instance: Instance) -> None:
    """Every currency that a row uses has a rate that has begun, and the base currency is worth one of itself."""
    assert instance.settings is not None
    table, day, base = instance["currencies"], instance.settings.first_day, instance.settings.base_currency
    late = set(table["currency"]) - set(in_force(table, day)["currency"]) - {"", base}
    used = {
        currency
        for name in TABLES
        if name != "currencies" and "currency" in instance[name]
        for currency in set(instance[name]["currency"])
    }
    for i in np.flatnonzero(table["currency"].isin(late & used).to_numpy() & ~table.duplicated("currency").to_numpy()):
        instance.report(
            "currencies", f"no rate has begun on {day}, whose rates count", at=i, column="effective_from",
            value=table["effective_from"].iloc[i].date(), remedy="add the rate of that day, or leave the date empty",
            kind="late",
        )  # fmt: skip


CHECKS = (Check(rates, {"currencies": ("currency", "effective_from")}, settings=True),)
