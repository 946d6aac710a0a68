"""Published instances of location with routing, where a copy of them lies beside this repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.loaders.benchmarks import read_lrp, read_lrp_2e
from cbeclogistics.routing.location import audit, locate_and_route
from cbeclogistics.routing.location.document import LocatedDocument

DATA = Path(__file__).parents[3] / "shared" / "benchmarks" / "lrp"
BARRETO = DATA / "barreto" / "instances-prodhon-format"
BELOW = Path(__file__).parents[2] / "benchmarks" / "new-best"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the instances are not beside this repository")


def test_sizes_are_as_the_names_say() -> None:
    for path in (DATA / "prins" / "instances").glob("*.dat"):
        problem = read_lrp(path)
        customers, depots = path.stem.removeprefix("coord").split("-")[:2]
        assert (problem.customers, problem.depots) == (int(customers), int(depots))
        assert problem.capacity.sum() >= problem.demand.sum()
    for path in (DATA / "prins-2e" / "instances").glob("*.dat"):
        two = read_lrp_2e(path, 0.0)
        one = read_lrp(DATA / "prins" / "instances" / path.name.replace("-2e", ""))
        assert (two.second.length() == one.length()).all()
        assert two.vehicle_capacity >= two.second.capacity.max()


def test_a_malformed_file_is_told_of_by_its_line() -> None:
    with pytest.raises(InputError, match=r"coordOr117\.dat, row \d+"):
        read_lrp(BARRETO / "coordOr117.dat")
    with pytest.raises(InputError, match=r"coord200-10-3b-2e\.dat, row \d+"):
        read_lrp_2e(DATA / "prins-2e" / "instances" / "coord200-10-3b-2e.dat")


def test_solutions_below_the_table_survive_the_audit() -> None:
    found = 0
    for path in BELOW.glob("*.json"):
        document = LocatedDocument.from_json(path.read_text(encoding="utf-8"))
        assert audit(read_lrp(BARRETO / f"{document.instance}.dat"), document.answer).holds
        found += 1
    assert found == 5


@pytest.mark.parametrize(
    ("name", "cost"),
    [("prins/instances/coord20-5-1", 54793), ("prins/instances/coord20-5-2b", 37542), ("coordGaspelle2", 585.1)],
)
def test_small_instances_reach_the_best_known_cost(name: str, cost: float) -> None:
    path = DATA / f"{name}.dat" if "/" in name else BARRETO / f"{name}.dat"
    assert locate_and_route(read_lrp(path), work_limit=400_000).cost == pytest.approx(cost, abs=0.05)
