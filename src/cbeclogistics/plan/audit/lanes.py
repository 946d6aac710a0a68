"""Every flow names what the instance has, goes over a lane that it offers, and by a mode that may carry it."""

from __future__ import annotations

import numpy as np

from ..plan import Check
from .facts import Facts
from .moves import Moves
from .verdict import at_most, never, weigh


def lanes(facts: Facts, moves: Moves) -> list[Check]:
    """Known names, units above 0, offered lanes, modes that may carry the product, capacity of lanes."""
    known = (moves.period >= 0) & (moves.product >= 0) & (moves.start >= 0) & (moves.end >= 0)
    return [
        never("every flow names a period, product and sites of the instance", ~known, moves.say, "flows"),
        never("every flow carries something", ~(moves.units > 0), moves.say, "flows"),
        never("every flow goes over a lane that is offered between its ends by its mode", moves.link < 0, moves.say,
              "flows"),
        _barred(facts, moves),
        _capacity(facts, moves),
    ]  # fmt: skip


def _barred(facts: Facts, moves: Moves) -> Check:
    mode = moves.frame["mode"].astype(object).to_numpy()
    modes, which = np.unique(mode.astype(str), return_inverse=True)
    bars = np.array([[m in barred for m in modes] for barred in facts.product["barred_modes"]], dtype=bool)
    bad = (moves.product >= 0) & bars[moves.product, which] if moves.size else np.zeros(0, dtype=bool)
    return never("no product travels by a mode that is barred to it", bad, moves.say, "flows")


def _capacity(facts: Facts, moves: Moves) -> Check:
    """Σ volume over a pair of a lane ≤ capacity · φ, in every period."""
    at = np.flatnonzero(moves.priced)
    limit = facts.link["capacity_m3_per_year"].astype(float)
    at = at[np.isfinite(limit[moves.link[at]])]
    periods = len(facts.periods)
    key, group = np.unique(moves.link[at] * periods + moves.period[at], return_inverse=True)
    used = weigh(group, moves.units[at] * facts.product["volume_m3"][moves.product[at]], key.size)
    link, period = key // periods, key % periods

    def say(i: int) -> str:
        row = facts.link
        k = link[i]
        return f"lane {row['lane'][k]} {row['from_site'][k]} → {row['to_site'][k]} in {facts.periods[period[i]]}"

    return at_most("lanes carry no more than they can", used, limit[link] * facts.years[period], say, "m3",
                   "pairs of lanes with a capacity")  # fmt: skip
