"""What an import of a schedule read, what it only came near to, and what it could not read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One line that is not in the table exactly as published: where it stands, what it says, why."""

    row: int
    hs: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.hs}: {self.text!r}: {self.reason}"


@dataclass(frozen=True)
class ImportReport:
    """Counts of an import, and its remarks.

    Attributes
    ----------
    lines
        Lines that state a rate.
    unread
        Of these, rate texts that could not be read; not in the table.
    unwritable
        Read, but charged on what `duty_rates` has no column for, or of a code that has its row; not in the table.
    near
        In the table with confidence ``low``: the row bounds the rate, or a condition on it stands elsewhere.
    left_out
        Lines of chapters 98 and 99, whose provisions are no base rate.
    """

    file: str
    lines: int
    unread: tuple[Remark, ...] = ()
    unwritable: tuple[Remark, ...] = ()
    near: tuple[Remark, ...] = ()
    left_out: int = 0

    @property
    def read_share(self) -> float:
        """Share of the lines whose rate was read; 1 where there is none."""
        return 1 - len(self.unread) / self.lines if self.lines else 1.0

    @property
    def exact(self) -> int:
        """Rows in the table that say what the line says."""
        return self.written - len(self.near)

    @property
    def exact_share(self) -> float:
        """Share of the lines that are in the table exactly; 1 where there is none."""
        return self.exact / self.lines if self.lines else 1.0

    @property
    def bounds(self) -> int:
        """Rows in the table that are only a bound of the rate."""
        return sum(remark.reason.startswith(("at most", "at least")) for remark in self.near)

    @property
    def written(self) -> int:
        """Rows in the table."""
        return self.lines - len(self.unread) - len(self.unwritable)

    def __str__(self) -> str:
        head = (
            f"{self.file}: {self.lines} lines with a rate, {self.lines - len(self.unread)} read"
            f" ({100 * self.read_share:.2f} %), {self.written} written: {self.exact} exactly"
            f" ({100 * self.exact_share:.2f} %), {self.bounds} as a bound, {len(self.near) - self.bounds} in doubt."
        )
        if self.left_out:
            head += f" {self.left_out} lines of chapters 98 and 99 left out: their provisions are no base rate."
        parts = [head]
        for title, remarks in (
            ("Not read, not in the table", self.unread),
            ("Read, but not in the table", self.unwritable),
            ("In the table with confidence low", self.near),
        ):
            if remarks:
                parts += [f"{title} ({len(remarks)}):", *(f"  {remark}" for remark in remarks)]
        return "\n".join(parts)
