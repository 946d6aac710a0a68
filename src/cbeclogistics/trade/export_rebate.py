"""VAT that a trading company paid on goods it exports: what comes back, when, and what stays a cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..errors import Problem
from .exports import Export
from .pricing import to_smallest
from .rulebook import Rulebook, Territory, digits
from .shipment import Line, Shipment, wrong


def export_rebate(shipment: Shipment, rules: Rulebook, on: dt.date) -> dict[str, Any] | None:
    """Refund of the VAT in the purchase prices of a shipment; None where none is stated.

    Of a price P with VAT of v in it, P / (1 + v) · v was paid, and P / (1 + v) · rebate comes back, at most what was
    paid. Without a rebate stated all of it does. Of that a procedure of export gives its share back, in its
    days; where none is named all of it comes back, in the territory's.

    Parameters
    ----------
    on
        Day whose rules apply.

    Returns
    -------
    dict
        In the shipment's currency: ``vat_paid``, ``refund`` and ``cost``, their difference, which a price FOB holds
        already; ``procedure`` and its ``name``; ``refund_days`` until the last of it is there; ``source``.
    """
    bought = [line for line in shipment.lines if line.purchase_price is not None]
    if not bought:
        return None
    by = {t.territory: procedure(shipment.export, t, rules, on) for t in (_of(line, rules) for line in bought)}
    net, vat_pct, rebate_pct = np.array([
        (_net(line, rules), _of(line, rules).export_vat_pct, _rebate_pct(line, rules) * _share(line, rules, by))
        for line in bought
    ]).T  # fmt: skip
    scale = 10.0 ** digits(shipment.currency)
    paid = to_smallest((net * vat_pct).sum() / 100, scale)
    back = to_smallest((net * rebate_pct).sum() / 100, scale)
    where = {territory.territory: territory for territory in (_of(line, rules) for line in bought)}.values()
    named = [export for export in by.values() if export is not None]
    days = [t.export_rebate_days if (e := by[t.territory]) is None else e.days(t.export_rebate_days) for t in where]
    return {
        "vat_paid": float(paid),
        "refund": float(back),
        "cost": float(to_smallest(paid - back, scale)),
        "procedure": shipment.export,
        "name": "; ".join(export.name for export in named),
        "refund_days": max(days),
        "source": "; ".join([*(export.source for export in named), *(territory.source for territory in where)]),
    }


def wrong_export(shipment: Shipment, rules: Rulebook, on: dt.date) -> Iterator[Problem]:
    """Origins without VAT on exports in the rules; a procedure that is none of the day, or of nothing."""
    origins = sorted({line.origin for line in shipment.lines if line.purchase_price is not None})
    for origin in origins:
        yield from wrong_terms(origin, shipment.export, rules, on)
    if shipment.export and not origins:
        yield of_nothing(shipment.export)


def wrong_terms(origin: str, code: str, rules: Rulebook, on: dt.date) -> Iterator[Problem]:
    """What is wrong with goods of an origin that were bought for export and leave by a procedure, if one is named."""
    name = rules.territory_of.get(origin, "")
    if not rules.export_vat_pct.get(name, 0.0):
        countries = sorted(c for c, t in rules.territory_of.items() if rules.export_vat_pct[t])
        yield wrong(
            "purchase_price", "the rules hold no export VAT of the origin", origin,
            f"known: {', '.join(countries)}; give export_vat_pct in a row of territories",
        )  # fmt: skip
    elif code and procedure(code, rules.territories[name], rules, on) is None:
        codes = [e.export for e in rules.exports if e.territory == name and e.effective_from <= on <= e.effective_to]
        known = ", ".join(codes) or "none"
        yield wrong("export", f"is no export procedure of {name} on {on}", code, f"known: {known}")


def of_nothing(code: str) -> Problem:
    """Say that a procedure is named of goods that were not bought."""
    return wrong("export", "says how VAT on purchases comes back", code, "give purchase_price")


def procedure(code: str, territory: Territory, rules: Rulebook, on: dt.date) -> Export | None:
    """Procedure of a territory in force on a day."""
    mine = (e for e in rules.exports if (e.territory, e.export) == (territory.territory, code))
    return next((e for e in mine if e.effective_from <= on <= e.effective_to), None)


def _share(line: Line, rules: Rulebook, by: Mapping[str, Export | None]) -> float:
    export = by[_of(line, rules).territory]
    return 1.0 if export is None else export.rebate_share_pct / 100


def _of(line: Line, rules: Rulebook) -> Territory:
    return rules.territories[rules.territory_of[line.origin]]


def _net(line: Line, rules: Rulebook) -> float:
    return (line.purchase_price or 0.0) / (1 + _of(line, rules).export_vat_pct / 100)


def _rebate_pct(line: Line, rules: Rulebook) -> float:
    whole = _of(line, rules).export_vat_pct
    return whole if line.export_rebate_pct is None else min(line.export_rebate_pct, whole)
