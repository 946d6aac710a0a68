"""Four questions of a planner, on parts of `china-to-world`: which way the plan goes, and by what mechanism.

docs/trade-shifts.md asks the same of the whole instance.
"""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import cbeclogistics
from cbeclogistics import Network, Plan
from cbeclogistics.loaders.reference import reference_tables

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "trade_shifts.py"
EUR = 1.15  # USD, in the instance's currencies
Solved = tuple[Plan, Network]  # of tests/parts.py


@pytest.fixture(scope="module")
def world() -> Network:
    return cbeclogistics.load("china-to-world")


@pytest.fixture(scope="module")
def parcels(parts: ModuleType, world: Network) -> dict[str, Solved]:
    """The last day on which parcels up to EUR 150 are free in the EU, and the first on which each item pays EUR 3."""
    part = parts.cut(world, ["jewelry", "tshirt", "headphone"], ["DE", "FR"], stock=["W_DUI", "W_RTM"], cities=6)
    return {
        when: parts.solved(parts.on(part, day), gap=1e-2)
        for when, day in (("before", "2026-06-30"), ("after", "2026-07-01"))
    }


def test_three_euro_an_item_move_parcels_into_stock_the_more_the_less_the_order_is_worth(
    parts: ModuleType,
    parcels: dict[str, Solved],
) -> None:
    before, after = parcels["before"], parcels["after"]
    assert set(after[0].open_sites) > set(before[0].open_sites)
    moved = {
        p: parts.direct_share(before, p) - parts.direct_share(after, p) for p in ("tshirt", "jewelry", "headphone")
    }
    assert min(moved.values()) > 0
    # orders of two shirts and three pieces of jewellery are worth less than a pair of headphones, and weigh more
    demand = after[1].tables["demand"]
    worth = (demand["price"] * demand["units_per_order"]).groupby(demand["product"]).mean()
    assert worth["tshirt"] < worth["jewelry"] < worth["headphone"]
    assert moved["tshirt"] > moved["headphone"] < moved["jewelry"]


def test_the_parcels_that_stay_pay_three_euro_an_order_and_paid_nothing_before(
    parts: ModuleType, parcels: dict[str, Solved]
) -> None:
    for when, each in (("before", 0.0), ("after", 3 * EUR)):
        flows = parts.sold(parcels[when])
        flows = flows[flows["channel"] == "ioss"]
        assert flows["orders"].sum() > 1_000
        assert flows["duty"].sum() == pytest.approx(each * flows["orders"].sum(), rel=1e-6)


@pytest.mark.parametrize(
    ("when", "day", "source", "euro"),
    [("before", "2026-06-30", "EU-DM-OLD", 0.0), ("after", "2026-07-01", "EU-E3", 3.0)],
)
def test_explain_shows_the_parcel_rule_of_the_day(
    parts: ModuleType, parcels: dict[str, Solved], when: str, day: str, source: str, euro: float
) -> None:
    stays = parts.sold(parcels[when])
    stays = stays[(stays["channel"] == "ioss") & (stays["product"] == "headphone")]
    way = next(w for w in parts.told(parcels[when], stays["to"].iloc[0], "headphone").ways if w.channel == "ioss")
    rule = way.legs[-1].channel_rule
    assert rule.rule == "ioss/EU"
    assert source in rule.source
    assert day in (rule.effective_to, rule.effective_from)
    assert parts.duties(way) == pytest.approx({"ioss/EU": euro * EUR} if euro else {}, abs=1e-4)
    alone = cbeclogistics.landed_cost(
        date=day, origin="CN", destination="DE", hs6="851830", quantity=1, unit_value=40, currency="EUR", mode="air",
        channel="ioss",
    )  # fmt: skip
    assert alone["duty"] == euro


def test_explain_shows_the_three_euro_that_keep_shirts_out_of_parcels(
    parts: ModuleType, parcels: dict[str, Solved]
) -> None:
    stock = parts.sold(parcels["after"])
    stock = stock[(stock["product"] == "tshirt") & (stock["kind"] == "delivery")]
    (way,) = parts.told(parcels["after"], stock["to"].iloc[0], "tshirt").ways
    assert {x.rate for x in parts.duty_lines(way, "EU-MFN-tshirt")} == {"12 %"}
    direct = next(a for a in way.alternatives if a.kind == "direct")
    flat = next(d for d in direct.differences if d.rule is not None and d.rule.rule == "ioss/EU")
    assert flat.per_unit == pytest.approx(3 * EUR / 2, abs=1e-4)  # two shirts an order


def test_the_shift_saves_part_of_what_the_parcel_duty_would_have_cost(
    parts: ModuleType, parcels: dict[str, Solved]
) -> None:
    before, after = parcels["before"], parcels["after"]
    flows = parts.sold(before)
    charged = 3 * EUR * flows.loc[flows["channel"] == "ioss", "orders"].sum()
    # the plan of the day before stays possible and pays 3 EUR an order more; no plan became cheaper
    assert before[0].bound <= after[0].landed_cost < before[0].landed_cost + charged


@pytest.fixture(scope="module")
def exempt(parts: ModuleType, world: Network) -> dict[str, Solved]:
    """US de minimis: it ends on 2025-05-02 for China, on 2025-08-29 for all others; and a day on which it was kept.

    The rules of the US are those of the reference tables, which go back to 2016; carriers take parcels in Viet Nam too.
    """
    part = parts.cut(world, ["tshirt", "shoes", "headphone"], ["US"], stock=["W_ONT", "W_EDI"], cities=4)
    known = reference_tables()
    part = replace(part, tables={
        **part.tables,
        **{name: known[name] for name in ("territories", "channels", "duty_rates", "taxes", "fees", "agreements",
                                          "currencies")},
    })  # fmt: skip
    lanes = part.tables["lanes"]
    part = parts.with_rows(
        part, "lanes", lanes[lanes["lane"] == "LINE-US"].assign(lane="LINE-VN-US", from_site="F_SGN")
    )
    days = {"before": "2025-04-01", "between": "2025-06-01", "after": "2025-09-01"}
    made = {when: parts.solved(parts.on(part, day), gap=1e-2) for when, day in days.items()}
    channels = part.tables["channels"]
    ended = (channels["territory"] == "US") & (channels["channel"] == "low_value")
    kept = channels.assign(effective_to=channels["effective_to"].mask(ended & (channels["origins"].str.len() == 0)))
    made["kept"] = parts.solved(
        parts.on(replace(part, tables={**part.tables, "channels": kept}), days["after"]), gap=1e-2
    )
    return made


def by_origin(parts: ModuleType, done: Solved) -> dict[str, float]:
    """Share of direct parcels of the goods of each origin."""
    flows = parts.sold(done)
    direct = flows[flows["kind"] == "direct"].groupby("origin_country")["units"].sum()
    return (direct / flows.groupby("origin_country")["units"].sum()).fillna(0.0).to_dict()


def test_direct_parcels_to_the_us_end_with_the_exemption_of_their_origin(
    parts: ModuleType, exempt: dict[str, Solved]
) -> None:
    assert by_origin(parts, exempt["before"])["CN"] > 0.95
    between = by_origin(parts, exempt["between"])
    assert between["CN"] < 0.05 < 0.2 < between["VN"]
    assert max(by_origin(parts, exempt["after"]).values()) < 0.05
    # the tariffs of that day are not what did it
    assert by_origin(parts, exempt["kept"])["CN"] > 0.95
    assert exempt["kept"][0].landed_cost < exempt["after"][0].bound


def test_explain_shows_the_exemption_and_then_every_layer_that_it_spared(
    parts: ModuleType, exempt: dict[str, Solved]
) -> None:
    market = "M_US_NEW_YORK_CITY"
    for parcel in parts.told(exempt["before"], market, "headphone").ways:
        assert (parcel.kind, parcel.channel, parts.duties(parcel)) == ("direct", "low_value", {})
        assert parcel.legs[-1].channel_rule.rule == "low_value/US"
        assert parcel.legs[-1].channel_rule.effective_to == "2025-05-01"
    (stock,) = parts.told(exempt["after"], market, "headphone").ways
    value = 15.0  # of a pair, FOB
    paid = {rule: per_unit for rule, per_unit in parts.duties(stock).items() if per_unit}
    assert paid == pytest.approx(
        {"US-IEEPA-fentanyl-2025-03-04": 0.20 * value, "US-IEEPA-reciprocal-2025-05-14": 0.10 * value}, abs=1e-4
    )
    # a parcel would declare the retail price, on which the same layers weigh three times as much
    demand = exempt["after"][1].tables["demand"]
    price = float(demand.loc[(demand["market"] == market) & (demand["product"] == "headphone"), "price"].iloc[0])
    direct = next(a for a in stock.alternatives if a.kind == "direct")
    dearer = sum(d.per_unit for d in direct.differences if d.component == "duty")
    alone = cbeclogistics.landed_cost(
        date="2025-09-01", origin="CN", destination="US", hs6="851830", quantity=1, unit_value=price, mode="air",
        channel="courier",
    )  # fmt: skip
    assert dearer == pytest.approx(alone["duty"] - 0.30 * value, abs=0.006)
    assert direct.difference > 0


NEW_YORK = "M_US_NEW_YORK_CITY"
SHIRT, HEADPHONE = 3.0, 15.0  # declared value of a unit, USD
QUOTE, SOLD_OUT_AT = 1.2, 0.6  # Viet Nam's price of a shirt over today's; its capacity, share of the shirts wanted


@pytest.fixture(scope="module")
def two_sources(parts: ModuleType, world: Network) -> Network:
    """Shirts from China or, dearer, from Viet Nam; headphones from China alone."""
    part = parts.cut(world, ["tshirt", "headphone"], ["US"], stock=["W_EDI"], cities=3)
    wanted = part.tables["demand"].groupby("product")["units"].sum()["tshirt"]
    supply = part.tables["supply"].copy()
    second = supply["site"] == "F_SGN"
    supply.loc[second, "unit_cost"] *= QUOTE
    supply.loc[second, "capacity_units_per_year"] = SOLD_OUT_AT * wanted
    return replace(part, tables={**part.tables, "supply": supply})


@pytest.fixture(scope="module")
def tariff(parts: ModuleType, two_sources: Network, make: ModuleType) -> dict[str, Solved]:
    """Without a new layer on China's goods in the US, with one at half the rate of break-even, and with 25 %."""

    def layer(rate_pct: float) -> pd.DataFrame:
        row = {"rule": "US-WHATIF-CN", "territory": "US", "origins": "CN", "hs": "*", "layer": "WHATIF",
               "rate_pct": rate_pct, "source": "what if", "as_of": "2026-11-23", "confidence": "low"}  # fmt: skip
        return make.frame("duty_rates", [row])

    rates = {"none": 0.0, "half": 100 * dearer_from_viet_nam(two_sources) / SHIRT / 2, "full": 25.0}
    return {
        how: parts.solved(parts.with_rows(two_sources, "duty_rates", layer(pct)), gap=5e-3)
        for how, pct in rates.items()
    }


def dearer_from_viet_nam(network: Network) -> float:
    """What a shirt from there costs more without the layer: its price, less the duty on China's; carriage is a wash."""
    price = network.tables["supply"].query("product == 'tshirt'").set_index("site")["unit_cost"]
    paid = {
        origin: cbeclogistics.landed_cost(
            date="2026-12-01", origin=origin, destination="US", hs6="610910", quantity=1000, unit_value=SHIRT,
            channel="formal",
        )["duty"] / 1000
        for origin in ("CN", "VN")
    }  # fmt: skip
    return float(price["F_SGN"] - price.drop("F_SGN").mean() + paid["VN"] - paid["CN"])


def test_a_tariff_moves_supply_to_the_second_source_beyond_the_break_even_and_up_to_its_capacity(
    parts: ModuleType, tariff: dict[str, Solved]
) -> None:
    assert 0 < 100 * dearer_from_viet_nam(tariff["none"][1]) / SHIRT < 20
    wanted = parts.into(tariff["none"], "US", "tshirt")
    from_viet_nam = {how: parts.into(done, "US", "tshirt", "VN") for how, done in tariff.items()}
    assert from_viet_nam == pytest.approx({"none": 0.0, "half": 0.0, "full": SOLD_OUT_AT * wanted}, abs=0.02 * wanted)


def test_goods_without_another_origin_stay_and_pay(parts: ModuleType, tariff: dict[str, Solved]) -> None:
    assert parts.into(tariff["full"], "US", "headphone", "CN") == pytest.approx(
        parts.into(tariff["full"], "US", "headphone")
    )
    (way,) = parts.told(tariff["full"], NEW_YORK, "headphone").ways
    assert {(x.rate, x.rule.source) for x in parts.duty_lines(way, "US-WHATIF-CN")} == {("25 %", "what if")}
    alone = cbeclogistics.landed_cost(
        date="2026-12-01", origin="CN", destination="US", hs6="851830", quantity=1, unit_value=HEADPHONE,
        channel="formal",
    )  # fmt: skip
    assert sum(parts.duties(way).values()) == pytest.approx(alone["duty"] + 0.25 * HEADPHONE, abs=0.006)


def test_explain_shows_the_layer_and_what_the_second_source_would_save(
    parts: ModuleType, tariff: dict[str, Solved]
) -> None:
    (way,) = parts.told(tariff["full"], NEW_YORK, "tshirt").ways
    chinese = sum(leg.units for leg in way.legs if leg.from_site.startswith("F_") and leg.from_site != "F_SGN")
    assert chinese > 0
    # the layer is paid on China's part of the mix alone
    paid = sum(x.amount for x in parts.duty_lines(way, "US-WHATIF-CN"))
    assert paid == pytest.approx(0.25 * SHIRT * chinese, rel=1e-4)
    other = next(a for a in way.alternatives if a.route[0] == "F_SGN")
    assert not other.available  # sold out
    assert other.difference < 0
    spared = next(d for d in other.differences if d.rule is not None and d.rule.rule == "US-WHATIF-CN")
    assert spared.per_unit == pytest.approx(-0.25 * SHIRT * chinese / way.units, abs=1e-3)


def test_a_tariff_costs_what_stays_pays_and_what_the_second_source_is_dearer(
    parts: ModuleType, tariff: dict[str, Solved]
) -> None:
    free, full = tariff["none"], tariff["full"]
    assert parts.direct_share(free, "tshirt") + parts.direct_share(free, "headphone") == 0
    shirts, headphones = (parts.into(free, "US", p) for p in ("tshirt", "headphone"))
    stay = 0.25 * (HEADPHONE * headphones + SHIRT * (1 - SOLD_OUT_AT) * shirts)
    move = dearer_from_viet_nam(free[1]) * SOLD_OUT_AT * shirts
    known = full[0].landed_cost - full[0].bound + free[0].landed_cost - free[0].bound
    assert full[0].landed_cost - free[0].landed_cost == pytest.approx(stay + move, abs=known)
    assert move < 0.25 * SHIRT * SOLD_OUT_AT * shirts


@pytest.fixture(scope="module")
def hub(parts: ModuleType, world: Network) -> dict[str, Solved]:
    """A small seller's stock in Venlo, duty paid or in bond: one warehouse on each side of the Channel is too many."""
    lanes = world.tables["lanes"]
    # the same carrier comes to both doors in Venlo: what keeps duty-paid goods from Britain is their status
    carried = parts.with_rows(
        world, "lanes", lanes[lanes["lane"] == "LM-VEN_CW-GB"].assign(lane="LM-RTM-GB", from_site="W_RTM")
    )
    goods = ["kitchen", "blender", "shoes"]
    places = {"paid": ["W_RTM", "W_FXT"], "bond": ["W_RTM", "W_FXT", "W_VEN_CW"]}
    return {
        how: parts.solved(parts.cut(carried, goods, ["DE", "NL", "GB"], stock=at, share=0.3), gap=1e-2)
        for how, at in places.items()
    }


def test_a_bonded_hub_pools_the_stock_of_both_sides_of_the_channel(parts: ModuleType, hub: dict[str, Solved]) -> None:
    assert all(site.startswith("W_RTM") for site in hub["paid"][0].open_sites)
    assert all(site.startswith("W_VEN_CW") for site in hub["bond"][0].open_sites)
    assert hub["bond"][0].open_sites
    for how, britons in (("paid", 0.0), ("bond", 1.0)):
        flows = parts.sold(hub[how])
        british = flows[flows["territory"] == "GB"]
        from_stock = british.loc[british["kind"] == "delivery", "units"].sum() / british["units"].sum()
        assert from_stock == pytest.approx(britons, abs=0.05)
    assert hub["bond"][0].landed_cost < hub["paid"][0].bound


def test_goods_out_of_bond_pay_duty_once_and_only_where_they_are_sold(
    parts: ModuleType, hub: dict[str, Solved]
) -> None:
    flows = parts.sold(hub["bond"])
    home = flows[(flows["from"] == "W_VEN_CW") & (flows["territory"] == "EU")]
    abroad = flows[(flows["from"] == "W_VEN_CW") & (flows["territory"] == "GB")]
    assert set(home["channel"]) == {"release"}
    assert set(abroad["channel"]) == {"low_value"}  # a re-export, entered in Britain as a parcel below GBP 135
    inbound = hub["bond"][0].flows
    inbound = inbound[(inbound["kind"] == "inbound") & (inbound["to"] == "W_VEN_CW")]
    assert inbound["duty"].sum() == 0
    assert abroad["duty"].sum() == 0
    shoes = home[(home["product"] == "shoes") & (home["origin_country"] == "CN")]
    assert shoes["units"].sum() > 1_000
    assert shoes["duty"].sum() > 0.169 * 9 * shoes["units"].sum()  # 16.9 % of 9 USD and the freight to Europe
    assert shoes["duty"].sum() < 0.169 * 9 * 1.3 * shoes["units"].sum()


def test_explain_shows_a_re_export_without_duty_where_it_lay(parts: ModuleType, hub: dict[str, Solved]) -> None:
    (way,) = parts.told(hub["bond"], "M_GB_LONDON", "shoes").ways
    assert (way.from_site, way.channel) == ("W_VEN_CW", "low_value")
    assert {leg.to_status for leg in way.legs if leg.to_site == "W_VEN_CW"} == {"bonded"}
    assert all(x.per_unit == 0 for x in way.lines if x.component == "duty")
    assert not {rule for rule in parts.duties(way) if rule.startswith("EU-MFN")}
    demand = hub["bond"][1].tables["demand"]
    price = float(demand.loc[(demand["market"] == "M_GB_LONDON") & (demand["product"] == "shoes"), "price"].iloc[0])
    alone = cbeclogistics.landed_cost(
        date="2026-12-01", origin="CN", destination="GB", hs6="640411", quantity=1, unit_value=price / 1.2, mode="road",
        channel="low_value",
    )  # fmt: skip
    assert alone["duty"] == 0
    tax = sum(x.per_unit for x in way.lines if x.component == "tax")
    assert tax == pytest.approx(alone["vat"], abs=0.006)


def test_duty_paid_stock_is_not_offered_abroad(parts: ModuleType, hub: dict[str, Solved]) -> None:
    why = parts.told(hub["paid"], "M_GB_LONDON", "shoes")
    assert all(way.kind == "direct" for way in why.ways)
    routes = [a.route for way in why.ways for a in way.alternatives]
    assert routes
    assert not [route for route in routes if "W_RTM" in route]


def test_the_script_of_the_page_writes_instances_that_load(tmp_path: Path) -> None:
    runpy.run_path(str(SCRIPT))["write"](tmp_path)
    assert len(list(tmp_path.iterdir())) == 8
    tables = cbeclogistics.load(tmp_path / "us-before").tables
    ended = tables["channels"].query("territory == 'US' and channel == 'low_value'")["effective_to"]
    assert {"2025-05-01", "2025-08-28"} == set(ended.dt.strftime("%Y-%m-%d"))
    assert set(tables["demand"]["market"].str[:5]) == {"M_US_"}
    tables = cbeclogistics.load(tmp_path / "tariff-after").tables
    assert tables["duty_rates"].set_index("rule").loc["US-WHATIF-CN", ["origins", "rate_pct"]].tolist() == [
        ("CN",),
        25.0,
    ]
