"""The plan's flows of one product with what each costs, item by item, and what stands behind each delivery."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..audit.facts import Facts
from ..audit.moves import Moves
from ..audit.verdict import Floats
from ..components import UNIT_COMPONENTS
from ..mix import Mix
from ..plan import Plan
from ..shared import shared_costs
from .item import Item
from .items import items
from .priced import Priced
from .sources import Sources


class Books:
    """Costs of a product's flows in a plan.

    Attributes
    ----------
    flows
        The plan's flows of the product, numbered anew.
    shared
        Their parts of costs that flows share, by component, shape (n,) each.
    """

    def __init__(self, facts: Facts, plan: Plan, product: str, sources: Sources) -> None:
        flows = plan.flows.reset_index(drop=True)
        mine = np.flatnonzero((flows["product"] == product).to_numpy())
        self.plan, self.facts, self.sources = plan, facts, sources
        self.flows = flows.iloc[mine].reset_index(drop=True)
        self.shared = {c: part[mine] for c, part in shared_costs(flows, plan.costs).items()}
        self.own: dict[str, Floats] = {c: self.flows[c].to_numpy(float) for c in UNIT_COMPONENTS}
        self.units = self.flows["units"].to_numpy(float)
        self._items: dict[int, list[Item]] = {}

    @cached_property
    def priced(self) -> Priced:
        """The flows as the audit prices them, at full loads."""
        return Priced.of(self.facts, self.flows)

    @cached_property
    def mix(self) -> Mix:
        """What stands behind each unit of them."""
        return Mix(self.flows)

    def items(self, i: int) -> list[Item]:
        """Items of a unit of a flow."""
        if i not in self._items:
            self._items[i] = items(self.priced, i, self.sources)
        return self._items[i]

    def used(self, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
        """Return the units of every flow that stand behind deliveries `rows`, those themselves included; shape (n,)."""
        taken = np.zeros(len(self.flows))
        taken[rows] = self.units[rows]
        return np.asarray(self.mix.drawn(taken) + taken, dtype=float)

    def amounts(self, i: int, units: float) -> list[tuple[Item, float]]:
        """Return what the plan pays for units of a flow, item by item; they sum to their part of its cost."""
        part = units / self.units[i]
        made: list[tuple[Item, float]] = []
        of = self.items(i)
        for component in UNIT_COMPONENTS:
            mine = [item for item in of if item.component == component]
            paid, weight = self.own[component][i] * part, sum(item.per_unit for item in mine)
            if weight:
                made += [(item, paid * item.per_unit / weight) for item in mine]
            elif paid:
                made += [(item, 0.0) for item in mine] + [(Item(component, "", "", 0.0), paid)]
            else:
                made += [(item, 0.0) for item in mine]
        return made

    def containers(self, i: int) -> pd.DataFrame:
        """Loads of the plan in which a flow travels; none for a delivery."""
        table, flow = self.plan.tables["containers"], self.flows.iloc[i]
        if flow["kind"] != "inbound":
            return table.iloc[:0]
        return table[_alike(table, flow, ("period", "from", "to", "lane", "channel"))]

    def entered(self, i: int) -> list[tuple[float, dict[str, float]]]:
        """Return the entries that a flow shares: how many, and what fees may be charged on of all that they carry.

        Those of each of its loads; those that a site out of bond makes jointly; of an order its own.
        """
        flows, flow = self.plan.flows, self.flows.iloc[i]
        if self.priced.joint[i]:
            same = _alike(flows, flow, ("kind", "period", "from", "channel", "mode"))
            priced = Priced.of(self.facts, flows[same])
            units = flows.loc[same, "units"].to_numpy(float)
            on = self.facts.day[int(self.priced.moves.period[i])]
            territory = str(self.facts.site["territory"][self.priced.moves.end[i]])
            channel = self.facts.book.channel(territory, str(flow["channel"]), on)
            count = ((channel.entries_per_year if channel else None) or 0.0) * float(
                self.facts.years[self.priced.moves.period[i]]
            )
            cleared = priced.cleared
            return [(count, {"value": float(cleared.customs_value @ units), "duty": float(cleared.duty @ units)})]
        same = _alike(flows, flow, ("period", "from", "to", "lane", "channel"))
        moves = Moves.of(self.facts, flows[same])
        carried = float(self.facts.carriage(moves.link, moves.product) @ moves.units)
        total = {"duty": float(flows.loc[same, "duty"].sum()), "freight": carried}
        loads = self.containers(i)
        return [(float(n), {"value": float(v), **total}) for n, v in zip(
            loads["loads"], loads["customs_value"], strict=True)]  # fmt: skip


def _alike(table: pd.DataFrame, flow: pd.Series, columns: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Rows that agree with a flow."""
    return np.asarray(np.logical_and.reduce([(table[c] == flow[c]).to_numpy() for c in columns]))
