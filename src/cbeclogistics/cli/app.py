"""The command `cbeclogistics`: finds a command by name, imports it, and turns what goes wrong into an exit code."""

from __future__ import annotations

import difflib
import io
import sys
from importlib import import_module
from typing import Any

import click

from ..errors import CbecError
from . import exit_codes
from .failures import report

# name → short help; kept here so that `--help` imports none of them
COMMANDS = {
    "solve": "Find the plan of least landed cost for an instance.",
    "route": "Route vehicles: who drives where and when, at what cost, and who cannot be served, with the reason.",
    "check": "Validate an instance without solving it.",
    "greenfield": "Find where warehouses would go if they could be anywhere, and make them candidates.",
    "show": "Summarise a saved plan.",
    "explain": "Explain what a product costs in a market, from factory to door, and what the next-best ways cost.",
    "init": "Write a small commented instance to start from.",
    "instances": "List the instances that ship with the package.",
    "solvers": "List the solver profiles and the solvers found.",
    "schema": "Describe the tables of an instance.",
    "cost": "Price one shipment, or a table of them: duty by layer, fees and tax, each with its rule and source.",
    "bench": "Solve a suite of benchmark instances, by the product's solver and by its peers, and compare.",
    "rules": "Tell which rules of customs and tax apply, and which of them are stale, unsourced or about to change.",
}


class LazyGroup(click.Group):
    """Imports a command only when it runs, and reports errors in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a planner meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{cmd_name}", __package__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the exit codes mean."""
        del ctx
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code.value), code.meaning) for code in exit_codes.ExitCode])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        near = difflib.get_close_matches(args[0], COMMANDS, n=1)
        if args[0] not in COMMANDS and near and not ctx.resilient_parsing:
            raise click.UsageError(f"{args[0]!r} is no command (did you mean {near[0]}?).", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (CbecError, KeyboardInterrupt) as error:
            ctx.exit(report(error, as_json=ctx.meta.get("json", False)))


@click.group(
    name="cbeclogistics",
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: " + " · ".join(f"{code.value} {code.meaning}" for code in exit_codes.ExitCode) + ".",
)
@click.version_option(package_name="cbeclogistics", prog_name="cbeclogistics", message="%(prog)s %(version)s")
def app() -> None:
    """Plan cross-border logistics: where to hold stock, which way each product takes, what a delivered unit costs.

    \b
    Examples:
      cbeclogistics solve china-to-world --out plan     solve an instance, save the plan
      cbeclogistics show plan                           look at it again
      cbeclogistics init mine                           start an instance of your own
      cbeclogistics check mine                          find everything wrong with it

    Data goes to stdout, messages and progress to stderr. Every command has --help with examples.
    """


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter is no reason to fail
    app.main(prog_name="cbeclogistics")
