"""HiGHS, through its own Python interface."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np

from ...errors import BackendError
from ..answer import Answer, Proof
from ..arrays import Arrays, Floats
from ..limits import Limits, Watch
from .highs_session import Session
from .honest import Claim, answer
from .protocol import Feature

TIGHT = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}


class Highs:
    """HiGHS: LP by simplex or interior point, MILP by branch and cut.

    Cancelling takes effect between simplex iterations of an LP. Inside a MILP HiGHS looks up between nodes, cuts and
    heuristics, not inside one LP: where the root relaxation takes a minute, so may the answer.
    """

    name: ClassVar[str] = "highs"
    features: ClassVar[frozenset[Feature]] = frozenset(Feature)

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if usable, else one sentence with the install command."""
        return None if find_spec("highspy") else 'HiGHS is not installed: pip install "highspy>=1.13,<1.14"'

    @classmethod
    def version(cls) -> str:
        """Name and version of the solver."""
        return f"HiGHS {metadata.version('highspy')}"

    def solve(
        self,
        model: Arrays,
        limits: Limits,
        watch: Watch,
        *,
        parameters: Mapping[str, Any],
        start: Floats | None = None,
    ) -> Answer:
        """Solve the model; ``parameters`` are HiGHS options."""
        missing = self.why_unavailable()
        if missing:
            raise BackendError(missing)

        def ask(asked: Arrays, within: Limits, tight: bool) -> Claim:
            options = {**parameters, **TIGHT} if tight else parameters
            return _claim(asked, within, watch, options, start if asked.integer.any() else None)

        return answer(model, limits, watch, ask, self.version())


def _claim(model: Arrays, limits: Limits, watch: Watch, parameters: Mapping[str, Any], start: Floats | None) -> Claim:
    import highspy

    session = Session(model, parameters)
    whole = bool(model.integer.any())
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = np.asarray(start, dtype=float)
        session.check(session.core.setSolution(solution), "take the start")
    status = session.run(limits, watch, "solving the whole model" if whole else "solving the flows")
    states = highspy.HighsModelStatus
    if status == states.kUnknown and not whole:
        session.check(session.core.clearSolver(), "start afresh")
        session.option("solver", "simplex")
        session.option("presolve", "off")
        status = session.run(limits.after(session.core.getRunTime()), watch, "solving the flows again, by simplex")
    if whole and status in (states.kInfeasible, states.kUnbounded, states.kUnboundedOrInfeasible):
        # presolve of MILPs has said so of models that have a best plan (docs/decisions/002)
        session.check(session.core.clearSolver(), "start afresh")
        session.option("presolve", "off")
        status = session.run(limits.after(session.core.getRunTime()), watch, "solving the whole model again")
    bound = float(session.core.getInfo().mip_dual_bound) if whole else -np.inf
    if status == states.kInfeasible:
        return Claim(Proof.INFEASIBLE)
    if status == states.kUnboundedOrInfeasible or (status == states.kUnbounded and whole):
        return Claim(None)
    if status == states.kUnbounded:
        return Claim(Proof.UNBOUNDED)
    if status in (states.kOptimal, states.kModelEmpty):
        return Claim(Proof.OPTIMAL, session.point(), bound)
    if status == states.kInterrupt:
        return Claim(Proof.CANCELLED, session.point(), bound)
    limit = (states.kTimeLimit, states.kIterationLimit, states.kSolutionLimit, states.kMemoryLimit)
    if status in (*limit, states.kObjectiveBound, states.kObjectiveTarget):
        return Claim(Proof.LIMIT, session.point(), bound)
    raise BackendError(f"HiGHS gave up: {session.core.modelStatusToString(status)}.")
