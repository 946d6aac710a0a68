"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT_INSTANCE = "china-to-world"


def share(text: str) -> float:
    """Read a share, written as a fraction (0.005) or in per cent (0.5%)."""
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise click.BadParameter(f"{text!r} is no share; write 0.005 or 0.5%, from 0 to 1.")
    return value


def seconds(text: str) -> float:
    """Read a length of time in seconds."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not value >= 0:
        raise click.BadParameter(f"{text!r} is no time; write seconds, 0 or more (inf for none).")
    return value


def _instances(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Shipped instances and the folders and workbooks here."""
    del ctx, param
    from click.shell_completion import CompletionItem

    from ..data_folders import instances_folder

    shipped = sorted(p.parent.name for p in instances_folder().glob("*/instance.toml"))
    return [*(CompletionItem(n) for n in shipped if n.startswith(begun)), CompletionItem(begun, type="file")]


def _profiles(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Shipped solver profiles and the files here."""
    del ctx, param
    from click.shell_completion import CompletionItem

    from ..data_folders import solvers_folder

    shipped = sorted(p.stem for p in solvers_folder().glob("*.toml"))
    return [*(CompletionItem(n) for n in shipped if n.startswith(begun)), CompletionItem(begun, type="file")]


def _remember(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
    """Let the group know, which reports errors, that a program is reading."""
    del param
    ctx.meta["json"] = value
    return value


def instance_argument(command: F) -> F:
    """INSTANCE: a shipped name, a folder or a workbook."""
    return click.argument("instance", default=DEFAULT_INSTANCE, shell_complete=_instances)(command)


def solver_option(command: F) -> F:
    """--solver PROFILE."""
    return click.option(
        "--solver", default="balanced", show_default=True, metavar="PROFILE", shell_complete=_profiles,
        help="Solver profile: a name from `cbeclogistics solvers`, or a .toml file of your own.",
    )(command)  # fmt: skip


def json_option(command: F) -> F:
    """--json."""
    return click.option(
        "--json", "as_json", is_flag=True, callback=_remember, is_eager=True,
        help="Print one JSON object on stdout; on failure too, with status, message and problems.  [default: off]",
    )(command)  # fmt: skip


def quiet_option(command: F) -> F:
    """--quiet."""
    return click.option(
        "-q", "--quiet", is_flag=True, help="No progress and no hints on stderr, errors only.  [default: off]"
    )(command)
