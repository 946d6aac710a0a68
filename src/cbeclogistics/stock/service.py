"""What service a stock gives: cycle service, fill rate, and what is left over in the end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .cycle import Cycle
from .families import NORMAL, Family
from .loss import Floats


def cycle_service(cycle: Cycle, safety_units: npt.ArrayLike, family: Family = NORMAL) -> Floats:
    """Share of cycles in which nothing runs out: P(X ≤ μ + safety stock)."""
    level = cycle.mean_units + np.asarray(safety_units, float)
    return 1 - family.above(level, cycle.mean_units, cycle.std_units)


def fill_rate(cycle: Cycle, safety_units: npt.ArrayLike, family: Family = NORMAL, *, textbook: bool = False) -> Floats:
    """Share of demand that is served at once from stock, what is not being served later.

    1 − (B_end − B_start) / Q: of what a cycle is asked for, Q, as much waits as is owed at its end and was not owed at
    its start. With normal demand and a fixed quantity, 1 − σ_L (G(z) − G(z + Q / σ_L)) / Q.

    Exact for base stock, and for a fixed quantity where customers come unit by unit, if orders do not overtake one
    another; where customers take several units at a time the level is undershot and the fill rate is a little lower.

    Parameters
    ----------
    safety_units
        Level at which is ordered (by calendar: which is filled up to), less the mean demand it must cover.
    textbook
        Leave B_start out: 1 − σ_L G(z) / Q. Never more than the exact figure.

    Source: Silver, Pyke & Thomas (2017), 6.7 and 6.9; Johnson, Lee, Davis & Hall, Expressions for item fill rates in
    periodic inventory systems, Naval Research Logistics 42 (1995).
    """
    return 1 - short_share(cycle, np.asarray(safety_units, float), family, textbook)


def short_share(cycle: Cycle, safety_units: Floats, family: Family, textbook: bool) -> Floats:
    """(B_end − B_start) / Q: the share of demand that must wait."""
    level = cycle.mean_units + safety_units
    owed = family.shortage(level, cycle.mean_units, cycle.std_units)
    if not textbook:
        owed = owed - family.shortage(level_before(cycle, level), cycle.before_mean_units, cycle.before_std_units)
    return np.asarray(owed / cycle.quantity_units)


def level_before(cycle: Cycle, level: Floats) -> Floats:
    """Level from which the demand over the lead time alone is taken when a cycle begins."""
    return np.asarray(level + (cycle.before_mean_units - cycle.mean_units + cycle.quantity_units))


def leftover_units(
    level_units: npt.ArrayLike, mean_units: npt.ArrayLike, std_units: npt.ArrayLike, family: Family = NORMAL
) -> Floats:
    """Return what is left of a level when all demand has come, at the end of a season: E[(level − X)⁺]."""
    level, mean, std = (np.asarray(one, float) for one in (level_units, mean_units, std_units))
    return np.asarray(level - mean + family.shortage(level, mean, std))
