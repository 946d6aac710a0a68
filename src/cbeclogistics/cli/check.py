"""`cbeclogistics check`."""

from __future__ import annotations

import click

from . import console
from .failures import as_row
from .options import instance_argument, json_option, quiet_option


@click.command("check")
@instance_argument
@json_option
@quiet_option
def command(instance: str, as_json: bool, quiet: bool) -> None:
    """Validate an instance without solving it: names everything that is wrong, all at once.

    INSTANCE is a shipped instance, a folder of CSV tables or an .xlsx workbook; left out, it is china-to-world.

    \b
    Examples:
      cbeclogistics check mine                  every problem, with table, row and column
      cbeclogistics check mine --json           the same for a program
      cbeclogistics check mine && cbeclogistics solve mine

    Exit code 0: valid (there may be warnings); 3: invalid.
    """
    from ..design.formulate import formulate
    from ..design.precheck import precheck
    from ..errors import InputError
    from ..loaders.load import load

    network = load(instance)
    warnings = network.warnings
    try:
        precheck(formulate(network))
    except InputError as error:
        raise InputError([*error.problems, *warnings], error.where) from None
    if as_json:
        console.show_json({
            "status": "valid",
            "instance": network.name,
            "instance_hash": network.hash,
            "tables": {name: len(rows) for name, rows in network.tables.items()},
            "problems": [as_row(p) for p in warnings],
        })  # fmt: skip
        return
    for warning in warnings:
        console.show_text(f"warning: {warning}")
    count = f"{len(warnings)} warning{'s' * (len(warnings) != 1)}"
    console.show_text(f"{network.name} is valid: {count}.")
    console.say(f"Next: cbeclogistics solve {instance}", quiet=quiet)
