"""Rates of duty rules as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .duty import DutyRule
from .measures import SHARE


def rate_of(rule: DutyRule, rate: float, currency: str) -> str:
    """Rate of a layer; `rate` is the base currency for one of `currency`."""

    def said(rates: Sequence[float]) -> str:
        per = dict(zip(("kg", "unit", "litre"), (v / rate for v in rates[1:]), strict=True))
        return rate_text(rates[0] * 100, per, currency)

    text = said(rule.rates) if any(rule.rates) or not rule.per_measure else ""
    for name, amount in rule.per_measure:
        share = name.startswith(SHARE)
        more = f"{amount * 100:.6g}% of {name[1:]}" if share else f"{amount / rate:.6g} {currency}/{name}"
        text += " + " * bool(text) + more
    if any(rule.least):
        text += f", at least {said(rule.least)}"
    if any(rule.most):
        text += f", at most {said(rule.most)}"
    return text


def rate_text(pct: float, specific: Mapping[str, float], currency: str) -> str:
    """Share of the value and amounts by measure."""
    parts = [f"{amount:.6g} {currency}/{unit}" for unit, amount in specific.items() if amount]
    return " + ".join([f"{pct:.6g}%", *parts] if pct or not parts else parts)
