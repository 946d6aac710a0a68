"""`cbeclogistics route`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import console
from .exit_codes import ExitCode
from .options import json_option, quiet_option, seconds

if TYPE_CHECKING:
    from ..routing.problem import RoutingProblem
    from ..routing.routes import Routes


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
@json_option
@quiet_option
@click.pass_context
def command(
    ctx: click.Context, source: Path, out: Path | None, solver: str, time_limit: float, threads: int, seed: int,
    roads: str | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Route vehicles: who drives where and when, at what cost, and who cannot be served, with the reason.

    SOURCE is a folder or workbook with the tables sites, vehicles, stops or shipments (and ways, where distances are
    known), or a published instance: .vrp, or a text file of Solomon, Gehring-Homberger or Cordeau.

    \b
    Examples:
      cbeclogistics route mine --out routes              a minute's search, saved as tables and a map
      cbeclogistics route mine --time-limit 10 --json    for a program
      cbeclogistics route mine --roads osrm+http://localhost:5000
      cbeclogistics route X-n200-k36.vrp --time-limit 48

    Exit code 0: all are served that must be; 8: some cannot be, and are listed with the reason. Ctrl-C ends with the
    best routes so far.
    """
    problem, answer, interrupted = _route(source, solver, time_limit, threads, seed, roads, quiet=quiet)
    from ..plan.route_files import routes_summary, save_routes
    from ..plan.route_tables import route_tables
    from ..routing.audit import audit

    verdict = audit(problem, answer)
    summary = routes_summary(problem, answer, verdict, seed, route_tables(problem, answer))
    if out is not None:
        save_routes(problem, answer, verdict, out, seed)
    if as_json:
        console.show_json(summary)
    else:
        from .render_route import tables_of_routes

        console.show(*tables_of_routes(problem, answer, summary))
    again = f"cbeclogistics route {source} --out routes"
    console.say(f"Saved to {out}." if out else f"The routes were not saved. Next: {again}", quiet=quiet)
    if interrupted:
        ctx.exit(ExitCode.INTERRUPTED)
    ctx.exit(ExitCode.SOME_FAILED if answer.left_out else ExitCode.DONE)


def _route(
    source: Path, solver: str, time_limit: float, threads: int, seed: int, roads: str | None, *, quiet: bool
) -> tuple[RoutingProblem, Routes, bool]:
    """The problem, its routes, and whether they were interrupted."""
    from dataclasses import replace

    from ..engine.limits import CancelToken
    from ..loaders.routes import load_routes
    from ..routing.road_network import by_road
    from ..routing.route import route
    from .interrupt import run_cancellable
    from .progress import progress

    cancel = CancelToken()
    with progress(quiet=quiet) as reporter:
        problem = load_routes(source)
        if roads is not None:
            reporter.note("asking the road network for distances and times")
            problem = replace(problem, travel=by_road(problem, roads))

        def work() -> Routes:
            return route(problem, solver, time_limit=time_limit, seed=seed, threads=threads, progress=reporter,
                         cancel=cancel)  # fmt: skip

        def stopping() -> None:
            reporter.note("stopping with the best routes so far; Ctrl-C again stops at once")

        return problem, run_cancellable(work, cancel, stopping), cancel.cancelled
