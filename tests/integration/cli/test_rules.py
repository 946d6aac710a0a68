"""`cbeclogistics rules import`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from click.testing import CliRunner, Result

from cbeclogistics.cli.app import app

HTS = Path(__file__).parents[2] / "data" / "schedules" / "hts.json"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["rules", "import", *words])


def test_the_table_goes_to_stdout_and_the_report_to_stderr() -> None:
    result = run(str(HTS), "--territory", "US", "--as-of", "2026-06-01")
    assert result.exit_code == 0
    first = next(csv.DictReader(io.StringIO(result.stdout)))
    assert {name: cell for name, cell in first.items() if cell} == {
        "rule": "US-MFN-61091000", "territory": "US", "origins": "*", "hs": "61091000", "layer": "MFN",
        "rate_pct": "16.5", "source": "hts.json: 16.5%", "as_of": "2026-06-01", "confidence": "high",
    }  # fmt: skip
    assert "5 lines with a rate, 4 read (80.00 %), 4 written" in result.stderr
    assert "row 8, 6103.22.00: 'The rate applicable" in result.stderr


def test_a_program_reads_the_report_and_the_table_is_a_file(tmp_path: Path) -> None:
    out = tmp_path / "duty_rates.csv"
    result = run(str(HTS), "--territory", "US", "--out", str(out), "--json")
    said = json.loads(result.stdout)
    assert (said["lines"], said["written"], said["out"]) == (5, 4, str(out))
    assert said["unread"][0]["reason"].startswith("refers to")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 5


def test_what_is_wrong_with_the_file_or_the_folder_is_said(tmp_path: Path) -> None:
    missing = run(str(tmp_path / "none.csv"), "--territory", "US")
    assert missing.exit_code == 3
    assert "none.csv: cannot be read" in missing.stderr
    nowhere = run(str(HTS), "--territory", "US", "--out", str(tmp_path / "none" / "duty_rates.csv"))
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr
