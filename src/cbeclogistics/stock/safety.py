"""The safety stock that a service target needs.

Safety stock is the level at which is ordered (by calendar: which is filled up to) less the mean demand over the time
that it must cover. It may come out below 0 where the target is met with less than the mean; who never plans to run
short takes the larger of it and 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from .cycle import Cycle
from .families import NORMAL, Bools, Family, least_whole
from .loss import Floats, normal_loss_inverse
from .service import level_before, short_share

ROUNDS = 200  # of the search, each at least a bisection
EXACT = 5e-15  # of the share that waits: what its own rounding makes


def safety_factor(cycle_service: npt.ArrayLike) -> Floats:
    """Standard deviations of safety stock for a cycle service: z = Φ⁻¹(target)."""
    return np.asarray(ndtri(_shares(cycle_service)))


def safety_factor_for_fill(target: npt.ArrayLike, std_units: npt.ArrayLike, quantity_units: npt.ArrayLike) -> Floats:
    """Standard deviations of safety stock for a fill rate, by the textbook: G(z) = (1 − target) Q / σ_L."""
    asked = (1 - _shares(target)) * np.asarray(quantity_units, float) / np.asarray(std_units, float)
    return normal_loss_inverse(asked)


def safety_for_cycle_service(cycle: Cycle, target: npt.ArrayLike, family: Family = NORMAL) -> Floats:
    """Least safety stock with which a share of cycles, `target`, runs out of nothing; units.

    Raises
    ------
    ValueError
        A target is not between 0 and 1.
    """
    share = _shares(target)
    mean, std, share = np.broadcast_arrays(cycle.mean_units, cycle.std_units, share)
    return np.asarray(family.quantile(share, mean, std) - mean)


def safety_for_fill(cycle: Cycle, target: npt.ArrayLike, family: Family = NORMAL, *, textbook: bool = False) -> Floats:
    """Least safety stock with which a share of demand, `target`, is served at once; units.

    Parameters
    ----------
    textbook
        As in `fill_rate`: leaves out what was owed before, and so asks for a little more.

    Raises
    ------
    ValueError
        A target is not between 0 and 1.
    """
    parts = (cycle.mean_units, cycle.std_units, cycle.quantity_units, cycle.before_mean_units, cycle.before_std_units)
    share, *spread = np.broadcast_arrays(_shares(target), *parts)
    full = Cycle(*spread)
    if family.whole:

        def enough(level: Floats) -> Bools:
            return short_share(full, level - full.mean_units, family, textbook) <= 1 - share

        return least_whole(enough, full.mean_units, full.std_units) - full.mean_units
    return _by_newton(full, 1 - share, family, textbook)


def _by_newton(cycle: Cycle, short: Floats, family: Family, textbook: bool) -> Floats:
    """Newton's method on the logarithm of the share that waits, with bisection where it would leave the bracket."""

    def waits(safety: Floats) -> Floats:
        return short_share(cycle, safety, family, textbook)

    step = np.maximum(np.maximum(cycle.std_units, cycle.quantity_units), 1e-300)
    high = np.asarray(step.copy())
    while (low_service := waits(high) > short).any():
        high = np.where(low_service, 2 * high, high)
    low = -step
    while (high_service := waits(low) < short).any():
        low = np.where(high_service, 2 * low, low)
    at = (low + high) / 2
    for _ in range(ROUNDS):
        now = waits(at)
        low, high = np.where(now > short, at, low), np.where(now > short, high, at)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.log(now / short)
            new = at + off * now / _falls(cycle, at, family, textbook)
        inside = np.isfinite(new) & (new > low) & (new < high)
        new = np.where(inside, new, (low + high) / 2)
        still = ~(np.abs(off) <= EXACT) & (np.abs(new - at) > 4e-16 * np.maximum(np.abs(new), cycle.std_units))
        if not still.any():
            break
        at = np.where(still, new, at)
    return np.asarray(at)


def _falls(cycle: Cycle, safety: Floats, family: Family, textbook: bool) -> Floats:
    """By how much the share that waits falls with a unit more of safety stock."""
    level = cycle.mean_units + safety
    out = family.above(level, cycle.mean_units, cycle.std_units)
    if not textbook:
        out = out - family.above(level_before(cycle, level), cycle.before_mean_units, cycle.before_std_units)
    return np.asarray(out / cycle.quantity_units)


def _shares(target: npt.ArrayLike) -> Floats:
    share = np.asarray(target, float)
    if not ((share > 0) & (share < 1)).all():
        raise ValueError("expected a share above 0 and below 1")
    return share
