"""Routing problems out of tables: every cell of a row arrives where it is meant to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.loaders.routes import load_routes
from cbeclogistics.network.expand import great_circle_km
from cbeclogistics.network.hours import said, window_of
from cbeclogistics.routing.problem import RoutingProblem

SITES = """site,kind,country,latitude,longitude
VNL,overseas_warehouse,NL,51.37,6.17
DUI,overseas_warehouse,DE,51.43,6.76
RTM,seaport,NL,51.95,4.14
"""
VEHICLES = """vehicle,site,end_site,count,capacity_units,capacity_kg,fixed_cost,cost_per_km,cost_per_hour,shift,\
max_hours,max_km,max_overtime_hours,overtime_per_hour,speed_km_per_h,circuity,loading_min,max_reloads,skills
van,kind=overseas_warehouse,,4,80,900,60,0.28,24,06:00-20:00,9,400,1,10,50,1.2,15,1,tail_lift;adr
truck,RTM,DUI,2,,,100,0.8,30,,,,,,,,,,
"""
STOPS = """stop,latitude,longitude,units,weight_kg,volume_m3,collect_units,collect_kg,collect_m3,service_min,windows,\
ready,prize,priority,skills
A,51.2,6.1,3,20.5,0.2,1,2,0.1,6,08:00-12:00;14:00-18:00,07:30,,2,adr
B,51.5,6.4,1,5,0.1,,,,4,,,12.5,,
"""
SHIPMENTS = """shipment,from_place,to_place,units,weight_kg,pickup_min,delivery_min,pickup_window,delivery_window
full,RTM,VNL,1,18000,30,45,06:00-10:00,
back,A,VNL,1,100,5,5,,08:00-17:00
"""
WAYS = """from_place,to_place,distance_km,duration_min,closed
VNL,A,30,40,
A,VNL,31,,
A,B,0,,yes
"""
FILES = {"sites": SITES, "vehicles": VEHICLES, "stops": STOPS, "shipments": SHIPMENTS, "ways": WAYS}


def written(folder: Path, **changes: str | None) -> Path:
    """The tables in a folder, some of them changed or left out."""
    for name, text in {**FILES, **changes}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def problem(tmp_path: Path) -> RoutingProblem:
    return load_routes(written(tmp_path))


def test_a_vehicle_type_stands_at_each_of_its_sites(problem: RoutingProblem) -> None:
    assert [v.name for v in problem.vehicles] == ["van at VNL", "van at DUI", "truck at RTM"]
    van, _, truck = problem.vehicles
    assert (van.count, van.fixed_cost, van.cost_per_km, van.cost_per_hour) == (4, 60.0, 0.28, 24.0)
    assert van.capacity == (80.0, 900.0, float("inf"))
    assert (van.shift, van.max_duration_min, van.max_distance_km) == ((360.0, 1200.0), 540.0, 400.0)
    assert (van.max_overtime_min, van.overtime_per_hour, van.skills) == (60.0, 10.0, {"tail_lift", "adr"})
    assert (van.reload_depots, van.max_reloads) == ((van.start_depot,), 1)
    assert problem.depots[van.start_depot].loading_min == 15.0
    assert truck.capacity == (float("inf"),) * 3
    assert (truck.shift, truck.max_duration_min, truck.reload_depots) == ((0.0, 1440.0), float("inf"), ())
    assert problem.depots[truck.end_depot].name == "DUI"


def test_a_stop_keeps_loads_windows_and_worth(problem: RoutingProblem) -> None:
    a, b = problem.stops
    assert (a.deliver, a.collect) == ((3.0, 20.5, 0.2), (1.0, 2.0, 0.1))
    assert (a.service_min, a.windows, a.release_min) == (6.0, ((480.0, 720.0), (840.0, 1080.0)), 450.0)
    assert (a.prize, a.priority, a.skills) == (None, 2, {"adr"})
    assert (b.windows, b.prize, b.priority, b.collect) == ((), 12.5, 1, ())
    assert problem.travel.point(a.place) == (6.1, 51.2)


def test_a_shipment_goes_between_sites_and_stops(problem: RoutingProblem) -> None:
    full, back = problem.shipments
    assert problem.travel.point(full.from_place) == (4.14, 51.95)
    assert (full.load, full.pickup_min, full.delivery_min) == ((1.0, 18000.0, 0.0), 30.0, 45.0)
    assert (full.pickup_window, full.delivery_window) == ((360.0, 600.0), (0.0, float("inf")))
    assert back.from_place == problem.stops[0].place
    assert back.delivery_window == (480.0, 1020.0)


def test_known_ways_go_before_reckoned_ones(problem: RoutingProblem) -> None:
    van, truck = problem.vehicles[0].profile, problem.vehicles[2].profile
    vnl, a, b = problem.depots[0].place, problem.stops[0].place, problem.stops[1].place
    km, minutes = problem.travel.between(np.array([vnl, a, a, vnl, vnl]), np.array([a, vnl, b, b, vnl]), van)
    direct = float(great_circle_km(6.17, 51.37, 6.4, 51.5)[()])
    assert km == pytest.approx([30.0, 31.0, np.inf, direct * 1.2, 0.0])
    assert minutes == pytest.approx([40.0, 31.0 * 60 / 50, np.inf, direct * 1.2 * 60 / 50, 0.0])
    km, minutes = problem.travel.between(np.array([vnl, a]), np.array([a, vnl]), truck)
    assert km == pytest.approx([30.0, 31.0])
    assert minutes == pytest.approx([40.0, 31.0 * 60 / 40])


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("stops", STOPS.replace("08:00-12:00;", "12:00-08:00;"), ("stops", 2, "windows", "closes before it opens")),
        ("stops", STOPS.replace("08:00-12:00;", "8-12;"), ("stops", 2, "windows", "hours of a day")),
        ("stops", STOPS.replace("07:30", "25:00"), ("stops", 2, "ready", "time of day")),
        ("stops", STOPS.replace("B,51.5", "A,51.5"), ("stops", 3, "stop", "")),
        ("vehicles", VEHICLES.replace(",,4,80", ",,4.5,80"), ("vehicles", 2, "count", "whole")),
        ("vehicles", VEHICLES.replace(",,4,80", ",,0,80").replace("DUI,2,", "DUI,0,"),
         ("vehicles", None, "", "no vehicle")),
        ("vehicles", VEHICLES.replace("RTM,DUI", "RTM,XXX"), ("vehicles", 3, "end_site", "no site")),
        ("shipments", SHIPMENTS.replace("full,RTM", "full,ROT"), ("shipments", 2, "from_place", "no site or stop")),
        ("ways", WAYS.replace("VNL,A,30", "VNL,C,30"), ("ways", 2, "to_place", "no site or stop")),
        ("vehicles", None, ("vehicles", None, "", "missing")),
        ("stops", STOPS.splitlines()[0] + "\n", ("shipments", 3, "from_place", "no site or stop")),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_named(
    tmp_path: Path, table: str, text: str | None, said: tuple[str, int | None, str, str]
) -> None:
    with pytest.raises(InputError) as caught:
        load_routes(written(tmp_path, **{table: text}))
    assert any(
        (p.table, p.row, p.column) == said[:3] and said[3] in p.expected for p in caught.value.problems
    ), caught.value.problems  # fmt: skip


def test_no_stops_and_no_shipments_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to route"):
        load_routes(written(tmp_path, stops=None, shipments=None, ways=None))


def test_currencies_that_nothing_values_are_an_error(tmp_path: Path) -> None:
    head, van, truck = VEHICLES.splitlines()
    vehicles = f"{head},currency\n{van},EUR\n{truck},USD\n"
    with pytest.raises(InputError, match="EUR, USD"):
        load_routes(written(tmp_path, vehicles=vehicles))


@pytest.mark.parametrize(("minutes", "time"), [(0, "00:00"), (485.4, "08:05"), (1439.6, "00:00+1"), (2000, "09:20+1")])
def test_times_of_day_are_said(minutes: float, time: str) -> None:
    assert said(minutes) == time


def test_hours_are_minutes_from_midnight() -> None:
    assert window_of("08:30-24:00") == (510.0, 1440.0)
    assert window_of("") == (0.0, float("inf"))
