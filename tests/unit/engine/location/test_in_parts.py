"""Knapsacks with parts, against sorting."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.engine.location.capacitated.in_parts import fill_in_parts


@pytest.mark.parametrize("seed", range(60))
def test_the_most_gain_that_fits(seed: int) -> None:
    r = np.random.default_rng(seed)
    count = int(r.integers(0, 120))
    demand = np.where(r.random(count) < 0.1, 0, r.integers(1, 9, count)).astype(float)
    gain = r.integers(1, 9, count) * (np.maximum(demand, 1) if seed % 3 else r.integers(1, 3, count))  # many ties
    capacity = float(r.integers(0, max(int(demand.sum()), 1) + 2))
    taken = np.zeros(count)
    value, price = fill_in_parts(
        gain.astype(float), demand, r.permutation(count), np.empty(count), count, capacity, taken
    )  # fmt: skip
    best, room = gain[demand == 0].sum(), capacity
    order = np.flatnonzero(demand > 0)
    for j in order[np.argsort(-gain[order] / demand[order])]:
        part = min(1.0, room / demand[j])
        best += part * gain[j]
        room -= part * demand[j]
    assert value == pytest.approx(best, rel=1e-8, abs=1e-8)
    assert value == pytest.approx(float(taken @ gain))
    assert float(taken @ demand) <= capacity * (1 + 1e-8)
    assert ((taken >= 0) & (taken <= 1)).all()
    if capacity < demand.sum() * (1 - 1e-8):
        left_out = (demand > 0) & (taken < 1)
        assert price == pytest.approx((gain[left_out] / demand[left_out]).max())
