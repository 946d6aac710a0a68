"""`cbeclogistics greenfield`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import console
from .exit_codes import of_status
from .options import instance_argument, json_option, quiet_option, seconds, share

if TYPE_CHECKING:
    from ..siting.answer import Greenfield


def amount(text: str) -> float:
    """Read an amount of 0 or more."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise click.BadParameter(f"{text!r} is no amount; write a number, 0 or more.")
    return value


@click.command("greenfield")
@instance_argument
@click.option("--sites", type=click.IntRange(min=1), required=True, metavar="K", help="Most new sites; needed.")
@click.option(
    "--per-site-cost", type=amount, default="0", show_default=True, metavar="X",
    help="Cost of a new site a year, base currency; a site that does not pay is left out.",
)  # fmt: skip
@click.option(
    "--countries", metavar="DE,NL,…",
    help="Countries where sites may stand.  [default: customs territories in which the instance has a stocking site]",
)  # fmt: skip
@click.option(
    "--markets", metavar="SELECTOR",
    help="Markets to serve: a site, a group, or a selector such as kind=market&country=DE.  "
    "[default: with --countries those of their customs territories, else all]",
)  # fmt: skip
@click.option(
    "--weight", type=click.Choice(("kg", "m3", "orders")), default="kg", show_default=True,
    help="What markets weigh by: the tonnes wanted, or these shared out by volume or by orders.",
)  # fmt: skip
@click.option(
    "--outbound-rate", type=amount, metavar="RATE",
    help="From sites to markets, base currency per tonne-km of road.  [default: USD 0.50]",
)  # fmt: skip
@click.option(
    "--inbound-rate", type=amount, metavar="RATE",
    help="From ports and terminals to sites, base currency per tonne-km of road; 0: only the way out counts.  "
    "[default: USD 0.12]",
)  # fmt: skip
@click.option(
    "--keep-existing", is_flag=True, help="The sites that are open today stay and serve too.  [default: off]"
)  # fmt: skip
@click.option(
    "--min-population", type=click.IntRange(min=50_000), default=100_000, show_default=True, metavar="N",
    help="People in a city that may hold a site, 50000 or more.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="New folder for the instance with the sites as candidates.  [default: it is not written]",
)  # fmt: skip
@click.option(
    "--time-limit", type=seconds, default="60", show_default=True, metavar="SECONDS",
    help="Longest time, in seconds; the best sites so far are kept.",
)  # fmt: skip
@click.option(
    "--gap", type=share, default="1%", show_default=True, metavar="GAP",
    help="Stop once no points anywhere can be cheaper by more than this share: 0.01 or 1%.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
    help="Seed of everything random, a whole number.",
)  # fmt: skip
@json_option
@quiet_option
@click.pass_context
def command(
    ctx: click.Context, instance: str, sites: int, per_site_cost: float, countries: str | None, markets: str | None,
    weight: str, outbound_rate: float | None, inbound_rate: float | None, keep_existing: bool, min_population: int,
    out: Path | None, time_limit: float, gap: float, seed: int, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Find where warehouses would go if they could be anywhere, and make them candidates.

    INSTANCE is a shipped instance, a folder of CSV tables or an .xlsx workbook; left out, it is china-to-world.

    \b
    Examples:
      cbeclogistics greenfield china-to-world --sites 5
      cbeclogistics greenfield china-to-world --sites 2 --countries DE,NL,BE,FR,PL,CZ
      cbeclogistics greenfield mine --sites 3 --countries US --keep-existing --per-site-cost 300000
      cbeclogistics greenfield mine --sites 3 --countries US --out mine-us && cbeclogistics solve mine-us

    Distance decides here, at a rate per tonne-km; customs, stock and sizes do not: solve the instance that --out writes
    for these. docs/greenfield.md says what is proven. Ctrl-C ends with the best sites so far.
    """
    if out is not None:
        from ..siting.write import refuse

        refuse(out)
    answer = _answer(
        instance, quiet=quiet, sites=sites, per_site_cost=per_site_cost,
        countries=None if countries is None else [c.strip().upper() for c in countries.split(",") if c.strip()],
        markets=markets, weight=weight, outbound_rate=outbound_rate, inbound_rate=inbound_rate,
        keep_existing=keep_existing, min_population=min_population, time_limit=time_limit, gap=gap, seed=seed,
    )  # fmt: skip
    if out is not None:
        from ..siting.write import write_candidates

        write_candidates(answer, instance, out)
    if as_json:
        console.show_json({**answer.summary(), "written": None if out is None else str(out)})
    else:
        from .render_greenfield import tables_of

        console.show(*tables_of(answer))
    console.say(_next(instance, sites, out), quiet=quiet)
    ctx.exit(of_status(answer.status))


def _answer(instance: str, *, quiet: bool, **asked: object) -> Greenfield:
    from ..engine.limits import CancelToken
    from ..loaders.load import load
    from ..siting.greenfield import greenfield
    from .interrupt import run_cancellable
    from .progress import progress

    cancel = CancelToken()
    with progress(quiet=quiet) as reporter:
        network = load(instance)

        def work() -> Greenfield:
            return greenfield(network, progress=reporter, cancel=cancel, **asked)  # type: ignore[arg-type]

        def stopping() -> None:
            reporter.note("stopping with the best sites so far; Ctrl-C again stops at once")

        return run_cancellable(work, cancel, stopping)


def _next(instance: str, sites: int, out: Path | None) -> str:
    if out is None:
        return f"Next: cbeclogistics greenfield {instance} --sites {sites} --out candidates"
    return f"Wrote {out}. Next: cbeclogistics check {out} && cbeclogistics solve {out} --out {out}-plan"
