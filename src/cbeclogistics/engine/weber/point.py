"""One site: Weiszfeld's steps on the sphere, safe at data points and never uphill."""

from __future__ import annotations

import numpy as np

from ..arrays import Floats
from .sphere import HALF_TURN_KM, RADIUS_KM, directions, km_between, step

MOST_STEPS = 1000
NEAR_KM = 1e-6  # closer to a data point than this is on it
SMALLEST_KM = 1e-5  # a shorter step ends the descent
HALVINGS = 30
LENGTHEN = 1.6  # of Weiszfeld's step, which is too short; one that leads uphill is halved


def weighted_km(x: Floats, points: Floats, weight: Floats) -> float:
    """Σ weight · km from x to the points, both as unit vectors."""
    return float(weight @ km_between(x[None], points)[0])


def median_near(x: Floats, points: Floats, weight: Floats) -> tuple[Floats, float]:
    """Local minimum of Σ weight · km near a point.

    At a data point k the others pull with R = Σ weight · direction: where |R| is at most weight[k] it is a minimum,
    else the step is shortened by 1 - weight[k] / |R| (Vardi & Zhang 2000). Elsewhere the step is R / Σ (weight / km),
    made longer, and halved until it leads downhill. A point opposite to x pulls nowhere.

    Parameters
    ----------
    x
        Unit vector to begin at.
    points, weight
        Shape (n, 3) and (n,).

    Returns
    -------
    tuple
        Unit vector and its cost.
    """
    used = weight > 0
    points, weight = points[used], weight[used]
    if not len(points):
        return x, 0.0
    cost = weighted_km(x, points, weight)
    for _ in range(MOST_STEPS):
        km = km_between(x[None], points)[0]
        on = km <= NEAR_KM
        pull = weight[~on] @ directions(x, points[~on])
        strength, held = float(np.linalg.norm(pull)), float(weight[on].sum())
        if strength <= held or strength <= 1e-13 * weight.sum():
            break
        length = (1.0 - held / strength) / float((weight[~on] / np.minimum(km[~on], 0.99 * HALF_TURN_KM)).sum())
        tangent = pull * (length * LENGTHEN / RADIUS_KM)
        for _ in range(HALVINGS):
            trial = step(x, tangent)
            trial_cost = weighted_km(trial, points, weight)
            if trial_cost < cost:
                break
            tangent = tangent / 2
        else:
            break
        x, cost = trial, trial_cost
        if np.linalg.norm(tangent) * RADIUS_KM < SMALLEST_KM:
            break
    at = int(km_between(x[None], points)[0].argmin())  # a minimum at a data point is approached, not reached
    on_point = weighted_km(points[at], points, weight)
    return (points[at], on_point) if on_point <= cost else (x, cost)
