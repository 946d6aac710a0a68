"""VAT that comes back on exported goods, of many shipments at once."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from ..errors import InputError, Problem
from .export_rebate import of_nothing, procedure, wrong_terms
from .lines import Floats
from .pricing import to_smallest
from .rulebook import Rulebook
from .shipments import Shipments

COLUMNS = ("export_vat_paid", "export_refund", "export_cost", "export_refund_days")


def export_columns(s: Shipments, rules: Rulebook) -> dict[str, Floats]:
    """Columns of the refunds of shipments as `export_rebate` has them; NaN where no purchase price is stated.

    Raises
    ------
    InputError
        An origin without VAT on exports, or a procedure that is none of the day.
    """
    at = np.flatnonzero(~np.isnan(s.bought))
    terms, share, days, problems = np.zeros(at.size), np.ones(at.size), np.zeros(at.size), list[Problem]()
    cases = pd.DataFrame({"origin": s.origin[at], "export": s.export[at], "on": s.date[at]})
    for case, rows in cases.groupby(["origin", "export", "on"], sort=True).indices.items():
        origin, code, day = cast(tuple[str, str, pd.Timestamp], case)
        on = day.date()
        problems += wrong_terms(origin, code, rules, on)
        if not problems:
            territory = rules.territories[rules.territory_of[origin]]
            by = procedure(code, territory, rules, on)
            terms[rows], days[rows] = territory.export_vat_pct, territory.export_rebate_days
            if by is not None:
                share[rows], days[rows] = by.rebate_share_pct / 100, by.days(territory.export_rebate_days)
    number, stated = s.shipment[at], np.zeros(s.count, dtype=bool)
    stated[number] = True
    problems += [of_nothing(code) for code in sorted(set(s.export[s.first[~stated]]) - {""})]
    if problems:
        raise InputError(problems)
    net = s.bought[at] / (1 + terms / 100)
    back = share * np.fmin(s.rebate_pct[at], terms)  # not stated: all that was paid
    scale: Floats = np.power(10.0, s.places[s.first])

    def summed(share_pct: Floats) -> Floats:
        return to_smallest(np.bincount(number, net * share_pct / 100, minlength=s.count).astype(float), scale)

    paid, refund = summed(terms), summed(back)
    last = np.zeros(s.count)
    np.maximum.at(last, number, days)
    made = (paid, refund, to_smallest(paid - refund, scale), last)
    return {name: np.where(stated, column, np.nan) for name, column in zip(COLUMNS, made, strict=True)}
