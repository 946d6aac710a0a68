"""Money to the cent: amounts are rounded once, where a line arises; every total is the sum of such lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def to_cents(amount: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Amounts in whole cents, halves away from zero; what floating point leaves just below a half counts as one.

    Raises
    ------
    ValueError
        An amount is not finite.
    """
    value = np.asarray(amount, dtype=float) * 100
    if not np.isfinite(value).all():
        raise ValueError("an amount of money is not a finite number")
    cents = np.sign(value) * np.floor(np.abs(value) * (1 + 1e-14) + 0.5 + 1e-9)
    return np.asarray(cents, dtype=np.int64)


def from_cents(cents: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Whole cents as an amount with two decimals."""
    return np.asarray(np.round(np.asarray(cents, dtype=np.int64) / 100, 2))


def split_cents(total: int, weights: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Split cents in proportion to weights so that the parts sum to the total (largest remainders).

    Raises
    ------
    ValueError
        The weights are negative, or all zero for a total that is not.
    """
    w = np.asarray(weights, dtype=float)
    if (w < 0).any() or (total != 0 and w.sum() <= 0):
        raise ValueError("weights must not be negative, and not all zero")
    if total == 0:
        return np.zeros(w.size, dtype=np.int64)
    exact = abs(total) * (w / w.sum())
    parts = np.floor(exact).astype(np.int64)
    short = abs(total) - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:short]] += 1
    return np.asarray(parts * (1 if total > 0 else -1), dtype=np.int64)


def split(total: float, weights: npt.ArrayLike, places: int = 2) -> list[float]:
    """Split an amount in proportion to weights into parts of whole smallest units (10 to the −`places`).

    Weights of 0 together take nothing.
    """
    w = np.maximum(np.asarray(weights, dtype=float), 0.0)
    if w.size == 0 or w.sum() <= 0:
        return [0.0] * w.size
    units = split_cents(round(total * 10**places), w)
    return [round(int(u) / 10**places, places) for u in units]
