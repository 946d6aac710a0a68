"""What evaluations of the relaxation say of every site choice: const + Σ value[w, size of w], whatever is chosen.

For sizes y of all sites, no plan costs less than any cut says. At the best prices for y a cut is exact, so the cuts
together are the problem as far as site choices go (Benders' decomposition, with the strong cuts of the Lagrangian).
"""

from __future__ import annotations

import numpy as np

from .dictionary import begin, settle, solution, weigh
from .near import cheapest_near
from .problem import Bools, Floats, Ints
from .relaxation import Multipliers

MOST_CUTS, LEAST_CUTS = 400, 60
MEMORY = 400e6  # bytes for the multipliers that cuts are of
MOST_PIVOTS = 400
MOST_STEPS = 60


class Cuts:
    """The cuts of one problem, the linear relaxation over them, and a local search.

    Attributes
    ----------
    count
        Number of cuts.
    mixed
        What the last mixture of cuts says of each size, shape (sites, options).
    y
        The point of the last linear relaxation, shape (sites, options).
    """

    def __init__(self, sites: int, options: int, like: Multipliers) -> None:
        self.sites, self.options = sites, options
        self.count = 0
        self.most = int(min(MOST_CUTS, max(LEAST_CUTS, MEMORY // (4 * like.lam.size))))
        # single precision: any multipliers give a valid cut
        self._lam = np.empty((self.most, like.lam.size), dtype=np.float32)
        self._mu = np.empty((self.most, *like.mu.shape))
        self._const = np.empty(self.most)
        self._value = np.empty((self.most, sites, options))
        self._size = np.empty(self.most)
        self._used = np.zeros(self.most, dtype=np.int64)
        self._clock = 0
        self._unit = 0.0
        self._barred: Bools | None = None
        self.mixed = np.zeros((sites, options))
        self.y = np.zeros((sites, options))
        self._known = np.empty((64, sites), dtype=np.int64)
        self._known_count = 0

    def add(self, const: float, value: Floats, of: Multipliers) -> None:
        """Add a cut; the one that has mattered least of late makes room where there is none."""
        if not self._unit:
            # a power of two, so that nothing is rounded: some 10⁻⁴ of the cost
            self._unit = 2.0 ** round(np.log2(max(1e-9, 1e-4 * abs(const + float(value.min(1).sum())))))
        at = self.count if self.count < self.most else int(self._used.argmin())
        self.count = max(self.count, at + 1)
        self._const[at] = const / self._unit
        self._value[at] = value / self._unit
        self._size[at] = abs(self._const[at]) + float(np.abs(self._value[at]).max(1).sum())
        self._lam[at], self._mu[at] = of.lam, of.mu
        self._clock += 1
        self._used[at] = self._clock
        self._barred = None

    def says(self, options: Ints) -> float:
        """What no plan with these sizes costs less than."""
        n = self.count
        rows = np.arange(self.sites)
        said = self._const[:n] + self._value[:n, rows, options].sum(1)
        k = int(said.argmax())
        return float(said[k] - 2.0**-51 * (self.sites + 2) * self._size[k]) * self._unit

    def know(self, options: Ints) -> None:
        """Note a choice, which the local search then passes over."""
        if self._known_count == self._known.shape[0]:
            self._known = np.concatenate([self._known, np.empty_like(self._known)])
        self._known[self._known_count] = options
        self._known_count += 1

    def near(self, options: Ints, barred: Bools) -> tuple[float, Ints]:
        """Cheapest choice near another that is not yet known, and what the cuts say of it."""
        n, found = self.count, options.copy()
        cost = cheapest_near(
            self._const[:n], self._value[:n], barred, options.copy(), self._known, self._known_count, MOST_STEPS, found
        )
        return cost * self._unit, found

    def bound(self, barred: Bools) -> float:
        """Solve the linear relaxation, some sizes barred; set ``mixed`` and ``y``; no plan without them costs less."""
        n = self.count
        const, value = self._const[:n], self._value[:n]
        if self._barred is None or (self._barred & ~barred).any():
            first = int((const + np.where(barred, np.inf, value).min(2).sum(1)).argmax())
            shape = (self.sites + n, 2 + self.sites * (self.options - 1))
            self._table = np.empty(shape)
            self._basic, self._free = np.empty(shape[0] - 1, np.int64), np.empty(shape[1] - 1, np.int64)
            self._weight = np.empty(n)
            begin(const, value, barred, first, self._table, self._basic, self._free)
        self._barred = barred.copy()
        settle(self._table, self._basic, self._free, barred, MOST_PIVOTS)
        least = weigh(const, value, self._size[:n], barred, self._table, self._free, self._weight, self.mixed)
        solution(self._table, self._basic, self.y)
        self._clock += 1
        self._used[:n][self._weight > 0] = self._clock
        self.mixed *= self._unit
        return least * self._unit

    def multipliers(self) -> Multipliers:
        """Mix the cuts' multipliers as the last linear relaxation mixed the cuts: L there is no less than it found."""
        some = np.flatnonzero(self._weight > 0)
        lam, mu = np.zeros(self._lam.shape[1]), np.zeros(self._mu.shape[1:])
        for k in some:
            lam += self._weight[k] * self._lam[k]
            mu += self._weight[k] * self._mu[k]
        return Multipliers(lam, mu)
