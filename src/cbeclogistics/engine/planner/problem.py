"""A design problem in factored form: prices of parts of the way, never of whole flows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import InputError, Problem

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# shape and kind of every array: "amount" is finite and at least 0, "price" may be inf (not offered)
_SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "capacity_m3": ("amount", ("sites", "sizes")),
    "size_cost": ("amount", ("sites", "sizes")),
    "site_territory": ("territories", ("sites",)),
    "market_territory": ("territories", ("markets",)),
    "unit_volume_m3": ("positive", ("products",)),
    "unit_weight_kg": ("amount", ("products",)),
    "units_per_order": ("positive", ("products",)),
    "supply_units": ("amount", ("rows", "periods")),
    "inbound_row": ("rows", ("products", "ways")),
    "inbound_price": ("price", ("products", "ways", "sites")),
    "order_price": ("single", ("sites", "markets")),
    "kg_price": ("single", ("sites", "markets")),
    "release_price": ("amount", ("products", "territories", "territories")),
    "direct_row": ("rows", ("products", "directs")),
    "direct_origin": ("origins", ("products", "directs")),
    "direct_goods_price": ("price", ("products", "directs")),
    "direct_order_price": ("single", ("origins", "markets")),
    "direct_kg_price": ("single", ("origins", "markets")),
    "direct_clearance": ("amount", ("products", "territories")),
    "demand_period": ("periods", ("demands",)),
    "demand_market": ("markets", ("demands",)),
    "demand_product": ("products", ("demands",)),
    "demand_units": ("positive", ("demands",)),
}


@dataclass(frozen=True)
class Planner:
    """Serve every demand from open stocking sites or by direct parcel at least cost.

    A unit of product p for market m of period t costs

    - through site w by inbound way a: ``inbound_price[p, a, w] + order_price[w, m] / units_per_order[p]
      + kg_price[w, m] · unit_weight_kg[p] + release_price[p, territory of w, territory of m]``
    - by direct parcel b from origin o: ``direct_goods_price[p, b] + direct_order_price[o, m] / units_per_order[p]
      + direct_kg_price[o, m] · unit_weight_kg[p] + direct_clearance[p, territory of m]``

    An open site has one size in all periods; what passes it in a period fits ``capacity_m3``. What is drawn from a
    supply row in a period is at most ``supply_units``.

    Attributes
    ----------
    name
        Of the instance.
    capacity_m3, size_cost
        Shape (sites, sizes): m3 a period; cost over all periods.
    site_territory, market_territory
        Customs territory of each.
    unit_volume_m3, unit_weight_kg, units_per_order
        Shape (products,).
    supply_units
        Shape (rows, periods).
    inbound_row, inbound_price
        Shapes (products, ways), (products, ways, sites): supply row drawn from (-1: unlimited); price of a unit put
        into stock, inf where there is no such way.
    order_price, kg_price
        Shape (sites, markets), single precision: delivery.
    release_price
        Shape (products, territories, territories): duty, tax and fees of a unit from stock of the first territory to
        the second.
    direct_row, direct_origin, direct_goods_price
        Shape (products, directs): supply row (-1: unlimited), origin, price of a unit there (inf: no such way).
    direct_order_price, direct_kg_price
        Shape (origins, markets), single precision.
    direct_clearance
        Shape (products, territories).
    demand_period, demand_market, demand_product, demand_units
        Shape (demands,), sorted by period, market, product; at most one for each.
    """

    name: str
    capacity_m3: Floats
    size_cost: Floats
    site_territory: Ints
    market_territory: Ints
    unit_volume_m3: Floats
    unit_weight_kg: Floats
    units_per_order: Floats
    supply_units: Floats
    inbound_row: Ints
    inbound_price: Floats
    order_price: Singles
    kg_price: Singles
    release_price: Floats
    direct_row: Ints
    direct_origin: Ints
    direct_goods_price: Floats
    direct_order_price: Singles
    direct_kg_price: Singles
    direct_clearance: Floats
    demand_period: Ints
    demand_market: Ints
    demand_product: Ints
    demand_units: Floats

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise InputError(problems)

    @property
    def sites(self) -> int:
        """Number of candidate stocking sites."""
        return int(self.capacity_m3.shape[0])

    @property
    def sizes(self) -> int:
        """Number of size options of each site."""
        return int(self.capacity_m3.shape[1])

    @property
    def products(self) -> int:
        """Number of products."""
        return int(self.unit_volume_m3.size)

    @property
    def markets(self) -> int:
        """Number of markets."""
        return int(self.market_territory.size)

    @property
    def territories(self) -> int:
        """Number of customs territories."""
        return int(self.release_price.shape[1])

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.supply_units.shape[1])

    @property
    def demands(self) -> int:
        """Number of demands."""
        return int(self.demand_units.size)

    @property
    def possible_flows(self) -> int:
        """Ways by which a demand can be served, over all demands."""
        ways = np.isfinite(self.inbound_price).sum((1, 2)) + np.isfinite(self.direct_goods_price).sum(1)
        return int(ways[self.demand_product].sum())

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return every array by its name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "name"}


def _problems(problem: Planner) -> list[Problem]:
    found: list[Problem] = []
    counts: dict[str, int] = {}
    for name, (_, shape) in _SHAPES.items():
        is_ = getattr(problem, name).shape
        for axis, length in zip(shape, is_, strict=False):
            counts.setdefault(axis, length)
        asked = tuple(counts.get(axis, 0) for axis in shape)
        if is_ != asked:
            found.append(Problem("planner", f"expected the shape {asked} ({', '.join(shape)})", None, name, str(is_)))
    if found:
        return found
    for name, (kind, _) in _SHAPES.items():
        array = getattr(problem, name)
        expected = _wrong(array, kind, counts.get(kind, 0))
        if expected:
            found.append(Problem("planner", expected, column=name))
    period, market, product = problem.demand_period, problem.demand_market, problem.demand_product
    place = (period * counts["markets"] + market) * counts["products"] + product
    if np.any(np.diff(place) <= 0):
        remedy = "add up demands of one period, market and product, and sort"
        found.append(
            Problem(
                "planner",
                "expected demands sorted by period, market, product, one for each",
                column="demand_units",
                remedy=remedy,
            )
        )
    return found


def _wrong(array: npt.NDArray[Any], kind: str, count: int) -> str:
    if kind == "price":
        return "" if not np.any(np.isnan(array) | (array < 0)) else "expected prices of 0 or more, inf for no such way"
    if kind in ("amount", "single", "positive"):
        wanted = np.float32 if kind == "single" else np.float64
        if array.dtype != wanted:
            return f"expected {np.dtype(wanted).name}"
        low, high = (array.min(), array.max()) if array.size else (1.0, 1.0)
        if not (np.isfinite(low) and np.isfinite(high) and (low > 0 if kind == "positive" else low >= 0)):
            return "expected finite numbers " + ("above 0" if kind == "positive" else "of 0 or more")
        return ""
    least = -1 if kind == "rows" else 0
    if array.dtype != np.int64:
        return "expected int64"
    good = not array.size or (array.min() >= least and array.max() < count)
    return "" if good else f"expected whole numbers from {least} to {count - 1}"
