"""`cbeclogistics cost`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from . import console
from .options import json_option


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
@json_option
def command(shipment: Path, day: Any, rules: Path | None, as_json: bool) -> None:
    """Price one shipment: duty by layer, fees and tax, each with its rule and source.

    SHIPMENT is a JSON file with origin, destination, hs6 (or product), quantity and unit_value, and where they matter
    currency, date, weight_kg, volume_m3, litres, freight, insurance (totals), mode (ocean, air, rail, road, express,
    post), channel (formal, low_value, courier, bonded, cbec_retail, cheapest), incoterm and preference (claim, none).

    \b
    Examples:
      cbeclogistics cost shipment.json
      cbeclogistics cost shipment.json --date 2026-06-30 --json
      cbeclogistics cost shipment.json --rules my-rules
    """
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
