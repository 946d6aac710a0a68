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
        _each(summary.get("days", [])),
        f" · {summary['routes']} routes, {summary['distance_km']:,.1f} km, {summary['served']} of {asked} served\n",
        f"{audited} · {summary['solver']} · {summary['runtime_s']:.1f} s",
    )
    parts: list[RenderableType] = [head, ""]
    if "days" in summary:
        parts += [_compared(summary["days"], summary["currency"]), ""]
    return [*parts, *_routes(tables), *unserved_table(tables["unserved_stops"].to_dict("records"), MOST_ROUTES, REST)]


def _each(days: list[dict[str, Any]]) -> str:
    """Words for what the cost of a plan's routes is of."""
    periods = {day["period"] for day in days}
    return " for a day of each period" if len(periods) > 1 else " a day" * bool(periods)


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


def unserved_table(left: list[dict[Any, Any]], most: int, rest: str) -> list[RenderableType]:
    """Stops and shipments that are not served, those that had to be first; nothing where all are.

    Parameters
    ----------
    most
        Rows to show.
    rest
        Words for where the others are.
    """
    if not left:
        return []
    rows = []
    for row in sorted(left, key=lambda row: row["required"] != "yes"):
        prize = amount(row["prize"], 2) if row["required"] == "no" else NOTHING
        where = (row["period"], row["site"]) if row["site"] else ()
        rows.append((*where, row["name"], row["reason"], prize))
    where = ("period", "site") if left[0]["site"] else ()
    made: list[RenderableType] = ["", table((*where, "not served", "why", "prize"), rows[:most], right=("prize",))]
    return [*made, f"and {len(rows) - most} more; {rest}"] if len(rows) > most else made
