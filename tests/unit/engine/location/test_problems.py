"""Problems refuse arrays that make no sense, all faults at once."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.engine.location.problems import CFL, CMND, SSCFLP, TSCFLP, UFL, PMedian
from cbeclogistics.errors import InputError


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        CFL(opening_cost=[1, -2], service_cost=[[1, np.inf, 2]], capacity=[1, 2, 3], demand=[1, 2, np.nan])
    said = str(raised.value)
    for part in ("opening_cost[1]", "demand[2]", "capacity: '(3,)': expected the shape (2)", "service_cost: '(1, 3)'"):
        assert part in said
    assert "4 errors" in said


def test_a_single_source_instance_names_itself() -> None:
    with pytest.raises(InputError, match="SSCFLP, column demand"):
        SSCFLP([1.0], [[1.0]], [1.0], [[1.0]])


@pytest.mark.parametrize("medians", [0, 3, 1.5, True])
def test_medians_between_one_and_all(medians: object) -> None:
    with pytest.raises(InputError, match="from 1 to the number of sites, 2"):
        PMedian(np.zeros((2, 2)), medians)


def test_network_ends_exist() -> None:
    with pytest.raises(InputError, match=r"head\[0\]: '2': expected a whole number from 0 to 1"):
        CMND(2, [0], [2], [1.0], [1.0], [1.0], [0], [1], [1.0])


def test_two_stage_shapes() -> None:
    with pytest.raises(InputError, match="outbound_cost"):
        TSCFLP([1.0], [1.0], [1.0], [1.0], [1.0], [[1.0]], [[1.0, 2.0]])


def test_no_sites_or_customers_is_no_instance() -> None:
    with pytest.raises(InputError):
        UFL([], np.zeros((0, 3)))
    with pytest.raises(InputError):
        UFL([1.0], np.zeros((1, 0)))


def test_arrays_are_copied_and_frozen() -> None:
    costs = np.ones((2, 3))
    problem = UFL([1.0, 2.0], costs)
    costs[:] = 7
    assert problem.service_cost.max() == 1
    with pytest.raises(ValueError, match="read-only"):
        problem.service_cost[0, 0] = 5
