"""Shipments as columns: one row a line, lines of one shipment together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pandas as pd

from .lines import Bools, Days, Floats, Ints, Texts
from .rulebook import digits
from .shipment import INCOTERMS, Shipment

NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Shipments:
    """Lines of shipments; every array has shape (lines,), what belongs to the shipment is the same in all its lines.

    Attributes
    ----------
    shipment
        Number of the shipment, rising from 0 without gaps.
    stated
        Value of the line at the price stated, in `currency`.
    freight, insurance, onward
        The line's part of the shipment's, by value, in `currency`.
    rate
        Base currency for one of `currency`.
    date, admitted
        Day of entry or release; day of admission into a zone, NaT without one.
    from_bond
        The goods come out of a bonded zone or warehouse of the territory.
    measures
        What else duties are charged by, a mapping each.
    services
        Brokers' and carriers' charges and proofs of origin are part of the landed cost.
    spend
        What the buyer spends in the year, in `currency`; NaN where unknown.
    bought, rebate_pct
        What the maker of the line was paid, in `currency`, and the share of it without VAT that comes back on export;
        NaN where not stated.
    export
        Procedure by which the goods were exported; empty where not stated.
    """

    shipment: Ints
    origin: Texts
    destination: Texts
    hs: Texts
    exporter: Texts
    shipped_from: Texts
    mode: Texts
    channel: Texts
    incoterm: Texts
    currency: Texts
    claim: Bools
    services: Bools
    from_bond: Bools
    date: Days
    admitted: Days
    measures: Texts
    quantity: Floats
    stated: Floats
    weight_kg: Floats
    litres: Floats
    freight: Floats
    insurance: Floats
    onward: Floats
    spend: Floats
    bought: Floats
    rebate_pct: Floats
    export: Texts
    rate: Floats

    @property
    def lines(self) -> int:
        """Number of lines."""
        return int(self.shipment.size)

    @property
    def count(self) -> int:
        """Number of shipments."""
        return int(self.shipment[-1]) + 1 if self.lines else 0

    def lines_of(self, shipments: Ints) -> Ints:
        """Lines of some of the shipments, in their order."""
        return np.flatnonzero(np.isin(self.shipment, shipments))

    def only(self, shipments: Ints) -> Shipments:
        """Some of the shipments, in their order, numbered anew."""
        at = self.lines_of(shipments)
        made = Shipments(**{f.name: getattr(self, f.name)[at] for f in fields(self)})
        return replace(made, shipment=np.unique(made.shipment, return_inverse=True)[1].astype(np.int64))

    def at(self, rates: Mapping[str, float]) -> Shipments:
        """Return the shipments at other rates of exchange."""
        code, currencies = pd.factorize(self.currency)
        return replace(self, rate=np.array([rates[str(c)] for c in currencies])[code])

    @cached_property
    def first(self) -> Ints:
        """First line of each shipment, shape (shipments,)."""
        return np.searchsorted(self.shipment, np.arange(self.count)).astype(np.int64)

    @cached_property
    def places(self) -> Ints:
        """Decimal places of the currency of each line."""
        code, currencies = pd.factorize(self.currency)
        return np.array([digits(str(c)) for c in currencies], dtype=np.int64)[code]

    @cached_property
    def carried(self) -> Floats:
        """Freight, insurance and transport onward that the stated value holds, in `currency`."""
        code, terms = pd.factorize(self.incoterm)
        freight, insurance, onward = np.array([INCOTERMS[t] for t in terms], dtype=float).reshape(-1, 3).T
        return np.asarray(self.freight * freight[code] + self.insurance * insurance[code] + self.onward * onward[code])

    @cached_property
    def goods(self) -> Floats:
        """Goods without transport and insurance, in `currency`; of a delivered-duty-paid price the most they can be."""
        return np.maximum(self.stated - self.carried, 0.0)


def columns_of(shipments: Sequence[Shipment], rates: Mapping[str, float], today: dt.date) -> Shipments:
    """Columns of shipments that were read one by one."""
    rows = [(i, s, line) for i, s in enumerate(shipments) for line in s.lines]
    value = np.array([line.quantity * line.unit_value for _, _, line in rows])
    total = np.bincount([i for i, _, _ in rows], value)
    lines = np.bincount([i for i, _, _ in rows])
    number = np.array([i for i, _, _ in rows], dtype=np.int64)
    part = np.where(total[number] > 0, value / np.where(total[number] > 0, total[number], 1), 1 / lines[number])

    def words(name: str) -> Texts:
        return np.array([getattr(s, name) for _, s, _ in rows], dtype=object)

    def of_line(name: str) -> Texts:
        return np.array([getattr(line, name) for _, _, line in rows], dtype=object)

    def amount(name: str) -> Floats:
        return np.array([getattr(s, name) for _, s, _ in rows]) * part

    def stated(values: list[float | None]) -> Floats:
        return np.array(values, dtype=float)

    return Shipments(
        shipment=number, origin=of_line("origin"), destination=words("destination"), hs=of_line("hs6"),
        exporter=of_line("exporter"), shipped_from=words("shipped_from"), mode=words("mode"), channel=words("channel"),
        incoterm=words("incoterm"), currency=words("currency"), claim=words("preference") == "claim",
        services=words("services") == "include", from_bond=words("from_bond").astype(bool),
        date=np.array([s.date or today for _, s, _ in rows], dtype="datetime64[D]"),
        admitted=np.array([s.admitted or NEVER for _, s, _ in rows], dtype="datetime64[D]"),
        measures=of_line("measures"), quantity=np.array([line.quantity for _, _, line in rows]), stated=value,
        weight_kg=np.array([line.weight_kg for _, _, line in rows]),
        litres=np.array([line.litres for _, _, line in rows]), freight=amount("freight"),
        insurance=amount("insurance"), onward=amount("onward"),
        spend=stated([s.buyer_spend_per_year for _, s, _ in rows]),
        bought=stated([line.purchase_price for _, _, line in rows]),
        rebate_pct=stated([line.export_rebate_pct for _, _, line in rows]), export=words("export"),
        rate=np.array([rates[s.currency] for _, s, _ in rows]),
    )  # fmt: skip
