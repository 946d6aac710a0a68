"""Ratios of times and performance profiles, worked out by hand."""

from __future__ import annotations

import math

import pytest

from cbeclogistics.bench.ratios import profile, ratios
from cbeclogistics.bench.row import OURS, Row


def row(instance: str, method: str, seconds: float, status: str = "optimal", to_01: float = math.nan) -> Row:
    return Row("s", instance, method, status=status, time_limit=60.0, seconds=seconds, seconds_to_01pct=to_01)


ROWS = (
    row("a", OURS, 1.0, to_01=0.5), row("a", "highs", 4.0, to_01=2.0),
    row("b", OURS, 2.0, to_01=1.0), row("b", "highs", 60.0, "limit"),
    row("c", OURS, 60.0, "limit"), row("c", "highs", 60.0, "limit"),
)  # fmt: skip


def test_a_method_that_does_not_get_there_counts_its_limit() -> None:
    (found,) = ratios(ROWS).values()
    assert found.proof == pytest.approx((4 * 30) ** 0.5)  # c says nothing
    assert found.to_01pct == pytest.approx((4 * 60) ** 0.5)
    assert math.isnan(found.to_1pct)
    assert (found.instances, found.ours_first, found.peer_first) == (3, 1, 0)
    assert found.as_dict()["to_1pct"] is None


def test_the_profile_is_the_share_proven_within_each_factor() -> None:
    steps = profile(ROWS)
    assert steps[OURS] == [(1.0, pytest.approx(1 / 3)), (1.0, pytest.approx(2 / 3))]
    assert steps["highs"] == [(4.0, pytest.approx(1 / 3))]
