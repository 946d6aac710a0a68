"""Duties by measures that products do not have: plans leave them out, and say so."""

from __future__ import annotations

import numpy as np

from ..instance import Instance
from .check import Check


def measured(instance: Instance) -> None:
    """A rule that charges by another measure is for no product of the instance."""
    rules = instance["duty_rates"]
    codes = tuple(instance["products"]["hs6"])
    for i in np.flatnonzero(rules["per_measure"].map(bool).to_numpy(bool)):
        code = rules["hs"].iloc[i]
        mine = [hs for hs in codes if code == "*" or hs.startswith(code)]
        if mine:
            instance.report(
                "duty_rates", f"plans do not charge by measures: duty on {mine[0]} is told too low", at=i,
                column="per_measure", value=";".join(rules["per_measure"].iloc[i]), warning=True, kind="measures",
                remedy="put what it comes to into rate_pct, per_kg, per_unit or per_litre",
            )  # fmt: skip


CHECKS = (Check(measured, {"duty_rates": ("hs", "per_measure"), "products": ("hs6",)}),)
