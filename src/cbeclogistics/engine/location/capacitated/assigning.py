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
    priced: Floats, demand: Floats, allowed: Floats, site: Whole, left: Floats, count: Whole, noise: float, state: Whole
) -> bool:
    """Serve customers without a site (-1), the one that loses most by waiting first; False if no site is allowed.

    What fits nowhere overfills the site that has most room.

    Parameters
    ----------
    priced
        Service cost and what the room taken is worth there, opening included; shape (sites, customers).
    allowed
        Shape (sites,): 0, or inf where the site must stay closed.
    left, count
        Free capacity and number of customers of each site, shape (sites,); updated.
    noise
        Relative; each regret is multiplied by up to 1 + noise.
    """
    sites, customers = priced.shape
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
                c = priced[i, j]
                if c < first:
                    first, second, at = c, first, i
                elif c < second:
                    second = c
            if at < 0:
                room = -np.inf
                for i in range(sites):
                    if allowed[i] < np.inf and left[i] > room:
                        room, at = left[i], i
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
def over(left: float) -> float:
    """By how much a site is overfilled."""
    return max(0.0, -left)


@compiled
def improve(
    cost: Floats, demand: Floats, opening: Floats, allowed: Floats, site: Whole, left: Floats, count: Whole, fine: float
) -> bool:
    """Shift and swap customers while that pays; all have a site. Whether none is overfilled in the end.

    Parameters
    ----------
    fine
        Money for a unit of demand beyond a capacity.
    """
    sites, customers = cost.shape
    again = True
    while again:
        again = False
        for j in range(customers):
            old, d = site[j], demand[j]
            frees = opening[old] if count[old] == 1 else 0.0
            relief = fine * (over(left[old]) - over(left[old] + d))
            best, at = 1e-9 * (1.0 + abs(cost[old, j])), -1
            for i in range(sites):
                if i != old and allowed[i] < np.inf:
                    saved = cost[old, j] + frees - cost[i, j] - (opening[i] if count[i] == 0 else 0.0)
                    saved += relief - fine * (over(left[i] - d) - over(left[i]))
                    if saved > best:
                        best, at = saved, i
            if at >= 0:
                site[j] = at
                left[old] += d
                left[at] -= d
                count[old] -= 1
                count[at] += 1
                again = True
        for j in range(customers):
            for k in range(j + 1, customers):
                a, b = site[j], site[k]
                if a == b:
                    continue
                more = demand[k] - demand[j]
                saved = cost[a, j] + cost[b, k] - cost[b, j] - cost[a, k]
                saved += fine * (over(left[a]) + over(left[b]) - over(left[a] - more) - over(left[b] + more))
                if saved > 1e-9 * (1.0 + abs(cost[a, j])):
                    site[j], site[k] = b, a
                    left[a] -= more
                    left[b] += more
                    again = True
    return bool(left.min() >= 0.0)


@compiled
def recreate(
    cost: Floats, priced: Floats, demand: Floats, capacity: Floats, opening: Floats, allowed: Floats, best: Whole,
    rounds: int, fine: float, state: Whole,
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
        count[:] = 0
        for j in range(customers):
            count[trial[j]] += 1
        # one site that is idle may open, near a customer, whose own may close
        centre, idle, near = random(state, customers), -1, np.inf
        opens, closes = random(state, 2) == 0, random(state, 2) == 0
        for i in range(sites):
            trial_allowed[i] = 0.0 if count[i] > 0 else np.inf
            c = priced[i, centre] * (1.0 + random(state, 1000) / 1000.0)
            if opens and count[i] == 0 and allowed[i] < np.inf and c < near:
                idle, near = i, c
        if idle >= 0:
            trial_allowed[idle] = 0.0
        ruined = np.zeros(sites, np.bool_)
        ruined[trial[centre]] = True
        if closes:
            trial_allowed[trial[centre]] = np.inf
        for _ in range(1 + random(state, 4)):
            other, at = np.inf, -1
            for i in range(sites):
                c = priced[i, centre] * (1.0 + random(state, 1000) / 1000.0)
                if not ruined[i] and count[i] > 0 and c < other:
                    other, at = c, i
            if at >= 0:
                ruined[at] = True
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
        if not insert(priced, demand, trial_allowed, trial, left, count, 0.5, state):
            continue
        if not improve(cost, demand, opening, trial_allowed, trial, left, count, fine):
            continue
        found = cost_of(cost, opening, trial)
        if found < current_cost + 0.003 * abs(least) * (1.0 - step / rounds) * random(state, 1000) / 1000.0:
            current, current_cost = trial, found
        if found < least * (1.0 - 1e-12):
            least = found
            best[:] = trial
    return least
