"""The landed-cost kernel's customs part: prices the clearance of many consignment lines at once.

The optimiser, the audit and every command that names a duty or a tax call `clear`; nothing else computes one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from .compiled import Compiled
from .duty import DutyRule
from .entries import Entries
from .fees import Fee
from .kinds import kinds_of
from .lines import Amounts, Days, Floats, Ints, Lines
from .measures import columns
from .rulebook import Rulebook
from .tax import TaxRule, truncated


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
        Total, and shape (n, layers) in the order of ``stacks[which]``; a flat duty is in the total alone.
    tax
        Taxes that remain as cost.
    recoverable_tax, refund_days
        Import tax that comes back, and after how long.
    due, due_by_tax
        Taxes due at the border or with the order, whether they come back or not; shape (n, taxes) in the order of
        ``taxes[tax_list]``.
    fees, fee_by_rule
        Share of the entry's fees, by customs value; shape (n, fees) in the order of ``fee_rules[fee_list]``.
    customs_fees
        The part of `fees` that is owed to the state.
    certificate
        Proofs of origin for the preferences that are claimed.
    drawback, duty_drawback
        Duty and fees that are refunded if the goods leave again; the duty of it.
    stacks, which
        Distinct stacks of duty rules, and each line's.
    taxes, tax_list, fee_rules, fee_list
        Distinct lists of taxes and of fees, and each line's.
    kind
        Kind of each line.
    """

    closed: Ints
    customs_value: Floats
    duty: Floats
    duty_by_layer: Floats
    tax: Floats
    recoverable_tax: Floats
    refund_days: Floats
    due: Floats
    due_by_tax: Floats
    fees: Floats
    fee_by_rule: Floats
    customs_fees: Floats
    certificate: Floats
    drawback: Floats
    duty_drawback: Floats
    stacks: tuple[tuple[DutyRule, ...], ...]
    which: Ints
    kind: Ints
    taxes: tuple[tuple[TaxRule, ...], ...]
    tax_list: Ints
    fee_rules: tuple[tuple[Fee, ...], ...]
    fee_list: Ints


def clear(
    lines: Lines, rules: Rulebook, on: dt.date | Days, *, consumer_tax_borne: bool = True, rounded: bool = False
) -> Clearance:
    """Price the clearance of lines.

    Parameters
    ----------
    on
        Day of entry, or of release from bond; one for all or shape (n,).
    consumer_tax_borne
        B2C prices contain tax, so that the tax is the seller's cost.
    rounded
        As customs does it: values, duties and taxes cut down to the steps of the territory, every amount rounded to
        its currency's smallest unit. Plans leave it out, so that a cost per unit exists.

    Source: 19 USC 1401a (US, FOB); Reg. (EU) 952/2013 art. 70-71 (EU, CIF); the instance's rows for every rate.
    """
    kind, kinds = kinds_of(lines, rules, on)
    return clear_kinds(lines, Compiled(kinds, rules), kind, consumer_tax_borne=consumer_tax_borne, rounded=rounded)


def clear_kinds(
    lines: Amounts, at: Compiled, kind: Ints, *, consumer_tax_borne: bool = True, rounded: bool = False
) -> Clearance:  # fmt: skip
    """Price lines whose kinds are known: `kind` indexes those of `at`."""
    entries = Entries(lines.size, lines.consignment)
    consumer, bulk = at.consumer[kind], at.bulk[kind]
    charged = at.imported[kind]
    steps = _Steps(at, kind, rounded=rounded)

    inside = np.where(at.is_composite, at.composite, np.where(at.untaxed, 0.0, at.vat))[kind]
    net_price = lines.price / (1 + np.where(consumer, inside, 0.0))
    retail, cif = at.retail[kind], at.cif[kind]
    carriage = lines.freight + lines.insurance
    share, added = at.value_share[kind], np.where(cif, carriage, 0.0)
    value = np.where(retail, net_price, lines.transfer_value) * share + added

    untaxed = np.where(consumer, lines.price / (1 + at.vat[kind]), lines.price)  # the same for every channel
    intrinsic = lines.intrinsic if lines.intrinsic is not None else np.where(bulk, lines.transfer_value, untaxed)
    goods = entries.total(intrinsic)
    worth = untaxed if lines.intrinsic is None else net_price
    counted = entries.total(np.where(retail, worth, lines.transfer_value) * share + added)
    closed = at.limits.closed(
        at.channel[kind], (goods, goods + entries.total(carriage), counted), entries.total(lines.units),
        lines.buyer_spend_per_year,
    )  # fmt: skip
    closed = np.where(at.closed[kind] != 0, at.closed[kind], closed)

    duty = _duty(lines, at, kind, value, entries, steps)
    items = entries.total(1 / duty.same_subheading)
    fee_list, tax_list = at.fee_list[kind], at.tax_list[kind]
    fee_by_rule = at.fees.amounts(
        fee_list, (entries.total(value), entries.total(lines.freight), entries.total(duty.total)), items
    )
    fee_by_rule = steps.to_smallest(fee_by_rule) * np.asarray(entries.share(value)).reshape(-1, 1)
    customs_fees = (fee_by_rule * at.fees.customs[fee_list]).sum(axis=1)
    refunded = np.where(at.suspended[kind], 0.0, at.drawback[kind])
    duty_drawback = duty.drawable * refunded
    drawback = duty_drawback + (fee_by_rule * at.fees.drawable[fee_list]).sum(axis=1) * refunded

    outside = ~cif & (~retail | (~lines.price_delivered if lines.price_delivered is not None else False))
    zero = np.zeros(lines.size)
    bases = (
        np.where(charged, value, net_price), np.where(charged, duty.for_tax, 0.0),
        np.where(charged, customs_fees, 0.0), np.where(charged & outside, carriage, 0.0),
        zero if lines.onward is None else np.where(charged, lines.onward, 0.0),
    )  # fmt: skip
    due_by_tax = at.taxes.amounts(tax_list, bases, steps.tax_base, steps.tax) * at.tax_share[kind].reshape(-1, 1)
    due_by_tax = steps.once_an_entry(due_by_tax, at.taxes.number[tax_list], entries)
    for k in range(due_by_tax.shape[1]):
        due_by_tax[:, k] = entries.cut(due_by_tax[:, k], steps.tax)

    borne, back = consumer & consumer_tax_borne, at.recoverable[kind]
    sold = np.where(borne, lines.price - lines.price / (1 + at.vat[kind]), 0.0)
    due = due_by_tax.sum(axis=1)
    returned = (due_by_tax * at.taxes.back[tax_list]).sum(axis=1)
    tax = np.where(charged & ~back & (bulk | borne), due, 0.0)
    tax += np.where(charged & back, due - returned, 0.0)
    tax += np.where((charged & back & ~bulk) | at.at_sale[kind], sold, 0.0)
    tax += np.where(at.is_composite[kind] & borne, due, 0.0)
    return Clearance(
        closed=closed, customs_value=value, duty=duty.total, duty_by_layer=duty.by_layer, tax=tax,
        recoverable_tax=np.where(charged & back, returned, 0.0), refund_days=at.refund_days[kind], due=due,
        due_by_tax=due_by_tax, fees=fee_by_rule.sum(axis=1), fee_by_rule=fee_by_rule, customs_fees=customs_fees,
        certificate=duty.certificate, drawback=drawback, duty_drawback=duty_drawback,
        stacks=at.stacks, which=duty.which, kind=kind,
        taxes=at.tax_lists, tax_list=tax_list, fee_rules=at.fee_lists, fee_list=fee_list,
    )  # fmt: skip


class _Steps:
    """What amounts of each line are cut down or rounded to; 0 where they are not."""

    def __init__(self, at: Compiled, kind: Ints, *, rounded: bool) -> None:
        names = ("value_step", "duty_step", "tax_base_step", "tax_step", "smallest")
        self.value, self.duty, self.tax_base, self.tax, self.smallest = (
            getattr(at, name)[kind] if rounded else np.zeros(kind.size) for name in names
        )

    def to_smallest(self, amount: Floats) -> Floats:
        """Round half up to the smallest unit of the customs accounts."""
        if not self.smallest.any():
            return amount
        unit = self.smallest.reshape(-1, *(1,) * (amount.ndim - 1))
        return np.asarray(np.floor(amount / unit + 0.5 + 1e-7) * unit)

    def once_an_entry(self, amount: Floats, kind: Ints, entries: Entries) -> Floats:
        """Round the total of each kind in an entry, its lines in proportion; both arrays of shape (lines, n)."""
        if entries.group is None or not self.smallest.any():
            return self.to_smallest(amount)
        total = entries.total_of_each(amount, kind)
        whole = self.to_smallest(total)
        return amount * np.divide(whole, total, out=np.ones_like(total), where=total > 0)


@dataclass(frozen=True)
class _Duty:
    total: Floats
    for_tax: Floats
    by_layer: Floats
    which: Ints
    certificate: Floats
    drawable: Floats
    same_subheading: Floats


def _duty(lines: Amounts, at: Compiled, kind: Ints, value: Floats, entries: Entries, steps: _Steps) -> _Duty:
    """Duty of each line: its layers, with a preference where that saves more than its proof costs, or a flat one.

    One proof serves all lines of an entry, which share its cost by what they save.
    """
    whole = entries.total(value)
    with_preference, plain = at.stack_of_lines(kind, np.divide(value, lines.units), whole)
    basis = (truncated(value, steps.value), lines.weight_kg, lines.units, lines.litres)
    names = at.duty.measures
    measured = columns(names, lines.measures, lines.rate, lines.size) if names else None
    by_layer = at.duty.amounts(plain, *basis, measured)
    differ = np.flatnonzero(with_preference != plain)
    which, certificate = plain, np.zeros(lines.size)
    if differ.size:
        other = None if measured is None else measured[differ]
        value_of, kg, pieces, litres = (b[differ] for b in basis)
        preferred = at.duty.amounts(with_preference[differ], value_of, kg, pieces, litres, other)
        saved = np.zeros(lines.size)
        saved[differ] = np.maximum(by_layer[differ].sum(axis=1) - preferred.sum(axis=1), 0.0)
        together, cost = entries.total_of(saved, at.proof[kind]), at.certificate[kind]
        claimed = ((saved > 0) & (together > cost))[differ]
        taken = differ[claimed]
        by_layer[taken], certificate[taken] = preferred[claimed], (cost * saved)[taken] / together[taken]
        which = plain.copy()
        which[taken] = with_preference[taken]
    by_layer = steps.to_smallest(by_layer)
    alike = entries.alike(at.subheading[kind])
    flat = at.flat_share[kind] * value + at.per_item[kind] / alike
    if at.deduction.any():
        gross = entries.total(flat)  # it is taken off the entry's, and no line's share of it below nothing
        left = np.maximum(gross - at.deduction[kind], 0.0)
        flat = flat * np.divide(left, gross, out=np.zeros_like(gross), where=gross > 0)
    flat = steps.to_smallest(flat)
    total = by_layer.sum(axis=1) + flat
    cut = entries.cut(total, steps.duty)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_layer = by_layer * np.where(total > 0, cut / total, 1.0).reshape(-1, 1)
    drawable = (by_layer * at.duty.drawable[which]).sum(axis=1)
    return _Duty(cut, truncated(total, steps.duty), by_layer, which, certificate, drawable, alike)


__all__ = ["Clearance", "Lines", "clear", "clear_kinds"]
