"""Readers of the published routing formats, on small files whose ways are worked out by eye."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.loaders.benchmarks import (
    best_known,
    read_mdvrp,
    read_solomon,
    read_vrplib,
    read_vrplib_solution,
)
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import RoutingProblem

VRP = """NAME : \ttiny\t
COMMENT : "a depot that is not the first node"
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 5
NODE_COORD_SECTION
1 1 1
2 0 0
3 3 -4
4 2.5 0
DEMAND_SECTION
1 2
2 0
3 3
4 4
DEPOT_SECTION
 2
 -1
EOF
"""
SOLOMON = """C101

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0         0          0       100          0
    1      1          1         10        20        30         90
    2      3          4         20         5         9          1
"""
CORDEAU = """2 3 2 2\r
0 80
50 60
1 -1.5 2 10 7 1 2 1 2
2 3 4 0 8 1 0
3 0 0 0 0 0 0
4 5 5 0 0 0 0
"""


def ways(problem: RoutingProblem) -> list[list[float]]:
    places = np.arange(problem.travel.places)
    km, minutes = problem.travel.between(places[:, None], places[None, :])
    assert (km == minutes).all()
    return [[float(way) for way in row] for row in km]


def written(folder: Path, text: str, name: str = "tiny.vrp") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_vrplib_ways_are_rounded_to_the_nearest_and_there_are_vehicles_for_all(tmp_path: Path) -> None:
    problem = read_vrplib(written(tmp_path, VRP))
    assert problem.name == "tiny"
    assert ways(problem) == [[0, 1, 5, 2], [1, 0, 5, 3], [5, 5, 0, 4], [2, 3, 4, 0]]  # √2, √29, √3.25, 2.5, √16.25
    assert [(d.name, d.place) for d in problem.depots] == [("2", 1)]
    assert [(s.name, s.place, s.deliver) for s in problem.stops] == [("1", 0, (2,)), ("3", 2, (3,)), ("4", 3, (4,))]
    (kind,) = problem.vehicles
    assert (kind.count, kind.capacity, kind.max_duration_min) == (3, (5,), np.inf)


@pytest.mark.parametrize(("said", "way"), [("CEIL_2D", 2), ("FLOOR_2D", 1), ("EXACT_2D", 2**0.5)])
def test_vrplib_says_how_to_round(tmp_path: Path, said: str, way: float) -> None:
    assert ways(read_vrplib(written(tmp_path, VRP.replace("EUC_2D", said))))[0][1] == pytest.approx(way)


def test_cmt_has_exact_ways_and_bounds_length_with_services(tmp_path: Path) -> None:
    text = VRP.replace("CAPACITY : 5", "CAPACITY : 5\nDISTANCE : 20\nSERVICE_TIME : 10\nVEHICLES : 2")
    problem = read_vrplib(written(tmp_path, text), rounding="none")
    assert ways(problem)[0][1] == pytest.approx(2**0.5)
    assert (problem.vehicles[0].max_duration_min, problem.vehicles[0].count) == (20, 2)
    assert {s.service_min for s in problem.stops} == {10}


@pytest.mark.parametrize(
    ("layout", "numbers"),
    [
        ("FULL_MATRIX", "0 1 2 3 1 0 4 5 2 4 0 6 3 5 6 0"), ("LOWER_ROW", "1 2 4 3 5 6"),
        ("LOWER_DIAG_ROW", "0 1 0 2 4 0 3 5 6 0"), ("UPPER_ROW", "1 2 3 4 5 6"),
        ("UPPER_DIAG_ROW", "0 1 2 3 0 4 5 0 6 0"),
    ],
)  # fmt: skip
def test_vrplib_matrices(tmp_path: Path, layout: str, numbers: str) -> None:
    text = VRP.replace("EUC_2D", f"EXPLICIT\nEDGE_WEIGHT_FORMAT : {layout}\nEDGE_WEIGHT_SECTION\n{numbers}")
    assert ways(read_vrplib(written(tmp_path, text))) == [[0, 1, 2, 3], [1, 0, 4, 5], [2, 4, 0, 6], [3, 5, 6, 0]]


def test_vrplib_windows_and_services_by_node(tmp_path: Path) -> None:
    more = "TIME_WINDOW_SECTION\n1 3 4\n2 0 90\n3 5 6\n4 7 8\nSERVICE_TIME_SECTION\n1 1\n2 0\n3 3\n4 4\nEOF\n"
    problem = read_vrplib(written(tmp_path, VRP.replace("EOF\n", more)))
    assert [s.windows for s in problem.stops] == [((3, 4),), ((5, 6),), ((7, 8),)]
    assert [s.service_min for s in problem.stops] == [1, 3, 4]
    assert problem.depots[0].window == (0, 90)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("TYPE : CVRP", "TYPE : OVRP", r"row 3, column TYPE: 'OVRP': expected one of CVRP"),
        ("CAPACITY : 5", "CAPACITY : -5", r"row 6, column CAPACITY: '-5': expected a number above 0"),
        ("DIMENSION : 4", "DIMENSION : 4.5", r"row 4, column DIMENSION: '4.5': expected a whole number"),
        ("DIMENSION : 4\n", "", "expected DIMENSION, which is missing"),
        ("4 2.5 0", "4 2.5 x", r"row 11: 'x': expected a number for coordinates"),
        ("4 2.5 0", "3 2.5 0", r"row 11: '3': this node has a row already"),
        ("3 3\n", "3 -3\n", r"row 15: '-3': expected a number, 0 or more, for demands"),
        ("4 4\n", "", r"row 15: 'end of file': the file ends 2 values too early"),
        (" 2\n -1", " 9\n -1", r"row 18: '9': expected a node, a whole number from 1 to 4"),
        (" 2\n -1", " 2\n 3\n -1", r"row 19: '3': expected one depot, then -1"),
        ("DEPOT_SECTION", "BACKHAUL_SECTION\n1 2\nDEPOT_SECTION", r"row 17: 'BACKHAUL_SECTION': expected one of"),
        ("TYPE", "what is this\nTYPE", r"row 3: 'what is this': expected KEY : value"),
    ],
)
def test_faults_of_vrplib_files_are_told_with_their_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in VRP
    with pytest.raises(InputError, match=said):
        read_vrplib(written(tmp_path, VRP.replace(old, new, 1)))


def test_a_published_solution_is_timed_and_priced_from_the_instance(tmp_path: Path) -> None:
    problem = read_vrplib(written(tmp_path, VRP))
    found = read_vrplib_solution(written(tmp_path, "Route #1: 1 2\nRoute #2: 3\nCost 17\n", "tiny.sol"), problem)
    assert found.cost == found.routes.cost == (1 + 5 + 5) + (3 + 3)
    assert audit(problem, found.routes).holds
    short = read_vrplib_solution(written(tmp_path, "Route #1: 1 2\nCost 11\n", "tiny.sol"), problem)
    assert audit(problem, short.routes).broken == ("stop 4 is told of 0 times",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Route #1: 1 4\nCost 3", r"row 1: '4': expected a customer, a whole number from 1 to 3"),
        ("Route #1: 1 2", "expected a line with the cost"),
        ("Cost much", r"row 1: 'much': expected the cost"),
    ],
)
def test_faults_of_solutions(tmp_path: Path, text: str, said: str) -> None:
    problem = read_vrplib(written(tmp_path, VRP))
    with pytest.raises(InputError, match=said):
        read_vrplib_solution(written(tmp_path, text, "tiny.sol"), problem)


def test_solomon_has_two_objectives_with_ways_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path, SOLOMON, "C101.txt")
    exact, fewest = read_solomon(path), read_solomon(path, "hierarchical")
    assert ways(exact)[0] == [0, 1.4, 5]  # √2 cut to a decimal
    assert ways(fewest)[0] == [0, pytest.approx(2**0.5), 5]
    assert (exact.fewest_vehicles, fewest.fewest_vehicles) == (False, True)
    assert exact.name == "C101"
    assert [(s.name, s.place, s.deliver, s.windows, s.service_min) for s in exact.stops] == [
        ("1", 1, (10,), ((20, 30),), 90), ("2", 2, (20,), ((5, 9),), 1),
    ]  # fmt: skip
    assert exact.depots[0].window == (0, 100)
    assert (exact.vehicles[0].count, exact.vehicles[0].capacity) == (25, (200,))


def test_solomon_packed(tmp_path: Path) -> None:
    path = tmp_path / "c1_2_1.txt.gz"
    path.write_bytes(gzip.compress(SOLOMON.encode()))
    assert read_solomon(path).name == "c1_2_1"
    assert read_solomon(path).tasks == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("VEHICLE\n", "", "expected a line VEHICLE, which is missing"),
        ("  25 ", "  0 ", r"row 5: '0': expected the number of vehicles, a whole number, 1 or more"),
        ("   20         5         9          1", "   20         5         9", r"row 12.*: expected rows of 7 numbers"),
        ("    2      3", "    4      3", r"row 12: '4': expected the number 2"),
        ("10        20", "10        -20", r"row 11: '-20': expected a ready time, 0 or more"),
        ("10        20", "ten        20", r"row 11: 'ten': expected a number"),
    ],
)
def test_faults_of_solomon_files(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SOLOMON
    with pytest.raises(InputError, match=said):
        read_solomon(written(tmp_path, SOLOMON.replace(old, new, 1), "C101.txt"))


def test_cordeau_has_vehicles_at_each_depot_and_bounded_routes(tmp_path: Path) -> None:
    problem = read_mdvrp(written(tmp_path, CORDEAU, "p01"))
    assert problem.name == "p01"
    assert [(s.name, s.deliver, s.service_min) for s in problem.stops] == [("1", (7,), 10), ("2", (8,), 0)]
    assert [(d.name, d.place) for d in problem.depots] == [("3", 2), ("4", 3)]
    assert [(v.count, v.start_depot, v.end_depot, v.capacity, v.max_duration_min) for v in problem.vehicles] == [
        (3, 0, 0, (80,), np.inf), (3, 1, 1, (60,), 50),
    ]  # fmt: skip
    assert ways(problem)[2] == [2.5, 5, 0, pytest.approx(50**0.5)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2 3 2 2", "6 3 2 2", r"row 1: '6': expected the type 2"),
        ("2 3 4 0 8", "5 3 4 0 8", r"row 5: '5': expected the number 2"),
        ("3 4 0 8 1 0", "3 4 0 -8 1 0", r"row 5: '-8': expected a demand, 0 or more"),
        ("4 5 5 0 0 0 0\n", "", r"the file ends 7 values too early"),
        ("4 5 5 0 0 0 0", "4 5 5 0 0 0 0 9", r"row 7: '9': expected the end of the file"),
    ],
)
def test_faults_of_cordeau_files(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CORDEAU
    with pytest.raises(InputError, match=said):
        read_mdvrp(written(tmp_path, CORDEAU.replace(old, new, 1), "p01"))


def test_best_known_with_vehicles(tmp_path: Path) -> None:
    head = "instance,best_known,proven_optimal,source,routes\n"
    written(tmp_path, f"{head}c1_2_1,2704.57,no,GH,20\n", "best.csv")
    assert best_known(tmp_path, "best.csv", "routes")["c1_2_1"].vehicles == 20
    assert best_known(tmp_path, "best.csv")["c1_2_1"].vehicles is None
    written(tmp_path, f"{head}c1_2_1,2704.57,no,GH,many\n", "best.csv")
    with pytest.raises(InputError, match="row 2, column routes: 'many': expected a number of vehicles"):
        best_known(tmp_path, "best.csv", "routes")
