"""Risk pooling."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.stock.pooling import (
    part_std_units,
    pooled_std_by_site_units,
    pooled_std_units,
    square_root_law_units,
)


def test_independent_demands_pool_by_the_root_of_their_number() -> None:
    assert pooled_std_units([5.0, 5.0, 5.0, 5.0]) == 10
    assert pooled_std_units([3.0, 4.0]) == 5


def test_demands_that_move_together_do_not_pool() -> None:
    assert pooled_std_units([3.0, 4.0], 1.0) == 7


def test_demands_that_move_against_each_other_cancel() -> None:
    assert pooled_std_units([4.0, 4.0], -1.0) == 0


def test_a_matrix_and_one_number_for_each_pair_say_the_same() -> None:
    std = np.array([[1.0, 2.0, 3.0], [5.0, 0.0, 2.0]])
    matrix = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    assert pooled_std_units(std, matrix) == pytest.approx(pooled_std_units(std, 0.3))


def test_a_site_pools_what_it_serves_and_no_more() -> None:
    served, site = np.array([3.0, 4.0, 6.0, 2.0]), np.array([0, 0, 2, 2])
    assert pooled_std_by_site_units(served, site, 3, 0.0) == pytest.approx([5, 0, np.sqrt(40)])
    assert pooled_std_by_site_units(served, site, 3, 1.0) == pytest.approx([7, 0, 8])


def test_four_sites_made_one_need_half_the_safety_stock() -> None:
    assert square_root_law_units(200.0, 4, [1, 4, 16]).tolist() == [100, 200, 400]


def test_half_of_a_market_varies_by_its_root_where_customers_buy_on_their_own() -> None:
    assert part_std_units(10.0, [0.25, 1.0, 0.0]).tolist() == [5, 10, 0]
    assert part_std_units(10.0, 0.25, 1.0) == 2.5
    # half of the variance in step: √(½ · ¼ + ½ · 1/16) = √0.15625
    assert part_std_units(10.0, 0.25, 0.5) == pytest.approx(10 * np.sqrt(0.15625))


def test_parts_of_a_market_of_independent_customers_make_the_whole() -> None:
    assert pooled_std_units(part_std_units(10.0, [0.2, 0.3, 0.5])) == pytest.approx(10)
    assert pooled_std_units(part_std_units(10.0, [0.2, 0.3, 0.5], 1.0), 1.0) == pytest.approx(10)
