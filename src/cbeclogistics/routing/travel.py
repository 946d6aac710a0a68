"""How far and how long from place to place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ..network.expand import great_circle_km

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CIRCUITY = 1.35  # road kilometres for each of the great circle, where nothing better is known
SPEED_KM_PER_H = 40.0


class Travel(Protocol):
    """Ways between places, which are numbers from 0.

    Asked for the pairs that are needed only, as all of 10,000 places would fill the memory.
    """

    @property
    def places(self) -> int:
        """How many there are."""
        ...

    @property
    def profiles(self) -> int:
        """Kinds of vehicles whose ways differ."""
        ...

    def between(self, a: Ints, b: Ints, profile: int = 0) -> tuple[Floats, Floats]:
        """Kilometres and minutes from places to places, of the shape that a and b have together; inf: no way."""
        ...

    def point(self, place: int) -> tuple[float, float]:
        """Longitude and latitude (or x and y) of a place."""
        ...


@dataclass(frozen=True)
class Given:
    """Known matrices.

    Attributes
    ----------
    distance_km, duration_min
        Shape (places, places), by profile; inf: no way.
    points
        Shape (places, 2), longitude first; for maps and clusters only.
    """

    distance_km: tuple[Floats, ...]
    duration_min: tuple[Floats, ...]
    points: Floats

    @property
    def places(self) -> int:
        """How many there are."""
        return len(self.points)

    @property
    def profiles(self) -> int:
        """Kinds of vehicles whose ways differ."""
        return len(self.distance_km)

    def between(self, a: Ints, b: Ints, profile: int = 0) -> tuple[Floats, Floats]:
        """Kilometres and minutes from places to places."""
        return self.distance_km[profile][a, b], self.duration_min[profile][a, b]

    def point(self, place: int) -> tuple[float, float]:
        """Longitude and latitude of a place."""
        return float(self.points[place, 0]), float(self.points[place, 1])


@dataclass(frozen=True)
class GreatCircle:
    """Great circles made longer by a factor, at one speed; profiles differ by both.

    Attributes
    ----------
    longitude, latitude
        Shape (places,), degrees.
    circuity, speed_km_per_h
        By profile.
    """

    longitude: Floats
    latitude: Floats
    circuity: tuple[float, ...] = (CIRCUITY,)
    speed_km_per_h: tuple[float, ...] = (SPEED_KM_PER_H,)

    @property
    def places(self) -> int:
        """How many there are."""
        return self.longitude.size

    @property
    def profiles(self) -> int:
        """Kinds of vehicles whose ways differ."""
        return len(self.circuity)

    def between(self, a: Ints, b: Ints, profile: int = 0) -> tuple[Floats, Floats]:
        """Kilometres and minutes from places to places."""
        direct = great_circle_km(self.longitude[a], self.latitude[a], self.longitude[b], self.latitude[b])
        km = np.asarray(direct * self.circuity[profile])
        return km, km * (60.0 / self.speed_km_per_h[profile])

    def point(self, place: int) -> tuple[float, float]:
        """Longitude and latitude of a place."""
        return float(self.longitude[place]), float(self.latitude[place])


@dataclass(frozen=True)
class Plane:
    """Straight lines in a plane, as published instances have them; a kilometre takes a minute.

    Attributes
    ----------
    points
        Shape (places, 2).
    factor, rounding
        Lengths are multiplied by the factor, then rounded: none, nearest, up, down, or down to one decimal (tenth).
    """

    points: Floats
    factor: float = 1.0
    rounding: str = "none"
    places: int = field(init=False)
    profiles: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", len(self.points))

    def between(self, a: Ints, b: Ints, profile: int = 0) -> tuple[Floats, Floats]:
        """Length, twice: as distance and as time."""
        del profile
        x, y = (self.points[a] - self.points[b])[..., 0], (self.points[a] - self.points[b])[..., 1]
        length = np.hypot(x, y) * self.factor
        match self.rounding:
            case "nearest":
                length = np.floor(length + 0.5)
            case "up":
                length = np.ceil(length - 1e-9)
            case "down":
                length = np.floor(length + 1e-9)
            case "tenth":
                length = np.floor(length * 10 + 1e-9) / 10
        return length, length

    def point(self, place: int) -> tuple[float, float]:
        """Position of a place."""
        return float(self.points[place, 0]), float(self.points[place, 1])
