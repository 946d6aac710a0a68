"""Published schedules become rows of duty_rates, and an index by code."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from types import ModuleType

import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.network.schema.customs import DUTY_RATES
from cbeclogistics.trade.schedules.importing import COLUMNS, Imported, import_schedule, write_rows

DATA = Path(__file__).parents[2] / "data" / "schedules"
PUBLISHED = Path(__file__).parents[4] / "shared" / "domain" / "schedules"


@pytest.fixture(params=["hts.csv", "hts.json"])
def imported(request: pytest.FixtureRequest) -> Imported:
    return import_schedule(DATA / request.param, "US", source="USITC", as_of="2026-06-01")


def test_the_export_of_the_hts_is_read_in_csv_and_in_json(imported: Imported) -> None:
    rows = {row["hs"]: row for row in imported.rows}
    assert list(rows) == ["61091000", "61101100", "61101210", "2402208000"]
    assert rows["61091000"] == {
        **dict.fromkeys(COLUMNS, ""), "rule": "US-MFN-61091000", "territory": "US", "origins": "*", "hs": "61091000",
        "layer": "MFN", "rate_pct": "16.5", "source": "USITC: 16.5%", "as_of": "2026-06-01", "confidence": "high",
    }  # fmt: skip
    tobacco = rows["2402208000"]
    assert (tobacco["rate_pct"], tobacco["per_kg"], tobacco["currency"]) == ("2.3", "1.05", "USD")


def test_what_is_not_in_the_table_is_reported_with_row_text_and_reason(imported: Imported) -> None:
    report = imported.report
    assert (report.lines, report.written, report.left_out) == (5, 4, 1)
    assert report.read_share == pytest.approx(4 / 5)
    (remark,) = report.unread
    assert remark.hs == "6103.22.00"
    assert remark.row in (8, 9)  # JSON counts entries, CSV rows from the header on
    assert "'The rate applicable to each garment" in str(report)
    assert "left out" in str(report)


def test_a_code_is_found_by_its_longest_beginning_and_a_coarser_one_by_what_it_divides_into(imported: Imported) -> None:
    find = imported.schedule.find
    assert [line.text for line in find("6109100012")] == ["16.5%"]
    assert [line.text for line in find("610910")] == ["16.5%"]
    assert [line.hs for line in find("6110")] == ["61101100", "61101210"]
    assert find("01") == ()
    assert len(imported.schedule) == 4


def test_columns_are_those_of_the_table() -> None:
    assert set(COLUMNS) <= set(DUTY_RATES.names)


def test_imported_rows_price_through_the_kernel(make: ModuleType, kernel: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "plain.csv"
    file.write_text("hs8,rate_text,source,as_of\n21069076,1.035 USD/kg + 14.9%,a gazette,2026-06\n", encoding="utf-8")
    (row,) = import_schedule(file, "US").rows
    assert (row["as_of"], row["source"]) == ("2026-06-01", "a gazette: 1.035 USD/kg + 14.9%")
    rules = make.rulebook(
        territories=[{"territory": "US", "countries": "US", "valuation": "FOB"}],
        channels=[{"channel": "formal", "territory": "US", "procedure": "formal", "applies_to": "bulk"}],
        duty_rates=[{k: v for k, v in row.items() if v}],
    )
    lines = make.lines(
        territory="US", country="US", channel="formal", hs="2106907600", weight_kg=10.0, transfer_value=100.0
    )  # fmt: skip
    # 10 kg · 1.035 + 14.9 % · 100
    assert kernel.clear(lines, rules, dt.date(2026, 12, 1)).duty == pytest.approx([25.25])


def test_a_code_with_two_rates_keeps_the_first_and_says_that_there_are_more(tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("hs8,rate_text\n0203,5%\n0203,8%\n0204,5%\n0204,5%\n12AB,5%\n", encoding="utf-8")
    imported = import_schedule(file, "JP")
    assert [(r["hs"], r["rate_pct"], r["confidence"]) for r in imported.rows] == [
        ("0203", "5", "low"),
        ("0204", "5", "high"),
    ]
    assert [r.row for r in imported.report.unwritable] == [3, 5]
    assert [r.reason for r in imported.report.unread] == ["is no tariff code of 4 to 12 digits"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "no column of tariff codes"),
        ("a.csv", b"hs8,duties\n01012100,Free\n", "no column of rates"),
        ("a.csv", b"hs8,rate_text\n01012100,5\xa2/kg\n", "is not UTF-8"),
        ("a.json", b"[{", "is no valid JSON"),
        ("a.json", b'{"results": []}', "is no list of tariff lines"),
        ("a.json", b"[]", "is no list of tariff lines"),
    ],
)
def test_a_file_that_is_no_schedule_says_so(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        import_schedule(tmp_path / name, "US")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        import_schedule(tmp_path / "none.csv", "US")


def test_rows_of_the_file_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text('hs8,description,rate_text\n01012100,"two\nrows",Free\n01012900,,See note 1\n', encoding="utf-8")
    assert [r.row for r in import_schedule(file, "US").report.unread] == [4]


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the full schedules are not part of the project")
@pytest.mark.parametrize(
    ("name", "territory", "share", "written"),
    [("us_hts_2026_rev10.csv", "US", 0.995, 11_369), ("jp_2026.csv", "JP", 0.999, 8_737)],
)
def test_a_full_schedule_is_read(name: str, territory: str, share: float, written: int) -> None:
    imported = import_schedule(PUBLISHED / name, territory)
    assert imported.report.read_share >= share
    assert imported.report.exact_share >= (share if territory == "US" else 0.9)  # Japan's has codes cut to six digits
    assert imported.report.written == len(imported.rows) >= written
    assert len({row["rule"] for row in imported.rows}) == len(imported.rows)
    stated = {}
    with (PUBLISHED / name).open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            stated.setdefault(line["hs8"], line["rate_pct"])
    sure = [row for row in imported.rows if row["confidence"] == "high" and stated[row["hs"]]]
    assert len(sure) > 7_000
    for row in sure:
        assert float(row["rate_pct"]) == float(stated[row["hs"]]), row
        assert imported.schedule.find(row["hs"] + "00")[0].hs == row["hs"]


def test_rows_are_written_as_a_table_that_reads_back(imported: Imported) -> None:
    text = io.StringIO()
    write_rows(imported.rows, text)
    assert tuple(csv.DictReader(io.StringIO(text.getvalue()))) == imported.rows
