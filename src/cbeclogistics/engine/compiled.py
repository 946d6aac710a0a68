"""Functions compiled by Numba; import modules that use this only where their kernels are run.

Compiled code is kept between runs beside the source or in the user's cache; where neither can be written it is compiled
anew in each process. All run without the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
R = TypeVar("R")
Whole = npt.NDArray[np.signedinteger[Any]]  # integers of any width
prange: Any = numba.prange
_ANY_ORDER = {"reassoc", "contract", "nsz", "arcp"}  # infinities keep their meaning


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call; sums keep their order."""
    return _made(function)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile into each place that calls it: for small parts of kernels that pass on many arrays."""
    return _made(function, inline="always")


def fast(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with sums in whatever order is fastest."""
    return _made(function, fastmath=_ANY_ORDER)


def parallel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile like `fast`, with `prange` shared out over threads."""
    return _made(function, fastmath=_ANY_ORDER, parallel=True)


def _made(function: Callable[P, R], **options: Any) -> Callable[P, R]:
    try:
        made = numba.njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:  # no folder for the cache can be written
        made = numba.njit(nogil=True, **options)(function)
    return cast(Callable[P, R], made)


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Use as many threads within, as far as the machine has them; counts for the calling thread alone."""
    most: Any = numba.config
    before = int(numba.get_num_threads())
    numba.set_num_threads(max(1, min(count, int(most.NUMBA_NUM_THREADS))))
    try:
        yield
    finally:
        numba.set_num_threads(before)
