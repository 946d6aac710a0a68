"""Functions compiled by Numba; import modules that use this only where their kernels are run.

Compiled code is kept between runs beside the source or in the user's cache; where neither can be written it is compiled
anew in each process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
R = TypeVar("R")
Whole = npt.NDArray[np.signedinteger[Any]]  # integers of any width


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call; it runs without the interpreter's lock."""
    try:
        made = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder for the cache can be written
        made = numba.njit(nogil=True)(function)
    return cast(Callable[P, R], made)
