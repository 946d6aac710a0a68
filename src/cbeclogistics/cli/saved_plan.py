"""A saved plan and the instance that it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..network.network import Network
    from ..plan.plan import Plan

PLAN_FILE, SETTINGS_FILE = "plan.json", "instance.toml"
instance_option = click.option(
    "--instance", metavar="INSTANCE",
    help="Instance that the plan was made from: a name, folder or workbook.  [default: by the name in the plan]",
)  # fmt: skip


def holds_plan(source: Path) -> bool:
    """Whether something is a saved plan: its folder, or the plan.json in it."""
    if source.name == PLAN_FILE:
        return source.is_file()
    return (source / PLAN_FILE).is_file() and not (source / SETTINGS_FILE).exists()


def read_saved(source: Path) -> Plan:
    """Read a plan from its folder or from the plan.json in it."""
    from ..plan.save import read_plan

    return read_plan(source.parent if source.name == PLAN_FILE else source)


def instance_of(plan: Plan, named: str | None) -> Network:
    """Instance that a plan was made from.

    Parameters
    ----------
    named
        Given by the user; None: the one of the plan's name, if it is still the same.
    """
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
