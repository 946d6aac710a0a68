"""Runs every check, in the order in which a planner would ask."""

from __future__ import annotations

from ...network.network import Network
from ...network.own_fleet import with_fleet
from ..plan import Audit, Plan
from .bond import freight_into_bond
from .channels import channels
from .clearance import clear_flows
from .conservation import conservation
from .cost_lines import cost_lines
from .demand import demand
from .document import complete, same_instance
from .entries import entries
from .facts import Facts
from .lanes import lanes
from .listings import listings
from .loads import loads
from .moves import Moves
from .policies import policies
from .prices import prices
from .routes import routes
from .sites import sites
from .statuses import statuses
from .supply import supply
from .tiers import tiers
from .totals import totals


def audit(network: Network, plan: Plan) -> Audit:
    """Recompute feasibility and landed cost of a plan from the raw tables.

    Parameters
    ----------
    network
        The instance that the plan answers.
    plan
        Only its tables, figures and names are read.

    Returns
    -------
    Audit
        Every check with its figure and the worst offender, whether it passed or not. Where the plan's tables are not
        even complete, only the check that says so.
    """
    whole = complete(plan)
    if not whole.passed:
        return Audit((whole,))
    facts = Facts(with_fleet(network, plan.tables["fleet_prices"]))
    moves = Moves.of(facts, plan.tables["flows"])
    cleared = clear_flows(facts, moves, freight_into_bond(facts, moves))
    checks = [
        whole,
        same_instance(network, plan),
        *lanes(facts, moves),
        *statuses(facts, moves),
        *channels(facts, moves, cleared),
        *demand(facts, moves, plan.tables["demand"]),
        *supply(facts, moves),
        *conservation(facts, moves),
        *sites(facts, moves, plan),
        *loads(facts, moves, cleared, plan.tables["containers"]),
        *policies(facts, moves, plan.tables["sites"]),
        *prices(facts, moves, cleared),
        *entries(facts, moves, cleared, plan),
        *tiers(facts, moves, cleared, plan),
        *routes(network, plan),
        *cost_lines(plan),
        *listings(facts, moves, plan),
        *totals(plan),
    ]
    return Audit(tuple(checks))
