"""What is charged on kinds of line and is not in the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator

import numpy as np

from .channels import Channel
from .gaps import Missing, missing_duties, missing_fees, missing_taxes
from .kinds import as_date
from .lines import Ints, Texts
from .ways import Channels, Ways


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
        for k in np.unique(kinds[~self._worded[kinds]]):
            self._words[k] = "; ".join(dict.fromkeys(map(str, self._of_kind(int(k)))))
        self._worded[kinds] = True

    def _of_kind(self, i: int) -> tuple[Missing, ...]:
        if i not in self._of:
            self._of[i] = tuple(self._found(i))
        return self._of[i]

    def _found(self, i: int) -> list[Missing]:
        k, at, rules = self._at.kinds, self._at, self._at.rules
        channel: Channel = at.channels[int(at.channel[i])]
        territory, country, hs, mode = str(k.territory[i]), str(k.country[i]), str(k.hs[i]), str(k.mode[i])
        on = as_date(k.on[i]) or dt.date.min
        made: list[Missing] = []
        if channel.duty == "tariff" and territory in rules.gaps_of:
            stack, origin = int(at.stack[i]), str(k.origin[i])
            made += self._once(missing_duties, territory, origin, hs, on, self._stacks[stack])
        levied = country if k.sales_channel[i] else ""
        made += self._once(missing_fees, territory, channel.channel, mode, on, levied)
        if channel.tax == "import":
            made += self._once(missing_taxes, country, hs, on)
        return made

    def _once(self, look_up: Callable[..., Iterator[Missing]], *of: Hashable) -> tuple[Missing, ...]:
        key = (look_up, *of)
        if key not in self._seen:
            self._seen[key] = tuple(look_up(self._at.rules, *of))
        return self._seen[key]
