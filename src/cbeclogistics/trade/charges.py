"""What a shipment is charged by a way, line by line with rule and source; of many shipments as one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from ..money import split
from .duty import BASE_LAYER
from .kernel import Clearance
from .lines import Ints
from .pricing import Priced, price
from .rates import rate_of, rate_text
from .rulebook import Rulebook, digits
from .shipments import Shipments
from .ways import Channels

KINDS = {"duties": "duty", "fees": "fee", "taxes": "vat", "services": "service"}  # and the total of each
COLUMNS = ("shipment", "charge", "name", "line", "rate", "amount", "currency", "rule", "source", "as_of", "confidence",
           "effective_from", "effective_to")  # fmt: skip
CHARGE = {"duties": "duty", "fees": "fee", "taxes": "tax", "services": "service"}
Progress = Callable[[int, int], bool | None]


def charges(s: Shipments, channels: Channels, priced: Priced, way: int) -> dict[str, list[dict[str, Any]]]:
    """Return duties, fees, taxes and services of a way in the shipment's currency; each adds up to its total."""
    w, first = priced.ways, int(s.first[priced.ways.shipment[way]])
    lines, currency, rate = w.lines_of(way), str(s.currency[first]), float(s.rate[first])
    made = {
        "duties": _duties(w.cleared, channels, lines, rate, currency), "fees": _fees(w.cleared, lines, "customs"),
        "taxes": _taxes(w.cleared, lines),
        "services": _fees(w.cleared, lines, "service") + _proofs(w.cleared, channels, lines),
    }  # fmt: skip
    return {k: _spread(v, float(priced.totals[KINDS[k]][way]), digits(currency)) for k, v in made.items()}


def charge_table(s: Shipments, rules: Rulebook, progress: Progress | None = None) -> pd.DataFrame:
    """Every charge of shipments by the ways that they take, one row each; columns `COLUMNS`.

    Those that cannot be priced have none. `progress` as in `batch.price_table`.
    """
    channels = Channels(s, rules, every=s.lines > s.count)
    rows: list[dict[str, Any]] = []
    done = 0
    for part in price(s, channels):
        for i, way in enumerate(part.choice):
            if way >= 0:
                shipment = part.first + i
                currency = s.currency[s.first[shipment]]
                for kind, lines in charges(s, channels, part, int(way)).items():
                    for line in lines:
                        name = line.get("layer") or line["name"]
                        rows.append({"shipment": shipment, "charge": CHARGE[kind], "currency": currency,
                                     **line, "name": name})  # fmt: skip
        done += part.choice.size
        if progress is not None and progress(done, s.count) is False:
            break
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _duties(cleared: Clearance, channels: Channels, lines: Ints, rate: float, currency: str) -> list[dict[str, Any]]:
    made = []
    for number, i in enumerate(lines, 1):
        own = {"line": number} if len(lines) > 1 else {}
        channel = channels.channel(int(cleared.kind[i]))
        stack = cleared.stacks[int(cleared.which[i])] if channel.duty == "tariff" else ()
        ordered = sorted(enumerate(stack), key=lambda at: BASE_LAYER not in (at[1].layer, at[1].replaces))
        made += [
            {**own, "layer": r.layer, "hs": r.hs, "amount": float(cleared.duty_by_layer[i, j]),
             "rate": rate_of(r, rate, currency), "rule": r.rule, **_provenance(r)}
            for j, r in ordered
        ]  # fmt: skip
        if channel.duty == "flat":
            said = rate_text(channel.duty_pct, {"item": channel.duty_per_item / rate}, currency)
            if channel.duty_deduction:
                said += f" - {channel.duty_deduction / rate:.6g} {currency}"
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
