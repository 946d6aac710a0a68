"""Best flows through given sites: exact, by an LP over the few demands whose way is in doubt.

Under prices of room and supply nearly every demand has one way that is clearly cheapest. Those take it; the rest, and
whatever later prices cast into doubt, go into an LP with the room and supply that is left. Its duals are the next
prices. When no way outside the LP is cheaper under them, the flows are the best there are for these sites.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..limits import Limits, Watch
from .assign import cheapest_ways, raise_prices
from .doubted import DoubtedLP, Found, delivery_prices, places
from .evened import evened
from .flows import DIRECT, Flows
from .greedy import serve_in_turn
from .pricing import best_ways
from .relaxation import PARTS, Relaxation

KEPT_WAYS = 6
FIRST_IN_DOUBT, MOST_FIRST_IN_DOUBT = 800, 5000
FIRST_PENALTY = 5.0  # times what another way saves on average: for room or supply that is not there
MARGIN = 3.0  # times what is missing: what is cast into doubt beside
PRICE_STEPS = 120
STEPS_AT_ONCE = 20
FIRST_STEP, FIRST_FALLS = 0.2, 0.96
NEAR_STEP, NEAR_FALLS = 0.1, 0.965
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
        Prices of a m3 of room, shape (sites, periods), and of a unit of supply, shape (rows, periods): those that
        show ``least``.
    """

    sizes: Ints
    flows: Flows | None
    cost: float
    least: float
    room: Floats
    mu: Floats


class Serving:
    """Finds flows for site choices of one problem."""

    def __init__(self, relaxation: Relaxation, spread: Floats, limits: Limits, watch: Watch) -> None:
        self.relaxation, self.costs = relaxation, relaxation.costs
        self.limits, self.watch = limits, watch
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
        self.only_room = bool((c.inbound_row < 0).all() and (c.direct_row < 0).all())
        self._period = self.costs.problem.demand_period
        self._group_period = np.repeat(np.arange(self.costs.problem.periods), np.diff(self.costs.period_start))
        self.price = np.empty((demands, KEPT_WAYS))
        self.site = np.empty((demands, KEPT_WAYS), dtype=np.int64)
        self.way = np.empty((demands, KEPT_WAYS), dtype=np.int64)
        self.cheapest_price = np.empty(demands)
        periods = c.problem.periods
        self._used = np.empty((PARTS, c.capacity.shape[0], periods))
        self._drawn, self._paid = np.empty((PARTS, *c.supply.shape)), np.empty(PARTS)

    def approach(
        self, sizes: Ints, room: Floats, mu: Floats, worthless: float = np.inf, *, near: bool = False,
        steps: int = PRICE_STEPS,
    ) -> Service:  # fmt: skip
        """Find prices that show nearly what the flows through given sites cost, but no flows.

        Prices of what is asked for too much are raised, the others lowered, step by step.

        Parameters
        ----------
        sizes
            Size of each site, -1 for closed.
        room, mu
            Prices to begin with, as in `Service`.
        worthless
            Cost from which flows are not wanted.
        near
            Whether the prices are those of a site choice that differs little.
        steps
            At most.
        """
        c = self.costs
        sites, capacity, opening = self.opened(sizes)
        room, mu = room.copy(), mu.copy()
        least, best_room, best_mu = -np.inf, room.copy(), mu.copy()
        asked_room, asked_mu = np.zeros_like(room), np.zeros_like(mu)
        step, falls = (NEAR_STEP, NEAR_FALLS) if near else (FIRST_STEP, FIRST_FALLS)
        relaxation = self.relaxation
        relaxation.prices(mu)
        for _ in range(0, steps, STEPS_AT_ONCE):
            least = raise_prices(
                STEPS_AT_ONCE, step, falls, worthless, opening, sites, capacity, c.supply, room, mu, asked_room,
                asked_mu, best_room, best_mu, least, self.room_scale, self.mu_scale, c.inbound, c.inbound_row,
                c.release, relaxation.direct_base, relaxation.stock, relaxation.stock_way, c.order_price, c.kg_price,
                c.by_order, c.by_kg, c.unit_volume, c.volume, c.product, c.dense, c.group_start, c.group_market,
                self._group_period, c.market_territory, relaxation.direct, relaxation.direct_way, c.direct_row,
                self.cheapest_price, self._used, self._drawn, self._paid,
            )  # fmt: skip
            step *= falls**STEPS_AT_ONCE
            if least >= worthless or self.stopped:
                break
        return Service(sizes, None, np.inf, least, best_room, best_mu)

    def at_once(self, near: Service) -> Service:
        """Find some flows through the sites of an approach, whatever the time; perhaps none."""
        c, of = self.costs, self.costs.problem
        sites, left, opening = self.opened(near.sizes)
        self.price_ways(sites, near.room, near.mu)
        regret = np.where(np.isfinite(self.price[:, 1]), self.price[:, 1] - self.price[:, 0], np.inf)
        order = np.argsort(-regret, kind="stable")
        most = 2 * c.demands + 10 * (left.size + c.supply.size)
        demand, site, way = (np.empty(most, dtype=np.int64) for _ in range(3))
        flows = Flows(demand, site, way, np.empty(most))
        n = serve_in_turn(
            order, sites, left, c.supply.copy(), c.inbound, c.inbound_row, c.release, c.direct_row,
            c.order_price, c.kg_price, c.by_order, c.by_kg, self.relaxation.direct_base, c.unit_volume, c.volume,
            c.product, of.demand_market, of.demand_period, c.market_territory, self.site, self.way, flows.demand,
            flows.site, flows.way, flows.units,
        )  # fmt: skip
        if n < 0:
            return near
        flows = Flows(flows.demand[:n], flows.site[:n], flows.way[:n], flows.units[:n])
        price = delivery_prices(c, flows)
        stocked = flows.site != DIRECT
        price[stocked] += c.inbound[flows.site[stocked], c.product[flows.demand[stocked]], flows.way[stocked]]
        return replace(near, flows=flows, cost=opening + float(price @ flows.units))

    def serve(self, near: Service, precision: float, worthless: float = np.inf) -> Service:
        """Find the best flows through the sites of an approach, beginning with its prices.

        Parameters
        ----------
        precision
            Part of the cost by which the flows may be dearer than the best.
        worthless
            Cost from which flows are not wanted.
        """
        if self.only_room:
            served = evened(self, near, precision, worthless)
            if served.flows is not None or served.least >= worthless or self.stopped:
                return served
        c = self.costs
        sites, capacity, opening = self.opened(near.sizes)
        doubted = np.zeros(c.demands, dtype=bool)
        none = np.empty(0, dtype=np.int64)
        columns = Flows(none, none, none, np.empty(0))
        penalty, short = FIRST_PENALTY, False
        best, room, mu = near, near.room, near.mu
        for _ in range(MOST_ROUNDS):
            if best.least >= worthless:
                return best
            self.price_ways(sites, room, mu)
            least = (
                float((self.price[:, 0] * c.volume).sum())
                - float((room * capacity).sum())
                - float((mu * c.supply).sum())
            )
            if least + opening > best.least:
                best = replace(best, least=least + opening, room=room, mu=mu)
            if (best.flows and best.cost - best.least <= precision * abs(best.cost)) or self.stopped:
                return best
            if not doubted.any():
                self.settled_site, self.settled_way = self.site[:, 0].copy(), self.way[:, 0].copy()
                regret = (self.price[:, 1] - self.price[:, 0]) / self.spread
                doubted |= self._nearest(regret, max(FIRST_IN_DOUBT, min(MOST_FIRST_IN_DOUBT, c.demands // 50)))
            elif not short:
                other_way = (self.settled_way != self.way[:, 0]) & (self.settled_site == DIRECT)
                drawn_away = ~doubted & ((self.settled_site != self.site[:, 0]) | other_way)
                # prices of an LP that holds few demands are rough: no more than as many again at once
                doubted |= drawn_away & self._nearest(np.where(drawn_away, regret, np.inf), int(doubted.sum()))
            columns = self._joined(columns, doubted)
            margin = MARGIN
            while True:
                found = self._solve(doubted, columns, sites, capacity, opening, penalty, room, mu)
                if found is None:
                    return best
                further = self._burdening(doubted, regret, found, margin)
                if not further.any():
                    break
                doubted |= further
                columns = self._joined(columns, doubted)
                self.price_ways(sites, found.room, found.mu)  # other ways than those that are short
                columns = self._joined(columns, doubted)
                self.price_ways(sites, room, mu)
                margin *= 2
            room, mu = found.room, found.mu
            short = found.short
            if short:  # prices are those of a lack: good for finding columns, not for doubting what is settled
                penalty *= 2
            elif found.cost < best.cost:
                best = replace(best, flows=found.flows, cost=found.cost)
        return best

    def opened(self, sizes: Ints) -> tuple[Ints, Floats, float]:
        """Open sites, room of every site and period, and what opening costs."""
        c = self.costs
        sites = np.flatnonzero(sizes >= 0)
        capacity = np.zeros((sizes.size, c.problem.periods))
        capacity[sites] = c.capacity[sites, sizes[sites]][:, None]
        return sites, capacity, float(c.size_cost[sites, sizes[sites]].sum())

    def _burdening(self, doubted: Bools, regret: Floats, found: Found, margin: float) -> Bools:
        """Settled demands that take what is missing, those of least regret first: some times as much as is missing."""
        further = np.zeros_like(doubted)
        if not found.short:
            return further
        settled = np.flatnonzero(~doubted)
        settled = settled[np.argsort(regret[settled], kind="stable")]
        volume = self.costs.volume[settled]
        flows = Flows(settled, self.settled_site[settled], self.settled_way[settled], volume)
        at, row = places(self.costs, self._period, flows, stock_draws=False)
        units = volume / self.costs.unit_volume[self.costs.product[settled]]
        for place, missing, amount in ((at, found.missing_room, volume), (row, found.missing_supply, units)):
            for r in np.flatnonzero(missing > 0):
                here = np.flatnonzero(place == r)
                enough = np.searchsorted(np.cumsum(amount[here]), margin * missing[r]) + 1
                further[settled[here[:enough]]] = True
        return further

    def _assign(self, sites: Ints, room: Floats, mu: Floats) -> float:
        """Give every demand its cheapest way; return what is paid with the prices of room and supply."""
        c, relaxation = self.costs, self.relaxation
        relaxation.prices(mu)
        cheapest_ways(
            sites, room, relaxation.stock, relaxation.stock_way, c.order_price, c.kg_price, c.by_order, c.by_kg,
            c.unit_volume, c.volume, c.product, c.dense, c.group_start, c.group_market, self._group_period,
            c.market_territory, c.inbound_row, relaxation.direct, relaxation.direct_way, c.direct_row,
            self.cheapest_price, self._used, self._drawn, self._paid,
        )  # fmt: skip
        return float(self._paid.sum())

    def _joined(self, columns: Flows, doubted: Bools) -> Flows:
        """Columns so far, with the few cheapest of every doubted demand; none twice."""
        in_lp = np.flatnonzero(doubted)
        real = np.isfinite(self.price[in_lp].ravel())
        d = np.concatenate([columns.demand, np.repeat(in_lp, KEPT_WAYS)[real]])
        w = np.concatenate([columns.site, self.site[in_lp].ravel()[real]])
        a = np.concatenate([columns.way, np.where(self.site[in_lp] == DIRECT, self.way[in_lp], 0).ravel()[real]])
        ways = max(self.costs.inbound.shape[2], self.costs.direct.shape[1])
        _, first = np.unique((d * (self.costs.inbound.shape[0] + 1) + w + 1) * ways + a, return_index=True)
        return Flows(d[first], w[first], a[first], np.zeros(first.size))

    @property
    def stopped(self) -> bool:
        """Whether time is up or the caller has had enough."""
        return self.watch.cancel.cancelled or self.watch.elapsed() >= self.limits.time_limit

    def price_ways(self, sites: Ints, room: Floats, mu: Floats) -> None:
        """Put the few cheapest ways of every demand into ``price``, ``site`` and ``way``."""
        c, of = self.costs, self.costs.problem
        best_ways(
            sites, room, c.inbound, c.inbound_row, c.release, c.order_price, c.kg_price, c.by_order, c.by_kg,
            c.unit_volume, c.product, c.group_start, c.group_market, self._group_period, c.market_territory, c.direct,
            c.direct_row, c.direct_origin, c.clearance, of.direct_order_price, of.direct_kg_price, mu, self.price,
            self.site, self.way,
        )  # fmt: skip

    def cheapest(self, service: Service) -> Floats:
        """Price per m3 of the cheapest way of every demand under the prices of a service."""
        self._assign(np.flatnonzero(service.sizes >= 0), service.room, service.mu)
        return self.cheapest_price.copy()

    def _solve(
        self, doubted: Bools, columns: Flows, sites: Ints, capacity: Floats, opening: float, penalty: float,
        room: Floats, mu: Floats,
    ) -> Found | None:  # fmt: skip
        settled = np.flatnonzero(~doubted)
        fixed = Flows(settled, self.settled_site[settled], self.settled_way[settled], self.costs.volume[settled])
        lp = DoubtedLP(self.costs, self._period, sites, capacity, fixed, columns)
        lack = penalty * self.room_scale, penalty * self.mu_scale
        return lp.solve(opening, lack, (room, mu), self.limits.after(self.watch.elapsed()), self.watch)

    @staticmethod
    def _nearest(regret: Floats, few: int) -> Bools:
        if few >= regret.size:
            return np.ones(regret.size, dtype=bool)
        mask = np.zeros(regret.size, dtype=bool)
        mask[np.argpartition(regret, few)[:few]] = True
        return mask

    def in_units(self, flows: Flows) -> Flows:
        """Return flows of m3 by kept ways as flows of units by the problem's own ways."""
        c = self.costs
        product = c.product[flows.demand]
        way = flows.way.copy()
        stocked = flows.site != DIRECT
        way[stocked] = c.inbound_way[flows.site[stocked], product[stocked], flows.way[stocked]]
        return Flows(flows.demand, flows.site, way, flows.units / c.unit_volume[product])
