"""docs/plan.md describes every table, column and key of a plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cbeclogistics.plan.document import SCHEMA
from cbeclogistics.plan.schema import PLAN_TABLES

TEXT = (Path(__file__).parents[3] / "docs" / "plan.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PLAN_TABLES)
def test_every_column_is_documented_with_its_unit_and_meaning(name: str) -> None:
    section = re.split(r"^#+ ", TEXT, flags=re.MULTILINE)
    mine = next(s for s in section if s.startswith(f"{name}\n"))
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", mine, flags=re.MULTILINE)
    assert [r[0] for r in rows] == list(PLAN_TABLES[name].names)
    for column, unit, meaning in rows:
        assert unit == (PLAN_TABLES[name][column].unit or "text")
        assert meaning.startswith(PLAN_TABLES[name][column].help.rstrip("."))


def test_every_key_of_plan_json_is_documented() -> None:
    section = TEXT.split("## plan.json")[1].split("## Tables")[0]
    assert set(SCHEMA["required"]) <= set(re.findall(r"`(\w+)`", section))
