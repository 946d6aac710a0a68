"""Loads: whole containers, what they cost, and the fees of the entries they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Block
from ..plan.components import COLUMN
from ..trade.fees import Fee
from .demands import Demands
from .fees import pieces, total_due
from .ground import Bools, Floats, Ground, Ints
from .inbound import Inbound
from .piecewise import Cost, Terms, charge
from .volume import counted_by_container

LEAST_LOAD = 1e-7  # of a container: less is a solver's tolerance


@dataclass(frozen=True)
class Loads:
    """Moves (link × channel) of a period that carry anything, shape (moves,) each.

    Attributes
    ----------
    move
        Index into `Arcs.move_link`.
    of_column
        Shape (inbound columns,): the move of each inbound column, as an index into `move`.
    container
        Whether it is bought by whole containers.
    price, handling
        Of one load.
    fees
        Fees of one entry, which is one load.
    count
        Whole containers, in the order of ``np.flatnonzero(container)``.
    """

    move: Ints
    of_column: Ints
    container: Bools
    price: Floats
    handling: Floats
    fees: tuple[tuple[Fee, ...], ...]
    count: Block

    def entries(self, inbound: Inbound, z: Floats, count: Floats) -> tuple[Floats, Floats, Floats]:
        """Full loads' worth that flows, loads, and customs value of each move; shape (moves,) each."""
        filled, value = (
            np.bincount(self.of_column, z * unit, minlength=self.move.size).astype(float)
            for unit in (inbound.load_share, inbound.customs_value)
        )
        number = filled.copy()
        number[self.container] = np.round(count)
        return filled, number, value

    def true_fees(self, inbound: Inbound, z: Floats, number: Floats) -> Floats:
        """Fees of each move for what flows in that many entries; shape (moves,)."""
        return total_due(self.fees, number, inbound.bases, self.of_column, z)


def loads(model: ArrayModel, ground: Ground, period: int, demand: Demands, inbound: Inbound, z: Block) -> Loads:
    """Whole containers with room and payload for what they carry, and the fees of their entries.

    Σ volume · z ≤ usable · N,  Σ weight · z ≤ payload · N            for every move by container
    fees of N entries charged on Σ base · z                           N loads, shares where not by container

    What the unit costs of the inbound columns say of freight and handling of containers is taken off them again.
    """
    links, sites, arcs = ground.links, ground.sites, inbound.arcs
    move, of_column = np.unique(arcs.move[inbound.arc], return_inverse=True)
    link = arcs.move_link[move]
    container = np.array([ground.cards[c].basis == "container" for c in links.card[link]], dtype=bool)
    price, handling = ground.load_prices(link), sites.load_cost[links.end[link]]
    day = ground.day(period)
    fees = tuple(
        ground.rulebook.fees(sites.territory[links.end[k]], channel, links.mode[k], day) if channel else ()
        for k, channel in zip(link, arcs.move_channel[move], strict=True)
    )  # fmt: skip
    boxed = np.flatnonzero(container)
    shared = inbound.unit_cost[:, COLUMN["freight"]] + inbound.load_share * handling[of_column]
    model.add_cost(z[np.arange(z.size)], np.where(container[of_column], -shared, 0.0))
    position = np.full(move.size, -1)
    position[boxed] = np.arange(boxed.size)
    most = _most_loads(ground, demand, inbound, of_column, container, link)
    at_most = np.where(counted_by_container(ground)[link], np.inf, most)  # where counted, an empty one may be worth it
    count = model.add_columns(
        "containers", boxed.size, cost=(price + handling)[boxed], upper=at_most[boxed], integer=True
    )  # fmt: skip
    _room(model, ground, inbound, z, of_column, position, link, count)
    made = Loads(move, of_column, container, price, handling, fees, count)
    model.completions.append(_Spare(made, ground, inbound, z, link))
    charge(model, "entry fees", _fees(made, ground, inbound, z, position, most))
    return made


class _Spare:
    """Gives back the containers that what flows does not need: a solver within its gap may keep some.

    Not where an agreement counts them.
    """

    def __init__(self, made: Loads, ground: Ground, inbound: Inbound, z: Block, link: Ints) -> None:
        cards = [ground.cards[c] for c in ground.links.card[link]]
        p, move = inbound.product, made.of_column
        self._made, self._z, self._size = made, z, link.size
        self._kept = counted_by_container(ground)[link][made.container]
        self._volume = ground.products.volume_m3[p] / np.array([c.usable_m3 for c in cards])[move]
        self._weight = ground.products.weight_kg[p] / np.array([c.payload_kg for c in cards])[move]

    def __call__(self, x: Floats) -> None:
        made, z = self._made, x[self._z.slice]
        volume, weight = (
            np.bincount(made.of_column, z * share, minlength=self._size) for share in (self._volume, self._weight)
        )
        needed = np.ceil(np.maximum(volume, weight)[made.container] - LEAST_LOAD)
        needed[self._kept] = np.inf
        x[made.count.slice] = np.minimum(x[made.count.slice], np.maximum(needed, 0.0))


def _fees(made: Loads, ground: Ground, inbound: Inbound, z: Block, position: Ints, most: Floats) -> Iterator[Cost]:
    """Fees of the entries of each move."""
    link = inbound.arcs.move_link[made.move]
    base = inbound.bases
    charged = {fee.rate_on for due in made.fees for fee in due}
    worth = {name: _most_worth(ground, inbound, base[name], made.of_column, link, made.container) for name in charged}
    order = np.argsort(made.of_column, kind="stable")
    first = np.searchsorted(made.of_column[order], np.arange(made.move.size + 1))
    for m in np.flatnonzero([len(due) > 0 for due in made.fees]):
        columns = order[first[m] : first[m + 1]]
        if position[m] >= 0:
            scale = Terms(made.count[position[[m]]], np.ones(1))
        else:
            scale = Terms(z[columns], inbound.load_share[columns])
        for fee in made.fees[m]:
            quantity = Terms(z[columns], base[fee.rate_on][columns])
            yield Cost(pieces(fee, float(worth[fee.rate_on][m])), scale, quantity, float(most[m]))


def _most_loads(
    ground: Ground, demand: Demands, inbound: Inbound, of_column: Ints, container: Bools, link: Ints
) -> Floats:  # fmt: skip
    """Loads that each move could need if it carried all that is wanted of what may travel it, shape (moves,)."""
    products = ground.products
    wanted = np.bincount(demand.product, demand.units, minlength=len(products.names))
    card = [ground.cards[c] for c in ground.links.card[link]]
    room, payload = np.array([c.usable_m3 for c in card]), np.array([c.payload_kg for c in card])
    p, m = inbound.product, of_column
    boxed = products.volume_m3[p] / room[m] + products.weight_kg[p] / payload[m]
    share = np.where(container[m], boxed, inbound.load_share)
    most = np.zeros((link.size, len(products.names)))
    np.maximum.at(most, (m, p), share)
    return np.asarray(np.ceil(most @ wanted) + 1.0)


def _most_worth(
    ground: Ground, inbound: Inbound, unit: Floats, of_column: Ints, link: Ints, container: Bools
) -> Floats:
    """Most that a load of each move can come to, where a unit of each column comes to `unit`; shape (moves,).

    Dense and light goods fill a container together better than either alone, so for each price of volume against
    weight, α, the most is that of the product dearest by α · share of volume + (1 − α) · share of weight.
    """
    cards = [ground.cards[c] for c in ground.links.card[link]]
    room = np.array([c.usable_m3 if boxed else 1.0 for c, boxed in zip(cards, container, strict=True)])
    payload = np.array([c.payload_kg if boxed else 1.0 for c, boxed in zip(cards, container, strict=True)])
    volume = ground.products.volume_m3[inbound.product] / room[of_column]
    weight = ground.products.weight_kg[inbound.product] / payload[of_column]
    most = np.full(link.size, np.inf)
    for alpha in np.linspace(0, 1, 21):
        share = np.where(container[of_column], alpha * volume + (1 - alpha) * weight, inbound.load_share)
        worth = np.zeros(link.size)
        np.maximum.at(worth, of_column, unit / share)
        most = np.minimum(most, worth)
    return most


def _room(
    model: ArrayModel,
    ground: Ground,
    inbound: Inbound,
    z: Block,
    of_column: Ints,
    position: Ints,
    link: Ints,
    count: Block,
) -> None:
    cards = [ground.cards[c] for c in ground.links.card[link[position >= 0]]]
    columns = np.flatnonzero(position[of_column] >= 0)
    row = position[of_column[columns]]
    p = inbound.product[columns]
    for name, unit, room in (
        ("volume", ground.products.volume_m3, np.array([c.usable_m3 for c in cards])),
        ("weight", ground.products.weight_kg, np.array([c.payload_kg for c in cards])),
    ):
        if not cards:
            return
        rows = model.add_rows(f"container {name}", count.size, upper=0.0)
        scale = 1 / room  # in containers, so that the rows are well scaled
        model.add_entries(rows[row], z[columns], unit[p] * scale[row])
        model.add_entries(rows[np.arange(count.size)], count[np.arange(count.size)], -1.0)
