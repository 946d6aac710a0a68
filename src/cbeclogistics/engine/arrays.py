"""A mixed-integer linear model as arrays with labelled blocks; never a Python object for each variable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Completion = Callable[[Floats], None]  # sets the followers that it knows in place


def _none() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Block:
    """A run of columns or rows that belong together: ``start .. start + size``."""

    name: str
    start: int
    size: int

    @property
    def slice(self) -> slice:
        """Place of the block in the model's arrays."""
        return slice(self.start, self.start + self.size)

    def __getitem__(self, local: Ints | int) -> Ints:
        """Model indices of local ones."""
        return np.asarray(local, dtype=np.int64) + self.start


@dataclass(frozen=True)
class Arrays:
    """``min cost·x + offset`` subject to ``row_lower ≤ A x ≤ row_upper``, ``lower ≤ x ≤ upper``, some x integer.

    Attributes
    ----------
    matrix
        CSC, shape (rows, columns).
    integer
        Shape (columns,), True where the column must be whole.
    followers
        Columns whose best values follow from the others: costs of what others do, and the binaries that choose among
        their pieces.
    completions
        Set the followers, and switches that are on for nothing, to their best values; in this order.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Bools
    matrix: sp.csc_matrix
    row_lower: Floats
    row_upper: Floats
    offset: float = 0.0
    column_blocks: tuple[Block, ...] = ()
    row_blocks: tuple[Block, ...] = ()
    followers: Ints = field(default_factory=_none)
    completions: tuple[Completion, ...] = ()

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self.cost.size)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.row_lower.size)

    @property
    def follows(self) -> Bools:
        """Whether each column is a follower, shape (columns,)."""
        mask = np.zeros(self.columns, dtype=bool)
        mask[self.followers] = True
        return mask

    def completed(self, x: Floats) -> Floats:
        """Point with the followers at their best for what the other columns do."""
        x = x.copy()
        for complete in self.completions:
            complete(x)
        return x

    def objective(self, x: Floats) -> float:
        """Cost of a point."""
        return float(self.cost @ x) + self.offset

    def violation(self, x: Floats) -> float:
        """Largest violation of any bound, row (relative to 1 + its side) or integrality at a point."""
        activity = self.matrix @ x
        sides = [
            np.max(self.lower - x, initial=0.0),
            np.max(x - self.upper, initial=0.0),
            np.max(np.abs(x - np.round(x))[self.integer], initial=0.0),
        ]
        for low, high in ((self.row_lower, activity), (activity, self.row_upper)):
            finite = np.isfinite(low) & np.isfinite(high)
            excess = (low - high)[finite] / (1 + np.abs(activity[finite]))
            sides.append(np.max(excess, initial=0.0))
        return float(max(sides))


@dataclass
class ArrayModel:
    """Collects blocks of columns, rows and coefficients, then freezes them into `Arrays`."""

    _cost: list[Floats] = field(default_factory=list)
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    _integer: list[Bools] = field(default_factory=list)
    _follows: list[Bools] = field(default_factory=list)
    _further_cost: list[tuple[Ints, Floats]] = field(default_factory=list)
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _column_blocks: list[Block] = field(default_factory=list)
    _row_blocks: list[Block] = field(default_factory=list)
    completions: list[Completion] = field(default_factory=list)
    columns: int = 0
    rows: int = 0
    offset: float = 0.0

    def add_columns(
        self,
        name: str,
        size: int,
        *,
        cost: npt.ArrayLike = 0.0,
        lower: npt.ArrayLike = 0.0,
        upper: npt.ArrayLike = np.inf,
        integer: bool = False,
        follows: bool = False,
    ) -> Block:
        """Add a block of columns; scalars are spread over it. What follows needs a completion that sets it."""
        for store, value in ((self._cost, cost), (self._lower, lower), (self._upper, upper)):
            store.append(np.broadcast_to(np.asarray(value, dtype=float), (size,)).copy())
        self._integer.append(np.full(size, integer))
        self._follows.append(np.full(size, follows))
        block = Block(name, self.columns, size)
        self._column_blocks.append(block)
        self.columns += size
        return block

    def add_cost(self, columns: npt.ArrayLike, cost: npt.ArrayLike) -> None:
        """Add to the cost of columns at model indices."""
        c, v = np.broadcast_arrays(np.atleast_1d(np.asarray(columns, np.int64)), np.asarray(cost, dtype=float))
        self._further_cost.append((c.ravel(), v.ravel()))

    def add_rows(self, name: str, size: int, *, lower: npt.ArrayLike = -np.inf, upper: npt.ArrayLike = np.inf) -> Block:
        """Add a block of rows without coefficients; scalars are spread over it."""
        for store, value in ((self._row_lower, lower), (self._row_upper, upper)):
            store.append(np.broadcast_to(np.asarray(value, dtype=float), (size,)).copy())
        block = Block(name, self.rows, size)
        self._row_blocks.append(block)
        self.rows += size
        return block

    def add_entries(self, rows: npt.ArrayLike, columns: npt.ArrayLike, values: npt.ArrayLike) -> None:
        """Add coefficients at model indices; entries at one place add up."""
        r, c = np.atleast_1d(np.asarray(rows, np.int64)), np.atleast_1d(np.asarray(columns, np.int64))
        r, c, v = np.broadcast_arrays(r, c, np.asarray(values, dtype=float))
        self._entries.append((r.ravel(), c.ravel(), v.ravel()))

    def freeze(self) -> Arrays:
        """Return the model as arrays, coefficients sorted by column and row."""
        rows, columns, values = (
            np.concatenate([e[i] for e in self._entries]) if self._entries else np.empty(0) for i in range(3)
        )
        matrix = sp.coo_matrix((values, (rows, columns)), shape=(self.rows, self.columns)).tocsc()
        matrix.sum_duplicates()
        matrix.eliminate_zeros()

        def joined(parts: list[Floats]) -> Floats:
            return np.concatenate(parts) if parts else np.empty(0)

        def masks(parts: list[Bools]) -> Bools:
            return np.concatenate(parts) if parts else np.empty(0, dtype=bool)

        cost = joined(self._cost)
        for column, further in self._further_cost:
            np.add.at(cost, column, further)
        return Arrays(
            cost=cost, lower=joined(self._lower), upper=joined(self._upper),
            integer=masks(self._integer), followers=np.flatnonzero(masks(self._follows)),
            completions=tuple(self.completions), matrix=matrix,
            row_lower=joined(self._row_lower), row_upper=joined(self._row_upper), offset=self.offset,
            column_blocks=tuple(self._column_blocks), row_blocks=tuple(self._row_blocks),
        )  # fmt: skip
