"""`cbeclogistics route`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import console
from .exit_codes import ExitCode
from .options import json_option, quiet_option, seconds
from .saved_plan import holds_plan, instance_of, instance_option, read_saved

if TYPE_CHECKING:
    from ..plan.route_tables import RoutedDay
    from ..routing.problem import RoutingProblem
    from ..routing.travel import Travel


@click.command("route")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Folder to save the routes to; routes that stand there are replaced.  [default: they are not saved]",
)  # fmt: skip
@click.option(
    "--solver", default="pyvrp", show_default=True, metavar="NAME", help="Routing solver: see docs/routing.md.",
)  # fmt: skip
@click.option(
    "--time-limit", type=seconds, default="60", show_default=True, metavar="SECONDS",
    help="How long to search, in seconds.",
)  # fmt: skip
@click.option(
    "--threads", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Searches side by side, each a process of its own.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
    help="Seed of everything random, a whole number.",
)  # fmt: skip
@click.option(
    "--roads", metavar="URL",
    help="Road network service to ask for distances and times: osrm+https://… or valhalla+https://…  "
    "[default: great circle times circuity]",
)  # fmt: skip
@instance_option
@json_option
@quiet_option
@click.pass_context
def command(
    ctx: click.Context, source: Path, out: Path | None, solver: str, time_limit: float, threads: int, seed: int,
    roads: str | None, instance: str | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Route vehicles: who drives where and when, at what cost, and who cannot be served, with the reason.

    SOURCE is a folder or workbook with the tables sites, vehicles, stops or shipments (and ways, where distances are
    known), or a published instance: .vrp, or a text file of Solomon, Gehring-Homberger or Cordeau. Or it is a plan, the
    folder that `cbeclogistics solve --out` wrote: what it gives to own vehicles is routed again, from the sites that
    it opened, beginning with its own routes.

    \b
    Examples:
      cbeclogistics route mine --out routes              a minute's search, saved as tables and a map
      cbeclogistics route mine --time-limit 10 --json    for a program
      cbeclogistics route mine --roads osrm+http://localhost:5000
      cbeclogistics route plan --time-limit 300          the routes of a plan again, for longer
      cbeclogistics route X-n200-k36.vrp --time-limit 48

    Exit code 0: all are served that must be; 8: some cannot be, and are listed with the reason. Ctrl-C ends with the
    best routes so far.
    """
    if out is not None:
        from ..plan.route_files import may_be_saved

        may_be_saved(out)
    days, interrupted = _route(source, solver, time_limit, threads, seed, roads, instance, quiet=quiet)
    from ..last_mile.compared import compared
    from ..plan.route_files import routes_summary, write_routes
    from ..plan.route_tables import route_tables
    from ..routing.audit import audit

    tables = route_tables(days)
    summary = routes_summary(days, [audit(day.problem, day.routes) for day in days], seed, tables)
    summary |= compared(days, tables)
    if out is not None:
        write_routes(days, tables, summary, out)
    if as_json:
        console.show_json(summary)
    else:
        from .render_route import tables_of_routes

        console.show(*tables_of_routes(summary, tables))
    again = f"cbeclogistics route {source} --out routes"
    console.say(f"Saved to {out}." if out else f"The routes were not saved. Next: {again}", quiet=quiet)
    if interrupted:
        ctx.exit(ExitCode.INTERRUPTED)
    ctx.exit(ExitCode.SOME_FAILED if summary["unserved_required"] else ExitCode.DONE)


def _route(
    source: Path, solver: str, time_limit: float, threads: int, seed: int, roads: str | None, instance: str | None,
    *, quiet: bool,
) -> tuple[Sequence[RoutedDay], bool]:  # fmt: skip
    """Routes of a plan, by period and site, or of anything else as of one day; and whether they were interrupted."""
    from ..engine.limits import CancelToken
    from .interrupt import run_cancellable
    from .progress import progress

    cancel = CancelToken()
    with progress(quiet=quiet) as reporter:

        def ways(problem: RoutingProblem) -> Travel:
            from ..routing.road_network import by_road

            reporter.note("asking the road network for distances and times")
            return by_road(problem, roads or "")

        search: dict[str, Any] = {"time_limit": time_limit, "seed": seed, "threads": threads, "progress": reporter,
                                  "cancel": cancel}  # fmt: skip
        work: Callable[[], Sequence[RoutedDay]]
        if holds_plan(source):
            from ..last_mile.again import route_plan

            plan = read_saved(source)
            network = instance_of(plan, instance)
            work = partial(route_plan, plan, network, solver, roads=ways if roads else None, **search)
        else:
            from ..loaders.routes import load_routes

            if instance is not None:
                raise click.BadParameter("only a plan has an instance beside it.", param_hint="--instance")
            problem = load_routes(source)
            if roads is not None:
                problem = replace(problem, travel=ways(problem))
            work = partial(_one_day, problem, solver, search)

        def stopping() -> None:
            reporter.note("stopping with the best routes so far; Ctrl-C again stops at once")

        return run_cancellable(work, cancel, stopping), cancel.cancelled


def _one_day(problem: RoutingProblem, solver: str, search: dict[str, Any]) -> Sequence[RoutedDay]:
    from ..plan.route_tables import RoutedDay
    from ..routing.route import route

    return (RoutedDay(problem=problem, routes=route(problem, solver, **search)),)
