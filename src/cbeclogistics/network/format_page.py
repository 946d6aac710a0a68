"""The page `docs/format.md`, written from the schema by `python -m cbeclogistics.network.format_page`."""

from __future__ import annotations

import sys
from dataclasses import fields

from .schema import FORMS, TABLES, Column, Kind, Table
from .settings import FORMAT, Costs

COMMAND = "python -m cbeclogistics.network.format_page > docs/format.md"

HEAD = f"""# The format of an instance

<!-- Written by `{COMMAND}`; change the schema in src/cbeclogistics/network/schema, not this page. -->

An instance is a folder of CSV files with an `instance.toml`, or one `.xlsx` workbook with the same tables as sheets.
`cbeclogistics init DIR` writes one to begin from. Format {FORMAT}.

- A file is UTF-8 (a byte order mark is fine), with commas, and a header that names the columns in any order. Columns
  and files that may be left out count as empty.
- An empty cell means the default, or what the column's help says of empty. `NaN`, `inf` and the like are refused.
- Numbers have a decimal point and no separators or units; dates are `2026-12-01`; yes/no is `yes` or `no`; the members
  of a list are separated by `;`.
- Amounts are in the currency of the row's `currency`, else in the base currency.
- A name may not contain `;`, `&`, `=` or `|`, which separate lists and make up selectors.
- Every row may say in `source` and `as_of` where its figures come from, and from when.

A *selector* stands where a lane or policy may mean many sites: a site, a group of `groups`, or conditions on `kind`,
`country`, `territory` and `bonded` joined by `&`, with alternatives separated by `|`, such as
`kind=market&country=DE|FR`.

## instance.toml

| setting | meaning | default |
|---|---|---|
| `format` | version of the format | {FORMAT} |
| `name` | short name; needed | |
| `title`, `description` | for people | |
| `base_currency` | ISO 4217 code that all amounts are converted to; needed | |
| `rules_date` | day whose rules and exchange rates apply | first day of each period; rates: of the first |
| `consumer_tax` | `borne`: B2C prices contain the tax; `collected`: it comes on top | `borne` |
| `horizon.start` | first day; needed | |
| `horizon.periods` | periods in order, `[{{ period = "Y1", days = 365 }}]`; needed | |
"""

COSTS = {
    "capital_pct_per_year": "cost of capital bound in goods and recoverable taxes, % of value per year",
    "stock_risk_pct_per_year": "shrinkage, obsolescence and insurance of goods on hand, % of value per year",
    "insurance_pct": "cargo insurance, % of 110 % of value and freight of international transport",
    "payment_pct": "payment and withdrawal fees, % of the price",
    "return_cost_pct": "cost of one returned unit beside what its site asks and what it loses in value, % of its price",
    "circuity_road": "length of a way by road over the great circle, where no distance is known",
    "circuity_rail": "the same by rail",
    "delivery_days_per_year": "days on which own vehicles go out",
}

WORKBOOK = """
In a workbook these stand in a sheet `instance` with the columns `key` and `value`: `name`, `horizon.start`,
`costs.capital_pct_per_year` and so on; `horizon.periods` has `period:days`, several separated by `;` (`Q1:90; Q2:91`)
or in a row each. Formulas count with the value that was last saved.
"""


def format_page() -> str:
    """Markdown of the page."""
    costs = [f"| `costs.{f.name}` | {COSTS[f.name]} | {f.default:g} |" for f in fields(Costs)]
    listed = ["## Tables", "", "| table | what it holds | |", "|---|---|---|"]
    listed += [
        f"| [`{t.name}`](#{t.name}) | {t.help.split('. ')[0].rstrip('.')} | {'needed' if t.required else ''} |"
        for t in TABLES.values()
    ]
    parts = [HEAD.rstrip(), *costs, WORKBOOK, *listed, "", *(_table(t) for t in TABLES.values())]
    return "\n".join(parts).rstrip() + "\n"


def _table(table: Table) -> str:
    lines = [f"## {table.name}", "", table.help, ""]
    if table.key:
        lines += [f"One row for each {' × '.join(f'`{k}`' for k in table.key)}.", ""]
    lines += ["| column | type | range | default | meaning |", "|---|---|---|---|---|"]
    for c in table.columns:
        cells = f"`{c.name}`", _type(c), _range(c), _default(c), c.help.replace("|", "\\|")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _type(column: Column) -> str:
    if column.kind == Kind.NUMBER:
        return column.unit.replace("|", "\\|")
    if column.refers == "selector":
        return "selector"
    if column.refers:
        name = " or ".join(f"[{t}](#{t})" for t in column.refers.split("|"))
        return f"list of {name}" if column.kind == Kind.LIST else name
    return str(column.kind)


def _range(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{c}`" for c in column.choices)
    if column.form:
        return FORMS[column.form].words.replace("*", "\\*")
    if column.kind != Kind.NUMBER or column.minimum is None:
        return ""
    low = f"{'>' if column.above else '≥'} {column.minimum:g}"
    return low if column.maximum is None else f"{low}, ≤ {column.maximum:g}"


def _default(column: Column) -> str:
    if column.required:
        return "needed"
    if column.kind == Kind.YES_NO:
        return "`yes`" if column.default else "`no`"
    if column.default in (None, "", ()):
        return ""
    return f"{column.default:g}" if isinstance(column.default, int | float) else f"`{column.default}`"


if __name__ == "__main__":
    sys.stdout.write(format_page())
