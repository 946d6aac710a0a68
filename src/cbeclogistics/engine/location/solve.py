"""One door to the exact solvers of location problems."""

from __future__ import annotations

from ..limits import Limits, Watch
from .outcome import Outcome
from .problems import CFL, CMND, SSCFLP, TSCFLP, UFL, Located, PMedian


def solve(
    problem: Located, limits: Limits | None = None, watch: Watch | None = None, *, work_limit: int | None = None
) -> Outcome:  # fmt: skip
    """Find the best solution and prove it, by the method that suits the problem.

    Parameters
    ----------
    limits
        Time, gap and seed. The bound is proven and safe against rounding whatever stops the solve.
    watch
        Hears of progress, and carries the wish to stop.
    work_limit
        Stop after so much work, counted in the solver's own unit, in place of a clock: the same seed then gives the
        same answer on every machine.

    Returns
    -------
    Outcome
        Best solution, its cost, the bound and why the solver stopped.
    """
    limits, watch = limits or Limits(), watch or Watch()
    match problem:
        case UFL() | PMedian():
            from .uncapacitated.solver import solve_uncapacitated  # Numba is imported only where it is needed

            return solve_uncapacitated(problem, limits, watch, work_limit)
        case SSCFLP():
            from .capacitated.single_solver import solve_single_source

            return solve_single_source(problem, limits, watch, work_limit)
        case CFL():
            from .capacitated.solver import solve_capacitated

            return solve_capacitated(problem, limits, watch, work_limit)
        case TSCFLP() | CMND():
            from .fixed_charge.solver import solve_fixed_charge

            return solve_fixed_charge(problem, limits, watch, work_limit)
