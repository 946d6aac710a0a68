"""The standard normal loss function and its inverse, to machine precision.

Source: Zipkin, Foundations of Inventory Management (2000), C.2.2; Laplace's continued fraction of the Mills ratio.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import erfcx, ndtr

Floats = npt.NDArray[np.float64]
FAR = 3.0  # beyond it φ(z) − z Φ(−z) loses digits
TERMS = 64  # of the continued fraction, enough for all digits from FAR on
ROUNDS = 100


def normal_density(z: npt.ArrayLike) -> Floats:
    """φ(z)."""
    near = np.minimum(np.abs(np.asarray(z, float)), 40.0)  # beyond it there is nothing left
    return np.asarray(np.exp(-0.5 * near * near) / np.sqrt(2 * np.pi))


def normal_loss(z: npt.ArrayLike) -> Floats:
    """Return what standard normal demand exceeds z by on average: G(z) = E[(X − z)⁺] = φ(z) − z Φ(−z).

    Relative error of a few 1e-15 up to z = 10; beyond, no more than the last digit of z itself makes (z² · 1e-16).

    Parameters
    ----------
    z
        Any shape.
    """
    at = np.asarray(z, float)
    near, far = np.minimum(at, FAR), at > FAR
    loss = np.array(normal_density(near) - near * ndtr(-near))
    loss[far] = normal_density(at[far]) * _beyond(at[far])
    return loss


def _beyond(z: Floats) -> Floats:
    """G(z) / φ(z) = 1 − z · R(z) for the Mills ratio R(z) = 1 / (z + c), c = 1 / (z + 2 / (z + 3 / …)): c / (z + c)."""
    c = np.zeros_like(z)
    for term in range(TERMS, 0, -1):
        c = term / (z + c)
    return c / (z + c)


def _log_loss(z: Floats) -> Floats:
    """ln G(z), also where G(z) underflows."""
    with np.errstate(divide="ignore"):
        near = np.log(normal_loss(np.minimum(z, FAR)))
    return np.asarray(
        np.where(z <= FAR, near, np.log(_beyond(np.maximum(z, FAR))) - 0.5 * z * z - 0.5 * np.log(2 * np.pi))
    )


def _slope(z: Floats) -> Floats:
    """d ln G / dz = −Φ(−z) / G(z)."""
    far = np.maximum(z, FAR)
    near = np.minimum(z, FAR)
    scaled = np.sqrt(np.pi / 2) * erfcx(far / np.sqrt(2))  # the Mills ratio
    return np.asarray(np.where(z <= FAR, -ndtr(-near) / normal_loss(near), -scaled / _beyond(far)))


def normal_loss_inverse(loss: npt.ArrayLike) -> Floats:
    """Return the z at which G(z) = loss.

    ln G is concave, so that after one step Newton's method comes down on the root from the right and cannot miss it.

    Parameters
    ----------
    loss
        Any shape, above 0.

    Raises
    ------
    ValueError
        A loss is not above 0.
    """
    asked = np.asarray(loss, float)
    if not (asked > 0).all():
        raise ValueError("expected a loss above 0")
    wanted = np.log(asked)
    z = np.where(asked > 0.4, -asked, np.sqrt(np.maximum(-2 * wanted, 0.0)))
    for _ in range(ROUNDS):
        step = (_log_loss(z) - wanted) / _slope(z)
        z = z - step
        if (np.abs(step) <= 4e-16 * np.maximum(1.0, np.abs(z))).all():
            break
    return np.asarray(z)
