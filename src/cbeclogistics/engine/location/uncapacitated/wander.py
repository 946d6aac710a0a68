"""Iterated local search: shake the open sites a little, improve them again, keep what is better."""

from __future__ import annotations

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from .interchange import cost_of, improve


@compiled
def random(state: Whole, below: int) -> int:
    """Draw a whole number from 0 to below ``below``; the state, shape (1,), moves on (xorshift)."""
    x = state[0]
    x ^= (x << 13) & 0x7FFFFFFFFFFFFFFF
    x ^= x >> 7
    x ^= (x << 17) & 0x7FFFFFFFFFFFFFFF
    state[0] = x
    return int((x >> 11) % below)


@compiled
def wander(
    ascending: Floats, order: Whole, opening: Floats, best: Bools, fewest: int, most: int,
    rounds: int, strength: int, state: Whole,
) -> float:  # fmt: skip
    """Shake the best set of sites and improve it again, ``rounds`` times; return the best cost.

    Parameters
    ----------
    best
        Shape (sites,); changed where something better is found.
    strength
        Sites that one shake closes, and opens, at most.
    state
        Of the random numbers.
    """
    sites = best.size
    least = cost_of(ascending, order, opening, best)
    current, current_cost = best.copy(), least
    for _ in range(rounds):
        trial = current.copy()
        for _ in range(1 + random(state, strength)):
            entering, leaving = random(state, sites), random(state, sites)
            for _ in range(sites):
                if not trial[entering]:
                    break
                entering = (entering + 1) % sites
            for _ in range(sites):
                if trial[leaving]:
                    break
                leaving = (leaving + 1) % sites
            if trial[entering] or not trial[leaving]:
                break
            trial[entering] = True
            trial[leaving] = False
        improve(ascending, order, opening, trial, fewest, most)
        cost = cost_of(ascending, order, opening, trial)
        if cost <= current_cost + 1e-4 * abs(current_cost - least) or cost <= least * (1.0 + 2e-4):
            current, current_cost = trial, cost
        if cost < least:
            least = cost
            best[:] = trial
    return least
