"""Taxes on consumption and import: rules with their base, and the order in which they are charged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BASES = ("value", "duty", "fees", "carriage", "onward")
EARLIER = "taxes"  # every excise and levy
USUAL = {"vat": ("value", "duty", EARLIER), "excise": ("value", "duty"), "levy": ("value",)}


@dataclass(frozen=True)
class TaxRule:
    """One row of `taxes`."""

    rule: str
    country: str
    kind: str
    hs: str
    rate_pct: float
    tax: str = ""
    base: tuple[str, ...] = ()
    within: bool = False
    creditable: bool = False
    name: str = ""
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""
    as_of: dt.date | None = None
    confidence: str = ""

    @property
    def label(self) -> str:
        """Short name of the tax."""
        return self.tax or self.kind

    @property
    def on(self) -> tuple[str, ...]:
        """Names of what it is charged on."""
        return self.base or USUAL[self.kind]

    @property
    def share(self) -> float:
        """Tax for one of its base without itself."""
        rate = self.rate_pct / 100
        return rate / (1 - rate) if self.within or self.kind == "excise" else rate

    @property
    def comes_back(self) -> bool:
        """It is refunded or deducted where the channel lets taxes be."""
        return self.kind == "vat" or self.creditable


def in_force(rules: Iterable[TaxRule], country: str, hs: str, on: dt.date) -> tuple[TaxRule, ...]:
    """Taxes of a country on a code, one rule each: the longest code, then the latest; in the order to charge them.

    A tax comes after those that its base names; excises and levies before VAT.
    """
    best: dict[str, TaxRule] = {}
    for rule in rules:
        if rule.country != country or not (rule.hs == "*" or hs.startswith(rule.hs)):
            continue
        if not rule.effective_from <= on <= rule.effective_to:
            continue
        rival = best.get(rule.label)
        if rival is None or _precedence(rule) > _precedence(rival):
            best[rule.label] = rule
    return _ordered(tuple(best.values()))


def _precedence(rule: TaxRule) -> tuple[int, dt.date]:
    return (0 if rule.hs == "*" else len(rule.hs)), rule.effective_from


def _ordered(rules: Sequence[TaxRule]) -> tuple[TaxRule, ...]:
    left, done = sorted(rules, key=lambda r: (r.kind == "vat", r.kind == "excise")), []
    while left:
        names = {r.label for r in left}
        ready = [r for r in left if not (names - {r.label}) & set(r.on)] or left  # a circle is taken as it stands
        done.append(ready[0])
        left.remove(ready[0])
    return tuple(done)


class TaxTable:
    """Lists of taxes as arrays, each list in the order to charge it.

    Attributes
    ----------
    rate
        Shape (lists, taxes): tax for one of its base.
    vat, back
        Shape (lists, taxes): whether it is the tax on the sale; whether it comes back.
    on_taxes
        Shape (lists, taxes): whether it is charged on other taxes alone.
    number
        Shape (lists, taxes): number of the rule, the same in every list.
    """

    def __init__(self, lists: Sequence[tuple[TaxRule, ...]]) -> None:
        depth, n = max((len(each) for each in lists), default=0), max(len(lists), 1)
        self.rate = np.zeros((n, depth))
        self.vat, self.back = np.zeros((n, depth), dtype=bool), np.zeros((n, depth), dtype=bool)
        self.on_taxes = np.zeros((n, depth), dtype=bool)
        self.number = np.zeros((n, depth), dtype=np.int64)
        self._of_base = np.zeros((n, depth, len(BASES)))
        self._of_tax = np.zeros((n, depth, depth))
        seen: dict[str, int] = {}
        for i, rules in enumerate(lists):
            for k, rule in enumerate(rules):
                self.number[i, k] = seen.setdefault(rule.rule, len(seen) + 1)
                self.rate[i, k], self.vat[i, k], self.back[i, k] = rule.share, rule.kind == "vat", rule.comes_back
                self.on_taxes[i, k] = not set(BASES) & set(rule.on)
                for b, base in enumerate(BASES):
                    self._of_base[i, k, b] = base in rule.on
                for j, earlier in enumerate(rules[:k]):
                    named = earlier.label in rule.on and earlier.label not in (*BASES, EARLIER)
                    self._of_tax[i, k, j] = named or (EARLIER in rule.on and earlier.kind != "vat")
        self._used = np.asarray(self._of_base.any(axis=0))

    def amounts(
        self, which: npt.NDArray[np.int64], bases: Sequence[Floats], base_step: Floats, step: Floats
    ) -> Floats:  # fmt: skip
        """Taxes of many lines.

        Parameters
        ----------
        which
            Shape (n,): each line's list.
        bases
            In the order of `BASES`, shape (n,) each.
        base_step, step
            Shape (n,): base and tax are cut down to multiples of these; 0: not at all. The base of a tax on taxes alone
            is what these were cut down to.

        Returns
        -------
        ndarray, shape (n, taxes), not cut down itself; in the base of later taxes it is.
        """
        made = np.zeros((which.size, self.rate.shape[1]))
        cut = np.zeros_like(made)
        for k in range(made.shape[1]):
            base = np.zeros(which.size)
            for b, amount in enumerate(bases):
                if self._used[k, b]:
                    base += self._of_base[which, k, b] * amount
            for j in range(k):
                if self._of_tax[:, k, j].any():
                    base += self._of_tax[which, k, j] * cut[:, j]
            steps = np.where(self.on_taxes[which, k], 0.0, base_step) if base_step.any() else base_step
            made[:, k] = truncated(base, steps) * self.rate[which, k]
            cut[:, k] = truncated(made[:, k], step)
        return made


def truncated(amount: Floats, step: Floats) -> Floats:
    """Cut down to a multiple of `step`; where that is 0, leave as it is."""
    if not step.any():
        return amount
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(step > 0, np.floor(amount / step + 1e-9) * step, amount)


def on_one(rules: Sequence[TaxRule]) -> float:
    """Taxes on a value of 1 that bears no duty, fee or carriage."""
    zero, one = np.zeros(1), np.ones(1)
    made = TaxTable([tuple(rules)]).amounts(np.zeros(1, dtype=np.int64), (one, zero, zero, zero, zero), zero, zero)
    return float(made.sum())
