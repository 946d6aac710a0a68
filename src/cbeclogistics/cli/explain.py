"""`cbeclogistics explain`."""

from __future__ import annotations

from pathlib import Path

import click

from . import console
from .options import json_option
from .saved_plan import instance_of, instance_option, read_saved


@click.command("explain")
@click.argument("plan_dir", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--market", required=True, metavar="M", help="Market of the instance.  [default: none]")
@click.option("--product", required=True, metavar="P", help="Product that it buys.  [default: none]")
@instance_option
@click.option(
    "--alternatives", type=click.IntRange(min=0), default=3, show_default=True, metavar="N",
    help="How many other ways to name for each way of the plan, and the best of each kind besides.",
)  # fmt: skip
@json_option
def command(
    plan_dir: Path, market: str, product: str, instance: str | None, alternatives: int, as_json: bool
) -> None:  # fmt: skip
    """Explain what a product costs in a market, from factory to door, and what the next-best ways cost.

    PLAN is the folder that `cbeclogistics solve --out` wrote, or the plan.json in it. It is explained with the instance
    that it was made from.

    \b
    Examples:
      cbeclogistics explain plan --market M_BER --product lamp
      cbeclogistics explain plan --market M_BER --product lamp --instance mine
      cbeclogistics explain plan --market M_BER --product lamp --json | jq .ways[0].lines
    """
    from ..plan.explain import explain

    plan = read_saved(plan_dir)
    found = explain(plan, instance_of(plan, instance), market=market, product=product, alternatives=alternatives)
    if as_json:
        console.show_json(found.as_dict())
        return
    from .render_explain import explanation_tables

    console.show(*explanation_tables(found))
