"""A shipment priced channel by channel, every line with its rule and source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import InputError
from .charges import charges
from .export_rebate import export_rebate, wrong_export
from .missing import MissingOfKinds
from .pricing import UNIT_SCALE, Priced, price, ranked, to_smallest
from .problems import closed_words, missing, why_not
from .rulebook import Rulebook
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
    on = shipment.date or today
    if problems := list(wrong_export(shipment, rules, on)):
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
    export = export_rebate(shipment, rules, on)
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
    total = {name: float(priced.totals[name][way]) for name in TOTALS}
    channel = channels.channel(int(w.kind[way]))
    parts = charges(s, channels, priced, way)
    gaps = MissingOfKinds(channels).of(int(i) for i in w.cleared.kind[lines])
    return {
        "channel": channel.channel,
        "procedure": channel.procedure,
        "territory": channel.territory,
        "duty_suspended": channel.suspended,
        "date": str(s.date[0]),
        "customs_value": total["customs_value"],
        "duties": parts["duties"],
        "duty": total["duty"],
        "fees": parts["fees"],
        "fee": total["fee"],
        "taxes": parts["taxes"],
        "vat": total["vat"],
        "vat_recoverable": total["vat_recoverable"],
        "services": parts["services"],
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
