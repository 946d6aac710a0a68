"""Rules to price by: the shipped reference tables, alone or with rows of the user's own before them."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .trade.rulebook import Rulebook

Stamp = tuple[tuple[str, int, int], ...]


def reference_of(overrides: str | Path | None = None) -> Reference:
    """Rules, read once: an unchanged folder gives the same ones.

    Parameters
    ----------
    overrides
        Folder of tables whose rows go before the shipped ones, or the name of one of the optional ones.

    Raises
    ------
    InputError
        With everything that is wrong with the overrides.
    """
    if overrides is None:
        return _read(None, ())
    from .loaders.reference import overrides_folder

    folder = overrides_folder(Path(overrides)).resolve()
    return _read(folder, tuple(sorted((f.name, f.stat().st_mtime_ns, f.stat().st_size) for f in folder.iterdir())))


@dataclass(frozen=True)
class Book:
    """The rules, with amounts at the rates of exchange of some days."""

    rules: Rulebook
    rates: dict[str, float]


class Reference:
    """Tables of rules, and the rulebooks made of them when first asked for.

    Attributes
    ----------
    days
        On which rates of exchange change, from the first day there is.
    """

    def __init__(self, overrides: Path | None) -> None:
        from .loaders.reference import reference_tables

        self.tables = reference_tables(overrides)
        begins = self.tables["currencies"]["effective_from"].dropna()
        self.days = sorted({dt.date.min, *(day.date() for day in begins)})
        self._books: dict[dt.date, Book] = {}

    def on(self, day: dt.date) -> Book:
        """Rules at the rates of exchange of a day; a currency without a rate yet has its first."""
        from .loaders.reference import BASE_CURRENCY
        from .network.exchange import rates_on
        from .trade.rulebook import Rulebook

        since = self.days[bisect_right(self.days, day) - 1]
        if since not in self._books:
            table = self.tables["currencies"].sort_values("effective_from", na_position="first", kind="stable")
            firsts = table.drop_duplicates("currency")
            first = dict(zip(firsts["currency"], firsts["rate"].astype(float), strict=True))
            rates = {**first, **rates_on(table, since, BASE_CURRENCY)}
            self._books[since] = Book(Rulebook(self.tables, rates), rates)
        return self._books[since]


@lru_cache(maxsize=8)
def _read(overrides: Path | None, stamp: Stamp) -> Reference:
    return Reference(overrides)
