"""What only a process of its own can show: silence, and libraries that must live together."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from cbeclogistics.engine.backends import backend

CHOICES = {
    "highs": [{}],
    "ortools": [{"solver": "scip"}, {"solver": "highs"}, {"solver": "cp-sat"}],
    "pulp": [{"solver": "PULP_CBC_CMD"}, {"solver": "HiGHS"}],
}
ALL = [(name, parameters) for name, each in CHOICES.items() for parameters in each]
LIBRARIES = {"highs": "highspy", "ortools": "ortools.math_opt.python.mathopt", "pulp": "pulp"}
SOLVES = """
import importlib, sys
import numpy as np, scipy.sparse as sp
from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends import backend
from cbeclogistics.engine.limits import Limits, Watch
rng = np.random.default_rng(0)
n = 12
def model(integer, least=8.0, cost=1.0):
    return Arrays(cost * rng.uniform(1, 9, n), np.zeros(n), np.full(n, 4.0), np.full(n, integer),
                  sp.csc_matrix(rng.uniform(0.5, 2, (5, n))), np.full(5, least), np.full(5, np.inf))
def go(name, parameters):
    for each in (model(False), model(True), model(True, 1e4), model(True, cost=-1.0)):
        for threads in (1, 2):
            backend(name)().solve(each, Limits(time_limit=5.0, threads=threads), Watch(), parameters=parameters)
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "error::UserWarning", "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize(("name", "parameters"), ALL)
def test_nothing_is_ever_printed(name: str, parameters: dict[str, str]) -> None:
    if backend(name).why_unavailable():
        pytest.skip("not installed")
    done = _run(SOLVES + f"go({name!r}, {parameters!r})")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("order", list(itertools.permutations(LIBRARIES)))
def test_all_libraries_live_in_one_process(order: tuple[str, ...]) -> None:
    """Whoever loads them, in any order: every solver answers, or says in words why it would crash."""
    if any(backend(name).why_unavailable() for name in order):
        pytest.skip("not installed")
    imports = "\n".join(f"importlib.import_module({LIBRARIES[name]!r})" for name in order)
    crashes = order.index("pulp") < order.index("ortools")
    solves = "\n".join(f"go({n!r}, {p!r})" for n, p in ALL if not crashes or p != {"solver": "highs"})
    refused = """
from cbeclogistics.errors import BackendError
try:
    go("ortools", {"solver": "highs"})
except BackendError as error:
    assert "before pulp" in str(error)
else:
    raise AssertionError
"""
    done = _run(f"{SOLVES}\n{imports}\n{solves}\n{refused if crashes else ''}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_all_backends_live_in_one_process(order: tuple[int, ...]) -> None:
    """Used through us alone, in any order, every solver answers."""
    if any(backend(name).why_unavailable() for name in LIBRARIES):
        pytest.skip("not installed")
    first = [("highs", {}), ("pulp", {"solver": "HiGHS"}), ("ortools", {"solver": "highs"})]
    rest = [choice for choice in ALL if choice not in first]
    solves = "\n".join(f"go({n!r}, {p!r})" for n, p in [*(first[i] for i in order), *rest, *first])
    done = _run(f"{SOLVES}\n{solves}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_listing_backends_loads_no_solver() -> None:
    code = """
import sys
from cbeclogistics.engine.backends import backends
for each in backends().values():
    each.why_unavailable(), each.version()
heavy = {"highspy", "ortools", "pulp"} & set(sys.modules)
assert not heavy, heavy
"""
    done = _run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
