"""A Lagrangian bound over cells: what no sites anywhere can cost less than.

With a price v[d] for "demand d is served once", the cost of any sites x_1 .. x_k, k at most K, is at least

    Σ_d v[d] + Σ_i rho(x_i),    rho(x) = fixed cost - Σ_d max(0, v[d] - cost(d, x))

whatever v is, as long as v[d] is at most what the existing sites ask. A cell bounds rho from below twice:

- `one`: a single site in the cell. Demands that v serves from all over the cell are taken together: their cost is
  convex near them, so it is at least its tangent at the centre, and the tangents add up to one whose least value in the
  cell is that at the centre less its slope times the radius.
- `more`: any number of sites in the cell, which may serve each demand from another place: each demand by itself at its
  distance less the radius.

Sites are at most K, so Σ rho is at least the sum of the K least of all `one` and `more - one`, where these are below 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..arrays import Bools, Floats
from .problem import WeberProblem
from .sphere import HALF_TURN_KM, km_between

ROUNDING = 1e-9  # of the sizes that are summed up
BLOCKS, STEPS = 20, 80
FEWEST_ACTIVE, ACTIVE_A_SITE = 200, 40
PATIENCE, SHRINK, MEMORY = 15, 0.6, 0.3
LEAST_GAIN, LEAST_SCALE = 1e-5, 1e-3


@dataclass(frozen=True)
class CellCosts:
    """Distances from the centres of cells, of which the bounds are made.

    Attributes
    ----------
    centre, radius
        Shape (cells, 3) unit vectors and (cells,) km.
    km
        Shape (cells, demands), from the centres.
    inbound
        Shape (cells,): km from the best source to the centres.
    exact
        Shape (cells, demands): cost from the centres.
    """

    problem: WeberProblem
    centre: Floats
    radius: Floats
    km: Floats
    inbound: Floats
    exact: Floats

    @classmethod
    def of(cls, problem: WeberProblem, centre: Floats, radius: Floats) -> CellCosts:
        """Measure."""
        km = km_between(centre, problem.demand_xyz)
        inbound = problem.inbound_km(centre)
        exact = problem.outbound * km + inbound[:, None] * problem.inbound_each
        return cls(problem, centre, radius, km, inbound, exact)

    def rho_of_cells(self, v: Floats) -> tuple[Floats, Floats]:
        """Lower bounds of rho over each cell, by one site and by more, shape (cells,) each."""
        p, r = self.problem, self.radius[:, None]
        near_in = np.maximum(self.inbound - self.radius, p.before_km.min() if len(p.source) else 0.0)
        least = p.outbound * np.maximum(self.km - r, 0.0) + near_in[:, None] * p.inbound_each
        apart = np.maximum(v - least, 0.0)
        more = p.fixed_cost - apart.sum(axis=1)
        dearest = p.outbound * (self.km + r) + (self.inbound + self.radius)[:, None] * p.inbound_each
        together = (v >= dearest) & (self.km + r < HALF_TURN_KM / 2)
        one = p.fixed_cost - np.where(together, 0.0, apart).sum(axis=1) - self._gain(v, together)
        size = ROUNDING * (p.fixed_cost + float(v.sum()))
        return np.maximum(one, more) - size, more - size

    def _gain(self, v: Floats, together: Bools) -> Floats:
        """Most that the demands served from all over a cell can save from one site in it."""
        p = self.problem
        weight = np.where(together, p.outbound, 0.0)
        saved = (np.where(together, v, 0.0) - weight * self.km).sum(axis=1)
        pull = self._pull(weight, self.km, p.demand_xyz)
        inbound = together @ p.inbound_each
        if not inbound.any():
            return np.asarray(saved + np.linalg.norm(pull, axis=1) * self.radius)
        from_source = km_between(self.centre, p.source_xyz)
        km = from_source + p.before_km
        best = np.full(len(self.centre), -np.inf)
        for s in range(len(p.source)):
            far = from_source[:, s] + self.radius >= HALF_TURN_KM / 2  # not convex there: the source by itself
            towards = self._pull(np.where(far, 0.0, 1.0)[:, None], from_source[:, s : s + 1], p.source_xyz[s : s + 1])
            strength = np.linalg.norm(pull + inbound[:, None] * towards, axis=1) + np.where(far, inbound, 0.0)
            gain = saved - inbound * km[:, s] + strength * self.radius
            possible = km[:, s] - self.radius <= self.inbound + self.radius
            best = np.where(possible, np.maximum(best, gain), best)
        return best

    def _pull(self, weight: Floats, km: Floats, points: Floats) -> Floats:
        """Σ weight · direction at each centre, shape (cells, 3); a point on the centre may pull any way: not at all."""
        angle = km / (HALF_TURN_KM / np.pi)
        sine = np.sin(angle)
        share = np.divide(weight, sine, out=np.zeros(np.broadcast_shapes(weight.shape, sine.shape)), where=sine > 1e-9)
        summed = share @ points
        return np.asarray(summed - (summed * self.centre).sum(axis=1)[:, None] * self.centre)


def least_sum(one: Floats, more: Floats, sites: int) -> tuple[float, float]:
    """Sum of the least rho of so many sites, and what one more must undercut: the greatest that was taken, or 0."""
    items = np.concatenate([one, more - one])
    items = np.sort(items[items < 0])[:sites]
    return float(items.sum()), float(items[-1]) if items.size == sites else 0.0


@dataclass
class Ascent:
    """Prices that rise by a deflected subgradient with a step towards a target.

    Attributes
    ----------
    v
        Shape (demands,): the prices of the highest value so far.
    """

    v: Floats

    def climb(self, cells: CellCosts, target: float, stop: Callable[[], bool]) -> None:
        """Raise the value of the prices as if sites could stand at the centres alone, until it rises no more.

        Most steps look at the cells of least rho alone; after a block of them all cells say what the prices are worth.

        Parameters
        ----------
        target
            Cost of a plan: what the value cannot exceed by much.
        stop
            Asked every step.
        """
        problem = cells.problem
        active = max(FEWEST_ACTIVE, ACTIVE_A_SITE * problem.sites)
        best, trial, scale = -np.inf, self.v, 1.0
        for _ in range(BLOCKS):
            rho = problem.fixed_cost - np.maximum(trial - cells.exact, 0.0).sum(axis=1)
            value = float(trial.sum() + np.minimum(np.sort(rho)[: problem.sites], 0.0).sum())
            if value > best:
                gained = value - best
                best, self.v = value, trial
                near = np.argsort(rho, kind="stable")[:active]
                if gained < LEAST_GAIN * abs(best):
                    scale *= SHRINK
            else:
                near = np.union1d(near, np.argsort(rho, kind="stable")[:active])  # what the block did not see
                scale *= SHRINK
            if scale < LEAST_SCALE or stop():
                break
            trial = self._block(cells.exact[near], problem, target, scale, stop)

    def _block(
        self, costs: Floats, problem: WeberProblem, target: float, scale: float, stop: Callable[[], bool]
    ) -> Floats:
        """Prices of the highest value that some steps find, by these cells alone."""
        count = min(problem.sites, len(costs))
        current, direction, found = self.v.copy(), np.zeros_like(self.v), self.v
        best, stale = -np.inf, 0
        for _ in range(STEPS):
            gains = np.maximum(current - costs, 0.0)
            rho = problem.fixed_cost - gains.sum(axis=1)
            taken = np.argpartition(rho, count - 1)[:count]
            taken = taken[rho[taken] < 0]
            value = float(current.sum() + rho[taken].sum())
            if value > best:
                best, stale, found = value, 0, current
            else:
                stale += 1
            direction = 1.0 - (gains[taken] > 0).sum(axis=0) + MEMORY * direction
            norm = float(direction @ direction)
            if norm < 1e-12 or stop():
                break
            if stale >= PATIENCE:
                stale, scale, current = 0, scale * SHRINK, found
                direction = np.zeros_like(direction)
                continue
            move = scale * max(target - value, 1e-6 * abs(target)) / norm
            current = np.clip(current + move * direction, 0.0, problem.ceiling)
        return found
