"""Loads: whole containers, what they cost, and the fees of the entries they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Block
from ..plan.components import COLUMN
from ..trade.fees import Fee
from .ground import Bools, Floats, Ground, Ints
from .inbound import Inbound


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
    fixed, by_value
        Fees of one entry, and of one unit of its customs value, that the model carries in its costs.
    count, charge
        Blocks of whole containers, in the order of ``np.flatnonzero(container)``, and of the fees that only rows bound.
    """

    move: Ints
    of_column: Ints
    container: Bools
    price: Floats
    handling: Floats
    fees: tuple[tuple[Fee, ...], ...]
    fixed: Floats
    by_value: Floats
    count: Block
    charge: Block

    def entries(self, inbound: Inbound, z: Floats, count: Floats) -> tuple[Floats, Floats, Floats]:
        """Full loads' worth that flows, loads, and customs value of each move; shape (moves,) each."""
        filled, value = (
            np.bincount(self.of_column, z * unit, minlength=self.move.size).astype(float)
            for unit in (inbound.load_share, inbound.customs_value)
        )
        number = filled.copy()
        number[self.container] = np.round(count)
        return filled, number, value

    def true_fees(self, number: Floats, value: Floats) -> Floats:
        """Fees of each move for that many entries of that value together; shape (moves,)."""
        each = np.divide(value, number, out=np.zeros_like(value), where=number > 0)
        return np.array([
            sum(float(n * fee.of(v)) for fee in due) for n, v, due in zip(number, each, self.fees, strict=True)
        ])  # fmt: skip


def loads(model: ArrayModel, ground: Ground, period: int, inbound: Inbound, z: Block) -> tuple[Loads, Floats]:
    """Whole containers with room and payload for what they carry, and fees by entry.

    Σ volume · z ≤ usable · N,  Σ weight · z ≤ payload · N            for every move by container
    F ≥ a · N + b · Σ customs value · z   for every line (a, b) below a fee   (N loads, shares where not by container)

    Returns
    -------
    Loads, and the cost of each inbound column that its loads and fees do not carry already, shape (columns,).
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
    cost = inbound.unit_cost.sum(axis=1)
    in_box = container[of_column]
    paid = inbound.unit_cost[:, COLUMN["freight"]] + inbound.load_share * handling[of_column]
    cost = np.where(in_box, cost - paid, cost)
    box_cost = (price + handling)[boxed]

    worth = _most_worth(ground, inbound, of_column, link, container)
    joint: list[tuple[int, tuple[tuple[float, float], ...]]] = []
    position = np.full(move.size, -1)
    position[boxed] = np.arange(boxed.size)
    fixed, share = np.zeros(move.size), np.zeros(move.size)
    for m, due in enumerate(fees):
        for fee in due:
            lines = fee.below(float(worth[m]))
            if len(lines) == 1:
                fixed[m] += lines[0][0]
                share[m] += lines[0][1]
            else:
                joint.append((m, lines))
    box_cost = box_cost + fixed[boxed]
    cost = cost + share[of_column] * inbound.customs_value
    cost = cost + np.where(in_box, 0.0, fixed[of_column] * inbound.load_share)

    count = model.add_columns("containers", boxed.size, cost=box_cost, integer=True)
    _room(model, ground, inbound, z, of_column, position, link, count)
    charge = _fee_rows(model, inbound, z, of_column, position, count, joint)
    return Loads(move, of_column, container, price, handling, fees, fixed, share, count, charge), cost


def _most_worth(ground: Ground, inbound: Inbound, of_column: Ints, link: Ints, container: Bools) -> Floats:
    """Most that a load of each move can be worth, shape (moves,).

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
        np.maximum.at(worth, of_column, inbound.customs_value / share)
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


def _fee_rows(
    model: ArrayModel, inbound: Inbound, z: Block, of_column: Ints, position: Ints, count: Block,
    joint: list[tuple[int, tuple[tuple[float, float], ...]]],
) -> Block:  # fmt: skip
    charge = model.add_columns("entry fees", len(joint), cost=1.0)
    order = np.argsort(of_column, kind="stable")
    first = np.searchsorted(of_column[order], np.arange(position.size + 1))
    for f, (m, lines) in enumerate(joint):
        columns = order[first[m] : first[m + 1]]
        rows = model.add_rows("entry fees", len(lines), lower=0.0)
        for r, (a, b) in enumerate(lines):
            model.add_entries(rows[r], charge[f], 1.0)
            by_load = 0.0 if position[m] >= 0 else a * inbound.load_share[columns]
            model.add_entries(rows[r], z[columns], -(b * inbound.customs_value[columns] + by_load))
            if position[m] >= 0:
                model.add_entries(rows[r], count[int(position[m])], -a)
    return charge
