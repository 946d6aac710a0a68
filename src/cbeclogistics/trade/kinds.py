"""Kinds of line: all that the rules look at but amounts, looked up once for each, whatever the number of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .layers import Case
from .lines import Bools, Days, Ints, Lines, Texts
from .rulebook import Rulebook


@dataclass(frozen=True)
class Kinds:
    """Columns of the kinds of line, shape (kinds,) each; days begin a stretch in which no rule changes.

    Attributes
    ----------
    on, admitted
        Day of entry or release; of admission into a zone, NaT without one.
    claim
        Whether preferences are claimed.
    """

    territory: Texts
    country: Texts
    channel: Texts
    origin: Texts
    hs: Texts
    mode: Texts
    sales_channel: Texts
    exporter: Texts
    shipped_from: Texts
    on: Days
    admitted: Days
    claim: Bools

    @property
    def size(self) -> int:
        """Number of kinds."""
        return int(self.claim.size)

    def take(self, at: Ints) -> Kinds:
        """Return the kinds at some positions."""
        return Kinds(*(getattr(self, f.name)[at] for f in fields(self)))

    @cached_property
    def _on(self) -> Texts:
        return self.on.astype(object)

    @cached_property
    def _admitted(self) -> Texts:
        return self.admitted.astype(object)

    def case(self, i: int, **more: float | bool) -> Case:
        """What the duty rules look at in a kind."""
        said: dict[str, Any] = {
            "direct": self.shipped_from[i] in ("", self.origin[i]), "claim": bool(self.claim[i]),
            "admitted": self._admitted[i], **more,
        }  # fmt: skip
        return Case(
            str(self.origin[i]), str(self.hs[i]), self._on[i] or dt.date.min, mode=str(self.mode[i]),
            channel=str(self.channel[i]), exporter=str(self.exporter[i]), **said,
        )  # fmt: skip


def kinds_of(lines: Lines, rules: Rulebook, on: dt.date | Days) -> tuple[Ints, Kinds]:
    """Find the kinds of line: index of each line's, and their columns.

    Parameters
    ----------
    on
        Day of entry or of release from bond, one for all or shape (n,).
    """
    n = lines.size
    blank, never = alike("", n, "object"), alike(np.datetime64("NaT"), n, "datetime64[D]")
    day = np.full(n, np.datetime64(on, "D")) if isinstance(on, dt.date) else on.astype("datetime64[D]")
    columns = (
        lines.territory, lines.country, lines.channel, lines.origin, lines.hs, lines.mode, lines.sales_channel,
        blank if lines.exporter is None else lines.exporter,
        blank if lines.shipped_from is None else lines.shipped_from,
        since(lines.territory, day, rules),
        never if lines.admitted is None else since(lines.territory, lines.admitted, rules),
        np.ones(n, dtype=bool) if lines.claim is None else lines.claim,
    )  # fmt: skip
    which, first = combinations(columns)
    return which, Kinds(*columns).take(first)


def alike(value: Any, n: int, dtype: str) -> npt.NDArray[Any]:
    """Column of one value for all, which takes the room of one; not to be written to."""
    one = np.empty(1, dtype=dtype)
    one[0] = value
    return np.broadcast_to(one, (n,))


def is_alike(column: npt.NDArray[Any]) -> bool:
    """Whether a column was made by `alike`."""
    return column.strides == (0,)


def combinations(columns: Sequence[npt.NDArray[Any]]) -> tuple[Ints, Ints]:
    """Distinct rows of columns: index of each row's, and where each is first, in the order of their first rows."""
    n = columns[0].size
    code, count = np.zeros(n, dtype=np.int64), 1
    for column in columns:
        if is_alike(column):
            continue
        if column.dtype.kind == "i" and column.size and column.min() >= 0 and column.max() < 4 * n:
            each, names = column, int(column.max()) + 1
        else:
            each, distinct = pd.factorize(column)
            if each.size and each.min() < 0:  # looked for only where it is: that takes a pass over the texts
                each, distinct = pd.factorize(column, use_na_sentinel=False)
            names = max(len(distinct), 1)
        if count * names > 2**62:
            code, seen = pd.factorize(code)
            count = len(seen)
        if names > 1:
            code, count = code * names + each, count * names
    which, distinct = pd.factorize(code)
    first = np.zeros(len(distinct), dtype=np.int64)
    first[which[::-1]] = np.arange(n)[::-1]  # the last to be written is the first row
    return which.astype(np.int64), first


def since(territory: Texts, day: Days, rules: Rulebook) -> Days:
    """First day of the stretch without change that each day falls in; NaT stays."""
    which, first = combinations([territory, day])
    found = [
        None if (on := as_date(day[i])) is None else rules.since(str(territory[i]), on) for i in first
    ]  # fmt: skip
    return np.array(found, dtype="datetime64[D]")[which] if found else day


def as_date(value: Any) -> dt.date | None:
    """Day as a date; None where there is none."""
    if value is None or isinstance(value, dt.date):
        return value
    day = np.datetime64(value, "D")
    return None if np.isnat(day) else day.astype(object)
