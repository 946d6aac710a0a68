"""The Lagrangian relaxation: demand rows (λ) and supply rows (μ ≥ 0) priced, one knapsack a site left.

L(λ, μ) = Σ λ · volume − Σ μ · supply + Σ over sites min over sizes of (its cost − what its best filling gains)

Direct parcels take what they serve for less than λ; so λ never needs to be above the price of the cheapest, and is
brought down to it before anything is priced.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .factored import Factored
from .pricing import direct_bases, direct_prices, price_sites, served_and_short, stock_prices
from .problem import Floats

PARTS = 4  # sites are shared out over so many sums, whatever the threads: same sums, same bytes
PARALLEL_FROM = 2_000_000  # demands × sites below which a second thread costs more than it brings


@dataclass(frozen=True)
class Multipliers:
    """λ per m3 of each demand, shape (demands,); μ per unit of each supply row and period."""

    lam: Floats
    mu: Floats


class Relaxation:
    """Evaluates L, and keeps what the last evaluation found.

    Attributes
    ----------
    multipliers
        Those of the last evaluation, λ brought down to the direct price.
    bound
        L, less what rounding may have added: no plan within what is allowed costs less.
    const
        What is left of the bound without the sites: whatever sizes y are chosen, no plan costs less than
        const + Σ value[w, y of w].
    short
        What a demand lacks (< 0: has too much), m3, shape (demands,): a supergradient for λ.
    over
        What is drawn from a supply row above what it has, shape (rows, periods): one for μ.
    choice
        Size of each site; the number of sizes is closed.
    value
        Least cost of each site and size, shape (sites, sizes + 1).
    room_price
        Price of a m3 of each site, size and period.
    rounds
        Evaluations so far.
    """

    def __init__(self, costs: Factored, threads: int) -> None:
        self.costs = costs
        problem = costs.problem
        sites, sizes = costs.capacity.shape
        periods, demands = problem.periods, costs.demands
        self.threads = threads if demands * sites >= PARALLEL_FROM else 1
        self._period = np.repeat(np.arange(periods), np.diff(costs.period_start))
        self.stock = np.empty((sites, periods, problem.territories, problem.products))
        self.stock_way = np.empty((sites, periods, problem.products), dtype=np.int64)
        self.direct_base = direct_bases(
            costs.direct, costs.direct_origin, costs.clearance, problem.direct_order_price, problem.direct_kg_price,
            costs.by_order, costs.by_kg, costs.product, costs.group_start, costs.group_market, costs.market_territory,
        )  # fmt: skip
        self.direct = np.empty(demands)
        self.direct_way = np.empty(demands, dtype=np.int64)
        self._item = np.empty((PARTS, demands + 1), dtype=np.int64)
        self._gain = np.empty((PARTS, demands + 1))
        self._served = np.zeros((PARTS, demands))
        self._drawn = np.zeros((PARTS, *costs.supply.shape))
        self.choice = np.zeros(sites, dtype=np.int64)
        self.value = np.zeros((sites, sizes + 1))
        self.room_price = np.zeros((sites, sizes, periods))
        self.short = np.zeros(demands)
        self.over = np.zeros_like(costs.supply)
        self.bound = -np.inf
        self.const = -np.inf
        self.multipliers = Multipliers(self.direct, self.over)
        self.rounds = 0

    def prices(self, mu: Floats) -> None:
        """Put stock and direct prices together for multipliers of supply."""
        c = self.costs
        stock_prices(c.inbound, c.inbound_row, c.release, c.unit_volume, mu, self.stock, self.stock_way)
        direct_prices(
            self.direct_base, c.direct_row, c.unit_volume, mu, c.product, c.group_start, self._period, self.direct,
            self.direct_way,
        )  # fmt: skip

    def evaluate(self, lam: Floats, mu: Floats, allowed: Floats) -> float:
        """Evaluate L; ``allowed`` is 0 for sizes (at last: closed) that a site may have and inf for others."""
        c = self.costs
        self.prices(mu)
        lam = np.minimum(lam, self.direct)
        price_sites(
            lam, self.stock, self.stock_way, c.order_price, c.kg_price, c.by_order, c.by_kg, c.unit_volume, c.volume,
            c.product, c.dense, c.group_start, c.group_market, c.period_start, c.market_territory, c.inbound_row,
            c.capacity, c.size_cost, allowed, self._item, self._gain, self._served, self._drawn, self.choice,
            self.value, self.room_price,
        )  # fmt: skip
        paid = served_and_short(
            lam, self.direct, self.direct_way, c.direct_row, c.volume, c.unit_volume, c.product, c.group_start,
            self._period, self._served, self._drawn, self.short, self.over,
        )  # fmt: skip
        self.over -= c.supply
        chosen = self.value[np.arange(self.choice.size), self.choice]
        taken = float((mu * c.supply).sum())
        # a sum of n numbers errs by at most n · 2⁻⁵³ · the sum of their sizes; every gain by a few parts in 2⁵³ of λ
        size = paid + taken + float(np.abs(c.size_cost).sum() + np.abs(self.value).sum())
        self.const = paid - taken - 2.0**-52 * (c.demands + 256) * size
        self.bound = self.const + float(chosen.sum())
        self.multipliers = Multipliers(lam, mu)
        self.rounds += 1
        return self.bound
