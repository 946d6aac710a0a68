"""The planner family: instances, files, the checker, and what a solve promises."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import CancelToken, Limits, Watch
from cbeclogistics.engine.planner.check import check_plan
from cbeclogistics.engine.planner.document import PlanDocument
from cbeclogistics.engine.planner.files import digest, load, save
from cbeclogistics.engine.planner.generate import generate, one_product
from cbeclogistics.engine.planner.problem import Planner
from cbeclogistics.engine.planner.solve import solve_planner
from cbeclogistics.errors import InputError


@pytest.fixture(scope="module")
def problem():
    return generate(3000, seed=1)


@pytest.fixture(scope="module")
def outcome(problem):
    return solve_planner(problem, Limits(gap=1e-3), work_limit=5000)


def test_the_same_size_and_seed_give_the_same_instance_everywhere():
    assert digest(generate(50_000, seed=0)) == "1f4368fb4d214ca9f41305cfb686112d81a499a065a95afc797ecabbd8405c58"


def test_an_instance_has_about_as_many_possible_flows_as_asked_for():
    for size in (1e4, 1e6, 1.5e7):
        assert generate(size).possible_flows == pytest.approx(size, rel=0.05)
    assert one_product(5, 70, 3).possible_flows == 5 * 70 * 3


def test_too_small_a_size_is_refused():
    with pytest.raises(ValueError, match="200"):
        generate(10)


def test_demands_out_of_order_are_refused(problem):
    backwards = {name: array[::-1].copy() for name, array in problem.arrays().items() if name.startswith("demand")}
    with pytest.raises(InputError, match="sorted"):
        replace(problem, **backwards)


def test_a_wrong_shape_is_named(problem):
    with pytest.raises(InputError, match="kg_price"):
        replace(problem, kg_price=problem.kg_price[:, 1:])


def test_an_instance_survives_its_files(problem, tmp_path):
    save(problem, tmp_path / "it")
    read = load(tmp_path / "it")
    assert isinstance(read, Planner)
    assert (read.name, digest(read)) == (problem.name, digest(problem))


def test_changed_arrays_are_noticed(problem, tmp_path):
    save(problem, tmp_path)
    head = json.loads((tmp_path / "planner.json").read_text())
    (tmp_path / "planner.json").write_text(json.dumps(head | {"sha256": "0"}))
    with pytest.raises(InputError, match="not those"):
        load(tmp_path)


def test_a_plan_survives_its_document(problem, outcome):
    plan = outcome.document(problem)
    read = PlanDocument.from_json(plan.to_json())
    assert read.to_json() == plan.to_json()
    verdict = check_plan(problem, read)
    assert verdict.holds
    assert verdict.cost == pytest.approx(outcome.cost, rel=1e-9)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"format": "cbeclogistics planner solution", "version": 1}'])
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(InputError):
        PlanDocument.from_json(text)


def broken(plan, **changes):
    return replace(plan, **changes)


def test_the_checker_finds_what_is_broken(problem, outcome):
    plan = outcome.document(problem)
    used = int(plan.site[plan.site >= 0][0])
    closed = tuple(pair for pair in plan.open_sites if pair[0] != used)
    assert any("closed" in said for said in check_plan(problem, broken(plan, open_sites=closed)).broken)
    assert any("asks for" in said for said in check_plan(problem, broken(plan, units=plan.units * 0.9)).broken)
    assert any("asks for" in said for said in check_plan(problem, broken(plan, units=plan.units * 2)).broken)
    assert any("exist" in said for said in check_plan(problem, broken(plan, way=plan.way + 99)).broken)
    twice = plan.open_sites + plan.open_sites[:1]
    assert any("twice" in said for said in check_plan(problem, broken(plan, open_sites=twice)).broken)
    small = replace(problem, capacity_m3=problem.capacity_m3 / 10)
    assert any("takes" in said for said in check_plan(small, plan).broken)
    scarce = replace(problem, supply_units=problem.supply_units / 10)
    assert any("drawn" in said for said in check_plan(scarce, plan).broken)


def test_the_same_work_gives_the_same_answer_whatever_the_threads():
    problem = generate(20_000, seed=2)
    first, second, third = (
        solve_planner(problem, Limits(gap=1e-6, threads=threads), work_limit=400) for threads in (1, 1, 2)
    )
    for other in (second, third):
        assert (first.cost, first.bound, first.rounds) == (other.cost, other.bound, other.rounds)
        assert np.array_equal(first.flows.units, other.flows.units)


def test_progress_never_worsens_and_ends_where_the_answer_is(problem):
    seen = []
    outcome = solve_planner(problem, Limits(gap=1e-3), Watch(report=seen.append), work_limit=5000)
    costs, bounds = [p.objective for p in seen], [p.bound for p in seen]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert outcome.cost == pytest.approx(costs[-1])


def test_a_cancelled_solve_keeps_its_plan(problem):
    token = CancelToken()

    def stop_at_a_plan(progress):
        if np.isfinite(progress.objective):
            token.cancel()

    outcome = solve_planner(problem, Limits(gap=0.0), Watch(report=stop_at_a_plan, cancel=token))
    assert outcome.proof == Proof.CANCELLED
    assert check_plan(problem, outcome.document(problem)).holds
    assert outcome.bound <= outcome.cost


def test_a_solve_begun_from_an_answer_is_no_worse(problem, outcome):
    again = solve_planner(
        problem, Limits(gap=1e-3), work_limit=5000, multipliers=outcome.multipliers, sizes=outcome.sizes
    )
    assert again.cost <= outcome.cost * (1 + 1e-3)
    assert again.rounds <= outcome.rounds


def test_several_periods_share_their_sites():
    problem = one_product(8, 300, 3)
    outcome = solve_planner(problem, Limits(gap=1e-3), work_limit=20_000)
    assert outcome.gap <= 1e-3
    assert check_plan(problem, outcome.document(problem)).holds
