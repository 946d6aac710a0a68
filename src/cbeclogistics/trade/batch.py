"""Many shipments priced into one table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from .pricing import UNIT_SCALE, Priced, price, to_smallest, why_not
from .rulebook import Rulebook
from .shipments import Shipments
from .ways import Channels

AMOUNTS = (
    "customs_value", "duty", "fee", "service", "vat", "vat_recoverable", "drawback", "total_taxes", "landed_cost",
    "unit_landed_cost",
)  # fmt: skip
Progress = Callable[[int, int], bool | None]


def price_table(s: Shipments, rules: Rulebook, progress: Progress | None = None) -> pd.DataFrame:
    """Price shipments; one row each, in their order.

    Parameters
    ----------
    progress
        Called now and then with how many of how many shipments are priced; False stops.

    Returns
    -------
    DataFrame
        Columns channel, procedure, the amounts (`AMOUNTS`, in the shipment's currency), currency and problem: empty,
        or why the shipment could not be priced.
    """
    channels = Channels(s, rules, every=s.lines > s.count)  # lines of a shipment take the same ways
    n, done = s.count, 0
    texts = {name: np.full(n, "", dtype=object) for name in ("channel", "procedure", "problem")}
    amounts = {name: np.full(n, np.nan) for name in AMOUNTS}
    said: dict[tuple[object, ...], str] = {}
    for part in price(s, channels):
        w = part.ways
        count = part.choice.size
        at = np.arange(part.first, part.first + count)
        taken = part.choice >= 0
        way = part.choice[taken]
        texts["channel"][at[taken]] = channels.name[w.kind[way]]
        texts["procedure"][at[taken]] = channels.procedure[w.kind[way]]
        for name in AMOUNTS[:-1]:
            amounts[name][at[taken]] = part.totals[name][way]
        for i in np.flatnonzero(~taken):
            texts["problem"][at[i]] = _said(s, channels, part, int(at[i]), said)
        done += count
        if progress is not None and progress(done, n) is False:
            texts["problem"][done:] = "stopped before it was priced"
            break
    units = np.bincount(s.shipment, s.quantity, minlength=n).astype(float)
    amounts["unit_landed_cost"] = to_smallest(amounts["landed_cost"] / units, UNIT_SCALE)
    columns = {
        "channel": texts["channel"], "procedure": texts["procedure"], **amounts, "currency": s.currency[s.first],
        "problem": texts["problem"],
    }  # fmt: skip
    return pd.DataFrame({k: pd.Series(v, dtype=v.dtype) for k, v in columns.items()})  # texts stay objects


def _said(s: Shipments, channels: Channels, part: Priced, shipment: int, said: dict[tuple[object, ...], str]) -> str:
    """Why a shipment could not be priced; looked up once for all that are alike."""
    w, line = part.ways, s.first_of(shipment)
    begin, end = np.searchsorted(w.shipment, [shipment, shipment + 1])
    key = (
        int(channels.of_line[line]), str(s.channel[line]), bool(s.from_bond[line]),
        w.closed[begin:end].tobytes(), w.gap[begin:end].tobytes(),
    )  # fmt: skip
    if key not in said:
        one = s.only(np.array([shipment]))
        every = Channels(one, channels.rules)
        (alone,) = price(one, every)
        column, what, remedy = why_not(one, every, alone.ways, 0)
        said[key] = f"{column}: {what}" + (f" ({remedy})" if remedy else "")
    return said[key]
