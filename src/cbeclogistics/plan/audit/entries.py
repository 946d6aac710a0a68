"""Fees of entries that a bonded site makes jointly for many orders (`entries_per_year`)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..plan import Check, Plan
from .clearance import Cleared, joint_entries
from .facts import Facts
from .moves import Moves, groups
from .verdict import CENT, within


def entries(facts: Facts, moves: Moves, cleared: Cleared, plan: Plan) -> list[Check]:
    """Fees of joint entries: by site, channel and mode, `entries_per_year` · φ entries share what is released."""
    costs = plan.tables["costs"]
    stated = costs[(costs["kind"] == "entry") & (costs["from"] == costs["to"])]
    keys = ["period", "from", "channel"]
    rows = []
    joint = np.flatnonzero(joint_entries(facts, moves))
    for (period, start, name, mode), at in groups(joint, moves.period, moves.start, moves.channel, _mode(moves)):
        territory, day = str(facts.site["territory"][start]), facts.day[period]
        channel = facts.book.channel(territory, str(name), day)
        if channel is None or channel.entries_per_year is None:
            continue
        count = channel.entries_per_year * facts.years[period]
        unit = {"value": cleared.customs_value[at], "duty": cleared.duty[at], "freight": np.zeros(at.size)}
        charged = {name: float((each * moves.units[at]).sum()) for name, each in unit.items()}
        fees = facts.book.fees(territory, str(name), str(mode), day)
        due = sum(count * float(f.of(charged[f.rate_on] / count)) for f in fees)
        rows.append((facts.periods[period], facts.sites[start], name, due, CENT + 1e-6 * float(
            cleared.customs_value[at].sum())))  # fmt: skip
    due_by = pd.DataFrame(rows, columns=[*keys, "due", "allowed"]).groupby(keys)[["due", "allowed"]].sum()
    both = due_by.join(stated.groupby(keys)["amount"].sum(), how="outer")
    both = both.fillna({"due": 0.0, "amount": 0.0, "allowed": CENT})
    off = (both["due"] - both["amount"]).abs().to_numpy(float)

    def say(i: int) -> str:
        period, site, name = both.index[i]
        row = both.iloc[i]
        return f"{site} through {name} in {period}: {row['amount']:,.2f} stated, {row['due']:,.4f} recomputed"

    return [within("fees of joint entries out of bond are right", off, both["allowed"].to_numpy(float), say,
                   facts.settings.base_currency, "sites and channels")]  # fmt: skip


def _mode(moves: Moves) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.asarray(moves.frame["mode"].astype(object).to_numpy(), dtype=object)
