"""A replenishment cycle: what demand it must get through, and what stock lies because of it besides safety stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .lead_time import demand_over
from .loss import Floats


@dataclass(frozen=True)
class Cycle:
    """What happens between two arrivals, shapes that broadcast against one another.

    Attributes
    ----------
    mean_units, std_units
        Of the demand from a decision to order until the arrival after which the next decision can help: the demand that
        safety stock protects against.
    quantity_units
        Demand served by one arrival.
    before_mean_units, before_std_units
        Of the demand over the lead time alone, at whose end a cycle begins: what it is short of then was short before.
    """

    mean_units: Floats
    std_units: Floats
    quantity_units: Floats
    before_mean_units: Floats
    before_std_units: Floats


def by_quantity(
    daily_mean_units: npt.ArrayLike, daily_std_units: npt.ArrayLike, lead_mean_days: npt.ArrayLike,
    lead_std_days: npt.ArrayLike, quantity_units: npt.ArrayLike,
) -> Cycle:  # fmt: skip
    """Cycle of a stock that is always looked at: when it falls to a level, a fixed quantity is ordered.

    Parameters
    ----------
    quantity_units
        Ordered at a time; above 0.
    """
    mean, std = demand_over(daily_mean_units, daily_std_units, lead_mean_days, lead_std_days)
    return Cycle(mean, std, _above_zero(quantity_units), mean, std)


def by_calendar(
    daily_mean_units: npt.ArrayLike, daily_std_units: npt.ArrayLike, lead_mean_days: npt.ArrayLike,
    lead_std_days: npt.ArrayLike, review_days: npt.ArrayLike,
) -> Cycle:  # fmt: skip
    """Cycle of a stock that is looked at every so many days and then filled up to a level (base stock).

    What is ordered protects until the next order has come: over review and lead time together.

    Parameters
    ----------
    review_days
        Between two orders; above 0.
    """
    lead, review = np.asarray(lead_mean_days, float), np.asarray(review_days, float)
    mean, std = demand_over(daily_mean_units, daily_std_units, lead + review, lead_std_days)
    before_mean, before_std = demand_over(daily_mean_units, daily_std_units, lead, lead_std_days)
    quantity = _above_zero(np.asarray(daily_mean_units, float) * review)
    return Cycle(mean, std, quantity, before_mean, before_std)


def _above_zero(quantity_units: npt.ArrayLike) -> Floats:
    quantity = np.asarray(quantity_units, float)
    if not (quantity > 0).all():
        raise ValueError("expected a demand of more than 0 units in each cycle")
    return quantity


def cycle_stock_units(quantity_units: npt.ArrayLike) -> Floats:
    """Average stock because goods come by the lot: Q / 2."""
    return np.asarray(quantity_units, float) / 2


def pipeline_stock_units(daily_mean_units: npt.ArrayLike, lead_mean_days: npt.ArrayLike) -> Floats:
    """Average stock on the way: d L (Little's law)."""
    return np.asarray(np.asarray(daily_mean_units, float) * np.asarray(lead_mean_days, float))
