"""`cbeclogistics init`."""

from __future__ import annotations

from pathlib import Path

import click

from . import console
from .options import quiet_option


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@quiet_option
def command(folder: Path, quiet: bool) -> None:
    """Write a small commented instance to start from.

    DIR is the folder to make; it may not hold anything yet.

    \b
    Examples:
      cbeclogistics init mine
      cbeclogistics check mine && cbeclogistics solve mine --out mine-plan
    """
    from ..loaders.starting import starting_instance

    starting_instance(folder)
    console.say(f"Wrote {folder}. Next: edit its tables, then cbeclogistics check {folder}", quiet=quiet)
