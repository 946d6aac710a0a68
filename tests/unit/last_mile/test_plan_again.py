"""Routes of a plan: which stops own vehicles come to and with how much, and the same routes looked for again."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import cbeclogistics
from cbeclogistics.errors import InputError
from cbeclogistics.last_mile.again import route_plan, routes_of
from cbeclogistics.network.network import Network
from cbeclogistics.plan.audit import audit
from cbeclogistics.plan.plan import Plan
from cbeclogistics.routing.problem import RoutingProblem
from cbeclogistics.routing.travel import GreatCircle

WORK: dict[str, Any] = {"time_limit": 0.5}
BROUGHT = ("units", "weight_kg", "volume_m3")


def given(make: ModuleType, **changes: Any) -> Network:
    return make.network({**make.own_fleet(), **changes})


@pytest.fixture(scope="module")
def network(make: ModuleType) -> Network:
    return given(make)


@pytest.fixture(scope="module")
def plan(network: Network) -> Plan:
    return cbeclogistics.solve(network)


def visits(plan: Plan) -> dict[str, tuple[float, ...]]:
    """What own vehicles bring to each stop that they come to."""
    rows = plan.tables["route_stops"]
    rows = rows[rows["task"] == "stop"]
    return {row["name"]: tuple(row[c] for c in BROUGHT) for row in rows.to_dict("records")}


def test_stops_are_brought_their_share_of_the_markets_day(plan: Plan) -> None:
    assert visits(plan) == {
        "A": pytest.approx((50, 50, 0.5)), "B": pytest.approx((25, 25, 0.25)), "C": pytest.approx((25, 25, 0.25)),
        "D": pytest.approx((50, 50, 0.5)),
    }  # fmt: skip


def test_a_market_that_goes_wholly_by_parcel_is_not_visited_and_one_that_does_partly_with_the_rest(
    make: ModuleType,
) -> None:
    """Parcels to M_EU are nearly free, and 40 of its 100 lamps a day fit on their lane; all of M_SUD's go so."""
    tables = make.own_fleet()
    tables["rate_cards"].append({"rate_card": "gift", "basis": "parcel", "base": 0.01})
    for one in tables["lanes"]:
        if one["lane"] in ("home", "south"):
            one["rate_card"] = "gift"
        if one["lane"] == "home":
            one["capacity_m3_per_year"] = 104
    plan = cbeclogistics.solve(make.network(tables))
    assert visits(plan) == {
        "A": pytest.approx((30, 30, 0.3), rel=1e-4), "B": pytest.approx((15, 15, 0.15), rel=1e-4),
        "C": pytest.approx((15, 15, 0.15), rel=1e-4),
    }  # fmt: skip
    assert not len(plan.tables["unserved_stops"])


def test_a_plan_without_own_vehicles_visits_nobody(make: ModuleType) -> None:
    tables = make.own_fleet()
    tables["vehicles"][0]["fixed_cost"] = 1e6
    network = make.network(tables)
    plan = cbeclogistics.solve(network)
    assert visits(plan) == {}
    assert sorted(plan.geometry()) == ["flows", "sites"]
    with pytest.raises(InputError, match="delivers nothing by own vehicles"):
        route_plan(plan, network, **WORK)


def test_stops_that_no_vehicle_can_serve_leave_their_markets_to_parcels(make: ModuleType) -> None:
    tables = make.own_fleet()
    tables["vehicles"][0]["capacity_units"] = 10
    plan = cbeclogistics.solve(make.network(tables))
    assert visits(plan) == {}
    assert set(plan.flows.loc[plan.flows["kind"] == "delivery", "lane"]) == {"home", "south"}
    assert not len(plan.tables["fleet_prices"])


def test_routes_again_begin_with_those_of_the_plan_and_are_no_worse(plan: Plan, network: Network) -> None:
    (day,) = route_plan(plan, network, **WORK)
    assert (day.period, day.site, day.days) == ("Y1", "W_EU", 260)
    assert day.before is not None
    assert day.before.cost == pytest.approx(plan.tables["fleet"]["cost_per_day"].iloc[0], abs=0.02)
    assert day.routes.cost <= day.before.cost
    assert day.priced == pytest.approx(plan.tables["fleet"]["priced"].iloc[0], abs=0.01)


def test_routes_that_a_search_cannot_better_stay_as_they_are(plan: Plan, network: Network) -> None:
    """Every stop by a trip of its own needs four vans; two trips in the wrong order are bettered, never worsened."""
    worse = plan.tables["route_stops"].copy()
    number = worse["route"].value_counts().idxmax()
    mine = worse["route"] == number
    assert mine.sum() > 1
    worse.loc[mine, "name"] = worse.loc[mine, "name"].to_numpy()[::-1]
    turned = replace(plan, tables={**plan.tables, "route_stops": worse})
    (day,) = route_plan(turned, network, **WORK)
    assert day.before is not None
    assert day.routes.cost <= day.before.cost + 1e-9


def test_other_ways_are_asked_for_each_site(plan: Plan, network: Network) -> None:
    asked: list[str] = []

    def longer(problem: RoutingProblem) -> GreatCircle:
        asked.append(problem.depots[0].name)
        assert isinstance(problem.travel, GreatCircle)
        return replace(problem.travel, circuity=tuple(2 * c for c in problem.travel.circuity))

    (day,) = route_plan(plan, network, roads=longer, **WORK)
    assert asked == ["W_EU"]
    assert day.before is not None
    km = plan.tables["routes"]["distance_km"].sum()
    assert day.before.distance_km == pytest.approx(2 * km, rel=1e-4)


def test_where_the_plans_routes_cannot_be_driven_the_search_begins_anew(plan: Plan, network: Network) -> None:
    def slower(problem: RoutingProblem) -> GreatCircle:
        """Two hours between stops that lie side by side: not all of a trip fits into a shift."""
        assert isinstance(problem.travel, GreatCircle)
        return replace(problem.travel, speed_km_per_h=tuple(4.0 for _ in problem.travel.circuity))

    (day,) = route_plan(plan, network, roads=slower, **WORK)
    assert day.before is None
    assert day.routes.left_out


def test_a_plan_of_another_instance_is_refused(plan: Plan, make: ModuleType) -> None:
    other = given(make, stops=[{**one, "service_min": 7} for one in make.own_fleet()["stops"]])
    with pytest.raises(InputError, match="instance has changed"):
        route_plan(plan, other, **WORK)


def test_a_stop_that_the_plan_leaves_out_stays_so_with_its_reason(make: ModuleType) -> None:
    tables = make.own_fleet()
    tables["stops"].append({"stop": "E", "market": "M_SUD", "latitude": 53.5, "longitude": 10.0, "share": 0.001,
                            "prize": 3, "currency": "USD"})  # fmt: skip
    network = make.network(tables)
    plan = cbeclogistics.solve(network)
    left = plan.tables["unserved_stops"]
    assert list(left["name"]) == ["E"]
    assert left["prize"].iloc[0] == 3
    assert (left["longitude"].iloc[0], left["latitude"].iloc[0]) == (10.0, 53.5)
    (day,) = route_plan(plan, network, **WORK)
    assert [day.problem.stops[one.index].name for one in day.routes.unserved] == ["E"]
    again = routes_of(plan, day.problem, "Y1", "W_EU")
    assert again is not None
    assert [one.reason for one in again.unserved] == list(left["reason"])


def test_vans_that_load_again_pass_the_audit_and_are_read_back(make: ModuleType) -> None:
    """Another type, which loads longer, stands there too: a depot of its own under the same name."""
    tables = make.own_fleet()
    tables["vehicles"][0] |= {"count": 1, "max_reloads": 2}
    tables["vehicles"].append({**tables["vehicles"][0], "vehicle": "slow", "loading_min": 50, "fixed_cost": 500})
    network = make.network(tables)
    plan = cbeclogistics.solve(network)
    assert plan.tables["routes"]["reloads"].sum() >= 1
    (day,) = route_plan(plan, network, **WORK)
    assert day.before is not None
    assert day.routes.cost <= day.before.cost


@pytest.mark.parametrize("column", BROUGHT)
def test_a_load_that_is_stated_wrongly_is_caught(plan: Plan, network: Network, column: str) -> None:
    for table in ("route_stops", "routes"):
        frame = plan.tables[table].copy()
        frame.loc[0, column] += 0.01
        lie = replace(plan, tables={**plan.tables, table: frame})
        failed = [check.name for check in audit(network, lie).checks if not check.passed]
        assert failed == ["routes can be driven as they are stated"]


def test_routes_and_stops_are_on_the_map(plan: Plan) -> None:
    made = plan.geometry()
    assert sorted(made) == ["flows", "route_stops", "routes", "sites"]
    lines, stops = made["routes"], made["route_stops"]
    sites = made["sites"].set_index("site").geometry
    for line, number in zip(lines.geometry, lines["route"], strict=True):
        mine = stops[stops["route"] == number].sort_values("sequence").geometry
        assert line.coords[0] == line.coords[-1] == (sites["W_EU"].x, sites["W_EU"].y)
        assert np.allclose(line.coords[1:-1], [(point.x, point.y) for point in mine])
    assert set(stops["vehicle"]) == {"van at W_EU"}
    assert set(stops["from"]) == {"W_EU"}
    assert {"distance_km", "hours", "cost", "stops", "vehicle", "route"} <= set(lines.columns)


def test_a_route_that_ends_elsewhere_has_its_end_among_the_places(make: ModuleType, tmp_path: Any) -> None:
    tables = make.own_fleet()
    tables["sites"].append({"site": "YARD", "kind": "hub", "country": "DE", "latitude": 51.5,
                            "longitude": 7.2})  # fmt: skip
    tables["vehicles"][0]["end_site"] = "YARD"
    plan = cbeclogistics.solve(make.network(tables))
    assert plan.geometry()["routes"].geometry.iloc[0].coords[-1] == (7.2, 51.5)
    again = cbeclogistics.read_plan(plan.save(tmp_path / "plan"))
    assert again.tables["places"].equals(plan.tables["places"])


def test_the_map_of_a_saved_plan_has_the_layers(plan: Plan, tmp_path: Any) -> None:
    import geopandas as gpd

    folder = plan.save(tmp_path / "plan")
    assert set(gpd.list_layers(folder / "plan.gpkg")["name"]) == {"flows", "route_stops", "routes", "sites"}
    read = gpd.read_file(folder / "plan.gpkg", layer="route_stops")
    assert list(read["name"]) == list(plan.tables["route_stops"]["name"])
    assert list(read.geometry.x) == list(plan.tables["route_stops"]["longitude"])
