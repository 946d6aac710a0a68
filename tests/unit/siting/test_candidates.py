"""What a new site takes over from the one that it is copied from."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest

import cbeclogistics
from cbeclogistics.data_folders import instances_folder
from cbeclogistics.errors import InputError
from cbeclogistics.network.expand import great_circle_km
from cbeclogistics.siting.answer import Greenfield, GreenfieldSite
from cbeclogistics.siting.write import write_candidates


def site(name: str, city: str, country: str, territory: str, latitude: float, longitude: float) -> GreenfieldSite:
    return GreenfieldSite(
        name, city, "", country, territory, latitude, longitude, 500_000, "2026-07-01", None, None, None, 0.5, 1, 1.0,
        (country,), 0.0, "",
    )  # fmt: skip


def study(*sites: GreenfieldSite) -> Greenfield:
    return Greenfield(
        "x", "USD", "optimal", sites, (), 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, None, 1.0, 1, "kg", 0.5, 0.12, 0.0,
        1.0, 0,
    )  # fmt: skip


TURIN = site("G_IT_TURIN", "Turin", "IT", "EU", 45.0705, 7.6868)
ESSEN = site("G_DE_ESSEN", "Essen", "DE", "EU", 51.4566, 7.0123)
ARNHEM = site("G_NL_ARNHEM", "Arnhem", "NL", "EU", 51.98, 5.91)
MEMPHIS = site("G_US_MEMPHIS", "Memphis", "US", "US", 35.1495, -90.0490)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("candidates") / "mine"
    return write_candidates(study(TURIN, MEMPHIS, ESSEN, ARNHEM), "china-to-world", folder)


@pytest.fixture(scope="module")
def network(written):
    return cbeclogistics.load(written)


def test_what_was_there_is_still_there(written):
    before, after = cbeclogistics.load("china-to-world"), cbeclogistics.load(written)
    for name, rows in before.tables.items():
        pd.testing.assert_frame_equal(rows, after.tables[name].head(len(rows)))
    assert after.name == "mine"


def test_a_new_site_has_the_costs_and_sizes_of_the_nearest_of_its_territory(network):
    sites = network.table("sites").set_index("site")
    assert sites.loc["G_US_MEMPHIS", "storage_per_m3_month"] == sites.loc["W_CHI", "storage_per_m3_month"]
    assert sites.loc["G_US_MEMPHIS", "source"] == "greenfield: costs as W_CHI; place GeoNames (CC BY 4.0)"
    assert (sites.loc["G_US_MEMPHIS", "unlocode"], sites.loc["G_US_MEMPHIS", "kind"]) == ("", "overseas_warehouse")
    options = network.table("site_options").set_index("site")
    assert options.loc["G_US_MEMPHIS", "option"].tolist() == options.loc["W_CHI", "option"].tolist()


def test_a_new_site_is_no_site_of_today(network):
    # Duisburg is open today; a site in Essen is like it, but may only be opened
    options = network.table("site_options").set_index("site").loc["G_DE_ESSEN"]
    assert set(options["status"]) == {"candidate"}
    assert (options["closing_cost"] == 0).all()


def test_home_and_abroad_change_places_with_the_country(network):
    # like Liege: home parcels go to Italy now, Belgium is abroad, and the pallets of the whole union go everywhere
    links = network.links
    mine = links[(links["from_site"] == "G_IT_TURIN") & (links["rate_card"] == "LM-EU-BE")]
    sites = network.table("sites").set_index("site")
    assert set(sites.loc[mine["to_site"], "country"]) == {"IT"}
    abroad = links[(links["from_site"] == "G_IT_TURIN") & (links["rate_card"] == "LM-EU-X")]
    assert "BE" in set(sites.loc[abroad["to_site"], "country"])
    assert "IT" not in set(sites.loc[abroad["to_site"], "country"])


def test_a_new_site_is_reached_and_delivers_like_the_one_it_is_like(network):
    links = network.links
    for new, like in (("G_IT_TURIN", "W_LGG"), ("G_US_MEMPHIS", "W_CHI")):
        arrives, leaves = links[links["to_site"] == new], links[links["from_site"] == new]
        assert len(arrives) > 0
        markets = set(links.loc[links["from_site"] == like, "to_site"])
        assert set(leaves["to_site"]) == markets
    km = links[(links["from_site"] == "P_SAV") & (links["to_site"] == "G_US_MEMPHIS")]["distance_km"]
    assert ((km > 800) & (km < 1300)).all()  # Savannah to Memphis is 867 km as the crow flies


def test_no_lane_is_there_twice(network):
    links = network.links
    pairs = links[links["from_site"].str.startswith("G_") | links["to_site"].str.startswith("G_")]
    assert not pairs.duplicated(["from_site", "to_site", "mode", "rate_card", "transit_days"]).any()


@pytest.fixture
def grouped(tmp_path) -> Path:
    """`tiny` with the warehouses in a group and a known distance."""
    folder = tmp_path / "grouped"
    shutil.copytree(instances_folder() / "tiny", folder)
    (folder / "groups.csv").write_text("group,member\nEUROPE,W_DUI\nEUROPE,W_WAW\n", encoding="utf-8")
    (folder / "distances.csv").write_text(
        "from_site,to_site,mode,distance_km\nP_RTM,W_DUI,road,260\n", encoding="utf-8"
    )
    lanes = (folder / "lanes.csv").read_text(encoding="utf-8")
    (folder / "lanes.csv").write_text(lanes + "all,EUROPE,kind=market,road,parcel-far,4,\n", encoding="utf-8")
    return folder


def test_a_group_takes_the_new_site_in(grouped, tmp_path):
    cologne = site("G_DE_COLOGNE", "Cologne", "DE", "EU", 50.9333, 6.95)
    after = cbeclogistics.load(write_candidates(study(cologne), grouped, tmp_path / "new"))
    assert after.selection.sites("EUROPE") == ("W_DUI", "W_WAW", "G_DE_COLOGNE")
    assert "all-G_DE_COLOGNE" not in set(after.table("lanes")["lane"])
    assert {"M_BER", "M_WAW", "M_PAR"} <= set(after.links.query("lane == 'all'")["to_site"])


def test_a_known_way_is_known_in_proportion(grouped, tmp_path):
    # Rotterdam to Duisburg is 168 km as the crow flies, 260 by road; Cologne is 204 km away
    cologne = site("G_DE_COLOGNE", "Cologne", "DE", "EU", 50.9333, 6.95)
    after = cbeclogistics.load(write_candidates(study(cologne), grouped, tmp_path / "new"))
    km = after.table("distances").set_index("to_site")["distance_km"]
    before, now = (float(great_circle_km(4.4424, 51.9044, *place)) for place in ((6.7652, 51.4325), (6.95, 50.9333)))
    assert km["G_DE_COLOGNE"] == pytest.approx(260 * now / before, abs=0.1)


def test_a_territory_without_stock_has_nothing_to_copy(tmp_path):
    nowhere = site("G_MY_KUALA_LUMPUR", "Kuala Lumpur", "MY", "MY", 3.14, 101.69)
    with pytest.raises(InputError, match="customs territory MY"):
        write_candidates(study(nowhere), "china-to-world", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_the_copied_site_need_not_be_in_bond(network):
    # Venlo has a customs warehouse a kilometre away from the ordinary one: the ordinary one is copied
    row = network.table("sites").set_index("site").loc["G_NL_ARNHEM"]
    assert not row["bonded"]
    assert row["source"].startswith("greenfield: costs as W_RTM")


def test_an_empty_answer_is_the_instance_again(tmp_path):
    folder = write_candidates(dataclasses.replace(study(), kept=("W_ONT",)), "tiny", tmp_path / "new")
    assert len(cbeclogistics.load(folder).table("sites")) == len(cbeclogistics.load("tiny").table("sites"))
