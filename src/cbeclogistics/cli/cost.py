"""`cbeclogistics cost`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from . import console
from .exit_codes import ExitCode
from .options import json_option, quiet_option

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
@click.option(
    "--lines", type=click.Path(path_type=Path), metavar="FILE",
    help="Where every charge of the shipments of a table goes, .csv or .parquet: duty by layer, fees, taxes, each with "
    "rule and source.  [default: none]",
)  # fmt: skip
@click.option(
    "--next-best", is_flag=True,
    help="Of a table, name the best of the other channels too, and what would be due by it.  [default: off]",
)  # fmt: skip
@json_option
@quiet_option
@click.pass_context
def command(
    context: click.Context, shipment: Path, day: Any, rules: Path | None, out: Path | None, lines: Path | None,
    next_best: bool, as_json: bool, quiet: bool,
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
      cbeclogistics cost shipments.csv --out priced.csv --lines charges.csv --next-best
      cbeclogistics cost shipment.json --rules my-rules
    """
    if shipment.suffix.lower() in TABLES:
        table = Table(shipment, out, lines, next_best)
        context.exit(_table(table, day, rules, as_json=as_json, quiet=quiet))
    if out is not None or lines is not None or next_best:
        raise click.UsageError("--out, --lines and --next-best are for a table of shipments; one shipment is printed "
                               "with all of it (--json for a program).")  # fmt: skip
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


@dataclass(frozen=True)
class Table:
    """A table of shipments, and where what it comes to goes."""

    file: Path
    out: Path | None
    lines: Path | None
    next_best: bool

    def checked(self) -> Path:
        """Where the priced table goes, once all names are right."""
        if self.out is None or self.out.suffix.lower() not in TABLES:
            raise click.UsageError(f"a table of shipments needs --out FILE, ending in {' or '.join(TABLES)}.")
        if self.lines is not None and self.lines.suffix.lower() not in TABLES:
            raise click.UsageError(f"--lines needs a FILE ending in {' or '.join(TABLES)}.")
        files = {"SHIPMENT": self.file, "--out": self.out, "--lines": self.lines}
        seen: dict[Path, str] = {}
        for name, file in files.items():
            if file is not None and seen.setdefault(file.resolve(), name) != name:
                raise click.UsageError(f"{name} is the same file as {seen[file.resolve()]}; name another.")
        return self.out


def _table(table: Table, day: Any, rules: Path | None, *, as_json: bool, quiet: bool) -> ExitCode:
    """Price a table of shipments into another; say in the end what they come to."""
    out = table.checked()
    from ..landed import landed_cost_lines, landed_costs
    from .priced_table import SaidSlowly, read_table, summary, write_lines, write_table

    shipments = read_table(table.file)
    if day is not None:
        shipments["date"] = day.date().isoformat()
    priced = landed_costs(shipments, rules=rules, progress=SaidSlowly(quiet=quiet or as_json),
                          next_best=table.next_best)  # fmt: skip
    write_table(shipments, priced, out)
    if table.lines is not None:
        write_lines(shipments, landed_cost_lines(shipments, rules=rules), table.lines)
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
