"""A model cut down from a network of which HiGHS 1.13 calls a plan optimal that costs 2.7 times the best."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends.highs import Highs
from cbeclogistics.engine.limits import Limits, Watch

MODEL = Path(__file__).parents[2] / "data" / "false_presolve.json"


def filled(values: list[float | None], empty: float) -> np.ndarray:
    return np.array([empty if v is None else v for v in values], dtype=float)


def test_presolve_keeps_the_best_plan() -> None:
    said = json.loads(MODEL.read_text(encoding="utf-8"))
    rows, n = said["rows"], len(said["cost"])
    matrix = np.zeros((len(rows), n))
    for i, row in enumerate(rows):
        matrix[i, row["columns"]] = row["values"]
    model = Arrays(
        np.array(said["cost"]), np.zeros(n), filled(said["upper"], np.inf), np.array(said["integer"]),
        sp.csc_matrix(matrix), filled([r["lower"] for r in rows], -np.inf), filled([r["upper"] for r in rows], np.inf),
    )  # fmt: skip
    answer = Highs().solve(model, Limits(gap=1e-9), Watch(), parameters={})
    assert answer.objective == pytest.approx(said["optimum"])
    assert answer.bound <= said["optimum"] * (1 + 1e-6)
