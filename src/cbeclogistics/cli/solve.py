"""`cbeclogistics solve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import console
from .exit_codes import of_status
from .options import instance_argument, json_option, quiet_option, seconds, share, solver_option

if TYPE_CHECKING:
    from ..engine.profile import Profile
    from ..plan.plan import Plan


@click.command("solve")
@instance_argument
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Folder to save the plan to; a plan that stands there is replaced.  [default: the plan is not saved]",
)  # fmt: skip
@solver_option
@click.option(
    "--time-limit", type=seconds, metavar="SECONDS",
    help="Longest time to solve, in seconds; the best plan so far is kept.  [default: the profile's]",
)  # fmt: skip
@click.option(
    "--gap", type=share, metavar="GAP",
    help="Stop once the plan is proven to be within this share of the best possible: 0.005 or 0.5%.  "
    "[default: the profile's]",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
    help="Seed of everything random, a whole number.",
)  # fmt: skip
@json_option
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    instance: str,
    out: Path | None,
    solver: str,
    time_limit: float | None,
    gap: float | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find the plan of least landed cost for an instance.

    INSTANCE is a shipped instance, a folder of CSV tables or an .xlsx workbook; left out, it is china-to-world.

    \b
    Examples:
      cbeclogistics solve china-to-world --out plan           solve and save
      cbeclogistics solve mine --solver quick                 a first look
      cbeclogistics solve mine --gap 0.1% --time-limit 600    closer to the best, ten minutes at most
      cbeclogistics solve mine.xlsx --json > plan.json        for a program

    Ctrl-C ends with the best plan so far (saved to --out, exit code 130); a second Ctrl-C stops at once.
    """
    if out is not None:
        _check_out(out)
    plan = _solve(instance, _profile(solver), time_limit, gap, seed, quiet=quiet)
    if out is not None:
        plan.save(out)
    if as_json:
        console.show_json(plan.summary())
    else:
        from .render import plan_tables

        console.show(*plan_tables(plan))
    console.say(_next(instance, out, plan), quiet=quiet)
    ctx.exit(of_status(plan.status))


def _solve(
    instance: str, profile: Profile, time_limit: float | None, gap: float | None, seed: int, *, quiet: bool
) -> Plan:
    from ..engine.limits import CancelToken
    from ..errors import NoPlanFound
    from ..loaders.load import load
    from ..solve import solve
    from .interrupt import run_cancellable
    from .progress import progress

    cancel = CancelToken()
    with progress(quiet=quiet) as reporter:
        network = load(instance)
        for warning in network.warnings:
            reporter.note(f"warning: {warning}")

        def work() -> Plan:
            return solve(network, profile, time_limit=time_limit, gap=gap, seed=seed, progress=reporter, cancel=cancel)

        def stopping() -> None:
            reporter.note("stopping with the best plan so far; Ctrl-C again stops at once")

        try:
            return run_cancellable(work, cancel, stopping)
        except NoPlanFound:
            if cancel.cancelled:
                raise KeyboardInterrupt("interrupted before any plan was found; nothing was saved") from None
            raise


def _profile(solver: str) -> Profile:
    from ..engine.profile import read_profile
    from ..errors import BackendError, InputError

    try:
        return read_profile(solver)
    except InputError as error:
        raise BackendError("\n".join(str(p) for p in error.problems)) from error


def _check_out(out: Path) -> None:
    """Say before the solve, not after it, that the plan cannot be saved there."""
    if out.is_dir() and any(out.iterdir()) and not (out / "plan.json").is_file():
        raise click.BadParameter(f"{out} is not empty and holds no plan; name another folder.", param_hint="--out")


def _next(instance: str, out: Path | None, plan: Plan) -> str:
    if out is None:
        return f"The plan was not saved. Next: cbeclogistics solve {instance} --out plan"
    if len(plan.tables["fleet"]):
        return f"Saved to {out}. Next: cbeclogistics show {out}, or cbeclogistics route {out} for better routes"
    if plan.status == "feasible":
        return f"Saved to {out}. Next: cbeclogistics show {out}, or more --time-limit for a smaller gap"
    return f"Saved to {out}. Next: cbeclogistics show {out}"
