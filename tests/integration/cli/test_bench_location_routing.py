"""`bench` of location with routing, on instances of our own in Prodhon's formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbeclogistics.bench.bench import bench
from cbeclogistics.bench.suites import sources
from cbeclogistics.loaders.benchmarks import read_lrp
from cbeclogistics.routing.location import audit
from cbeclogistics.routing.location.document import LocatedDocument

# depots at (0, 0) and (10, 0); both customers fit one route of the first: 100 + 50 + the way to (3, 0) and back
ONE = "2 2  0 0  10 0  3 0  1 0  20  30 40  5 6  100 200  50  {kind}\n"
# the same from one satellite at (0, 0), 5 from the platform: opening 100, route 50, way 600; route 7, way 2000
TWO = "2 1  0 5  0 0  3 0  1 0  20 50  40  5 6  100  50 {route} 0\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "lrp"
    for name in ("prins/instances", "barreto/any", "prins-2e/instances"):
        (folder / name).mkdir(parents=True)
    (folder / "prins/instances/coord2.dat").write_text(ONE.format(kind=0))
    (folder / "barreto/any/coordGaspelle.dat").write_text(ONE.format(kind=1))
    (folder / "barreto/any/coordOr117.dat").write_text("malformed")
    (folder / "prins-2e/instances/coord2-2e.dat").write_text(TWO.format(route=7))
    (folder / "prins-2e/instances/coord200-10-3b-2e.dat").write_text(TWO.format(route=""))
    known = "prins/coord2.dat,750,yes,by hand\nbarreto/Gaskell67-21x5,156,yes,by hand\n"
    (folder / "best_known.csv").write_text("instance,best_known,proven_optimal,source\n" + known)
    return tmp_path


def test_instances_have_their_published_names(data: Path) -> None:
    found = [(source.instance, source.best.cost, source.time_limit()) for source in sources("lrp", data)]
    assert found == [("prins/coord2", 750, 60), ("barreto/coordGaspelle", 156, 60)]


def test_rows_are_audited_and_written(data: Path, tmp_path: Path) -> None:
    rows = bench("lrp", data=data, time_limit=0.5, solutions=tmp_path / "answers").rows
    assert [(row.status, row.objective, row.distance) for row in rows] == [
        ("limit", pytest.approx(cost), pytest.approx(0.0)) for cost in (750, 156)
    ]
    document = LocatedDocument.from_json((tmp_path / "answers" / "prins_coord2.json").read_text())
    verdict = audit(read_lrp(data / "lrp/prins/instances/coord2.dat"), document.answer)
    assert verdict.holds
    assert verdict.cost == pytest.approx(750)


def test_two_echelons_and_a_file_without_the_cost_of_a_first_level_route(data: Path) -> None:
    rows = bench("lrp-2e", data=data, time_limit=0.5).rows
    assert [row.objective for row in rows] == [pytest.approx(750 + 2007), pytest.approx(750 + 2000)]
    (other,) = bench("lrp-2e", data=data, instances="coord2-2e", time_limit=0.5, solver="pyvrp").rows
    assert other.status.startswith("location with routing has one solver")
