"""Clearance channels: the right kind for the crossing, there on the day, offered by the carrier, open to the goods."""

from __future__ import annotations

import numpy as np

from ...trade.channels import DOMESTIC, WORDS, Closed
from ..plan import Check
from .clearance import Cleared
from .facts import BONDED, Facts
from .moves import Moves, groups
from .verdict import Bools, never


def channels(facts: Facts, moves: Moves, cleared: Cleared) -> list[Check]:
    """Every channel is of the right kind and open on the day, for mode, origin, value, sales channel and limits."""

    def why(i: int) -> str:
        reason = int(cleared.closed[i])
        words = WORDS[Closed(reason)] if reason > 0 else "does not exist on the day"
        return f"{moves.say(i)}: the channel {words}"

    wrong = _wrong_kind(facts, moves)
    return [
        never("every crossing, release and sale goes through a channel of its kind that exists on the day", wrong,
              moves.say, "flows"),
        never("every channel is open to what is cleared through it", cleared.closed != 0, why, "flows"),
        never("carriers offer the channel that clears their load", _not_offered(facts, moves), moves.say, "flows"),
    ]  # fmt: skip


def _wrong_kind(facts: Facts, moves: Moves) -> Bools:
    """Bulk for inbound crossings, parcel for sales from abroad, release out of bond, domestic for the rest."""
    wanted = np.where(
        moves.inbound, np.where(moves.crossing, "bulk", ""),
        np.where(moves.crossing, "parcel", np.where(moves.start_status == BONDED, "release", DOMESTIC)),
    ).astype(object)  # fmt: skip
    bad = (wanted == "") & (moves.channel != "")
    bad |= (wanted == DOMESTIC) & (moves.channel != DOMESTIC)
    territory = facts.site["territory"][moves.end]
    at = np.flatnonzero(np.isin(wanted.astype(str), ("bulk", "parcel", "release")))
    bad[at] = True
    known = at[(moves.period[at] >= 0) & (moves.end[at] >= 0)]
    for (period, t, name), rows in groups(known, moves.period, territory, moves.channel):
        channel = facts.book.channel(str(t), str(name), facts.day[period])
        if channel is not None:
            bad[rows] = wanted[rows] != channel.applies_to
    return np.asarray(bad, dtype=bool)


def _not_offered(facts: Facts, moves: Moves) -> Bools:
    bad = np.zeros(moves.size, dtype=bool)
    at = np.flatnonzero((moves.link >= 0) & ~np.isin(moves.channel.astype(str), ("", DOMESTIC)))
    lane = facts.link["row"]
    for (_, name), rows in groups(at, lane[moves.link] if lane.size else moves.link, moves.channel):
        offered = facts.link["channels"][moves.link[rows[0]]]
        bad[rows] = bool(offered) and name not in offered
    return bad
