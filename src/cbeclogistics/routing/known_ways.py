"""Known ways between some places, and another reckoning for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .travel import Floats, Ints, Travel


@dataclass(frozen=True)
class KnownWays:
    """Ways that are known, whatever the profile, on top of ways that are reckoned.

    Attributes
    ----------
    rest
        Reckons the others.
    keys
        from · places + to of each known way, ascending, shape (known,).
    distance_km, duration_min
        Shape (known,); inf: no way; a duration of NaN is the distance at the speed that the rest has on that way.
    """

    rest: Travel
    keys: Ints
    distance_km: Floats
    duration_min: Floats

    @staticmethod
    def of(rest: Travel, ways: pd.DataFrame, place: Mapping[str, int]) -> KnownWays:
        """Take the ways of the table `ways`, between places by name."""
        begins, ends = (ways[c].map(place).to_numpy(np.int64) for c in ("from_place", "to_place"))
        order = np.argsort(begins * rest.places + ends)
        closed = ways["closed"].to_numpy(bool)
        km = np.where(closed, np.inf, ways["distance_km"].to_numpy(float))
        minutes = np.where(closed, np.inf, ways["duration_min"].to_numpy(float))
        return KnownWays(rest, (begins * rest.places + ends)[order], km[order], minutes[order])

    @property
    def places(self) -> int:
        """How many there are."""
        return self.rest.places

    @property
    def profiles(self) -> int:
        """Kinds of vehicles whose ways differ."""
        return self.rest.profiles

    def between(self, a: Ints, b: Ints, profile: int = 0) -> tuple[Floats, Floats]:
        """Kilometres and minutes from places to places."""
        km, minutes = self.rest.between(a, b, profile)
        asked = np.asarray(a * self.places + b)
        at = np.minimum(np.searchsorted(self.keys, asked), self.keys.size - 1)
        known = self.keys[at] == asked
        slow = np.divide(minutes, km, out=np.ones_like(minutes), where=km > 0)  # minutes per km
        lasts = np.where(np.isnan(self.duration_min[at]), self.distance_km[at] * slow, self.duration_min[at])
        return np.where(known, self.distance_km[at], km), np.where(known, lasts, minutes)

    def point(self, place: int) -> tuple[float, float]:
        """Longitude and latitude of a place."""
        return self.rest.point(place)
