"""p-median: choose p sites so that customers are near."""

from __future__ import annotations

from dataclasses import dataclass

from .checking import Checks, Floats


@dataclass(frozen=True, eq=False)
class PMedian:
    """Choose exactly ``medians`` sites; minimise Σ distance of each customer to its nearest chosen site.

    Attributes
    ----------
    distance
        Shape (sites, customers); times the customer's weight, where customers weigh differently.
    medians
        How many sites to choose, from 1 to the number of sites.
    name
        Of the instance; free.

    Raises
    ------
    InputError
        With everything that is wrong.
    """

    distance: Floats
    medians: int
    name: str = ""

    def __post_init__(self) -> None:
        checks = Checks("PMedian")
        object.__setattr__(self, "distance", checks.amounts("distance", self.distance, (None, None)))
        sites = len(self.distance) if self.distance.ndim else 0
        whole = isinstance(self.medians, int) and not isinstance(self.medians, bool)
        if not (whole and 1 <= self.medians <= sites):
            checks.say("medians", f"expected a whole number from 1 to the number of sites, {sites}", self.medians)
        checks.done()

    @property
    def sites(self) -> int:
        """Number of sites."""
        return int(self.distance.shape[0])

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.distance.shape[1])
