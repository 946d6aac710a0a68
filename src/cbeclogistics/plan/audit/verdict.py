"""How a check is worded: the figure and the worst offender, whether it passed or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ..plan import Check

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Say = Callable[[int], str]

UNITS = 1e-3  # flows are rounded to 1e-6 units; a place may pass many of them
UNITS_RELATIVE = 1e-6
CAPACITY = 2e-6  # a solver keeps rows and whole numbers to 1e-6 each
CENT = 0.0051  # half a cent, since the plan rounds where the audit does not, and what floating point adds


def weigh(group: Ints, amount: npt.NDArray[Any], size: int) -> Floats:
    """Sum of amounts by group, shape (size,)."""
    return np.asarray(np.bincount(group, amount, minlength=size), dtype=float)


def never(name: str, bad: Bools, say: Say, of: str) -> Check:
    """Pass if nothing is bad; `say` words an offender, `of` what was looked at."""
    bad = np.asarray(bad, dtype=bool)
    at = np.flatnonzero(bad)
    if not at.size:
        return Check(name, True, f"none of {bad.size:,} {of} breaks it" if bad.size else f"no {of}")
    return Check(name, False, f"{at.size:,} of {bad.size:,} {of}; first: {say(int(at[0]))}")


def within(name: str, off: npt.ArrayLike, allowed: npt.ArrayLike, say: Say, unit: str, of: str) -> Check:
    """Pass if every `off` is at most `allowed`; what is not a number is off without limit."""
    amount = np.asarray(off, dtype=float)
    amount = np.where(np.isnan(amount), np.inf, amount)
    limit = np.broadcast_to(np.asarray(allowed, dtype=float), amount.shape)
    if not amount.size:
        return Check(name, True, f"no {of}")
    bad = ~(amount <= limit)
    if not bad.any():
        i = int(np.argmax(amount))
        if amount[i] <= 0:
            return Check(name, True, f"all {amount.size:,} {of}; none off")
        return Check(name, True, f"all {amount.size:,} {of}; most off {amount[i]:.6g} {unit}: {say(i)}")
    i = int(np.flatnonzero(bad)[np.argmax(amount[bad])])
    return Check(name, False, f"{int(bad.sum()):,} of {amount.size:,} {of}; worst by {amount[i]:,.6g} {unit}: {say(i)}")


def at_most(name: str, used: Floats, limit: Floats, say: Say, unit: str, of: str, slack: float = 1e-5) -> Check:
    """Pass if every `used` is within its limit; inf is no limit; `slack` is what rounding of the flows may add."""
    used, limit = np.asarray(used, dtype=float), np.asarray(limit, dtype=float)
    with np.errstate(invalid="ignore"):
        over = np.where(np.isinf(limit) & np.isfinite(used), 0.0, used - limit)

    def worded(i: int) -> str:
        return f"{say(i)} ({used[i]:,.6g} of {limit[i]:,.6g} {unit})"

    allowed = np.where(np.isinf(limit), 0.0, CAPACITY * np.abs(limit) + slack)
    check = within(name, over, allowed, worded, unit, of)
    if not check.passed or not used.size or not np.isfinite(limit).any():
        return check
    share = np.where(np.isfinite(limit) & (limit > 0), used / np.where(limit > 0, limit, 1.0), 0.0)
    return Check(name, True, f"all {used.size:,} {of}; fullest: {worded(int(np.argmax(share)))}")
