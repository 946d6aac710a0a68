"""`duties`: the rates of duty of a tariff code, looked up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from .errors import InputError, Problem
from .reference import reference_of


def duties(
    territory: str,
    hs: str,
    *,
    origin: str = "",
    date: dt.date | str | None = None,
    rules: str | Path | None = None,
) -> list[dict[str, Any]]:
    """Look up the layers of duty that are charged together; rules once read, in well under a millisecond.

    Parameters
    ----------
    territory
        Customs territory or ISO country that the goods enter.
    hs
        Tariff code of 6 to 12 digits.
    origin
        ISO country of origin; empty: layers for goods of any origin.
    date
        Day of entry; None: today.
    rules
        Folder of rule tables whose rows go before the shipped ones, such as an imported schedule.

    Returns
    -------
    list of dict
        ``layer``, ``hs`` (code the rule is for), ``rate`` in words, ``rate_pct``, ``rule``, ``source``; empty where
        nothing is known. What value, weight and channel change is told by `rules` and `landed_cost`.

    Raises
    ------
    InputError
        The rules have no such territory.

    Examples
    --------
    >>> [(d["layer"], d["rate"]) for d in duties("US", "610910", origin="CN", date="2026-12-01")]
    [('S301', '7.5%'), ('S301FL', '12.5%'), ('MFN', '16.5%')]
    """
    from .loaders.reference import BASE_CURRENCY
    from .trade.rates import rate_of

    day = dt.date.today() if date is None else dt.date.fromisoformat(str(date))
    book = reference_of(rules).on(day).rules
    name = territory if territory in book.territories else book.territory_of.get(territory, "")
    if not name:
        raise InputError([Problem("rules", "the rules have no such territory", column="territory", value=territory,
                                  remedy=f"known: {', '.join(book.territories)}")])  # fmt: skip
    return [
        {"layer": rule.layer, "hs": rule.hs, "rate": rate_of(rule, 1.0, BASE_CURRENCY), "rate_pct": rule.rate_pct,
         "rule": rule.rule, "source": rule.source}
        for rule in book.duty_stack(name, origin, hs.replace(".", ""), day)
    ]  # fmt: skip
