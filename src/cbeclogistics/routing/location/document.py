"""Answers as JSON and back, enough for anyone to recompute the cost; depots and customers are counted from 0."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ...errors import InputError, Problem
from .answer import FirstTour, LocatedRoutes, Tour

FORMAT = "cbeclogistics located routes"
VERSION = 1


@dataclass(frozen=True)
class LocatedDocument:
    """Open depots and routes with what is claimed of them.

    Attributes
    ----------
    instance
        Name of the instance.
    answer
        With its cost; whether it is right is the audit's to say.
    """

    instance: str
    answer: LocatedRoutes

    def to_json(self) -> str:
        """Return the document as JSON; the same answer gives the same bytes."""
        head = {
            "format": FORMAT, "version": VERSION, "instance": self.instance, "cost": self.answer.cost,
            "open_depots": list(self.answer.open_depots),
        }  # fmt: skip
        tours = [json.dumps([tour.depot, list(tour.customers)]) for tour in self.answer.tours]
        first = [json.dumps([list(one.satellites), list(one.delivered)]) for one in self.answer.first_tours]
        lines = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items()]
        lines += [f'  "{key}": {_lines(rows)}' for key, rows in (("tours", tours), ("first_tours", first))]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str, where: str = "located routes") -> LocatedDocument:
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
            answer = LocatedRoutes(
                tuple(int(depot) for depot in said["open_depots"]),
                tuple(Tour(int(depot), tuple(int(c) for c in customers)) for depot, customers in said["tours"]),
                float(said["cost"]),
                tuple(
                    FirstTour(tuple(int(s) for s in satellites), tuple(float(d) for d in delivered))
                    for satellites, delivered in said["first_tours"]
                ),
            )
            return cls(str(said["instance"]), answer)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError([Problem(where, f"is incomplete or of another kind: {error!r}")]) from error


def _lines(rows: list[str]) -> str:
    return "[\n    " + ",\n    ".join(rows) + "\n  ]" if rows else "[]"
