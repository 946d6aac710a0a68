"""Measures of goods beyond value, weight, pieces and litres: areas, content, the value of a part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from .lines import Floats, Texts

SHARE = "%"  # before the name of a part whose value is charged
Measured = tuple[tuple[str, float], ...]


def read_terms(cells: Iterable[str], rate: float) -> Measured:
    """Terms of a rate such as ``0.145 m2`` (money per one) or ``6% case`` (share of the value of a part).

    Parameters
    ----------
    rate
        Base currency for one of the row's.
    """
    made = []
    for cell in cells:
        said = re.fullmatch(r"(-?[0-9.]+) ?(%?) ?([a-z0-9_]+)", cell.strip())
        if said is None:
            raise ValueError(f"{cell!r} is no term by a measure")
        share = said[2] == SHARE
        made.append((f"{SHARE * share}{said[3]}", float(said[1]) * (0.01 if share else rate)))
    return tuple(made)


def columns(names: Sequence[str], stated: Texts | None, rate: Floats | None, n: int) -> Floats:
    """Amounts of the measures named, 0 where a line does not state one; shape (n, names).

    Parameters
    ----------
    stated
        What each line states, a mapping each; None: nothing.
    rate
        Base currency for one of what the values of parts are stated in; None: they are in it.
    """
    made = np.zeros((n, len(names)))
    if stated is not None:
        for i in np.flatnonzero(np.array([bool(each) for each in stated], dtype=bool)):
            for j, name in enumerate(names):
                amount = stated[i].get(name.removeprefix(SHARE), 0.0)
                made[i, j] = amount * (1.0 if rate is None or not name.startswith(SHARE) else rate[i])
    return made


def lacking(terms: Measured, stated: Mapping[str, float] | None) -> tuple[str, ...]:
    """Measures that a line does not state."""
    return tuple(name.removeprefix(SHARE) for name, _ in terms if name.removeprefix(SHARE) not in (stated or {}))
