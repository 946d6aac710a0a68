"""Fixtures that every kind of test shares."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

import cbeclogistics
from cbeclogistics.engine.profile import Profile
from cbeclogistics.plan.plan import Plan

settings.register_profile("steady", derandomize=True)  # the same examples each time: a failure is of the change
settings.register_profile("explore")
settings.load_profile("steady")
PROOF = Profile("proof", "The best plan, proven.", method="whole", gap=1e-9)
HERE = Path(__file__).parent


def _module(name: str, path: Path) -> ModuleType:
    """Module of a helper file; test modules cannot import one another under importlib mode."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """Builders of rule books, lines, rate cards and small networks: tests/builders.py."""
    return _module("cbec_test_builders", HERE / "builders.py")


@pytest.fixture(scope="session")
def solve(make: ModuleType) -> Callable[..., Plan]:
    """Best plan of rows of tables, proven and audited; keywords change the settings."""
    return lambda tables, **how: cbeclogistics.solve(make.network(tables, **how), PROOF)


@pytest.fixture(scope="session")
def routing_problem() -> Callable[..., Any]:
    """Small routing problems with every feature: `drawn` of tests/routing_problems.py."""
    return _module("cbec_test_routing_problems", HERE / "routing_problems.py").drawn  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def routing_oracle() -> ModuleType:
    """The best routes of small problems by enumeration: tests/routing_oracle.py."""
    return _module("cbec_test_routing_oracle", HERE / "routing_oracle.py")


@pytest.fixture(scope="session")
def oracle() -> ModuleType:
    """Independent enumeration of small networks: tests/property/oracle.py."""
    return _module("cbec_test_oracle", HERE / "property" / "oracle.py")


@pytest.fixture(scope="session")
def worlds() -> ModuleType:
    """Small random networks: `random_network` of tests/property/test_design.py."""
    return _module("cbec_test_worlds", HERE / "property" / "test_design.py")


@pytest.fixture(scope="session")
def customs() -> ModuleType:
    """Random rule books and shipments: tests/property/landed_worlds.py."""
    return _module("cbec_test_landed_worlds", HERE / "property" / "landed_worlds.py")


@pytest.fixture(scope="session")
def kernel() -> ModuleType:
    """The landed-cost kernel."""
    from cbeclogistics.trade import kernel

    return kernel


@pytest.fixture(scope="session")
def plans() -> ModuleType:
    """Plans of the instance tests/data/wide, and ways to tamper with them: tests/plans.py."""
    return _module("cbec_test_plans", HERE / "plans.py")


@pytest.fixture(scope="session")
def parts() -> ModuleType:
    """Parts of large instances, and what is read off their plans: tests/parts.py."""
    return _module("cbec_test_parts", HERE / "parts.py")


@pytest.fixture(scope="session")
def models() -> ModuleType:
    """Small models of the engine: `facilities` and `optimum` of tests/unit/engine/test_certified.py."""
    return _module("cbec_test_models", HERE / "unit" / "engine" / "test_certified.py")
