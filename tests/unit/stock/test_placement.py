"""Guaranteed-service placement: published chains, chains worked by hand, limits, faults, the audit."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.stock.placement.audit import audit
from cbeclogistics.stock.placement.chain import Arc, Chain, Stage
from cbeclogistics.stock.placement.document import chain_from_json, chain_to_json, placement_to_json
from cbeclogistics.stock.placement.place import place

CHAINS = Path(__file__).parents[2] / "data" / "chains"
BEST = tomllib.loads((CHAINS / "best.toml").read_text())


def chain_named(name: str) -> Chain:
    return chain_from_json((CHAINS / f"{name}.json").read_text(), name)


@pytest.mark.parametrize("name", BEST)
def test_trees_cost_what_stockpyl_finds(name: str) -> None:
    chain = chain_named(name)
    found = place(chain)
    assert found.cost == pytest.approx(BEST[name]["cost"], rel=1e-12)
    assert dict(zip(found.names, found.quotes_days.tolist(), strict=True)) == BEST[name]["quotes_days"]
    assert found.bound == found.cost
    assert audit(chain, found).holds


def camera(dear: float) -> Chain:
    """Parts from a supplier who needs 4 days, put together in 5, sold from a shelf; z σ = 1."""
    return Chain(
        "camera",
        (Stage("part", 4, 1.0), Stage("camera", 5, dear, demand_mean_units=3.0, demand_std_units=1.0)),
        (Arc("part", "camera"),),
        safety_factor=1.0,
    )


def test_cheap_parts_are_kept_so_that_dear_goods_need_not_be() -> None:
    found = place(camera(10.0))  # 1 · √4 + 10 · √5 = 24.36, against 10 · √9 = 30
    assert found.cost == pytest.approx(2 + 10 * sqrt(5))
    assert found.quotes_days.tolist() == [0, 0]
    assert found.net_days.tolist() == [4, 5]
    assert found.base_units == pytest.approx([4 * 3 + 2, 5 * 3 + sqrt(5)])


def test_goods_hardly_dearer_than_their_parts_are_kept_alone() -> None:
    found = place(camera(2.0))  # 2 · √9 = 6, against √4 + 2 · √5 = 6.47
    assert found.cost == pytest.approx(6)
    assert found.quotes_days.tolist() == [4, 0]
    assert found.safety_units.tolist() == [0, 3]


def test_who_may_wait_needs_no_stock() -> None:
    stages = (camera(2.0).stages[0], replace(camera(2.0).stages[1], max_service_days=9))
    assert place(replace(camera(2.0), stages=stages)).cost == 0
    stages = (camera(2.0).stages[0], replace(camera(2.0).stages[1], max_service_days=5))
    assert place(replace(camera(2.0), stages=stages)).cost == pytest.approx(2)  # √4 of parts


def test_a_warehouse_pools_what_its_shops_sell() -> None:
    def both(exponent: float) -> float:
        shops = tuple(Stage(f"shop {i}", 0, 9.0, demand_std_units=s) for i, s in enumerate((3.0, 4.0)))
        arcs = tuple(Arc("warehouse", shop.name) for shop in shops)
        chain = Chain("shops", (Stage("warehouse", 9, 1.0), *shops), arcs, 1.0, exponent)
        return place(chain).cost

    assert both(2.0) == pytest.approx(5 * 3)  # √(3² + 4²) · √9
    assert both(1.0) == pytest.approx(7 * 3)


def test_a_part_that_comes_back_together_by_two_ways_is_one_demand() -> None:
    # one unit sold needs 2 left and 1 right, each of which needs 1 part: 3 parts, σ = 3 · 2, not √(2² + 1²) · 2
    chain = Chain(
        "diamond",
        (Stage("part", 4, 1.0), Stage("left", 0, 50.0), Stage("right", 0, 50.0),
         Stage("set", 0, 500.0, demand_mean_units=10.0, demand_std_units=2.0)),
        (Arc("part", "left"), Arc("part", "right"), Arc("left", "set", 2.0), Arc("right", "set")),
        safety_factor=1.0,
    )  # fmt: skip
    found = place(chain)
    assert found.safety_units.tolist() == [12, 0, 0, 0]
    assert found.base_units[0] == 4 * 30 + 12
    assert audit(chain, found).holds


def test_all_that_is_sold_together_waits_for_the_slowest() -> None:
    # 3 + 2 ways join a set: what the fast part quotes is worth nothing while the slow one is late
    stages = (Stage("slow", 9, 1.0), Stage("fast", 1, 1.0), Stage("set", 0, 1.5, demand_std_units=1.0))
    chain = Chain("set", stages, (Arc("slow", "set"), Arc("fast", "set")), safety_factor=1.0)
    assert place(chain).cost == pytest.approx(1.0 * 3 + 1.0 * 1)  # against 1.5 · √9 of sets
    dear = replace(chain, stages=(replace(stages[0], holding_cost=1.4), *stages[1:]))
    assert place(dear).quotes_days.tolist() == [9, 1, 0]  # 4.5 against 4.2 + 1


def test_separate_chains_are_placed_each_by_itself() -> None:
    one, two = camera(10.0), camera(2.0)
    stages = tuple(replace(stage, name=f"{stage.name} 2") for stage in two.stages)
    both = Chain("both", (*one.stages, *stages), (*one.arcs, Arc("part 2", "camera 2")), safety_factor=1.0)
    assert place(both).cost == pytest.approx(place(one).cost + place(two).cost)


def test_a_search_that_is_stopped_keeps_its_placement_and_an_honest_bound() -> None:
    chain = tangled()
    best = place(chain)
    assert best.proven
    assert best.nodes > 2
    calls: list[tuple[int, float, float]] = []
    for found in (place(chain, most_nodes=1), place(chain, stop=lambda: True)):
        assert found.nodes == 1
        assert not found.proven
        assert found.bound < best.cost <= found.cost
        assert audit(chain, found).holds
    place(chain, report=lambda *told: calls.append(told))
    bounds = [bound for _, _, bound in calls]
    assert bounds == sorted(bounds)
    assert [cost for _, cost, _ in calls] == sorted((cost for _, cost, _ in calls), reverse=True)


def tangled() -> Chain:
    """Three layers of four, each of which is supplied by three of the layer before."""
    stages, arcs = [], []
    for layer in range(3):
        for i in range(4):
            sold = {"demand_mean_units": 9.0, "demand_std_units": 2.0 + i} if layer == 2 else {}
            stages.append(Stage(f"{layer}{i}", (3 * layer + 5 * i) % 7 + 1, 1.0 + layer + 0.3 * i, **sold))
            arcs += [Arc(f"{layer - 1}{j}", f"{layer}{i}") for j in range(4) if layer and (i + j) % 4]
    return Chain("tangled", tuple(stages), tuple(arcs))


def test_all_faults_of_a_chain_are_named_at_once() -> None:
    stages = (Stage("a", -1, 1.0), Stage("a", 2, float("nan")), Stage("b", 1.5, 1.0, supplier_days=True))  # type: ignore[arg-type]
    chain = Chain("bad", stages, (Arc("a", "c"), Arc("a", "b", 0.0)), pooling_exponent=0.5, growth_exponent=2.0)
    with pytest.raises(InputError) as raised:
        place(chain)
    columns = [(one.table, one.row, one.column) for one in raised.value.problems]
    assert sorted(columns, key=str) == sorted([
        ("chain", None, "pooling_exponent"), ("chain", None, "growth_exponent"), ("stages", 2, "name"),
        ("stages", 3, "name"), ("stages", 2, "processing_days"), ("stages", 3, "holding_cost"),
        ("stages", 4, "processing_days"), ("stages", 4, "supplier_days"), ("arcs", 2, "customer"), ("arcs", 3, "units"),
    ], key=str)  # fmt: skip


def test_a_circle_is_named() -> None:
    stages = tuple(Stage(name, 1, 1.0) for name in "abc")
    with pytest.raises(InputError, match="b, c supply one another in a circle"):
        place(Chain("circle", stages, (Arc("a", "b"), Arc("b", "c"), Arc("c", "b"))))
    with pytest.raises(InputError, match="at least one stage"):
        place(Chain("empty", (), ()))
    with pytest.raises(InputError, match="one row for each"):
        place(Chain("twice", stages, (Arc("a", "b"), Arc("a", "b"))))


def test_a_way_of_more_days_than_can_be_tabled_is_named_where_it_grows_too_long() -> None:
    stages = tuple(Stage(name, 1_600, 1.0) for name in "abc")
    with pytest.raises(InputError) as raised:
        place(Chain("long", stages, (Arc("a", "b"), Arc("b", "c"))))
    assert [(one.row, one.value) for one in raised.value.problems] == [(3, "3200")]


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("quotes_days", [0, 1], "customers wait 0"),
        ("quotes_days", [5, 0], "more than it takes"),
        ("quotes_days", [-1, 0], "quotes -1 days"),
        ("waits_days", [0, 3], "part quotes 4"),
        ("waits_days", [0, 4.5], "not whole"),
        ("net_days", [0, 8], "net_days is 9"),
        ("safety_units", [0.0, 2.9], "safety_units is 3.0"),
        ("base_units", [0.0, 29.0], "base_units is 30.0"),
        ("stage_cost", [0.0, 5.0], "stage_cost is 6.0"),
    ],
)
def test_the_audit_finds_what_was_changed(what: str, value: list[float], said: str) -> None:
    chain = camera(2.0)
    found = place(chain)
    assert audit(chain, found).holds
    assert any(said in line for line in audit(chain, replace(found, **{what: np.array(value)})).broken)


def test_the_audit_finds_a_false_cost_bound_or_chain() -> None:
    chain = camera(2.0)
    found = place(chain)
    assert audit(chain, replace(found, cost=5.0)).broken == ("the placement costs 6.0, not 5.0",)
    assert audit(chain, replace(found, bound=7.0)).broken == ("the bound 7.0 is above the cost 6.0",)
    assert audit(replace(chain, stages=chain.stages[:1]), found).broken == ("the stages are not those of the chain",)
    late = replace(chain, stages=(replace(chain.stages[0], supplier_days=2), chain.stages[1]))
    assert "part: waits 0 days, its suppliers outside need 2" in audit(late, found).broken


@pytest.mark.parametrize("name", BEST)
def test_a_chain_as_json_reads_back_the_same(name: str) -> None:
    chain = chain_named(name)
    assert chain_from_json(chain_to_json(chain)) == chain
    assert (CHAINS / f"{name}.json").read_text() == chain_to_json(chain)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "expected an object with format"),
        ('{"format": "cbeclogistics chain", "version": 1, "name": "a"}', "incomplete"),
        (
            '{"format": "cbeclogistics chain", "version": 1, "name": "a", "stages": [{"name": "b"}], "arcs": []}',
            "holding",
        ),
        ('{"format": "cbeclogistics chain", "version": 1, "name": "a", "stages": [], "arcs": [], "x": 1}', "'x'"),
    ],
)
def test_what_is_no_chain_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        chain_from_json(text, "mine.json")


def test_a_placement_is_told_stage_by_stage() -> None:
    chain = camera(2.0)
    assert placement_to_json(chain, place(chain)) == (
        '{\n  "format": "cbeclogistics placement",\n  "version": 1,\n  "name": "camera",\n  "cost": 6.0,\n'
        '  "bound": 6.0,\n  "proven": true,\n  "stages": [\n'
        '    {"name": "part", "waits_days": 0, "quotes_days": 4, "net_days": 0, "safety_units": 0.0, "base_units": 0.0,'
        ' "stage_cost": 0.0},\n'
        '    {"name": "camera", "waits_days": 4, "quotes_days": 0, "net_days": 9, "safety_units": 3.0,'
        ' "base_units": 30.0, "stage_cost": 6.0}\n  ]\n}\n'
    )
