"""Rounds the lines of a waterfall so that they sum to what it comes to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FINE = 10_000  # costs of a unit are told to 1/100 cent


def round_to_total(amounts: npt.ArrayLike, total: int) -> npt.NDArray[np.int64]:
    """Round amounts, of either sign, to whole numbers that sum to the total (largest remainders).

    Raises
    ------
    ValueError
        There are no amounts for a total that is not 0.
    """
    exact = np.asarray(amounts, dtype=float)
    if not exact.size:
        if total != 0:
            raise ValueError("there is nothing that the total could be split over")
        return np.zeros(0, dtype=np.int64)
    parts = np.floor(exact).astype(np.int64)
    each, more = divmod(total - int(parts.sum()), exact.size)
    parts += each
    parts[np.argsort(-(exact - np.floor(exact)), kind="stable")[:more]] += 1
    return np.asarray(parts, dtype=np.int64)


def per_unit(cents: int, units: float) -> int:
    """Cost of one of `units` that cost so many cents together, in 1/100 cent."""
    return round(cents * (FINE / 100) / units)
