"""Plans from mixtures: with gates open or closed, with one size each, without loads that carry a trickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..backends.protocol import Backend
from ..best import Best
from ..restrict import restrict, solve_restricted
from ..rounding import TRICKLE, binaries
from .gated import Gated
from .master import Master, Mixture
from .pricing import Pricing
from .rounds import Prices, Rounds
from .structure import Families

TURNS, TURN_ROUNDS = 5, 4
WHOLE_SECONDS = 10.0
MOSTLY = 0.5  # of a gate's switches in a mixture, from which it is open


class Plans:
    """Plans of a model by its families."""

    def __init__(
        self, families: Families, pricing: Pricing, best: Best, backend: Backend, parameters: Mapping[str, Any]
    ) -> None:  # fmt: skip
        self._families, self._pricing, self._best = families, pricing, best
        self._backend, self._parameters = backend, parameters

    def find(self, price: Floats, gates: Gated, rounds: int) -> Bools:
        """Offer plans with these gates; return the columns that mixtures used, shape (columns,).

        Parameters
        ----------
        price
            Of the coupling rows, to begin with.
        rounds
            Of families and master before the first plan.
        """
        best, families = self._best, self._families
        used = np.zeros(families.model.columns, dtype=bool)
        shut, full = self._closed(gates.closed), self._full(gates.open)
        found = self._mixed(price, Master(families, shut, full), shut, rounds)
        for _ in range(TURNS):
            if found is None or best.closed or best.stopped:
                break
            master, mixture = found
            used |= mixture.x > 0
            whole = self._whole(mixture.x)
            found = None
            for minor, now_full in self._sizes(mixture.x, whole, full):
                further = shut | self._trickles(mixture.x) | minor
                if (further == shut).all():
                    continue
                smaller = Master(families, further, now_full)
                smaller.add_from(master)
                found = self._mixed(mixture.price, smaller, further, TURN_ROUNDS)
                if found is not None:
                    shut, full = further, now_full
                    break
        self._pricing.shut(np.zeros(families.model.columns, dtype=bool))
        best.say("first plans")
        return used

    def _mixed(self, price: Floats, master: Master, shut: Bools, rounds: int) -> tuple[Master, Mixture] | None:
        """Master and best mixture without what is shut, after some rounds from these prices."""
        self._pricing.shut(shut)
        turns = Rounds(self._families, self._pricing, master, self._best, Prices(price, np.zeros(0)), rounds)
        mixture: Mixture | None = None
        while (found := turns.next()) is not None and (latest := turns.mix(found, turns.prices)) is not None:
            mixture = latest
            self._best.say("first plans")
        return None if mixture is None or not mixture.complete else (master, mixture)

    def _whole(self, flows: Floats) -> Floats | None:
        """Offer these flows with the least sizes, loads and fees that hold them, all whole."""
        best, model = self._best, self._families.model
        free = self._families.family < 0
        limits = replace(best.left, time_limit=min(best.left.time_limit / 4, WHOLE_SECONDS), gap=best.limits.gap / 10)
        part = restrict(model, free, np.where(free, model.lower, flows))
        x = solve_restricted(part, self._backend, limits, best.relay("first plans"), self._parameters)
        best.offer(x)
        best.say("first plans")
        return x

    def _sizes(self, x: Floats, whole: Floats | None, full: Bools) -> list[tuple[Bools, Bools]]:
        """What to shut for one size a gate, and the rows that must then be full: first the size that a mixture uses
        most, gates that are mostly closed shut; then the sizes that hold all that it does."""
        model, links, gates = self._families.model, self._families.links, self._families.gates
        gate = np.searchsorted(gates.by, links.switch)
        share = x[links.switch_column]
        total = np.bincount(gate, share, minlength=gates.by.size)
        most = np.zeros(gates.by.size)
        np.maximum.at(most, gate, share)
        sized = np.isin(links.switch_column, model.matrix.tocsr()[gates.exclusive].indices)
        opened = total >= MOSTLY
        minor = self._closed(~opened & np.isin(np.arange(gates.by.size), gate[sized]))
        minor[links.switch_column[sized & (share < most[gate])]] = True
        tried = [(minor, self._full(opened))]
        if whole is not None:
            unused = np.zeros(model.columns, dtype=bool)
            unused[links.switch_column[sized & (whole[links.switch_column] < MOSTLY)]] = True
            tried.append((unused, full))
        return [(columns & (model.lower <= 0), rows) for columns, rows in tried]

    def _closed(self, closed: Bools) -> Bools:
        """Columns that closed gates shut: their ways and their switches."""
        model, gates = self._families.model, self._families.gates
        first = np.isin(np.arange(gates.by.size), gates.gate)  # others gate no way before another gate does
        shut = np.zeros(model.columns, dtype=bool)
        shut[gates.way[np.append(closed & first, False)[gates.gate]]] = True  # what has no gate is open
        shut[self._switches(closed & first)] = True
        shut[model.lower > 0] = False
        return shut

    def _switches(self, which: Bools) -> Ints:
        """Columns of the switches of some gates."""
        links = self._families.links
        return links.switch_column[which[np.searchsorted(self._families.gates.by, links.switch)]]

    def _full(self, opened: Bools) -> Bools:
        """Rows "one switch at most" of open gates, shape (rows,): what is open is paid in full."""
        model, rows = self._families.model, self._families.gates.exclusive
        on = np.zeros(model.columns)
        on[self._switches(opened)] = 1.0
        full = np.zeros(model.rows, dtype=bool)
        full[rows] = model.matrix.tocsr()[rows] @ on > 0
        return full

    def _trickles(self, x: Floats) -> Bools:
        """Family columns of loads that a mixture takes for a trickle."""
        model, families = self._families.model, self._families
        loads = np.setdiff1d(np.flatnonzero(model.integer & ~model.follows), binaries(model))
        few = loads[(x[loads] > 0) & (x[loads] < TRICKLE) & (model.lower[loads] <= 0)]
        rows = model.matrix.tocsr()
        held = np.zeros(model.columns, dtype=bool)
        held[rows[np.unique(model.matrix[:, few].indices)].indices] = True
        kept = loads[x[loads] >= TRICKLE]
        held[rows[np.unique(model.matrix[:, kept].indices)].indices] = False
        return held & (families.family >= 0)
