"""Every usable backend, each solver it carries, and the models they are put to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from cbeclogistics.engine.answer import Answer
from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends import Feature, backend, names
from cbeclogistics.engine.limits import Limits, Watch

SOLVERS = {"ortools": ("scip", "highs", "cp-sat"), "pulp": ("PULP_CBC_CMD", "HiGHS")}


@dataclass(frozen=True)
class Choice:
    """A backend with a choice of solver, and what may be asked of the pair."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return "-".join([self.name, *self.parameters.values()])

    def exact(self, model: Arrays) -> bool:
        """Whether its claims hold for the model itself, not for a grid."""
        whole = bool(model.integer.all() and np.isfinite(model.lower).all() and np.isfinite(model.upper).all())
        return whole or not model.integer.any() or self.parameters.get("solver") != "cp-sat"

    def has(self, feature: Feature) -> bool:
        """Whether it has a feature; the declared ones are those of a backend's default solver."""
        own = {"cp-sat": True, "highs": False, "HiGHS": False}
        if feature is Feature.CANCEL and self.parameters:
            return own.get(self.parameters["solver"], feature in backend(self.name).features)
        return feature in backend(self.name).features

    def solve(
        self,
        model: Arrays,
        watch: Watch | None = None,
        start: Any = None,
        options: dict[str, Any] | None = None,
        **limits: Any,
    ) -> Answer:
        limits = {"gap": 1e-7, "time_limit": 30.0 if self.exact(model) else 2.0, **limits}
        return backend(self.name)().solve(
            model, Limits(**limits), watch or Watch(), parameters={**self.parameters, **(options or {})}, start=start
        )


def choices() -> list[Any]:
    """All of them, unusable ones marked to be skipped."""
    found = []
    for name in names():
        why = backend(name).why_unavailable()
        for solver in SOLVERS.get(name, ("",)):
            choice = Choice(name, {"solver": solver} if solver else {})
            found.append(pytest.param(choice, id=choice.label, marks=pytest.mark.skip(reason=why) if why else ()))
    return found


@pytest.fixture(params=choices())
def choice(request: pytest.FixtureRequest) -> Choice:
    """One backend with one solver."""
    return request.param  # type: ignore[no-any-return]


Build = Callable[..., Arrays]


def built(
    cost: Any,
    matrix: Any,
    row_lower: Any,
    row_upper: Any,
    *,
    lower: Any = 0.0,
    upper: Any = np.inf,
    integer: Any = False,
    offset: float = 0.0,
) -> Arrays:
    """A model from nested lists; scalars are spread."""
    n = len(cost)
    rows = np.asarray(matrix, dtype=float).reshape(len(matrix), n)
    side = [np.broadcast_to(np.asarray(s, float), (len(rows),)).copy() for s in (row_lower, row_upper)]
    bound = [np.broadcast_to(np.asarray(b, float), (n,)).copy() for b in (lower, upper)]
    whole = np.broadcast_to(np.asarray(integer, bool), (n,)).copy()
    return Arrays(np.asarray(cost, float), *bound, whole, sp.csc_matrix(rows), *side, offset=offset)


@pytest.fixture(scope="session")
def build() -> Build:
    """Models from nested lists."""
    return built


def located(demands: int, sites: int, seed: int = 0) -> Arrays:
    """A capacitated facility location problem with strong links; offset 5."""
    rng = np.random.default_rng(seed)
    demand = rng.uniform(1, 10, demands)
    flows = demands * sites
    to, at = np.divmod(np.arange(flows), sites)
    cost = np.r_[rng.uniform(1, 100, flows) * demand[to], rng.uniform(2000, 9000, sites)]
    columns = flows + sites
    opening = flows + np.arange(sites)
    met = sp.csr_matrix((np.ones(flows), (to, np.arange(flows))), shape=(demands, columns))
    size = np.full(sites, demand.sum() / sites * 3)
    held = sp.csr_matrix((demand[to], (at, np.arange(flows))), shape=(sites, columns)) - sp.csr_matrix(
        (size, (np.arange(sites), opening)), shape=(sites, columns)
    )
    link = sp.eye(flows, columns, format="csr") - sp.csr_matrix(
        (np.ones(flows), (np.arange(flows), opening[at])), shape=(flows, columns)
    )
    return Arrays(
        cost=cost,
        lower=np.zeros(columns),
        upper=np.r_[np.full(flows, np.inf), np.ones(sites)],
        integer=np.arange(columns) >= flows,
        matrix=sp.csc_matrix(sp.vstack([met, held, link])),
        row_lower=np.r_[np.ones(demands), np.full(sites + flows, -np.inf)],
        row_upper=np.r_[np.ones(demands), np.zeros(sites + flows)],
        offset=5.0,
    )


@pytest.fixture(scope="session")
def facility() -> Callable[..., Arrays]:
    """Facility location problems of a given size and seed."""
    return located
