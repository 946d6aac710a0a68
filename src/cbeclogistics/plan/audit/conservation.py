"""What comes in goes out, for each place, customs status, product, origin and exporter."""

from __future__ import annotations

import numpy as np

from ..plan import Check
from .facts import STATUS, STATUSES, Facts
from .moves import Moves
from .verdict import UNITS, UNITS_RELATIVE, Floats, Ints, weigh, within


def conservation(facts: Facts, moves: Moves) -> list[Check]:
    """Flow is conserved at hubs, gateways and stocking sites.

    By origin in duty-paid stock too: deliveries carry the origins that came in and did not go on, so that foreign goods
    do not become a territory's own in a stock and leave it as such, nor one exporter's another's.
    """
    ok = (moves.period >= 0) & (moves.product >= 0) & (moves.start >= 0) & (moves.end >= 0) & np.isfinite(moves.units)
    comes = np.flatnonzero(ok & moves.inbound & (facts.site["kind"][moves.end] != "factory"))
    goes = np.flatnonzero(ok & (facts.site["kind"][moves.start] != "factory"))
    into_key = _commodity(facts, moves, comes, moves.end, moves.end_status)
    out_key = _commodity(facts, moves, goes, moves.start, moves.start_status)
    keys, row = np.unique(np.concatenate([into_key, out_key]), return_inverse=True)
    into = weigh(row[: comes.size], moves.units[comes], keys.size)
    out = weigh(row[comes.size :], moves.units[goes], keys.size)
    first = np.unique(row, return_index=True)[1]
    flow = np.concatenate([comes, goes])[first]
    say = _Say(facts, moves, keys // _origins(moves), flow, into, out)
    return [
        within("what comes in goes out, at every site, status, product, origin and exporter", np.abs(into - out),
               UNITS + UNITS_RELATIVE * into, say, "units", "places and commodities"),
    ]  # fmt: skip


def _origins(moves: Moves) -> int:
    return int(moves.origin_code.max(initial=0)) + 1


def _commodity(facts: Facts, moves: Moves, at: Ints, site: Ints, status: Ints) -> Ints:
    """Number of period, site, status, product, origin and exporter of each flow."""
    place = (moves.period[at] * len(facts.sites) + site[at]) * STATUSES + np.maximum(status[at], 0)
    return np.asarray((place * len(facts.products) + moves.product[at]) * _origins(moves) + moves.origin_code[at])


class _Say:
    """Words a place and commodity; `flow` is one that touches it."""

    def __init__(self, facts: Facts, moves: Moves, place: Ints, flow: Ints, into: Floats, out: Floats) -> None:
        self._facts, self._place, self._into, self._out = facts, place, into, out
        self._made_in = [moves.made_in(int(i)) for i in flow]

    def __call__(self, i: int) -> str:
        facts = self._facts
        at, product = divmod(int(self._place[i]), len(facts.products))
        period, site = divmod(at // STATUSES, len(facts.sites))
        return (f"{facts.products[product]} ({self._made_in[i]}), {STATUS[at % STATUSES]}, at {facts.sites[site]} in "
                f"{facts.periods[period]}: {self._into[i]:,.6g} in, {self._out[i]:,.6g} out")  # fmt: skip
