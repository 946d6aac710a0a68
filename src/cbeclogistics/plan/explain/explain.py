"""Explains a demand: what it is asked, which ways the plan found for it, what they cost, and what others would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd

from ...money import to_cents
from ...network.network import Network
from ...network.own_fleet import lane_of, with_fleet
from ..audit.facts import Facts, places_in
from ..cost_to_serve import cost_to_serve
from ..plan import Plan
from .alternatives import Chosen, Offer
from .books import Books
from .candidates import Inbound, inbound, last_legs
from .closed import closed_ways, why_closed
from .explanation import Alternative, ClosedWay, Explanation, Missed, Way
from .hurdles import Hurdles, Need
from .own_fleet import OwnFleet
from .question import asked
from .room import Room
from .rounding import FINE, per_unit, round_to_total
from .sources import Sources
from .waterfall import Draft, draft, written

WAY = ["period", "sales_channel", "kind", "from", "from_status", "lane", "mode", "channel"]
DUST = 1e-5  # units


def explain(plan: Plan, network: Network, *, market: str, product: str, alternatives: int = 3) -> Explanation:
    """Explain what a product costs in a market: its waterfall from factory to door, and the next-best ways.

    Parameters
    ----------
    plan
        A plan of the network.
    market, product
        Names of the instance.
    alternatives
        How many other ways to name for each way of the plan.

    Returns
    -------
    Explanation
        Ways and penalties sum to the landed cost of the market and product, lines to their way, to the cent.

    Raises
    ------
    InputError
        The plan is of another instance, or there is no such market, product or demand.
    """
    rows = asked(plan, network, market, product)
    story = _Story(plan, network, rows, alternatives)
    return story.told()


class _Story:
    """Everything that the parts of one explanation share."""

    def __init__(self, plan: Plan, network: Network, demand: pd.DataFrame, alternatives: int) -> None:
        self.plan, self.network, self.demand, self.most = plan, network, demand, alternatives
        self.market, self.product = str(demand["market"].iloc[0]), str(demand["product"].iloc[0])
        prices = plan.tables["fleet_prices"]
        priced = with_fleet(network, prices)
        pairs = list(zip(prices["from"], prices["to"], strict=True))
        self.facts = Facts(priced)
        self.sources = Sources(priced, {lane_of(a, b): f"{a}/{b}" for a, b in pairs})
        self.fleet = OwnFleet(plan, network)
        self.books = Books(self.facts, plan, self.product, self.sources)
        self.room = Room(self.facts, plan)
        self._into: dict[str, Inbound] = {}
        self._offers: dict[tuple[str, str], Offer] = {}

    @cached_property
    def drafts(self) -> list[Draft]:
        """The ways of the plan, the largest first."""
        flows = self.books.flows
        sold = flows[(flows["kind"] != "inbound") & (flows["to"] == self.market)]
        made = [draft(self.books, rows.index.to_numpy(dtype=np.int64)) for _, rows in sold.groupby(WAY, sort=True)]
        return sorted(made, key=lambda way: -way.units)

    def told(self) -> Explanation:
        """Round, compare, and put it all together."""
        ways, missed = self.drafts, self.demand[self.demand["unserved"] > DUST]
        exact = [*(way.exact for way in ways), *missed["penalty"]]
        table = cost_to_serve(self.plan)
        total = table.loc[(table["market"] == self.market) & (table["product"] == self.product), "cost"].sum()
        cents = round_to_total(np.array(exact) * 100, int(to_cents(total)))
        written_ways = tuple(self._way(way, int(c)) for way, c in zip(ways, cents[: len(ways)], strict=True))
        delivered = float(self.demand["delivered"].sum())
        paid = int(cents[: len(ways)].sum())
        t = self.network.tables
        place = t["sites"].set_index("site").loc[self.market]
        goods = t["products"].set_index("product").loc[self.product]
        return Explanation(
            instance=self.plan.instance, instance_hash=self.plan.instance_hash, currency=self.plan.currency,
            gap=self.plan.gap, market=self.market, market_name=str(place["name"] or self.market),
            country=str(place["country"]), product=self.product, product_name=str(goods["name"] or self.product),
            hs=str(goods["hs6"]), units=float(self.demand["units"].sum()), delivered=delivered,
            landed_cost=int(cents.sum()) / 100,
            unit_cost=per_unit(paid, delivered) / FINE if delivered > DUST else None,
            allocated_cents=int(cents.sum()) - int(to_cents(sum(exact))), ways=written_ways,
            missed=tuple(
                self._missed(str(row["period"]), str(row["sales_channel"]), float(row["unserved"]), int(c))
                for row, c in zip(missed.to_dict("records"), cents[len(ways) :], strict=True)
            ),
            closed=tuple(
                closed for row in self.demand.to_dict("records")
                for closed in self._closed(str(row["period"]), str(row["sales_channel"]))
            ),
        )  # fmt: skip

    def _way(self, made: Draft, cents: int) -> Way:
        period, buyers = self._asked_by(made)
        row = self._row(period, buyers)
        promised = float(self.facts.demand["promised_days"][row])
        demanded = float(self.facts.demand["units"][row])
        way = written(self.books, made, cents, demanded, None if np.isnan(promised) else promised)
        shares = {key: units / made.units for key, units in made.legs.items()}
        chosen = Chosen(self.books.priced.keys[int(made.rows[0])], shares, made.full)
        others = self._alternatives(period, buyers, chosen, sum(made.full.values()), made.units)
        driven = self.fleet.told(period, way.from_site, self.market) if self.fleet.goes_by(way.lane) else None
        return replace(way, alternatives=others, own_vehicles=driven)

    def _missed(self, period: str, buyers: str, units: float, cents: int) -> Missed:
        penalty = float(self.facts.demand["unserved_penalty"][self._row(period, buyers)])
        others = self._alternatives(period, buyers, Chosen(None, {}, {}), penalty, units)
        return Missed(period, buyers, units, penalty, cents / 100, others)

    def _closed(self, period: str, buyers: str) -> tuple[ClosedWay, ...]:
        offer = self._offer(period, buyers)
        return closed_ways(self._row(period, buyers), offer.into, offer.out, offer.closed)

    def _alternatives(
        self, period: str, buyers: str, chosen: Chosen, reference: float, units: float
    ) -> tuple[Alternative, ...]:  # fmt: skip
        offer = self._offer(period, buyers)
        hurdles = Hurdles(self.facts, self.room, self._need(period, units, chosen.legs))
        sent = {self.books.priced.keys[int(way.rows[0])]: way.units for way in self.drafts
                if self._asked_by(way) == (period, buyers)}  # fmt: skip
        wanted = float(self.facts.demand["units"][self._row(period, buyers)])
        return tuple(
            offer.told(found, chosen, reference, hurdles,
                       round(sent.get(offer.out.priced.keys[found.last], 0.0) / wanted, 6))
            for found in offer.best(chosen, reference, hurdles, self.most)
        )  # fmt: skip

    def _asked_by(self, way: Draft) -> tuple[str, str]:
        """Period and sales channel of a way."""
        flow = self.books.flows.iloc[int(way.rows[0])]
        return str(flow["period"]), str(flow["sales_channel"])

    def _need(self, period: str, units: float, there: Mapping[tuple[str, ...], float]) -> Need:
        p = self._product
        volume, weight = (float(self.facts.product[c][p]) * units for c in ("volume_m3", "weight_kg"))
        return Need(period, units, volume, weight, there)

    @cached_property
    def _product(self) -> int:
        return int(places_in(self.facts.products, [self.product])[0])

    def _row(self, period: str, buyers: str) -> int:
        """Row of the instance's demand."""
        d = self.facts.demand
        return int(np.flatnonzero((d["market"] == self.market) & (d["product"] == self.product)
                                  & (d["period"] == period) & (d["sales_channel"] == buyers))[0])  # fmt: skip

    def _offer(self, period: str, buyers: str) -> Offer:
        """What the instance offers, worked out once for each period and demand."""
        if (period, buyers) not in self._offers:
            if period not in self._into:
                t = int(places_in(self.facts.periods, [period])[0])
                self._into[period] = inbound(self.facts, self._product, t)
            out = last_legs(self.facts, self._row(period, buyers), self._into[period])
            shut = Hurdles(self.facts, self.room, self._need(period, 0.0, {})).shut
            self._offers[period, buyers] = Offer(
                self._into[period], out, why_closed(out, shut), self.room, self.sources, self.fleet, self.plan.gap
            )
        return self._offers[period, buyers]
