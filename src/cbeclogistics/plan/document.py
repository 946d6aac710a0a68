"""`plan.json`: the plan without its tables, versioned, strict JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..errors import Problem
from .cells import types
from .plan import FORMAT, TABLES, Audit, Check, Plan, Status

NAME = "plan.json"
_AMOUNT = {"type": ["number", "null"]}
_TEXTS = {"type": "array", "items": {"type": "string"}}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "plan.json of a cbeclogistics plan",
    "type": "object",
    "required": [
        "format", "status", "landed_cost", "bound", "gap", "model_objective", "unrounded_cost",
        "objective_difference", "currency", "runtime_s", "cost_breakdown", "audit",
        "open_sites", "solver", "instance", "instance_hash", "version", "seed", "possible_flows", "notes", "tables",
    ],
    "properties": {
        "format": {"const": FORMAT, "description": "Version of this document."},
        "status": {"enum": [str(s) for s in Status]},
        "landed_cost": {"type": "number", "description": "Cost of the plan."},
        "bound": {**_AMOUNT, "description": "Proven lower bound on the cost of any plan; null: none is known."},
        "gap": {**_AMOUNT, "description": "(landed_cost - bound) / landed_cost; null: no bound is known."},
        "model_objective": {"type": "number", "description": "What the optimiser minimised, at this plan."},
        "unrounded_cost": {
            "type": "number",
            "description": "What the plan costs, every amount priced anew and none rounded; landed_cost rounds each.",
        },
        "objective_difference": {
            "type": "number",
            "description": "|unrounded_cost - model_objective| / unrounded_cost: 0 but for floating point.",
        },
        "currency": {"type": "string"},
        "runtime_s": {"type": "number"},
        "cost_breakdown": {"type": "object", "additionalProperties": {"type": "number"}},
        "audit": {
            "type": "object",
            "required": ["passed", "checks"],
            "properties": {
                "passed": {"type": "boolean"},
                "checks": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "passed", "detail"],
                        "properties": {
                            "name": {"type": "string"}, "passed": {"type": "boolean"}, "detail": {"type": "string"},
                        },
                    },
                },
            },
        },
        "open_sites": _TEXTS,
        "solver": {"type": "string"},
        "instance": {"type": "string"},
        "instance_hash": {"type": "string"},
        "version": {"type": "string", "description": "Version of the program that made the plan."},
        "seed": {"type": "integer"},
        "possible_flows": {"type": "integer"},
        "notes": _TEXTS,
        "tables": {
            "type": "object",
            "required": list(TABLES),
            "additionalProperties": {
                "type": "object",
                "required": ["file", "rows", "columns"],
                "properties": {
                    "file": {"type": "string", "pattern": r"^[a-z_]+\.csv$"},
                    "rows": {"type": "integer", "minimum": 0},
                    "columns": {
                        "type": "object",
                        "description": "Type of each column, in order.",
                        "additionalProperties": {"enum": ["float64", "int64", "bool", "str", "object"]},
                    },
                },
            },
        },
    },
}  # fmt: skip


def to_json(plan: Plan) -> str:
    """Text of `plan.json`."""
    said: dict[str, Any] = {"format": FORMAT, **plan.summary(), "runtime_s": plan.runtime_s}
    for name in ("bound", "gap"):
        said[name] = said[name] if math.isfinite(said[name]) else None
    said["tables"] = {
        name: {"file": f"{name}.csv", "rows": len(frame), "columns": types(frame)}
        for name, frame in plan.tables.items()
    }
    return json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(text: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """What `plan.json` says, or None with all that is wrong with it."""
    try:
        said = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return None, [Problem(NAME, f"is no JSON: {error}", remedy="save the plan again, or solve anew")]
    version = said.get("format") if isinstance(said, dict) else None
    if isinstance(said, dict) and "format" in said and (version != FORMAT or isinstance(version, bool)):
        return None, [Problem(NAME, f"is format {FORMAT} where this version of the program can read it",
                              column="format", value=json.dumps(version), remedy="read it with the version that "
                              f"wrote it ({said.get('version', 'not stated')}), or solve anew")]  # fmt: skip
    from jsonschema import Draft202012Validator

    found = sorted(Draft202012Validator(SCHEMA).iter_errors(said), key=lambda e: [str(p) for p in e.absolute_path])
    problems = [Problem(NAME, e.message[:300], column=".".join(str(p) for p in e.absolute_path)) for e in found[:20]]
    return (None, problems) if problems else (said, [])


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def build(said: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Plan:
    """Plan from what `plan.json` says and its tables."""
    bound, gap = said["bound"], said["gap"]
    return Plan(
        status=Status(said["status"]), instance=said["instance"], instance_hash=said["instance_hash"],
        currency=said["currency"], landed_cost=float(said["landed_cost"]),
        bound=-math.inf if bound is None else float(bound), gap=math.inf if gap is None else float(gap),
        model_objective=float(said["model_objective"]), unrounded_cost=float(said["unrounded_cost"]),
        cost_breakdown={c: float(v) for c, v in said["cost_breakdown"].items()},
        open_sites=tuple(said["open_sites"]), solver=said["solver"], version=said["version"], seed=said["seed"],
        runtime_s=float(said["runtime_s"]), possible_flows=said["possible_flows"], tables=tables,
        audit=Audit(tuple(Check(c["name"], c["passed"], c["detail"]) for c in said["audit"]["checks"])),
        notes=tuple(said["notes"]),
    )  # fmt: skip
