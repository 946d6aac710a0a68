"""Rows of the rule tables in words, amounts in the row's own currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .tax import USUAL

Row = Mapping[str, Any]


def duty(row: Row) -> str:
    """Rate of a layer, such as ``37.5 % + 0.9 USD/unit``, and what bounds it."""
    words = " + ".join(filter(None, (_rate(row, "rate_pct", "per_", ("kg", "unit", "litre")), _by_measure(row))))
    if _has(row, "ceiling_pct"):
        up_to = f"up to {_n(row['ceiling_pct'])} % with the base layer"
        words = f"{words}, {up_to}" if words else up_to
    least, most = (_rate(row, f"{m}_pct", f"{m}_per_", ("kg", "unit", "litre")) for m in ("min", "max"))
    words = words or "0 %"
    return words + (f", at least {least}" if least else "") + (f", at most {most}" if most else "")


def bounds(row: Row) -> str:
    """Which goods a layer is for, by their value; empty: all."""
    return "; ".join(
        f"{what} worth {_between(row, f'{name}_over', f'{name}_to')}"
        for name, what in (("unit_value", "a unit"), ("value", "a consignment"))
        if _has(row, f"{name}_over") or _has(row, f"{name}_to")
    )


def tax(row: Row) -> str:
    """Rate of a tax and what it is on."""
    base = ", ".join(row["base"] or USUAL[row["kind"]])
    return f"{row['rate_pct']:.9g} % of {base}" + (" and itself" if row["within"] or row["kind"] == "excise" else "")


def fee(row: Row) -> str:
    """Amount of a fee."""
    parts = [f"{_n(row['rate_pct'])} % of {row['rate_on']}"] if row["rate_pct"] else []
    if row["amount"] or not parts:
        parts.append(f"{_n(row['amount'])} {row['currency']}")
    words = " + ".join(parts) + (" an item" if row["per"] == "item" else "")
    for name, what in (("minimum", "at least"), ("maximum", "at most")):
        if _has(row, name) and row[name] > 0:
            words += f", {what} {_n(row[name])} {row['currency']}"
    return words


def channel(row: Row) -> str:
    """Duty and tax of a channel."""
    said = {"tariff": "duty by the tariff", "none": "no duty", "suspended": "duty suspended"}.get(row["duty"], "")
    if row["duty"] == "flat":
        parts = [f"{_n(row['duty_pct'])} %"] if row["duty_pct"] else []
        parts += [f"{_n(row['duty_per_item'])} {row['currency']} an item"] if row["duty_per_item"] else []
        said = "duty " + (" + ".join(parts) or "0")
        said += f" less {_n(row['duty_deduction'])} {row['currency']}" if row["duty_deduction"] else ""
    tax_words = {"import": "tax at the border", "at_sale": "tax at the sale", "none": "no tax",
                 "suspended": "tax suspended", "composite": f"{_n(row['tax_share_pct'])} % of the taxes"}  # fmt: skip
    share = f", on {_n(row['value_share_pct'])} % of the value" if row["value_share_pct"] < 100 else ""
    return f"{said}, {tax_words[row['tax']]}{share}"


def limits(row: Row) -> str:
    """Consignments that a channel is open to; empty: any."""
    said = _between(row, "min_value", "max_value")
    said += f" ({row['threshold_on'].replace('_', ' ')})" if said else ""
    said += ", one unit" if row["single_item_only"] else ""
    if _has(row, "annual_limit"):
        said += f", {_n(row['annual_limit'])} {row['currency']} a year"
    if row["shipped_from"]:
        said += f", sent from {' or '.join(row['shipped_from'])}"
    return said.removeprefix(", ")


def _between(row: Row, low: str, high: str) -> str:
    over = f"over {_n(row[low])}" if _has(row, low) and row[low] > 0 else ""
    to = f"up to {_n(row[high])}" if _has(row, high) else ""
    return f"{over}{', ' if over and to else ''}{to} {row['currency']}" if over or to else ""


def _rate(row: Row, share: str, per: str, bases: tuple[str, ...]) -> str:
    parts = [f"{_n(row[share])} %"] if _has(row, share) and row[share] else []
    parts += [f"{_n(row[per + b])} {row['currency']}/{b}" for b in bases if row[per + b]]
    return " + ".join(parts)


def _by_measure(row: Row) -> str:
    """Rates by other measures: a share is of the value of a part."""
    terms = [cell.replace("%", " % of ", 1).replace("  ", " ") for cell in row["per_measure"]]
    per = f" {row['currency']}/"
    return " + ".join(term if "%" in term else term.replace(" ", per, 1) for term in terms)


def _has(row: Row, name: str) -> bool:
    value = row[name]
    return value is not None and value == value


def _n(value: float) -> str:
    return f"{value:,.6g}" if abs(value) < 1000 else f"{value:,.2f}".removesuffix(".00")
