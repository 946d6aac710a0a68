"""How the kernels here are compiled: cached on disk, sums in whatever order is fastest, infinities kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])
prange: Any = numba.prange
_FAST = {"reassoc", "contract", "nsz", "arcp"}


def compiled(function: F) -> F:
    """Compile for one thread."""
    return _made(function, nogil=True, fastmath=_FAST)


def parallel(function: F) -> F:
    """Compile with `prange` shared out over threads."""
    return _made(function, nogil=True, parallel=True, fastmath=_FAST)


def _made(function: F, **options: Any) -> F:
    try:
        made = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder for the cache can be written
        made = numba.njit(**options)(function)
    return cast(F, made)


def use_threads(count: int) -> None:
    """Use as many threads from here on, as far as the machine has them."""
    most: Any = numba.config
    numba.set_num_threads(max(1, min(count, int(most.NUMBA_NUM_THREADS))))
