"""A table of text that rows are added to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..network.raw import RawTable


@dataclass
class Growing:
    """A table as it was read, and rows to come after it.

    Attributes
    ----------
    header
        Names of the columns; what a row says of others is left out.
    """

    header: tuple[str, ...]
    read: list[dict[str, str]]
    added: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, table: RawTable) -> Growing:
        """Table as it was read."""
        return cls(table.header, [dict(zip(table.header, row, strict=True)) for row in table.cells])

    def original(self) -> Iterator[dict[str, str]]:
        """Rows that were there."""
        return iter(self.read)

    def all(self) -> Iterator[dict[str, str]]:
        """Rows that were there, and those added."""
        yield from self.read
        yield from self.added

    def rows_of(self, column: str, value: str) -> list[dict[str, str]]:
        """Rows that were there with that value."""
        return [row for row in self.read if row.get(column) == value]

    def has(self, column: str, value: str) -> bool:
        """Whether a row that was there has that value."""
        return any(row.get(column) == value for row in self.read)

    def add(self, row: Mapping[str, str]) -> None:
        """Add a row."""
        self.added.append({name: row.get(name, "") for name in self.header})

    def copy_rows(self, column: str, value: str, changes: Mapping[str, str]) -> None:
        """Add copies of the rows with that value, changed."""
        for row in self.rows_of(column, value):
            self.add({**row, **changes})

    def frozen(self) -> RawTable:
        """Return the table with all rows."""
        cells = [tuple(row[name] for name in self.header) for row in self.all()]
        return RawTable(self.header, cells, np.arange(2, len(cells) + 2))
