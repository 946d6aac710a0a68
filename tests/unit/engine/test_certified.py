"""The certified method on small models of its kind: few binaries, whole loads, charges that follow from the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from cbeclogistics.engine.answer import Answer, Proof
from cbeclogistics.engine.arrays import ArrayModel, Arrays
from cbeclogistics.engine.backends.highs import Highs
from cbeclogistics.engine.backends.highs_lp import WarmLP
from cbeclogistics.engine.certified import certified
from cbeclogistics.engine.limits import CancelToken, Limits, Progress, Watch
from cbeclogistics.engine.links import LinkCuts, StrongLinks
from cbeclogistics.engine.polish import polished, swept
from cbeclogistics.engine.restrict import restrict
from cbeclogistics.engine.rounding import IN_VAIN, binaries, groups, rounded, without_trickles


def no_links(model: Arrays) -> LinkCuts:
    """Nothing to add to a model's relaxation."""
    none = np.empty(0, dtype=np.int64)
    return LinkCuts(StrongLinks(none, none, none, np.empty(0), none, none), model)


def facilities(seed: int, sites: int = 4, customers: int = 6, sizes: int = 2) -> tuple[Arrays, np.ndarray]:
    """Location with sizes, whole trucks to each site, and a charge with a minimum; labels by halves of the map."""
    r = np.random.default_rng(seed)
    demand = r.integers(5, 30, customers).astype(float)
    model = ArrayModel()
    size = np.array([0.4, 1.0]) * demand.sum()
    opened = model.add_columns("open", sites * sizes, cost=np.outer(r.uniform(20, 60, sites), [1, 1.7]).ravel(),
                               upper=1.0, integer=True)  # fmt: skip
    flow = model.add_columns("flow", sites * customers, cost=r.uniform(1, 9, sites * customers))
    trucks = model.add_columns("trucks", sites, cost=r.uniform(5, 15, sites), integer=True)
    charge = model.add_columns("charge", sites, cost=1.0, follows=True)
    site, customer = np.divmod(np.arange(sites * customers), customers)
    rows = model.add_rows("demand", customers, lower=demand, upper=demand)
    model.add_entries(rows[customer], flow[np.arange(flow.size)], 1.0)
    rows = model.add_rows("one size", sites, upper=1.0)
    model.add_entries(rows[np.repeat(np.arange(sites), sizes)], opened[np.arange(opened.size)], 1.0)
    rows = model.add_rows("capacity", sites, upper=0.0)
    model.add_entries(rows[site], flow[np.arange(flow.size)], 1.0)
    model.add_entries(rows[np.repeat(np.arange(sites), sizes)], opened[np.arange(opened.size)], -np.tile(size, sites))
    rows = model.add_rows("trucks", sites, upper=0.0)
    model.add_entries(rows[site], flow[np.arange(flow.size)], 1 / 17)
    model.add_entries(rows[np.arange(sites)], trucks[np.arange(sites)], -1.0)
    rows = model.add_rows("charge", sites, lower=0.0)
    model.add_entries(rows[np.arange(sites)], charge[np.arange(sites)], 1.0)
    model.add_entries(rows[np.arange(sites)], trucks[np.arange(sites)], -2.0)
    model.add_entries(rows[site], flow[np.arange(flow.size)], -0.05)

    def complete(x: np.ndarray) -> None:
        x[charge.slice] = 2 * x[trucks.slice] + 0.05 * x[flow.slice].reshape(sites, customers).sum(axis=1)

    model.completions.append(complete)
    arrays = model.freeze()
    half = (np.arange(sites) < sites // 2).astype(np.int64)
    labels = np.concatenate([np.repeat(half, sizes), half[site], half, np.full(sites, -1)])
    return arrays, labels


def optimum(model: Arrays) -> float:
    """Optimum by another solver's interface."""
    found = milp(
        model.cost, integrality=model.integer, bounds=Bounds(model.lower, model.upper),
        constraints=LinearConstraint(model.matrix, model.row_lower, model.row_upper),
    )  # fmt: skip
    return float(found.fun)


def solve(model: Arrays, labels: np.ndarray, gap: float, watch: Watch | None = None) -> Answer:
    return certified(model, no_links(model), labels, Highs(), Limits(gap=gap), watch or Watch(), {})


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("gap", [0.2, 0.01, 1e-6])
def test_bound_is_below_the_optimum_and_the_plan_above_it(seed: int, gap: float) -> None:
    model, labels = facilities(seed)
    best = optimum(model)
    answer = solve(model, labels, gap)
    assert answer.proof == Proof.OPTIMAL
    assert answer.x is not None
    assert model.violation(answer.x) <= 1e-6
    assert answer.bound <= best * (1 + 1e-6)
    assert answer.objective >= best * (1 - 1e-6)
    assert answer.objective - answer.bound <= (gap + 1e-6) * answer.objective


def stepped(seed: int) -> tuple[Arrays, np.ndarray, float]:
    """The model with a toll on its first site: 0 up to 20 units, 30 beyond; a binary that follows switches it."""
    model, labels = facilities(seed)
    flow = np.arange(model.column_blocks[1].start, model.column_blocks[1].start + 6)
    toll = sp.coo_matrix((np.append(np.ones(6), -1e3), (np.zeros(7), np.append(flow, model.columns))),
                         shape=(1, model.columns + 1))  # fmt: skip
    wider = sp.hstack([model.matrix, sp.csc_matrix((model.rows, 1))])

    def complete(x: np.ndarray) -> None:
        x[-1] = float(x[flow].sum() > 20 + 1e-9)

    made = replace(
        model, cost=np.append(model.cost, 30.0), lower=np.append(model.lower, 0.0), upper=np.append(model.upper, 1.0),
        integer=np.append(model.integer, True), matrix=sp.vstack([wider, toll]).tocsc(),
        row_lower=np.append(model.row_lower, -np.inf), row_upper=np.append(model.row_upper, 20.0),
        followers=np.append(model.followers, model.columns), completions=(*model.completions, complete),
    )  # fmt: skip
    return made, np.append(labels, -1), optimum(made)


@pytest.mark.parametrize("seed", range(8))
def test_what_follows_costs_what_it_truly_costs(seed: int) -> None:
    model, labels, best = stepped(seed)
    answer = solve(model, labels, 1e-6)
    assert answer.x is not None
    assert (answer.x == model.completed(answer.x)).all()
    assert answer.objective == pytest.approx(model.objective(answer.x))
    assert answer.objective == pytest.approx(best, rel=2e-6)
    assert answer.bound <= best * (1 + 1e-6)


def test_a_cancelled_solve_says_so() -> None:
    model, labels = facilities(1)
    token = CancelToken()
    token.cancel()
    answer = solve(model, labels, 1e-6, Watch(cancel=token))
    assert answer.proof == Proof.CANCELLED


def test_a_model_without_a_point_is_infeasible() -> None:
    model, labels = facilities(2)
    model.upper[model.column_blocks[0].slice] = 0.0  # nothing may open
    assert solve(model, labels, 0.01).proof == Proof.INFEASIBLE


def test_progress_never_loses_bound_or_plan() -> None:
    model, labels = facilities(5)
    seen: list[Progress] = []
    solve(model, labels, 1e-6, Watch(report=seen.append))
    bounds = [p.bound for p in seen]
    plans = [p.objective for p in seen]
    assert bounds == sorted(bounds)
    assert plans == sorted(plans, reverse=True)


def test_the_same_call_gives_the_same_point() -> None:
    model, labels = facilities(7)
    first, second = solve(model, labels, 0.01), solve(model, labels, 0.01)
    assert first.x is not None
    assert second.x is not None
    assert (first.x == second.x).all()


def test_sizes_of_a_site_exclude_one_another_and_what_follows_is_no_decision() -> None:
    model, _, _ = stepped(0)
    binary = binaries(model)
    assert list(binary) == list(range(8))
    assert list(groups(model, binary)) == [0, 0, 2, 2, 4, 4, 6, 6]


def test_followers_are_known_by_their_new_place_in_a_restricted_model() -> None:
    model, _ = facilities(0)
    charge = model.column_blocks[3].slice
    free = model.integer | model.follows
    part = restrict(model, free, np.zeros(model.columns))
    assert list(part.columns[part.model.followers]) == list(range(charge.start, charge.stop))


def test_a_restricted_model_costs_what_the_whole_point_costs() -> None:
    model, labels = facilities(4)
    answer = solve(model, labels, 1e-6)
    assert answer.x is not None
    part = restrict(model, labels == 1, answer.x)
    assert part.model.objective(answer.x[part.columns]) == pytest.approx(answer.objective)
    assert part.model.violation(answer.x[part.columns]) <= 1e-6
    assert (part.extend(answer.x[part.columns]) == answer.x).all()


def test_rounded_points_are_whole() -> None:
    model, _ = facilities(6)
    lp = WarmLP(model)
    relaxed = lp.solve(Limits(), Watch())
    assert relaxed.x is not None
    points = list(rounded(model, lp, relaxed.x, Limits(), Watch()))
    assert points
    for x in points:
        assert (x[model.integer] == np.round(x[model.integer])).all()


def test_polishing_sweeps_a_trickle_through_a_closed_site() -> None:
    model, labels = facilities(8)
    answer = solve(model, labels, 1e-6)
    assert answer.x is not None
    opened, flow = model.column_blocks[0].slice, model.column_blocks[1].slice
    closed = int(np.flatnonzero(answer.x[opened].reshape(4, 2).sum(axis=1) == 0)[0])
    dusty = answer.x.copy()
    dusty[flow.start + closed * 6] += 1e-7
    clean = polished(model, Answer(answer.proof, dusty, answer.objective, answer.bound, "", 0.0), Limits(), Watch())
    assert clean.x is not None
    assert clean.x[flow.start + closed * 6] == 0.0
    assert clean.objective == pytest.approx(answer.objective)


def test_what_comes_from_nowhere_is_swept_too() -> None:
    # 3e-6 reaches a depot and 4e-5 leaves it: the first is dust, and without it the second has no source
    model = ArrayModel()
    into, out = (model.add_columns(name, 1, cost=1.0) for name in ("in", "out"))
    unserved = model.add_columns("unserved", 1, cost=9.0)
    rows = model.add_rows("balance", 1, lower=0.0, upper=0.0)
    model.add_entries(rows[0], into[0], 1.0)
    model.add_entries(rows[0], out[0], -1.0)
    rows = model.add_rows("demand", 1, lower=4.0, upper=4.0)
    model.add_entries(rows[0], out[0], 1.0)
    model.add_entries(rows[0], unserved[0], 1.0)
    assert list(swept(model.freeze(), np.array([3e-6, 4e-5, 4.0]), 1e-5)) == [0.0, 0.0, 4.0]
    assert list(swept(model.freeze(), np.array([3.0, 3.0, 1.0]), 1e-5)) == [3.0, 3.0, 1.0]


def trickled(other: list[float]) -> tuple[int, float]:
    """Loads of 100 for 10 each, a demand of 10 on each, another way for the cost given: loads kept, and the cost."""
    model, count = ArrayModel(), len(other)
    loads = model.add_columns("loads", count, cost=10.0, upper=5.0, integer=True)
    by_load = model.add_columns("by load", count, upper=10.0)
    beside = model.add_columns("beside", count, cost=other, upper=10.0)
    demand = model.add_rows("demand", count, lower=10.0, upper=10.0)
    room = model.add_rows("room", count, upper=0.0)
    k = np.arange(count)
    for rows, columns, value in (
        (demand, by_load, 1.0), (demand, beside, 1.0), (room, by_load, 0.01), (room, loads, -1.0)
    ):  # fmt: skip
        model.add_entries(rows[k], columns[k], value)
    arrays = model.freeze()
    x = without_trickles(arrays, WarmLP(arrays), binaries(arrays), arrays.objective, Limits(), Watch())
    assert x is not None
    assert arrays.violation(x) <= 1e-6
    return round(float(x[loads.slice].sum())), arrays.objective(x)


def test_loads_for_a_trickle_that_has_a_cheaper_way_are_shut() -> None:
    # ten units beside cost 5 or 20 where a load costs 10
    loads, cost = trickled([0.5, 2.0, 0.5, 2.0])
    assert (loads, cost) == (2, pytest.approx(2 * 5 + 2 * 10))


def test_loads_are_no_longer_shut_where_that_was_in_vain_again_and_again() -> None:
    loads, _ = trickled([2.0] * (IN_VAIN - 1) + [0.5] + [2.0] * IN_VAIN + [0.5])
    assert loads == 2 * IN_VAIN
