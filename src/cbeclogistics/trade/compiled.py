"""Terms of many kinds of line as arrays, shape (kinds,) each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .channels import Limits
from .duty import DutyRule, DutyTable
from .fees import FeeTable
from .lines import Floats, Ints
from .rulebook import Rulebook
from .tax import TaxTable
from .terms import Key, Terms, terms


class Compiled:
    """Terms of the kinds of line `keys`, one lookup each.

    Attributes
    ----------
    stacks, duty
        Distinct stacks of duty rules, and the same as arrays.
    stack, plain
        Stack of each kind, with and without the preferences that are claimed.
    subheading
        First six digits of the code, as a number of its own.
    """

    def __init__(self, keys: Sequence[Key], rules: Rulebook) -> None:
        self.keys, self.rules = list(keys), rules
        self.terms = [terms(key, rules) for key in keys]
        channels = [t.channel for t in self.terms]
        flat = [c.duty == "flat" for c in channels]
        self.closed = np.array([t.closed for t in self.terms], dtype=np.int64)
        self.limits = Limits(channels)
        self.retail = np.array([c.value_basis == "retail" for c in channels], dtype=bool)
        self.cif = np.array([t.territory.valuation == "CIF" for t in self.terms], dtype=bool) & ~self.retail
        self.value_share = np.array([c.value_share_pct / 100 for c in channels])
        self.flat_share = np.array([c.duty_pct / 100 * f for c, f in zip(channels, flat, strict=True)])
        self.per_item = np.array([c.duty_per_item * f for c, f in zip(channels, flat, strict=True)])
        self.deduction = np.array([c.duty_deduction * f for c, f in zip(channels, flat, strict=True)])
        self.kind = np.array([c.tax for c in channels], dtype=object)
        self.recoverable = np.array([c.recoverable for c in channels], dtype=bool)
        self.refund_days = np.array([c.refund_days for c in channels])
        self.vat = np.array([t.vat for t in self.terms])
        self.composite = np.array([t.composite for t in self.terms])
        self.share = np.array([c.tax_share_pct / 100 if c.tax == "composite" else 1.0 for c in channels])
        self.certificate = np.array([t.certificate for t in self.terms])
        self.drawback = np.array([t.territory.drawback_pct / 100 for t in self.terms])
        self.value_step, self.duty_step, self.tax_base_step, self.tax_step, self.smallest = (
            np.array([getattr(t.territory, name) for t in self.terms])
            for name in ("value_step", "duty_step", "tax_base_step", "tax_step", "smallest")
        )
        self.subheading = pd.factorize(np.array([k.hs[:6] for k in keys], dtype=object))[0].astype(np.int64)
        self.tax_rules = tuple(
            {"import": t.taxes, "composite": t.taxes, "at_sale": t.on_sale}.get(t.channel.tax, ()) for t in self.terms
        )
        self.fee_rules = tuple(t.fees for t in self.terms)
        self.taxes, self.fees = TaxTable(self.tax_rules), FeeTable(self.fee_rules)
        self._seen: dict[tuple[DutyRule, ...], int] = {}
        self.stack = self._numbered([t.stack for t in self.terms])
        self.plain = self._numbered([t.plain for t in self.terms])
        self._by_value = [i for i, t in enumerate(self.terms) if t.unit_values or t.values]
        self._duty: DutyTable | None = None

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

    def stack_of_lines(self, which: Ints, unit_value: Floats, value: Floats) -> tuple[Ints, Ints]:
        """Stack of each line with preference and without, where duties change with value looked up by it."""
        stack, plain = self.stack[which], self.plain[which]
        for kind in self._by_value:
            at = np.flatnonzero(which == kind)
            if not at.size:
                continue
            own: Terms = self.terms[kind]
            unit = _bracket(unit_value[at], own.unit_values)
            whole = _bracket(value[at], own.values)
            code = unit * (len(own.values) + 1) + whole
            for each in np.unique(code):
                mine = at[code == each]
                one = {"unit_value": float(unit_value[mine[0]]), "value": float(value[mine[0]])}
                for target, claim in ((stack, self.keys[kind].claim), (plain, False)):
                    case = self.keys[kind].case(**one, claim=claim)
                    target[mine] = self._numbered([self.rules.stack_of(self.keys[kind].territory, case)])[0]
        return stack, plain

    def _numbered(self, stacks: Sequence[tuple[DutyRule, ...]]) -> Ints:
        return np.array([self._seen.setdefault(s, len(self._seen)) for s in stacks], dtype=np.int64)


def _bracket(value: Floats, breaks: tuple[float, ...]) -> Ints:
    """Number of breaks below each value; a break itself belongs to what is up to it."""
    return np.searchsorted(np.array(breaks), value, side="left").astype(np.int64)
