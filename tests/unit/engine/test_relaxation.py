"""Columns priced in: the same optimum as the LP of all columns, and a bound at every step."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from cbeclogistics.engine import relaxation
from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends.highs_lp import WarmLP
from cbeclogistics.engine.limits import CancelToken, Limits, Progress, Watch
from cbeclogistics.engine.relaxation import Ways, sifted


@pytest.fixture
def model(models: ModuleType, monkeypatch: pytest.MonkeyPatch, seed: int) -> Arrays:
    monkeypatch.setattr(relaxation, "MANY", 1)
    monkeypatch.setattr(relaxation, "FIRST", 2)
    made, _ = models.facilities(seed, sites=12, customers=30)
    return made


@pytest.mark.parametrize("seed", range(8))
def test_columns_priced_in_lead_to_the_optimum_of_all(model: Arrays) -> None:
    said: list[Progress] = []
    lp, result, bound = sifted(model, Limits(), Watch(report=said.append))
    best = WarmLP(model).solve(Limits(), Watch()).objective
    assert result.objective == pytest.approx(best, rel=1e-9)
    assert bound == pytest.approx(best, rel=1e-9)
    assert all(p.bound <= best + 1e-9 * abs(best) for p in said)
    assert lp.columns == model.columns
    assert lp.solve(Limits(), Watch()).objective == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("seed", [3])
def test_ways_are_the_flows_that_share_a_demand(model: Arrays) -> None:
    ways = Ways.of(model)
    blocks = {block.name: block for block in model.column_blocks}
    demand = next(block for block in model.row_blocks if block.name == "demand")
    np.testing.assert_array_equal(ways.columns, np.arange(model.columns)[blocks["flow"].slice])
    assert set(ways.row) == set(range(model.rows)[demand.slice])
    assert ways.cheapest(model.cost[ways.columns], 2, np.ones(ways.columns.size, dtype=bool)).size == 2 * demand.size
    lowered = ways.repaired(model, np.full(model.rows, 50.0))
    reduced = model.cost[ways.columns] - model.matrix[:, ways.columns].T @ lowered
    assert reduced.min() >= -1e-9


@pytest.mark.parametrize("seed", [0])
def test_a_limit_or_a_cancel_leaves_no_optimum_and_no_false_bound(model: Arrays) -> None:
    cancel = CancelToken()
    cancel.cancel()
    for limits, watch in ((Limits(time_limit=0.0), Watch()), (Limits(), Watch(cancel=cancel))):
        _, result, bound = sifted(model, limits, watch)
        assert result.status is not Proof.OPTIMAL or np.isfinite(bound)
        assert bound <= WarmLP(model).solve(Limits(), Watch()).objective + 1e-9
