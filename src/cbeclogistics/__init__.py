"""Optimizer for cross-border logistics and overseas warehouses.

The names below are the public interface; each is imported when first asked for, so that importing the package is quick
and has no effects.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import (
        AuditFailed,
        BackendError,
        CbecError,
        Infeasible,
        InputError,
        NoPlanFound,
        Problem,
        Severity,
    )
    from .in_force import rules
    from .landed import landed_cost, landed_costs
    from .last_mile.again import route_plan
    from .loaders.load import load
    from .loaders.routes import load_routes
    from .loaders.starting import starting_instance
    from .lookup import duties
    from .network.network import Network
    from .plan.explain.explain import explain
    from .plan.plan import Plan
    from .plan.route_files import save_routes
    from .plan.save import read_plan
    from .routing.problem import Depot, RoutingProblem, Shipment, Stop, VehicleType
    from .routing.route import route
    from .routing.routes import Routes
    from .siting.answer import Greenfield
    from .siting.greenfield import greenfield
    from .siting.write import write_candidates
    from .solve import solve

_HOME = {
    "AuditFailed": "errors",
    "BackendError": "errors",
    "CbecError": "errors",
    "Depot": "routing.problem",
    "Greenfield": "siting.answer",
    "Infeasible": "errors",
    "InputError": "errors",
    "Network": "network.network",
    "NoPlanFound": "errors",
    "Plan": "plan.plan",
    "Problem": "errors",
    "Routes": "routing.routes",
    "RoutingProblem": "routing.problem",
    "Severity": "errors",
    "Shipment": "routing.problem",
    "Stop": "routing.problem",
    "VehicleType": "routing.problem",
    "duties": "lookup",
    "explain": "plan.explain.explain",
    "greenfield": "siting.greenfield",
    "landed_cost": "landed",
    "landed_costs": "landed",
    "load": "loaders.load",
    "load_routes": "loaders.routes",
    "read_plan": "plan.save",
    "route": "routing.route",
    "route_plan": "last_mile.again",
    "rules": "in_force",
    "save_routes": "plan.route_files",
    "solve": "solve",
    "starting_instance": "loaders.starting",
    "write_candidates": "siting.write",
}

__all__ = [
    "AuditFailed",
    "BackendError",
    "CbecError",
    "Depot",
    "Greenfield",
    "Infeasible",
    "InputError",
    "Network",
    "NoPlanFound",
    "Plan",
    "Problem",
    "Routes",
    "RoutingProblem",
    "Severity",
    "Shipment",
    "Stop",
    "VehicleType",
    "duties",
    "explain",
    "greenfield",
    "landed_cost",
    "landed_costs",
    "load",
    "load_routes",
    "read_plan",
    "route",
    "route_plan",
    "rules",
    "save_routes",
    "solve",
    "starting_instance",
    "write_candidates",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """Keeps `solve` the function: importing the module of that name would put the module in its place."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value.solve if name == "solve" and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Package
