"""Families of demand against sums over their probabilities, worked term by term."""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
import pytest

from cbeclogistics.stock.families import FAMILIES

MEAN, STD = 3.7, 2.9  # negative binomial: r = 3.7² / (2.9² − 3.7) = 2.907, p = 3.7 / 2.9² = 0.44
R, P = MEAN**2 / (STD**2 - MEAN), MEAN / STD**2
COUNTS = np.arange(400)
CHANCES = {
    "poisson": [exp(k * log(MEAN) - MEAN - lgamma(k + 1)) for k in COUNTS],
    "negative_binomial": [exp(lgamma(k + R) - lgamma(k + 1) - lgamma(R) + R * log(P) + k * log(1 - P)) for k in COUNTS],
}


@pytest.mark.parametrize("name", CHANCES)
@pytest.mark.parametrize("level", [-2.5, 0.0, 0.5, 3.0, 7.25, 20.0])
def test_counted_demand_is_the_sum_of_its_terms(name: str, level: float) -> None:
    family, chances = FAMILIES[name], np.array(CHANCES[name])
    at, mean, std = np.array(level), np.array(MEAN), np.array(STD)
    assert family.above(at, mean, std) == pytest.approx(chances[level < COUNTS].sum(), rel=1e-9)
    assert family.shortage(at, mean, std) == pytest.approx(np.maximum(COUNTS - level, 0) @ chances, rel=1e-9)


@pytest.mark.parametrize("name", CHANCES)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.9999])
def test_a_quantile_of_counted_demand_is_the_least_that_is_enough(name: str, share: float) -> None:
    found = FAMILIES[name].quantile(np.array(share), np.array(MEAN), np.array(STD))
    assert found == np.flatnonzero(np.cumsum(CHANCES[name]) >= share)[0]


@pytest.mark.parametrize("name", ["normal", "gamma"])
def test_the_shortage_of_measured_demand_is_the_integral_of_its_tail(name: str) -> None:
    family, mean, std = FAMILIES[name], np.array(MEAN), np.array(STD)
    for level in (0.0, 2.0, 9.0):
        grid = np.linspace(level, level + 60, 200_001)
        tail = family.above(grid, mean, std)
        integral = (tail.sum() - (tail[0] + tail[-1]) / 2) * (grid[1] - grid[0])
        assert family.shortage(np.array(level), mean, std) == pytest.approx(integral, rel=1e-6)


def test_gamma_demand_with_deviation_of_its_mean_is_exponential() -> None:
    family, at, mean = FAMILIES["gamma"], np.array([0.0, 1.0, 5.0]), np.array(2.0)
    assert family.above(at, mean, mean) == pytest.approx(np.exp(-at / 2))
    assert family.shortage(at, mean, mean) == pytest.approx(2 * np.exp(-at / 2))
    assert family.quantile(np.array(0.5), mean, mean) == pytest.approx(2 * log(2))


@pytest.mark.parametrize("name", FAMILIES)
def test_certain_demand_is_its_mean(name: str) -> None:
    family, nothing = FAMILIES[name], np.array(0.0)
    certain = np.array(4.0) if not family.whole else nothing
    assert family.shortage(certain - 1, certain, nothing) == 1
    assert family.above(certain, certain, nothing) == 0
    assert family.quantile(np.array(0.9), certain, nothing) == certain


def test_negative_binomial_demand_as_narrow_as_poisson_is_poisson() -> None:
    at, mean, share = np.arange(8.0), np.array(3.0), np.array(0.9)
    for std in (np.array(1.0), np.sqrt(mean)):
        for part in ("above", "shortage"):
            found = getattr(FAMILIES["negative_binomial"], part)(at, mean, std)
            assert found == pytest.approx(getattr(FAMILIES["poisson"], part)(at, mean, std))
        assert FAMILIES["negative_binomial"].quantile(share, mean, std) == 5
