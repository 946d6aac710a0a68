"""Families of distributions for the demand over a lead time: normal, gamma, Poisson, negative binomial.

Each is fitted to mean and deviation. The normal family is the trade's custom and wrong where demand is small: it lets
demand fall below 0. Gamma demand is never below 0; Poisson and negative binomial demand comes in whole units.

Source: Silver, Pyke & Thomas (2017), 6.7 and 6.14; Burgin, The gamma distribution and inventory control, Operational
Research Quarterly 26 (1975); Zipkin (2000), C.2.3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaincc, gammainccinv, ndtr, ndtri, pdtrc

from .loss import Floats, normal_loss

Bools = npt.NDArray[np.bool_]
SMALL_UNITS = 10.0  # below it demand is better counted than measured
WIDE = 0.5  # deviation / mean above which normal demand would be below 0 in more than 2 % of cases


class Family(Protocol):
    """How demand is distributed, given its mean and deviation.

    `level` is a stock level in units, of any shape that broadcasts with mean and deviation.
    """

    name: ClassVar[str]
    whole: ClassVar[bool]  # demand comes in whole units

    def above(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """P(X > level)."""

    def shortage(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """E[(X − level)⁺] in units."""

    def quantile(self, share: Floats, mean: Floats, std: Floats) -> Floats:
        """Least level with P(X ≤ level) ≥ share."""


class Normal:
    """Normal demand."""

    name: ClassVar[str] = "normal"
    whole: ClassVar[bool] = False

    def above(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """Φ(−z)."""
        z, certain = _standard(level, mean, std)
        return np.asarray(np.where(certain, (mean > level).astype(float), ndtr(-z)))

    def shortage(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """σ G(z)."""
        z, certain = _standard(level, mean, std)
        return np.asarray(np.where(certain, np.maximum(mean - level, 0.0), std * normal_loss(z)))

    def quantile(self, share: Floats, mean: Floats, std: Floats) -> Floats:
        """μ + z σ."""
        return np.asarray(mean + ndtri(share) * std)


class Gamma:
    """Gamma demand: shape (μ/σ)², scale σ²/μ."""

    name: ClassVar[str] = "gamma"
    whole: ClassVar[bool] = False

    def above(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """Upper incomplete gamma function, regularised."""
        shape, scale, certain = _gamma(mean, std)
        tail = gammaincc(shape, np.maximum(level, 0.0) / scale)
        return np.asarray(np.where(certain, (mean > level).astype(float), np.where(level < 0, 1.0, tail)))

    def shortage(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """E: μ P(X' > s) − s P(X > s), X' of a shape higher by 1."""
        shape, scale, certain = _gamma(mean, std)
        at = np.maximum(level, 0.0) / scale
        beyond = np.maximum(mean * gammaincc(shape + 1, at) - level * gammaincc(shape, at), 0.0)
        return np.asarray(np.where(certain | (level <= 0), np.maximum(mean - level, 0.0), beyond))

    def quantile(self, share: Floats, mean: Floats, std: Floats) -> Floats:
        """Inverse of the incomplete gamma function."""
        shape, scale, certain = _gamma(mean, std)
        return np.asarray(np.where(certain, mean, scale * gammainccinv(shape, 1 - share)))


class Poisson:
    """Poisson demand; its deviation is √μ whatever is stated."""

    name: ClassVar[str] = "poisson"
    whole: ClassVar[bool] = True

    def above(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """P(X > ⌊level⌋)."""
        return _poisson_above(_whole(level), mean)

    def shortage(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """E: μ P(X ≥ ⌊s⌋) − s P(X > ⌊s⌋)."""
        k = _whole(level)
        beyond = mean * _poisson_above(k - 1, mean) - level * _poisson_above(k, mean)
        return np.asarray(np.where(level <= 0, mean - level, np.maximum(beyond, 0.0)))

    def quantile(self, share: Floats, mean: Floats, std: Floats) -> Floats:
        """By bisection over whole levels."""
        return least_whole(lambda level: self.above(level, mean, std) <= 1 - share, mean, np.sqrt(mean))


class NegativeBinomial:
    """Negative binomial demand: r = μ² / (σ² − μ), p = μ / σ²; Poisson where σ² is not above μ."""

    name: ClassVar[str] = "negative_binomial"
    whole: ClassVar[bool] = True

    def above(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """P(X > ⌊level⌋)."""
        return _mixed_above(_whole(level), mean, std, 0.0)

    def shortage(self, level: Floats, mean: Floats, std: Floats) -> Floats:
        """E: μ P(X' ≥ ⌊s⌋) − s P(X > ⌊s⌋), X' with r higher by 1."""
        k = _whole(level)
        beyond = mean * _mixed_above(k - 1, mean, std, 1.0) - level * _mixed_above(k, mean, std, 0.0)
        return np.asarray(np.where(level <= 0, mean - level, np.maximum(beyond, 0.0)))

    def quantile(self, share: Floats, mean: Floats, std: Floats) -> Floats:
        """By bisection over whole levels."""
        spread = np.maximum(std, np.sqrt(mean))
        return least_whole(lambda level: self.above(level, mean, std) <= 1 - share, mean, spread)


NORMAL = Normal()
FAMILIES: dict[str, Family] = {one.name: one for one in (NORMAL, Gamma(), Poisson(), NegativeBinomial())}


def suggested_family(mean_units: npt.ArrayLike, std_units: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Return the name of the family that suits each demand over a lead time.

    Below 10 units it is counted: negative binomial where σ² > μ, else Poisson. Above, normal, or gamma where σ > μ / 2.
    """
    mean, std = np.broadcast_arrays(np.asarray(mean_units, float), np.asarray(std_units, float))
    counted = np.where(std**2 > mean, NegativeBinomial.name, Poisson.name)
    measured = np.where(std > WIDE * mean, Gamma.name, Normal.name)
    return np.asarray(np.where(mean < SMALL_UNITS, counted, measured), dtype=object)


def least_whole(enough: Callable[[Floats], Bools], mean: Floats, std: Floats) -> Floats:
    """Least whole level of at least 0 that is enough, by bisection, elementwise.

    Parameters
    ----------
    enough
        From levels to whether each is enough; stays true once it is.
    mean, std
        Of the demand, of the full shape.
    """
    low = np.full(np.broadcast(mean, std).shape, -1.0)  # not enough
    high = np.ceil(mean + std + 1) + np.zeros_like(low)
    while not (good := enough(high)).all():
        low, high = np.where(good, low, high), np.where(good, high, 2 * high + 1)
    while (high - low > 1).any():
        middle = np.minimum(np.floor((low + high) / 2) + (high - low <= 1), high)  # itself where it is found
        good = enough(middle)
        low, high = np.where(good, low, middle), np.where(good, middle, high)
    return high


def _whole(level: Floats) -> Floats:
    """Units that a level holds; as a mean and a safety stock together it may miss a whole number by a rounding."""
    return np.asarray(np.floor(level + 1e-9))


def _standard(level: Floats, mean: Floats, std: Floats) -> tuple[Floats, Bools]:
    certain = std <= 1e-100 * np.maximum(np.abs(level - mean), 1e-100)
    return np.asarray((level - mean) / np.where(certain, 1.0, std)), np.asarray(certain)


def _gamma(mean: Floats, std: Floats) -> tuple[Floats, Floats, Bools]:
    certain = (std <= 1e-9 * mean) | (mean <= 0)
    m, s = np.where(certain, 1.0, mean), np.where(certain, 1.0, std)
    return np.asarray((m / s) ** 2), np.asarray(s**2 / m), np.asarray(certain)


def _poisson_above(k: Floats, mean: Floats) -> Floats:
    return np.asarray(np.where(k < 0, 1.0, pdtrc(np.maximum(k, 0.0), mean)))


def _mixed_above(k: Floats, mean: Floats, std: Floats, more: float) -> Floats:
    """P(X > k) of the negative binomial with r + more; of the Poisson distribution where it is no wider."""
    wide = std**2 > mean * (1 + 1e-7)  # nearer to Poisson, its shape has no digits left
    variance = np.where(wide, std**2, 2 * np.maximum(mean, 1.0))
    m = np.where(wide, mean, np.maximum(mean, 1.0))
    tail = betainc(np.maximum(k, 0.0) + 1, m**2 / (variance - m) + more, 1 - m / variance)
    return np.asarray(np.where(k < 0, 1.0, np.where(wide, tail, _poisson_above(k, mean))))
