"""The published routing instances themselves, where a copy of them lies beside this repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbeclogistics.loaders.benchmarks import (
    best_known,
    read_mdvrp,
    read_solomon,
    read_vrplib,
    read_vrplib_solution,
)
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.check import checked

DATA = Path(__file__).parents[3] / "shared" / "benchmarks"


def there(family: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not (DATA / family).is_dir(), reason=f"{family} is not beside this repository")


@there("vrp")
def test_published_routes_cost_what_they_say() -> None:
    known = best_known(DATA / "vrp", "best_known_cvrp_X_XXL.csv")
    files = sorted((DATA / "vrp" / "cvrp_X_XXL").glob("*.vrp"))
    assert files
    for path in files:
        problem = read_vrplib(path)
        found = read_vrplib_solution(path.with_suffix(".sol"), problem)
        verdict = audit(problem, found.routes)
        assert verdict.broken == (), path
        assert verdict.cost == found.cost == known[path.stem].cost, path


@there("vrp")
def test_time_windows() -> None:
    solomon = [read_solomon(path) for path in sorted((DATA / "vrp" / "solomon").glob("*/*.txt"))]
    assert {problem.tasks for problem in solomon} == {25, 50, 100}
    larger = [read_solomon(p, "hierarchical") for p in sorted((DATA / "vrp").glob("gehring_homberger_txt/*.gz"))]
    assert {problem.tasks for problem in larger} == {200}
    known = best_known(DATA / "vrp", "best_known_vrptw_GH_hierarchical.csv", "routes")
    for problem in (*solomon, *larger):
        checked(problem)
    for problem in larger:  # no fleet is smaller than what the load fills
        load = sum(stop.deliver[0] for stop in problem.stops)
        assert (known[problem.name].vehicles or 0) * problem.vehicles[0].capacity[0] >= load


@there("mdvrp")
def test_several_depots() -> None:
    paths = sorted((DATA / "mdvrp" / "dat").glob("p[r0-9]*"))
    found = {path.name: read_mdvrp(path) for path in paths}
    for problem in found.values():
        checked(problem)
    assert (found["p08"].tasks, len(found["p08"].depots), found["p08"].vehicles[0].max_duration_min) == (249, 2, 310)
    assert set(best_known(DATA / "mdvrp")) == set(found)
