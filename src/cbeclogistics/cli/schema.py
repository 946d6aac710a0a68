"""`cbeclogistics schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from . import console

if TYPE_CHECKING:
    from ..network.schema import Column


@click.command("schema")
@click.argument("table_name", metavar="[TABLE]", default="")
@click.option(
    "--json-schema", is_flag=True, help="Print the JSON Schema of the instance, or of one table.  [default: off]"
)
def command(table_name: str, json_schema: bool) -> None:
    """Describe the tables of an instance, or the columns of one.

    \b
    Examples:
      cbeclogistics schema                  all tables
      cbeclogistics schema lanes            the columns of one
      cbeclogistics schema --json-schema    for a program
    """
    from ..network.schema import TABLES

    if table_name and table_name not in TABLES:
        raise click.BadParameter(_unknown(table_name, list(TABLES)), param_hint="TABLE")
    if json_schema:
        from ..network.schema.json_schema import instance_schema, table_schema

        console.show_json(table_schema(TABLES[table_name]) if table_name else instance_schema())
        return
    from .render import table

    if not table_name:
        rows = [(t.name, "yes" if t.required else "", t.help) for t in TABLES.values()]
        console.show(table(("table", "needed", "holds"), rows))
        return
    chosen = TABLES[table_name]
    columns = [
        (c.name, str(c.kind), "yes" if c.required else "", _default(c), _unit_or_choices(c), c.help)
        for c in chosen.columns
    ]
    key = f"A row is told apart by {', '.join(chosen.key)}." if chosen.key else ""
    console.show(
        f"{chosen.name}: {chosen.help} {key}".rstrip(),
        "",
        table(("column", "type", "needed", "default", "unit or values", "holds"), columns),
    )


def _default(column: Column) -> str:
    if column.default in (None, "", ()):
        return ""
    if isinstance(column.default, bool):
        return "yes" if column.default else "no"
    return f"{column.default:g}" if isinstance(column.default, int | float) else str(column.default)


def _unit_or_choices(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    return column.unit or (f"→ {column.refers.replace('|', ' or ')}" if column.refers else "")


def _unknown(name: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, n=1)
    return f"{name!r} is no table{f' (did you mean {near[0]}?)' if near else ''}; known: {', '.join(known)}."
