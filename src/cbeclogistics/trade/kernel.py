"""The landed-cost kernel's customs part: prices the clearance of many consignment lines at once.

The optimiser, the audit and every command that names a duty or a tax call `clear`; nothing else computes one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from . import duty as duties
from . import tax as taxes
from .channels import DOMESTIC, Channel, closed
from .duty import DutyRule
from .rulebook import Rulebook

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Lines:
    """Lines of consignments, one product each; every array has shape (n,), money in the base currency, totals.

    Attributes
    ----------
    territory, country
        Customs territory that is entered, and the country in it whose taxes are due.
    channel
        Clearance channel of the territory, or ``domestic``.
    origin, hs, mode
        Country of origin, tariff code, mode of the border-crossing transport.
    sales_channel
        ``B2C`` or ``B2B``; empty for bulk.
    units, weight_kg, litres
        Quantity.
    transfer_value
        Goods at the price declared in bulk (FOB).
    price
        What the buyer pays: B2C with tax inside, B2B without; 0 for bulk.
    freight, insurance
        Of the way into the territory, for CIF.
    buyer_spend_per_year
        NaN where unknown.
    consignment
        Lines of one number are one entry; None: each line is one.
    """

    territory: Texts
    country: Texts
    channel: Texts
    origin: Texts
    hs: Texts
    mode: Texts
    sales_channel: Texts
    units: Floats
    weight_kg: Floats
    litres: Floats
    transfer_value: Floats
    price: Floats
    freight: Floats
    insurance: Floats
    buyer_spend_per_year: Floats
    consignment: Ints | None = None


@dataclass(frozen=True)
class Clearance:
    """What the clearance of each line costs; shape (n,), base currency.

    Attributes
    ----------
    closed
        `channels.Closed` reason, 0 where the channel is open; -1 where there is no such channel on the day.
    customs_value
        What duty was charged on.
    duty, duty_by_layer
        Total, and shape (n, layers) in the order of ``stacks[which]``.
    tax
        Taxes that remain as cost.
    recoverable_tax, refund_days
        Import tax that comes back, and after how long.
    fees
        Share of the entry's fees, by customs value.
    stacks, which
        Distinct stacks of duty rules, and each line's.
    """

    closed: Ints
    customs_value: Floats
    duty: Floats
    duty_by_layer: Floats
    tax: Floats
    recoverable_tax: Floats
    refund_days: Floats
    fees: Floats
    stacks: tuple[tuple[DutyRule, ...], ...]
    which: Ints


def clear(lines: Lines, rules: Rulebook, on: dt.date, *, consumer_tax_borne: bool = True) -> Clearance:
    """Price the clearance of lines on a day.

    Parameters
    ----------
    on
        Date of entry, or of release from bond.
    consumer_tax_borne
        B2C prices contain tax, so that the tax is the seller's cost.

    Source: 19 USC 1401a (US, FOB); Reg. (EU) 952/2013 art. 70-71 (EU, CIF); the instance's rows for every rate.
    """
    n = lines.units.size
    keys = pd.MultiIndex.from_arrays(
        [lines.territory, lines.country, lines.channel, lines.origin, lines.hs, lines.mode]
    )  # fmt: skip
    which, distinct = keys.factorize()
    which = which.astype(np.int64)
    found: list[Channel | None] = [rules.channel(k[0], k[2], on) for k in distinct]
    vat = np.array([rules.tax_pct("vat", k[1], k[4], on) for k in distinct])[which] / 100 if n else np.zeros(0)
    excise = np.array([rules.tax_pct("excise", k[1], k[4], on) for k in distinct])[which] / 100 if n else np.zeros(0)

    consumer = lines.sales_channel == "B2C"
    at = _Terms.of(found, [k[2] for k in distinct], [rules.valuation.get(k[0], "CIF") for k in distinct])
    kind = at.tax[which]
    contained = np.where(kind == "composite", taxes.composite(1.0, vat, excise, at.tax_share[which]), vat)
    contained = np.where(consumer & (kind != "none"), contained, 0.0)
    net_price = lines.price / (1 + contained)
    value = np.where(at.retail[which], net_price, lines.transfer_value)
    cif = at.cif[which] & ~at.retail[which]
    customs_value = value + np.where(cif, lines.freight + lines.insurance, 0.0)

    stacks = tuple(
        rules.duty_stack(k[0], k[3], k[4], on) if c is not None and c.duty == "tariff" else ()
        for k, c in zip(distinct, found, strict=True)
    )
    by_layer = duties.amounts(stacks, which, customs_value, lines.weight_kg, lines.units, lines.litres)
    flat = at.flat_share[which] * customs_value + at.per_item[which] / _lines_of_subheading(lines)
    duty = by_layer.sum(axis=1) + flat

    borne = consumer & consumer_tax_borne
    inside_price = np.where(borne, taxes.inside(lines.price, vat), 0.0)
    excise_due = taxes.excise_within(customs_value + duty, excise)
    import_tax = vat * (customs_value + duty + excise_due)
    bulk = lines.sales_channel == ""
    back = at.recoverable[which]
    tax = np.zeros(n)
    charged = kind == "import"
    tax += np.where(charged & (bulk | borne | back), excise_due, 0.0)
    tax += np.where(charged & ~back & (bulk | borne), import_tax, 0.0)
    tax += np.where((charged & back & ~bulk) | (kind == "at_sale"), inside_price, 0.0)
    tax += np.where(
        (kind == "composite") & borne, taxes.composite(net_price, vat, excise, at.tax_share[which]), 0.0
    )  # fmt: skip
    recoverable = np.where(charged & back, import_tax, 0.0)

    untaxed = np.where(consumer, lines.price / (1 + vat), lines.price)  # one for all channels, so that limits meet
    intrinsic = np.where(bulk, lines.transfer_value, untaxed)
    why = _closed(lines, intrinsic, found, [k[2] for k in distinct], which)
    fees = _fees(lines, customs_value, list(distinct), which, rules, on)
    return Clearance(
        closed=why, customs_value=customs_value, duty=duty, duty_by_layer=by_layer, tax=tax,
        recoverable_tax=recoverable, refund_days=at.refund_days[which], fees=fees, stacks=stacks, which=which,
    )  # fmt: skip


@dataclass(frozen=True)
class _Terms:
    """Terms of each distinct channel as arrays."""

    retail: npt.NDArray[np.bool_]
    cif: npt.NDArray[np.bool_]
    flat_share: Floats
    per_item: Floats
    tax: Texts
    tax_share: Floats
    recoverable: npt.NDArray[np.bool_]
    refund_days: Floats

    @classmethod
    def of(cls, found: list[Channel | None], names: list[str], valuation: list[str]) -> _Terms:
        blank = Channel(channel=DOMESTIC, territory="", procedure="", applies_to="", duty="none", tax="none")
        sale = Channel(channel=DOMESTIC, territory="", procedure="", applies_to="", duty="none", tax="at_sale")
        cs = [c or (sale if name == DOMESTIC else blank) for c, name in zip(found, names, strict=True)]
        flat = [c.duty == "flat" for c in cs]
        return cls(
            retail=np.array([c.value_basis == "retail" for c in cs], dtype=bool),
            cif=np.array([v == "CIF" for v in valuation], dtype=bool),
            flat_share=np.array([c.duty_pct / 100 if f else 0.0 for c, f in zip(cs, flat, strict=True)]),
            per_item=np.array([c.duty_per_item if f else 0.0 for c, f in zip(cs, flat, strict=True)]),
            tax=np.array([c.tax for c in cs], dtype=object),
            tax_share=np.array([c.tax_share_pct / 100 for c in cs]),
            recoverable=np.array([c.recoverable for c in cs], dtype=bool),
            refund_days=np.array([c.refund_days for c in cs]),
        )


def _groups(which: Ints, groups: int) -> list[Ints]:
    """Positions of the lines of each group."""
    order = np.argsort(which, kind="stable")
    return np.split(order, np.searchsorted(which[order], np.arange(1, groups))) if groups else []


def _lines_of_subheading(lines: Lines) -> Floats:
    """Lines of each line's consignment that stand under its subheading, which a duty per item charges once."""
    if lines.consignment is None:
        return np.ones(lines.units.size)
    subheading = [code[:6] for code in lines.hs]
    group, _ = pd.MultiIndex.from_arrays([lines.consignment, subheading]).factorize()
    return np.asarray(np.bincount(group)[group], dtype=float)


def _of_consignment(lines: Lines, amount: Floats) -> Floats:
    """Total of each line's consignment."""
    if lines.consignment is None:
        return amount
    _, group = np.unique(lines.consignment, return_inverse=True)
    return np.asarray(np.bincount(group, amount)[group])


def _closed(
    lines: Lines, intrinsic: Floats, found: list[Channel | None], names: list[str], which: Ints
) -> Ints:  # fmt: skip
    why = np.zeros(which.size, dtype=np.int64)
    goods, units = _of_consignment(lines, intrinsic), _of_consignment(lines, lines.units)
    delivered = goods + _of_consignment(lines, lines.freight + lines.insurance)
    for i, at in enumerate(_groups(which, len(found))):
        channel = found[i]
        if channel is None:
            why[at] = 0 if names[i] == DOMESTIC else -1
            continue
        value = delivered[at] if channel.threshold_on == "cif" else goods[at]
        why[at] = closed(
            channel, lines.mode[at], lines.sales_channel[at], lines.origin[at], value, units[at],
            lines.buyer_spend_per_year[at],
        )  # fmt: skip
    return why


def _fees(
    lines: Lines,
    customs_value: Floats,
    distinct: list[tuple[str, ...]],
    which: Ints,
    rules: Rulebook,
    on: dt.date,
) -> Floats:
    due = [() if k[2] == DOMESTIC else rules.fees(k[0], k[2], k[5], on) for k in distinct]
    if lines.consignment is None:
        total = np.zeros(which.size)
        for i, at in enumerate(_groups(which, len(distinct))):
            for fee in due[i]:
                total[at] += fee.of(customs_value[at])
        return total
    entry, group = np.unique(lines.consignment, return_inverse=True)
    entry_value = np.bincount(group, customs_value, minlength=entry.size)
    lines_in = np.bincount(group, minlength=entry.size)
    first = np.full(entry.size, -1)
    first[group[::-1]] = np.arange(which.size)[::-1]
    charge = np.array([sum(float(f.of(v)) for f in due[which[i]]) for i, v in zip(first, entry_value, strict=True)])
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(entry_value[group] > 0, customs_value / entry_value[group], 1 / lines_in[group])
    return charge[group] * share
