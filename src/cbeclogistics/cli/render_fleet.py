"""Own vehicles of a plan for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from .render import LARGEST, amount, percent, table
from .render_route import unserved_table

MOST_STOPS = 2  # on a route's line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..plan.explain.explanation import OwnVehicles


def own_vehicle_tables(
    days: list[dict[str, Any]], left: list[dict[str, Any]], currency: str
) -> list[RenderableType]:  # fmt: skip
    """Return what drives on a typical day, what it costs against its price, and who is not served; nothing without."""
    if not days:
        return []
    numbers = ("stops", "km", "hours", f"{currency} a day", "days", f"{currency}", "priced at", "difference")
    rows = [
        (
            day["period"], day["site"], ", ".join(f"{count} {kind}" for kind, count in day["vehicles"].items()),
            amount(day["stops"]), amount(day["distance_km"]), amount(day["hours"]), amount(day["cost_per_day"], 2),
            amount(day["days"]), amount(day["routed"]), amount(day["priced"]), percent(day["difference_share"]),
        )
        for day in days
    ]  # fmt: skip
    title = "Own vehicles on a typical day, and all days against what the design had priced"
    made: list[RenderableType] = ["", table(("period", "site", "vehicles", *numbers), rows, right=numbers, title=title)]
    if not left:
        return [*made, Text("Every stop of the markets that they serve is served.")]
    return [*made, *unserved_table(left, LARGEST, "unserved_stops.csv has them all")]


def routes_there(own: OwnVehicles, period: str, market: str, currency: str) -> list[RenderableType]:
    """Return the routes that come to a market on a typical day, and what its part of them costs against the price."""
    numbers = ("route", "stops", "km", "hours", currency, "its load", "its part")
    rows = [
        (
            str(one.route), one.vehicle.removesuffix(f" at {own.site}"), f"{one.start}–{one.end}",
            _some(one.stops), f"{len(one.stops)} of {one.stops_in_all}", amount(one.distance_km, 1),
            amount(one.hours, 1), amount(one.cost, 2), percent(one.share, 0), amount(one.part, 2),
        )
        for one in own.routes
    ]  # fmt: skip
    title = f"Routes that come to {market} on a typical day of {period}, with all its products"
    columns = ("route", "vehicle", "out", "comes to", *numbers[1:])
    vehicles, km, hours = (
        sum(getattr(one, name) * one.share for one in own.routes)
        for name in ("fixed_cost", "distance_cost", "time_cost")
    )
    price = f"{own.per_m3:,.4f} a m3" if own.per_m3 else f"{own.per_kg:,.4f} a kg"
    made: list[RenderableType] = [
        table(columns, rows, right=numbers, title=title),
        Text(f"Its part of them costs {currency} {amount(own.part_per_day, 2)} a day: vehicles {amount(vehicles, 2)}, "
             f"km {amount(km, 2)}, hours {amount(hours, 2)}; the plan prices it at {amount(own.priced_per_day, 2)} "
             f"({price}), {amount(own.days)} days in {period}."),
    ]  # fmt: skip
    return [*made, *(Text(f"No vehicle comes to {name}: {why}.") for name, why in own.left_out)]


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:MOST_STOPS]) + " …" * (len(names) > MOST_STOPS)
