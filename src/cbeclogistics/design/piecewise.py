"""Piecewise-linear costs, exact: convex ones by rows alone, others with a binary for each of their convex parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Block, Floats, Ints

WITHIN = 1e-9  # how far outside a part a quantity may lie, as a share of the whole range


@dataclass(frozen=True)
class Piece:
    """Cost ``fixed + slope · u`` for ``low ≤ u ≤ high``."""

    low: float
    high: float
    fixed: float
    slope: float

    def at(self, u: float) -> float:
        """Cost of u."""
        return self.fixed + self.slope * u


@dataclass(frozen=True)
class Terms:
    """Linear expression Σ value · x[column]."""

    columns: Ints
    values: Floats


@dataclass(frozen=True)
class Cost:
    """Cost ``scale · g(quantity / scale)``, 0 where the scale is 0.

    Attributes
    ----------
    pieces
        Of g, from 0 to the most that quantity / scale can be, without holes; where two hold the same point the cheaper
        counts. Nowhere below 0.
    scale, quantity
        Say, entries and what they are worth together. Every point of the model keeps quantity ≤ scale · most.
    most_scale
        No point worth looking at has more.
    """

    pieces: tuple[Piece, ...]
    scale: Terms
    quantity: Terms
    most_scale: float


def convex_parts(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Runs of pieces that meet and grow no flatter: within each the cost is the highest of its lines."""
    parts: list[list[Piece]] = []
    for piece in pieces:
        if parts:
            last = parts[-1][-1]
            meets = abs(last.at(piece.low) - piece.at(piece.low)) <= 1e-9 * (1 + abs(piece.at(piece.low)))
            if meets and piece.slope >= last.slope:
                parts[-1].append(piece)
                continue
        parts.append([piece])
    return parts


def charge(model: ArrayModel, name: str, costs: Iterable[Cost]) -> None:
    """Add costs to the model.

    A line a · s + b · q, of scale s and quantity q, stands in the costs of the columns. A convex cost is a column F
    with F ≥ a · s + b · q for each of its lines. Any other is shared among its convex parts p, of which one is taken:

    Σ_p s_p = s,  Σ_p q_p = q,  low_p · s_p ≤ q_p ≤ high_p · s_p,  s_p ≤ most scale · w_p,  Σ_p w_p ≤ 1,  w_p binary

    Its relaxation is the greatest convex function below the cost.
    """
    convex: list[tuple[Cost, list[Piece]]] = []
    split: list[tuple[Cost, list[list[Piece]]]] = []
    for cost in costs:
        parts = convex_parts(cost.pieces)
        if len(parts) > 1:
            split.append((cost, parts))
        elif len(parts[0]) > 1:
            convex.append((cost, parts[0]))
        else:
            (line,) = parts[0]
            model.add_cost(cost.scale.columns, line.fixed * cost.scale.values)
            model.add_cost(cost.quantity.columns, line.slope * cost.quantity.values)
    if convex:
        model.completions.append(_convex(model, name, convex))
    if split:
        model.completions.append(_split(model, name, split))


class Sums:
    """Values of many linear expressions at a point."""

    def __init__(self, terms: Sequence[Terms], scale: Floats) -> None:
        self._row = np.repeat(np.arange(len(terms)), [t.columns.size for t in terms])
        self._column = np.concatenate([t.columns for t in terms])
        self._value = np.concatenate([t.values / s for t, s in zip(terms, scale, strict=True)])
        self._size = len(terms)

    def at(self, x: Floats) -> Floats:
        return np.bincount(self._row, self._value * x[self._column], minlength=self._size).astype(float)

    def add(self, model: ArrayModel, rows: Block, sign: float) -> None:
        model.add_entries(rows[self._row], self._column, sign * self._value)


@dataclass(frozen=True)
class _Lines:
    """Lines of some parts, shape (lines,): the cost of part `part` is the highest of its a · s + b · q."""

    part: Ints
    fixed: Floats
    slope: Floats

    @classmethod
    def of(cls, parts: Sequence[Sequence[Piece]], most: Floats) -> _Lines:
        """Lines in units of the most that quantity / scale can be, so that q lies between 0 and s."""
        part = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
        fixed, slope = (np.array([getattr(x, f) for p in parts for x in p]) for f in ("fixed", "slope"))
        return cls(part, fixed, slope * most[part])

    def highest(self, scale: Floats, quantity: Floats) -> Floats:
        """Cost of each part, shape (parts,)."""
        value = self.fixed * scale[self.part] + self.slope * quantity[self.part]
        return np.asarray(np.maximum.reduceat(value, np.flatnonzero(np.diff(self.part, prepend=-1))))

    def most(self, costs: Sequence[Cost]) -> Floats:
        """Most that each part can cost, shape (parts,)."""
        scale = np.array([c.most_scale for c in costs])
        return np.maximum(np.maximum(self.highest(scale, scale), self.highest(scale, np.zeros(scale.size))), 0.0)


def _most(costs: Sequence[Cost]) -> Floats:
    return np.array([max(c.pieces[-1].high, 1e-12) for c in costs])


def _convex(model: ArrayModel, name: str, made: Sequence[tuple[Cost, list[Piece]]]) -> _Convex:
    costs = [cost for cost, _ in made]
    most = _most(costs)
    scale, quantity = Sums([c.scale for c in costs], np.ones(len(costs))), Sums([c.quantity for c in costs], most)
    lines = _Lines.of([part for _, part in made], most)
    block = model.add_columns(name, len(costs), cost=1.0, upper=lines.most(costs), follows=True)
    rows = model.add_rows(name, lines.part.size, lower=0.0)
    model.add_entries(rows[np.arange(rows.size)], block[lines.part], 1.0)
    for r, (part, a, b) in enumerate(zip(lines.part, lines.fixed, lines.slope, strict=True)):
        cost = costs[part]
        model.add_entries(rows[r], cost.scale.columns, -a * cost.scale.values)
        model.add_entries(rows[r], cost.quantity.columns, -b * cost.quantity.values / most[part])
    return _Convex(scale, quantity, lines, block)


@dataclass(frozen=True)
class _Convex:
    """Sets the columns of convex costs."""

    scale: Sums
    quantity: Sums
    lines: _Lines
    block: Block

    def __call__(self, x: Floats) -> None:
        x[self.block.slice] = np.maximum(self.lines.highest(self.scale.at(x), self.quantity.at(x)), 0.0)


def _split(model: ArrayModel, name: str, made: Sequence[tuple[Cost, list[list[Piece]]]]) -> _Split:
    costs, parts = [cost for cost, _ in made], [part for _, parts in made for part in parts]
    owner = np.repeat(np.arange(len(made)), [len(p) for _, p in made])
    most = _most(costs)
    scale, quantity = Sums([c.scale for c in costs], np.ones(len(costs))), Sums([c.quantity for c in costs], most)
    lines, n, p = _Lines.of(parts, most[owner]), len(costs), np.arange(len(parts))
    low = np.array([part[0].low for part in parts]) / most[owner]
    high = np.array([part[-1].high for part in parts]) / most[owner]
    owners = [costs[i] for i in owner]
    top = np.array([c.most_scale for c in owners])
    amount = model.add_columns(name, p.size, cost=1.0, upper=lines.most(owners), follows=True)
    s = model.add_columns(f"{name}, scale", p.size, upper=top, follows=True)
    q = model.add_columns(f"{name}, quantity", p.size, upper=top, follows=True)
    w = model.add_columns(f"{name}, part", p.size, upper=1.0, integer=True, follows=True)
    for whole, share in ((scale, s), (quantity, q)):
        rows = model.add_rows(name, n, lower=0.0, upper=0.0)
        model.add_entries(rows[owner], share[p], 1.0)
        whole.add(model, rows, -1.0)
    rows = model.add_rows(name, n, upper=1.0)
    model.add_entries(rows[owner], w[p], 1.0)
    for columns, values, upper in (
        ((s, w), (np.ones(p.size), -top), 0.0),
        ((s, q), (low, -np.ones(p.size)), 0.0),
        ((q, s), (np.ones(p.size), -high), 0.0),
    ):
        rows = model.add_rows(name, p.size, upper=upper)
        for column, value in zip(columns, values, strict=True):
            model.add_entries(rows[p], column[p], value)
    rows = model.add_rows(name, lines.part.size, lower=0.0)
    model.add_entries(rows[np.arange(rows.size)], amount[lines.part], 1.0)
    model.add_entries(rows[np.arange(rows.size)], s[lines.part], -lines.fixed)
    model.add_entries(rows[np.arange(rows.size)], q[lines.part], -lines.slope)
    return _Split(scale, quantity, lines, owner, low, high, (amount, s, q, w))


@dataclass(frozen=True)
class _Split:
    """Puts each cost into the part that holds it, the cheapest where several do."""

    scale: Sums
    quantity: Sums
    lines: _Lines
    owner: Ints
    low: Floats
    high: Floats
    blocks: tuple[Block, Block, Block, Block]

    def __call__(self, x: Floats) -> None:
        scale, quantity = self.scale.at(x), self.quantity.at(x)
        s, q = scale[self.owner], quantity[self.owner]
        value = self.lines.highest(s, q)
        outside = np.maximum(np.maximum(self.low * s - q, q - self.high * s), 0.0)
        outside[outside <= WITHIN * (1 + s)] = 0.0
        order = np.lexsort((value, outside, self.owner))
        taken = order[np.flatnonzero(np.diff(self.owner[order], prepend=-1))]
        taken = taken[s[taken] > 0]
        for block, values in zip(self.blocks, (np.maximum(value, 0.0), s, q, np.ones(s.size)), strict=True):
            x[block.slice] = 0.0
            x[block[taken]] = values[taken]
