"""Random numbers that are the same on every machine and under every version of NumPy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Draws:
    """Draws from PCG64's raw bits, whose order is fixed; distributions by their inverse functions."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self, low: float, high: float, shape: tuple[int, ...] | int) -> Floats:
        """Numbers between low and high."""
        size = int(np.prod(shape))
        unit = (self._bits.random_raw(size) >> np.uint64(11)).astype(np.float64) + 0.5
        return low + (high - low) * (unit * 2.0**-53).reshape(shape)

    def normal(self, shape: tuple[int, ...] | int) -> Floats:
        """Standard normal numbers."""
        return np.asarray(ndtri(self.uniform(0, 1, shape)), dtype=np.float64)

    def lognormal(self, mean: float, deviation: float, shape: tuple[int, ...] | int) -> Floats:
        """exp of normal numbers."""
        return np.exp(mean + deviation * self.normal(shape))

    def pareto(self, exponent: float, shape: tuple[int, ...] | int) -> Floats:
        """Pareto law from 1 upwards."""
        return self.uniform(0, 1, shape) ** (-1 / exponent)

    def whole(self, count: int, shape: tuple[int, ...] | int) -> Ints:
        """Whole numbers from 0 to below ``count``."""
        return np.floor(self.uniform(0, count, shape)).astype(np.int64)

    def without_repeats(self, weights: Floats, count: int) -> Ints:
        """Places drawn by weight, none twice, in ascending order."""
        keys = np.log(self.uniform(0, 1, weights.size)) / weights
        return np.sort(np.argsort(-keys, kind="stable")[:count]).astype(np.int64)
