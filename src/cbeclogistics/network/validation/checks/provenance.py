"""Old figures: one line a table."""

from __future__ import annotations

import datetime as dt

import numpy as np

from ...schema import TABLES
from ..instance import Instance
from .check import Check

OLD_DAYS = 730


def old_figures(instance: Instance) -> None:
    """Figures whose source spoke more than two years before the rules' day."""
    limit = np.datetime64(instance.days[0] - dt.timedelta(days=OLD_DAYS), "s")
    for name, table in TABLES.items():
        if "as_of" not in table.names:
            continue
        as_of = instance[name]["as_of"]
        old = as_of < limit
        if old.any():
            instance.report(
                name,
                f"{old.sum():,} of {len(as_of):,} rows were last looked up more than two years before "
                f"{instance.days[0]}, the oldest on {as_of.min().date()}",
                column="as_of", remedy="look the figures up again and set as_of", warning=True,
            )  # fmt: skip


CHECKS = (Check(old_figures, {}, settings=True),)
