"""JSON Schema of an instance as one document: its settings, and its tables as arrays of row objects."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..settings import FORMAT, Costs
from . import FORMS, TABLES, Column, Kind, Table

DRAFT = "https://json-schema.org/draft/2020-12/schema"
DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
CURRENCY = {"type": "string", "pattern": f"^{FORMS['currency'].pattern}$"}


def instance_schema() -> dict[str, Any]:
    """Schema that an instance as JSON must meet; what cells mean together is checked on loading."""
    return {
        "$schema": DRAFT,
        "title": "cbeclogistics instance",
        "description": f"Settings and tables of an instance, format {FORMAT}.",
        "type": "object",
        "required": ["instance", *(name for name, table in TABLES.items() if table.required)],
        "additionalProperties": False,
        "properties": {"instance": _settings(), **{name: table_schema(table) for name, table in TABLES.items()}},
    }


def _settings() -> dict[str, Any]:
    rate = {"type": "number", "minimum": 0, "maximum": 1000}
    return {
        "type": "object",
        "required": ["name", "base_currency", "horizon"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "name": {"type": "string", "minLength": 1},
            "title": {"type": "string"},
            "description": {"type": "string"},
            "base_currency": CURRENCY,
            "rules_date": DATE,
            "consumer_tax": {"enum": ["borne", "collected"], "default": "borne"},
            "horizon": {
                "type": "object",
                "required": ["start", "periods"],
                "additionalProperties": False,
                "properties": {
                    "start": DATE,
                    "periods": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["days"],
                            "properties": {
                                "period": {"type": "string"},
                                "days": {"type": "number", "exclusiveMinimum": 0},
                            },
                        },
                    },
                },
            },
            "costs": {
                "type": "object",
                "additionalProperties": False,
                "properties": {f.name: {**rate, "default": f.default} for f in fields(Costs)},
            },
        },
    }


def table_schema(table: Table) -> dict[str, Any]:
    """Schema of a table as an array of row objects."""
    return {
        "type": "array",
        "description": table.help,
        **({"minItems": 1} if table.required else {}),
        "items": {
            "type": "object",
            "required": [c.name for c in table.columns if c.required],
            "additionalProperties": False,
            "properties": {c.name: column_schema(c) for c in table.columns},
        },
    }


def column_schema(column: Column) -> dict[str, Any]:
    """Schema of one cell; null stands for an empty one."""
    described = column.help + (f" [{column.unit}]" if column.unit else "")
    if column.kind == Kind.NUMBER:
        cell: dict[str, Any] = {"type": "number"}
        if column.minimum is not None:
            cell["exclusiveMinimum" if column.above else "minimum"] = column.minimum
        if column.maximum is not None:
            cell["maximum"] = column.maximum
    elif column.kind == Kind.YES_NO:
        cell = {"type": "boolean"}
    elif column.kind == Kind.DATE:
        cell = dict(DATE)
    elif column.kind == Kind.LIST:
        cell = {"type": "array", "items": _text(column), **({"minItems": 1} if column.required else {})}
    else:
        cell = {**_text(column), **({"minLength": 1} if column.required else {})}
    if not column.required:
        cell = {"anyOf": [cell, {"type": "null"}]}
        if column.default not in (None, "", ()):
            cell["default"] = column.default
    return {"description": described, **cell}


def _text(column: Column) -> dict[str, Any]:
    if column.choices:
        return {"type": "string", "enum": list(column.choices)}
    if column.form:
        return {"type": "string", "pattern": f"^({FORMS[column.form].pattern})$"}
    return {"type": "string"}
