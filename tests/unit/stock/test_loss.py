"""The standard normal loss function and its inverse."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.stock.loss import normal_loss, normal_loss_inverse

# φ(z) − z Φ(−z) worked with 40 digits
KNOWN = [
    (-12.0, 12.0), (-3.0, 3.0003821543170477236), (-0.5, 0.69779655740130602959), (0.0, 0.39894228040143267794),
    (0.25, 0.286344698223580138), (1.0, 0.083315470587686298383), (2.999, 0.00038350643322096166375),
    (3.0, 0.00038215431704772359565), (3.001, 0.00038080663272585203055), (5.0, 5.3461655338328149539e-8),
    (8.0, 7.5502624119464989137e-17), (12.0, 1.4605201169845547802e-34),
]  # fmt: skip


@pytest.mark.parametrize(("z", "loss"), KNOWN)
def test_loss_has_all_its_digits(z: float, loss: float) -> None:
    assert normal_loss(z) == pytest.approx(loss, rel=5e-15 if z < 10 else 2e-14)


def test_the_inverse_gives_back_every_z() -> None:
    z = np.linspace(-40, 37, 5001)
    assert np.abs(normal_loss_inverse(normal_loss(z)) - z).max() <= 4e-15 * 40


def test_the_inverse_of_a_loss_of_nearly_nothing_is_found() -> None:
    assert normal_loss(normal_loss_inverse(1e-300)) == pytest.approx(1e-300, rel=1e-12)


@pytest.mark.parametrize("loss", [0.0, -1.0, np.nan])
def test_no_z_loses_nothing(loss: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        normal_loss_inverse([0.1, loss])
