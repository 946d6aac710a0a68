"""The Lagrangian bound to its top, by an LP of the fillings of sites met so far (Kelley's cuts within a box).

    max Σ_j v[j] + μ · needed + Σ_i theta[i]
    theta[i] + Σ_{j in S} v[j] + μ · capacity[i] ≤ opening_cost[i] + Σ_{j in S} cost[i, j]   for each filling S of i
    theta[i] ≤ 0 unless i is open,  μ ≥ 0,  v within a box around the best so far

Duals of the rows say how much of each filling is chosen. The LP only proposes multipliers: bounds are those of the
relaxation itself, so nothing rests on the LP's tolerances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import ArrayModel, Bools, Floats
from ...backends.highs_session import Session
from ...compiled import Whole
from ..nodes import CLOSED, OPEN
from ..problems import SSCFLP
from .lagrangian import cover, price_sites, value_of
from .settle import Left
from .units import Units

MOST_FILLINGS = 4000  # kept in the LP
ITERATIONS = 60
MOST_PIVOTS = 2000  # of a solve
ENOUGH = 0.02  # of the gap left: what the LP may still promise when it stops


@dataclass(frozen=True)
class Raised:
    """Bound, multipliers of the active customers, and how much of sites and pairs is chosen."""

    bound: float
    v: Floats
    share: Floats
    pairs: Floats


class Fillings:
    """The LP, kept warm over all nodes."""

    def __init__(self, problem: SSCFLP, units: Units) -> None:
        self.problem, self.units = problem, units
        self.work = 0
        self._sites, self._customers = problem.sites, problem.customers
        self._seen: dict[tuple[int, bytes], int] = {}
        self._site = np.empty(0, dtype=np.int64)
        self._members = np.empty((0, problem.customers), dtype=bool)
        self._most = np.empty(0)
        self._start()

    def _start(self) -> None:
        model = ArrayModel()
        model.add_columns("v", self._customers, cost=-1.0, lower=-np.inf)
        model.add_columns("theta", self._sites, cost=-1.0, lower=-np.inf)
        self._scale = max(1.0, float(self.units.capacity.max()))
        model.add_columns("mu", 1, cost=-float(self.units.demand.sum()) / self._scale)
        session = Session(model.freeze(), {"simplex_iteration_limit": MOST_PIVOTS})
        self._core = session.core

    def climb(self, left: Left, kept: Bools, status: Whole, v: Floats, beat: float, radius: float) -> Raised:
        """Raise the bound of a node.

        Parameters
        ----------
        v
            Multipliers of all customers, to start from.
        radius
            Of the box, money.
        """
        n, m = self._customers, self._sites
        inf = np.inf
        if self._site.size > MOST_FILLINGS:
            self._forget()
        self._admit(left, kept, status)
        theta = np.arange(n, n + m, dtype=np.int32)
        self._core.changeColsBounds(m, theta, np.where(status == CLOSED, 0.0, -inf), np.where(status == OPEN, inf, 0.0))
        best_v = v.copy()
        state = _Evaluation(self, left, status)
        best = state.value(v[left.active])
        self._meet(left, state.x, status)
        columns = np.arange(n, dtype=np.int32)
        fixed = left.served >= 0
        widest = max(abs(beat), radius)
        share, pairs = np.zeros(m), np.zeros((m, n))
        for _ in range(ITERATIONS):
            reach = np.where(fixed, 0.0, radius)
            self._core.changeColsBounds(n, columns, best_v - reach, best_v + reach)
            if not self._solve():
                break
            point = np.array(self._core.getSolution().col_value)[:n]
            promise = -float(self._core.getInfo().objective_function_value)
            value = state.value(point[left.active])
            fresh = self._meet(left, state.x, status)
            at_edge = bool((np.abs(point - best_v)[~fixed] > 0.999 * radius).any())
            foreseen = promise - best
            if value > best:
                if value - best > 0.5 * foreseen:
                    radius = min(1.5 * radius, widest)
                best, best_v = value, point
            else:
                radius *= 0.7
            if best >= beat:
                break
            near = foreseen < ENOUGH * (beat - best) or not fresh
            if near and not at_edge:
                break
            if near:
                if radius >= widest:
                    break
                radius = min(3.0 * radius, widest)
        weight = np.maximum(0.0, -np.array(self._core.getSolution().row_dual))[: self._site.size]
        for r in np.flatnonzero(weight > 1e-9):
            share[self._site[r]] += weight[r]
            pairs[self._site[r], self._members[r]] += weight[r]
        return Raised(best, best_v[left.active], np.minimum(share, 1.0), pairs[:, left.active])

    def _solve(self) -> bool:
        """Solve the LP, afresh where its basis has gone bad."""
        import highspy

        for _ in range(2):
            self.work += 1
            self._core.run()
            if self._core.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                return True
            self._core.clearSolver()
        return False

    def _admit(self, left: Left, kept: Bools, status: Whole) -> None:
        """Let fillings bind that the node allows."""
        if not self._site.size:
            return
        forced = np.zeros((self._sites, self._customers), dtype=bool)
        decided = np.flatnonzero(left.served >= 0)
        forced[left.served[decided], decided] = True
        barred = (self._members & ~kept[self._site]).any(axis=1) | (forced[self._site] & ~self._members).any(axis=1)
        barred |= status[self._site] == CLOSED
        rows = np.arange(self._site.size, dtype=np.int32)
        self._core.changeRowsBounds(rows.size, rows, np.full(rows.size, -np.inf), np.where(barred, np.inf, self._most))

    def _meet(self, left: Left, x: Floats, status: Whole) -> int:
        """Add the fillings of an evaluation; return how many are new."""
        n, fresh = self._customers, 0
        starts: list[int] = []
        indices: list[int] = []
        values: list[float] = []
        most: list[float] = []
        sites, members = [], []
        for i in np.flatnonzero(status != CLOSED):
            member = left.served == i
            member[left.active[x[i] > 0.5]] = True
            key = (int(i), np.packbits(member).tobytes())
            if key in self._seen:
                continue
            self._seen[key] = len(self._seen)
            inside = np.flatnonzero(member)
            starts.append(len(indices))
            indices += [*inside.tolist(), n + int(i), n + self._sites]
            values += [1.0] * (inside.size + 1) + [float(self.units.capacity[i]) / self._scale]
            most.append(float(self.problem.opening_cost[i] + self.problem.service_cost[i, inside].sum()))
            sites.append(i)
            members.append(member)
            fresh += 1
        if fresh:
            self._core.addRows(
                fresh, np.full(fresh, -np.inf), np.array(most), len(indices), np.array(starts, dtype=np.int32),
                np.array(indices, dtype=np.int32), np.array(values),
            )  # fmt: skip
            self._site = np.append(self._site, sites)
            self._members = np.vstack([self._members, members])
            self._most = np.append(self._most, most)
        return fresh

    def _forget(self) -> None:
        self._seen.clear()
        self._site, self._most = self._site[:0], self._most[:0]
        self._members = self._members[:0]
        self._start()


class _Evaluation:
    def __init__(self, fillings: Fillings, left: Left, status: Whole) -> None:
        m, n = left.cost.shape
        self._left, self._status = left, status
        self._rho, self._parts, self._unit, self._y, self._reduced = (np.empty(m) for _ in range(5))
        self.x = np.zeros((m, n))
        self._needed = float(left.demand.sum())

    def value(self, v: Floats) -> float:
        """The bound of the relaxation at a point; ``x`` are its fillings."""
        left = self._left
        price_sites(
            left.cost, left.demand, left.room, left.opening, self._status, v, self._rho, self._parts,
            self._unit, self.x,
        )  # fmt: skip
        mu = cover(self._rho, left.room, self._status, self._needed, self._y)
        if mu == np.inf:
            return np.inf
        return value_of(self._rho, left.opening, left.room, self._status, v, self._needed, mu, 0, 0.0, self._reduced)
