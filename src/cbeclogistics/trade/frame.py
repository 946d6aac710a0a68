"""Shipments from a table, checked column by column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import InputError, Problem
from .kinds import alike, is_alike
from .lines import Floats, Ints, Texts
from .shipment import INCOTERMS, NEEDED, NOT_KNOWN, OF_LINE, OF_SHIPMENT, Known, Shipment
from .shipments import NEVER, Shipments

TABLE = "shipments"
SPEND = "buyer_spend_per_year"
BOUGHT, REBATE = "purchase_price", "export_rebate_pct"
NO_ZERO = (SPEND, BOUGHT, REBATE)  # not known where they are not stated
AMOUNTS = (
    "quantity", "unit_value", "weight_kg", "volume_m3", "litres", "freight", "insurance", "onward", *NO_ZERO,
)  # fmt: skip
FROM_PRODUCT = ("weight_kg", "volume_m3", "litres")  # of a unit
DAYS = ("date", "admitted")
SHIPMENT, PRODUCT = "shipment", "product"
OF_ONE = ("measures",)  # of single shipments; here they are columns
MEASURE = "measure_"  # begins the name of a column of `measures`
KEYS = {k: check for k, check in {**OF_SHIPMENT, **OF_LINE}.items() if k not in OF_ONE}
USUAL: dict[str, Any] = {
    **{k: Shipment.__dataclass_fields__[k].default for k in OF_SHIPMENT if k != "destination"}, "exporter": "",
}  # fmt: skip
MOST_ROWS = 1000  # told of one column


def shipments_of(
    frame: pd.DataFrame, rates: Mapping[str, float], known: Known, products: pd.DataFrame, today: dt.date
) -> tuple[Shipments, Ints]:  # fmt: skip
    """Read shipments from a table: one row a shipment, or rows that share a value in the column ``shipment`` its lines.

    Parameters
    ----------
    frame
        Columns as the keys of a shipment; an empty cell or a missing column takes the default.
    rates
        Base currency for one unit of each currency.
    known
        Names that the rules hold.
    products
        Reference products, by the column ``product``.

    Returns
    -------
    Shipments, and the row of the table of each line, shape (lines,).

    Raises
    ------
    InputError
        With every value that is wrong.
    """
    found = _Reader(frame)
    unknown = [c for c in frame.columns if c not in (*KEYS, SHIPMENT, PRODUCT) and not str(c).startswith(MEASURE)]
    for column in unknown:
        found.problem(column, "is no column of shipments", remedy=f"known: {', '.join([SHIPMENT, PRODUCT, *KEYS])}")
    number, order = found.grouped()
    amounts = {name: found.number(name) for name in AMOUNTS}
    measures = found.measures()
    hs = found.text("hs6", needed=PRODUCT not in frame)
    if PRODUCT in frame:
        hs = _from_products(found, products, hs, amounts)
    words = {name: found.text(name) for name in KEYS if name not in (*AMOUNTS, *DAYS, "hs6")}
    for name in NOT_KNOWN:
        found.known(words[name], name, known)
    days = {name: found.text(name, kind="datetime64[D]") for name in DAYS}
    date = np.where(np.isnat(days["date"]), np.datetime64(today, "D"), days["date"])
    found.bad("admitted", days["admitted"] > days["date"], "is after the day of release", days["admitted"])
    for name in OF_SHIPMENT:
        if name in frame:
            found.same(number, name, amounts[name] if name in amounts else words.get(name, days.get(name)))
    stated = amounts["quantity"] * amounts["unit_value"]
    if number is None:
        part: Floats | float = 1.0
    else:
        total, lines = np.bincount(number, stated)[number], np.bincount(number)[number]
        part = np.where(total > 0, np.divide(stated, total, out=np.zeros_like(stated), where=total > 0), 1 / lines)
    code, terms = pd.factorize(words["incoterm"])
    holds = np.array([INCOTERMS[t] for t in terms], dtype=float).reshape(-1, 3)[code]
    held = sum(amounts[name] * holds[:, i] for i, name in enumerate(("freight", "insurance", "onward"))) * part
    short = (held > 0) & (stated < held - 1e-9)
    found.bad("unit_value", short, "the price holds freight and insurance, and is less", amounts["unit_value"])
    if found.problems:
        raise InputError(found.problems)

    def arranged(column: Any) -> Any:
        return column if order is None else column[order]

    rate = _looked_up(words["currency"], rates)
    made = Shipments(
        shipment=np.arange(len(frame)) if number is None else arranged(number), hs=arranged(hs),
        claim=arranged(words["preference"] == "claim"), services=arranged(words["services"] == "include"),
        from_bond=arranged(words["from_bond"].astype(bool)), date=arranged(date),
        admitted=arranged(np.where(np.isnat(days["admitted"]), NEVER, days["admitted"]).astype("datetime64[D]")),
        measures=arranged(measures), quantity=arranged(amounts["quantity"]), stated=arranged(stated),
        weight_kg=arranged(amounts["weight_kg"]), litres=arranged(amounts["litres"]), spend=arranged(amounts[SPEND]),
        bought=arranged(amounts[BOUGHT]), rebate_pct=arranged(amounts[REBATE]), rate=arranged(rate),
        **{k: arranged(amounts[k] * part) for k in ("freight", "insurance", "onward")},
        **{k: arranged(words[k]) for k in ("origin", "destination", "exporter", "shipped_from", "mode", "channel",
                                           "incoterm", "currency", "export")},
    )  # fmt: skip
    return made, (np.arange(len(frame)) if order is None else order)


class _Reader:
    """Columns of the table as arrays, and what is wrong in them."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame, self.problems = frame, list[Problem]()

    def problem(self, column: str, expected: str, row: int | None = None, value: object = "", remedy: str = "") -> None:
        at = None if row is None else row + 2  # as an editor counts it, the header being row 1
        self.problems.append(Problem(TABLE, expected, row=at, column=column, value=str(value)[:200], remedy=remedy))

    def bad(self, column: str, mask: Any, expected: str, values: Any) -> None:
        """Report each row of a mask."""
        rows = np.flatnonzero(mask)
        for row in rows[:MOST_ROWS]:
            self.problem(column, expected, int(row), values[row])
        if rows.size > MOST_ROWS:
            self.problem(column, f"{expected}: and {rows.size - MOST_ROWS} more rows")

    def number(self, name: str) -> Floats:
        """Amounts; where none is stated 0, or NaN of what is not known then."""
        none = np.nan if name in NO_ZERO else 0.0
        if name not in self.frame:
            if name in NEEDED:
                self.problem(name, f"is missing: {NEEDED[name]}")
            return np.full(len(self.frame), none)
        column = self.frame[name]
        if column.dtype.kind not in "fiu":
            column = column.where(column != "", np.nan) if column.dtype == object else column.replace("", np.nan)
        value = pd.to_numeric(column, errors="coerce").to_numpy(float)
        empty = column.isna().to_numpy()
        above = name in ("quantity", BOUGHT)
        wrong = ~empty & ~(np.isfinite(value) & ((value > 0) if above else (value >= 0)))
        if wrong.any():
            said = f"expected a number {'above 0' if above else 'of 0 or more'}"
            self.bad(name, wrong, said, column.to_numpy(object))
        if name in NEEDED:
            self.bad(name, empty, f"is missing: {NEEDED[name]}", np.full(len(column), "", dtype=object))
        return np.where(empty, none, value)

    def measures(self) -> Texts:
        """What each row states in the columns of measures, a mapping each."""
        names = [str(c) for c in self.frame if str(c).startswith(MEASURE)]
        if not names:
            return alike({}, len(self.frame), "object")
        made = np.full(len(self.frame), {}, dtype=object)
        for name in names:
            stated = (self.frame[name].notna() & (self.frame[name] != "")).to_numpy()
            amounts = self.number(name)
            for i in np.flatnonzero(stated):
                made[i] = {**made[i], name.removeprefix(MEASURE): float(amounts[i])}
        return made

    def text(self, name: str, *, needed: bool = True, kind: str = "object") -> npt.NDArray[Any]:
        """Texts (or days), checked once for each that occurs; the default where none is stated."""
        n = len(self.frame)
        if name not in self.frame:
            if name in NEEDED and needed:
                self.problem(name, f"is missing: {NEEDED[name]}")
            return alike(USUAL.get(name, ""), n, kind)
        code, distinct = pd.factorize(self.frame[name], use_na_sentinel=False)
        made = np.empty(len(distinct), dtype=object)
        check: Callable[[Any], Any] = KEYS[name]
        for i, value in enumerate(distinct):
            if value is None or value == "" or value != value:
                made[i] = USUAL.get(name, "")
                if name in NEEDED and needed:
                    self.bad(name, code == i, f"is missing: {NEEDED[name]}", np.full(n, "", dtype=object))
                continue
            try:
                made[i] = check(value)
            except ValueError as error:
                made[i] = USUAL.get(name, "")
                self.bad(name, code == i, str(error), np.full(n, value, dtype=object))
        return np.asarray(made.astype(kind)[code])

    def known(self, values: Texts, name: str, known: Known) -> None:
        """Report values that the rules do not hold."""
        code, distinct = pd.factorize(values[:1] if is_alike(values) else values)
        for i, value in enumerate(distinct):
            if value and (what := known.wrong(name, value)):
                self.bad(name, code == i, what, values)

    def grouped(self) -> tuple[Ints | None, Ints | None]:
        """Number of each row's shipment and the order that brings lines together; None where each row is one."""
        if SHIPMENT not in self.frame:
            return None, None
        code, distinct = pd.factorize(self.frame[SHIPMENT].to_numpy(object), use_na_sentinel=False)
        if len(distinct) == len(self.frame):
            return None, None
        return code.astype(np.int64), np.argsort(code, kind="stable")

    def same(self, number: Ints | None, name: str, values: Any) -> None:
        """Report lines of one shipment that differ in what belongs to the shipment."""
        if number is None or values is None:
            return
        first = np.zeros(int(number.max()) + 1, dtype=np.int64)
        first[number[::-1]] = np.arange(number.size)[::-1]
        differs = values != values[first[number]]
        if values.dtype.kind == "f":
            differs &= ~(np.isnan(values) & np.isnan(values[first[number]]))
        if values.dtype.kind == "M":
            differs &= ~(np.isnat(values) & np.isnat(values[first[number]]))
        self.bad(name, differs, "another line of the same shipment states another value", values)


def _from_products(found: _Reader, products: pd.DataFrame, hs: Texts, amounts: dict[str, Floats]) -> Texts:
    """Fill in what the reference tables know of the products; what is stated goes before."""
    table = products.set_index("product")
    names = found.frame[PRODUCT].to_numpy(object)
    code, distinct = pd.factorize(names, use_na_sentinel=False)
    at = table.index.get_indexer(pd.Index(distinct))
    for i, (value, row) in enumerate(zip(distinct, at, strict=True)):
        stated = value is not None and value == value and value != ""
        if stated and row < 0:
            found.bad(PRODUCT, code == i, "the rules have no such product", names)
        elif not stated:
            found.bad("hs6", (code == i) & (hs == ""), f"is missing: {NEEDED['hs6']}", hs)
    rows = at[code]
    has = rows >= 0
    for name in FROM_PRODUCT:
        unit = table[name].fillna(0.0).to_numpy(float)
        blank = (amounts[name] == 0) if name not in found.frame else found.frame[name].isin(["", None]).to_numpy()
        if name in found.frame:
            blank |= found.frame[name].isna().to_numpy()
        amounts[name] = np.where(has & blank, unit[rows] * amounts["quantity"], amounts[name])
    amounts[REBATE] = np.where(has & np.isnan(amounts[REBATE]), table[REBATE].to_numpy(float)[rows], amounts[REBATE])
    return np.where(has & (hs == ""), table["hs6"].to_numpy(object)[rows], hs)


def _looked_up(names: Texts, of: Mapping[str, float]) -> Floats:
    code, distinct = pd.factorize(names)
    return np.array([of.get(str(n), np.nan) for n in distinct])[code]
