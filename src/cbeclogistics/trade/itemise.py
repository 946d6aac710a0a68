"""A shipment priced channel by channel, every line with its rule and source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import InputError
from ..money import split
from .duty import BASE_LAYER
from .export_rebate import export_rebate, unknown_export
from .kernel import Clearance
from .lines import Ints
from .missing import MissingOfKinds
from .pricing import UNIT_SCALE, Priced, price, ranked, to_smallest
from .problems import closed_words, missing, why_not
from .rates import rate_of, rate_text
from .rulebook import Rulebook, digits
from .shipment import Shipment, wrong
from .shipments import Shipments, columns_of
from .ways import Channels, Ways

PUT_OFF = "duty and tax are put off and fall due at the release: not to be compared with what is paid now"
IN_BRIEF = (
    "channel", "procedure", "duty_suspended", "duty", "fee", "service", "vat", "total_taxes", "total_due",
    "landed_cost", "note", "gap",
)  # fmt: skip
TOTALS = (
    "goods", "freight", "insurance", "onward", "customs_value", "duty", "fee", "service", "vat", "vat_recoverable",
    "drawback", "total_taxes", "total_due", "landed_cost",
)  # fmt: skip


def itemise(shipment: Shipment, rules: Rulebook, rates: Mapping[str, float], today: dt.date) -> dict[str, Any]:
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
        No rules for the code, or the channel is not open to the shipment.
    """
    if problems := list(unknown_export(shipment, rules)):
        raise InputError(problems)
    columns = columns_of([shipment], rates, today)
    channels = Channels(columns, rules)
    (priced,) = price(columns, channels)
    choice = int(priced.choice[0])
    if choice < 0:
        key, what, remedy = why_not(columns, channels, priced.ways, 0)
        line = shipment.lines[0] if len(shipment.lines) == 1 else None  # the words name the one of several
        value = getattr(shipment, key, getattr(line, key, "")) if "is missing" not in what else ""
        raise InputError([wrong(key, what, value, remedy)])
    found = priced.ways
    open_ones = np.flatnonzero((found.closed == 0) & (found.gap == 0))
    others = [int(i) for i in ranked(channels, found, priced.totals, open_ones) if i != choice]
    others.sort(key=lambda i: bool(channels.suspended[found.kind[i]]))  # these do not compare
    brief = [_itemised(shipment, columns, channels, priced, i) for i in others]
    export = export_rebate(shipment, rules)
    return {
        **_itemised(shipment, columns, channels, priced, choice),
        **({} if export is None else {"export": export}),
        "alternatives": [{key: each[key] for key in IN_BRIEF} for each in brief],
        "closed": [
            {"channel": str(channels.name[k]), "procedure": str(channels.procedure[k]), "why": why}
            for i, k in enumerate(found.kind)
            if (why := _shut(columns, channels, found, i))
        ],
    }


def _shut(s: Shipments, channels: Channels, found: Ways, way: int) -> str:
    """Why a channel cannot be taken; empty where it can."""
    if found.closed[way] > 0:
        return closed_words(channels, found, way)
    if found.gap[way] > 0:
        key, what, _ = missing(s, channels, found, way)
        return f"cannot be priced: {key} {what}" if what.startswith("is missing") else f"cannot be priced: {what}"
    return ""


def _itemised(shipment: Shipment, s: Shipments, channels: Channels, priced: Priced, way: int) -> dict[str, Any]:
    """One way of a shipment in its own currency; lines add up to the totals."""
    w = priced.ways
    lines = w.lines_of(way)
    places, rate = digits(shipment.currency), float(s.rate[0])
    total = {name: float(priced.totals[name][way]) for name in TOTALS}
    channel = channels.channel(int(w.kind[way]))
    duties = _spread(_duties(shipment, w.cleared, channels, lines, rate), total["duty"], places)
    fees = _fees(w.cleared, lines, "customs")
    services = _fees(w.cleared, lines, "service") + _proofs(w.cleared, channels, lines)
    taxes = _spread(_taxes(w.cleared, lines), total["vat"], places)
    gaps = MissingOfKinds(channels).of(int(i) for i in w.cleared.kind[lines])
    return {
        "channel": channel.channel,
        "procedure": channel.procedure,
        "territory": channel.territory,
        "duty_suspended": channel.suspended,
        "date": str(s.date[0]),
        "customs_value": total["customs_value"],
        "duties": duties,
        "duty": total["duty"],
        "fees": _spread(fees, total["fee"], places),
        "fee": total["fee"],
        "taxes": taxes,
        "vat": total["vat"],
        "vat_recoverable": total["vat_recoverable"],
        "services": _spread(services, total["service"], places),
        "service": total["service"],
        "services_included": shipment.services == "include",
        "drawback": total["drawback"],
        "goods": total["goods"],
        "freight": total["freight"],
        "insurance": total["insurance"],
        "onward": total["onward"],
        "total_taxes": total["total_taxes"],
        "total_due": total["total_due"],
        "landed_cost": total["landed_cost"],
        "unit_landed_cost": float(to_smallest(np.array(total["landed_cost"] / shipment.quantity), UNIT_SCALE)),
        "currency": shipment.currency,
        "note": PUT_OFF if channel.suspended else "",
        "gap": "; ".join(map(str, gaps)),
        "gaps": [gap.plain() for gap in gaps],
    }


def _duties(
    shipment: Shipment, cleared: Clearance, channels: Channels, lines: Ints, rate: float
) -> list[dict[str, Any]]:
    made = []
    for number, i in enumerate(lines, 1):
        own = {"line": number} if len(lines) > 1 else {}
        channel = channels.channel(int(cleared.kind[i]))
        stack = cleared.stacks[int(cleared.which[i])] if channel.duty == "tariff" else ()
        ordered = sorted(enumerate(stack), key=lambda at: BASE_LAYER not in (at[1].layer, at[1].replaces))
        made += [
            {**own, "layer": r.layer, "hs": r.hs, "amount": float(cleared.duty_by_layer[i, j]),
             "rate": rate_of(r, rate, shipment.currency), "rule": r.rule, **_provenance(r)}
            for j, r in ordered
        ]  # fmt: skip
        if channel.duty == "flat":
            said = rate_text(channel.duty_pct, {"item": channel.duty_per_item / rate}, shipment.currency)
            if channel.duty_deduction:
                said += f" - {channel.duty_deduction / rate:.6g} {shipment.currency}"
            made.append({**own, "layer": "flat", "amount": float(cleared.duty[i]), "rate": said,
                         "rule": f"{channel.territory}/{channel.channel}", **_provenance(channel)})  # fmt: skip
    return made


def _fees(cleared: Clearance, lines: Ints, kind: str) -> list[dict[str, Any]]:
    """Fees of the entry, of one kind."""
    rules = cleared.fee_rules[int(cleared.fee_list[lines[0]])]
    return [
        {"name": f.name, "amount": float(cleared.fee_by_rule[lines, j].sum()), "rule": f.rule,
         **_provenance(f)}
        for j, f in enumerate(rules) if f.kind == kind
    ]  # fmt: skip


def _proofs(cleared: Clearance, channels: Channels, lines: Ints) -> list[dict[str, Any]]:
    """Proofs of origin for the preferences that are claimed."""
    made: dict[str, dict[str, Any]] = {}
    for i in lines:
        for name in sorted({r.agreement for r in cleared.stacks[int(cleared.which[i])]} - {""}):
            agreement = channels.compiled.rules.agreements.get(name)
            if agreement is not None and cleared.certificate[i] > 0:
                line = made.setdefault(name, {
                    "name": f"proof of origin, {agreement.name or name}", "amount": 0.0, "rule": name,
                    **_provenance(agreement),
                })  # fmt: skip
                line["amount"] += float(cleared.certificate[i])
    return list(made.values())


def _taxes(cleared: Clearance, lines: Ints) -> list[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for i in lines:
        for k, r in enumerate(cleared.taxes[int(cleared.tax_list[i])]):
            line = made.setdefault(
                r.rule, {"name": r.name or r.label, "amount": 0.0, "rate": f"{r.rate_pct:.9g}%", "rule": r.rule,
                         **_provenance(r)}
            )  # fmt: skip
            line["amount"] += float(cleared.due_by_tax[i, k])
    return [line for line in made.values() if line["amount"]]


def _spread(lines: list[dict[str, Any]], total: float, places: int) -> list[dict[str, Any]]:
    """Give the lines amounts in the smallest unit that add up to the total."""
    amounts = split(total, [line["amount"] for line in lines], places)
    return [{**line, "amount": amount} for line, amount in zip(lines, amounts, strict=True)]


def _provenance(rule: Any) -> dict[str, Any]:
    """Source of a rule, the day it was true, and the days it is in force."""
    made = {"source": rule.source}
    if getattr(rule, "as_of", None):
        made["as_of"] = rule.as_of.isoformat()
    if getattr(rule, "confidence", ""):
        made["confidence"] = rule.confidence
    begins, ends = getattr(rule, "effective_from", dt.date.min), getattr(rule, "effective_to", dt.date.max)
    if begins > dt.date.min:
        made["effective_from"] = begins.isoformat()
    if ends < dt.date.max:
        made["effective_to"] = ends.isoformat()
    return made
