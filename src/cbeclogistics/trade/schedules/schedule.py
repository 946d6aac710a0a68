"""A tariff schedule as an index of its lines by code."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from .grammar import Rate


@dataclass(frozen=True)
class ScheduleLine:
    """One line: its code without dots, the rate text as published, and the rate that was read from it."""

    hs: str
    text: str
    rate: Rate
    description: str = ""


class Schedule:
    """Lines of a schedule, found by code.

    Parameters
    ----------
    lines
        One for each code.
    """

    def __init__(self, lines: Iterable[ScheduleLine]) -> None:
        self._by_code = {line.hs: line for line in lines}
        self._codes = sorted(self._by_code)
        self._longest = max(map(len, self._codes), default=0)

    def __len__(self) -> int:
        return len(self._codes)

    def find(self, hs: str) -> tuple[ScheduleLine, ...]:
        """Lines that a code falls under.

        Returns
        -------
        tuple
            The one line with the longest code that `hs` begins with. Where the schedule only divides further, the
            lines under `hs`, in order. Empty where it has neither.
        """
        for length in range(min(len(hs), self._longest), 1, -1):
            line = self._by_code.get(hs[:length])
            if line is not None:
                return (line,)
        first = bisect_left(self._codes, hs)
        last = bisect_left(self._codes, hs + ":")  # ':' follows '9'
        return tuple(self._by_code[code] for code in self._codes[first:last])
