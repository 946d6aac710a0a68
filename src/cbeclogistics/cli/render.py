"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..plan.plan import Plan

NOTHING = "–"
LARGEST = 10


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[str] = (), title: str = ""
) -> Table:
    """Return a plain table.

    Parameters
    ----------
    right
        Columns of numbers.
    """
    numbers = set(right)
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=title or None, title_justify="left",
                 title_style="bold", header_style="dim")  # fmt: skip
    for name in columns:
        made.add_column(name, justify="right" if name in numbers else "left", no_wrap=name in numbers, overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def amount(value: float | None, digits: int = 0) -> str:
    """Return a number with thousands apart."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


def percent(value: float | None, digits: int = 2) -> str:
    """Return a fraction in per cent."""
    return NOTHING if value is None else f"{value:.{digits}%}"


def plan_headline(plan: Plan) -> Text:
    """Return the answer in two lines: what it costs, how good it is proven to be, and whether the audit agrees."""
    checks = len(plan.audit.checks)
    audit = f"passed ({checks} checks)" if plan.audit.passed else "NOT PASSED"
    return Text.assemble(
        (f"{plan.instance}: {plan.currency} {plan.landed_cost:,.2f} landed cost", "bold"),
        f" · {plan.status}, gap {plan.gap:.3%} (no plan can cost less than {plan.bound:,.2f})\n",
        f"audit {audit} · {plan.solver} · {plan.possible_flows:,} possible flows · {plan.runtime_s:.1f} s",
    )


def plan_tables(plan: Plan) -> list[RenderableType]:
    """Return the plan in brief: headline, costs, open sites, own vehicles."""
    from ..plan.digest import costs, sites
    from ..plan.fleet_digest import own_vehicles, unserved_stops
    from .render_fleet import own_vehicle_tables

    return [
        plan_headline(plan), "", cost_table(costs(plan), plan.currency), "", site_table(sites(plan)),
        *own_vehicle_tables(own_vehicles(plan), unserved_stops(plan), plan.currency),
        *(Text(f"note: {note}") for note in plan.notes),
    ]  # fmt: skip


def digest_tables(plan: Plan, digest: dict[str, Any]) -> list[RenderableType]:
    """Return all tables of a plan's digest."""
    from .render_fleet import own_vehicle_tables

    return [
        plan_headline(plan),
        "",
        cost_table(digest["costs"], plan.currency),
        "",
        site_table(digest["sites"]),
        *own_vehicle_tables(digest["own_vehicles"], digest["unserved_stops"], plan.currency),
        "",
        delivery_table(digest["deliveries"]),
        "",
        channel_table(digest["channels"], plan.currency),
        "",
        country_table(digest["countries"], plan.currency),
        "",
        market_table(digest["markets"], plan.currency),
        *(Text(f"note: {note}") for note in plan.notes),
    ]


def cost_table(rows: Iterable[dict[str, Any]], currency: str) -> Table:
    """Return costs by component."""
    cells = [(r["component"], amount(r["amount"], 2), percent(r["share"], 1)) for r in rows]
    return table(("component", currency, "share"), cells, right=(currency, "share"), title="Landed cost")


def site_table(rows: Iterable[dict[str, Any]]) -> Table:
    """Return the open sites."""
    cells = [
        (
            r["site"], str(r["name"]), r["country"], r["option"], r["decision"], amount(r["units"]),
            amount(r["throughput_m3"]), amount(r["stored_m3"], 1), percent(r["utilisation"], 0),
        )
        for r in rows
    ]  # fmt: skip
    numbers = ("units", "m3 passed", "m3 stored", "full")
    return table(
        ("site", "name", "country", "option", "decision", *numbers), cells, right=numbers, title="Stocking sites"
    )


def delivery_table(rows: Iterable[dict[str, Any]]) -> Table:
    """Return the share of deliveries out of stock and of direct parcels."""
    words = {"delivery": "from stock", "direct": "direct parcels"}
    cells = [(words[r["way"]], amount(r["units"]), percent(r["share"], 1)) for r in rows]
    return table(("way", "units", "share"), cells, right=("units", "share"), title="Deliveries")


def channel_table(rows: Iterable[dict[str, Any]], currency: str) -> Table:
    """Return the clearance channels."""
    words = {"inbound": "to stock", "delivery": "from stock", "direct": "direct parcels"}
    cells = [
        (words[r["kind"]], r["channel"], amount(r["units"]), amount(r["duty"], 2), amount(r["tax"], 2)) for r in rows
    ]
    numbers = ("units", f"duty {currency}", f"tax {currency}")
    return table(("goods on the way", "channel", *numbers), cells, right=numbers, title="Clearance channels")


def country_table(rows: Iterable[dict[str, Any]], currency: str) -> Table:
    """Return what a delivered unit costs by country."""
    cells = [
        (
            r["country"], amount(r["units"]), amount(r["landed_cost"], 2), amount(r["unit_landed_cost"], 2),
            percent(r["direct_share"], 0),
        )
        for r in rows
    ]  # fmt: skip
    numbers = ("units", currency, f"{currency} per unit", "direct")
    return table(("market country", *numbers), cells, right=numbers, title="Unit landed cost")


def market_table(rows: Sequence[dict[str, Any]], currency: str) -> Table:
    """Return what a delivered unit costs in the largest markets."""
    cells = [
        (
            r["market"], str(r["name"]), r["country"], amount(r["units"]), amount(r["unit_landed_cost"], 2),
            percent(r["direct_share"], 0),
        )
        for r in rows[:LARGEST]
    ]  # fmt: skip
    numbers = ("units", f"{currency} per unit", "direct")
    return table(("market", "name", "country", *numbers), cells, right=numbers, title="Largest markets")
