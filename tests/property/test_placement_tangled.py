"""Chains in which branching decides, against a mixed-integer model with a binary for each net time."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.arrays import ArrayModel
from cbeclogistics.engine.backends.highs import Highs
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.stock.placement.audit import audit
from cbeclogistics.stock.placement.chain import Arc, Chain, Stage
from cbeclogistics.stock.placement.model import model_of
from cbeclogistics.stock.placement.place import place


def tangled(seed: int, count: int, further: int, most_days: int) -> Chain:
    """A random tree with so many further arcs across it."""
    draw = random.Random(seed)
    order = draw.sample(range(count), count)
    pairs = {(draw.randrange(j), j) for j in range(1, count)}
    pairs |= {tuple(draw.sample(range(count), 2)) for _ in range(further)}
    arcs = {(i, j) if order[i] < order[j] else (j, i) for i, j in pairs}
    supplies = {i for i, _ in arcs}
    stages = []
    for i in range(count):
        sells = i not in supplies or draw.random() < 0.15
        stages.append(
            Stage(
                f"s{i}", draw.randrange(most_days + 1), draw.randrange(1, 100) / 8, 5.0 * sells,
                sells * draw.randrange(1, 16) / 4, draw.choice([0, 1, 2]) if sells else None,
                draw.choice([0, 0, 0, 1, 2]),
            )
        )  # fmt: skip
    named = tuple(Arc(f"s{i}", f"s{j}", draw.choice([1.0, 1.0, 2.0])) for i, j in sorted(arcs))
    return Chain("tangled", tuple(stages), named)


def least_by_integers(chain: Chain) -> float:
    """Least cost: one binary chooses the net time of each stage, for which its true cost stands."""
    model = model_of(chain)
    count, arcs = model.stages, model.tail.size
    most = model.supplier_days.copy()
    for j in model.order:
        most[j] = max([most[j], *(most[i] for i in model.tail[model.head == j])]) + model.days[j]
    arrays = ArrayModel()
    waits = arrays.add_columns("waits", count, lower=model.supplier_days)
    quotes = arrays.add_columns("quotes", count, upper=model.longest)
    one = arrays.add_rows("one net time", count, lower=1, upper=1)
    net = arrays.add_rows("net time", count, lower=model.days, upper=model.days)
    served = arrays.add_rows("suppliers are waited for", arcs, lower=0)
    for j in range(count):
        times = np.arange(most[j] + 1)
        chosen = arrays.add_columns(
            f"net {j}", times.size, cost=model.rate[j] * times**model.growth, upper=1, integer=True
        )
        arrays.add_entries(one[j], chosen[times], 1.0)
        arrays.add_entries(net[j], chosen[times], times)
    every = np.arange(count)
    arrays.add_entries(net[every], waits[every], -1.0)
    arrays.add_entries(net[every], quotes[every], 1.0)
    arrays.add_entries(served[np.arange(arcs)], waits[model.head], 1.0)
    arrays.add_entries(served[np.arange(arcs)], quotes[model.tail], -1.0)
    answer = Highs().solve(arrays.freeze(), Limits(gap=1e-9), Watch(), parameters={})
    assert answer.proof == Proof.OPTIMAL
    return answer.objective


@pytest.mark.parametrize("seed", [10, 16, 30, 33, 38, 40, 41, 50, 55, 65, 91])
def test_no_placement_of_a_tangled_chain_is_cheaper(seed: int) -> None:
    chain = tangled(seed, 12, 10, 6)
    found = place(chain)
    assert found.proven
    assert found.nodes > 2  # it took branching
    assert audit(chain, found).broken == ()
    assert found.cost == pytest.approx(least_by_integers(chain), rel=1e-6)
