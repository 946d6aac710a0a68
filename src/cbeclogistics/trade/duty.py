"""Duty rules, and what layers of them come to for many lines at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .measures import Measured

Floats = npt.NDArray[np.float64]

BASE_LAYER = "MFN"
BASES = 4  # customs value, kg, units, litres


@dataclass(frozen=True)
class DutyRule:
    """One row of `duty_rates`, amounts in the base currency.

    It takes min(max(rate · value + specific, least), most); `least` and `most` only where they are not 0. `per_measure`
    has names of measures with their rates, of the value of a part where the name begins with ``%``.
    """

    rule: str
    territory: str
    origins: tuple[str, ...]
    hs: str
    layer: str
    rate_pct: float = 0.0
    per_kg: float = 0.0
    per_unit: float = 0.0
    per_litre: float = 0.0
    per_measure: Measured = ()
    min_pct: float = 0.0
    min_per_kg: float = 0.0
    min_per_unit: float = 0.0
    min_per_litre: float = 0.0
    max_pct: float = 0.0
    max_per_kg: float = 0.0
    max_per_unit: float = 0.0
    max_per_litre: float = 0.0
    ceiling_pct: float | None = None
    replaces: str = ""
    suppresses: tuple[str, ...] = ()
    exporter: str = ""
    modes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    unit_value_over: float = 0.0
    unit_value_to: float = np.inf
    value_over: float = 0.0
    value_to: float = np.inf
    agreement: str = ""
    privileged: bool = False
    no_drawback: bool = False
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""
    as_of: dt.date | None = None
    confidence: str = ""

    @property
    def rates(self) -> tuple[float, float, float, float]:
        """Ad valorem share, then per kg, unit and litre."""
        return self.rate_pct / 100, self.per_kg, self.per_unit, self.per_litre

    @property
    def least(self) -> tuple[float, float, float, float]:
        """The least it takes, by value, kg, unit and litre."""
        return self.min_pct / 100, self.min_per_kg, self.min_per_unit, self.min_per_litre

    @property
    def most(self) -> tuple[float, float, float, float]:
        """The most it takes, by value, kg, unit and litre; all 0 without a limit."""
        return self.max_pct / 100, self.max_per_kg, self.max_per_unit, self.max_per_litre

    @property
    def free(self) -> bool:
        """Nothing is charged."""
        return not (any(self.rates) or any(self.least) or self.per_measure)

    @property
    def by_kg(self) -> bool:
        """It looks at weight."""
        return bool(self.per_kg or self.min_per_kg or self.max_per_kg)

    @property
    def by_litre(self) -> bool:
        """It looks at content."""
        return bool(self.per_litre or self.min_per_litre or self.max_per_litre)

    @property
    def by_value(self) -> bool:
        """It depends on what a unit or the consignment is worth."""
        return self.unit_value_over > 0 or self.value_over > 0 or min(self.unit_value_to, self.value_to) < np.inf


class DutyTable:
    """Stacks of duty rules as arrays.

    Attributes
    ----------
    rate, least, most
        Shape (stacks, layers, bases); a stack with fewer layers has zeros.
    measures, by_measure
        Names of the measures that rules charge by, and shape (stacks, layers, measures).
    drawable
        Shape (stacks, layers): whether drawback gives the layer back.
    """

    def __init__(self, stacks: Sequence[tuple[DutyRule, ...]]) -> None:
        depth = max((len(s) for s in stacks), default=0)
        shape = (max(len(stacks), 1), depth, BASES)
        self.rate, self.least, self.most = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.drawable = np.zeros(shape[:2], dtype=bool)
        self.measures = tuple(dict.fromkeys(name for s in stacks for rule in s for name, _ in rule.per_measure))
        self.by_measure = np.zeros((*shape[:2], len(self.measures)))
        for i, layers in enumerate(stacks):
            for j, rule in enumerate(layers):
                for name, amount in rule.per_measure:
                    self.by_measure[i, j, self.measures.index(name)] += amount
                self.rate[i, j], self.least[i, j], self.most[i, j] = rule.rates, rule.least, rule.most
                self.drawable[i, j] = not rule.no_drawback
        self._floor = np.asarray(self.least.any(axis=(0, 2)))
        self._cap = np.asarray(self.most.any(axis=(0, 2)))
        self._specific = np.asarray(self.rate[:, :, 1:].any(axis=(0, 2)))

    def amounts(
        self, which: npt.NDArray[np.int64], value: Floats, weight_kg: Floats, units: Floats, litres: Floats,
        measured: Floats | None = None,
    ) -> Floats:  # fmt: skip
        """Duty of many lines by layer.

        Parameters
        ----------
        which
            Shape (n,): index of each line's stack.
        value, weight_kg, units, litres
            Shape (n,): totals of the line.
        measured
            Shape (n, measures): amounts of `measures`; None: nothing.

        Returns
        -------
        ndarray, shape (n, layers), in the base currency
        """
        bases = (value, weight_kg, units, litres)
        made = np.zeros((which.size, self.rate.shape[1]))
        for j in range(made.shape[1]):

            def of(table: Floats, whole: bool, j: int = j) -> Floats:
                cut = table[which, j]
                amount = cut[:, 0] * value
                for b in range(1, BASES) if whole else ():
                    amount += cut[:, b] * bases[b]
                return np.asarray(amount)

            made[:, j] = of(self.rate, bool(self._specific[j]))
            if measured is not None:
                made[:, j] += (self.by_measure[which, j] * measured).sum(axis=1)
            if self._floor[j]:
                made[:, j] = np.maximum(made[:, j], of(self.least, True))
            if self._cap[j]:
                limit = of(self.most, True)
                bound = self.most[which, j].any(axis=1)
                made[:, j] = np.where(bound, np.minimum(made[:, j], limit), made[:, j])
        return made


def amounts(
    stacks: Sequence[tuple[DutyRule, ...]],
    which: npt.NDArray[np.int64],
    customs_value: Floats,
    weight_kg: Floats,
    units: Floats,
    litres: Floats,
) -> Floats:
    """Duty of many lines by layer, in the order of their stacks (`DutyTable.amounts`)."""
    return DutyTable(stacks).amounts(which, customs_value, weight_kg, units, litres)
