"""The plan on a map."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.plan.plan import Plan


@pytest.fixture(scope="module")
def plan(plans) -> Plan:
    return plans.solved("bonded")


def test_every_unit_and_cent_of_the_flows_is_on_the_map(plan: Plan) -> None:
    flows = plan.geometry()["flows"]
    assert flows["units"].sum() == pytest.approx(plan.flows["units"].sum(), abs=1e-3)
    assert flows["cost"].sum() == pytest.approx(plan.flows["cost"].sum(), abs=0.01)
    assert not flows.duplicated(["period", "from", "to", "mode", "kind"]).any()
    assert str(flows.crs) == "EPSG:4326"


def test_lines_run_between_the_places_of_their_ends(plan: Plan) -> None:
    made = plan.geometry()
    at = made["sites"].set_index("site").geometry
    flows = made["flows"]
    for line, a, b in zip(flows.geometry, flows["from"], flows["to"], strict=True):
        parts = list(getattr(line, "geoms", [line]))
        assert parts[0].coords[0] == pytest.approx((at[a].x, at[a].y))
        assert parts[-1].coords[-1] == pytest.approx((at[b].x, at[b].y))


def test_a_line_over_the_pacific_is_cut_at_the_antimeridian(plan: Plan) -> None:
    made = plan.geometry()
    lon = made["sites"].set_index("site").geometry.x
    flows = made["flows"]
    across = np.abs(lon.loc[flows["from"]].to_numpy() - lon.loc[flows["to"]].to_numpy()) > 180
    pacific = flows[across].geometry.iloc[0]
    assert pacific.geom_type == "MultiLineString"
    assert np.abs(pacific.bounds).max() <= 180
    assert {abs(p.coords[-1][0]) for p in list(pacific.geoms)[:-1]} == {180.0}


def test_a_flow_from_a_place_that_is_not_listed_is_an_error(plans, plan: Plan) -> None:
    lost = plans.drop(plan, "places", lambda t: t["site"] == "F_CN")
    with pytest.raises(InputError, match="F_CN"):
        lost.geometry()


def test_geojson_is_strict_and_says_what_the_layers_say(plan: Plan, tmp_path: Path) -> None:
    text = (plan.save(tmp_path / "plan") / "plan.geojson").read_text(encoding="utf-8")
    features = json.loads(text, parse_constant=pytest.fail)["features"]
    made = plan.geometry()
    assert [f["properties"]["layer"] for f in features] == ["sites"] * len(made["sites"]) + ["flows"] * len(
        made["flows"]
    )
    market = next(f for f in features if f["properties"].get("site") == "M_DE")
    assert market["geometry"] == {"type": "Point", "coordinates": [13.4, 52.5]}
    assert market["properties"]["units"] is None


def test_geopackage_has_both_layers(plan: Plan, tmp_path: Path) -> None:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    path = plan.save(tmp_path / "plan") / "plan.gpkg"
    made = plan.geometry()
    for layer in ("sites", "flows"):
        read = gpd.read_file(path, layer=layer)
        assert len(read) == len(made[layer])
        assert str(read.crs) == "EPSG:4326"
        assert all(isinstance(g, BaseGeometry) and g.is_valid for g in read.geometry)
