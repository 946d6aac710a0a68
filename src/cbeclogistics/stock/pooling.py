"""Risk pooling: the deviation of the demand that one stock serves, and the √-law.

Source: Eppen, Effects of centralization on expected costs, Management Science 25 (1979); Maister, Centralisation of
inventories and the "square root law", Int. J. Physical Distribution 6 (1976).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .loss import Floats


def part_std_units(std_units: npt.ArrayLike, share: npt.ArrayLike, together: npt.ArrayLike = 0.0) -> Floats:
    """Deviation of the part of a demand that one stock serves: σ √((1 − ρ) w + ρ w²).

    A market is many customers, of whom each is served from one place. Where they buy independently of one another
    (ρ = 0), the variance of a part is its share of the variance; where they all buy more or less together (a season, a
    campaign; ρ = 1), its deviation is its share of the deviation.

    Parameters
    ----------
    std_units
        Of the whole demand: σ.
    share
        Served from here, 0 to 1: w.
    together
        ρ, 0 to 1.
    """
    w, rho = np.asarray(share, float), np.asarray(together, float)
    return np.asarray(np.asarray(std_units, float) * np.sqrt((1 - rho) * w + rho * w**2))


def pooled_std_units(std_units: npt.ArrayLike, correlation: npt.ArrayLike = 0.0) -> Floats:
    """Deviation of the sum of demands.

    √(σᵀ R σ); with one correlation ρ for each pair, √((1 − ρ) Σ σ² + ρ (Σ σ)²).

    Parameters
    ----------
    std_units
        Shape (..., demands), of what is served of each: `part_std_units`.
    correlation
        One for each pair, or a matrix of shape (demands, demands) with ones on its diagonal.

    Returns
    -------
    ndarray
        Shape (...).
    """
    std, rho = np.asarray(std_units, float), np.asarray(correlation, float)
    if rho.ndim:
        return np.asarray(np.sqrt(np.maximum(np.einsum("...i,ij,...j->...", std, rho, std), 0.0)))
    return _of_sums(np.sum(std**2, axis=-1), np.sum(std, axis=-1), rho)


def pooled_std_by_site_units(
    std_units: npt.ArrayLike, site: npt.NDArray[np.integer], sites: int, correlation: float = 0.0
) -> Floats:
    """Return the same for each site, from one list of what is served: any site may serve part of any demand.

    Parameters
    ----------
    std_units
        Shape (served,): deviation of each part, `part_std_units`.
    site
        Shape (served,): index of the site that serves it.
    correlation
        Of each pair of demands.

    Returns
    -------
    ndarray
        Shape (sites,).
    """
    std = np.asarray(std_units, float)
    squares, total = (np.bincount(site, weights=one, minlength=sites).astype(float) for one in (std**2, std))
    return _of_sums(squares, total, np.asarray(correlation))


def _of_sums(squares: Floats, total: Floats, rho: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum((1 - rho) * squares + rho * total**2, 0.0)))


def square_root_law_units(stock_units: npt.ArrayLike, sites_now: npt.ArrayLike, sites_then: npt.ArrayLike) -> Floats:
    """Safety stock in all after a change of the number of sites: √(then / now) of today's.

    Exact for independent demands of equal deviation spread evenly over sites of equal lead time; a rule of thumb else.
    """
    ratio = np.asarray(sites_then, float) / np.asarray(sites_now, float)
    return np.asarray(np.asarray(stock_units, float) * np.sqrt(ratio))
