"""VAT that a trading company paid on goods it exports: what comes back, when, and what stays a cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import Problem
from .pricing import to_smallest
from .rulebook import Rulebook, Territory, digits
from .shipment import Line, Shipment, wrong


def export_rebate(shipment: Shipment, rules: Rulebook) -> dict[str, Any] | None:
    """Refund of the VAT in the purchase prices of a shipment; None where none is stated.

    Of a price P with VAT of v in it, P / (1 + v) · v was paid, and P / (1 + v) · rebate comes back, at most what was
    paid. Without a rebate stated all of it does.

    Returns
    -------
    dict
        In the shipment's currency: ``vat_paid``, ``refund`` and ``cost``, their difference, which a price FOB holds
        already; ``refund_days`` until the last of it is there; ``source``.
    """
    bought = [line for line in shipment.lines if line.purchase_price is not None]
    if not bought:
        return None
    net, vat_pct, rebate_pct = np.array([
        (_net(line, rules), _of(line, rules).export_vat_pct, _rebate_pct(line, rules)) for line in bought
    ]).T  # fmt: skip
    scale = 10.0 ** digits(shipment.currency)
    paid = to_smallest((net * vat_pct).sum() / 100, scale)
    back = to_smallest((net * rebate_pct).sum() / 100, scale)
    where = {territory.territory: territory for territory in (_of(line, rules) for line in bought)}.values()
    return {
        "vat_paid": float(paid),
        "refund": float(back),
        "cost": float(to_smallest(paid - back, scale)),
        "refund_days": max(territory.export_rebate_days for territory in where),
        "source": "; ".join(territory.source for territory in where),
    }


def unknown_export(shipment: Shipment, rules: Rulebook) -> Iterator[Problem]:
    """Origins for which the rules hold no VAT on exports."""
    for origin in sorted({line.origin for line in shipment.lines if line.purchase_price is not None}):
        if not rules.export_vat_pct.get(rules.territory_of.get(origin, ""), 0.0):
            known = sorted(c for c, t in rules.territory_of.items() if rules.export_vat_pct[t])
            yield wrong(
                "purchase_price", "the rules hold no export VAT of the origin", origin,
                f"known: {', '.join(known)}; give export_vat_pct in a row of territories",
            )  # fmt: skip


def _of(line: Line, rules: Rulebook) -> Territory:
    return rules.territories[rules.territory_of[line.origin]]


def _net(line: Line, rules: Rulebook) -> float:
    return (line.purchase_price or 0.0) / (1 + _of(line, rules).export_vat_pct / 100)


def _rebate_pct(line: Line, rules: Rulebook) -> float:
    whole = _of(line, rules).export_vat_pct
    return whole if line.export_rebate_pct is None else min(line.export_rebate_pct, whole)
