"""What is charged on kinds of line and is not in the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .gaps import Missing, missing_duties, missing_fees, missing_taxes
from .kinds import combinations
from .lines import Ints, Texts
from .ways import Channels, Ways

Marks = npt.NDArray[np.int8]
UNSEEN = -1


class MissingOfKinds:
    """What is missing to price kinds of line, looked up once for all that are alike in what is looked at."""

    def __init__(self, channels: Channels) -> None:
        self._at = channels.compiled
        self._stacks = self._at.stacks  # looking them up by value adds others
        self._seen: dict[tuple[Hashable, ...], tuple[Missing, ...]] = {}
        self._of: dict[int, tuple[Missing, ...]] = {}
        self._words = np.full(self._at.kinds.size, "", dtype=object)
        self._worded = np.zeros(self._at.kinds.size, dtype=bool)

    def of(self, kinds: Iterable[int]) -> tuple[Missing, ...]:
        """What is missing of the lines of a shipment, each once."""
        return tuple(dict.fromkeys(one for kind in kinds for one in self._of_kind(kind)))

    def of_ways(self, ways: Ways, taken: Ints) -> Texts:
        """What is missing of each of some ways, in words; shape (taken,)."""
        if ways.single:
            kind = ways.cleared.kind[taken]
            self._look_up(kind)
            return np.asarray(self._words[kind])
        place = np.full(ways.shipment.size, -1, dtype=np.int64)
        place[taken] = np.arange(taken.size)
        row, kind = place[ways.pair], ways.cleared.kind
        self._look_up(kind[row >= 0])
        made, kinds = np.full(taken.size, "", dtype=object), dict[int, tuple[int, ...]]()
        for i in np.flatnonzero((row >= 0) & (self._words[kind] != "")):
            kinds[int(row[i])] = (*kinds.get(int(row[i]), ()), int(kind[i]))
        for at, of in kinds.items():
            made[at] = "; ".join(map(str, self.of(of)))
        return made

    def _look_up(self, kinds: Ints) -> None:
        fresh = np.unique(kinds[~self._worded[kinds]])
        some = np.zeros(fresh.size, dtype=bool)
        for (code, lacks), look_up in zip(self._alike, (self._duties, self._fees, self._taxes), strict=True):
            mine = code[fresh]
            new, first = np.unique(mine[lacks[mine] == UNSEEN], return_index=True)
            at = fresh[lacks[mine] == UNSEEN][first]
            lacks[new] = np.fromiter((bool(look_up(int(k))) for k in at), np.int8, at.size)
            some |= lacks[mine] == 1
        for k in fresh[some]:
            self._words[k] = "; ".join(dict.fromkeys(map(str, self._of_kind(int(k)))))
        self._worded[fresh] = True

    @cached_property
    def _alike(self) -> tuple[tuple[Ints, Marks], ...]:
        """Numbers of kinds of which the same duties, fees and taxes are missing, and whether any are, by number."""
        k, at = self._at.kinds, self._at
        codes = (
            combinations([k.territory, k.origin, k.hs, k.on, at.tariff, at.stack]),
            combinations([at.channel, k.mode, k.on, k.country, k.sales_channel]),
            combinations([k.country, k.hs, k.on, at.imported]),
        )
        return tuple((code, np.full(first.size, UNSEEN, dtype=np.int8)) for code, first in codes)

    @cached_property
    def _days(self) -> Texts:
        """Day of each kind as a date."""
        return np.asarray(self._at.kinds.on.astype(object))

    def _of_kind(self, i: int) -> tuple[Missing, ...]:
        if i not in self._of:
            self._of[i] = tuple(self._found(i))
        return self._of[i]

    def _found(self, i: int) -> list[Missing]:
        return [*self._duties(i), *self._fees(i), *self._taxes(i)]

    def _duties(self, i: int) -> tuple[Missing, ...]:
        k, at = self._at.kinds, self._at
        if not at.tariff[i] or str(k.territory[i]) not in at.rules.gaps_of:
            return ()
        charged = self._stacks[int(at.stack[i])]
        return self._once(missing_duties, str(k.territory[i]), str(k.origin[i]), str(k.hs[i]), self._on(i), charged)

    def _fees(self, i: int) -> tuple[Missing, ...]:
        k, at = self._at.kinds, self._at
        levied = str(k.country[i]) if k.sales_channel[i] else ""
        channel = at.channels[int(at.channel[i])].channel
        return self._once(missing_fees, str(k.territory[i]), channel, str(k.mode[i]), self._on(i), levied)

    def _taxes(self, i: int) -> tuple[Missing, ...]:
        k = self._at.kinds
        if not self._at.imported[i]:
            return ()
        return self._once(missing_taxes, str(k.country[i]), str(k.hs[i]), self._on(i))

    def _on(self, i: int) -> dt.date:
        return self._days[i] or dt.date.min

    def _once(self, look_up: Callable[..., Iterator[Missing]], *of: Hashable) -> tuple[Missing, ...]:
        key = (look_up, *of)
        if key not in self._seen:
            self._seen[key] = tuple(look_up(self._at.rules, *of))
        return self._seen[key]
