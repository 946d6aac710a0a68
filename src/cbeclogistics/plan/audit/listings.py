"""What only repeats the rest: volumes of flows, what is cleared where, and where the places lie."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..plan import Check, Plan
from .facts import Facts, places_in
from .moves import Moves
from .verdict import CENT, UNITS, UNITS_RELATIVE, Bools, never, within

KEYS = ["period", "kind", "channel", "to", "product", "origin_country", "exporter"]
FIGURES = ["units", "duty", "tax"]


def listings(facts: Facts, moves: Moves, plan: Plan) -> list[Check]:
    """Check volumes of flows and the tables `clearances` and `places`."""
    table = plan.tables["clearances"]
    return [
        _volumes(facts, moves),
        _clearances(moves, table),
        _duty_and_tax(moves, table),
        _places(facts, moves, plan.tables["places"], plan.sites),
    ]


def _volumes(facts: Facts, moves: Moves) -> Check:
    """Units by the volume of the product."""
    volume = np.where(moves.product >= 0, facts.product["volume_m3"].astype(float)[moves.product], np.nan)
    due = moves.units * volume
    off = np.abs(moves.frame["volume_m3"].to_numpy(float) - due)
    return within("volumes of flows are those of their units", off, 1e-6 + 1e-9 * np.abs(due), moves.say, "m3", "flows")


def _clearances(moves: Moves, table: pd.DataFrame) -> Check:
    """Sums of the flows that go through a channel or are sold without clearance."""
    flows = moves.frame[moves.channel != ""]
    due = flows.groupby(KEYS, sort=False)[FIGURES].sum().add_suffix("_due")
    both = due.join(table.groupby(KEYS, sort=False)[FIGURES].sum(), how="outer").fillna(0.0)
    wanted, stated = both[[f"{c}_due" for c in FIGURES]].to_numpy(float), both[FIGURES].to_numpy(float)
    off = np.abs(stated - wanted) - np.array([UNITS, CENT, CENT]) - UNITS_RELATIVE * np.abs(wanted)

    def say(i: int) -> str:
        return " ".join(str(v) for v in both.index[i])

    return within("clearances are the sums of the flows", np.maximum(off.max(axis=1, initial=0.0), 0.0), 0.0, say,
                  "units or money beyond the tolerance", "clearances")  # fmt: skip


def _duty_and_tax(moves: Moves, table: pd.DataFrame) -> Check:
    """All duty and tax of the flows is in the clearances, to the cent."""
    names = ["duty", "tax"]
    due, stated = (np.round(t[names].to_numpy(float) * 100).sum(axis=0) / 100 for t in (moves.frame, table))

    def say(i: int) -> str:
        return f"{names[i]} {stated[i]:,.2f}, of the flows {due[i]:,.2f}"

    return within("duty and tax of clearances sum to those of the flows", np.abs(stated - due), 0.001, say,
                  "in money", "totals")  # fmt: skip


def _places(facts: Facts, moves: Moves, table: pd.DataFrame, sites: pd.DataFrame) -> Check:
    """Every site that a flow or the table of sites names is listed once, and stands where the instance has it."""
    row = places_in(facts.sites, table["site"])
    twice = pd.Series(row).duplicated().to_numpy() | (row < 0)
    needed = np.unique(np.concatenate([moves.start, moves.end, np.flatnonzero(facts.site["stocking"])]))
    missing = np.setdiff1d(needed[needed >= 0], row)
    if missing.size:
        return Check("places are those of the instance", False, f"{facts.sites[missing[0]]} is not listed")
    bad = np.concatenate([twice | _elsewhere(facts, table), _elsewhere(facts, sites)])
    names = [*table["site"], *sites["site"]]
    return never("places are those of the instance", bad, lambda i: str(names[i]), "places")


def _elsewhere(facts: Facts, table: pd.DataFrame) -> Bools:
    """Rows whose place is not what the instance says of it."""
    row = places_in(facts.sites, table["site"])
    moved = np.zeros(row.size, dtype=bool)
    for column in ("latitude", "longitude"):
        moved |= ~(np.abs(table[column].to_numpy(float) - facts.site[column].astype(float)[row]) <= 1e-9)
    for column in ("name", "kind", "country"):
        moved |= table[column].astype(object).to_numpy() != facts.site[column][row]
    return moved
