"""The rules that instances ship with say what the reference rules say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import pytest

import cbeclogistics
from cbeclogistics.loaders.reference import BASE_CURRENCY, reference_tables
from cbeclogistics.network.exchange import rates_on
from cbeclogistics.trade.rulebook import Rulebook

DAY = dt.date(2026, 12, 1)
ORIGINS = ("CN", "VN")


def book(tables: Mapping[str, pd.DataFrame], base: str) -> Rulebook:
    return Rulebook(tables, rates_on(tables["currencies"], DAY, base))


@pytest.fixture(scope="module")
def reference() -> Rulebook:
    return book(reference_tables(), BASE_CURRENCY)


def duty(rules: Rulebook, territory: str, origin: str, hs: str, unit_value: float) -> float:
    stack = rules.duty_stack(territory, origin, hs, DAY, unit_value=unit_value, mode="ocean", channel="formal")
    return sum(r.rate_pct / 100 * unit_value + r.per_unit for r in stack)


def test_china_to_world_charges_the_duty_of_the_reference(reference: Rulebook) -> None:
    network = cbeclogistics.load("china-to-world")
    rules = book(network.tables, network.settings.base_currency)
    products = network.tables["products"]
    sold = network.tables["sites"].query("kind == 'market'")["territory"].unique()
    for territory in sold:
        for hs, value in zip(products["hs6"], products["customs_value"], strict=True):
            for origin in ORIGINS:
                mine, theirs = (duty(r, territory, origin, hs, value) for r in (rules, reference))
                assert mine == pytest.approx(theirs), (territory, hs, origin)


def test_china_to_world_knows_the_channels_and_the_tax_of_the_reference(reference: Rulebook) -> None:
    network = cbeclogistics.load("china-to-world")
    rules = book(network.tables, network.settings.base_currency)
    for channel in rules.channels:
        theirs = reference.channel(channel.territory, channel.channel, DAY)
        if channel.effective_from <= DAY <= channel.effective_to:
            assert theirs is not None, channel.channel
            for term in ("duty", "duty_pct", "duty_per_item", "duty_deduction", "tax", "max_value"):
                assert getattr(channel, term) == pytest.approx(getattr(theirs, term)), (channel, term)
    for country in set(network.tables["sites"].query("kind == 'market'")["country"]) - {"BR"}:  # São Paulo: optional
        for hs in network.tables["products"]["hs6"]:
            rates = [round(r.tax_pct("vat", country, hs, DAY), 6) for r in (rules, reference)]
            assert rates[0] == rates[1], (country, hs)
