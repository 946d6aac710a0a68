"""Whether the plan is the instance's, and its tables whole enough to be audited."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...network.network import Network
from ...network.schema.column import Kind, Table
from ..plan import Check, Plan
from ..schema import PLAN_TABLES


def complete(plan: Plan) -> Check:
    """Every table, column and figure is there."""
    faults = [fault for table in PLAN_TABLES.values() for fault in _faults(table, plan.tables.get(table.name))]
    detail = "; ".join(faults[:10]) + (f"; and {len(faults) - 10} more" if len(faults) > 10 else "")
    rows = sum(len(t) for t in plan.tables.values())
    return Check("the plan's tables are complete", not faults, detail or f"{len(PLAN_TABLES)} tables, {rows:,} rows")


def same_instance(network: Network, plan: Plan) -> Check:
    """The plan was made for this very instance."""
    name = "the plan is of this instance"
    currency = network.settings.base_currency
    if plan.currency != currency:
        return Check(name, False, f"the plan is in {plan.currency!r}, the instance in {currency!r}")
    if plan.instance_hash != network.hash:
        return Check(name, False, f"content hash {plan.instance_hash} in the plan, {network.hash} of the instance: "
                                  "the instance has changed since, or is another")  # fmt: skip
    return Check(name, True, f"content hash {network.hash}")


def _faults(table: Table, frame: pd.DataFrame | None) -> Iterator[str]:
    if frame is None:
        yield f"there is no table {table.name}"
        return
    for column in table.columns:
        where = f"{table.name}.{column.name}"
        if column.name not in frame.columns:
            yield f"{where} is missing"
            continue
        values = frame[column.name]
        if column.kind != Kind.NUMBER:
            empty = values.isna().to_numpy()
            if empty.any():
                yield f"{where}, row {int(np.flatnonzero(empty)[0]) + 2} is empty"
            elif column.choices and len(values):
                odd = ~values.isin(column.choices).to_numpy()
                if odd.any():
                    i = int(np.flatnonzero(odd)[0])
                    yield f"{where}, row {i + 2}: {values.iloc[i]!r} is none of {', '.join(column.choices)}"
            continue
        if len(values) and values.dtype.kind not in "fiu":
            yield f"{where} holds what is no number"
            continue
        numbers = values.to_numpy(float)
        bad = ~np.isfinite(numbers) if column.required else np.isinf(numbers)
        if bad.any():
            yield f"{where}, row {int(np.flatnonzero(bad)[0]) + 2} is no finite number"
