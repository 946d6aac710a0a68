"""Text of a cell as a value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cbeclogistics.network.schema import TABLES
from cbeclogistics.network.validation.cells import explain
from cbeclogistics.network.validation.parse import dates, members, numbers, yes_no


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), ("-2.50", -2.5), (".5", 0.5), ("3.", 3.0), ("1e3", 1000.0), ("+7", 7.0)]
)
def test_number(text: str, value: float):
    assert numbers(pd.Series([text]))[0] == value


@pytest.mark.parametrize(
    "text", ["", "nan", "NaN", "inf", "-inf", "1,5", "1 000", "0x10", "1_000", "١", "--1", "1e", "e5"]
)
def test_no_number(text: str):
    assert np.isnan(numbers(pd.Series([text]))[0])


@pytest.mark.parametrize(
    "text", ["2026-2-1", "01.02.2026", "2026-02-30", "2026-13-01", "0000-01-01", "20260201", "now"]
)
def test_no_date(text: str):
    assert dates(pd.Series([text])).isna().all()


def test_date_of_any_century():
    read = dates(pd.Series(["1789-07-14", "9999-12-31"]))
    assert [d.isoformat()[:10] for d in read] == ["1789-07-14", "9999-12-31"]


def test_list_drops_empty_and_repeated_members():
    assert members(" a ; b;;a ") == ("a", "b")
    assert members("") == ()


@pytest.mark.parametrize(
    ("text", "value"), [("Yes", True), ("TRUE", True), ("1", True), ("no", False), ("maybe", None)]
)
def test_yes_no(text: str, value: bool | None):
    assert yes_no(text) is value


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("10,5", "10.5"), ("1,250", "1250"), ("1'250.50", "1250.50"), ("$30", "30"), ("n/a", "leave the cell empty"),
        ("#REF!", "spreadsheet"), ("x", "write a figure"),
    ],
)  # fmt: skip
def test_advice_for_what_is_no_number(text: str, advice: str):
    assert advice in explain(TABLES["demand"]["price"], "number", text)[1]
