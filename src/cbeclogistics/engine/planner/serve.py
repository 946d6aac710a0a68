"""Best flows through given sites: exact, by an LP over the few demands whose way is in doubt.

Under prices of room and supply nearly every demand has one way that is clearly cheapest. Those take it; the rest, and
whatever later prices cast into doubt, go into an LP with the room and supply that is left. Its duals are the next
prices. When no way outside the LP is cheaper under them, the flows are the best there are for these sites.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from ..answer import Proof
from ..arrays import Arrays, Bools, Floats, Ints
from ..backends.highs_lp import WarmLP
from ..limits import Limits, Watch
from .flows import DIRECT, Flows
from .pricing import best_ways
from .relaxation import Relaxation

KEPT_WAYS = 6
FIRST_IN_DOUBT = 3000
FIRST_PENALTY = 5.0  # times what another way saves on average: for room or supply that is not there
MARGIN = 3.0  # times what is missing: what is cast into doubt beside
PRICE_STEPS = 60
FIRST_PRICE_STEP = 0.2
NEAR_STEPS = 25
NEAR_PRICE_STEP = 0.05
PRICE_STEP_FALLS = 0.94
TOLERANCE = 1e-7  # of the price of a demand, by which a way must be cheaper to matter
MOST_ROUNDS = 30


@dataclass(frozen=True)
class Service:
    """Flows through given sites.

    Attributes
    ----------
    sizes
        Size of each site, -1 for closed.
    flows
        What serves which demand; None if the sites cannot serve all.
    cost
        Of sites and flows; inf without.
    least
        No flows through these sites cost less, sites included.
    room, mu
        Prices of a m3 of room, shape (sites, periods), and of a unit of supply, shape (rows, periods).
    """

    sizes: Ints
    flows: Flows | None
    cost: float
    least: float
    room: Floats
    mu: Floats


@dataclass(frozen=True)
class Found:
    """Answer of one LP: cost, flows, prices as in `Service`, and what was missing of room and supply, by place."""

    cost: float
    flows: Flows
    room: Floats
    mu: Floats
    missing_room: Floats
    missing_supply: Floats

    @property
    def short(self) -> bool:
        """Whether anything was missing."""
        return bool(self.missing_room.any() or self.missing_supply.any())


class Serving:
    """Finds flows for site choices of one problem."""

    def __init__(self, relaxation: Relaxation, spread: Floats, limits: Limits, watch: Watch) -> None:
        self.relaxation, self.costs = relaxation, relaxation.costs
        self.limits, self.watch = limits, watch
        self.short_of = np.inf  # least by which prices without an LP have fallen short of the flows' cost
        demands = self.costs.demands
        c = self.costs
        self.spread = spread
        # what a m3 or a unit may save by another way: the measure of steps and penalties
        self.room_scale = float((spread * c.volume).sum()) / float(c.volume.sum())
        units = c.volume / c.unit_volume[c.product]
        of_product = np.bincount(c.product, spread * c.volume) / np.maximum(np.bincount(c.product, units), 1e-9)
        of_row = np.zeros(c.supply.shape[0])
        for rows in (c.inbound_row, c.direct_row):
            on = rows >= 0
            np.maximum.at(of_row, rows[on], np.broadcast_to(of_product[:, None], rows.shape)[on])
        self.mu_scale = of_row[:, None] + np.zeros_like(c.supply)
        self._period = self.costs.problem.demand_period
        self._group_period = np.repeat(np.arange(self.costs.problem.periods), np.diff(self.costs.period_start))
        self.price = np.empty((demands, KEPT_WAYS))
        self.site = np.empty((demands, KEPT_WAYS), dtype=np.int64)
        self.way = np.empty((demands, KEPT_WAYS), dtype=np.int64)
        self._first = (np.empty((demands, 1)), np.empty((demands, 1), np.int64), np.empty((demands, 1), np.int64))

    def serve(
        self,
        sizes: Ints,
        room: Floats,
        mu: Floats,
        precision: float = 1e-6,
        worthless: float = np.inf,
        near: bool = False,
    ) -> Service:
        """Find the best flows through sites of given sizes, beginning with prices that are near.

        Parameters
        ----------
        sizes
            Size of each site, -1 for closed.
        room, mu
            Prices to begin with, as in `Service`.
        precision
            Part of the cost by which the flows may be dearer than the best.
        worthless
            Cost from which flows are not wanted.
        near
            Whether the prices are those of a site choice that differs little.
        """
        c = self.costs
        sites = np.flatnonzero(sizes >= 0)
        capacity = np.zeros((sizes.size, c.problem.periods))
        capacity[sites] = c.capacity[sites, sizes[sites]][:, None]
        opening = float(c.size_cost[sites, sizes[sites]].sum())
        best = Service(sizes, None, np.inf, -np.inf, room, mu)
        doubted = np.zeros(c.demands, dtype=bool)
        none = np.empty(0, dtype=np.int64)
        columns = Flows(none, none, none, np.empty(0))
        penalty, short = FIRST_PENALTY, False
        best, room, mu = self._approach(best, sites, capacity, opening, worthless, near)
        approached = best.least
        for _ in range(MOST_ROUNDS):
            if best.least >= worthless:
                return best
            self.price_ways(sites, room, mu)
            least = (
                float((self.price[:, 0] * c.volume).sum())
                - float((room * capacity).sum())
                - float((mu * c.supply).sum())
            )
            if not np.isfinite(least):
                return best  # some demand has no way at all
            if least + opening > best.least:
                best = replace(best, least=least + opening)
            if (best.flows and best.cost - best.least <= precision * abs(best.cost)) or self.stopped:
                return best
            if not doubted.any():
                self.settled_site, self.settled_way = self.site[:, 0].copy(), self.way[:, 0].copy()
                regret = (self.price[:, 1] - self.price[:, 0]) / self.spread
                doubted |= self._nearest(regret, max(FIRST_IN_DOUBT, c.demands // 50))
            elif not short:
                doubted |= (self.settled_site != self.site[:, 0]) | (self.settled_way != self.way[:, 0])
            columns = self._joined(columns, doubted)
            while True:
                found = self._solve(doubted, columns, capacity, opening, penalty, room, mu)
                if found is None:
                    return best
                further = self._burdening(doubted, regret, found)
                if not further.any():
                    break
                doubted |= further
                columns = self._joined(columns, doubted)
            room, mu = found.room, found.mu
            short = found.short
            if short:  # prices are those of a lack: good for finding columns, not for doubting what is settled
                penalty *= 2
            elif found.cost < best.cost:
                best = Service(sizes, found.flows, found.cost, best.least, room, mu)
                self.short_of = min(self.short_of, max(0.0, found.cost - approached))
        return best

    def _burdening(self, doubted: Bools, regret: Floats, found: Found) -> Bools:
        """Settled demands that take what is missing, those of least regret first: some times as much as is missing."""
        further = np.zeros_like(doubted)
        if not found.short:
            return further
        settled = np.flatnonzero(~doubted)
        settled = settled[np.argsort(regret[settled], kind="stable")]
        volume = self.costs.volume[settled]
        flows = Flows(settled, self.settled_site[settled], self.settled_way[settled], volume)
        at, row = self._places(flows)
        units = volume / self.costs.unit_volume[self.costs.product[settled]]
        for place, missing, amount in ((at, found.missing_room, volume), (row, found.missing_supply, units)):
            for r in np.flatnonzero(missing > 0):
                here = np.flatnonzero(place == r)
                enough = np.searchsorted(np.cumsum(amount[here]), MARGIN * missing[r]) + 1
                further[settled[here[:enough]]] = True
        return further

    def _approach(
        self, best: Service, sites: Ints, capacity: Floats, opening: float, worthless: float, near: bool
    ) -> tuple[Service, Floats, Floats]:
        """Raise prices of what is asked for too much and lower the others, step by step; keep the best bound."""
        c = self.costs
        room, mu = best.room.copy(), best.mu.copy()
        kept, kept_mu = room, mu
        asked_room, asked_mu = np.zeros_like(room), np.zeros_like(mu)
        price, site, way = self._first
        step = NEAR_PRICE_STEP if near else FIRST_PRICE_STEP
        for i in range(NEAR_STEPS if near else PRICE_STEPS):
            self._price_ways(sites, room, mu, price, site, way)
            least = (
                float((price[:, 0] * c.volume).sum()) - float((room * capacity).sum()) - float((mu * c.supply).sum())
            )
            if not np.isfinite(least):
                break
            if least + opening > best.least:
                best = replace(best, least=least + opening)
                kept, kept_mu = room.copy(), mu.copy()
                if best.least >= worthless or self.stopped:
                    break
            everyone = np.arange(c.demands)
            flows = Flows(everyone, site[:, 0], way[:, 0], c.volume)
            at, row = self._places(flows)
            use = np.bincount(at[at >= 0], c.volume[at >= 0], room.size).reshape(room.shape)
            units = (c.volume / c.unit_volume[c.product])[row >= 0]
            draw = np.bincount(row[row >= 0], units, mu.size).reshape(mu.shape)
            blend = 1.0 if i == 0 else 0.4
            asked_room = (1 - blend) * asked_room + blend * (use - capacity) / np.maximum(capacity, 1e-9)
            asked_mu = (1 - blend) * asked_mu + blend * (draw - c.supply) / np.maximum(c.supply, 1e-9)
            room = np.maximum(0.0, room + step * self.room_scale * np.clip(asked_room, -1, 1))
            room[capacity <= 0] = 0.0
            mu = np.maximum(0.0, mu + step * self.mu_scale * np.clip(asked_mu, -1, 1))
            step *= PRICE_STEP_FALLS
        return best, kept, kept_mu

    def _joined(self, columns: Flows, doubted: Bools) -> Flows:
        """Columns so far, with the few cheapest of every doubted demand; none twice."""
        in_lp = np.flatnonzero(doubted)
        real = np.isfinite(self.price[in_lp].ravel())
        d = np.concatenate([columns.demand, np.repeat(in_lp, KEPT_WAYS)[real]])
        w = np.concatenate([columns.site, self.site[in_lp].ravel()[real]])
        a = np.concatenate([columns.way, self.way[in_lp].ravel()[real]])
        ways = max(self.costs.inbound.shape[2], self.costs.direct.shape[1])
        _, first = np.unique((d * (self.costs.inbound.shape[0] + 1) + w + 1) * ways + a, return_index=True)
        return Flows(d[first], w[first], a[first], np.zeros(first.size))

    @property
    def stopped(self) -> bool:
        """Whether time is up or the caller has had enough."""
        return self.watch.cancel.cancelled or self.watch.elapsed() >= self.limits.time_limit

    def price_ways(self, sites: Ints, room: Floats, mu: Floats) -> None:
        """Put the few cheapest ways of every demand into ``price``, ``site`` and ``way``."""
        self._price_ways(sites, room, mu, self.price, self.site, self.way)

    def cheapest(self, service: Service) -> Floats:
        """Price per m3 of the cheapest way of every demand under the prices of a service."""
        self._price_ways(np.flatnonzero(service.sizes >= 0), service.room, service.mu, *self._first)
        return self._first[0][:, 0].copy()

    def _price_ways(self, sites: Ints, room: Floats, mu: Floats, price: Floats, site: Ints, way: Ints) -> None:
        c, of = self.costs, self.costs.problem
        best_ways(
            sites, room, c.inbound, c.inbound_row, c.release, c.order_price, c.kg_price, c.by_order, c.by_kg,
            c.unit_volume, c.product, c.group_start, c.group_market, self._group_period, c.market_territory, c.direct,
            c.direct_row, c.direct_origin, c.clearance, of.direct_order_price, of.direct_kg_price, mu, price, site,
            way,
        )  # fmt: skip

    @staticmethod
    def _nearest(regret: Floats, few: int) -> Bools:
        if few >= regret.size:
            return np.ones(regret.size, dtype=bool)
        mask = np.zeros(regret.size, dtype=bool)
        mask[np.argpartition(regret, few)[:few]] = True
        return mask

    def _solve(
        self, doubted: Bools, flows: Flows, capacity: Floats, opening: float, penalty: float, room: Floats, mu: Floats
    ) -> Found | None:
        """Find the best way to serve the doubted by given columns, the others as they are settled."""
        c = self.costs
        settled = np.flatnonzero(~doubted)
        fixed = Flows(settled, self.settled_site[settled], self.settled_way[settled], c.volume[settled])
        in_lp = np.flatnonzero(doubted)
        periods = c.problem.periods
        left = capacity.ravel().copy()
        supply = c.supply.ravel().copy()
        at, row = self._places(fixed)
        np.subtract.at(left, at[at >= 0], fixed.units[at >= 0])
        drawn = fixed.units / c.unit_volume[c.product[settled]]
        np.subtract.at(supply, row[row >= 0], drawn[row >= 0])

        at, row = self._places(flows)
        used = np.unique(at[at >= 0])
        asked = np.unique(row[row >= 0])
        overdrawn = np.flatnonzero(left < 0)
        used = np.union1d(used, overdrawn)
        asked = np.union1d(asked, np.flatnonzero(supply < 0))
        columns, k, u, r = flows.size, in_lp.size, used.size, asked.size
        prices = self._prices(flows)
        volume = c.volume[flows.demand]
        position = np.searchsorted(in_lp, flows.demand)
        rows, cols, values = [position], [np.arange(columns)], [np.ones(columns)]
        on = np.flatnonzero(at >= 0)
        rows.append(k + np.searchsorted(used, at[on]))
        cols.append(on)
        values.append(volume[on])
        on = np.flatnonzero(row >= 0)
        rows.append(k + u + np.searchsorted(asked, row[on]))
        cols.append(on)
        values.append((volume / c.unit_volume[c.product[flows.demand]])[on])
        rows.append(k + np.arange(u + r))
        cols.append(columns + np.arange(u + r))
        values.append(-np.ones(u + r))
        missing = penalty * np.concatenate([np.full(u, self.room_scale), self.mu_scale.ravel()[asked]]) + 1e-9
        matrix = sp.coo_matrix(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(cols))), shape=(k + u + r, columns + u + r)
        ).tocsc()
        model = Arrays(
            cost=np.concatenate([prices * volume, missing]), lower=np.zeros(columns + u + r),
            upper=np.full(columns + u + r, np.inf), integer=np.zeros(columns + u + r, dtype=bool), matrix=matrix,
            row_lower=np.concatenate([np.ones(k), np.full(u + r, -np.inf)]),
            row_upper=np.concatenate([np.ones(k), left[used], supply[asked]]),
        )  # fmt: skip
        found = WarmLP(model, method="simplex").solve(self.limits.after(self.watch.elapsed()), self.watch)
        if found.status != Proof.OPTIMAL or found.x is None or found.row_dual is None:
            return None
        new_room, new_mu = room.ravel().copy(), mu.ravel().copy()
        new_room[used] = np.maximum(0.0, -found.row_dual[k : k + u])
        new_mu[asked] = np.maximum(0.0, -found.row_dual[k + u :])
        least = 1e-9 * float(c.volume.sum())
        lacking = np.where(found.x[columns:] > least, found.x[columns:], 0.0)
        missing_room, missing_supply = np.zeros(left.size), np.zeros(supply.size)
        missing_room[used], missing_supply[asked] = lacking[:u], lacking[u:]
        share = found.x[:columns]
        some = share > 1e-12
        cost = opening + float((prices * volume * share)[some].sum()) + float((self._prices(fixed) * fixed.units).sum())
        out = Flows(
            np.concatenate([fixed.demand, flows.demand[some]]), np.concatenate([fixed.site, flows.site[some]]),
            np.concatenate([fixed.way, flows.way[some]]), np.concatenate([fixed.units, (volume * share)[some]]),
        )  # fmt: skip
        return Found(
            cost, out, new_room.reshape(-1, periods), new_mu.reshape(-1, periods), missing_room, missing_supply
        )

    def _places(self, flows: Flows) -> tuple[Ints, Ints]:
        """Place of room and of supply that each flow (kept ways) takes; -1 for none."""
        c, periods = self.costs, self.costs.problem.periods
        period, product = self._period[flows.demand], c.product[flows.demand]
        direct = flows.site == DIRECT
        at = np.where(direct, -1, flows.site * periods + period)
        row = np.empty(flows.size, dtype=np.int64)
        row[~direct] = c.inbound_row[product[~direct], flows.way[~direct]]
        row[direct] = c.direct_row[product[direct], flows.way[direct]]
        return at, np.where(row >= 0, row * periods + period, -1)

    def _prices(self, flows: Flows) -> Floats:
        """Price per m3 of flows by kept ways."""
        c, of = self.costs, self.costs.problem
        product, market = c.product[flows.demand], of.demand_market[flows.demand]
        price = np.empty(flows.size)
        direct = flows.site == DIRECT
        s, d = ~direct, direct
        w, p, m = flows.site[s], product[s], market[s]
        price[s] = (
            c.inbound[w, p, flows.way[s]] + c.release[w, c.market_territory[m], p]
            + c.order_price[w, m] * c.by_order[p] + c.kg_price[w, m] * c.by_kg[p]
        )  # fmt: skip
        p, m = product[d], market[d]
        o = c.direct_origin[p, flows.way[d]]
        price[d] = (
            c.direct[p, flows.way[d]] + c.clearance[c.market_territory[m], p]
            + of.direct_order_price[o, m] * c.by_order[p] + of.direct_kg_price[o, m] * c.by_kg[p]
        )  # fmt: skip
        return price

    def in_units(self, flows: Flows) -> Flows:
        """Return flows of m3 by kept ways as flows of units by the problem's own ways."""
        c = self.costs
        product = c.product[flows.demand]
        way = flows.way.copy()
        stocked = flows.site != DIRECT
        way[stocked] = c.inbound_way[flows.site[stocked], product[stocked], flows.way[stocked]]
        return Flows(flows.demand, flows.site, way, flows.units / c.unit_volume[product])
