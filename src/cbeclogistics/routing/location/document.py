"""Answers as JSON, enough for anyone to recompute the cost."""

from __future__ import annotations

import json
from typing import Any

from ...errors import InputError, Problem
from .answer import FirstTour, LocatedRoutes, Tour

SCHEMA = "located-routes/1"


def to_json(answer: LocatedRoutes, name: str) -> str:
    """Return an answer as text; depots, satellites and customers are counted from 0.

    Parameters
    ----------
    name
        Of the instance.
    """
    document = {
        "schema": SCHEMA,
        "instance": name,
        "cost": answer.cost,
        "open_depots": list(answer.open_depots),
        "tours": [{"depot": tour.depot, "customers": list(tour.customers)} for tour in answer.tours],
        "first_tours": [
            {"satellites": list(tour.satellites), "delivered": list(tour.delivered)} for tour in answer.first_tours
        ],
    }
    return json.dumps(document, indent=1) + "\n"


def from_json(text: str, where: str = "solution") -> LocatedRoutes:
    """Read an answer back; whether it is right is the audit's to say.

    Raises
    ------
    InputError
        The text is no such document.
    """
    try:
        said: dict[str, Any] = json.loads(text)
        if said["schema"] != SCHEMA:
            raise ValueError(f"its schema is {said['schema']!r}")
        return LocatedRoutes(
            tuple(int(depot) for depot in said["open_depots"]),
            tuple(Tour(int(one["depot"]), tuple(int(c) for c in one["customers"])) for one in said["tours"]),
            float(said["cost"]),
            tuple(
                FirstTour(tuple(int(s) for s in one["satellites"]), tuple(float(d) for d in one["delivered"]))
                for one in said["first_tours"]
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError([Problem(where, f"expected a document {SCHEMA}: {error}")]) from error
