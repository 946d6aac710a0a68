"""The problem that warms up reaches what is compiled, so that nothing is on the clock."""

from __future__ import annotations

import numpy as np

from cbeclogistics.bench.located import FAMILY
from cbeclogistics.engine.limits import Limits, Progress, Watch
from cbeclogistics.engine.location.problems import CFL
from cbeclogistics.engine.location.solve import solve


def test_that_of_cfl_reaches_local_search_and_the_tree() -> None:
    heard: list[Progress] = []
    warm = FAMILY.warm_up(CFL(np.ones(1), np.ones((1, 1)), np.ones(1), np.ones(1)))
    assert warm is not None
    assert isinstance(warm[0], CFL)
    solve(warm[0], Limits(gap=0.0), Watch(report=heard.append))
    assert {"local search", "branch and bound"} <= {said.stage for said in heard}
