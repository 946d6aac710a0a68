"""The LP over the demands whose way is in doubt, with the room and supply that the settled leave.

What a site holds of a product is one stock, whatever it came by. So which site serves a demand, and by which ways a
site is supplied with a product, are separate columns, tied by one row for each site, period and product: makers are
weighed against each other once a site, not once a demand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from ..answer import Proof
from ..arrays import Arrays, Floats, Ints
from ..backends.highs_lp import WarmLP
from ..limits import Limits, Watch
from .allot import allot
from .factored import Factored
from .flows import DIRECT, Flows


@dataclass(frozen=True)
class Found:
    """Answer of one LP: cost, flows (m3, by kept ways), prices, and what was missing of room and supply, by place."""

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


class DoubtedLP:
    """The LP for given sites, settled flows, and columns of the others (the way of stock is left open).

    Σ share = 1;  Σ volume · share - Σ inbound = - settled volume, of each site, period and product;
    Σ volume · share ≤ room left;  Σ direct units + Σ inbound units ≤ supply left.
    """

    def __init__(
        self, costs: Factored, period: Ints, sites: Ints, capacity: Floats, fixed: Flows, columns: Flows
    ) -> None:
        c, periods = costs, costs.problem.periods
        self.costs, self.fixed, self.columns = costs, fixed, columns
        self.period = period
        self.products = c.problem.products
        at, row = places(c, period, fixed, stock_draws=False)
        self.left, self.supply = capacity.ravel().copy(), c.supply.ravel().copy()
        np.subtract.at(self.left, at[at >= 0], fixed.units[at >= 0])
        units = fixed.units / c.unit_volume[c.product[fixed.demand]]
        np.subtract.at(self.supply, row[row >= 0], units[row >= 0])
        self.at, self.row = places(c, period, columns, stock_draws=False)
        self.fixed_stock = self._stock(fixed, at)
        self.column_stock = self._stock(columns, self.at)
        kinds = c.inbound.shape[0] * periods * self.products
        self.settled = np.bincount(self.fixed_stock[at >= 0], fixed.units[at >= 0], kinds)
        self.stocks = np.union1d(np.flatnonzero(self.settled > 0), self.column_stock[self.at >= 0])
        # inbound columns: every kept way of every stock
        i, a = np.divmod(np.arange(self.stocks.size * c.inbound.shape[2]), c.inbound.shape[2])
        place, p = np.divmod(self.stocks[i], self.products)
        w, t = np.divmod(place, periods)
        price = c.inbound[w, p, a]
        real = np.isfinite(price)
        self.in_stock, self.in_way, self.in_price = i[real], a[real], price[real]
        r = c.inbound_row[p, a][real]
        self.in_row = np.where(r >= 0, r * periods + t[real], -1)
        self.in_unit = c.unit_volume[p[real]]

    def _stock(self, flows: Flows, at: Ints) -> Ints:
        return np.where(at >= 0, at * self.products + self.costs.product[flows.demand], -1)

    def solve(
        self, opening: float, lack: tuple[float, Floats], before: tuple[Floats, Floats], limits: Limits, watch: Watch
    ) -> Found | None:
        """Solve it; None where time was up.

        Parameters
        ----------
        opening
            Cost of the sites.
        lack
            Price of a m3 of room, and of a unit of each supply row and period, that is not there.
        before
            Prices of room and supply so far, kept where the LP says nothing of them.
        """
        c, flows = self.costs, self.columns
        in_lp, position = np.unique(flows.demand, return_inverse=True)
        used = np.union1d(np.unique(self.at[self.at >= 0]), np.flatnonzero(self.left < 0))
        asked = np.unique(np.concatenate([self.row[self.row >= 0], self.in_row[self.in_row >= 0],
                                          np.flatnonzero(self.supply < 0)]))  # fmt: skip
        k, u, r, q = in_lp.size, used.size, asked.size, self.stocks.size
        n, z = flows.size, self.in_stock.size
        prices, volume = delivery_prices(c, flows), c.volume[flows.demand]
        stocked, direct, drawn = (np.flatnonzero(m >= 0) for m in (self.at, self.row, self.in_row))
        entries = [
            (position, np.arange(n), np.ones(n)),
            (k + np.searchsorted(used, self.at[stocked]), stocked, volume[stocked]),
            (k + u + np.searchsorted(asked, self.row[direct]), direct,
             (volume / c.unit_volume[c.product[flows.demand]])[direct]),
            (k + u + np.searchsorted(asked, self.in_row[drawn]), n + drawn, 1 / self.in_unit[drawn]),
            (k + u + r + np.searchsorted(self.stocks, self.column_stock[stocked]), stocked, volume[stocked]),
            (k + u + r + self.in_stock, n + np.arange(z), -np.ones(z)),
            (k + np.arange(u + r), n + z + np.arange(u + r), -np.ones(u + r)),
        ]  # fmt: skip
        rows, cols, values = (np.concatenate([e[i] for e in entries]) for i in range(3))
        size = n + z + u + r
        missing = np.concatenate([np.full(u, lack[0]), lack[1].ravel()[asked]]) + 1e-9
        have = -self.settled[self.stocks]
        model = Arrays(
            cost=np.concatenate([prices * volume, self.in_price, missing]), lower=np.zeros(size),
            upper=np.full(size, np.inf), integer=np.zeros(size, dtype=bool),
            matrix=sp.coo_matrix((values, (rows, cols)), shape=(k + u + r + q, size)).tocsc(),
            row_lower=np.concatenate([np.ones(k), np.full(u + r, -np.inf), have]),
            row_upper=np.concatenate([np.ones(k), self.left[used], self.supply[asked], have]),
        )  # fmt: skip
        quiet = Watch(cancel=watch.cancel, started=watch.started)  # the search tells how far it is
        found = WarmLP(model, method="simplex").solve(limits, quiet)
        if found.status != Proof.OPTIMAL or found.x is None or found.row_dual is None:
            return None
        room, mu = before[0].ravel().copy(), before[1].ravel().copy()
        room[used] = np.maximum(0.0, -found.row_dual[k : k + u])
        mu[asked] = np.maximum(0.0, -found.row_dual[k + u : k + u + r])
        lacking = np.where(found.x[n + z :] > 1e-9 * float(c.volume.sum()), found.x[n + z :], 0.0)
        missing_room, missing_supply = np.zeros(self.left.size), np.zeros(self.supply.size)
        missing_room[used], missing_supply[asked] = lacking[:u], lacking[u:]
        served = found.x[:n] * volume
        some = served > 1e-12 * volume
        inbound = np.maximum(found.x[n : n + z], 0.0)
        cost = opening + float((prices * served)[some].sum()) + float((self.in_price * inbound).sum())
        cost += float((delivery_prices(c, self.fixed) * self.fixed.units).sum())
        fixed = self.fixed
        joined = Flows(
            np.concatenate([fixed.demand, flows.demand[some]]), np.concatenate([fixed.site, flows.site[some]]),
            np.concatenate([fixed.way, flows.way[some]]), np.concatenate([fixed.units, served[some]]),
        )  # fmt: skip
        stock = np.concatenate([self.fixed_stock, self.column_stock[some]])
        shape = before[0].shape[1]
        return Found(
            cost, self._supplied(joined, stock, inbound), room.reshape(-1, shape), mu.reshape(-1, shape),
            missing_room, missing_supply,
        )  # fmt: skip

    def _supplied(self, flows: Flows, stock: Ints, inbound: Floats) -> Flows:
        """Return flows with the ways by which their stock came, a flow divided where one way ends."""
        direct = stock < 0
        order = np.flatnonzero(~direct)
        order = order[np.argsort(stock[order], kind="stable")]
        of = np.searchsorted(self.stocks, stock[order])
        piece, way, units = allot(of, flows.units[order], self.in_stock, self.in_way, inbound)
        at = order[piece]
        return Flows(
            np.concatenate([flows.demand[direct], flows.demand[at]]),
            np.concatenate([flows.site[direct], flows.site[at]]),
            np.concatenate([flows.way[direct], way]),
            np.concatenate([flows.units[direct], units]),
        )


def places(costs: Factored, period: Ints, flows: Flows, *, stock_draws: bool) -> tuple[Ints, Ints]:
    """Place of room, and of supply (of flows out of stock only if asked), that each flow takes; -1 for none."""
    periods = costs.problem.periods
    t, product = period[flows.demand], costs.product[flows.demand]
    direct = flows.site == DIRECT
    at = np.where(direct, -1, flows.site * periods + t)
    row = np.full(flows.size, -1, dtype=np.int64)
    if stock_draws:
        row[~direct] = costs.inbound_row[product[~direct], flows.way[~direct]]
    row[direct] = costs.direct_row[product[direct], flows.way[direct]]
    return at, np.where(row >= 0, row * periods + t, -1)


def delivery_prices(costs: Factored, flows: Flows) -> Floats:
    """Price per m3 of flows: out of stock without what the stock cost, direct parcels in full."""
    c, of = costs, costs.problem
    product, market = c.product[flows.demand], of.demand_market[flows.demand]
    price = np.empty(flows.size)
    direct = flows.site == DIRECT
    w, p, m = flows.site[~direct], product[~direct], market[~direct]
    price[~direct] = (
        c.release[w, c.market_territory[m], p] + c.order_price[w, m] * c.by_order[p] + c.kg_price[w, m] * c.by_kg[p]
    )
    p, m = product[direct], market[direct]
    o = c.direct_origin[p, flows.way[direct]]
    price[direct] = (
        c.direct[p, flows.way[direct]] + c.clearance[c.market_territory[m], p]
        + of.direct_order_price[o, m] * c.by_order[p] + of.direct_kg_price[o, m] * c.by_kg[p]
    )  # fmt: skip
    return price
