"""Routes for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.text import Text

from .render import NOTHING, amount, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

MOST_NAMES = 12  # on a route's line
MOST_ROUTES = 40
MARKS = {"pickup": "+", "delivery": "-"}
REST = "--out saves them all"


def tables_of_routes(summary: dict[str, Any], tables: Mapping[str, pd.DataFrame]) -> list[RenderableType]:
    """Headline, of a plan how its own routes compare, a line a route, and who is not served."""
    audited = "audit passed" if summary["audit"]["passed"] else "audit NOT PASSED"
    asked = summary["served"] + summary["unserved"]
    head = Text.assemble(
        (f"{summary['problem']}: {summary['currency']} {summary['cost']:,.2f}".replace(":  ", ": "), "bold"),
        " a day" * ("days" in summary),
        f" · {summary['routes']} routes, {summary['distance_km']:,.1f} km, {summary['served']} of {asked} served\n",
        f"{audited} · {summary['solver']} · {summary['runtime_s']:.1f} s",
    )
    parts: list[RenderableType] = [head, ""]
    if "days" in summary:
        parts += [_compared(summary["days"], summary["currency"]), ""]
    return [*parts, *_routes(tables), *_not_served(tables["unserved_stops"])]


def _compared(days: list[dict[str, Any]], currency: str) -> RenderableType:
    """What a day costs now and as the plan has it, and what the difference comes to over the period."""
    rows = []
    for day in days:
        less = None if day["routed_before"] is None else day["routed_before"] - day["routed"]
        rows.append((
            day["period"], day["site"], str(day["routes"]), amount(day["distance_km"], 1), amount(day["hours"], 1),
            amount(day["cost"], 2), amount(day["cost_before"], 2), amount(day["days"]), amount(less, 2),
        ))  # fmt: skip
    numbers = ("routes", "km", "hours", f"{currency} a day", "in the plan", "days", "saved")
    return table(("period", "site", *numbers), rows, right=numbers, title="A typical day, against the plan")


def _routes(tables: Mapping[str, pd.DataFrame]) -> list[RenderableType]:
    routes = tables["routes"]
    if not len(routes):
        return [Text("No vehicle goes out.")]
    done = {number: [_name(*one) for one in zip(mine["task"], mine["name"], strict=True)]
            for number, mine in tables["route_stops"].groupby("route")}  # fmt: skip
    periods = routes["period"].nunique() > 1
    rows = []
    for row in routes.head(MOST_ROUTES).to_dict("records"):
        names = done.get(row["route"], [])
        way = " ".join(names[:MOST_NAMES]) + f" … {len(names) - MOST_NAMES} more" * (len(names) > MOST_NAMES)
        cells = (str(row["route"]), row["vehicle"], row["start"], row["end"], str(len(names)),
                 amount(row["distance_km"], 1), amount(row["cost"], 2), way)  # fmt: skip
        rows.append((row["period"], *cells) if periods else cells)
    columns = ("route", "vehicle", "start", "end", "stops", "km", "cost", "way")
    made: list[RenderableType] = [
        table(("period", *columns) if periods else columns, rows, right=("route", "stops", "km", "cost"))
    ]
    return [*made, f"and {len(routes) - MOST_ROUTES} more; {REST}"] if len(routes) > MOST_ROUTES else made


def _name(task: str, name: str) -> str:
    return "(reload)" if task == "reload" else f"{MARKS.get(task, '')}{name}"


def _not_served(left: pd.DataFrame) -> list[RenderableType]:
    """Those that had to be served come first."""
    if not len(left):
        return []
    rows = unserved_rows(left.to_dict("records"))
    made: list[RenderableType] = ["", table(("not served", "site", "why", "its prize"), rows[:MOST_ROUTES],
                                            right=("its prize",))]  # fmt: skip
    return [*made, f"and {len(rows) - MOST_ROUTES} more; {REST}"] if len(rows) > MOST_ROUTES else made


def unserved_rows(left: list[dict[Any, Any]]) -> list[tuple[str, ...]]:
    """Cells of stops and shipments that are not served, those that had to be first."""
    made: list[tuple[str, ...]] = []
    for row in sorted(left, key=lambda row: row["required"] != "yes"):
        prize = amount(row["prize"], 2) if row["required"] == "no" else NOTHING
        made.append((row["name"], row["site"] or NOTHING, row["reason"], prize))
    return made
