"""Placements of random small chains against all that there are, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbeclogistics.stock.placement.audit import audit
from cbeclogistics.stock.placement.chain import Arc, Chain, Stage
from cbeclogistics.stock.placement.place import place


@st.composite
def chains(draw: st.DrawFn, most_extra: int = 4, stages: int = 5) -> Chain:
    """A forest whose arcs run either way, and arcs across it."""
    count = draw(st.integers(1, stages))
    arcs = set()
    for j in range(1, count):
        if draw(st.integers(0, 9)):  # else a part of its own
            arcs.add((draw(st.integers(0, j - 1)), j))
    for _ in range(draw(st.integers(0, most_extra)) if count > 2 else 0):
        i = draw(st.integers(0, count - 2))
        arcs.add((i, draw(st.integers(i + 1, count - 1))))
    place_of = draw(st.permutations(range(count)))  # the tree's order is not that of the goods
    arcs = {tuple(sorted((i, j), key=lambda k: place_of[k])) for i, j in arcs}
    supplies = {i for i, _ in arcs}
    rows = []
    for i in range(count):
        sells = i not in supplies or draw(st.integers(0, 4)) == 0
        rows.append(
            Stage(
                f"s{i}", draw(st.integers(0, 3)), draw(st.integers(0, 30)) / 4,
                draw(st.integers(0, 9)) if sells else 0.0, draw(st.integers(0, 12)) / 3 if sells else 0.0,
                draw(st.sampled_from([None, None, 0, 1, 3])), draw(st.sampled_from([0, 0, 0, 2])),
                draw(st.sampled_from([None, None, 1.0])),
            )
        )  # fmt: skip
    named = tuple(Arc(f"s{i}", f"s{j}", draw(st.sampled_from([1.0, 1.0, 2.0, 0.5]))) for i, j in sorted(arcs))
    return Chain(
        "drawn", tuple(rows), named, 2.0, draw(st.sampled_from([2.0, 1.0, 1.5])),
        draw(st.sampled_from([0.5, 0.5, 0.0, 0.7, 1.0])),
    )  # fmt: skip


def least_of_all(chain: Chain) -> float:
    """Cost of the best of all whole service times, each stage by itself, from the tables alone."""
    suppliers = {s.name: [a.supplier for a in chain.arcs if a.customer == s.name] for s in chain.stages}
    customers = {s.name: [(a.customer, a.units) for a in chain.arcs if a.supplier == s.name] for s in chain.stages}
    stage = {s.name: s for s in chain.stages}

    def needs(name: str, sold: str) -> float:
        own = 1.0 if name == sold else 0.0
        return own + sum(units * needs(customer, sold) for customer, units in customers[name])

    def most(name: str) -> int:
        before = max([stage[name].supplier_days, *(most(i) for i in suppliers[name])])
        return before + stage[name].processing_days

    p = chain.pooling_exponent
    std = {i: sum((needs(i, s.name) * s.demand_std_units) ** p for s in chain.stages) ** (1 / p) for i in stage}
    choices = []
    for name, one in stage.items():
        limit = (0 if one.sells else None) if one.max_service_days is None else one.max_service_days
        choices.append(range(min(most(name), most(name) if limit is None else limit) + 1))
    best = float("inf")
    for quotes in product(*choices):
        quoted = dict(zip(stage, quotes, strict=True))
        cost = 0.0
        for name, one in stage.items():
            waits = max([one.supplier_days, *(quoted[i] for i in suppliers[name])])
            net = waits + one.processing_days - quoted[name]
            if net < 0:
                break
            z = chain.safety_factor if one.safety_factor is None else one.safety_factor
            cost += one.holding_cost * z * std[name] * net**chain.growth_exponent if net else 0.0
        else:
            best = min(best, cost)
    return best


@settings(max_examples=150, deadline=None)
@given(chains(most_extra=0))
def test_no_placement_of_a_forest_is_cheaper(chain: Chain) -> None:
    found = place(chain)
    assert found.cost == pytest.approx(least_of_all(chain), rel=1e-9, abs=1e-9)
    assert found.bound == pytest.approx(found.cost, rel=1e-12)


@settings(max_examples=150, deadline=None)
@given(chains())
def test_no_placement_of_any_chain_is_cheaper(chain: Chain) -> None:
    found = place(chain)
    assert found.cost == pytest.approx(least_of_all(chain), rel=1e-8, abs=1e-9)
    assert found.proven
    assert audit(chain, found).broken == ()


@settings(max_examples=60, deadline=None)
@given(chains(most_extra=12, stages=9), st.integers(1, 3))
def test_a_limit_leaves_a_placement_that_keeps_its_promises_and_a_bound(chain: Chain, nodes: int) -> None:
    short, best = place(chain, most_nodes=nodes), place(chain)
    assert audit(chain, short).broken == ()
    assert best.proven
    assert short.bound <= best.cost * (1 + 1e-9)
    assert best.cost <= short.cost * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(chains(), st.integers(0, 4))
def test_dearer_slower_or_stricter_never_costs_less(chain: Chain, which: int) -> None:
    at = which % len(chain.stages)
    one, cost = chain.stages[at], place(chain).cost * (1 - 1e-8)
    for change in (
        {"holding_cost": one.holding_cost + 1},
        {"processing_days": one.processing_days + 2},
        {"supplier_days": one.supplier_days + 1},
        {"demand_std_units": one.demand_std_units + 1} if one.sells else {},
        {"max_service_days": 0},
    ):
        stages = (*chain.stages[:at], replace(one, **change), *chain.stages[at + 1 :])
        assert place(replace(chain, stages=stages)).cost >= cost


@settings(max_examples=40, deadline=None)
@given(chains(), st.randoms(use_true_random=False))
def test_the_order_of_the_tables_does_not_matter(chain: Chain, shuffle) -> None:  # type: ignore[no-untyped-def]
    stages, arcs = list(chain.stages), list(chain.arcs)
    shuffle.shuffle(stages)
    shuffle.shuffle(arcs)
    other = replace(chain, stages=tuple(stages), arcs=tuple(arcs))
    assert place(other).cost == pytest.approx(place(chain).cost, rel=1e-8, abs=1e-9)
