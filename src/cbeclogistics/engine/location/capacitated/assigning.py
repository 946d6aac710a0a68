"""Local search of SSCFLP: shift a customer, swap two, and ruin and recreate what some sites serve."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...compiled import Whole, compiled
from ..uncapacitated.wander import random

ROOM = 1e-9  # of a capacity; what sums may err by


@compiled
def cost_of(cost: Floats, opening: Floats, site: Whole) -> float:
    """Cost of an assignment, shape (customers,); inf where a customer has no site."""
    total = 0.0
    used = np.zeros(opening.size, np.bool_)
    for j in range(site.size):
        if site[j] < 0:
            return np.inf
        total += cost[site[j], j]
        used[site[j]] = True
    for i in range(opening.size):
        if used[i]:
            total += opening[i]
    return total


@compiled
def insert(
    cost: Floats, demand: Floats, capacity: Floats, opening: Floats, allowed: Floats, site: Whole, left: Floats,
    count: Whole, noise: float, state: Whole,
) -> bool:  # fmt: skip
    """Serve customers without a site (-1), the one that loses most by waiting first; whether all found one.

    Parameters
    ----------
    allowed
        Shape (sites,): what opening the site is taken to cost besides; inf where it must stay closed.
    left, count
        Free capacity and number of customers of each site, shape (sites,); updated.
    noise
        Relative; each regret is multiplied by up to 1 + noise.
    """
    sites, customers = cost.shape
    waiting = 0
    for j in range(customers):
        waiting += site[j] < 0
    while waiting > 0:
        best_j, best_i, best_regret = -1, -1, -1.0
        for j in range(customers):
            if site[j] >= 0:
                continue
            first, second, at = np.inf, np.inf, -1
            for i in range(sites):
                if left[i] < demand[j] or allowed[i] == np.inf:
                    continue
                c = cost[i, j]
                if count[i] == 0:
                    c += (opening[i] + allowed[i]) * min(1.0, 3.0 * demand[j] / max(capacity[i], 1e-300))
                if c < first:
                    first, second, at = c, first, i
                elif c < second:
                    second = c
            if at < 0:
                return False
            regret = (second - first if second < np.inf else 1e18) * (1.0 + noise * random(state, 1000) / 1000.0)
            regret += 1e-9 * demand[j]
            if regret > best_regret:
                best_j, best_i, best_regret = j, at, regret
        site[best_j] = best_i
        left[best_i] -= demand[best_j]
        count[best_i] += 1
        waiting -= 1
    return True


@compiled
def improve(
    cost: Floats, demand: Floats, opening: Floats, allowed: Floats, site: Whole, left: Floats, count: Whole
) -> None:
    """Shift and swap customers while that pays; all have a site."""
    sites, customers = cost.shape
    again = True
    while again:
        again = False
        for j in range(customers):
            old = site[j]
            frees = opening[old] if count[old] == 1 else 0.0
            best, at = 1e-9 * (1.0 + abs(cost[old, j])), -1
            for i in range(sites):
                if i != old and left[i] >= demand[j] and allowed[i] < np.inf:
                    saved = cost[old, j] + frees - cost[i, j] - (opening[i] if count[i] == 0 else 0.0)
                    if saved > best:
                        best, at = saved, i
            if at >= 0:
                site[j] = at
                left[old] += demand[j]
                left[at] -= demand[j]
                count[old] -= 1
                count[at] += 1
                again = True
        for j in range(customers):
            for k in range(j + 1, customers):
                a, b = site[j], site[k]
                if a == b:
                    continue
                saved = cost[a, j] + cost[b, k] - cost[b, j] - cost[a, k]
                more = demand[k] - demand[j]
                if saved > 1e-9 * (1.0 + abs(cost[a, j])) and left[a] >= more and left[b] >= -more:
                    site[j], site[k] = b, a
                    left[a] -= more
                    left[b] += more
                    again = True


@compiled
def recreate(
    cost: Floats, demand: Floats, capacity: Floats, opening: Floats, allowed: Floats, best: Whole,
    rounds: int, state: Whole,
) -> float:  # fmt: skip
    """Ruin some sites' customers, serve them anew and improve, ``rounds`` times; return the best cost.

    Parameters
    ----------
    best
        Assignment, shape (customers,); changed where something better is found.
    """
    sites, customers = cost.shape
    least = cost_of(cost, opening, best)
    current, current_cost = best.copy(), least
    left, count, trial_allowed = np.empty(sites), np.empty(sites, np.int64), np.empty(sites)
    for step in range(rounds):
        trial = current.copy()
        trial_allowed[:] = allowed
        # the customers around one, at its site and at those that are nearly as cheap for it, and some by chance
        centre = random(state, customers)
        ruined = np.zeros(sites, np.bool_)
        ruined[trial[centre]] = True
        for _ in range(1 + random(state, 3)):
            other, at = np.inf, -1
            for i in range(sites):
                c = cost[i, centre] * (1.0 + random(state, 1000) / 1000.0)
                if not ruined[i] and allowed[i] < np.inf and c < other:
                    other, at = c, i
            if at >= 0:
                ruined[at] = True
        if random(state, 3) == 0:
            trial_allowed[trial[centre]] = np.inf
        for j in range(customers):
            if ruined[trial[j]] or random(state, 20) == 0:
                trial[j] = -1
        for i in range(sites):
            left[i] = capacity[i] * (1.0 + ROOM)
            count[i] = 0
        for j in range(customers):
            if trial[j] >= 0:
                left[trial[j]] -= demand[j]
                count[trial[j]] += 1
        if not insert(cost, demand, capacity, opening, trial_allowed, trial, left, count, 0.5, state):
            continue
        improve(cost, demand, opening, allowed, trial, left, count)
        found = cost_of(cost, opening, trial)
        if found < current_cost + 0.003 * abs(least) * (1.0 - step / rounds) * random(state, 1000) / 1000.0:
            current, current_cost = trial, found
        if found < least * (1.0 - 1e-12):
            least = found
            best[:] = trial
    return least
