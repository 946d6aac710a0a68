"""Prices by tiers: a quantity that is counted decides by which of them all that is charged is priced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Block, Floats, Ints
from .piecewise import Sums, Terms

WITHIN = 1e-7  # how far outside a tier a quantity may lie, as a share of the most that it can be


@dataclass(frozen=True)
class Tier:
    """Cost ``fixed + price · charged`` where ``low ≤ counted ≤ high``."""

    low: float
    high: float
    fixed: float
    price: float


@dataclass(frozen=True)
class Choice:
    """What is counted and charged by the tiers of one agreement, in one period.

    Attributes
    ----------
    rule
        Name of the agreement.
    tiers
        From 0 to the most that can be counted, without holes; where two hold the same quantity the cheaper counts.
    most
        Most that can be charged in any point worth looking at.
    dearest
        Most that is charged for what counts 1; inf where something is charged that does not count.
    """

    table: str
    rule: str
    period: int
    tiers: tuple[Tier, ...]
    counted: Terms
    charged: Terms
    most: float
    dearest: float


class Tiers:
    """Choices of a model, with the columns that follow from them.

    w: tier taken, one of each choice; u: what is counted in it; v: what is charged in it.

    Σ_k w_k = 1,  Σ_k u_k = counted,  Σ_k v_k = charged,  low_k · w_k ≤ u_k ≤ high_k · w_k,  v_k ≤ most · w_k
    v_k ≤ dearest · u_k
    """

    def __init__(self, model: ArrayModel, choices: Sequence[Choice]) -> None:
        self.choices = tuple(choices)
        if not choices:
            return
        self._counted = Sums([c.counted for c in choices], np.array([_top(c) for c in choices]))
        self._charged = Sums([c.charged for c in choices], np.array([c.most for c in choices]))
        self._owner: Ints = np.repeat(np.arange(len(choices)), [len(c.tiers) for c in choices])
        top, most = np.array([_top(c) for c in choices])[self._owner], np.array([c.most for c in choices])[self._owner]
        low, high, fixed, price = (
            np.array([getattr(t, f) for c in choices for t in c.tiers]) for f in ("low", "high", "fixed", "price")
        )
        self._low, self._high, self._fixed, self._price = low / top, high / top, fixed, price * most
        self._blocks = self._columns(model)
        model.completions.append(self)

    def _columns(self, model: ArrayModel) -> tuple[Block, Block, Block]:
        """Columns and rows; u and v in shares of the most that they can be."""
        n, size = len(self.choices), self._owner.size
        k = np.arange(size)
        w = model.add_columns("tier", size, cost=self._fixed, upper=1.0, integer=True, follows=True)
        u = model.add_columns("tier, counted", size, upper=1.0, follows=True)
        v = model.add_columns("tier, charged", size, cost=self._price, upper=1.0, follows=True)
        rows = model.add_rows("one tier", n, lower=1.0, upper=1.0)
        model.add_entries(rows[self._owner], w[k], 1.0)
        for whole, part in ((self._counted, u), (self._charged, v)):
            rows = model.add_rows("tiers", n, lower=0.0, upper=0.0)
            model.add_entries(rows[self._owner], part[k], 1.0)
            whole.add(model, rows, -1.0)
        for more, less, share in ((w, u, self._high), (u, w, None), (w, v, np.ones(size))):
            rows = model.add_rows("tier", size, upper=0.0)
            if share is None:  # low · w − u ≤ 0
                model.add_entries(rows[k], less[k], self._low)
                model.add_entries(rows[k], more[k], -1.0)
            else:
                model.add_entries(rows[k], less[k], 1.0)
                model.add_entries(rows[k], more[k], -share)
        steep = np.array([c.dearest * _top(c) / c.most for c in self.choices])[self._owner]
        at = np.flatnonzero(np.isfinite(steep))
        rows = model.add_rows("tier, dearest", at.size, upper=0.0)
        model.add_entries(rows[np.arange(at.size)], v[at], 1.0)
        model.add_entries(rows[np.arange(at.size)], u[at], -steep[at])
        return w, u, v

    def __call__(self, x: Floats) -> None:
        """Put each choice into the cheapest tier that holds what is counted."""
        taken, counted, charged = self._taken(x)
        w, u, v = self._blocks
        for block, values in ((w, np.ones(taken.size)), (u, counted), (v, charged)):
            x[block.slice] = 0.0
            x[block[taken]] = values

    def _taken(self, x: Floats) -> tuple[Ints, Floats, Floats]:
        counted, charged = self._counted.at(x), self._charged.at(x)
        u, v = counted[self._owner], charged[self._owner]
        outside = np.maximum(np.maximum(self._low - u, u - self._high), 0.0)
        outside[outside <= WITHIN] = 0.0
        order = np.lexsort((self._fixed + self._price * v, outside, self._owner))
        return order[np.flatnonzero(np.diff(self._owner[order], prepend=-1))], counted, charged

    def prices(self, x: Floats) -> list[tuple[Choice, Tier, float, float]]:
        """Each choice with the tier it is in, what counts, and what it comes to."""
        if not self.choices:
            return []
        taken, _, _ = self._taken(x)
        first = np.searchsorted(self._owner, np.arange(len(self.choices)))
        made = []
        for c, k in enumerate(taken):
            choice = self.choices[c]
            tier = choice.tiers[int(k - first[c])]
            counted, charged = (float(t.values @ x[t.columns]) for t in (choice.counted, choice.charged))
            made.append((choice, tier, counted, tier.fixed + tier.price * charged))
        return made


def _top(choice: Choice) -> float:
    return max(choice.tiers[-1].high, 1e-9)
