"""Solutions survive the way through JSON; what is no document is refused in words."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.document import SolutionDocument
from cbeclogistics.engine.location.problems import CFL, CMND, TSCFLP, UFL
from cbeclogistics.engine.location.solutions import Assigned, Design, Flows, Split, TwoStage
from cbeclogistics.errors import InputError

ONE = np.array([0])
UNITS = Flows(ONE, ONE, np.array([0.1 + 0.2]))
CASES = [
    (UFL([1.0], [[2.0]], "one"), Assigned(ONE, ONE)),
    (CFL([1.0], [[2.0]], [1.0], [1.0]), Split(ONE, Flows(ONE, ONE, np.array([1.0])))),
    (TSCFLP([1.0], [1.0], [1.0], [1.0], [0.1 + 0.2], [[1.0]], [[1.0]]), TwoStage(ONE, ONE, UNITS, UNITS)),
    (CMND(2, [0], [1], [1.0], [1.0], [1.0], [0], [1], [0.1 + 0.2]), Design(ONE, UNITS)),
]


@pytest.mark.parametrize(("problem", "solution"), CASES, ids=[type(p).__name__ for p, _ in CASES])
def test_there_and_back_changes_nothing(problem, solution) -> None:
    verdict = check(problem, solution)
    text = SolutionDocument.of(problem, solution, verdict.cost, -np.inf).to_json()
    back = SolutionDocument.from_json(text)
    assert back.to_json() == text
    assert check(problem, back.solution) == verdict
    assert (back.instance, back.bound) == (problem.name, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "version"), ({"problem": "tsp"}, "expected ufl or cfl"), ({"cost": "much"}, "cost"),
        ({"open_sites": [0.5]}, "open_sites"), ({"assignment": None}, "assignment"), ({"bound": True}, "bound"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(change, said) -> None:
    good = json.loads(SolutionDocument.of(*CASES[0], cost=3.0, bound=3.0).to_json())
    with pytest.raises(InputError, match=said):
        SolutionDocument.from_json(json.dumps(good | change))


def test_text_that_is_no_json() -> None:
    with pytest.raises(InputError, match=r"mine\.json, row 2: is no JSON"):
        SolutionDocument.from_json('{\n"a', "mine.json")
    with pytest.raises(InputError, match="expected an object"):
        SolutionDocument.from_json("[]")
