"""The checker finds every way to cheat, and recomputes costs that were worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.problems import CFL, CMND, SSCFLP, TSCFLP, UFL, PMedian
from cbeclogistics.engine.location.solutions import Assigned, Design, Flows, Split, TwoStage

COSTS = np.array([[1.0, 3, 5], [2, 4, 6]])
OPENING = [5.0, 7.5]


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def flows(*triples: tuple[int, int, float]) -> Flows:
    return Flows(ints(*(t[0] for t in triples)), ints(*(t[1] for t in triples)), np.array([t[2] for t in triples]))


def broken(problem, solution) -> str:
    return "; ".join(check(problem, solution).broken)


def test_uncapacitated_cost() -> None:
    # both open: 5 + 7.5; services 1 + 3 + 6
    verdict = check(UFL(OPENING, COSTS), Assigned(ints(0, 1), ints(0, 0, 1)))
    assert verdict.cost == 22.5
    assert verdict.feasible


@pytest.mark.parametrize(
    ("open_sites", "assignment", "said"),
    [
        ((0,), (0, 0, 1), "customer 2 is assigned to site 1, which is not open"),
        ((0, 0), (0, 0, 0), "site 0 is open twice"),
        ((0, 2), (0, 0, 0), "site 2 is open but does not exist"),
        ((0,), (0, 0), "2 customers are assigned instead of 3"),
        ((0,), (0, 0, -1), "customer 2 is assigned to site -1"),
    ],
)
def test_faults_of_assignments(open_sites, assignment, said) -> None:
    assert said in broken(UFL(OPENING, COSTS), Assigned(ints(*open_sites), ints(*assignment)))


def test_single_source_capacity() -> None:
    problem = SSCFLP(OPENING, COSTS, [9, 6], [4, 5, 6])
    assert check(problem, Assigned(ints(0, 1), ints(0, 0, 1))).feasible
    assert "demand served by site 0: 10 exceeds 9" in broken(problem, Assigned(ints(0, 1), ints(0, 1, 0)))


def test_medians_are_counted_and_cost_nothing() -> None:
    problem = PMedian(COSTS, 1)
    assert check(problem, Assigned(ints(1), ints(1, 1, 1))).cost == 12
    assert "number of chosen sites: 2 instead of 1" in broken(problem, Assigned(ints(0, 1), ints(0, 0, 0)))


def test_shares_add_up_and_keep_the_capacity() -> None:
    problem = CFL(OPENING, COSTS, [9, 6], [4, 5, 6])
    good = Split(ints(0, 1), flows((0, 0, 1.0), (0, 1, 1.0), (1, 2, 1.0)))
    assert check(problem, good).cost == 22.5
    half = Split(ints(0, 1), flows((0, 0, 1.0), (0, 1, 1.0), (1, 2, 0.5)))
    assert "shares of customer 2: 0.5 instead of 1" in broken(problem, half)
    over = Split(ints(0, 1), flows((0, 0, 1.0), (0, 1, 1.0), (0, 2, 0.5), (1, 2, 0.5)))
    assert "demand served by site 0: 12 exceeds 9" in broken(problem, over)
    assert "which is not open" in broken(problem, replace(good, open_sites=ints(0)))
    back = Split(ints(0, 1), flows((0, 0, 2.0), (1, 0, -1.0), (0, 1, 1.0), (1, 2, 1.0)))
    assert "is -1.0" in broken(problem, back)


def two_stage() -> tuple[TSCFLP, TwoStage]:
    problem = TSCFLP([50.0], [9], [6.0, 7], [5, 8], [3, 4], [[1, 2]], [[1, 2], [3, 4]])
    return problem, TwoStage(ints(0), ints(1), flows((0, 1, 7.0)), flows((1, 0, 3.0), (1, 1, 4.0)))


def test_two_stage_cost() -> None:
    # opening 50 + 7, inbound 7 · 2, outbound 3 · 3 + 4 · 4
    problem, solution = two_stage()
    assert check(problem, solution).cost == 96
    assert check(problem, solution).feasible


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"inbound": flows((0, 1, 6.0))}, "goods that reach depot 1: 6 instead of 7"),
        ({"outbound": flows((1, 0, 3.0), (1, 1, 3.0))}, "goods of customer 1: 3 instead of 4"),
        ({"open_plants": ints()}, "plant 0 sends goods but is not open"),
        ({"open_depots": ints(0)}, "depot 1 sends goods but is not open"),
        ({"inbound": flows((0, 0, 7.0)), "outbound": flows((0, 0, 3.0), (0, 1, 4.0)), "open_depots": ints(0)},
         "goods of depot 0: 7 exceeds 5"),
        ({"inbound": flows((0, 1, 12.0)), "outbound": flows((1, 0, 8.0), (1, 1, 4.0))},
         "goods of plant 0: 12 exceeds 9"),
    ],
)  # fmt: skip
def test_faults_of_two_stages(change, said) -> None:
    problem, solution = two_stage()
    assert said in broken(problem, replace(solution, **change))


def network() -> CMND:
    return CMND(3, [0, 1, 0], [1, 2, 2], [10.0, 20, 40], [100.0, 200, 300], [5.0, 6, 7], [0], [2], [4.0])


def test_network_design_cost() -> None:
    # by the middle node: 100 + 200 + 4 · 30
    verdict = check(network(), Design(ints(0, 1), flows((0, 0, 4.0), (1, 0, 4.0))))
    assert verdict.cost == 420
    assert verdict.feasible


@pytest.mark.parametrize(
    ("solution", "said"),
    [
        (Design(ints(0, 1), flows((0, 0, 4.0), (1, 0, 3.0))), "commodity 0 leaves node 1 with -1 instead of 0"),
        (Design(ints(0), flows((0, 0, 4.0), (1, 0, 4.0))), "commodity 0 takes arc 1, which is not open"),
        (Design(ints(0, 1), flows()), "commodity 0 leaves node 0 with 0 instead of 4"),
        (Design(ints(0, 1), flows((0, 0, 6.0), (1, 0, 6.0))), "flow on arc 0: 6 exceeds 5"),
        (Design(ints(2), flows((2, 0, 4.0), (2, 1, 4.0))), "there is no such pair"),
    ],
)
def test_faults_of_network_design(solution, said) -> None:
    assert said in broken(network(), solution)


def test_a_solution_of_another_problem_is_refused() -> None:
    with pytest.raises(TypeError, match="a Design is no solution of a UFL"):
        check(UFL(OPENING, COSTS), Design(ints(), flows()))
    with pytest.raises(TypeError):
        check(CFL(OPENING, COSTS, [9, 6], [4, 5, 6]), Assigned(ints(0), ints(0, 0, 0)))
