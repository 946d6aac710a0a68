"""Routes as JSON and back; the format is `docs/solutions.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import InputError, Problem
from .routes import Kind, Route, Routes, Task, Unserved, Visit

FORMAT = "cbeclogistics routes"
VERSION = 1
_MONEY_AND_TIME = ("start", "end", "distance_km", "fixed_cost", "distance_cost", "time_cost")


@dataclass(frozen=True)
class RoutesDocument:
    """Routes with what is claimed of them.

    Attributes
    ----------
    instance
        Name of the instance.
    routes
        The routes themselves, and who is not served.
    cost
        What they are said to cost.
    """

    instance: str
    routes: Routes
    cost: float

    def to_json(self) -> str:
        """Return the document as JSON; the same routes give the same bytes."""
        head = {"format": FORMAT, "version": VERSION, "instance": self.instance, "cost": self.cost}
        routes = [json.dumps(_said(route)) for route in self.routes.routes]
        unserved = [json.dumps(asdict(one), ensure_ascii=False) for one in self.routes.unserved]
        lines = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items()]
        lines += [f'  "{key}": {_lines(rows)}' for key, rows in (("routes", routes), ("unserved", unserved))]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str, where: str = "routes") -> RoutesDocument:
        """Read a document.

        Raises
        ------
        InputError
            It is not one; ``where`` is named.
        """
        try:
            said = json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError([Problem(where, f"is no JSON: {error.msg}", row=error.lineno)]) from error
        if not isinstance(said, dict) or said.get("format") != FORMAT or said.get("version") != VERSION:
            raise InputError([Problem(where, f"expected an object with format {FORMAT!r} and version {VERSION}")])
        try:
            routes = Routes(tuple(map(_route, said["routes"])), tuple(Unserved(**one) for one in said["unserved"]))
            return cls(str(said["instance"]), routes, float(said["cost"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError([Problem(where, f"is incomplete or of another kind: {error!r}")]) from error


def _lines(rows: list[str]) -> str:
    return "[\n    " + ",\n    ".join(rows) + "\n  ]" if rows else "[]"


def _said(route: Route) -> dict[str, Any]:
    visits = [[v.task.kind.value, v.task.index, v.arrival, v.start, v.leaves] for v in route.visits]
    return {"vehicle": route.vehicle, **{key: getattr(route, key) for key in _MONEY_AND_TIME}, "visits": visits}


def _route(said: Mapping[str, Any]) -> Route:
    visits = tuple(
        Visit(Task(Kind(kind), int(index)), float(arrival), float(start), float(leaves))
        for kind, index, arrival, start, leaves in said["visits"]
    )
    return Route(int(said["vehicle"]), visits, **{key: float(said[key]) for key in _MONEY_AND_TIME})
