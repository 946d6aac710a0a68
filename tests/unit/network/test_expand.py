"""Lanes spelled out pair by pair."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbeclogistics import Network, load

SMALL_WORLD = Path(__file__).parents[2] / "data" / "small_world"


@pytest.fixture(scope="module")
def world() -> Network:
    return load(SMALL_WORLD)


def test_a_selector_stands_for_every_pair(world: Network):
    local = world.links[world.links["lane"] == "local"]
    assert list(local["to_site"]) == ["M", "N"]


def test_a_group_stands_for_its_sites(world: Network):
    assert list(world.links[world.links["lane"] == "pallet"]["to_site"]) == ["N"]


def test_known_distance_goes_before_the_great_circle(world: Network):
    km = world.links.set_index("lane")["distance_km"]
    assert km["ocean"] == 19500
    assert km["dray"] == pytest.approx(1.3 * 323, rel=0.02)  # Hamburg to Duisburg as the crow flies, and circuity


def test_selection_of_alternatives_and_conditions(world: Network):
    assert world.selection.sites("country=DE|FR&kind=market") == ("M", "N")
    assert world.selection.sites("bonded=yes") == ()
    assert world.selection.sites("nobody") == ()


def test_lanes_and_sites_as_geometry(world: Network):
    assert len(world.lanes) == len(world.links)
    assert world.sites.crs == "EPSG:4326"
    assert world.sites.geometry.iloc[0].x == pytest.approx(114.0683)
