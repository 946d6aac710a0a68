"""The reference tables: sourced row by row, without a gap, overridden by whoever knows better."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from cbeclogistics import InputError
from cbeclogistics.landed import landed_costs
from cbeclogistics.loaders.reference import RULE_TABLES, optional_rules, reference_tables
from cbeclogistics.network.schema import TABLES

DAY = "2026-11-23"


def test_every_row_says_its_source_its_day_and_how_far_it_is_to_be_trusted() -> None:
    for name, table in reference_tables().items():
        assert len(table) > 0
        assert (table["source"] != "").all(), name
        assert table["as_of"].notna().all(), name
        assert (table["as_of"] <= pd.Timestamp(DAY)).all(), name
        if "confidence" in TABLES[name].names:
            assert set(table["confidence"]) <= {"high", "medium", "low"}, name


def test_what_has_no_source_is_of_low_confidence() -> None:
    for table in reference_tables().values():
        if "confidence" in table:
            bare = table["source"].str.match(r"(assumption|unsourced|\S+( \S+)?: (unsourced|assumption))")
            assert set(table["confidence"][bare]) <= {"low"}


def test_amounts_of_money_say_their_currency() -> None:
    amounts = {
        "duty_rates": ["per_kg", "per_unit", "per_litre"], "fees": ["amount"], "agreements": ["certificate_cost"],
        "channels": ["duty_per_item", "max_value"],
    }  # fmt: skip
    from cbeclogistics.data_folders import reference_folder

    for name, columns in amounts.items():
        table = pd.read_csv(reference_folder() / f"{name}.csv")
        for column in columns:
            assert table.loc[table[column].fillna(0) != 0, "currency"].notna().all(), (name, column)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-07-01", "2027-01-01"])
def test_every_product_can_enter_every_country_in_bulk_and_by_parcel(day: str) -> None:
    tables = reference_tables()
    countries = [c for each in tables["territories"]["countries"] for c in each]
    shipments = pd.DataFrame([
        {"date": day, "origin": origin, "destination": country, "product": product, "quantity": 1, "unit_value": 20.0,
         "freight": 5.0, "mode": mode, "channel": channel}
        for country in countries for product in tables["products"]["product"] for origin in ("CN", "VN")
        for mode, channel in (("ocean", "formal"), ("air", "cheapest")) if origin != country
    ])  # fmt: skip
    problems = landed_costs(shipments)["problem"]
    assert set(problems) == {""}
    assert len(problems) == (49 * 2 - 2) * 26 * 2


def test_a_row_of_the_users_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "taxes.csv").write_text("rule,country,kind,rate_pct\nDE-VAT,DE,vat,25\nXX,DE,levy,1\n", "utf-8")
    before, after = reference_tables()["taxes"], reference_tables(tmp_path)["taxes"]
    assert len(after) == len(before) + 1
    assert list(after.set_index("rule").loc[["DE-VAT", "XX"], "rate_pct"]) == [25, 1]
    assert before.set_index("rule").loc["DE-VAT", "rate_pct"] == 19


def test_a_dated_row_is_replaced_by_its_day(tmp_path: Path) -> None:
    (tmp_path / "channels.csv").write_text(
        "channel,territory,procedure,applies_to,value_basis,duty,tax,max_value,currency,effective_from,effective_to\n"
        "ioss,EU,low_value,parcel,retail,flat,at_sale,200,EUR,2026-07-01,2028-07-01\n", "utf-8",
    )  # fmt: skip
    ioss = reference_tables(tmp_path)["channels"].query("territory == 'EU' and channel == 'ioss'")
    assert sorted(ioss["max_value"]) == [150, 150, 200]


@pytest.mark.parametrize("name", optional_rules())
def test_optional_rules_are_right_and_change_what_they_name(name: str) -> None:
    shipped, changed = reference_tables(), reference_tables(Path(name))
    assert [t for t in RULE_TABLES if not shipped[t].equals(changed[t])]


def test_what_is_wrong_with_overrides_is_told_by_row(tmp_path: Path) -> None:
    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,rate_pct,agreement,currency\n"
        "MINE,ZZ,*,610910,MFN,20,NAFTA,\nOTHER,US,*,999999,MFN,abc,,ZZZ\nMINE,US,*,999998,MFN,1,,\n", "utf-8",
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        reference_tables(tmp_path)
    found = {(p.row, p.column) for p in caught.value.problems}
    assert {(2, "territory"), (2, "agreement"), (3, "rate_pct"), (3, "currency"), (4, "rule")} <= found


def test_two_rules_for_one_thing_on_one_day_are_told(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(
        "rule,territory,name,channels,amount\nMINE,US,Merchandise processing fee,formal,1\n", "utf-8"
    )  # fmt: skip
    with pytest.raises(InputError, match="in force together with row"):
        reference_tables(tmp_path)


def test_a_folder_that_is_not_there_is_told_with_the_optional_ones() -> None:
    with pytest.raises(InputError, match="canada-ontario"):
        reference_tables(Path("no-such-folder"))


def test_no_rule_ends_unnoticed_within_the_quarter() -> None:
    """The one that does has a successor."""
    first, last = pd.Timestamp(DAY), pd.Timestamp(DAY) + dt.timedelta(days=90)
    ending = [
        str(rule)
        for name in ("channels", "duty_rates", "taxes", "fees")
        for rule, ends in reference_tables()[name].set_index(TABLES[name].key[0])["effective_to"].items()
        if first <= ends <= last
    ]
    assert ending == ["VN-VAT-reduced"]
