"""The solvers that are given a whole model, and with what parameters."""

from __future__ import annotations

from typing import Any

Backend = tuple[str, dict[str, Any]]

BACKENDS: dict[str, Backend] = {
    "highs": ("highs", {}),
    "scip": ("ortools", {"solver": "scip"}),
    "cp-sat": ("ortools", {"solver": "cp-sat"}),
    "cbc": ("pulp", {"solver": "PULP_CBC_CMD"}),
}


def of_profile(name: str) -> Backend:
    """Return the backend of a profile, and its parameters."""
    from ..engine.profile import read_profile

    chosen = read_profile(name)
    return chosen.backend, dict(chosen.parameters)
