"""What agreements by volume and placement fees count and charge of a plan, from its flows and loads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..components import COLUMN
from ..plan import Plan
from .clearance import Cleared
from .facts import DAYS_PER_MONTH, Facts, columns, places_in
from .moves import Moves
from .prices import unit_costs
from .verdict import Bools, Floats, Ints

NEAR_SHARE = 1e-5  # of what comes in: so near to its least share a site may count or not
NEAR = 1e-6  # a quantity this near to where it counts differently, as a share of it, may be on either side


@dataclass(frozen=True)
class Deal:
    """One agreement.

    Attributes
    ----------
    ways
        What each period, link and channel counts and is charged: columns period, link, channel, group (what counts
        together), counted, charged, unit (what one unit more of each flow would add: what its rounding may come to).
    rows
        From which quantity in a year (m3 at a time, open sites), and its rate: of what is charged, or by the year.
    sites
        What decides of a placement fee: in how many sites each period's goods may be said to arrive, several where
        one receives its least share and no more; None: what is counted.
    """

    table: str
    rule: str
    on: str
    kind: str
    rows: tuple[tuple[float, float], ...]
    ways: pd.DataFrame
    sites: dict[int, tuple[float, ...]] | None = None

    def begins(self, facts: Facts, period: int) -> Floats:
        """Where each row begins in a period."""
        per = float(facts.years[period])
        if self.on == "storage":
            per = float(facts.days[period]) / DAYS_PER_MONTH
        return np.array([low for low, _ in self.rows]) * (1.0 if self.sites is not None else per)

    def prices(
        self, facts: Facts, period: int, decides: float, charged: float, loose: float
    ) -> list[tuple[float, float]]:
        """Where the row that holds a quantity begins, and what it comes to; several where it is near a break."""
        edges = [*self.begins(facts, period), np.inf]
        rates = [rate for _, rate in self.rows]
        made = []
        for i, rate in enumerate(rates):
            if not (edges[i] - loose <= decides < edges[i + 1] + max(loose, 1e-12)):
                continue
            if self.sites is not None and decides >= edges[i + 1]:
                continue
            amount = rate * charged
            if self.kind == "stepwise":
                amount = rate * float(facts.years[period]) if decides > 0 else 0.0
            elif self.kind == "incremental":
                amount = sum(r * max(0.0, min(decides, edges[j + 1]) - edges[j]) for j, r in enumerate(rates))
            made.append((float(edges[i]), amount))
        return made

    def steepest(self, facts: Facts, period: int) -> float:
        """Most that one more of what is charged can cost."""
        return 0.0 if self.kind == "stepwise" else max(abs(rate) for _, rate in self.rows)


def deals(facts: Facts, moves: Moves, cleared: Cleared, plan: Plan) -> Iterator[Deal]:
    """Every agreement that counts anything in the plan."""
    t, rates = facts.network.tables, facts.network.rates
    if t["volume_breaks"].empty and t["placement_fees"].empty:
        return
    carried = _Carried(facts, moves, cleared, plan)
    for name, rows in t["volume_breaks"].groupby("volume_break", sort=False):
        c = columns(rows, rates, ("price",))
        by = np.argsort(c["from_quantity"])
        share = bool((c["discount_pct"] > 0).any())
        rate = -c["discount_pct"] / 100 if share else c["price"]
        ways = carried.ways(c, share)
        if len(ways):
            yield Deal("volume_breaks", str(name), c["on"][0], c["kind"][0], _rows(c["from_quantity"][by], rate[by]),
                       ways)  # fmt: skip
    for name, rows in t["placement_fees"].groupby("placement", sort=False):
        c = columns(rows, rates, ("amount",))
        by, begins = np.argsort(c["sites_at_least"]), np.where(c["sites_at_least"] > 1, c["sites_at_least"], 0)
        inside = set(facts.network.selection.sites(c["sites"][0]))
        ways, sites = carried.into(inside, c["per"][0], float(c["least_share_pct"][0]) / 100)
        if len(ways):
            yield Deal("placement_fees", str(name), "", "all_units", _rows(begins[by], c["amount"][by]),
                       ways, sites)  # fmt: skip


def _rows(begins: Floats, rates: Floats) -> tuple[tuple[float, float], ...]:
    """Rows from 0 on."""
    first = [(0.0, 0.0)] if begins[0] > 0 else []
    return (*first, *((float(b), float(r)) for b, r in zip(begins, rates, strict=True)))


class _Carried:
    """Flows and loads of a plan with what agreements look at."""

    def __init__(self, facts: Facts, moves: Moves, cleared: Cleared, plan: Plan) -> None:
        self._facts = facts
        at = np.flatnonzero(moves.priced)
        p, link, units = moves.product[at], moves.link[at], moves.units[at]
        self.units, self.period, self.link = units, moves.period[at], link
        self.channel, self.inbound = moves.channel[at], moves.inbound[at]
        self.start, self.end = moves.start[at], moves.end[at]
        stocking = facts.site["stocking"]
        self.stocked = stocking[np.where(self.inbound, self.end, self.start)]
        cost = unit_costs(facts, moves, cleared)[at]
        bare = facts.carriage(link, p, dangerous=False)
        self.freight = np.where(self.inbound, bare, cost[:, COLUMN["last_mile"]])
        self.storage = cost[:, COLUMN["storage"]]
        self.received = facts.product["volume_m3"][p] * facts.site["inbound_per_m3"][self.end]
        self.picked = cost[:, COLUMN["handling"]]
        order = np.ones(at.size)
        order[~self.inbound] = facts.demand["units_per_order"].astype(float)[moves.demand[at][~self.inbound]]
        self.one: dict[str, Floats] = {
            "m3": facts.product["volume_m3"][p].astype(float), "kg": facts.product["weight_kg"][p].astype(float),
            "unit": np.ones(at.size), "order": 1 / order,
        }  # fmt: skip
        boxes = plan.tables["containers"]
        ends = places_in(facts.sites, boxes["from"]), places_in(facts.sites, boxes["to"])
        boxes = boxes.assign(period=places_in(facts.periods, boxes["period"]),
                             link=facts.find_links(boxes["lane"], *ends, boxes["mode"]))  # fmt: skip
        self.boxes = boxes[(boxes["basis"] == "container") & (boxes["link"] >= 0) & (boxes["period"] >= 0)]

    def ways(self, row: dict[str, np.ndarray[tuple[int], np.dtype[np.object_]]], share: bool) -> pd.DataFrame:
        """What an agreement counts and charges; `share`: it is charged on what is asked, else on what is counted."""
        facts, on, per = self._facts, row["on"][0], row["per"][0]
        links = self._links(row) if on == "freight" else None
        sites = np.isin(facts.sites.astype(str), list(facts.network.selection.sites(row["sites"][0] or "?")))
        each = row["over"][0] == "each"
        parts = []
        if per != "container" or (share and on == "inbound"):
            if links is not None:
                flow = links[self.link] & (~self.inbound if per == "order" else True)
                asked = np.where(self.inbound & self._boxed(self.link), 0.0, self.freight)
            else:
                there = np.where(self.inbound, self.end, self.start)
                flow = self.stocked & sites[there] & (self.inbound == (on != "outbound"))
                asked = {"storage": self.storage, "inbound": self.received, "outbound": self.picked}[on]
            at = np.flatnonzero(flow)
            if per == "container":
                at = at[self._boxed(self.link[at])]
            one = np.zeros(self.units.size) if per == "container" else self.one[per]
            if on == "storage":
                one = one * facts.site["stock_days"].astype(float)[self.end] / DAYS_PER_MONTH
            parts.append(self._flows(at, one, asked if share else one))
        if per == "container" or (links is not None and share and per != "order"):
            parts.append(self._loads(links, sites, per == "container", share and on == "freight", share))
        made = pd.concat(parts, ignore_index=True)
        total = made.groupby(["period", "link", "channel"], as_index=False)[["counted", "charged", "unit"]].sum()
        link = total["link"].to_numpy(np.int64)
        pair = facts.link["start"][link] * len(facts.sites) + facts.link["end"][link]
        site = facts.link["start" if on == "outbound" else "end"][link]
        return total.assign(group=(pair if on == "freight" else site) if each else 0)

    def into(self, inside: set[str], per: str, share: float) -> tuple[pd.DataFrame, dict[int, tuple[float, ...]]]:
        """What comes into a network of sites from outside, and how many of them receive their share, by period."""
        mask: Bools = np.isin(self._facts.sites.astype(str), list(inside)) & self._facts.site["stocking"]
        at = np.flatnonzero(self.inbound & mask[self.end] & ~mask[self.start])
        made = self._flows(at, self.one[per], self.one[per])
        ways = made.groupby(["period", "link", "channel"], as_index=False)[["counted", "charged", "unit"]].sum()
        arrived = ways.assign(site=self._facts.link["end"][ways["link"].to_numpy(np.int64)])
        arrived = arrived.groupby(["period", "site"], as_index=False)[["counted", "unit"]].sum()
        counts: dict[int, tuple[float, ...]] = {}
        for period, there in arrived.groupby("period"):
            part, least = there["counted"].to_numpy(float), share * float(there["counted"].sum())
            loose = NEAR_SHARE * (float(there["counted"].sum()) + float(there["unit"].sum()))
            surely, perhaps = int((part > least + loose).sum()), int((part >= least - loose).sum())
            counts[int(str(period))] = tuple(float(n) for n in range(surely, perhaps + 1))
        return ways.assign(group=0), counts

    def _boxed(self, link: Ints) -> Bools:
        cards = self._facts.cards
        return np.array([cards[c].basis == "container" for c in self._facts.link["rate_card"][link]], dtype=bool)

    def _links(self, row: dict[str, np.ndarray[tuple[int], np.dtype[np.object_]]]) -> Bools:
        """Links that are on its lanes and of its carrier."""
        lanes = self._facts.network.tables["lanes"]
        mine = np.ones(len(lanes), dtype=bool)
        if row["lanes"][0]:
            mine &= lanes["lane"].isin(row["lanes"][0]).to_numpy()
        if row["carrier"][0]:
            mine &= (lanes["carrier"] == row["carrier"][0]).to_numpy()
        return np.isin(self._facts.link["lane"].astype(str), lanes["lane"][mine].astype(str).to_numpy())

    def _flows(self, at: Ints, counted: Floats, charged: Floats) -> pd.DataFrame:
        return pd.DataFrame({
            "period": self.period[at], "link": self.link[at], "channel": self.channel[at],
            "counted": counted[at] * self.units[at], "charged": charged[at] * self.units[at],
            "unit": np.maximum(counted[at], charged[at]),
        })  # fmt: skip

    def _loads(self, links: Bools | None, sites: Bools, count: bool, price: bool, share: bool) -> pd.DataFrame:
        """Containers on its links, or into its sites: counted, charged at their price, or at what is counted."""
        link = self.boxes["link"].to_numpy(np.int64)
        end = self._facts.link["end"][link]
        mine = links[link] if links is not None else sites[end] & self._facts.site["stocking"][end]
        number, link = self.boxes["loads"].to_numpy(float)[mine], link[mine]
        each = self._facts.load_price(link) - self._facts.charged_by_load[link]
        charged = number * each if price else np.zeros(number.size) if share else number
        return pd.DataFrame({
            "period": self.boxes["period"].to_numpy(np.int64)[mine], "link": link,
            "channel": self.boxes["channel"].astype(object).to_numpy()[mine],
            "counted": number if count else np.zeros(number.size), "charged": charged, "unit": 0.0,
        })  # fmt: skip
