"""`cbeclogistics explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import console
from .options import json_option

if TYPE_CHECKING:
    from ..network.network import Network
    from ..plan.plan import Plan


@click.command("explain")
@click.argument("plan_dir", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--market", required=True, metavar="M", help="Market of the instance.  [default: none]")
@click.option("--product", required=True, metavar="P", help="Product that it buys.  [default: none]")
@click.option(
    "--instance", metavar="INSTANCE",
    help="Instance that the plan was made from: a name, folder or workbook.  [default: by the name in the plan]",
)  # fmt: skip
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
    from ..plan.save import read_plan

    plan = read_plan(plan_dir.parent if plan_dir.name == "plan.json" else plan_dir)
    found = explain(plan, _instance(plan, instance), market=market, product=product, alternatives=alternatives)
    if as_json:
        console.show_json(found.as_dict())
        return
    from .render_explain import explanation_tables

    console.show(*explanation_tables(found))


def _instance(plan: Plan, named: str | None) -> Network:
    """Instance that the plan was made from."""
    from ..errors import InputError, Problem
    from ..loaders.load import load

    if named is not None:
        return load(named)
    remedy = "give the instance that the plan was made from with --instance"
    try:
        network = load(plan.instance)
    except InputError as error:
        said = error.problems[0]
        raise InputError([Problem("plan", f"its instance cannot be loaded by name: {said}", column="instance",
                                  value=plan.instance, remedy=remedy)]) from None  # fmt: skip
    if network.hash != plan.instance_hash:
        expected = f"the instance of that name is another, or has changed since (hash {network.hash}, "
        raise InputError([Problem("plan", f"{expected}the plan's {plan.instance_hash})", column="instance",
                                  value=plan.instance, remedy=remedy)])  # fmt: skip
    return network
