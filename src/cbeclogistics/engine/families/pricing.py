"""Each family alone, at prices of what all share: small linear programmes that stay warm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Arrays, Bools, Floats
from ..backends.highs_lp import WarmLP
from ..limits import Limits, Watch
from .structure import Families

EXACT = 1e-6


@dataclass(frozen=True, eq=False)
class Priced:
    """The families' best points together, shape (columns,), common columns 0; duals of own rows, shape (rows,)."""

    x: Floats
    dual: Floats


class Pricing:
    """The families' linear programmes."""

    def __init__(self, families: Families) -> None:
        self._families = families
        self._lps: list[WarmLP] = []  # made when they are first solved
        self._shut = np.zeros(families.model.columns, dtype=bool)

    def at(self, cost: Floats, limits: Limits, watch: Watch) -> Priced | None:
        """Best point of each family at costs of shape (columns,); None where a family has none, or time is up."""
        model, families = self._families.model, self._families
        x, dual = np.zeros(model.columns), np.zeros(model.rows)
        for k, (columns, rows) in enumerate(zip(families.columns, families.rows, strict=True)):
            left = limits.after(watch.elapsed())
            if watch.cancel.cancelled or left.time_limit <= 0:
                return None
            if k == len(self._lps):
                self._lps.append(WarmLP(_alone(model, columns, rows)))
                self._hold(k, self._shut[columns])
            lp = self._lps[k]
            lp.set_costs(np.arange(columns.size), cost[columns])
            found = lp.solve(replace(left, gap=EXACT), Watch(cancel=watch.cancel))
            if found.x is None or found.row_dual is None:
                return None
            x[columns], dual[rows] = found.x, found.row_dual
        return Priced(x, dual)

    def shut(self, columns: Bools) -> None:
        """Hold these columns at 0, shape (columns,), and no others."""
        changed = columns != self._shut
        self._shut = columns.copy()
        for k in range(len(self._lps)):
            self._hold(k, changed[self._families.columns[k]])

    def _hold(self, k: int, which: Bools) -> None:
        """Set the bounds of some columns of a family, by place, to what is shut now."""
        at = np.flatnonzero(which)
        if at.size:
            model, columns = self._families.model, self._families.columns[k][at]
            upper = np.where(self._shut[columns], 0.0, model.upper[columns])
            self._lps[k].set_bounds(at, np.minimum(model.lower[columns], upper), upper)


def _alone(model: Arrays, columns: np.ndarray, rows: np.ndarray) -> Arrays:
    return replace(
        model, cost=model.cost[columns], lower=model.lower[columns], upper=model.upper[columns],
        integer=np.zeros(columns.size, dtype=bool), matrix=model.matrix[:, columns].tocsr()[rows].tocsc(),
        row_lower=model.row_lower[rows], row_upper=model.row_upper[rows], offset=0.0, column_blocks=(),
        row_blocks=(), followers=np.empty(0, dtype=np.int64), completions=(),
    )  # fmt: skip
