"""The story of a solve."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from .design.formulate import DesignModel, formulate
from .design.precheck import diagnose, precheck
from .design.read import read
from .engine.answer import Answer, Proof, relative_gap
from .engine.limits import CancelToken, Limits, Progress, Watch
from .engine.optimise import optimise
from .engine.profile import Profile, read_profile
from .errors import AuditFailed, Infeasible, NoPlanFound
from .last_mile.agree import agreed
from .last_mile.fleet import Fleet
from .last_mile.told import with_routes
from .network.network import Network
from .plan.audit import audit
from .plan.empty_table import empty
from .plan.plan import Plan, Status
from .plan.schema import PLAN_TABLES


def solve(
    network: Network,
    solver: str | Path | Profile = "balanced",
    *,
    time_limit: float | None = None,
    gap: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
) -> Plan:
    """Plan of least landed cost.

    Parameters
    ----------
    solver
        Solver profile: its name, a file, or a `Profile`.
    time_limit
        Seconds; None: the profile's.
    gap
        Relative gap at which to stop; None: the profile's.
    seed
        Seed of everything random.
    progress
        Called with what is known so far.
    cancel
        Stops the solve from another thread; it ends with the best plan it has.

    Raises
    ------
    Infeasible
        No plan keeps every row; the message says which demands cannot be met.
    NoPlanFound
        A limit came before the first plan.
    BackendError
        The solver is missing or failed.
    AuditFailed
        The plan did not survive its independent audit.
    """
    profile = solver if isinstance(solver, Profile) else read_profile(solver)
    limits = Limits(
        time_limit=profile.time_limit if time_limit is None else time_limit,
        gap=profile.gap if gap is None else gap, seed=seed, threads=profile.threads,
    )  # fmt: skip
    watch = Watch(report=progress or (lambda _: None), cancel=cancel or CancelToken())
    if Fleet.serves(network):
        found = agreed(network, lambda priced: _designed(priced, profile, limits, watch), limits, watch)
        plan = with_routes(network, found, limits.gap)
    else:
        plan = _designed(network, profile, limits, watch)
    watch.say("auditing the plan", plan.landed_cost, plan.bound)
    plan = replace(plan, audit=audit(network, plan), runtime_s=watch.elapsed())
    if not plan.audit.passed:
        failed = [f"{c.name}: {c.detail}" for c in plan.audit.checks if not c.passed]
        raise AuditFailed("the plan failed its audit, so it is not given out\n" + "\n".join(failed))
    return plan


def _designed(network: Network, profile: Profile, limits: Limits, watch: Watch) -> Plan:
    """Plan of a network whose ways all have a price."""
    watch.say("reading the rules and pricing every way")
    model = formulate(network)
    precheck(model)
    answer = optimise(model.arrays, model.cuts(), model.labels(), profile, limits, watch, model.families())
    return plan_of(model, answer, limits, watch)


def plan_of(model: DesignModel, answer: Answer, limits: Limits, watch: Watch) -> Plan:
    """Read an answer as a plan, or raise what it means that there is none."""
    if answer.x is None:
        if answer.proof == Proof.INFEASIBLE:
            raise Infeasible(diagnose(model, limits, watch))
        raise NoPlanFound(f"no plan was found within the limit of {limits.time_limit:g} s; allow more time")
    reading = read(model, answer.x)
    bound = math.floor(answer.bound * 100) / 100 if math.isfinite(answer.bound) else answer.bound
    gap = relative_gap(reading.landed_cost, bound)
    if answer.proof == Proof.CANCELLED:
        status = Status.INTERRUPTED
    else:
        cents = 0.01 + 0.005 * sum(len(t) for t in reading.tables.values())  # what rounding each line may add up to
        closed = reading.landed_cost - bound <= limits.gap * abs(reading.landed_cost) + cents
        status = Status.OPTIMAL if closed else Status.FEASIBLE
    settings = model.ground.settings
    nothing = {name: empty(table) for name, table in PLAN_TABLES.items() if name not in reading.tables}
    return Plan(
        status=status, instance=settings.name, instance_hash=model.ground.network.hash, currency=settings.base_currency,
        landed_cost=reading.landed_cost, bound=bound, gap=gap, model_objective=answer.objective,
        unrounded_cost=reading.unrounded_cost, cost_breakdown=reading.cost_breakdown,
        open_sites=reading.open_sites, solver=answer.solver, version=version("cbeclogistics"), seed=limits.seed,
        runtime_s=watch.elapsed(), possible_flows=model.possible_flows,
        tables={**reading.tables, **nothing},
    )  # fmt: skip
