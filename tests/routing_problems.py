"""Small routing problems drawn at random, with every feature that a problem can have."""

from __future__ import annotations

import numpy as np

from cbeclogistics.routing.problem import Depot, RoutingProblem, Shipment, Stop, VehicleType
from cbeclogistics.routing.travel import Plane


def drawn(seed: int, stops: int = 8, *, shipments: int = 1) -> RoutingProblem:
    """Two depots, three types of vehicle, stops with windows, skills, prizes and priorities, and shipments."""
    r = np.random.default_rng(seed)
    points = r.integers(0, 60, (stops + 2 + 2 * shipments, 2)).astype(float)

    def window(widest: int) -> tuple[float, float]:
        begins = float(r.integers(0, 200))
        return begins, begins + float(r.integers(30, widest))

    def stop(k: int) -> Stop:
        windows = tuple(sorted(window(120) for _ in range(r.integers(0, 3))))
        return Stop(
            f"stop {k}", 2 + k, (float(r.integers(0, 8)), float(r.integers(1, 30)) / 2),
            (float(r.integers(0, 3)), 0.0), float(r.integers(0, 12)), windows,
            release_min=float(r.integers(0, 60)) if r.random() < 0.2 else 0.0,
            prize=float(r.integers(10, 80)) if r.random() < 0.25 else None, priority=int(r.integers(1, 4)),
            skills=frozenset({"lift"} if r.random() < 0.2 else set()),
        )  # fmt: skip

    first = 2 + stops
    return RoutingProblem(
        f"drawn {seed}", Plane(points),
        (Depot("A", 0, (0.0, 600.0), 5.0), Depot("B", 1)),
        (
            VehicleType("van", 2, 0, 0, (14.0, 50.0), 20.0, 1.0, 12.0, (0.0, 500.0), 240.0, 260.0,
                        skills=frozenset({"lift"}), reload_depots=(0,), max_reloads=1),
            VehicleType("truck", 2, 1, 1, (25.0, 90.0), 45.0, 1.5, 0.0, max_duration_min=300.0, max_overtime_min=30.0,
                        overtime_per_hour=30.0),
            VehicleType("courier", 1, 0, 1, (6.0, 20.0), 0.0, 2.0),
        ),
        tuple(stop(k) for k in range(stops)),
        tuple(Shipment(f"box {k}", first + 2 * k, first + 2 * k + 1, (2.0, 5.0), 5.0, 5.0, (0.0, 200.0),
                       prize=60.0 if r.random() < 0.5 else None) for k in range(shipments)),
        ("units", "weight_kg"),
    )  # fmt: skip
