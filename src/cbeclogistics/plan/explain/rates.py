"""Rates of rules in words; amounts in the base currency."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...trade.channels import Channel
from ...trade.duty import DutyRule
from ...trade.fees import Fee

PER = ("kg", "unit", "litre")


def duty_rate(rule: DutyRule) -> str:
    """Rate of a layer, with its least and most."""

    def said(rates: Sequence[float]) -> str:
        parts = [f"{amount:,.4g} a {per}" for per, amount in zip(PER, rates[1:], strict=True) if amount]
        return " + ".join([f"{rates[0] * 100:g} %", *parts] if rates[0] or not parts else parts)

    parts = [said(rule.rates)]
    parts += [f"at least {said(rule.least)}"] * any(rule.least) + [f"at most {said(rule.most)}"] * any(rule.most)
    return ", ".join(parts)


def flat_rate(channel: Channel) -> str:
    """Flat duty of a channel."""
    parts = [f"{channel.duty_pct:g} %"] * (channel.duty_pct > 0)
    parts += [f"{channel.duty_per_item:,.2f} an item"] * (channel.duty_per_item > 0)
    off = f", less {channel.duty_deduction:,.2f}" * (channel.duty_deduction > 0)
    return " + ".join(parts) + off


def fee_rate(fee: Fee) -> str:
    """Rate of a fee."""
    base = "" if fee.rate_on == "value" else f" of {fee.rate_on}"
    each = "an item" if fee.per == "item" else "an entry"
    parts = [f"{fee.rate_pct:g} %{base}"] * (fee.rate_pct > 0) + [f"{fee.amount:,.2f} {each}"] * (fee.amount > 0)
    said = [" + ".join(parts)] * bool(parts) + [f"at least {fee.minimum:,.2f}"] * (fee.minimum > 0)
    return ", ".join([*said, *[f"at most {fee.maximum:,.2f}"] * (not math.isinf(fee.maximum))])
