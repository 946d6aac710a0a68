"""A table of a plan that has no rows."""

from __future__ import annotations

import pandas as pd

from ..network.schema.column import Kind, Table


def empty(table: Table) -> pd.DataFrame:
    """Table without rows, its columns typed."""
    return pd.DataFrame({c.name: pd.Series(dtype=float if c.kind == Kind.NUMBER else object) for c in table.columns})
