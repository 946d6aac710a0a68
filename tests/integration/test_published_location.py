"""The published instances themselves, where a copy of them lies beside this repository."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import Limits
from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.models import solve_whole
from cbeclogistics.engine.location.solve import solve
from cbeclogistics.loaders.benchmarks import (
    best_known,
    read_cmnd,
    read_pmedian,
    read_sscflp,
    read_tscflp,
    read_ufllib,
    read_ufllib_solution,
    read_warehouse,
)

DATA = Path(__file__).parents[3] / "shared" / "benchmarks"
EXACT = Limits(gap=1e-7)


def there(family: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not (DATA / family).is_dir(), reason=f"{family} is not beside this repository")


def instances(family: str, pattern: str) -> list[Path]:
    return sorted((DATA / family).glob(pattern))


def published(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".opt", ".bub", ".lst", ".md", ".csv") and path.name != "README"


@there("orlib_warehouse")
def test_warehouse_sizes() -> None:
    sizes = {p.name: (p.sites, p.customers) for p in map(read_warehouse, instances("orlib_warehouse", "cfl/cap*"))}
    assert all(
        customers == (1000 if name in ("capa", "capb", "capc") else 50) for name, (_, customers) in sizes.items()
    )
    assert sizes["cap41"] == (16, 50)
    assert sizes["cap71"] == (16, 50)
    assert sizes["cap131"] == (50, 50)
    assert {name for name, (sites, _) in sizes.items() if sites == 25} >= {"cap81", "cap104"}


@there("orlib_warehouse")
def test_altered_copies_are_told_by_their_demand() -> None:
    assert read_warehouse(DATA / "orlib_warehouse" / "cfl" / "cap41.txt").demand.sum() == 58268


@there("ufllib")
def test_published_solutions_cost_what_they_say() -> None:
    count = 0
    known = best_known(DATA / "ufllib")
    for path in filter(published, instances("ufllib", "*/**/*")):
        problem = read_ufllib(path)
        name = str(path.relative_to(DATA / "ufllib"))
        for suffix in (".opt", ".bub"):
            beside = path.with_name(path.name.removesuffix(".gz") + suffix)
            if beside.exists():
                solution = read_ufllib_solution(beside, problem)
                verdict = check(problem, solution.solution)
                assert verdict.feasible, (name, verdict.broken)
                assert verdict.cost == pytest.approx(solution.cost, rel=1e-5)  # files round
                assert known[name.removesuffix(".gz")].cost == pytest.approx(solution.cost, rel=1e-9)
                count += 1
    assert count > 100


@there("sscflp")
def test_single_source_sizes_and_enough_capacity() -> None:
    sizes = {}
    for folder in ("Lib_1", "Lib_2", "Lib_4", "Lib_5"):
        for path in instances("sscflp", f"{folder}/p*"):
            problem = read_sscflp(path)
            sizes.setdefault(folder, set()).add((problem.sites, problem.customers))
            assert problem.capacity.sum() >= problem.demand.sum(), path
    assert (10, 20) in sizes["Lib_1"]
    assert {(10, 50), (20, 50)} <= sizes["Lib_2"]
    assert sizes["Lib_4"] == {(30, 200), (60, 200), (60, 300), (80, 400)}
    assert (300, 300) in sizes["Lib_5"]


@there("tscflp_two_stage")
def test_two_stage_sizes() -> None:
    for path in instances("tscflp_two_stage", "Fernandes2014/instances/PSC*"):
        problem = read_tscflp(path)
        plants = 50 if "-50" in path.name else 100
        assert (problem.plants, problem.depots, problem.customers) == (plants, 2 * plants, 4 * plants)


@there("cmnd")
def test_network_design_reads_every_file() -> None:
    sizes = {p.name: (p.nodes, p.arcs, p.commodities) for p in map(read_cmnd, instances("cmnd", "*/*.dow"))}
    assert sizes["c33"] == (20, 228, 39)
    assert sizes["c25_100_10_F_L_5"] == (25, 100, 10)


@there("orlib_pmedian")
def test_distances_between_vertices_are_symmetric_and_whole() -> None:
    for path in instances("orlib_pmedian", "pmed*.txt"):
        problem = read_pmedian(path)
        assert np.array_equal(problem.distance, problem.distance.T), path
        assert np.array_equal(problem.distance, np.round(problem.distance)), path
    assert read_pmedian(DATA / "orlib_pmedian" / "pmed1.txt").medians == 5


@there("orlib_warehouse")
@pytest.mark.parametrize("name", ["cap41", "cap44", "cap51"])
def test_published_capacitated_optima(name: str) -> None:
    problem = read_warehouse(DATA / "orlib_warehouse" / "cfl" / f"{name}.txt")
    assert_optimal(problem, best_known(DATA / "orlib_warehouse")[f"{name} (CFL)"].cost)


@there("orlib_warehouse")
@pytest.mark.parametrize("name", ["cap71", "cap74"])
def test_published_uncapacitated_optima(name: str) -> None:
    problem = read_warehouse(DATA / "orlib_warehouse" / "cfl" / f"{name}.txt").without_capacity()
    assert_optimal(problem, best_known(DATA / "orlib_warehouse")[f"{name} (UFL, capacities ignored)"].cost)


@there("sscflp")
@pytest.mark.parametrize("name", ["Lib_1/p1", "Lib_1/p2", "Lib_2/p1", "Lib_2/p2"])
def test_published_single_source_optima(name: str) -> None:
    assert_optimal(read_sscflp(DATA / "sscflp" / name), best_known(DATA / "sscflp")[name].cost)


@there("orlib_pmedian")
def test_published_median() -> None:
    assert_optimal(read_pmedian(DATA / "orlib_pmedian" / "pmed5.txt"), best_known(DATA / "orlib_pmedian")["pmed5"].cost)


@there("orlib_pmedian")
@there("orlib_warehouse")
@there("sscflp")
@there("ufllib")
def test_exact_solvers_find_published_optima() -> None:
    warehouse = read_warehouse(DATA / "orlib_warehouse" / "cfl" / "cap104.txt")
    known = best_known(DATA / "orlib_warehouse")
    assert_optimal(warehouse, known["cap104 (CFL)"].cost, solve)
    assert_optimal(warehouse.without_capacity(), known["cap104 (UFL, capacities ignored)"].cost, solve)
    for name in ("pmed5", "pmed15"):
        problem = read_pmedian(DATA / "orlib_pmedian" / f"{name}.txt")
        assert_optimal(problem, best_known(DATA / "orlib_pmedian")[name].cost, solve)
    for name in ("BildeKrarup/B/B1.2", "BildeKrarup/C/C1.4"):
        assert_optimal(read_ufllib(DATA / "ufllib" / name), best_known(DATA / "ufllib")[name].cost, solve)
    assert_optimal(read_sscflp(DATA / "sscflp" / "Lib_2/p13"), best_known(DATA / "sscflp")["Lib_2/p13"].cost, solve)


def assert_optimal(problem, cost: float, method=solve_whole) -> None:
    found = method(problem, EXACT)
    assert found.proof is Proof.OPTIMAL
    verdict = check(problem, found.solution)
    assert verdict.feasible, verdict.broken
    assert verdict.cost == pytest.approx(cost, rel=1e-7)
    assert found.bound == pytest.approx(cost, rel=1e-6)
