"""How far above the best known costs methods are, worked out by hand."""

from __future__ import annotations

import math

import pytest

from cbeclogistics.bench.quality import qualities
from cbeclogistics.bench.row import OURS, Row


def row(instance: str, method: str, distance: float, vehicles: int | None = None, objective: float = 1.0) -> Row:
    return Row("s", instance, method, objective=objective, distance=distance, best_known=100.0, vehicles=vehicles,
               best_vehicles=None if vehicles is None else 10)  # fmt: skip


def test_answers_with_more_vehicles_are_not_compared_by_cost() -> None:
    rows = (
        row("a", OURS, 0.02, 10), row("b", OURS, math.nan, 11), row("c", OURS, 0.04, 10),
        row("a", "vroom", math.nan, 11), row("b", "vroom", math.nan, 9), row("c", "vroom", math.nan, 0, math.nan),
        Row("s", "d", OURS, objective=5.0),
    )  # fmt: skip
    found = qualities(rows)
    assert (found[OURS].instances, found[OURS].answered, found[OURS].fewest) == (3, 3, 2)
    assert (found[OURS].mean, found[OURS].worst) == (pytest.approx(0.03), 0.04)
    assert (found["vroom"].instances, found["vroom"].answered, found["vroom"].fewest) == (3, 2, 1)
    assert found["vroom"].as_dict()["mean"] is None


def test_without_vehicles_all_are_compared() -> None:
    (found,) = qualities([row("a", OURS, 0.01), row("b", OURS, -0.01)]).values()
    assert (found.fewest, found.mean, found.worst) == (None, 0.0, 0.01)
