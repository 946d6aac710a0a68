"""One HiGHS instance: loaded in bulk, silent, watched, every status checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp

from ...errors import BackendError
from ..arrays import Arrays, Floats
from ..limits import Limits, Watch

RESERVED = {
    "mip_rel_gap": "gap",
    "output_flag": "",
    "log_to_console": "",
    "random_seed": "seed",
    "threads": "threads",
    "time_limit": "time_limit",
}
FALSE_PRESOLVE = (1, 14)  # its MILP presolve calls worse plans optimal (HiGHS issue 2975); 1.13 and 1.15 do not
DOUBLETONS = 1 << 9  # presolve's rule for equations of two columns: with it 1.13 loses the best plan of some MILPs
REPORT_EVERY = 0.25  # seconds between two reports


def presolve_is_false() -> bool:
    """Whether the installed HiGHS is the one whose presolve of MILPs gives wrong answers."""
    import highspy

    return (highspy.HIGHS_VERSION_MAJOR, highspy.HIGHS_VERSION_MINOR) == FALSE_PRESOLVE


class Session:
    """A HiGHS instance holding one model.

    Parameters
    ----------
    relaxed
        Forget that columns are integer.
    parameters
        HiGHS options by name, for example ``{"mip_heuristic_effort": 0.2}``.
    """

    def __init__(self, model: Arrays, parameters: Mapping[str, Any], *, relaxed: bool = False) -> None:
        import highspy

        self._api = highspy
        self.core = highspy.Highs()
        self.option("output_flag", False)
        for name, value in parameters.items():
            if name in RESERVED:
                instead = RESERVED[name]
                hint = f"write {instead} in the profile itself" if instead else "solvers stay silent here"
                raise BackendError(f"The HiGHS option {name} is not for [parameters]: {hint}.")
            self.option(name, value)
        if not relaxed and model.integer.any():
            if presolve_is_false():
                self.option("presolve", "off")
            elif "presolve_rule_off" not in parameters:
                self.option("presolve_rule_off", DOUBLETONS)
        integrality = np.zeros(model.columns, np.int32) if relaxed else model.integer.astype(np.int32)
        matrix = sp.csc_matrix(model.matrix)
        self.check(
            self.core.passModel(
                model.columns,
                model.rows,
                int(matrix.nnz),
                int(highspy.MatrixFormat.kColwise),
                int(highspy.ObjSense.kMinimize),
                model.offset,
                model.cost,
                model.lower,
                model.upper,
                model.row_lower,
                model.row_upper,
                matrix.indptr.astype(np.int32, copy=False),
                matrix.indices.astype(np.int32, copy=False),
                matrix.data,
                integrality,
            ),
            "take the model; a cost, bound or coefficient may be out of its range",
        )

    def check(self, status: Any, doing: str) -> None:
        """Raise `BackendError` where a HiGHS call failed; its warnings are not failures."""
        if status == self._api.HighsStatus.kError:
            raise BackendError(f"HiGHS could not {doing}.")

    def option(self, name: str, value: Any) -> None:
        """Set an option."""
        self.check(
            self.core.setOptionValue(name, value),
            f"set its option {name} to {value!r}: unknown name or wrong type",
        )

    def run(self, limits: Limits, watch: Watch, stage: str) -> Any:
        """Solve within the limits and return HiGHS's own model status.

        An exception raised while reporting progress stops the solve and leaves here.
        """
        # HiGHS counts the time of one instance over all its runs
        self.option("time_limit", limits.time_limit + self.core.getRunTime())
        self.option("mip_rel_gap", limits.gap)
        self.option("random_seed", limits.seed % 2**31)
        self.option("threads", limits.threads)
        # the pool of workers belongs to the calling thread and refuses another number of threads
        self._api.Highs.resetGlobalScheduler(True)
        failed: list[BaseException] = []
        self.check(self.core.setCallback(_listener(watch, stage, failed), None), "take a callback")
        kinds = self._api.cb.HighsCallbackType
        for kind in (
            kinds.kCallbackSimplexInterrupt,
            kinds.kCallbackIpmInterrupt,
            kinds.kCallbackMipImprovingSolution,
            kinds.kCallbackMipInterrupt,
        ):
            self.check(self.core.startCallback(kind), "start a callback")
        try:
            status = self.core.run()
        finally:
            self.core.setCallback(None, None)
        if failed:
            raise failed[0]
        self.check(status, f"solve the model: {self.core.modelStatusToString(self.core.getModelStatus())}")
        return self.core.getModelStatus()

    def point(self) -> Floats | None:
        """Return the point HiGHS holds if it says it is feasible."""
        info = self.core.getInfo()
        if info.primal_solution_status != int(self._api.SolutionStatus.kSolutionStatusFeasible):
            return None
        return np.array(self.core.getSolution().col_value, dtype=float)


def _listener(watch: Watch, stage: str, failed: list[BaseException]) -> Callable[..., None]:
    # plain numbers: the callback receives an int and is called once an iteration
    improving, mip = 4, (4, 6)
    last = [time.monotonic()]

    def listen(kind: int, message: str, out: Any, into: Any, data: Any) -> None:
        del message, data
        try:
            if into is not None and (failed or watch.cancel.cancelled):
                into.user_interrupt = True
            now = time.monotonic()
            if not failed and (kind == improving or now - last[0] > REPORT_EVERY):
                last[0] = now
                if kind in mip:
                    watch.say(stage, _finite(out.mip_primal_bound, np.inf), _finite(out.mip_dual_bound, -np.inf))
                else:
                    watch.say(stage)
        except BaseException as error:  # must not cross the solver's own frames
            failed.append(error)
            if into is not None:
                into.user_interrupt = True

    return listen


def _finite(value: float, otherwise: float) -> float:
    return float(value) if abs(value) < 1e30 else otherwise
