"""Routes of a plan looked for again, from those that it has, longer or on other roads than its design did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..engine.limits import CancelToken, Progress, Watch
from ..errors import InputError, Problem
from ..network.network import Network
from ..plan.audit.document import same_instance
from ..plan.plan import Plan
from ..routing.problem import RoutingProblem
from ..routing.route import route
from ..routing.routes import Kind, Route, Routes, Task, Unserved
from ..routing.schedule import scheduled
from ..routing.travel import Travel
from .fleet import Fleet
from .routed import Day, fleet_loads, priced


@dataclass(frozen=True, kw_only=True)
class DayAgain(Day):
    """Routes of a day, and those that the plan had.

    Attributes
    ----------
    before
        The plan's, at the same ways; None: they cannot be driven there.
    """

    before: Routes | None


def route_plan(
    plan: Plan,
    network: Network,
    solver: str = "pyvrp",
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    threads: int = 1,
    roads: Callable[[RoutingProblem], Travel] | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
) -> tuple[DayAgain, ...]:
    """Route what a plan gives to own vehicles again, from each site that it opened, with the loads that it has.

    Parameters
    ----------
    network
        The instance that the plan was made from.
    solver, seed, threads, progress, cancel
        As of `route`.
    time_limit
        Seconds for all sites and periods together, shared out by their stops.
    roads
        Other ways than the instance's: what they are for a problem.

    Returns
    -------
    tuple
        By period and site; none costs more than the plan's routes at the same ways.

    Raises
    ------
    InputError
        The plan is of another instance, or gives nothing to own vehicles.
    """
    check = same_instance(network, plan)
    if not check.passed:
        raise InputError([Problem("plan", check.detail, remedy="give the instance that the plan was made from")])
    fleet = Fleet(network)
    loads = fleet_loads(fleet, plan) if len(plan.tables["fleet"]) else {}
    if not loads:
        raise InputError([Problem("plan", "delivers nothing by own vehicles, so there is nothing to route",
                                  remedy="solve an instance whose stocking sites have vehicles and whose markets have "
                                  "stops, or allow them to pay: docs/routing.md")])  # fmt: skip
    watch = Watch(report=progress or (lambda _: None), cancel=cancel or CancelToken())
    problems = {(period, site): fleet.problem(mine, (site,)) for (period, site), mine in loads.items()}
    made = []
    for n, ((period, site), plain) in enumerate(problems.items()):
        watch.say(f"routing {len(plain.stops)} stops from {site} in {period}")
        problem = plain if roads is None else replace(plain, travel=roads(plain))
        before = routes_of(plan, problem, period, site)
        rest = sum(len(later.stops) for later in list(problems.values())[n:])
        share = max(0.0, time_limit - watch.elapsed()) * len(plain.stops) / rest
        found = route(problem, solver, time_limit=share, seed=seed, threads=threads, start=before, progress=progress,
                      cancel=watch.cancel)  # fmt: skip
        made.append(DayAgain(period=period, site=site, problem=problem, routes=found, days=fleet.days(period),
                             priced=priced(plan, period, site), before=before))  # fmt: skip
    return tuple(made)


def routes_of(plan: Plan, problem: RoutingProblem, period: str, site: str) -> Routes | None:
    """Routes that a plan has of a period and site, at the ways of a problem; None: they cannot be driven there."""
    t = plan.tables
    kinds = {kind.name: k for k, kind in enumerate(problem.vehicles)}
    stops = {stop.name: k for k, stop in enumerate(problem.stops)}
    mine = t["routes"][(t["routes"]["period"] == period) & (t["routes"]["from"] == site)]
    visits = dict(list(t["route_stops"].sort_values("sequence").groupby("route")))
    made: list[Route] = []
    for number, name in zip(mine["route"], mine["vehicle"], strict=True):
        rows = visits[number] if number in visits else t["route_stops"].iloc[:0]
        tasks = [_task(problem, kinds.get(name), stops, *one) for one in zip(rows["task"], rows["name"], strict=True)]
        known = [task for task in tasks if task is not None]
        one = scheduled(problem, kinds[name], known) if tasks == known and name in kinds else None
        if one is None:
            return None
        made.append(one)
    served = {task.index for one in made for task in one.tasks if task.kind == Kind.STOP}
    left = t["unserved_stops"]
    left = left[(left["period"] == period) & (left["site"] == site)]
    why = dict(zip(left["name"], left["reason"], strict=True))
    unserved = tuple(
        Unserved(k, why.get(stop.name, "the plan leaves it out"), False, stop.prize is None, stop.prize or 0.0)
        for k, stop in enumerate(problem.stops) if k not in served
    )  # fmt: skip
    return Routes(tuple(made), unserved, plan.solver)


def _task(problem: RoutingProblem, vehicle: int | None, stops: Mapping[str, int], kind: str, name: str) -> Task | None:
    """Task of a row of `route_stops`; None where the problem has no such thing."""
    reloads = () if vehicle is None else problem.vehicles[vehicle].reload_depots
    if kind == Kind.STOP:
        return Task(Kind.STOP, stops[name]) if name in stops else None
    at = next((depot for depot in reloads if problem.depots[depot].name == name), None)
    return None if at is None else Task(Kind.RELOAD, at)
