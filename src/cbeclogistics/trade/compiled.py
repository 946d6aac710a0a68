"""What the rules say of many kinds of line, as arrays of shape (kinds,) each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .channels import DOMESTIC, Channel, Limits, always_closed
from .duty import DutyRule, DutyTable
from .fees import Fee, FeeTable
from .kinds import Kinds, as_date, combinations
from .lines import Bools, Floats, Ints
from .rulebook import Rulebook, Territory
from .tax import TaxRule, TaxTable, on_one

NOWHERE = Territory("")
NO_CHANNEL = -1
WITHIN = 1 - 1e-12  # so that a value at a break stays below it however it was computed


class Compiled:
    """What the rules say of the kinds of line.

    Attributes
    ----------
    channels, channel
        Distinct channels, and each kind's.
    closed
        `channels.Closed` for every line of the kind, -1 where there is no such channel on the day.
    stacks, duty
        Distinct stacks of duty rules, and the same as arrays.
    stack, plain
        Stack of each kind, with and without the preferences that are claimed.
    proof, certificate
        Number of the set of agreements of `stack`, and what its proofs of origin cost in base currency.
    tax_lists, taxes, tax_list
        Distinct lists of taxes, the same as arrays, and each kind's; `fee_lists`, `fees` and `fee_list` alike.
    vat, composite
        Share of a price without tax that the taxes on the sale, and the composite tax, come to.
    subheading
        Number of the first six digits of the code.
    """

    def __init__(self, kinds: Kinds, rules: Rulebook) -> None:
        self.kinds, self.rules = kinds, rules
        self._channels()
        self._taxes()
        k = self.kinds
        country = np.where(k.sales_channel == "", "", k.country)  # what one country levies, it levies on orders
        self.fee_list, first = combinations([self.channel, k.mode, country])
        self.fee_lists = tuple(self._fees(int(i), str(country[i])) for i in first)
        self.fees = FeeTable(self.fee_lists)
        self._stacks()
        six = np.array([code[:6] for code in k.hs], dtype=object)
        self.subheading = combinations([six])[0]
        of = [rules.territories.get(str(c.territory), NOWHERE) for c in self.channels]
        self.by_territory_cif = np.array([t.valuation == "CIF" for t in of], dtype=bool)[self.channel]
        self.cif = self.by_territory_cif & ~self.retail
        self.drawback = np.array([t.drawback_pct / 100 for t in of])[self.channel]
        self.value_step, self.duty_step, self.tax_base_step, self.tax_step, self.smallest = (
            np.array([getattr(t, name) for t in of])[self.channel]
            for name in ("value_step", "duty_step", "tax_base_step", "tax_step", "smallest")
        )

    def _channels(self) -> None:
        k = self.kinds
        self.channel, first = combinations([k.territory, k.channel, k.on])
        found = [self.rules.channel(str(k.territory[i]), str(k.channel[i]), as_date(k.on[i])) for i in first]
        self.known = np.array([c is not None for c in found], dtype=bool)[self.channel]
        self.channels = [
            c or Channel(
                channel=str(k.channel[i]), territory=str(k.territory[i]), procedure="", applies_to="", duty="none",
                tax="at_sale" if k.channel[i] == DOMESTIC else "none",
            )
            for c, i in zip(found, first, strict=True)
        ]  # fmt: skip
        alike, first = combinations([self.channel, k.mode, k.sales_channel, k.origin, k.shipped_from])
        closed = []
        for i in first:
            channel = self.channels[int(self.channel[i])]
            if channel.procedure:
                kind = (k.mode[i], k.sales_channel[i], k.origin[i], k.shipped_from[i])
                closed.append(int(always_closed(channel, *map(str, kind))))
            else:
                closed.append(0 if channel.channel == DOMESTIC else NO_CHANNEL)
        self.closed = np.array(closed, dtype=np.int64)[alike]
        self.limits = Limits(self.channels)
        self.retail = self._is(lambda c: c.value_basis == "retail")
        self.value_share = self._of(lambda c: c.value_share_pct / 100)
        self.flat_share = self._of(lambda c: c.duty_pct / 100 if c.duty == "flat" else 0.0)
        self.per_item = self._of(lambda c: c.duty_per_item if c.duty == "flat" else 0.0)
        self.deduction = self._of(lambda c: c.duty_deduction if c.duty == "flat" else 0.0)
        self.consumer, self.bulk = (k.sales_channel == s for s in ("B2C", ""))
        self.suspended = self._is(lambda c: c.suspended)
        self.tariff = self._is(lambda c: c.duty == "tariff") & self.known
        self.imported, self.at_sale, self.is_composite, self.untaxed = (
            np.array([c.tax == kind for c in self.channels], dtype=bool)[self.channel]
            for kind in ("import", "at_sale", "composite", "none")
        )
        self.recoverable = self._is(lambda c: c.recoverable)
        self.refund_days = self._of(lambda c: c.refund_days)
        self.tax_share = self._of(lambda c: c.tax_share_pct / 100 if c.tax == "composite" else 1.0)

    def _is(self, true: Callable[[Channel], bool]) -> Bools:
        """Whether something is so of the channel of each kind."""
        return np.array([true(c) for c in self.channels], dtype=bool)[self.channel]

    def _of(self, amount: Callable[[Channel], float]) -> Floats:
        """Something that the channel of each kind has."""
        return np.array([amount(c) for c in self.channels], dtype=float)[self.channel]

    def _taxes(self) -> None:
        k = self.kinds
        alike, first = combinations([k.country, k.hs, k.on])
        due = [self.rules.taxes(str(k.country[i]), str(k.hs[i]), as_date(k.on[i])) for i in first]
        vat = [self.rules.vat(str(k.country[i]), str(k.hs[i]), as_date(k.on[i])) for i in first]
        self.vat = np.array(vat)[alike]
        terms = {t: i for i, t in enumerate(dict.fromkeys((c.tax, c.taxes) for c in self.channels))}
        term = np.array([terms[c.tax, c.taxes] for c in self.channels], dtype=np.int64)[self.channel]
        each, first = combinations([alike, term])
        named = list(terms)
        lists = [_charged(due[int(alike[i])], *named[int(term[i])]) for i in first]
        distinct: dict[tuple[TaxRule, ...], int] = {}
        number = np.array([distinct.setdefault(rules, len(distinct)) for rules in lists], dtype=np.int64)
        self.tax_lists, self.tax_list = tuple(distinct), number[each]
        self.taxes = TaxTable(self.tax_lists)
        composite = {int(i) for i in np.unique(self.tax_list[self.is_composite])}
        whole = np.array([on_one(rules) if i in composite else 0.0 for i, rules in enumerate(self.tax_lists)])
        self.composite = self.tax_share * whole[self.tax_list]

    def _fees(self, i: int, country: str) -> tuple[Fee, ...]:
        k = self.kinds
        if k.channel[i] == DOMESTIC:
            return ()
        on = as_date(k.on[i])
        due: tuple[Fee, ...] = self.rules.fees(str(k.territory[i]), str(k.channel[i]), str(k.mode[i]), on, country)
        return due

    def _stacks(self) -> None:
        k = self.kinds
        self._seen: dict[tuple[DutyRule, ...], int] = {(): 0}
        self._duty: DutyTable | None = None
        n = k.size
        self.stack, self.plain, self.certificate = (
            np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64), np.zeros(n),
        )  # fmt: skip
        self.proof, self.by_value = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
        self._proofs: dict[frozenset[str], int] = {}
        at = np.flatnonzero(self.tariff)
        by_mode, by_channel = self.rules.by_mode, self.rules.by_channel
        mode = np.where([t in by_mode for t in k.territory[at]], k.mode[at], "") if by_mode else None
        channel = np.where([t in by_channel for t in k.territory[at]], k.channel[at], "") if by_channel else None
        columns = [k.territory, k.origin, k.hs, k.exporter, k.shipped_from, k.on, k.admitted, k.claim]
        alike, first = combinations([*(c[at] for c in columns), *(c for c in (mode, channel) if c is not None)])
        looked = [self._stack_of(int(at[i])) for i in first]
        if looked:
            stack, plain, proof, certificate, by_value = (np.array(c)[alike] for c in zip(*looked, strict=True))
            self.stack[at], self.plain[at], self.by_value[at] = stack, plain, by_value
            self.proof[at], self.certificate[at] = proof, certificate

    def _stack_of(self, i: int) -> tuple[int, int, int, float, bool]:
        """Stack of a kind with preferences, without, their proofs and what these cost, and whether value matters."""
        territory, case = str(self.kinds.territory[i]), self.kinds.case(i)
        stack = self.rules.stack_of(territory, case)
        proofs = frozenset({r.agreement for r in stack} - {""})
        plain = self.rules.stack_of(territory, self.kinds.case(i, claim=False)) if proofs else stack
        agreements = self.rules.agreements
        cost = sum(agreements[a].certificate_cost for a in proofs if a in agreements)
        by_value = self.rules.by_value(territory, case.hs)
        number = self._proofs.setdefault(proofs, len(self._proofs))
        return self._number(stack), self._number(plain), number, cost, by_value

    @property
    def stacks(self) -> tuple[tuple[DutyRule, ...], ...]:
        """Distinct stacks met so far."""
        return tuple(self._seen)

    @property
    def duty(self) -> DutyTable:
        """Stacks as arrays."""
        if self._duty is None or self._duty.rate.shape[0] < len(self._seen):
            self._duty = DutyTable(self.stacks)
        return self._duty

    def stack_of_lines(self, kind: Ints, unit_value: Floats, value: Floats) -> tuple[Ints, Ints]:
        """Stack of each line with preference and without, where duties change with value looked up by it."""
        stack, plain = self.stack[kind], self.plain[kind]
        at = np.flatnonzero(self.by_value[kind])
        if not at.size:
            return stack, plain
        unit_value, value = unit_value * WITHIN, value * WITHIN
        unit_band, value_band = np.zeros(at.size, dtype=np.int64), np.zeros(at.size, dtype=np.int64)
        tables, first = combinations([self.kinds.territory[kind[at]], self.kinds.hs[kind[at]]])
        for table, i in enumerate(first):
            territory, hs = self.kinds.territory[kind[at[i]]], self.kinds.hs[kind[at[i]]]
            unit_breaks, value_breaks = self.rules.value_breaks(str(territory), str(hs))
            mine = tables == table
            unit_band[mine] = np.searchsorted(unit_breaks, unit_value[at[mine]], side="left")
            value_band[mine] = np.searchsorted(value_breaks, value[at[mine]], side="left")
        alike, first = combinations([kind[at], unit_band, value_band])
        found = np.zeros((first.size, 2), dtype=np.int64)
        for row, i in enumerate(first):
            k, worth = int(kind[at[i]]), {"unit_value": float(unit_value[at[i]]), "value": float(value[at[i]])}
            territory = str(self.kinds.territory[k])
            for column, case in enumerate((self.kinds.case(k, **worth), self.kinds.case(k, **worth, claim=False))):
                found[row, column] = self._number(self.rules.stack_of(territory, case))
        stack[at], plain[at] = found[alike].T
        return stack, plain

    def _number(self, stack: tuple[DutyRule, ...]) -> int:
        return self._seen.setdefault(stack, len(self._seen))


def _charged(due: Sequence[TaxRule], tax: str, only: tuple[str, ...]) -> tuple[TaxRule, ...]:
    """Taxes of a way of charging: at the border those that the channel does not leave out, at the sale VAT."""
    if tax == "at_sale":
        return tuple(t for t in due if t.kind == "vat")
    if tax in ("import", "composite"):
        return tuple(t for t in due if not only or t.label in only)
    return ()
