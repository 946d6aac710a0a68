"""Supply: a factory gives what it makes, of its origin and exporter, and no more than it can."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..plan import Check
from .facts import Facts, places_in
from .moves import Moves
from .verdict import UNITS, Ints, at_most, never, weigh


def supply(facts: Facts, moves: Moves) -> list[Check]:
    """What leaves each factory, by product, origin and exporter, is made there and within capacity · φ."""
    row = supply_rows(facts, moves)
    leaving = (moves.start >= 0) & (facts.site["kind"][moves.start] == "factory")
    at = np.flatnonzero((row >= 0) & (moves.period >= 0))
    n = facts.supply["site"].size
    used = weigh(moves.period[at] * n + row[at], moves.units[at], n * len(facts.periods))
    capacity = facts.supply["capacity_units_per_year"].astype(float)
    limit = np.where(np.isnan(capacity), np.inf, capacity)[None, :] * facts.years[:, None]

    def say(i: int) -> str:
        s, period = facts.supply, facts.periods[i // n]
        return f"{s['product'][i % n]} ({s['origin'][i % n]}) made in {s['site'][i % n]}, {period}"

    return [
        never("what leaves a factory is made there, with that origin and exporter", leaving & (row < 0), moves.say,
              "flows"),
        at_most("supply is within capacity", used, limit.ravel(), say, "units", "rows of supply and period",
                slack=UNITS),
    ]  # fmt: skip


def supply_rows(facts: Facts, moves: Moves) -> Ints:
    """Row of supply that each flow out of a factory draws on; -1 for all others and where there is none."""
    s = facts.supply
    made, gone = (
        list(zip(*two, strict=True)) for two in ((s["origin"], s["exporter"]), (moves.origin, moves.exporter))
    )
    number = {origin: k for k, origin in enumerate(sorted({*made, *gone}))}
    products = len(facts.products)

    def key(site: Ints, product: Ints, origin: Ints) -> Ints:
        return np.where((site < 0) | (product < 0), -1, (site * products + product) * len(number) + origin)

    def numbers(origins: list[tuple[str, str]]) -> Ints:
        return np.array([number[o] for o in origins], dtype=np.int64)

    rows = key(places_in(facts.sites, s["site"]), places_in(facts.products, s["product"]), numbers(made))
    keys, first = np.unique(rows, return_index=True)
    asked = key(moves.start, moves.product, numbers(gone))
    at = np.asarray(pd.Index(keys).get_indexer(pd.Index(asked)))
    leaving = (facts.site["kind"][moves.start] == "factory") & (asked >= 0) & (at >= 0)
    return np.where(leaving, first[at], -1).astype(np.int64)
