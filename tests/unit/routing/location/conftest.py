"""Fixtures of location with routing."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROBLEMS = Path(__file__).parents[3] / "location_routing_problems.py"


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """Small problems and their best answers by trying everything: tests/location_routing_problems.py."""
    spec = importlib.util.spec_from_file_location("cbec_test_location_routing_problems", PROBLEMS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
