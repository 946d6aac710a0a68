"""The instance china-import: how the threshold of China's retail import moves goods between the ways into China."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cbeclogistics
from cbeclogistics.network.network import Network
from cbeclogistics.network.schema import TABLES
from cbeclogistics.trade.kernel import Clearance, Lines, clear
from cbeclogistics.trade.rulebook import Rulebook

INSTANCE = Path(__file__).resolve().parents[2] / "instances" / "china-import"
THRESHOLDS = (2_000.0, 5_000.0, 10_000.0)
VAT = 1.13
LOW_TAX = ("cbec-1210", "cbec-9610")


@pytest.fixture(scope="module")
def network() -> Network:
    return cbeclogistics.load(INSTANCE)


def with_threshold(network: Network, limit: float) -> Network:
    """Return the network with another limit on what one order may be worth."""
    tables = dict(network.tables)
    channels = tables["channels"].copy()
    retail = channels["procedure"] == "cbec_retail"
    for column in ("max_value", "min_value"):
        limited = retail & (channels[column].fillna(0) > 0)
        assert limited.sum() == 2
        channels.loc[limited, column] = limit
    tables["channels"] = channels
    return Network(network.settings, tables)


def deliveries(plan: cbeclogistics.Plan) -> pd.DataFrame:
    flows = plan.tables["flows"]
    return flows[flows["sales_channel"] != ""]


@pytest.fixture(scope="module")
def delivered(network: Network) -> dict[float, pd.DataFrame]:
    return {limit: deliveries(cbeclogistics.solve(with_threshold(network, limit))) for limit in THRESHOLDS}


def test_the_optimiser_minimised_what_the_plan_costs(network: Network) -> None:
    plan = cbeclogistics.solve(network)
    assert abs(plan.unrounded_cost - plan.model_objective) < 1e-6 * plan.unrounded_cost
    assert abs(plan.landed_cost - plan.model_objective) < 1e-6 * plan.landed_cost


def shares(delivered: pd.DataFrame) -> pd.Series:
    """Share of the units that come by each channel; `domestic` is what general trade brought in."""
    units = delivered.groupby("channel")["units"].sum()
    return units / units.sum()


def test_a_higher_threshold_moves_goods_from_general_trade_to_retail_import(
    delivered: dict[float, pd.DataFrame],
) -> None:
    split = {limit: shares(rows) for limit, rows in delivered.items()}
    low_tax = [split[limit].reindex(LOW_TAX).fillna(0).sum() for limit in THRESHOLDS]
    general = [split[limit]["domestic"] for limit in THRESHOLDS]
    assert low_tax[0] + 0.10 < low_tax[1] < low_tax[2] - 0.03
    assert general[0] - 0.10 > general[1] > general[2] + 0.02


def test_stock_in_bond_and_direct_mail_and_general_trade_all_have_their_share(
    delivered: dict[float, pd.DataFrame],
) -> None:
    split = shares(delivered[5_000.0])
    assert split["cbec-1210"] > 0.5
    assert split["cbec-9610"] > 0.04
    assert split["domestic"] > 0.1
    assert split["cbec-9610-over"] > 0


def test_direct_mail_takes_dear_light_goods_and_bonded_stock_cheap_fast_ones(
    delivered: dict[float, pd.DataFrame],
) -> None:
    base = delivered[5_000.0]
    by = base.pivot_table(index="product", columns="channel", values="units", aggfunc="sum").fillna(0)
    for product in ("cream", "vitamins", "formula", "wine", "air-fryer", "luggage"):
        assert by.loc[product, "cbec-9610"] == 0
        assert by.loc[product, "cbec-1210"] > 0
    for product in ("studio-headphones", "watch-4600"):
        assert by.loc[product, "cbec-9610"] > by.loc[product, "cbec-1210"]


def test_above_the_limits_nothing_comes_at_the_low_tax(network: Network, delivered: dict[float, pd.DataFrame]) -> None:
    demand = network.tables["demand"].rename(columns={"market": "to"})
    for limit, rows in delivered.items():
        keys = ["to", "product", "sales_channel", "period"]
        of = rows.merge(demand.drop(columns="currency"), on=keys, suffixes=("", "_wanted"), validate="many_to_one")
        low = of[of["channel"].isin(LOW_TAX)]
        assert (low["price"] * low["units_per_order"] / VAT <= limit + 1e-6).all()
        retail = of[of["channel"].str.startswith("cbec")]
        assert (retail["buyer_spend_per_year"] <= 26_000).all()
        assert (retail["sales_channel"] == "B2C").all()


def one_order(network: Network, channel: str, hs: str, net_price: float, tax_inside: float = VAT - 1) -> Clearance:
    """Clearance of one unit sold to a consumer at a price without tax."""
    tables = network.tables
    rules = Rulebook({t: tables[t] for t in ("territories", "channels", "duty_rates", "taxes", "fees")}, network.rates)

    def text(value: str) -> np.ndarray:
        return np.array([value], dtype=object)

    def number(value: float) -> np.ndarray:
        return np.array([value])

    return clear(
        Lines(
            territory=text("CN"), country=text("CN"), channel=text(channel), origin=text("FR"), hs=text(hs),
            mode=text("air"), sales_channel=text("B2C"), units=number(1.0), weight_kg=number(0.1), litres=number(0.0),
            transfer_value=number(net_price / 2), price=number(net_price * (1 + tax_inside)), freight=number(0.0),
            insurance=number(0.0), buyer_spend_per_year=number(10_000.0),
        ),
        rules, dt.date(2026, 12, 1),
    )  # fmt: skip


@pytest.mark.parametrize("channel", LOW_TAX)
@pytest.mark.parametrize(
    ("hs", "price", "tax"),
    [("33049910", 425.0, 98.00), ("190110", 200.0, 18.20)],
    ids=["cream at 21 a gram (CN-02)", "milk powder (CN-03)"],
)
def test_composite_tax_is_that_of_the_worked_examples(
    network: Network, channel: str, hs: str, price: float, tax: float
) -> None:
    cleared = one_order(network, channel, hs, price, tax / price)
    assert cleared.closed[0] == 0
    assert cleared.duty[0] == 0
    assert cleared.tax[0] == pytest.approx(tax, abs=0.005)


@pytest.mark.parametrize("channel", ["cbec-1210-over", "cbec-9610-over"])
def test_a_single_item_above_the_limit_pays_full_duty_and_tax(network: Network, channel: str) -> None:
    # CN-05 takes duty at 6.5 %, the rate without the provisional one.
    tables = dict(network.tables)
    tables["duty_rates"] = tables["duty_rates"][tables["duty_rates"]["rule"] != "CN-330499-PROVISIONAL"]
    cleared = one_order(Network(network.settings, tables), channel, "33049910", 6_000.0)
    assert cleared.closed[0] == 0
    assert cleared.duty[0] == pytest.approx(390.00, abs=0.005)
    assert cleared.tax[0] == pytest.approx(1_127.65 + 977.29, abs=0.01)


def test_between_the_channels_there_is_no_gap(network: Network) -> None:
    assert one_order(network, "cbec-9610", "910211", 5_000.0).closed[0] == 0
    assert one_order(network, "cbec-9610-over", "910211", 5_000.0).closed[0] != 0
    assert one_order(network, "cbec-9610", "910211", 5_000.01).closed[0] != 0
    assert one_order(network, "cbec-9610-over", "910211", 5_000.01).closed[0] == 0


def test_every_row_says_where_it_comes_from(network: Network) -> None:
    assert not network.warnings
    for name, table in network.tables.items():
        if "source" in TABLES[name].names and len(table):
            assert (table["source"] != "").all(), name
            assert table["as_of"].notna().all(), name


def test_prices_lie_on_both_sides_of_the_threshold_and_some_buyers_above_the_annual_limit(network: Network) -> None:
    demand = network.tables["demand"]
    net = demand["price"] * demand["units_per_order"] / VAT
    consumer = demand["sales_channel"] == "B2C"
    for low, high in ((0, 2_000), (2_000, 5_000), (5_000, 10_000)):
        assert (consumer & net.between(low, high)).sum() > 100
    assert (demand["buyer_spend_per_year"] > 26_000).sum() > 30
    assert (network.tables["sites"]["kind"] == "market").sum() >= 60
