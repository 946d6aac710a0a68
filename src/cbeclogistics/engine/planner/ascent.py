"""Ascent of the Lagrangian bound: deflected, scaled supergradient steps with a memory of the best point.

A step for a demand is in proportion to what its best and its direct way differ by: what λ is unsure of. After rounds
without gain the step is shortened and the best point taken up again. Site choices are averaged with the step's weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .factored import Factored
from .pricing import least_stock, stepped, turn
from .problem import Floats
from .relaxation import Multipliers, Relaxation

DEFLECTION = 0.3
SHORTER = 0.75
PATIENCE = 16
LEAST_GAIN = 1e-5
LEAST_STEP = 1e-3
OVERSHOOT = 0.01  # of the bound: how far above it the aim lies while no plan is nearer
LEAST_AIM = 2e-4
FADING = 0.94  # of the averaged site choices, in a round


@dataclass
class Point:
    """Where an ascent stands.

    Attributes
    ----------
    best
        Multipliers of the best bound.
    bound
        That bound; holds for the sizes that were allowed.
    mean
        Averaged site choices, shape (sites, sizes + 1), rows add up to 1.
    value, room_price
        Least cost of every site and size, price of its room, at the best multipliers.
    step
        Share of the way to the aim that is taken.
    """

    best: Multipliers
    bound: float
    mean: Floats
    value: Floats
    room_price: Floats
    step: float = 1.0

    def again(self, step: float) -> Point:
        """Return the same point, to be climbed from anew under other sizes: the bound is to be found anew."""
        return Point(self.best, -np.inf, self.mean.copy(), self.value, self.room_price, step)


class Ascent:
    """Climbs from a point; scales are worked out once a problem."""

    def __init__(self, costs: Factored, relaxation: Relaxation) -> None:
        self.costs, self.relaxation = costs, relaxation
        of = costs.problem
        relaxation.prices(np.zeros_like(costs.supply))
        low = np.full(costs.demands, np.inf)
        least_stock(
            relaxation.stock, costs.order_price, costs.kg_price, costs.by_order, costs.by_kg, costs.product,
            costs.group_start, costs.group_market, costs.period_start, costs.market_territory, low,
        )  # fmt: skip
        high = np.where(np.isfinite(relaxation.direct), relaxation.direct, 3 * low)
        low = np.where(np.isfinite(low), low, high)
        spread = np.maximum(high - low, 0.02 * high) + 1e-12
        self.spread = spread
        self.lam_scale = spread / costs.volume
        self.start = np.minimum(high, 1.1 * low)
        product = costs.product
        units = np.bincount(product, of.demand_units, of.products)
        spread_of_unit = np.bincount(product, spread * costs.volume, of.products) / np.maximum(units, 1e-12)
        of_row = np.zeros(costs.supply.shape[0])
        for rows in (costs.inbound_row, costs.direct_row):
            on = rows >= 0
            np.maximum.at(of_row, rows[on], np.broadcast_to(spread_of_unit[:, None], rows.shape)[on])
        self.mu_scale = of_row[:, None] / np.maximum(costs.supply, 1e-9)

    def first(self, warm: Multipliers | None = None) -> Point:
        """Return the point to begin at."""
        sites, options = self.relaxation.value.shape
        mean = np.zeros((sites, options))
        mean[:, -1] = 1.0
        start = warm or Multipliers(self.start, np.zeros_like(self.costs.supply))
        return Point(start, -np.inf, mean, self.relaxation.value.copy(), self.relaxation.room_price.copy())

    def climb(self, point: Point, allowed: Floats, rounds: int, plan: float, enough: Callable[[Point], bool],
              patience: int = PATIENCE) -> None:  # fmt: skip
        """Climb for so many rounds at most, or until the step is too short or it is ``enough``.

        Parameters
        ----------
        allowed
            See `Relaxation.evaluate`.
        plan
            Cost of the best plan; inf for none.
        """
        relaxation = self.relaxation
        sites = np.arange(relaxation.choice.size)
        lam, mu = point.best.lam, point.best.mu
        way_lam, way_mu, fresh = np.zeros_like(lam), np.zeros_like(mu), True
        waited = 0
        for _ in range(rounds):
            bound = relaxation.evaluate(lam, mu, allowed)
            lam = relaxation.multipliers.lam
            gained = bound > point.bound + LEAST_GAIN * abs(point.bound) or not np.isfinite(point.bound)
            if bound > point.bound:
                point.bound, point.best = bound, Multipliers(lam.copy(), mu.copy())
                point.value, point.room_price = relaxation.value.copy(), relaxation.room_price.copy()
            point.mean *= FADING
            point.mean[sites, relaxation.choice] += 1 - FADING
            waited = 0 if gained else waited + 1
            if enough(point):
                return
            if waited >= patience:
                point.step *= SHORTER
                waited = 0
                lam, mu = point.best.lam, point.best.mu
                fresh = True
            if point.step < LEAST_STEP:
                return
            short, over = relaxation.short, relaxation.over
            blend = 1.0 if fresh else DEFLECTION
            fresh = False
            norm = turn(way_lam, short, self.lam_scale, blend)
            way_mu = (1 - blend) * way_mu + blend * over
            free_mu = np.where((mu <= 0) & (way_mu < 0), 0.0, way_mu)
            norm += float((free_mu**2 * self.mu_scale).sum())
            if norm <= 0:
                return  # the multipliers are the best there are
            aim = plan if np.isfinite(plan) else point.bound + OVERSHOOT * abs(point.bound)
            step = point.step * max(aim - bound, LEAST_AIM * abs(point.bound)) / norm
            lam = stepped(lam, way_lam, self.lam_scale, step)
            mu = np.maximum(0.0, mu + step * free_mu * self.mu_scale)
