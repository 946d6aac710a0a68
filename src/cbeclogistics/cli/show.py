"""`cbeclogistics show`."""

from __future__ import annotations

from pathlib import Path

import click

from . import console
from .options import json_option


@click.command("show")
@click.argument("plan_dir", type=click.Path(file_okay=False, path_type=Path))
@json_option
def command(plan_dir: Path, as_json: bool) -> None:
    """Summarise a saved plan: costs, open sites, own vehicles, channels, unit landed cost by country and market.

    PLAN_DIR is the folder that `cbeclogistics solve --out` wrote.

    \b
    Examples:
      cbeclogistics show plan
      cbeclogistics show plan --json | jq .countries
    """
    from ..plan.digest import digest
    from ..plan.save import read_plan

    plan = read_plan(plan_dir)
    brief = digest(plan)
    if as_json:
        console.show_json({**plan.summary(), **brief})
        return
    from .render import digest_tables

    console.show(*digest_tables(plan, brief))
