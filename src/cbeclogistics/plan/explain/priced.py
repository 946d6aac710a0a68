"""Flows, of the plan or thought of, with the audit's price of a unit of each at full loads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ...trade.kernel import Clearance, clear
from ..audit.bond import freight_into_bond
from ..audit.clearance import Cleared, clear_flows, consignments, joint_entries
from ..audit.exports import Leaving, leaving
from ..audit.facts import Facts
from ..audit.moves import TEXTS, Moves
from ..audit.prices import unit_costs
from ..audit.verdict import Bools, Floats, Ints
from ..components import COLUMN


@dataclass(frozen=True)
class Priced:
    """Flows joined to the instance and priced by the unit.

    Attributes
    ----------
    before
        Freight that goods out of bond came by, per unit.
    """

    facts: Facts
    moves: Moves
    before: Floats
    cleared: Cleared

    @classmethod
    def of(cls, facts: Facts, flows: pd.DataFrame) -> Priced:
        """Price flows; only what they name and their units are read."""
        moves = Moves.of(facts, flows.reset_index(drop=True))
        before = freight_into_bond(facts, moves)
        return cls(facts, moves, before, clear_flows(facts, moves, before))

    @cached_property
    def unit(self) -> Floats:
        """Cost of a unit by component at full loads, with the fees of a full load's entry; shape (n, components).

        Of the fees of joint entries only what goes by value.
        """
        unit = unit_costs(self.facts, self.moves, self.cleared)
        bulk = self.moves.inbound & self.moves.crossing
        unit[bulk, COLUMN["fees"]] += self.cleared.fees[bulk]
        unit[self.joint, COLUMN["fees"]] += [self._by_rate(int(i)) for i in np.flatnonzero(self.joint)]
        return unit

    @cached_property
    def left(self) -> Leaving:
        """How flows leave their territory of origin."""
        return leaving(self.facts, self.moves)

    @cached_property
    def joint(self) -> Bools:
        """Flows that share entries out of bond; shape (n,)."""
        return joint_entries(self.facts, self.moves)

    def _by_rate(self, i: int) -> float:
        """What one more unit adds to fees of joint entries: their rates; what is due by the entry is due anyway."""
        facts, moves = self.facts, self.moves
        on, territory = facts.day[int(moves.period[i])], str(facts.site["territory"][moves.end[i]])
        base = {"value": float(self.cleared.customs_value[i]), "duty": float(self.cleared.duty[i])}
        due = facts.book.fees(territory, str(moves.channel[i]), str(facts.link["mode"][moves.link[i]]), on)
        return sum(fee.rate_pct / 100 * base.get(fee.rate_on, 0.0) for fee in due)

    def consigned(self, i: int) -> float:
        """Units of the load or order that a flow is cleared by."""
        facts, moves = self.facts, self.moves
        if moves.inbound[i]:
            return 1 / float(facts.load_share(moves.link[i : i + 1], moves.product[i : i + 1])[0])
        return float(facts.demand["units_per_order"][moves.demand[i]])

    @property
    def crosses(self) -> Bools:
        """Flows that are cleared, be it by a sale out of free circulation; shape (n,)."""
        return np.asarray(~self.moves.inbound | self.moves.crossing, dtype=bool)

    def clearance(self, i: int) -> Clearance:
        """Clearance of one load or order of a flow, as the kernel gives it."""
        at: Ints = np.array([i], dtype=np.int64)
        lines = consignments(self.facts, self.moves, at, self.before[at])
        borne = self.facts.settings.consumer_tax == "borne"
        return clear(lines, self.facts.book, self.facts.day[int(self.moves.period[i])], consumer_tax_borne=borne)

    @cached_property
    def keys(self) -> list[tuple[str, ...]]:
        """Leg that each flow goes over: ends, statuses, mode, lane and channel (`LEG`)."""
        return list(zip(*(self.moves.frame[c].astype(object) for c in LEG), strict=True))


LEG = ("from", "to", "from_status", "to_status", "mode", "lane", "channel")


def thought_of(columns: dict[str, object], size: int) -> pd.DataFrame:
    """Flows of one unit each; what is left out of `columns` is empty."""
    frame = pd.DataFrame({c: columns.get(c, "") for c in TEXTS}, index=range(size))
    return frame.astype(object).assign(units=1.0)
