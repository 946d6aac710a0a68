"""Checks of a problem's arrays: everything that is wrong, at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ....errors import InputError, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MOST_NAMED = 5  # bad values of one array that are named; the rest is counted


class Checks:
    """Collects what is wrong with one problem, then raises it all.

    Parameters
    ----------
    problem
        Name of the problem, such as "UFL".
    """

    def __init__(self, problem: str) -> None:
        self.problem = problem
        self.found: list[Problem] = []

    def say(self, column: str, expected: str, value: object = "") -> None:
        """Note one thing that is wrong."""
        self.found.append(Problem(self.problem, expected, column=column, value=str(value)))

    def amounts(self, name: str, values: npt.ArrayLike, shape: tuple[int | None, ...]) -> Floats:
        """Finite numbers, 0 or more, of a shape (None: any length above 0); read-only, rows one after another."""
        try:
            array = np.array(values, dtype=np.float64, order="C")
        except (TypeError, ValueError):
            self.say(name, "expected numbers")
            return np.zeros(tuple(n or 0 for n in shape))
        if self._shaped(name, array.shape, shape):
            self._each(name, array, np.isfinite(array) & (array >= 0), "expected a finite number, 0 or more")
        array.setflags(write=False)
        return array

    def indices(self, name: str, values: npt.ArrayLike, shape: tuple[int | None, ...], count: int) -> Ints:
        """Whole numbers from 0 to below ``count``; read-only."""
        try:
            given = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError):
            self.say(name, "expected whole numbers")
            return np.zeros(tuple(n or 0 for n in shape), dtype=np.int64)
        if self._shaped(name, given.shape, shape):
            good = (given == np.floor(given)) & (given >= 0) & (given < count)
            self._each(name, given, good, f"expected a whole number from 0 to {count - 1}")
            given = np.where(good, given, 0)
        array = given.astype(np.int64)
        array.setflags(write=False)
        return array

    def done(self) -> None:
        """Raise `InputError` if anything was wrong."""
        if self.found:
            raise InputError(self.found)

    def _shaped(self, name: str, is_: tuple[int, ...], asked: tuple[int | None, ...]) -> bool:
        fits = len(is_) == len(asked) and all(n > 0 if m is None else n == m for n, m in zip(is_, asked, strict=True))
        if not fits:
            wanted = ", ".join("1 or more" if n is None else str(n) for n in asked)
            self.say(name, f"expected the shape ({wanted})", value=is_)
        return fits

    def _each(self, name: str, array: Floats, good: npt.NDArray[np.bool_], expected: str) -> None:
        bad = np.argwhere(~good)
        for place in bad[:MOST_NAMED]:
            at = ", ".join(str(i) for i in place)
            self.say(f"{name}[{at}]", expected, value=f"{array[tuple(place)]:g}")
        if len(bad) > MOST_NAMED:
            self.say(name, f"and {len(bad) - MOST_NAMED} more such values")
