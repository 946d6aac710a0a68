"""JSON Schema and docs/format.md, both written from the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

from cbeclogistics import Network, load
from cbeclogistics.network.format_page import COMMAND, format_page
from cbeclogistics.network.schema import TABLES
from cbeclogistics.network.schema.json_schema import instance_schema, table_schema

ROOT = Path(__file__).parents[3]


def document(network: Network) -> dict[str, Any]:
    """An instance as JSON."""
    s = network.settings
    made: dict[str, Any] = {
        "instance": {
            "name": s.name, "base_currency": s.base_currency,
            "horizon": {"start": s.periods[0].start.isoformat(),
                        "periods": [{"period": p.period, "days": p.days} for p in s.periods]},
        }
    }  # fmt: skip
    for name, table in TABLES.items():
        rows = network.tables[name][list(table.names)].to_dict("records")
        made[name] = [{str(k): plain(v) for k, v in row.items()} for row in rows]
    return made


def plain(value: Any) -> Any:
    """A cell as JSON has it."""
    if isinstance(value, tuple):
        return list(value)
    if value == "" or pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def test_json_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(instance_schema())
    for table in TABLES.values():
        jsonschema.Draft202012Validator.check_schema(table_schema(table))


def test_sound_instance_meets_the_json_schema():
    jsonschema.validate(document(load(ROOT / "tests/data/small_world")), instance_schema())


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("sites", "latitude", 95), ("sites", "country", "cn"), ("lanes", "mode", "ship"), ("products", "weight_kg", 0),
     ("demand", "units", None), ("duty_rates", "effective_from", "1.2.2026"), ("sites", "nmae", "x")],
)  # fmt: skip
def test_json_schema_refuses_what_loading_refuses(table: str, column: str, value: object):
    made = document(load(ROOT / "tests/data/small_world"))
    made[table][0][column] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, instance_schema())


def test_format_page_is_up_to_date():
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    assert page == format_page(), f"run: {COMMAND}"


def test_every_column_has_help_and_every_number_a_unit():
    for table in TABLES.values():
        for column in table.columns:
            assert column.help.endswith("."), (table.name, column.name)
            assert column.kind != "number" or column.unit, (table.name, column.name)
