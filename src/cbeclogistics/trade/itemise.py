"""The landed cost of a shipment, line by line with the rule and the source of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ..errors import InputError, Problem
from .channels import WORDS, Channel, Closed
from .duty import BASE_LAYER, DutyRule
from .rulebook import Rulebook
from .shipment import CHANNELS, CHEAPEST, Shipment, wrong
from .tax import TaxRule, find
from .ways import Ways, ways

IN_BRIEF = ("channel", "procedure", "duty_suspended", "duty", "fee", "vat", "total_taxes", "landed_cost")
WITHOUT_CENTS = {"JPY": 0, "KRW": 0, "VND": 0}


def itemise(shipment: Shipment, rules: Rulebook, rates: Mapping[str, float], on: dt.date) -> dict[str, Any]:
    """Price a shipment and name the rule behind every amount.

    Parameters
    ----------
    rates
        Base currency for one unit of each currency.

    Returns
    -------
    dict
        Of plain data, money in the shipment's currency; keys as in `docs/landed-cost.md`.

    Raises
    ------
    InputError
        No rules for the destination, currency or code, or the channel is not open to the shipment.
    """
    problems = list(_unknown(shipment, rules, rates))
    if problems:
        raise InputError(problems)
    rate = rates[shipment.currency]
    found = ways(shipment, rules, on, rate)
    gaps = [_gap(shipment, rules, c, on) for c in found.channels]
    priced = [_priced(shipment, rules, found, i, on, rate) for i in range(len(found.channels))]
    choice = _choice(shipment, found, gaps, [p["landed_cost"] for p in priced])
    others = [i for i, gap in enumerate(gaps) if i != choice and found.closed[i] == 0 and gap is None]
    return {
        **priced[choice],
        "alternatives": [
            {key: priced[i][key] for key in IN_BRIEF} for i in sorted(others, key=lambda i: priced[i]["landed_cost"])
        ],
        "closed": [
            {"channel": c.channel, "procedure": c.procedure, "why": WORDS[Closed(why)]}
            for c, why in zip(found.channels, found.closed, strict=True)
            if why > 0
        ],
    }


def _unknown(shipment: Shipment, rules: Rulebook, rates: Mapping[str, float]) -> list[Problem]:
    problems = []
    if shipment.destination not in rules.territory_of:
        known = ", ".join(sorted(rules.territory_of))
        problems.append(wrong("destination", "the rules have no such country", shipment.destination, f"known: {known}"))
    if shipment.currency not in rates:
        known = ", ".join(sorted(rates))
        problems.append(wrong("currency", "the rules have no rate for it", shipment.currency, f"known: {known}"))
    return problems


def _gap(shipment: Shipment, rules: Rulebook, channel: Channel, on: dt.date) -> Problem | None:
    """What is missing to price the duty of a channel; None where nothing is."""
    if channel.duty != "tariff":
        return None
    stack = rules.duty_stack(channel.territory, shipment.origin, shipment.hs6, on)
    if not any(BASE_LAYER in (rule.layer, rule.replaces) for rule in stack):
        finer = sorted({r.hs for r in rules.duty_rules if r.territory == channel.territory
                        and r.layer == BASE_LAYER and r.hs.startswith(shipment.hs6)})  # fmt: skip
        remedy = (
            f"the rules divide it further; give one of {', '.join(finer[:8])}" if finer else
            "read the official schedule with `cbeclogistics rules import` and give its folder as --rules"
        )  # fmt: skip
        return wrong("hs6", f"no base duty of {channel.territory} is known for it on {on}", shipment.hs6, remedy)
    for rule in stack:
        for per, has, key in (
            (rule.per_kg, shipment.weight_kg, "weight_kg"), (rule.per_litre, shipment.litres, "litres")
        ):  # fmt: skip
            if per > 0 and has == 0:
                return wrong(key, f"is missing: the rule {rule.rule} charges by it")
    return None


def _choice(shipment: Shipment, found: Ways, gaps: list[Problem | None], totals: list[float]) -> int:
    """Index of the channel asked for; the cheapest of several, of those that do not put the duty off."""
    asked = [
        i
        for i, c in enumerate(found.channels)
        if shipment.channel in (c.channel, c.procedure) or (shipment.channel == CHEAPEST and not c.suspended)
    ]
    open_ones = [i for i in asked if found.closed[i] == 0]
    usable = [i for i in open_ones if gaps[i] is None]
    if usable:
        return min(usable, key=lambda i: (totals[i], found.channels[i].channel))
    if open_ones:
        raise InputError([gap for i in open_ones[:1] if (gap := gaps[i]) is not None])
    there = sorted({c.procedure for i, c in enumerate(found.channels) if found.closed[i] == 0})
    remedy = f"open to it: {', '.join(there)}" if there else "no channel is open to it on the day"
    if not asked:
        known = shipment.channel in (*CHANNELS, CHEAPEST)
        what = f"{shipment.destination} has no such channel on the day" if known else "is no channel"
        raise InputError([wrong("channel", what, shipment.channel, remedy)])
    raise InputError([
        wrong("channel", f"{found.channels[i].channel} {WORDS[Closed(found.closed[i])]}", shipment.channel, remedy)
        for i in asked
    ])  # fmt: skip


def _priced(
    shipment: Shipment, rules: Rulebook, found: Ways, i: int, on: dt.date, rate: float
) -> dict[str, Any]:  # fmt: skip
    """One way of a shipment in its own currency; totals are the sums of the rounded lines."""
    channel, cleared = found.channels[i], found.cleared
    digits = WITHOUT_CENTS.get(shipment.currency, 2)

    def money(amount: float) -> float:
        return round(float(amount) / rate + 0.0, digits)

    stack = cleared.stacks[cleared.which[i]]
    layers = sorted(enumerate(stack), key=lambda at: BASE_LAYER not in (at[1].layer, at[1].replaces))
    duties: list[dict[str, Any]] = [
        {"layer": r.layer, "amount": money(cleared.duty_by_layer[i, j]),
         "rate": _rate(r.rate_pct, {k: v / rate for k, v in _specific(r).items()}, shipment.currency),
         "rule": r.rule, "source": r.source}
        for j, r in layers
    ]  # fmt: skip
    if channel.duty == "flat":
        said = _rate(channel.duty_pct, {"item": channel.duty_per_item / rate}, shipment.currency)
        duties.append({"layer": "flat", "amount": money(cleared.duty[i]), "rate": said,
                       "rule": f"{channel.territory}/{channel.channel}", "source": channel.source})  # fmt: skip
    fees: list[dict[str, Any]] = [
        {"name": f.name, "amount": money(float(f.of(cleared.customs_value[i]))), "rule": f.rule, "source": f.source}
        for f in rules.fees(channel.territory, channel.channel, shipment.mode, on)
    ]
    vat = money(found.tax[i])
    duty = round(sum(line["amount"] for line in duties), digits)
    fee = round(sum(line["amount"] for line in fees), digits)
    taxes = round(duty + fee + vat, digits)
    landed = round(shipment.goods + shipment.freight + shipment.insurance + taxes, digits)
    return {
        "channel": channel.channel,
        "procedure": channel.procedure,
        "territory": channel.territory,
        "duty_suspended": channel.suspended,
        "date": on.isoformat(),
        "customs_value": money(cleared.customs_value[i]),
        "duties": duties,
        "duty": duty,
        "fees": fees,
        "fee": fee,
        "taxes": [
            {"name": kind, "rate": f"{rule.rate_pct:g}%", "rule": rule.rule, "source": rule.source}
            for kind in ("vat", "excise")
            if vat and (rule := _tax(shipment, rules, kind, on))
        ],
        "vat": vat,
        "vat_recoverable": money(cleared.recoverable_tax[i]),
        "total_taxes": taxes,
        "landed_cost": landed,
        "unit_landed_cost": round(landed / shipment.quantity, max(digits, 2)),
        "currency": shipment.currency,
    }


def _tax(shipment: Shipment, rules: Rulebook, kind: str, on: dt.date) -> TaxRule | None:
    return find(rules.tax_rules, kind, shipment.destination, shipment.hs6, on)


def _specific(rule: DutyRule) -> dict[str, float]:
    return {"kg": rule.per_kg, "unit": rule.per_unit, "litre": rule.per_litre}


def _rate(pct: float, specific: Mapping[str, float], currency: str) -> str:
    """Rate as text."""
    parts = [f"{amount:.6g} {currency}/{unit}" for unit, amount in specific.items() if amount]
    return " + ".join([f"{pct:g}%", *parts] if pct or not parts else parts)
