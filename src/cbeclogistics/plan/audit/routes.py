"""Routes of a plan: loads are those of its flows, every route can be driven as stated, and the costs are its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...network.network import Network
from ...network.own_fleet import lane_of
from ...routing.audit import audit as audit_routes
from ...routing.problem import RoutingProblem
from ...routing.routes import Kind, Route, Routes, Task, Unserved, Visit
from ...routing.tables import routing_problem
from ..plan import Check, Plan

LOADS = ("units", "weight_kg", "volume_m3")
DUST = 1e-6  # units a day
CENT = 0.0051


def routes(network: Network, plan: Plan) -> list[Check]:
    """Checks of own vehicles; none where the plan uses none."""
    loads = _loads(network, plan)
    if not loads and not len(plan.tables["fleet"]):
        return []
    t = plan.tables
    faults: list[str] = []
    stated = {(str(p), str(s)) for p, s in zip(t["fleet"]["period"], t["fleet"]["site"], strict=True)}
    strange = sorted(stated ^ set(loads))
    for key in sorted(stated & set(loads)):
        problem = _problem(network, key[1], loads[key])
        answer, odd = _answer(problem, t, *key)
        faults += [f"{key[1]} {key[0]}: {fault}" for fault in (*odd, *audit_routes(problem, answer).broken)]
    return [
        Check("own vehicles are routed where they deliver", not strange, f"{strange[0]}" if strange else
              f"{len(stated)} sites and periods"),
        Check("routes can be driven as they are stated", not faults, "; ".join(faults[:5]) or
              f"{len(t['routes']):,} routes, {len(t['route_stops']):,} stops"),
        *_costs(network, plan),
    ]  # fmt: skip


def _loads(network: Network, plan: Plan) -> dict[tuple[str, str], pd.DataFrame]:
    """A day's loads by market of every period and site, out of the flows."""
    flows = plan.tables["flows"]
    own = [lane == lane_of(a, b) for lane, a, b in zip(flows["lane"], flows["from"], flows["to"], strict=True)]
    flows = flows[np.array(own, dtype=bool)]
    if not len(flows):
        return {}
    weight = network.tables["products"].set_index("product")["weight_kg"]
    a_day = flows["period"].map(lambda period: _days(network, period)).to_numpy(float)
    table = pd.DataFrame({
        "period": flows["period"], "site": flows["from"], "market": flows["to"], "units": flows["units"] / a_day,
        "weight_kg": flows["units"] * flows["product"].map(weight) / a_day, "volume_m3": flows["volume_m3"] / a_day,
    })  # fmt: skip
    total = table.groupby(["period", "site", "market"])[list(LOADS)].sum()
    total = total[total["units"] > DUST]
    found: dict[tuple[str, str], pd.DataFrame] = {}
    for period, site in sorted({(str(p), str(s)) for p, s, _ in total.index}):
        found[period, site] = pd.DataFrame(total.xs((period, site)))
    return found


def _days(network: Network, period: str) -> float:
    length = next(p.days for p in network.settings.periods if p.period == period)
    return network.settings.costs.delivery_days_per_year * length / 365


def _problem(network: Network, site: str, loads: pd.DataFrame) -> RoutingProblem:
    """One day of a site, with each stop's share of its market's load."""
    rows = network.tables["stops"]
    parts = []
    for market, load in loads.iterrows():
        mine = rows[rows["market"] == market]
        free = int(mine["share"].isna().sum())
        rest = (1 - float(mine["share"].sum())) / free if free else 0.0
        parts.append(mine.assign(**{name: mine["share"].fillna(rest) * load[name] for name in LOADS}))
    stops = pd.concat(parts).sort_index().reset_index(drop=True)
    tables = {**network.tables, "stops": stops, "shipments": network.tables["shipments"].iloc[:0]}
    return routing_problem(network.name, tables, network.rates, network.settings.base_currency, only_sites=(site,))


def _answer(
    problem: RoutingProblem, tables: Mapping[str, pd.DataFrame], period: str, site: str
) -> tuple[Routes, list[str]]:
    """Routes as the plan's tables state them, and what in them is not of the problem."""
    kinds = {kind.name: k for k, kind in enumerate(problem.vehicles)}
    stops = {stop.name: k for k, stop in enumerate(problem.stops)}
    odd: list[str] = []
    made = []
    table = tables["routes"]
    for row in table[(table["period"] == period) & (table["from"] == site)].to_dict("records"):
        if row["vehicle"] not in kinds:
            odd.append(f"there is no vehicle {row['vehicle']}")
            continue
        visits = tables["route_stops"][tables["route_stops"]["route"] == row["route"]].sort_values("sequence")
        kind = problem.vehicles[kinds[row["vehicle"]]]
        out = row["end_min"] - row["start_min"]
        over = max(0.0, out - kind.max_duration_min)
        due = (
            kind.fixed_cost, kind.cost_per_km * row["distance_km"],
            kind.cost_per_hour * out / 60 + (kind.overtime_per_hour * over / 60 if over else 0.0),
        )  # fmt: skip
        for name, amount in zip(("fixed_cost", "distance_cost", "time_cost"), due, strict=True):
            if not abs(row[name] - amount) <= CENT:
                odd.append(f"route {row['route']}: {name} is {amount:.2f}, not {row[name]}")
        if abs(row["cost"] - sum(row[name] for name in ("fixed_cost", "distance_cost", "time_cost"))) > CENT:
            odd.append(f"route {row['route']}: its costs do not add up to {row['cost']}")
        depots = {problem.depots[k].name: k for k in kind.reload_depots}
        odd += _loads_stated(problem, row, visits, stops)
        made.append(Route(
            kinds[row["vehicle"]], tuple(_visits(visits, stops, depots, odd)), row["start_min"], row["end_min"],
            row["distance_km"], *due,
        ))  # fmt: skip
    left = tables["unserved_stops"]
    unserved = []
    for row in left[(left["period"] == period) & (left["site"] == site)].to_dict("records"):
        if row["name"] in stops:
            at = stops[row["name"]]
            prize = problem.stops[at].prize
            unserved.append(Unserved(at, row["reason"], False, prize is None, prize or 0.0))
            if prize is None:
                odd.append(f"{row['name']} must be served and is not")
    return Routes(tuple(made), tuple(unserved)), odd


def _loads_stated(
    problem: RoutingProblem, row: Mapping[Hashable, Any], visits: pd.DataFrame, stops: Mapping[str, int]
) -> Iterator[str]:
    """Loads that the tables state, where they are not the stops' or do not sum to the route's."""
    due = np.array([
        problem.load(problem.stops[stops[name]].deliver) if task == Kind.STOP and name in stops else (0.0,) * len(LOADS)
        for task, name in zip(visits["task"], visits["name"], strict=True)
    ]).reshape(len(visits), len(LOADS))  # fmt: skip
    off = np.abs(visits[list(LOADS)].to_numpy(float) - due) > 2e-6 + 1e-9 * due
    for at in np.flatnonzero(off.any(axis=1)):
        yield f"{visits['name'].iloc[at]} is brought {due[at].tolist()}, not what is stated"
    for name, total in zip(LOADS, due.sum(axis=0), strict=True):
        if not abs(row[name] - total) <= 2e-6 * (1 + len(visits)):
            yield f"route {row['route']} brings {total} {name}, not {row[name]}"


def _visits(
    table: pd.DataFrame, stops: dict[str, int], depots: dict[str, int], odd: list[str]
) -> Iterator[Visit]:  # fmt: skip
    for row in table.to_dict("records"):
        known = stops if row["task"] == Kind.STOP else depots if row["task"] == Kind.RELOAD else {}
        if row["name"] not in known:
            odd.append(f"there is no {row['task']} {row['name']} to do")
            continue
        task = Task(Kind(row["task"]), known[row["name"]])
        yield Visit(task, row["arrival_min"], row["start_min"], row["leaves_min"])


def _costs(network: Network, plan: Plan) -> list[Check]:
    """The table `fleet` sums its routes and the flows' price of them."""
    t = plan.tables
    wrong = []
    flows = t["flows"]
    for row in t["fleet"].to_dict("records"):
        where = f"{row['site']} {row['period']}"
        mine = t["routes"][(t["routes"]["period"] == row["period"]) & (t["routes"]["from"] == row["site"])]
        left = t["unserved_stops"]
        prizes = left[(left["period"] == row["period"]) & (left["site"] == row["site"])]["prize"].sum()
        own = (flows["period"] == row["period"]) & (flows["from"] == row["site"])
        own &= flows["lane"] == [lane_of(a, b) for a, b in zip(flows["from"], flows["to"], strict=True)]
        for name, due in (
            ("routes", len(mine)), ("days", _days(network, row["period"])),
            ("cost_per_day", mine["cost"].sum() + prizes), ("routed", row["cost_per_day"] * row["days"]),
            ("priced", flows.loc[own, "last_mile"].sum()), ("difference", row["routed"] - row["priced"]),
        ):  # fmt: skip
            if not abs(row[name] - due) <= CENT:
                wrong.append(f"{where}: {name} is {due:,.2f}, not {row[name]:,.2f}")
    return [Check("routes cost what the table fleet says", not wrong, "; ".join(wrong[:5]) or
                  f"{t['fleet']['routed'].sum():,.2f} {plan.currency}")]  # fmt: skip
