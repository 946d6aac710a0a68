"""`landed_cost`: what a shipment costs when it has crossed the border, each line with its rule and source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import InputError
from .reference import reference_of
from .trade.shipment import Known, read_shipment, wrong

if TYPE_CHECKING:
    import pandas as pd

    from .trade.rulebook import Rulebook
    from .trade.shipments import Shipments

Progress = Callable[[int, int], "bool | None"]

FROM_PRODUCT = ("weight_kg", "volume_m3", "litres")  # of a unit


def landed_cost(
    shipment: Mapping[str, Any] | None = None, *, rules: str | Path | None = None, **keys: Any
) -> dict[str, Any]:
    """Price one shipment.

    Parameters
    ----------
    shipment
        Input keys and values, as in `docs/landed-cost.md`; `keys` add to them and go before.
    rules
        Folder of rule tables whose rows go before the shipped reference rules, or one of the optional ones. It is read
        once, and again when a file of it has changed.

    Returns
    -------
    dict
        Customs value, duties by layer, fees, tax, total, landed cost, and the other channels with their totals. Money
        is in the shipment's currency. Without a date the shipment is priced as of today.

    Raises
    ------
    InputError
        With every key that is wrong, or a sentence on what the rules do not hold.

    Examples
    --------
    >>> cost = landed_cost(date="2026-12-01", origin="CN", destination="US", hs6="610910", quantity=1, unit_value=60,
    ...                    mode="air", channel="courier")
    >>> cost["duty"], cost["total_taxes"]
    (21.9, 24.59)
    """
    from .trade.itemise import itemise

    reference = reference_of(rules)
    today = dt.date.today()
    book = reference.on(today)
    filled = _product_filled({**(shipment or {}), **keys}, reference.tables["products"])
    said = read_shipment(filled, Known.of(book.rules, book.rates))
    book = reference.on(said.date or today)
    return itemise(said, book.rules, book.rates, today)


def landed_costs(
    shipments: pd.DataFrame,
    *,
    rules: str | Path | None = None,
    progress: Progress | None = None,
    next_best: bool = False,
) -> pd.DataFrame:
    """Price many shipments at once.

    Parameters
    ----------
    shipments
        One row a shipment, columns as the keys of `landed_cost`; rows that share a value in the column ``shipment`` are
        lines of one. What is empty or missing takes the default.
    rules
        As in `landed_cost`.
    progress
        Called now and then with how many of how many shipments are priced; returns False to stop.
    next_best
        Add next_channel, next_total_due and next_landed_cost: the best of the other channels that are open, and what it
        would cost; takes longer.

    Returns
    -------
    DataFrame
        One row a shipment: with the column ``shipment`` indexed by its values, else by the rows of `shipments`. Columns
        channel, procedure, customs_value, duty, fee, service, vat, vat_recoverable, drawback, total_taxes, total_due,
        landed_cost, unit_landed_cost, currency and problem: empty, or why the shipment could not be priced, with
        amounts of NaN; where any purchase_price is stated export_vat_paid, export_refund, export_cost and
        export_refund_days.

    Raises
    ------
    InputError
        With every value that is wrong.
    """
    from .trade.batch import price_table

    def table(said: Shipments, rules: Rulebook) -> pd.DataFrame:
        return price_table(said, rules, progress, next_best=next_best)

    made, index = _priced(shipments, rules, table)
    made.index = index
    return made


def landed_cost_lines(
    shipments: pd.DataFrame, *, rules: str | Path | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Every charge of many shipments: duty by layer, fees, taxes and services, each with its rule and source.

    Parameters
    ----------
    shipments, rules, progress
        As in `landed_costs`.

    Returns
    -------
    DataFrame
        One row a charge, columns shipment (as the index of `landed_costs`), charge (duty, fee, tax, service), name
        (layer of a duty), line (of a duty, where a shipment has several), rate, amount, currency, rule, source, as_of,
        confidence, effective_from, effective_to. A shipment that could not be priced has none.

    Raises
    ------
    InputError
        With every value that is wrong.
    """
    from .trade.charges import charge_table

    made, index = _priced(shipments, rules, lambda said, book: charge_table(said, book, progress), by="shipment")
    made["shipment"] = index[made["shipment"].to_numpy(int)]
    return made


def _priced(
    shipments: pd.DataFrame, rules: str | Path | None, table: Callable[[Shipments, Rulebook], pd.DataFrame],
    by: str = "",
) -> tuple[pd.DataFrame, pd.Index]:  # fmt: skip
    """Tables of shipments at the rates of exchange of their days, in one, and what each shipment is called.

    Parameters
    ----------
    by
        Column of the number of the shipment; empty: one row each.
    """
    import numpy as np
    import pandas as pd

    from .trade.frame import SHIPMENT, shipments_of

    reference = reference_of(rules)
    today = dt.date.today()
    book = reference.on(today)
    known = Known.of(book.rules, book.rates)
    said, row = shipments_of(shipments, book.rates, known, reference.tables["products"], today)
    days = np.array(reference.days, dtype="datetime64[D]")
    epoch = np.searchsorted(days, said.date[said.first], side="right") - 1
    parts = []
    for one in np.unique(epoch):  # shipments of days with the same rates of exchange
        book, mine = reference.on(reference.days[one]), np.flatnonzero(epoch == one)
        some = said if mine.size == said.count else said.only(mine)
        part = table(some.at(book.rates), book.rules)
        parts.append(part.assign(**{by: mine[part[by].to_numpy(int)]}) if by else part.set_index(mine))
    if not parts:
        made = table(said, book.rules)
    elif by:
        made = pd.concat(parts, ignore_index=True).sort_values(by, kind="stable", ignore_index=True)
    else:
        made = pd.concat(parts).sort_index()
    at = row[said.first]
    return made, shipments.index[at] if SHIPMENT not in shipments else shipments.set_index(SHIPMENT).index[at]


def _product_filled(said: dict[str, Any], products: pd.DataFrame) -> dict[str, Any]:
    """Put what the reference tables know of the products in place of what is not stated."""
    lines = said.get("lines")
    if isinstance(lines, list) and all(isinstance(line, Mapping) for line in lines):
        said["lines"] = [_product_filled(dict(line), products) for line in lines]
    name = said.pop("product", None)
    if name is None:
        return said
    row = products[products["product"] == name]
    if row.empty:
        known = ", ".join(sorted(products["product"]))
        raise InputError([wrong("product", "the rules have no such product", name, f"known: {known}; or give hs6")])
    unit = row.iloc[0]
    filled = {"hs6": unit["hs6"]}
    if said.get("purchase_price") is not None and unit["export_rebate_pct"] == unit["export_rebate_pct"]:
        filled["export_rebate_pct"] = float(unit["export_rebate_pct"])
    if isinstance(said.get("quantity"), int | float):
        filled |= {key: float(unit[key]) * said["quantity"] for key in FROM_PRODUCT if unit[key] == unit[key]}
    return {**said, **{key: value for key, value in filled.items() if said.get(key) in (None, "")}}
