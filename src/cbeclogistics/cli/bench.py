"""`cbeclogistics bench`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..bench.names import SUITES
from . import console
from .options import json_option, seconds, share

if TYPE_CHECKING:
    from ..bench.row import Row


@click.command("bench")
@click.argument("suite", type=click.Choice(SUITES))
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Folder of the instances; published ones are not part of the package.  [default: none]")  # fmt: skip
@click.option("--instances", default="*", show_default=True, metavar="GLOB", help="Only instances of these names.")
@click.option(
    "--time-limit", type=seconds, metavar="S",
    help="Seconds for each method on each instance.  [default: 60; vrp: 0.24 a customer; solomon, mdvrp: 30]",
)  # fmt: skip
@click.option("--peer-time-limit", type=seconds, metavar="S",
              help="Seconds for each peer on each instance.  [default: as many]")  # fmt: skip
@click.option(
    "--gap", type=share, metavar="SHARE",
    help="Gap at which a method may stop.  [default: 0 for published instances, 0.1% for planner]",
)  # fmt: skip
@click.option(
    "--solver", default="", metavar="PROFILE",
    help="Give the whole model to the backend of this profile instead; of routes, a routing solver.  "
    "[default: the product's own solver]",
)  # fmt: skip
@click.option(
    "--peers", default="", metavar="LIST",
    help="Solvers to run on the same instances, by commas: highs, scip, cp-sat, cbc, spopt; of routes ortools, pyvrp, "
    "vroom.  [default: none]",
)  # fmt: skip
@click.option("--solutions", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write each answer as JSON, so that anyone can recompute its cost.  [default: none]")  # fmt: skip
@click.option("--csv", "table", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the rows as CSV.  [default: none]")  # fmt: skip
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the performance profile as SVG.  [default: none]")  # fmt: skip
@click.option("--size", type=float, metavar="N",
              help="Possible flows of the planner instance, stops of vrptw-drawn.  [default: 1e6; 10,000]")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of everything random.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
              help="Threads that each method may use.")  # fmt: skip
@json_option
def command(
    suite: str, *, peers: str, table: Path | None, plot: Path | None, as_json: bool, **asked: Any
) -> None:  # fmt: skip
    """Solve a suite of benchmark instances, by the product's solver and by its peers, and compare.

    Every method runs alone, in a process of its own, one after another; its answer is checked independently. A row
    tells objective, proven bound, gap, seconds to a gap of 1 % and 0.1 % and in all, distance to the best known cost
    and peak memory.

    \b
    Examples:
      cbeclogistics bench pmedian --data benchmarks --time-limit 60
      cbeclogistics bench orlib-warehouse --data benchmarks --instances 'cap4*' --peers highs,cbc
      cbeclogistics bench planner --size 1e6 --threads 2 --solutions answers
      cbeclogistics bench vrp --data benchmarks --threads 2 --peers pyvrp,ortools,vroom
      cbeclogistics bench vrptw --data benchmarks --instances 'gh200/*' --time-limit 60
      cbeclogistics bench vrptw-drawn --size 10000 --seed 1 --peers ortools --peer-time-limit 300
    """
    from ..bench.bench import bench

    def tell(done: int, of: int, row: Row) -> None:
        console.say(f"{done:,}/{of:,}  {row.instance}  {row.method}: {row.status}, {row.seconds:.2f} s", quiet=as_json)

    found = bench(suite, peers=tuple(p for p in peers.split(",") if p), report=tell, **asked)
    if table is not None:
        from ..bench.files import write_csv

        write_csv(found, table)
    if plot is not None:
        from ..bench.files import write_profile

        write_profile(found, plot)
    if as_json:
        console.show_json(found.as_dict())
        return
    from .render_bench import bench_tables

    console.show(*bench_tables(found))
