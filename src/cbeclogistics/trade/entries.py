"""Lines that are entered together: totals of each line's entry, and each line's share of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Entries:
    """Entries of n lines; without `consignment` each line is one."""

    def __init__(self, lines: int, consignment: Ints | None) -> None:
        self.lines = lines
        self.group: Ints | None = None
        if consignment is not None:
            self.group = np.unique(consignment, return_inverse=True)[1].astype(np.int64)

    def total(self, amount: Floats) -> Floats:
        """Total of each line's entry, shape (lines,)."""
        if self.group is None:
            return amount
        return np.asarray(np.bincount(self.group, amount)[self.group])

    def share(self, value: Floats) -> Floats | float:
        """Each line's share of its entry by value; equal shares where nothing has any."""
        if self.group is None:
            return 1.0
        total = self.total(value)
        alone = 1 / np.bincount(self.group)[self.group]
        return np.where(total > 0, np.divide(value, total, out=np.zeros_like(value), where=total > 0), alone)

    def alike(self, kind: Ints) -> Floats:
        """Lines of each line's entry that are of its kind."""
        return self.total_of(np.ones(self.lines), kind)

    def total_of(self, amount: Floats, kind: Ints) -> Floats:
        """Total of those lines of each line's entry that are of its kind."""
        if self.group is None:
            return amount
        key = self.group * (int(kind.max(initial=0)) + 1) + kind
        _, at = np.unique(key, return_inverse=True)
        return np.asarray(np.bincount(at, amount)[at], dtype=float)

    def total_of_each(self, amount: Floats, kind: Ints) -> Floats:
        """Total of what is of the same kind in each line's entry; arrays of shape (lines, n)."""
        if self.group is None:
            return amount
        key = self.group[:, None] * (int(kind.max(initial=0)) + 1) + kind
        _, at = np.unique(key, return_inverse=True)
        return np.asarray(np.bincount(at.ravel(), amount.ravel())[at.reshape(amount.shape)], dtype=float)

    def cut(self, amount: Floats, step: Floats) -> Floats:
        """Cut the total of each entry down to a multiple of `step` (0: not), its lines in proportion."""
        if not step.any():
            return amount
        total = self.total(amount)
        with np.errstate(divide="ignore", invalid="ignore"):
            kept = np.where((step > 0) & (total > 0), np.floor(total / step + 1e-9) * step / total, 1.0)
        return np.asarray(amount * kept)
