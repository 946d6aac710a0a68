"""Lines of consignments as arrays, and the kinds of line among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .rulebook import Rulebook
from .terms import Key

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """Amounts of n lines of consignments; every array has shape (n,), money in the base currency, totals.

    Attributes
    ----------
    units, weight_kg, litres
        Quantity.
    transfer_value
        Goods at the price declared in bulk (FOB).
    price
        What the buyer pays: B2C with tax inside, B2B without; 0 for bulk.
    freight, insurance
        Of the way into the territory, for CIF.
    buyer_spend_per_year
        NaN where unknown.
    consignment
        Lines of one number are one entry; None: each line is one.
    intrinsic
        Goods without tax that the limits of channels look at; None: the transfer value in bulk, else the price.
    price_delivered
        Whether the price holds freight and insurance; None: all do.
    onward
        Transport from the border to the first destination; None: nothing.
    """

    units: Floats
    weight_kg: Floats
    litres: Floats
    transfer_value: Floats
    price: Floats
    freight: Floats
    insurance: Floats
    buyer_spend_per_year: Floats
    consignment: Ints | None = None
    intrinsic: Floats | None = None
    price_delivered: Bools | None = None
    onward: Floats | None = None

    @property
    def size(self) -> int:
        """Number of lines."""
        return int(self.units.size)


@dataclass(frozen=True, kw_only=True)
class Lines(Amounts):
    """Lines of consignments, one product each, with what the rules look at.

    Attributes
    ----------
    territory, country
        Customs territory that is entered, and the country in it whose taxes are due.
    channel
        Clearance channel of the territory, or ``domestic``.
    origin, hs, mode
        Country of origin, tariff code, mode of the border-crossing transport.
    sales_channel
        ``B2C`` or ``B2B``; empty for bulk.
    exporter, shipped_from
        Exporter or producer, for anti-dumping; country that the goods come from; empty: unknown, the origin.
    admitted
        Day of admission into a zone (NaT: none), which locks privileged duties.
    claim
        Whether preferences are claimed where they save more than their proofs cost; None: all are.
    """

    territory: Texts
    country: Texts
    channel: Texts
    origin: Texts
    hs: Texts
    mode: Texts
    sales_channel: Texts
    exporter: Texts | None = None
    shipped_from: Texts | None = None
    admitted: Days | None = None
    claim: Bools | None = None


def kinds(lines: Lines, rules: Rulebook, on: dt.date | Days) -> tuple[Ints, list[Key]]:
    """Find the kinds of line: index of each line's, and their keys.

    Parameters
    ----------
    on
        Day of entry or of release from bond, one for all or shape (n,).
    """
    named = [lines.territory, lines.country, lines.channel, lines.origin, lines.hs, lines.mode, lines.sales_channel]
    optional = [
        lines.exporter,
        lines.shipped_from,
        None if isinstance(on, dt.date) else on,
        lines.admitted,
        lines.claim,
    ]
    usual = ["", "", on, None, True]
    which, first = combinations([*named, *(c for c in optional if c is not None)])
    cells: list[Any] = [column[first] for column in named]
    cells += [[u] * first.size if c is None else c[first] for c, u in zip(optional, usual, strict=True)]
    keys = []
    for *texts, entered, admitted, claim in zip(*cells, strict=True):
        territory = str(texts[0])
        day, locked = as_date(entered), as_date(admitted)
        since = rules.since(territory, day or dt.date.min)
        until = None if locked is None else rules.since(territory, locked)
        keys.append(Key._make([*map(str, texts), since, until, bool(claim)]))
    merged: dict[Key, int] = {}
    again = np.array([merged.setdefault(key, len(merged)) for key in keys], dtype=np.int64)
    return (again[which] if keys else which), list(merged)


def combinations(columns: Sequence[npt.NDArray[Any]]) -> tuple[Ints, Ints]:
    """Distinct rows of columns: index of each row's, and where each is first, in the order of their first rows."""
    n = columns[0].size
    code, count = np.zeros(n, dtype=np.int64), 1
    for column in columns:
        each, names = pd.factorize(column, use_na_sentinel=False)
        if count * max(len(names), 1) > 2**62:
            code, seen = pd.factorize(code)
            count = len(seen)
        code, count = code * len(names) + each, count * max(len(names), 1)
    which, distinct = pd.factorize(code)
    first = np.zeros(len(distinct), dtype=np.int64)
    first[which[::-1]] = np.arange(n)[::-1]  # the last to be written is the first row
    return which.astype(np.int64), first


def as_date(value: Any) -> dt.date | None:
    """Day as a date; None where there is none."""
    if value is None or isinstance(value, dt.date):
        return value
    day = np.datetime64(value, "D")
    return None if np.isnat(day) else day.astype(object)
