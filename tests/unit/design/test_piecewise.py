"""Piecewise-linear costs in a model: whatever their shape, the optimum and every completed point pay them exactly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from cbeclogistics.design.fees import pieces
from cbeclogistics.design.piecewise import Cost, Piece, Terms, charge, convex_parts
from cbeclogistics.engine.arrays import ArrayModel, Arrays
from cbeclogistics.trade.fees import Fee

MPF = Fee("m", "US", "MPF", rate_pct=0.3464, minimum=34.58, maximum=670.86)
SHAPES = {
    "line": (Piece(0, 10, 2, 3),),
    "minimum": (Piece(0, 4, 8, 0), Piece(4, 10, 0, 2)),
    "maximum": (Piece(0, 4, 0, 2), Piece(4, 10, 8, 0)),
    "minimum and maximum": (Piece(0, 2, 4, 0), Piece(2, 6, 0, 2), Piece(6, 10, 12, 0)),
    "all-units break": (Piece(0, 5, 0, 3), Piece(5, 10, 0, 2)),
    "steps": (Piece(0, 3, 1, 0), Piece(3, 7, 4, 0), Piece(7, 10, 9, 0)),
}


def by_hand(shape: tuple[Piece, ...], scale: float, quantity: float) -> float:
    """scale · g(quantity / scale), the cheapest piece that holds it."""
    if scale == 0:
        return 0.0
    u = quantity / scale
    return scale * min(p.at(u) for p in shape if p.low - 1e-9 <= u <= p.high + 1e-9)


def paying(shape: tuple[Piece, ...], scale: float, quantity: float, offer: float = 0.0) -> Arrays:
    """Columns n = `scale` whole, and v, which must come to `quantity`; each unit of it may be left at `offer`."""
    model = ArrayModel()
    n = model.add_columns("n", 1, lower=scale, upper=scale, integer=True)
    v = model.add_columns("v", 1, upper=quantity)
    left = model.add_columns("left", 1, cost=offer, upper=quantity if offer else 0.0)
    rows = model.add_rows("all", 1, lower=quantity, upper=quantity)
    for block in (v, left):
        model.add_entries(rows[0], block[0], 1.0)
    one = np.ones(1)
    charge(model, "cost", [Cost(shape, Terms(n[[0]], one), Terms(v[[0]], one), most_scale=5.0)])
    return model.freeze()


def optimum(model: Arrays, *, relaxed: bool = False) -> float:
    found = milp(
        model.cost, integrality=model.integer & (not relaxed), bounds=Bounds(model.lower, model.upper),
        constraints=LinearConstraint(model.matrix, model.row_lower, model.row_upper), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return float(found.fun)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("scale", [0, 1, 3])
@pytest.mark.parametrize("u", [0.0, 0.5, 2.0, 3.0, 4.0, 5.0, 6.5, 7.0, 10.0])
def test_the_least_that_the_model_can_pay_is_the_cost(shape: tuple[Piece, ...], scale: int, u: float) -> None:
    due = by_hand(shape, scale, u * scale)
    model = paying(shape, scale, u * scale)
    assert optimum(model) == pytest.approx(due, abs=1e-7)
    point = np.zeros(model.columns)
    point[0], point[1] = scale, u * scale
    complete = model.completed(point)
    assert model.violation(complete) <= 1e-9
    assert model.objective(complete) == pytest.approx(due, abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("offer", [0.4, 1.0, 1.7, 2.5])
def test_the_optimum_weighs_the_true_cost_against_other_ways(shape: tuple[Piece, ...], offer: float) -> None:
    # the least lies at an end of a piece or at all or nothing
    ends = {0.0, 18.0, *(2 * end for p in shape for end in (p.low, p.high) if 2 * end <= 18)}
    best = min(by_hand(shape, 2, v) + offer * (18 - v) for v in ends)
    assert optimum(paying(shape, 2, 18.0, offer)) == pytest.approx(best, abs=1e-7)


def test_the_relaxation_is_the_highest_convex_function_below() -> None:
    # minimum 4 up to 2, then by a line to the end (10, 12): at 6 it is 4 + (12 - 4) / (10 - 2) * (6 - 2) = 8
    assert optimum(paying(SHAPES["minimum and maximum"], 1, 6.0), relaxed=True) == pytest.approx(8.0)
    assert optimum(paying(SHAPES["minimum and maximum"], 3, 18.0), relaxed=True) == pytest.approx(24.0)


@pytest.mark.parametrize(("shape", "parts"), [("line", 1), ("minimum", 1), ("minimum and maximum", 2), ("steps", 3)])
def test_only_what_is_not_convex_takes_binaries(shape: str, parts: int) -> None:
    assert len(convex_parts(SHAPES[shape])) == parts
    model = paying(SHAPES[shape], 1, 5.0)
    assert model.integer[model.followers].sum() == (parts if parts > 1 else 0)


@pytest.mark.parametrize("value", [0.0, 5_000, 9_982.68, 100_000, 193_666.28, 250_000])
def test_pieces_of_a_fee_are_the_fee(value: float) -> None:
    assert by_hand(pieces(MPF, 250_000), 1, value) == pytest.approx(float(MPF.of(value)))


def test_a_fee_whose_maximum_no_load_reaches_is_convex() -> None:
    # 0.3464 % of 193,666 is 670.86
    assert len(convex_parts(pieces(MPF, 190_000))) == 1
    assert len(convex_parts(pieces(MPF, 200_000))) == 2
    assert len(pieces(MPF, 9_000)) == 1


@pytest.mark.parametrize(
    ("fee", "most", "line"),
    [
        (Fee("b", "US", "broker", amount=85), 1e6, (85, 0)),
        (Fee("h", "US", "HMF", rate_pct=0.125), 1e6, (0, 0.00125)),
        (Fee("c", "US", "capped at once", rate_pct=1, amount=50, maximum=40), 1000, (40, 0)),
        (MPF, 0.0, (34.58, 0)),
    ],
)
def test_fees_without_a_bend_are_lines(fee: Fee, most: float, line: tuple[float, float]) -> None:
    (piece,) = pieces(fee, most)
    assert (piece.fixed, piece.slope) == line
