"""Many shipments priced into one table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from .export_table import export_columns
from .lines import Ints
from .missing import MissingOfKinds
from .pricing import UNIT_SCALE, next_bests, price, to_smallest
from .problems import alike_in, reasons
from .rulebook import Rulebook
from .shipments import Shipments
from .ways import Channels

AMOUNTS = (
    "customs_value", "duty", "fee", "service", "vat", "vat_recoverable", "drawback", "total_taxes", "total_due",
    "landed_cost", "unit_landed_cost",
)  # fmt: skip
Progress = Callable[[int, int], bool | None]


def price_table(
    s: Shipments, rules: Rulebook, progress: Progress | None = None, *, next_best: bool = False
) -> pd.DataFrame:
    """Price shipments; one row each, in their order.

    Parameters
    ----------
    progress
        Called now and then with how many of how many shipments are priced; False stops.
    next_best
        Name the best of the other channels that are open, too, and what would be due by it; takes longer.

    Returns
    -------
    DataFrame
        Columns channel, procedure, the amounts (`AMOUNTS`, in the shipment's currency), currency, gap: what is charged
        and is not in the rules, and problem: empty, or why the shipment could not be priced; of the next best
        next_channel, next_total_due and next_landed_cost, empty where there is none; where a purchase price is stated
        `export_table.COLUMNS`.
    """
    exported = export_columns(s, rules) if (s.export != "").any() or not np.isnan(s.bought).all() else {}
    channels = Channels(s, rules, every=next_best or s.lines > s.count)  # lines of a shipment take the same ways
    n, done = s.count, 0
    other = {"next_channel": np.full(n, "", dtype=object), "next_total_due": np.full(n, np.nan),
             "next_landed_cost": np.full(n, np.nan)}  # fmt: skip
    texts = {name: np.full(n, "", dtype=object) for name in ("channel", "procedure", "gap", "problem")}
    amounts = {name: np.full(n, np.nan) for name in AMOUNTS}
    odd: list[tuple[Ints, Ints]] = []
    missing = MissingOfKinds(channels)
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
        texts["gap"][at[taken]] = missing.of_ways(part.ways, way)
        if next_best:
            second = next_bests(channels, part)
            has = second >= 0
            other["next_channel"][at[has]] = channels.name[w.kind[second[has]]]
            for name in ("total_due", "landed_cost"):
                other[f"next_{name}"][at[has]] = part.totals[name][second[has]]
        if not taken.all():
            odd.append((at[~taken], alike_in(s, channels, part, at[~taken])))
        done += count
        if progress is not None and progress(done, n) is False:
            texts["problem"][done:] = "stopped before it was priced"
            break
    if odd:
        unpriced = np.concatenate([shipments for shipments, _ in odd])
        texts["problem"][unpriced] = reasons(s, channels, unpriced, np.concatenate([like for _, like in odd]))
    units = np.bincount(s.shipment, s.quantity, minlength=n).astype(float)
    amounts["unit_landed_cost"] = to_smallest(amounts["landed_cost"] / units, UNIT_SCALE)
    columns = {
        "channel": texts["channel"], "procedure": texts["procedure"], **amounts, "currency": s.currency[s.first],
        "gap": texts["gap"], "problem": texts["problem"], **(other if next_best else {}), **exported,
    }  # fmt: skip
    return pd.DataFrame(
        {k: pd.Series(v, dtype=v.dtype, copy=False) for k, v in columns.items()}, copy=False
    )  # texts stay objects
