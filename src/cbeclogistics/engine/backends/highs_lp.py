"""A linear programme kept warm in HiGHS: change it a little, solve it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp

from ...errors import BackendError
from ..answer import Proof
from ..arrays import Arrays, Floats, Ints
from ..limits import Limits, Watch
from .highs_session import Session


@dataclass(frozen=True)
class LpResult:
    """Outcome of one solve of an LP.

    Attributes
    ----------
    status
        Why it stopped; the arrays below are None unless it is OPTIMAL.
    objective
        Cost of the optimum, the offset included; inf without one.
    x
        Shape (columns,).
    row_dual
        Shape (rows,): change of the optimum by one unit more on the binding side of a row; ≥ 0 where the lower
        side binds, ≤ 0 where the upper does.
    reduced_cost
        Shape (columns,): ``cost - row_dual @ A``; ≥ 0 at a lower bound, ≤ 0 at an upper.
    """

    status: Proof
    objective: float = np.inf
    x: Floats | None = None
    row_dual: Floats | None = None
    reduced_cost: Floats | None = None


class WarmLP:
    """The relaxation of a model, built once and re-solved warm after changes.

    Parameters
    ----------
    model
        Its integrality is forgotten.
    method
        Of the first solve: "simplex", "ipm" (with crossover) or "choose". Later solves start from the last basis,
        by simplex.
    parameters
        Further HiGHS options.
    """

    def __init__(
        self,
        model: Arrays,
        *,
        method: Literal["simplex", "ipm", "choose"] = "choose",
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        self._session = Session(model, parameters or {}, relaxed=True)
        self._session.option("solver", method)
        self.columns = model.columns
        self.rows = model.rows

    def solve(self, limits: Limits, watch: Watch, stage: str = "solving the relaxation") -> LpResult:
        """Solve, from the last basis where there is one.

        Raises
        ------
        BackendError
            HiGHS failed, also when started afresh.
        """
        import highspy

        states = highspy.HighsModelStatus
        core = self._session.core
        if limits.time_limit <= 0:
            return LpResult(Proof.LIMIT)
        before = core.getRunTime()
        status = self._session.run(limits, watch, stage)
        if status not in (
            states.kOptimal,
            states.kInfeasible,
            states.kUnbounded,
            states.kTimeLimit,
            states.kInterrupt,
        ):
            # a basis gone bad, or presolve that cannot tell infeasible from unbounded
            self._session.check(core.clearSolver(), "start afresh")
            self._session.option("presolve", "off")
            status = self._session.run(limits.after(core.getRunTime() - before), watch, stage)
            self._session.option("presolve", "choose")
        self._session.option("solver", "choose" if status != states.kOptimal else "simplex")
        if status == states.kOptimal or status == states.kModelEmpty:
            solution = core.getSolution()
            return LpResult(
                Proof.OPTIMAL,
                float(core.getInfo().objective_function_value),
                np.array(solution.col_value, dtype=float),
                np.array(solution.row_dual, dtype=float),
                np.array(solution.col_dual, dtype=float),
            )
        known = {
            states.kInfeasible: Proof.INFEASIBLE,
            states.kUnbounded: Proof.UNBOUNDED,
            states.kTimeLimit: Proof.LIMIT,
            states.kIterationLimit: Proof.LIMIT,
            states.kMemoryLimit: Proof.LIMIT,
            states.kInterrupt: Proof.CANCELLED,
        }
        if status not in known:
            raise BackendError(f"HiGHS gave up on the relaxation: {core.modelStatusToString(status)}.")
        return LpResult(known[status])

    def add_rows(self, matrix: sp.csr_matrix, lower: Floats, upper: Floats) -> None:
        """Add rows ``lower ≤ matrix @ x ≤ upper``; the basis survives, their slacks basic."""
        matrix = sp.csr_matrix(matrix)
        count = int(matrix.shape[0])
        if not count:
            return
        self._session.check(
            self._session.core.addRows(
                count,
                np.broadcast_to(np.asarray(lower, dtype=float), (count,)),
                np.broadcast_to(np.asarray(upper, dtype=float), (count,)),
                int(matrix.nnz),
                matrix.indptr.astype(np.int32, copy=False),
                matrix.indices.astype(np.int32, copy=False),
                matrix.data.astype(float, copy=False),
            ),
            "add rows",
        )
        self.rows += count

    def add_columns(self, cost: Floats, lower: Floats, upper: Floats, matrix: sp.csc_matrix) -> None:
        """Add columns, shape (rows, columns) of coefficients; the basis survives, they stand at their bounds."""
        matrix = sp.csc_matrix(matrix)
        count = int(matrix.shape[1])
        if count:
            self._session.check(
                self._session.core.addCols(
                    count,
                    np.asarray(cost, dtype=float),
                    np.asarray(lower, dtype=float),
                    np.asarray(upper, dtype=float),
                    int(matrix.nnz),
                    matrix.indptr[:-1].astype(np.int32),
                    matrix.indices.astype(np.int32, copy=False),
                    matrix.data.astype(float, copy=False),
                ),
                "add columns",
            )
            self.columns += count

    def start_like(self, other: WarmLP, columns: Ints) -> None:
        """Start from the basis of an LP of some of the columns, with the same rows; others stand at their lower bound.

        Parameters
        ----------
        columns
            Those of the other, in its order.
        """
        import highspy

        basis = other._session.core.getBasis()
        if not basis.valid:
            return
        status = [highspy.HighsBasisStatus.kLower] * self.columns
        for column, stands in zip(columns.tolist(), basis.col_status, strict=True):
            status[column] = stands
        basis.col_status = status
        self._session.check(self._session.core.setBasis(basis), "take a basis")
        self._session.option("solver", "simplex")

    def set_bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Set the bounds of columns; scalars are spread over them."""
        places, low, high = self._spread(columns, lower, upper)
        if places.size:
            self._session.check(self._session.core.changeColsBounds(places.size, places, low, high), "set bounds")

    def set_costs(self, columns: Ints, cost: Floats) -> None:
        """Set the costs of columns; a scalar is spread over them."""
        places, cost = self._spread(columns, cost)
        if places.size:
            self._session.check(self._session.core.changeColsCost(places.size, places, cost), "set costs")

    @staticmethod
    def _spread(columns: Ints, *values: Floats) -> tuple[Any, ...]:
        places = np.atleast_1d(np.asarray(columns)).astype(np.int32)
        return places, *(np.broadcast_to(np.asarray(v, dtype=float), places.shape) for v in values)
