"""What a greenfield study weighs and where its goods come from, by hand on `tiny`."""

from __future__ import annotations

import numpy as np
import pytest

import cbeclogistics
from cbeclogistics.errors import InputError
from cbeclogistics.loaders.cities import read_cities
from cbeclogistics.network.expand import great_circle_km
from cbeclogistics.siting.gateways import gateways
from cbeclogistics.siting.scope import scope_of
from cbeclogistics.siting.snap import apart
from cbeclogistics.siting.weights import Rates, market_tonnes

MARKETS = ("M_BER", "M_WAW", "M_PAR")
BERLIN, WARSAW, PARIS = (13.4105, 52.5244), (21.0118, 52.2298), (2.3488, 48.8534)


@pytest.fixture(scope="module")
def tiny():
    return cbeclogistics.load("tiny")


def test_markets_weigh_what_their_goods_weigh(tiny):
    # Berlin: 6,000 lamps of 1 kg and 4,000 toys of 0.5 kg; the two others half of that
    tonnes = market_tonnes(tiny, "kg", MARKETS).set_index("site")["tonnes"]
    assert tonnes.to_dict() == pytest.approx({"M_BER": 8.0, "M_WAW": 4.0, "M_PAR": 4.0})


@pytest.mark.parametrize("weight", ["m3", "orders"])
def test_other_weights_share_out_the_same_tonnes(tiny, weight):
    tonnes = market_tonnes(tiny, weight, MARKETS).set_index("site")["tonnes"]
    assert tonnes.sum() == pytest.approx(16.0)
    assert tonnes["M_BER"] == pytest.approx(8.0)  # half of the volume, and of the orders


def test_a_tonne_reaches_the_port_at_the_rate_cards(tiny):
    # 16 t in 160 m3, so a box of 40 m3 holds 4 t: (300 + 4,000) / 4 from Shenzhen, (500 + 4,000) / 4 from Yiwu, which
    # make the same goods, so half each
    found = gateways(tiny, 0.12, {"EU"}).set_index("site")["cost_per_tonne"]
    assert found.to_dict() == pytest.approx({"P_RTM": 1100.0})


def test_within_its_territory_a_factory_sends_by_road(tiny):
    # to the zone come both factories' goods; those of the other go a road of 1.3 great circles at 0.12 a tonne-km
    found = gateways(tiny, 0.12, {"CN"}).set_index("site")["cost_per_tonne"]
    km = float(great_circle_km(114.0683, 22.5455, 120.0768, 29.3151))
    assert found["F_SZX"] == pytest.approx(0.5 * km * 1.3 * 0.12)
    assert found["F_YIW"] == found["F_SZX"]


def test_one_site_stands_at_the_market_of_half_the_weight(tiny):
    # without the way in: Berlin weighs 8 of 16 t, so nothing pulls the site away from it
    found = cbeclogistics.greenfield(tiny, 1, inbound_rate=0.0, outbound_rate=2.0, gap=1e-4)
    (site,) = found.sites
    km = [float(great_circle_km(*BERLIN, *place)) for place in (WARSAW, PARIS)]
    assert (site.site, site.share, site.markets) == ("G_DE_BERLIN", 1.0, 3)
    assert found.cost == pytest.approx(2.0 * 1.3 * 4 * sum(km), rel=1e-6)
    assert found.mean_km == pytest.approx(sum(km) / 4)
    assert site.countries == ("DE", "FR", "PL")
    assert found.bound <= found.cost_anywhere <= found.cost


def test_the_way_in_is_paid_beside_the_way_out(tiny):
    found = cbeclogistics.greenfield(tiny, 3, outbound_rate=0.01, inbound_rate=0.12)
    # with hardly anything for the way out all stands at the port, 1,100 a tonne from the factories
    assert found.sites[0].gateway == "P_RTM"
    assert found.inbound_cost == pytest.approx(16 * 1100, rel=0.01)
    assert found.cost == pytest.approx(found.inbound_cost + found.outbound_cost + found.fixed_cost)


def test_what_a_site_costs_decides_how_many_there_are(tiny):
    cheap = cbeclogistics.greenfield(tiny, 3, inbound_rate=0.0)
    dear = cbeclogistics.greenfield(tiny, 3, inbound_rate=0.0, per_site_cost=1e6)
    assert (len(cheap.sites), len(dear.sites)) == (3, 1)
    assert dear.fixed_cost == 1e6
    assert cheap.cost == pytest.approx(0, abs=1)


def test_todays_sites_are_measured_by_the_same_measure(tiny):
    found = cbeclogistics.greenfield(tiny, 2, inbound_rate=0.0)
    assert found.today is not None
    assert found.today.sites == ("W_DUI", "W_WAW")
    duisburg, warsaw = (6.7652, 51.4325), WARSAW
    # Berlin is nearer to Duisburg (478 km) than to Warsaw (517 km)
    ways = 8 * great_circle_km(*duisburg, *BERLIN) + 4 * great_circle_km(*duisburg, *PARIS)
    assert found.today.cost == pytest.approx(float(ways + 4 * great_circle_km(*warsaw, *WARSAW)) * 0.5 * 1.3)


def test_countries_hold_the_sites_and_their_territories_the_markets(tiny):
    scope = scope_of(tiny, ["PL"], None, 100_000)
    assert set(scope.cities["country"]) == {"PL"}
    assert set(scope.markets) == set(MARKETS)
    assert set(scope.stocking["site"]) == {"W_DUI", "W_WAW"}
    assert set(scope_of(tiny, None, "M_PAR", 100_000).cities["territory"]) == {"EU"}


def test_everything_wrong_with_the_question_is_said_at_once(tiny):
    with pytest.raises(InputError) as caught:
        cbeclogistics.greenfield(tiny, 1, countries=["XX", "QQ"], markets="M_BRE", min_population=10)
    said = {(p.column, p.value) for p in caught.value.problems}
    assert said == {("countries", "XX"), ("countries", "QQ"), ("markets", "M_BRE"), ("min_population", "10")}
    with pytest.raises(InputError) as caught:
        cbeclogistics.greenfield(tiny, 0, weight="stone", per_site_cost=-1)
    assert {p.column for p in caught.value.problems} == {"sites", "weight", "per_site_cost"}
    with pytest.raises(InputError, match="outbound_rate"):
        Rates.of(tiny, -1.0, None)


def test_a_market_is_no_place_to_put_sites_for_others(tiny):
    with pytest.raises(InputError, match="say with `markets`"):
        cbeclogistics.greenfield(tiny, 1, countries=["CN"])


def test_suburbs_are_parts_of_their_city():
    cities = read_cities()
    germany = cities[cities["country"] == "DE"]
    left = apart(germany, 15.0)
    assert "Altona" not in set(left["city"])
    assert {"Berlin", "Hamburg", "Munich"} <= set(left["city"])
    km = great_circle_km(
        left["longitude"].to_numpy()[:, None], left["latitude"].to_numpy()[:, None],
        left["longitude"].to_numpy(), left["latitude"].to_numpy(),
    )  # fmt: skip
    np.fill_diagonal(km, np.inf)
    assert km.min() >= 15.0


def test_the_shipped_cities_say_where_they_come_from():
    cities = read_cities()
    assert len(cities) > 12_000
    assert set(cities["source"]) == {"GeoNames (CC BY 4.0)"}
    assert (cities["population"] >= 50_000).all()
    assert cities["geonames_id"].is_unique
    assert cities["latitude"].between(-90, 90).all()
    assert cities["longitude"].between(-180, 180).all()
    assert cities["country"].str.fullmatch("[A-Z]{2}").all()
    assert "NA" in set(cities["country"])  # Namibia is no missing value
