"""Random numbers of the kernels (xorshift), the same on every machine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ....engine.compiled import compiled

Random = npt.NDArray[np.uint64]


def random_state(*seeds: int) -> Random:
    """Return the state of a generator, never 0."""
    return np.random.default_rng(seeds).integers(1, 1 << 63, 1, dtype=np.uint64)


@compiled
def chance(random: Random) -> float:
    """Draw a number from 0 to below 1; the state, shape (1,), moves on."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return float(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(random: Random, count: int) -> int:
    """Draw a whole number from 0 to below a count."""
    return int(chance(random) * count)
