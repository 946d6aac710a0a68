"""The network: typed tables, hash, pickling."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pandas as pd
import pytest

from cbeclogistics import Network, load
from cbeclogistics.network.schema import TABLES

SMALL_WORLD = Path(__file__).parents[2] / "data" / "small_world"


@pytest.fixture(scope="module")
def world() -> Network:
    return load(SMALL_WORLD)


def test_every_table_of_the_schema_is_there_with_every_column(world: Network):
    assert set(world.tables) == set(TABLES)
    for name, table in TABLES.items():
        assert set(table.names) <= set(world.tables[name].columns)


def test_defaults_are_filled_in(world: Network):
    demand, supply, sites = (world.tables[t] for t in ("demand", "supply", "sites"))
    assert set(demand["period"]) == {"Y1"}
    assert set(supply["origin"]) == {"CN"}
    assert list(sites["territory"]) == ["CN", "EU", "EU", "EU", "EU"]
    assert list(sites["currency"][:3]) == ["USD", "USD", "EUR"]
    assert list(sites["stock_days"]) == [30.0] * 5
    assert pd.isna(supply["capacity_units_per_year"].iloc[1])
    assert world.tables["products"]["barred_modes"].iloc[1] == ("post",)


def test_a_table_that_is_not_there_is_empty_and_typed(tmp_path: Path):
    folder = shutil.copytree(SMALL_WORLD, tmp_path / "x")
    (folder / "policies.csv").unlink()
    policies = load(folder).tables["policies"]
    assert len(policies) == 0
    assert policies["value"].dtype == float


def test_bonded_zones_are_bonded(tmp_path: Path):
    folder = shutil.copytree(SMALL_WORLD, tmp_path / "x")
    with (folder / "sites.csv").open("a") as file:
        file.write("X,Zone,bonded_zone,CN,22,114,,,,,\n")
    assert load(folder).tables["sites"]["bonded"].tolist() == [False] * 5 + [True]


def test_hash_is_of_content_not_of_writing(world: Network, tmp_path: Path):
    folder = shutil.copytree(SMALL_WORLD, tmp_path / "x")
    text = (folder / "products.csv").read_text().replace(",2,0.02,", ",2.0,0.020,")
    (folder / "products.csv").write_text(text)
    assert load(folder) == world
    (folder / "products.csv").write_text(text.replace("0.020", "0.021"))
    assert load(folder) != world


def test_pickles_with_its_warnings(world: Network):
    again = pickle.loads(pickle.dumps(world))
    assert again == world
    assert again.warnings == world.warnings


def test_rates_know_the_base_currency(world: Network):
    assert world.rates == {"EUR": 1.1, "USD": 1.0}
