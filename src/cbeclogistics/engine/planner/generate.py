"""Instances of the planner family, drawn from a seed and sized by the number of possible flows.

What is drawn, and by which law, is told in `docs/planner-family.md`. Prices are rounded to 1e-4 and volumes to 1e-6, so
that the last bit of a machine's exp or log does not show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .draws import Draws
from .problem import Bools, Floats, Ints, Planner, Singles

SIZE_SHARES = np.array([1 / 40, 1 / 15, 1 / 6])  # of the volume of all demand
SIZE_COST_PER_M3 = np.array([90.0, 65.0, 48.0])
MAKERS, SPREAD = 3, 0.09
DUTY_RATES = np.array([0.0, 0.03, 0.06, 0.12, 0.2])
PARCEL_LIMITS = np.array([0.0, 45.0, 150.0])  # value up to which a territory lets parcels in without duty


@dataclass(frozen=True)
class Dimensions:
    """How many of everything."""

    markets: int
    products: int
    sites: int

    @classmethod
    def of(cls, possible_flows: float) -> Dimensions:
        """Dimensions of about so many possible flows: sites by its fourth root, 9 demands of a market to each product.

        Raises
        ------
        ValueError
            Fewer than 200 are asked for.
        """
        if not possible_flows >= 200:
            raise ValueError("expected 200 possible flows or more")
        sites = max(3, round(15 * (possible_flows / 55_800) ** 0.25))
        demands = possible_flows / (2 * MAKERS * sites + MAKERS)
        products = max(1, round(demands**0.5 / 3))
        return cls(max(sites, round(demands / products)), products, sites)


def generate(possible_flows: float, seed: int = 0) -> Planner:
    """Draw an instance of about so many possible flows; the same size and seed give the same instance.

    Raises
    ------
    ValueError
        Fewer than 200 are asked for.
    """
    size = f"{possible_flows:.3g}".replace("e+0", "e").replace("e+", "e")
    return draw(Dimensions.of(possible_flows), seed, f"planner-{size}-{seed}")


def draw(dimensions: Dimensions, seed: int, name: str, periods: int = 1) -> Planner:
    """Draw an instance of given dimensions."""
    of = Draws(seed)
    markets, products, sites = dimensions.markets, dimensions.products, dimensions.sites
    territories = max(2, round(1.2 * markets ** (1 / 3)))
    factories = max(MAKERS, round(2 * products**0.5))

    # places: 1 is some 6,000 km; factories lie together, far to the east
    centre = of.uniform(0, 1, (territories, 2))
    people = of.pareto(1.2, markets) - 0.8
    people /= people.sum()
    market_territory = of.whole(territories, markets)
    market = centre[market_territory] + SPREAD * of.normal((markets, 2))
    near = of.without_repeats(people, sites)
    site = market[near] + 0.02 * of.normal((sites, 2))
    site_territory = market_territory[near]
    factory = of.uniform(0, 0.2, (factories, 2)) + np.array([1.6, 0.3])

    volume = np.round(of.lognormal(-5.0, 0.8, products), 6) + 1e-6
    weight = np.round(volume * of.uniform(120, 350, products), 4)
    value = np.round(of.lognormal(3.3, 0.9, products), 2) + 0.5
    per_order = 1.0 + np.where(value < 40, of.whole(3, products), 0).astype(np.float64)
    makers = np.stack([of.without_repeats(np.ones(factories), MAKERS) for _ in range(products)])
    make = of.uniform(0.45, 0.6, (products, MAKERS)) * value[:, None]

    share = of.lognormal(0.0, 1.0, products)
    expected = 500.0 * markets * products * people[:, None] * (share / share.sum())
    units = np.maximum(np.round(expected * of.lognormal(0.0, 0.4, (periods, markets, products))), 1.0)
    demand = units.sum(1)  # of each period and product
    total = float((units * volume).sum() / periods)

    duty = DUTY_RATES[of.whole(DUTY_RATES.size, (products, territories))]
    limit = PARCEL_LIMITS[of.whole(PARCEL_LIMITS.size, territories)]
    inbound = _inbound(of, _distance(factory, site), makers, make, volume, weight)
    order, kilo = _delivery(of, _distance(site, market), site_territory[:, None] != market_territory)
    far = _distance(factory, market)
    size_cost = SIZE_COST_PER_M3 * SIZE_SHARES * total * of.uniform(0.7, 1.4, (sites, 1)) * periods
    rows = np.arange(products * MAKERS).reshape(products, MAKERS)
    supply = np.round(np.repeat(demand, MAKERS, axis=1).T * of.uniform(0.4, 0.8, (rows.size, 1))) + 1.0
    place = np.indices(units.shape).reshape(3, -1)
    return Planner(
        name=name,
        capacity_m3=np.tile(np.round(SIZE_SHARES * total, 3), (sites, 1)),
        size_cost=np.round(size_cost, 2),
        site_territory=site_territory,
        market_territory=market_territory,
        unit_volume_m3=volume,
        unit_weight_kg=weight,
        units_per_order=per_order,
        supply_units=supply,
        inbound_row=np.repeat(rows, 2, axis=1),
        inbound_price=inbound,
        order_price=order,
        kg_price=kilo,
        release_price=_release(duty, value, per_order),
        direct_row=rows,
        direct_origin=makers,
        direct_goods_price=np.round(make * 1.005, 4),
        direct_order_price=_single(2.6 + 0.8 * far),
        direct_kg_price=_single(7.2 + 1.8 * far),
        direct_clearance=_parcel_clearance(duty, value, per_order, limit),
        demand_period=place[0].astype(np.int64),
        demand_market=place[1].astype(np.int64),
        demand_product=place[2].astype(np.int64),
        demand_units=units.ravel(),
    )


def _distance(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1]))


def _single(prices: Floats) -> Singles:
    return np.round(prices, 4).astype(np.float32)


def _inbound(of: Draws, far: Floats, makers: Ints, make: Floats, volume: Floats, weight: Floats) -> Floats:
    """Ocean, then air, of each maker; goods, capital on the way, freight and handling: (products, ways, sites)."""
    ocean = 90.0 * volume
    air = 5.0 * np.maximum(weight, 167.0 * volume)
    handling = 25.0 * volume[:, None] * of.uniform(0.8, 1.3, (1, far.shape[1]))
    way = 0.6 + 0.5 * far[makers]
    by_mode = [
        make[:, :, None] * (1 + held) + rate[:, None, None] * way + handling[:, None, :]
        for rate, held in ((ocean, 0.04), (air, 0.005))
    ]
    stacked = np.stack(by_mode, axis=2)
    return np.round(stacked.reshape(stacked.shape[0], -1, stacked.shape[3]), 4)


def _delivery(of: Draws, far: Floats, abroad: Bools) -> tuple[
    Singles, Singles
]:  # fmt: skip
    wages = of.uniform(0.85, 1.2, (far.shape[0], 1))
    return _single(1.8 * wages + 3.5 * far + 2.5 * abroad), _single(0.9 * wages + 1.5 * far + 0.3 * abroad)


def _release(duty: Floats, value: Floats, per_order: Floats) -> Floats:
    """At home duty on the bulk value; abroad on the price before the last mile, with an entry for each order."""
    territories = duty.shape[1]
    home = duty * 0.55 * value[:, None] + 0.003 * value[:, None]
    abroad = duty * 0.7 * value[:, None] + 0.02 * value[:, None] + 1.2 / per_order[:, None]
    same = np.eye(territories, dtype=bool)
    return np.round(np.where(same, home[:, None, :], abroad[:, None, :]), 4).astype(np.float64)


def _parcel_clearance(duty: Floats, value: Floats, per_order: Floats, limit: Floats) -> Floats:
    free = (value * per_order)[:, None] <= limit
    charged = duty * 0.8 * value[:, None] + 4.0 / per_order[:, None]
    return np.round(np.where(free, 0.2 / per_order[:, None], charged), 4).astype(np.float64)


def one_product(sites: int = 200, markets: int = 1_000_000, periods: int = 3, seed: int = 0) -> Planner:
    """One product over several periods, without factories: the size of Castro, Nasini & Saldanha-da-Gama (2017)."""
    of = Draws(seed)
    market, site = of.uniform(0, 1, (markets, 2)), of.uniform(0, 1, (sites, 2))
    units = np.round(of.uniform(1, 20, (periods, markets)))
    need = float(units.sum(1).max())
    capacity = np.round(need / sites * of.uniform(2, 6, (sites, 1)))
    order = np.empty((sites, markets), dtype=np.float32)
    for w in range(sites):
        order[w] = _single(1.0 + 10.0 * _distance(site[w : w + 1], market))[0]
    place = np.indices(units.shape).reshape(2, -1)
    none, one = np.empty((1, 0)), np.ones(1)
    zero = np.zeros(1, dtype=np.int64)
    return Planner(
        name=f"one-product-{sites}-{markets}-{periods}-{seed}",
        capacity_m3=capacity,
        size_cost=np.round(capacity * 0.25 * periods * of.uniform(0.8, 1.2, (sites, 1)), 2),
        site_territory=np.zeros(sites, dtype=np.int64),
        market_territory=np.zeros(markets, dtype=np.int64),
        unit_volume_m3=one,
        unit_weight_kg=np.zeros(1),
        units_per_order=one,
        supply_units=np.empty((0, periods)),
        inbound_row=np.full((1, 1), -1, dtype=np.int64),
        inbound_price=np.zeros((1, 1, sites)),
        order_price=order,
        kg_price=np.zeros((sites, markets), dtype=np.float32),
        release_price=np.zeros((1, 1, 1)),
        direct_row=none.astype(np.int64),
        direct_origin=none.astype(np.int64),
        direct_goods_price=none,
        direct_order_price=np.zeros((0, markets), dtype=np.float32),
        direct_kg_price=np.zeros((0, markets), dtype=np.float32),
        direct_clearance=np.zeros((1, 1)),
        demand_period=place[0].astype(np.int64),
        demand_market=place[1].astype(np.int64),
        demand_product=np.repeat(zero, units.size),
        demand_units=units.ravel(),
    )
