"""Which stops and shipments some vehicle could serve, had it nothing else to do; why the others are out of reach."""

from __future__ import annotations

from .problem import Load, RoutingProblem, Shipment, Stop, VehicleType
from .routes import Kind, Task
from .schedule import SLACK, scheduled


def why_not(problem: RoutingProblem, task: Stop | Shipment, index: int) -> str | None:
    """Return why no vehicle can serve a stop or shipment by itself, in the planner's words; None if one can."""
    if not problem.vehicles:
        return "there is no vehicle"
    skilled = [k for k, vehicle in enumerate(problem.vehicles) if task.skills <= vehicle.skills and vehicle.count]
    if not skilled:
        return f"no vehicle has {', '.join(sorted(task.skills))}"
    loads = (task.deliver, task.collect) if isinstance(task, Stop) else (task.load,)
    roomy = [k for k in skilled if all(_fits(problem, problem.vehicles[k], load) for load in loads)]
    if not roomy:
        return _too_much(problem, [problem.vehicles[k] for k in skilled], loads)
    order = (
        (Task(Kind.STOP, index),) if isinstance(task, Stop) else (Task(Kind.PICKUP, index), Task(Kind.DELIVERY, index))
    )
    if any(scheduled(problem, k, order) is not None for k in roomy):
        return None
    return (
        "no vehicle that has room for it can be there within its windows and back within its shift, time and distance"
    )


def _fits(problem: RoutingProblem, vehicle: VehicleType, load: Load) -> bool:
    asked = problem.load(load)
    return not vehicle.capacity or all(a <= c + SLACK for a, c in zip(asked, vehicle.capacity, strict=True))


def _too_much(problem: RoutingProblem, vehicles: list[VehicleType], loads: tuple[Load, ...]) -> str:
    for load in loads:
        for dimension, amount in enumerate(problem.load(load)):
            most = max(vehicle.capacity[dimension] for vehicle in vehicles if vehicle.capacity)
            if amount > most + SLACK:
                return f"{amount:g} {problem.dimensions[dimension]} is more than any vehicle holds ({most:g})"
    return "no vehicle holds all of it at once"
