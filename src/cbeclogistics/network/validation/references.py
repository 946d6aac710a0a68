"""References: what a cell names must stand in the table it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..expand import SELECTOR_FIELDS
from ..schema import SITE_KINDS, TABLES, Column, Kind
from .instance import Instance
from .nearest import remedy

SINGULAR = {
    "sites": "site", "products": "product", "rate_cards": "rate card", "containers": "container",
    "territories": "territory", "channels": "channel", "currencies": "currency", "groups": "group",
    "agreements": "trade agreement", "lanes": "lane", "stops": "stop",
}  # fmt: skip


def check_references(instance: Instance) -> None:
    """Report references to what is not there."""
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers == "selector":
                _selectors(instance, name, column)
            elif column.refers:
                _names(instance, name, column)
    if instance.settings and not instance.findings.wrong("demand", "period"):
        periods = [p.period for p in instance.settings.periods]
        for i, period in _cells(instance["demand"]["period"]):
            if period not in periods:
                instance.report(
                    "demand", "is no period of the horizon", at=i, column="period", value=period,
                    remedy=remedy(period, periods), kind="reference",
                )  # fmt: skip


def known(instance: Instance, refers: str) -> set[str] | None:
    """Names in the tables referred to; None where they could not be read."""
    names: set[str] = set()
    for target in refers.split("|"):
        key = TABLES[target].key[0]
        if instance.findings.wrong(target, key):
            return None
        names |= set(instance[target][key])
    if refers == "currencies" and instance.settings:
        names.add(instance.settings.base_currency)
    return names - {""}


def _names(instance: Instance, table: str, column: Column) -> None:
    names = known(instance, column.refers)
    if names is None or (column.refers == "currencies" and instance.settings is None):
        return
    what = " or ".join(SINGULAR[t] for t in column.refers.split("|"))
    for i, cell in _cells(instance[table][column.name]):
        for name in cell if column.kind == Kind.LIST else (cell,):
            if name not in names:
                hint = remedy(name, names, what)
                if column.refers == "currencies" and not hint.startswith("did"):
                    hint = f"add a row for {name} to currencies"
                instance.report(
                    table, f"is no {what}", at=i, column=column.name, value=name, remedy=hint, kind="reference"
                )


def _selectors(instance: Instance, table: str, column: Column) -> None:
    if any(instance.findings.wrong(*need) for need in (("sites", "site"), ("groups", "group"), ("groups", "member"))):
        return
    sites, groups = set(instance["sites"]["site"]), set(instance["groups"]["group"])
    with_sites = set(instance["groups"]["group"][instance["groups"]["member"].isin(sites)])
    verdicts: dict[str, tuple[str, str]] = {}
    for i, cell in _cells(instance[table][column.name]):
        if cell not in verdicts:
            if cell in sites or cell in with_sites:
                verdicts[cell] = "", ""
            elif cell in groups:
                verdicts[cell] = "is a group without sites", "name a group of sites here"
            elif "=" in cell:
                verdicts[cell] = _selector_fault(instance, cell)
            else:
                verdicts[cell] = "is no site, group or selector", remedy(cell, sites | groups, "site")
        expected, hint = verdicts[cell]
        if expected:
            instance.report(table, expected, at=i, column=column.name, value=cell, remedy=hint, kind="reference")


def _selector_fault(instance: Instance, expression: str) -> tuple[str, str]:
    """What is wrong with a selector, and what to do; empty if nothing is."""
    allowed = {
        "kind": set(SITE_KINDS), "bonded": {"yes", "no"}, "country": set(instance["sites"]["country"]) - {""},
        "territory": set(instance["territories"]["territory"]) - {""},
    }  # fmt: skip
    for part in expression.split("&"):
        field, sign, values = part.partition("=")
        field = field.strip()
        if not sign or field not in SELECTOR_FIELDS:
            return f"{part.strip()!r} is no part of a selector", f"known fields: {', '.join(SELECTOR_FIELDS)}"
        for value in values.split("|"):
            if value.strip() not in allowed[field]:
                return f"no site has {field} {value.strip()!r}", remedy(value.strip(), allowed[field], field)
    return "", ""


def _cells(column: pd.Series) -> Iterator[tuple[int, Any]]:
    for i, cell in enumerate(column.to_numpy(object)):
        if cell:
            yield i, cell
