"""Readers of the published location formats, on small files that say what is easily checked by eye."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.loaders.benchmarks import (
    best_known,
    read_cmnd,
    read_pmedian,
    read_sscflp,
    read_tscflp,
    read_ufllib,
    read_ufllib_solution,
    read_warehouse,
)

HERE = Path(__file__).parents[2] / "data" / "location"
COSTS = [[1, 3, 5], [2, 4, 6]]


def test_warehouse_costs_stand_by_customer_and_break_lines_freely() -> None:
    problem = read_warehouse(HERE / "warehouse.txt")
    assert problem.service_cost.tolist() == COSTS
    assert problem.opening_cost.tolist() == [5, 7.5]
    assert problem.capacity.tolist() == [10, 20]
    assert problem.demand.tolist() == [4, 5, 6]
    assert problem.name == "warehouse"


def test_the_word_capacity_is_the_whole_demand_or_what_is_asked() -> None:
    assert read_warehouse(HERE / "capa.txt").capacity.tolist() == [9, 9]
    asked = read_warehouse(HERE / "capa.txt", 8000)
    assert asked.capacity.tolist() == [8000, 8000]
    assert asked.name == "capa-8000"
    with pytest.raises(InputError, match="gives its own capacities"):
        read_warehouse(HERE / "warehouse.txt", 8000)


@pytest.mark.parametrize("name", ["simple", "orlib"])
def test_both_formats_of_ufllib_and_sites_out_of_order(name: str) -> None:
    problem = read_ufllib(HERE / name)
    assert problem.service_cost.tolist() == COSTS
    assert problem.opening_cost.tolist() == [5, 7.5]


def test_ufllib_solutions_count_sites_from_zero() -> None:
    found = read_ufllib_solution(HERE / "simple.opt", read_ufllib(HERE / "simple"))
    assert found.solution.assignment.tolist() == [0, 0, 1]
    assert found.solution.open_sites.tolist() == [0, 1]
    assert (found.cost, found.proven) == (15.5, True)


@pytest.mark.parametrize(("folder", "last"), [("Lib_1", 6), ("Lib_2", 6), ("Lib_5", 9)])
def test_single_source_formats(folder: str, last: float) -> None:
    problem = read_sscflp(HERE / folder / "p1")
    assert np.allclose(problem.service_cost, [[1, 3, 6 if folder == "Lib_5" else 5], [2, 4, last]])
    assert problem.opening_cost.tolist() == [5, 7.5]
    assert problem.capacity.tolist() == [10, 20]
    assert problem.demand.tolist() == [4, 5, 6]


def test_the_last_length_of_an_edge_counts_and_distances_are_shortest_paths() -> None:
    problem = read_pmedian(HERE / "graph.txt")
    assert problem.medians == 2
    assert problem.distance.tolist() == [[0, 3, 1, 0], [3, 0, 4, 3], [1, 4, 0, 1], [0, 3, 1, 0]]


def test_two_stages() -> None:
    problem = read_tscflp(HERE / "two_stage.txt")
    assert problem.demand.tolist() == [3, 4]
    assert (problem.plant_capacity.tolist(), problem.plant_cost.tolist()) == ([9], [50])
    assert problem.inbound_cost.tolist() == [[1, 2]]
    assert (problem.depot_capacity.tolist(), problem.depot_cost.tolist()) == ([5, 8], [6, 7])
    assert problem.outbound_cost.tolist() == [[1, 2], [3, 4]]


def test_network_design_counts_nodes_from_one() -> None:
    problem = read_cmnd(HERE / "network.dow")
    assert problem.nodes == 3
    assert (problem.tail.tolist(), problem.head.tolist()) == ([0, 1, 0], [1, 2, 2])
    assert problem.unit_cost.tolist() == [10, 20, 40]
    assert problem.capacity.tolist() == [5, 6, 7]
    assert problem.fixed_cost.tolist() == [100, 200, 300]
    assert (problem.origin.tolist(), problem.destination.tolist(), problem.demand.tolist()) == ([0], [2], [4])


def test_packed_files_are_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "two_stage.txt.gz"
    packed.write_bytes(gzip.compress((HERE / "two_stage.txt").read_bytes()))
    assert read_tscflp(packed).name == "two_stage"


BROKEN = [
    ("simple", "1 5 1", "1 5 x", read_ufllib, "row 4: 'x': expected a number, 0 or more, for number, opening cost"),
    ("simple", "1 5 1", "2 5 1", read_ufllib, "row 4: '2': this site has a line already"),
    ("simple", "2 3 0", "2 3.5 0", read_ufllib, "row 2: '3.5': expected the number of customers, a whole number"),
    ("simple", "2 3 0", "2 4 0", read_ufllib, "row 4: 'end of file': the file ends 2 values too early: expected 12"),
    ("simple", "1 5 1", "3 5 1", read_ufllib, "expected the number of a site, a whole number from 1 to 2"),
    ("warehouse.txt", " 10 5.", " much 5.", read_warehouse, "row 2: 'much': expected the capacity of site 1, a number"),
    ("warehouse.txt", " 3.0 \n", " -3.0 \n", read_warehouse, "row 7: '-3.0': expected a number, 0 or more"),
    ("network.dow", " 1 3 4\n", " 1 4 4\n", read_cmnd, "row 6: '4': expected a node, a whole number from 1 to 3"),
    ("network.dow", " 1 3 4\n", " 1 3 4\n 5\n", read_cmnd, "row 7: '5': expected the end of the file; 1 values"),
    ("graph.txt", " 4 5 2", " 4 5 5", read_pmedian, "row 1: '5': expected p, from 1 to the number of vertices, 4"),
    ("graph.txt", " 4 5 2", " 5 5 2", read_pmedian, "'1 and 5': no path joins these vertices"),
    ("two_stage.txt", "8 7\n", "8 nan\n", read_tscflp, "row 7: 'nan': expected a number, 0 or more"),
    (
        "simple.opt",
        "0 0 1",
        "0 0 2",
        lambda p: read_ufllib_solution(p, read_ufllib(HERE / "simple")),
        "'2': expected a",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "read", "said"), BROKEN, ids=[f"{b[0]}: {b[4][:30]}" for b in BROKEN])
def test_what_is_wrong_is_told_with_file_line_value_and_expectation(name, old, new, read, said, tmp_path) -> None:
    text = (HERE / name).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new))
    with pytest.raises(InputError) as raised:
        read(tmp_path / name)
    assert said in str(raised.value)
    assert name in str(raised.value)


def test_an_unknown_library_is_asked_for_its_format(tmp_path: Path) -> None:
    shutil.copy(HERE / "Lib_1" / "p1", tmp_path / "p1")
    with pytest.raises(InputError, match="delmaire, holmberg, tbed1"):
        read_sscflp(tmp_path / "p1")
    assert read_sscflp(tmp_path / "p1", "delmaire").customers == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.txt: there is no such file"):
        read_cmnd(tmp_path / "nothing.txt")


def test_best_known_costs(tmp_path: Path) -> None:
    file = tmp_path / "best_known.csv"
    file.write_text('instance,best_known,proven_optimal,source\n"a (UFL)",12.5,yes,book\nb,7,unknown,\n')
    known = best_known(tmp_path)
    assert known["a (UFL)"].cost == 12.5
    assert known["a (UFL)"].proven
    assert not known["b"].proven
    file.write_text("instance,best_known,proven_optimal,source\na,much,yes,\na,1,perhaps,\n")
    with pytest.raises(InputError) as raised:
        best_known(tmp_path)
    assert [(p.row, p.column, p.value) for p in raised.value.problems] == [
        (2, "best_known", "much"), (3, "proven_optimal", "perhaps"), (3, "instance", "a"),
    ]  # fmt: skip


def test_a_row_may_be_there_twice_but_not_say_another_thing(tmp_path: Path) -> None:
    file = tmp_path / "best_known.csv"
    file.write_text("instance,best_known,proven_optimal,source\na,4,yes,book\na,4,yes,book\n")
    assert best_known(tmp_path)["a"].cost == 4
    file.write_text("instance,best_known,proven_optimal,source\na,4,yes,book\na,5,yes,book\n")
    with pytest.raises(InputError, match="row 3, column instance: 'a': another row says otherwise"):
        best_known(tmp_path)
