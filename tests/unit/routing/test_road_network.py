"""Ways by road, from a service that answers as OSRM and Valhalla do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from cbeclogistics.errors import BackendError, InputError
from cbeclogistics.routing.problem import Depot, RoutingProblem, Stop, VehicleType
from cbeclogistics.routing.road_network import by_road
from cbeclogistics.routing.travel import GreatCircle

COUNT = 120  # more than one request holds


class Service(BaseHTTPRequestHandler):
    """Metres and seconds by the difference of longitudes, one way dearer than back; none between those beyond 11.5°."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """OSRM."""
        path = urlsplit(self.path)
        points = [float(pair.split(",")[0]) for pair in path.path.rsplit("/", 1)[1].split(";")]
        asked = parse_qs(path.query)
        a, b = ([points[int(k)] for k in asked[side][0].split(";")] for side in ("sources", "destinations"))
        if self.path.startswith("/broken"):
            self.answer(400, {"code": "TooBig", "message": "Too many table coordinates"})
            return
        km = [[self.km(x, y) for y in b] for x in a]
        self.answer(200, {
            "code": "Ok", "distances": [[None if d is None else d * 1000 for d in row] for row in km],
            "durations": [[None if d is None else d * 90 for d in row] for row in km],
        })  # fmt: skip

    def do_POST(self) -> None:
        """Valhalla."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        a, b = ([point["lon"] for point in asked[side]] for side in ("sources", "targets"))
        cells = [[self.km(x, y) for y in b] for x in a]
        rows = [[{"distance": d, "time": None if d is None else d * 90} for d in row] for row in cells]
        self.answer(200, {"sources_to_targets": rows})

    @staticmethod
    def km(x: float, y: float) -> float | None:
        """Distance of two longitudes."""
        return None if min(x, y) > 11.5 and x != y else abs(x - y) * (100.0 if x < y else 120.0)

    def answer(self, code: int, said: dict[str, Any]) -> None:
        """Answer."""
        body = json.dumps(said).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def problem() -> RoutingProblem:
    longitude = np.linspace(0, 11.9, COUNT)
    stops = tuple(Stop(f"{k}", k) for k in range(1, COUNT))
    return RoutingProblem("x", GreatCircle(longitude, np.zeros(COUNT)), (Depot("D", 0),), (VehicleType("v", 1),), stops)


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_ways_are_asked_for_in_blocks(service: str, problem: RoutingProblem, kind: str) -> None:
    travel = by_road(problem, f"{kind}+{service}/")
    longitude = np.linspace(0, 11.9, COUNT)
    apart = longitude[None, :] - longitude[:, None]
    expected = np.abs(apart) * np.where(apart > 0, 100.0, 120.0)
    expected[(np.minimum(longitude[:, None], longitude[None, :]) > 11.5) & (apart != 0)] = np.inf
    everywhere = np.arange(COUNT)
    km, minutes = travel.between(everywhere[:, None], everywhere[None, :])
    np.testing.assert_allclose(km, expected, atol=1e-3)
    np.testing.assert_allclose(minutes, expected * 1.5, atol=1e-3)


def test_what_the_service_says_is_passed_on(service: str, problem: RoutingProblem) -> None:
    with pytest.raises(BackendError, match="400"):
        by_road(problem, f"osrm+{service}/broken")
    with pytest.raises(BackendError, match="no answer"):
        by_road(problem, "osrm+http://127.0.0.1:9")


@pytest.mark.parametrize("service", ["http://host", "osrm+host", "google+http://host", ""])
def test_a_service_must_be_of_a_known_kind(problem: RoutingProblem, service: str) -> None:
    with pytest.raises(InputError, match="osrm"):
        by_road(problem, service)
