"""Demand over a lead time: mean and deviation, from those of a day's demand and of the lead time.

Source: Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains (4th ed. 2017), 6.10.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .loss import Floats


def daily(mean_units: npt.ArrayLike, std_units: npt.ArrayLike, period_days: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Mean and deviation of a day's demand from those of a period's, days being independent of one another.

    μ / D and σ / √D for a period of D days.
    """
    days = np.asarray(period_days, float)
    return np.asarray(mean_units, float) / days, np.asarray(std_units, float) / np.sqrt(days)


def demand_over(
    daily_mean_units: npt.ArrayLike, daily_std_units: npt.ArrayLike, lead_mean_days: npt.ArrayLike,
    lead_std_days: npt.ArrayLike = 0.0,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Mean and deviation of the demand while one waits: d L and σ_L with σ_L² = L σ_d² + d² σ_LT².

    Exact if the demands of days are independent of one another and of the lead time.

    Parameters
    ----------
    daily_mean_units, daily_std_units
        Of a day's demand: d, σ_d.
    lead_mean_days, lead_std_days
        Of the time waited: L, σ_LT.

    Returns
    -------
    tuple of ndarray
        Mean and deviation in units, of the broadcast shape.
    """
    mean, std = np.asarray(daily_mean_units, float), np.asarray(daily_std_units, float)
    days, spread = np.asarray(lead_mean_days, float), np.asarray(lead_std_days, float)
    variance = days * std**2 + (mean * spread) ** 2
    return np.broadcast_arrays(mean * days, np.sqrt(variance))  # type: ignore[return-value]


def mixed_lead_time(
    share: npt.ArrayLike, mean_days: npt.ArrayLike, std_days: npt.ArrayLike = 0.0
) -> tuple[Floats, Floats]:
    """Mean and deviation of the lead time of a stock that is replenished by several ways, each order by one of them.

    L = Σ w_i L_i and σ² = Σ w_i (σ_i² + L_i²) − L², the mixture's.

    Parameters
    ----------
    share
        Shape (..., ways), of the flow by each way; need not add up to 1.
    mean_days, std_days
        Of each way, broadcast against it.
    """
    weight = np.asarray(share, float)
    weight = weight / weight.sum(axis=-1, keepdims=True)
    days, spread = np.asarray(mean_days, float), np.asarray(std_days, float)
    mean = np.sum(weight * days, axis=-1)
    variance = np.sum(weight * (spread**2 + (days - mean[..., None]) ** 2), axis=-1)
    return np.asarray(mean), np.asarray(np.sqrt(variance))
