"""How old stock grows where first in is first out: by age, past a day, and past its life.

A lot waits w days behind older stock (the safety stock), and is then drawn down evenly over C days. With w = 0 this is
the storage by age of `docs/model.md`, C being twice the average stay.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .loss import Floats


def wait_days(safety_units: npt.ArrayLike, daily_mean_units: npt.ArrayLike) -> Floats:
    """Days that a lot waits behind the safety stock: safety stock / daily demand."""
    return np.asarray(np.asarray(safety_units, float) / np.asarray(daily_mean_units, float))


def share_left(age_days: npt.ArrayLike, wait_days: npt.ArrayLike, drawdown_days: npt.ArrayLike) -> Floats:
    """Share of a lot that is still there at an age: 1 until w, then falling evenly to 0 at w + C.

    With a shelf life for the age: what is lost because it was not sold in time.
    """
    age, wait = np.asarray(age_days, float), np.asarray(wait_days, float)
    drawn = np.asarray(drawdown_days, float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        left = np.clip(1 - (age - wait) / drawn, 0.0, 1.0)
    return np.asarray(np.where(drawn > 0, left, (age < wait).astype(float)))


def days_past(age_days: npt.ArrayLike, wait_days: npt.ArrayLike, drawdown_days: npt.ArrayLike) -> Floats:
    """Days that a unit lies past an age, on average of a lot: (w − a)⁺ + (C − (a − w)⁺)⁺² / 2C."""
    age, wait = np.asarray(age_days, float), np.asarray(wait_days, float)
    drawn = np.asarray(drawdown_days, float)
    rest = np.maximum(drawn - np.maximum(age - wait, 0.0), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        falling = np.where(drawn > 0, rest**2 / (2 * drawn), 0.0)
    return np.asarray(np.maximum(wait - age, 0.0) + falling)


def share_older(age_days: npt.ArrayLike, wait_days: npt.ArrayLike, drawdown_days: npt.ArrayLike) -> Floats:
    """Share of the stock on hand that is older than an age, on average over time; 0 where nothing lies."""
    past = days_past(age_days, wait_days, drawdown_days)
    whole = days_past(0.0, wait_days, drawdown_days)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, past / whole, 0.0))


def days_by_tier(from_days: npt.ArrayLike, wait_days: npt.ArrayLike, drawdown_days: npt.ArrayLike) -> Floats:
    """Days that a unit lies in each tier of age, on average of a lot.

    Parameters
    ----------
    from_days
        Shape (tiers,), rising: the age at which each tier begins; the last has no end.
    wait_days, drawdown_days
        Shapes that broadcast against one another.

    Returns
    -------
    ndarray
        Shape (..., tiers).
    """
    wait, drawn = np.asarray(wait_days, float)[..., None], np.asarray(drawdown_days, float)[..., None]
    past = days_past(np.asarray(from_days, float), wait, drawn)
    return -np.diff(past, append=0.0, axis=-1)


def obsolescence_cost(
    stock_units: npt.ArrayLike, unit_value: npt.ArrayLike, lost_pct_per_year: npt.ArrayLike, days: npt.ArrayLike
) -> Floats:
    """Cost of what loses its value at a constant rate while it lies, in the currency of `unit_value`."""
    worth = np.asarray(stock_units, float) * np.asarray(unit_value, float)
    return np.asarray(worth * np.asarray(lost_pct_per_year, float) / 100 * np.asarray(days, float) / 365)
