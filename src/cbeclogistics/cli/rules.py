"""`cbeclogistics rules`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..trade.shipment import MODES
from . import console
from .options import json_option


@click.group("rules", invoke_without_command=True)
@click.option("--territory", default="", metavar="NAME", help="Customs territory or ISO country.  [default: all]")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day of entry.  [default: today]"
)
@click.option("--origin", default="", metavar="COUNTRY", help="ISO country where the goods were made.  [default: any]")
@click.option("--hs", default="", metavar="CODE", help="Tariff code of 6 to 12 digits.  [default: none]")
@click.option("--channel", default="", metavar="NAME", help="Clearance channel or procedure.  [default: all]")
@click.option("--mode", type=click.Choice(MODES), help="Mode of transport.  [default: all]")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of rule tables whose rows go before the shipped ones, or one of the shipped optional folders.  "
    "[default: none]",
)
@click.option("--instance", metavar="INSTANCE", help="The rules of an instance.  [default: the shipped rules]")
@json_option
@click.pass_context
def command(ctx: click.Context, /, day: Any, mode: str | None, as_json: bool, **asked: Any) -> None:
    """Tell which rules of customs and tax apply, and which of them are stale, unsourced or about to change.

    Without --territory: all territories, the next changes, and how many rows should be looked up again. With
    --territory: its channels, taxes and fees. With --hs too: the duty of such goods layer by layer, and why other rules
    do not count.

    \b
    Examples:
      cbeclogistics rules
      cbeclogistics rules --territory EU --date 2026-06-30
      cbeclogistics rules --territory US --date 2026-11-23 --origin CN --hs 610910
      cbeclogistics rules --territory CA --rules canada-ontario
      cbeclogistics rules import hts.csv --territory US --out duty_rates.csv
    """
    if ctx.invoked_subcommand is not None:
        return
    from ..in_force import rules

    found = rules(date=None if day is None else day.date(), mode=mode or "", **asked)
    if as_json:
        console.show_json(found)
        return
    from .render_rules import rules_tables

    console.show(*rules_tables(found))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--territory", required=True, metavar="NAME", help="Customs territory whose schedule it is, such as US.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file to write.  [default: stdout]")
@click.option("--source", default="", help="Who says so, where the file does not.  [default: the file's name]")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of the edition, where the file has none.  [default: none]",
)
@json_option
def import_command(file: Path, territory: str, out: Path | None, source: str, as_of: object, as_json: bool) -> None:
    """Turn a published tariff schedule into rows of the table duty_rates.

    FILE is USITC's export of the HTS in CSV or JSON, or a CSV table with a column of codes (hs8) and one of rate texts
    (rate_text) such as "6.8%", "1¢/kg" or "1.035 USD/kg + 14.9%". Lines that could not be read, and rows that are
    only a bound of the rate, are listed on stderr.

    \b
    Examples:
      cbeclogistics rules import hts_2026.csv --territory US --out duty_rates.csv
      cbeclogistics rules import hts_2026.json --territory US --as-of 2026-06-01 > duty_rates.csv
      cbeclogistics rules import hts_2026.csv --territory US --out duty_rates.csv --json
    """
    import dataclasses
    import datetime as dt
    import io

    from ..errors import CbecError
    from ..trade.schedules.importing import import_schedule, write_rows

    day = as_of.date().isoformat() if isinstance(as_of, dt.datetime) else ""
    imported = import_schedule(file, territory, source=source, as_of=day)
    text = io.StringIO()
    write_rows(imported.rows, text)
    if out is not None:
        try:
            out.write_text(text.getvalue(), encoding="utf-8", newline="")
        except OSError as error:
            raise CbecError(f"{out} cannot be written: {error.strerror or error}") from None
    elif not as_json:
        console.show_text(text.getvalue())
    console.say(str(imported.report))
    if as_json:
        said = dataclasses.asdict(imported.report)
        names = ("written", "exact", "bounds", "read_share", "exact_share")
        counts = {name: getattr(imported.report, name) for name in names}
        console.show_json({**said, **counts, "out": None if out is None else str(out)})
