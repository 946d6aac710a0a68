"""A chain, and a placement, as JSON; `docs/stock.md` describes both."""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields
from typing import Any

from ...errors import InputError, Problem
from .answer import Placement
from .chain import Arc, Chain, Stage

FORMAT = "cbeclogistics chain"
PLACED = "cbeclogistics placement"
VERSION = 1


def chain_to_json(chain: Chain) -> str:
    """Return a chain as JSON; what has its default is left out."""
    head = {"format": FORMAT, "version": VERSION, **_told(chain, "stages", "arcs")}
    return _lined(head, stages=[_told(one) for one in chain.stages], arcs=[_told(one) for one in chain.arcs])


def chain_from_json(text: str, where: str = "chain") -> Chain:
    """Read a chain.

    Raises
    ------
    InputError
        It is none; ``where`` is named.
    """
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError([Problem(where, f"is no JSON: {error.msg}", row=error.lineno)]) from error
    if not isinstance(said, dict) or said.pop("format", None) != FORMAT or said.pop("version", None) != VERSION:
        raise InputError([Problem(where, f"expected an object with format {FORMAT!r} and version {VERSION}")])
    try:
        stages = tuple(Stage(**one) for one in said.pop("stages"))
        arcs = tuple(Arc(**one) for one in said.pop("arcs"))
        return Chain(stages=stages, arcs=arcs, **said)
    except (KeyError, TypeError) as error:
        raise InputError([Problem(where, f"is incomplete or of another kind: {error!r}")]) from error


def placement_to_json(chain: Chain, placement: Placement) -> str:
    """Return a placement as JSON, a row for each stage."""
    columns = ("waits_days", "quotes_days", "net_days", "safety_units", "base_units", "stage_cost")
    figures = [getattr(placement, column).tolist() for column in columns]
    rows = [
        {"name": name, **dict(zip(columns, row, strict=True))}
        for name, *row in zip(placement.names, *figures, strict=True)
    ]
    head = {"format": PLACED, "version": VERSION, "name": chain.name, "cost": placement.cost}
    return _lined({**head, "bound": placement.bound, "proven": placement.proven}, stages=rows)


def _told(one: Chain | Stage | Arc, *but: str) -> dict[str, Any]:
    """Return the fields of a dataclass that do not have their default."""
    default = {field.name: field.default for field in fields(one)}
    told = {k: v for k, v in asdict(one).items() if k not in but}
    return {k: v for k, v in told.items() if default[k] is MISSING or v != default[k]}


def _lined(head: dict[str, Any], **tables: list[dict[str, Any]]) -> str:
    """One line a field of the head, one line a row."""
    lines = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items()]
    for name, rows in tables.items():
        inner = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows)
        lines.append(f'  "{name}": [\n    {inner}\n  ]' if rows else f'  "{name}": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"
