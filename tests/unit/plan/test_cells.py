"""Tables survive being CSV, and no text of theirs is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbeclogistics.plan.cells import read_csv, types, write_csv

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ROWS = st.lists(
    st.tuples(TEXT, st.floats(allow_infinity=False), st.integers(-(2**63), 2**63 - 1), st.booleans()), max_size=8
)


@given(rows=ROWS)
def test_any_table_reads_back_exactly(rows: list[tuple[str, float, int, bool]]) -> None:
    frame = pd.DataFrame({
        "text": pd.Series([r[0] for r in rows], dtype="str"), "number": np.array([r[1] for r in rows], dtype=float),
        "count": np.array([r[2] for r in rows], dtype=np.int64), "flag": np.array([r[3] for r in rows], dtype=bool),
        "old": pd.Series([r[0] for r in rows], dtype=object),
    })  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        write_csv(frame, path)
        again, problems = read_csv(path, "t", types(frame))
    assert not problems
    assert again is not None
    pd.testing.assert_frame_equal(again, frame, check_exact=True)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-lamp", "@home", "\tx", "'tis", '=HYPERLINK("http://x")'])
def test_no_text_is_a_formula(tmp_path: Path, text: str) -> None:
    frame = pd.DataFrame({"name": [text], "amount": [-1.5]})
    write_csv(frame, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        row = list(csv.reader(file))[1]
    assert row == ["'" + text, "-1.5"]
    again, _ = read_csv(tmp_path / "t.csv", "t", types(frame))
    assert again is not None
    assert again["name"].tolist() == [text]
