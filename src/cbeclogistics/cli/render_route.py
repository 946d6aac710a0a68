"""Routes for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from ..network.hours import said
from .render import amount, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..routing.problem import RoutingProblem
    from ..routing.routes import Route, Routes

MOST_NAMES = 12  # on a route's line
MOST_ROUTES = 40


def tables_of_routes(problem: RoutingProblem, answer: Routes, summary: dict[str, Any]) -> list[RenderableType]:
    """Headline, a line a route, and who is not served."""
    served = problem.tasks - len(answer.unserved)
    audited = "audit passed" if summary["audit"]["passed"] else "audit NOT PASSED"
    head = Text.assemble(
        (f"{problem.name}: {problem.currency} {summary['cost']:,.2f}".replace(":  ", ": "), "bold"),
        f" · {len(answer.routes)} routes, {answer.distance_km:,.1f} km, {served} of {problem.tasks} served\n",
        f"{audited} · {answer.solver} · {answer.seconds:.1f} s",
    )
    columns = ("route", "vehicle", "start", "end", "stops", "km", "cost", "way")
    rows = [_line(problem, number, route) for number, route in enumerate(answer.routes[:MOST_ROUTES], start=1)]
    parts: list[RenderableType] = [head, "", table(columns, rows, right=("route", "stops", "km", "cost"))]
    if len(answer.routes) > MOST_ROUTES:
        parts.append(f"and {len(answer.routes) - MOST_ROUTES} more; --out saves them all")
    if answer.unserved:
        names = [
            ((problem.shipments if one.shipment else problem.stops)[one.index].name, one.reason)
            for one in sorted(answer.unserved, key=lambda one: not one.required)
        ]
        parts += ["", table(("not served", "why"), names[:MOST_ROUTES])]
        if len(names) > MOST_ROUTES:
            parts.append(f"and {len(names) - MOST_ROUTES} more; --out saves them all")
    return parts


def _line(problem: RoutingProblem, number: int, route: Route) -> tuple[str, ...]:
    names = []
    for task in route.tasks:
        match task.kind:
            case "stop":
                names.append(problem.stops[task.index].name)
            case "reload":
                names.append("(reload)")
            case "pickup":
                names.append(f"+{problem.shipments[task.index].name}")
            case _:
                names.append(f"-{problem.shipments[task.index].name}")
    way = " ".join(names[:MOST_NAMES]) + (f" … {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")
    return (
        str(number), problem.vehicles[route.vehicle].name, said(route.start), said(route.end), str(len(names)),
        amount(route.distance_km, 1), amount(route.cost, 2), way,
    )  # fmt: skip
