"""What comes in goes out, for each place, customs status and commodity."""

from __future__ import annotations

import numpy as np

from ..plan import Check
from .facts import FREE, STATUS, Facts
from .moves import Moves
from .verdict import UNITS, UNITS_RELATIVE, Bools, Floats, Ints, Texts, weigh, within


def conservation(facts: Facts, moves: Moves) -> list[Check]:
    """Flow is conserved, and no origin is gained where origins are one stock.

    By period, site, status, product and origin at hubs, gateways and bonded stock; in free stock, where duty is paid
    and origin no longer matters, by product, and by origin too where nothing but deliveries leaves it: they carry the
    origins in the shares in which they came. Only its own goods may leave a territory from free circulation, so what is
    sent on as such must have come as such: foreign goods do not become its own in a stock.
    """
    ok = (moves.period >= 0) & (moves.product >= 0) & (moves.start >= 0) & (moves.end >= 0)
    ok &= np.isfinite(moves.units)
    site = facts.site
    comes = np.flatnonzero(ok & moves.inbound & (site["kind"][moves.end] != "factory"))
    goes = np.flatnonzero(ok & (site["kind"][moves.start] != "factory"))
    place_in = _place(facts, moves, comes, moves.end, moves.end_status)
    place_out = _place(facts, moves, goes, moves.start, moves.start_status)
    pooled_in = _pooled(facts, moves.end[comes], moves.end_status[comes])
    pooled_out = _pooled(facts, moves.start[goes], moves.start_status[goes])
    origins = int(moves.origin_code.max(initial=0)) + 2
    by_origin = moves.origin_code + 1

    def sums(pool: bool, only: Bools | None = None) -> tuple[Ints, Floats, Floats]:
        """Units in and out by place and commodity; `pool` makes one commodity of the origins of free stock."""
        a = place_in * origins + np.where(pooled_in & pool, 0, by_origin[comes])
        keep = np.ones(goes.size, dtype=bool) if only is None else only
        b = (place_out * origins + np.where(pooled_out & pool, 0, by_origin[goes]))[keep]
        keys, row = np.unique(np.concatenate([a, b]), return_inverse=True)
        into = weigh(row[: a.size], moves.units[comes], keys.size)
        out = weigh(row[a.size :], moves.units[goes[keep]], keys.size)
        return np.asarray(keys, dtype=np.int64), into, out

    def wording(keys: Ints, into: Floats, out: Floats) -> _Say:
        names = np.array(["any origin", *sorted_origins(moves)], dtype=object)
        return _Say(facts, names[keys % origins], keys // origins, into, out)

    keys, into, out = sums(pool=True)
    checks = [
        within("what comes in goes out, at every site, status and commodity", np.abs(into - out),
               UNITS + UNITS_RELATIVE * into, wording(keys, into, out), "units", "places and commodities"),
    ]  # fmt: skip
    feeds = np.unique(place_out[moves.inbound[goes]])
    keys, into, out = sums(pool=False)
    free = _is_pooled_place(facts, keys // origins) & ~np.isin(keys // origins, feeds)
    checks.append(within("deliveries out of duty-paid stock carry the origins that came in", np.abs(into - out)[free],
                         (UNITS + UNITS_RELATIVE * into)[free], wording(keys[free], into[free], out[free]), "units",
                         "stocks and origins"))  # fmt: skip
    own = pooled_out & (moves.inbound & moves.home)[goes]
    keys, into, out = sums(pool=False, only=own)
    some = out > 0
    checks.append(within("no more of a territory's own goods is sent on out of stock than came in",
                         (out - into)[some], (UNITS + UNITS_RELATIVE * into)[some],
                         wording(keys[some], into[some], out[some]), "units", "stocks and origins"))  # fmt: skip
    return checks


def sorted_origins(moves: Moves) -> list[str]:
    """Names of origins by their code."""
    first: dict[int, str] = {}
    codes, at = np.unique(moves.origin_code, return_index=True)
    for code, i in zip(codes, at, strict=True):
        first[int(code)] = str(moves.origin[i])
    return [first[c] for c in sorted(first)]


def _place(facts: Facts, moves: Moves, at: Ints, site: Ints, status: Ints) -> Ints:
    place = (moves.period[at] * len(facts.sites) + site[at]) * 2 + np.maximum(status[at], 0)
    return np.asarray(place * len(facts.products) + moves.product[at], dtype=np.int64)


def _pooled(facts: Facts, site: Ints, status: Ints) -> Bools:
    return np.asarray(facts.site["stocking"][site] & (status == FREE), dtype=bool)


def _is_pooled_place(facts: Facts, place: Ints) -> Bools:
    at = place // len(facts.products)
    return _pooled(facts, at // 2 % len(facts.sites), at % 2)


class _Say:
    """Words a place and commodity."""

    def __init__(self, facts: Facts, origin: Texts, place: Ints, into: Floats, out: Floats) -> None:
        self._facts, self._origin, self._place, self._into, self._out = facts, origin, place, into, out

    def __call__(self, i: int) -> str:
        facts, place = self._facts, int(self._place[i])
        product, at = place % len(facts.products), place // len(facts.products)
        site, period = at // 2 % len(facts.sites), at // 2 // len(facts.sites)
        return (f"{facts.products[product]} ({self._origin[i]}), {STATUS[at % 2]}, at {facts.sites[site]} in "
                f"{facts.periods[period]}: {self._into[i]:,.6g} in, {self._out[i]:,.6g} out")  # fmt: skip
