"""A workbook says the same as the folder it was made of."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from cbeclogistics import InputError, load

SMALL_WORLD = Path(__file__).parents[2] / "data" / "small_world"
SETTINGS = [
    ("key", "value"), ("name", "small-world"), ("base_currency", "USD"), ("horizon.start", dt.datetime(2026, 12, 1)),
    ("horizon.periods", "Y1:365"),
]  # fmt: skip


def typed(text: str) -> object:
    """A cell as a spreadsheet would hold it."""
    if text in ("yes", "no"):
        return text == "yes"
    try:
        return dt.datetime.fromisoformat(text) if text.count("-") == 2 else float(text)
    except ValueError:
        return text or None


@pytest.fixture
def book() -> openpyxl.Workbook:
    """The small world as a workbook with numbers, dates and truth values for cells."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    sheet = made.create_sheet("instance")
    for row in SETTINGS:
        sheet.append(row)
    for path in sorted(SMALL_WORLD.glob("*.csv")):
        sheet = made.create_sheet(path.stem)
        with path.open(newline="") as file:
            for row in csv.reader(file):
                sheet.append([typed(cell) for cell in row])
    return made


def saved(book: openpyxl.Workbook, folder: Path) -> Path:
    path = folder / "world.xlsx"
    book.save(path)
    return path


def test_workbook_equals_folder(book: openpyxl.Workbook, tmp_path: Path):
    read = load(saved(book, tmp_path))
    assert read.hash == load(SMALL_WORLD).hash
    assert read.warnings == ()


def test_problem_is_told_by_sheet_and_row(book: openpyxl.Workbook, tmp_path: Path):
    book["sites"]["E3"] = 95
    with pytest.raises(InputError) as error:
        load(saved(book, tmp_path))
    (problem,) = error.value.problems
    assert (problem.table, problem.row, problem.column, problem.value) == ("sites", 3, "latitude", "95")


def test_periods_and_rates_of_the_settings_sheet(book: openpyxl.Workbook, tmp_path: Path):
    sheet = book["instance"]
    sheet["B5"] = "Y1:100; Y2:265"
    sheet.append(("costs.capital_pct_per_year", 7))
    settings = load(saved(book, tmp_path)).settings
    assert [(p.period, p.days) for p in settings.periods] == [("Y1", 100.0), ("Y2", 265.0)]
    assert settings.costs.capital_pct_per_year == 7


def test_formula_that_was_never_calculated(book: openpyxl.Workbook, tmp_path: Path):
    book["demand"]["D2"] = "=500*2"
    with pytest.raises(InputError, match="no saved value"):
        load(saved(book, tmp_path))


def test_without_settings_sheet(book: openpyxl.Workbook, tmp_path: Path):
    del book["instance"]
    with pytest.raises(InputError, match="the sheet is missing"):
        load(saved(book, tmp_path))


def test_strange_sheet_is_odd(book: openpyxl.Workbook, tmp_path: Path):
    book.create_sheet("lanez").append(["x"])
    (warning,) = load(saved(book, tmp_path)).warnings
    assert "did you mean lanes" in warning.remedy


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_no_workbook_at_all(content: bytes, tmp_path: Path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no readable workbook"):
        load(path)
