"""Great circles as lines on a map."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cbeclogistics.network.expand import great_circle_km
from cbeclogistics.network.geography import STEP_KM, great_circles

LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)


def test_line_over_the_pacific_is_cut_at_the_antimeridian():
    (line,) = great_circles([121.5], [31.2], [-118.2], [33.7])
    assert line.geom_type == "MultiLineString"
    west, east = line.geoms
    assert west.coords[0] == (121.5, 31.2)
    assert east.coords[-1] == (-118.2, 33.7)
    assert (west.coords[-1][0], east.coords[0][0]) == (180.0, -180.0)
    assert west.coords[-1][1] == east.coords[0][1] > 40


def test_line_to_europe_stays_whole():
    (line,) = great_circles([121.5], [31.2], [9.98], [53.54])
    assert line.geom_type == "LineString"
    assert line.is_simple


def test_equal_ends_give_a_line_of_no_length():
    (line,) = great_circles([10.0], [50.0], [10.0], [50.0])
    assert line.length == 0
    assert not line.is_empty


def test_antipodal_ends_go_over_a_pole():
    (line,) = great_circles([10.0], [20.0], [-170.0], [-20.0])
    assert shapely.get_coordinates(line)[:, 1].max() > 85


@pytest.mark.parametrize(("a", "b"), [(180, 170), (-180, 170), (170, 180), (170, -180), (180, -179)])
def test_end_on_the_antimeridian_is_on_the_side_of_the_line(a: float, b: float):
    (line,) = great_circles([a], [0.0], [b], [0.0])
    assert line.geom_type == "LineString"


def test_no_lines():
    assert great_circles([], [], [], []).size == 0


@given(LON, LAT, LON, LAT)
def test_any_line_is_on_the_map_and_dense(lon_a: float, lat_a: float, lon_b: float, lat_b: float):
    (line,) = great_circles([lon_a], [lat_a], [lon_b], [lat_b])
    points = shapely.get_coordinates(line)
    assert np.isfinite(points).all()
    assert (np.abs(points[:, 0]) <= 180).all()
    assert (np.abs(points[:, 1]) <= 90).all()
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(part)
        km = great_circle_km(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
        assert (km <= STEP_KM * 1.3).all()
        near_pole = np.abs(xy[:, 1]).max() > 85
        assert near_pole or (np.abs(np.diff(xy[:, 0])) < 180).all()
