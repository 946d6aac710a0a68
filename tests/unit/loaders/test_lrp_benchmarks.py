"""Readers of Prodhon's formats, on small files that say what is easily checked by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.loaders.benchmarks import read_lrp, read_lrp_2e

ONE = """3
2

0 0
10 0

1 0
3 4
-5 12.5

20

30
40

5
6
7

100
200

50

{kind}
"""
TWO = """2
1

0 0
3 4

3 5
6 8

20
50

40

5
6

100

10
{route}0
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "coord3.dat"
    path.write_text(text, encoding="utf-8")
    return path


def test_figures_stand_in_their_order(tmp_path: Path) -> None:
    problem = read_lrp(written(tmp_path, ONE.format(kind=1)))
    assert problem.name == "coord3"
    assert problem.capacity.tolist() == [30, 40]
    assert problem.demand.tolist() == [5, 6, 7]
    assert problem.opening_cost.tolist() == [100, 200]
    assert (problem.vehicle_capacity, problem.route_cost) == (20, 50)


def test_whole_ways_are_a_hundred_times_the_straight_line_rounded_up(tmp_path: Path) -> None:
    whole, real = (read_lrp(written(tmp_path, ONE.format(kind=kind))).length() for kind in (0, 1))
    assert real[0, 3] == 5
    assert whole[0, 3] == 500
    assert real[0, 4] == pytest.approx(13.46291201)
    assert whole[0, 4] == 1347


def test_first_level_ways_are_twice_as_dear_and_rounded_up_once(tmp_path: Path) -> None:
    problem = read_lrp_2e(written(tmp_path, TWO.format(route="70\n")))
    assert problem.length()[0, 1] == 1000
    assert problem.second.length().tolist() == [[0, 100, 500], [100, 0, 425], [500, 425, 0]]
    assert (problem.vehicle_capacity, problem.route_cost) == (50, 70)
    assert (problem.second.vehicle_capacity, problem.second.route_cost) == (20, 10)


def test_a_file_without_the_cost_of_a_first_level_route_needs_it_said(tmp_path: Path) -> None:
    path = written(tmp_path, TWO.format(route=""))
    with pytest.raises(InputError, match="ends 1 values too early"):
        read_lrp_2e(path)
    assert read_lrp_2e(path, 70.0).route_cost == 70
    assert read_lrp_2e(written(tmp_path, TWO.format(route="60\n")), 70.0).route_cost == 60


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3\n2\n", "3.5\n2\n", r"row 1: '3.5': expected the number of customers"),
        ("3 4\n", "3 four\n", r"row 8: 'four': expected a number for positions of customers"),
        ("100\n", "-100\n", r"row 20: '-100': expected a number, 0 or more, for opening costs"),
        ("50\n\n0", "50\n\n2", r"row 25: '2': expected 0 \(whole ways\) or 1 \(real ways\)"),
        ("50\n\n0", "50\n\n0 9", r"row 25: '9': expected the end of the file; 1 values are left over"),
        ("50\n\n0", "50", r"too early"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = written(tmp_path, ONE.format(kind=0).replace(old, new, 1))
    with pytest.raises(InputError, match=said) as caught:
        read_lrp(path)
    assert str(path) in str(caught.value)
