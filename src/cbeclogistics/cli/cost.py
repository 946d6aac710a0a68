"""`cbeclogistics cost`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from . import console
from .exit_codes import ExitCode
from .options import json_option

TABLES = (".csv", ".parquet")


@click.command("cost")
@click.argument("shipment", type=click.Path(path_type=Path))
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="Day of entry; goes before the shipment's own.  [default: the shipment's, else today]",
)  # fmt: skip
@click.option(
    "--rules", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder of rule tables whose rows go before the shipped ones.  [default: none]",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE",
    help="Where the priced table goes, .csv or .parquet; needed if SHIPMENT is a table.  [default: none]",
)  # fmt: skip
@json_option
@click.pass_context
def command(
    context: click.Context, shipment: Path, day: Any, rules: Path | None, out: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Price one shipment, or a table of them: duty by layer, fees and tax, each with its rule and source.

    SHIPMENT is a JSON file with origin, destination, hs6 (or product), quantity and unit_value, and where they matter
    currency, date, weight_kg, volume_m3, litres, freight, insurance, onward (totals), mode (ocean, air, rail, road,
    express, post), channel (formal, low_value, courier, postal, bonded, cbec_retail, cheapest), incoterm, preference
    (claim, none), services (none, include); several products as lines. A table (.csv, .parquet) has the same names as
    columns, one row a shipment; rows with the same value in the column shipment are its lines.

    \b
    Examples:
      cbeclogistics cost shipment.json
      cbeclogistics cost shipment.json --date 2026-06-30 --json
      cbeclogistics cost shipments.csv --out priced.csv
      cbeclogistics cost shipment.json --rules my-rules
    """
    if shipment.suffix.lower() in TABLES:
        context.exit(_table(shipment, day, rules, out, as_json=as_json))
    if out is not None:
        raise click.UsageError("--out is for a table of shipments; one shipment is printed (--json for a program).")
    from ..landed import landed_cost

    said = _read(shipment)
    if day is not None:
        said["date"] = day.date()
    cost = landed_cost(said, rules=rules)
    if as_json:
        console.show_json(cost)
        return
    from .render_cost import cost_tables

    console.show(*cost_tables(cost))


def _table(file: Path, day: Any, rules: Path | None, out: Path | None, *, as_json: bool) -> ExitCode:
    """Price a table of shipments into another; say in the end what they come to."""
    if out is None or out.suffix.lower() not in TABLES:
        raise click.UsageError(f"a table of shipments needs --out FILE, ending in {' or '.join(TABLES)}.")
    if out.resolve() == file.resolve():
        raise click.UsageError("--out is the table of shipments itself; name another file.")
    from ..landed import landed_costs
    from .priced_table import SaidSlowly, read_table, summary, write_table

    shipments = read_table(file)
    if day is not None:
        shipments["date"] = day.date().isoformat()
    priced = landed_costs(shipments, rules=rules, progress=SaidSlowly(quiet=as_json))
    write_table(shipments, priced, out)
    found = summary(priced, out)
    if as_json:
        console.show_json(found)
    else:
        from .render_cost import summary_tables

        console.show(*summary_tables(found))
    return ExitCode.SOME_FAILED if found["not_priced"] else ExitCode.DONE


def _read(file: Path) -> dict[str, Any]:
    import json

    from ..errors import InputError, Problem

    try:
        said = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError([Problem(file.name, f"cannot be read: {error.strerror or error}")]) from None
    except ValueError as error:
        raise InputError([Problem(file.name, f"is no valid JSON: {error}")]) from None
    if not isinstance(said, dict):
        raise InputError([Problem(file.name, "is no JSON object of one shipment")])
    return said
