"""Distances and times by road, from a service that the user names: OSRM's `table`, Valhalla's `sources_to_targets`."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import BackendError, InputError, Problem
from .problem import RoutingProblem
from .travel import Floats, Given

AT_ONCE = 50  # places on either side of one request; services take about a hundred in all
PATIENCE_S = 60.0
Block = tuple[Floats, Floats]  # kilometres and minutes


def by_road(problem: RoutingProblem, service: str) -> Given:
    """Ways between all places of a problem, asked in blocks; the same for all its profiles.

    Parameters
    ----------
    service
        ``osrm+https://host`` or ``valhalla+https://host``.

    Raises
    ------
    InputError
        The service's name is no such thing.
    BackendError
        It does not answer, or not what it should.
    """
    kind, _, url = service.partition("+")
    if kind not in SERVICES or not url.startswith(("http://", "https://")):
        raise InputError([Problem("--roads", "osrm+http://… or valhalla+http://… is expected", value=service)])
    points = np.array([problem.travel.point(place) for place in range(problem.travel.places)])
    km, minutes = np.zeros((len(points), len(points))), np.zeros((len(points), len(points)))
    blocks = [np.arange(i, min(i + AT_ONCE, len(points))) for i in range(0, len(points), AT_ONCE)]
    for a in blocks:
        for b in blocks:
            km[np.ix_(a, b)], minutes[np.ix_(a, b)] = SERVICES[kind](url.rstrip("/"), points[a], points[b])
    np.fill_diagonal(km, 0.0)
    np.fill_diagonal(minutes, 0.0)
    profiles = problem.travel.profiles
    return Given((km,) * profiles, (minutes,) * profiles, points)


def _osrm(url: str, a: Floats, b: Floats) -> Block:
    places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in [*a, *b])
    first = ";".join(map(str, range(len(a))))
    second = ";".join(map(str, range(len(a), len(a) + len(b))))
    answer = _asked(
        f"{url}/table/v1/driving/{places}?annotations=duration,distance&sources={first}&destinations={second}"
    )
    if answer.get("code") != "Ok" or "distances" not in answer:
        raise BackendError(f"{url}: {answer.get('message') or 'it gives no distances'}")
    return _matrix(answer["distances"], 1000.0), _matrix(answer["durations"], 60.0)


def _valhalla(url: str, a: Floats, b: Floats) -> Block:
    def told(points: Floats) -> list[dict[str, float]]:
        return [{"lon": float(lon), "lat": float(lat)} for lon, lat in points]

    asked = {"sources": told(a), "targets": told(b), "costing": "truck", "units": "kilometers"}
    answer = _asked(f"{url}/sources_to_targets", json.dumps(asked).encode())
    found = answer.get("sources_to_targets")
    if not isinstance(found, list):
        raise BackendError(f"{url}: {answer.get('error') or 'it gives no matrix'}")
    rows = [[cell.get(key) for cell in row] for key in ("distance", "time") for row in found]
    return _matrix(rows[: len(a)], 1.0), _matrix(rows[len(a) :], 60.0)


def _matrix(rows: list[list[float | None]], unit: float) -> Floats:
    """Amounts over a unit; what the service does not know is no way."""
    return np.array([[np.inf if cell is None else cell / unit for cell in row] for row in rows], dtype=float)


def _asked(url: str, body: bytes | None = None) -> dict[str, Any]:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            said = json.load(answer)
    except urllib.error.HTTPError as error:
        raise BackendError(f"{url.partition('?')[0][:80]}: {error.code} {error.reason}") from error
    except (OSError, ValueError) as error:
        raise BackendError(f"{url.partition('?')[0][:80]}: no answer ({error})") from error
    if not isinstance(said, dict):
        raise BackendError(f"{url.partition('?')[0][:80]}: the answer is no object")
    return said


SERVICES: dict[str, Callable[[str, Floats, Floats], Block]] = {"osrm": _osrm, "valhalla": _valhalla}
