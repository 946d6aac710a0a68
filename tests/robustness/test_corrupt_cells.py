"""Whatever stands in the cells: an instance loads, or is refused with `InputError`, and nothing else happens."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from cbeclogistics import InputError, load

SMALL_WORLD = Path(__file__).parents[1] / "data" / "small_world"
TABLES = {p.name: list(csv.reader(p.read_text().splitlines())) for p in sorted(SMALL_WORLD.glob("*.csv"))}
NASTY = (
    "", " ", "nan", "inf", "-1", "0", "1e308", "1e-320", "1e15", "9" * 400, "1,5", "yes", "2026-02-30", "9999-12-31",
    "0001-01-01", "kind=market", "kind=", "=", "&", "a&b=c", "|", ";;", "*", "F", "W", "M", "domestic", '"', "\x00",
    "😀", "=1+1", "-" * 200,
    "group-b2b", "toys", "USD", "XXX", "container", "None", "\u202e", "1_0", "B2B", "suspended",
)  # fmt: skip
PLACES = [(name, i, j) for name, rows in TABLES.items() for i in range(len(rows)) for j in range(len(rows[0]))]
CORRUPTION = st.tuples(st.sampled_from(PLACES), st.sampled_from(NASTY) | st.text(max_size=12))


UNHURRIED = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes, and the case is small as it is
)  # fmt: skip


@settings(UNHURRIED, max_examples=60)
@given(st.lists(CORRUPTION, min_size=1, max_size=4))
@example([(("sites.csv", 1, 0), "\x00")])
def test_corrupt_cells_never_raise_anything_else(corruptions: list[tuple[tuple[str, int, int], str]]):
    tables = {name: [list(row) for row in rows] for name, rows in TABLES.items()}
    for (name, i, j), text in corruptions:
        tables[name][i][j] = text
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        (folder / "instance.toml").write_bytes((SMALL_WORLD / "instance.toml").read_bytes())
        for name, rows in tables.items():
            with (folder / name).open("w", newline="", encoding="utf-8", errors="replace") as file:
                csv.writer(file).writerows(rows)
        refused(folder)


@settings(UNHURRIED, max_examples=30)
@given(st.sampled_from([*TABLES, "instance.toml"]), st.binary(max_size=80), st.integers(0, 400))
def test_corrupt_bytes_never_raise_anything_else(name: str, junk: bytes, at: int):
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        for path in SMALL_WORLD.iterdir():
            content = path.read_bytes()
            cut = min(at, len(content))
            (folder / path.name).write_bytes(content[:cut] + junk + content[cut:] if path.name == name else content)
        refused(folder)


def refused(folder: Path) -> None:
    """Load or be refused; the refusal can be told."""
    try:
        load(folder)
    except InputError as error:
        told = error
    else:
        return
    assert str(told)
    assert told.problems
