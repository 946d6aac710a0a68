"""Duty by layers: which rules are in force for a territory, an origin, a code and a day, and what they come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BASE_LAYER = "MFN"


@dataclass(frozen=True)
class DutyRule:
    """One row of `duty_rates`, amounts in the base currency."""

    rule: str
    territory: str
    origins: tuple[str, ...]
    hs: str
    layer: str
    rate_pct: float = 0.0
    per_kg: float = 0.0
    per_unit: float = 0.0
    per_litre: float = 0.0
    ceiling_pct: float | None = None
    replaces: str = ""
    suppresses: tuple[str, ...] = ()
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""

    def covers(self, origin: str, hs: str, on: dt.date) -> bool:
        """Whether the rule is in force for the origin and code on the day."""
        if not self.effective_from <= on <= self.effective_to:
            return False
        if "*" not in self.origins and origin not in self.origins:
            return False
        return self.hs == "*" or hs.startswith(self.hs)

    @property
    def rates(self) -> tuple[float, float, float, float]:
        """Ad valorem share, then per kg, unit and litre."""
        return self.rate_pct / 100, self.per_kg, self.per_unit, self.per_litre

    @property
    def free(self) -> bool:
        """Nothing is charged."""
        return not any(self.rates)


def stack(rules: Sequence[DutyRule], origin: str, hs: str, on: dt.date) -> tuple[DutyRule, ...]:
    """Layers that are charged together, in the order of their rules.

    Within a layer the longest code wins, then the named origin over ``*``, then the later rule. The lowest of the
    layers that `replaces` name another stands in its place where none of its rates is higher. A layer with a ceiling
    only fills up to it over the base layer (``MFN`` or what stands in its place). A layer that is charged removes those
    that it `suppresses`.

    Parameters
    ----------
    rules
        Rules of one territory.
    """
    best: dict[str, DutyRule] = {}
    for rule in rules:
        if rule.covers(origin, hs, on):
            rival = best.get(rule.layer)
            if rival is None or _precedence(rule) > _precedence(rival):
                best[rule.layer] = rule
    _cut_circles(best)
    targets = {r.replaces for r in best.values()} - {""}
    roots = {layer for layer, r in best.items() if not r.replaces} | (targets - set(best))
    standing = {root: r for root in roots if (r := _standing(root, best)) is not None}
    base = standing.get(BASE_LAYER)
    base_pct = base.rate_pct if base else 0.0
    kept = set(map(id, standing.values()))
    charged = {rule.layer: _filled(rule, base_pct) for rule in best.values() if id(rule) in kept}
    for rule in tuple(charged.values()):
        if not rule.free and rule.layer in charged:
            for suppressed in rule.suppresses:
                charged.pop(suppressed, None)
    return tuple(charged.values())


def _cut_circles(best: dict[str, DutyRule]) -> None:
    """Let a layer stand that replaces itself, be it through others, so that the circle is charged once."""
    for layer in sorted(best):
        seen: set[str] = set()
        while layer in best and layer not in seen:
            seen.add(layer)
            layer = best[layer].replaces
        if layer in seen:
            best[layer] = replace(best[layer], replaces="")


def _standing(layer: str, best: dict[str, DutyRule]) -> DutyRule | None:
    """Rule that stands for a layer: its own, or the lowest of those that replace it, itself perhaps replaced."""
    rule = best.get(layer)
    replacing = [name for name, own in best.items() if own.replaces == layer]
    rivals = [r for name in replacing if (r := _standing(name, best)) is not None]
    for rival in sorted(rivals, key=lambda r: r.rates):
        if rule is None or all(new <= old for new, old in zip(rival.rates, rule.rates, strict=True)):
            rule = rival
    return rule


def _filled(rule: DutyRule, base_pct: float) -> DutyRule:
    """Return the rule with what its ceiling leaves over the base layer, at most its own rate where it has one."""
    if rule.ceiling_pct is None:
        return rule
    room = max(0.0, rule.ceiling_pct - base_pct)
    return replace(rule, rate_pct=min(rule.rate_pct, room) if rule.rate_pct > 0 else room)


def _precedence(rule: DutyRule) -> tuple[int, bool, dt.date]:
    return (0 if rule.hs == "*" else len(rule.hs)), "*" not in rule.origins, rule.effective_from


def amounts(
    stacks: Sequence[tuple[DutyRule, ...]],
    which: npt.NDArray[np.int64],
    customs_value: Floats,
    weight_kg: Floats,
    units: Floats,
    litres: Floats,
) -> Floats:
    """Duty of many lines by layer, in the base currency.

    Parameters
    ----------
    stacks
        The distinct stacks, as `stack` returns them.
    which
        Shape (n,): index of each line's stack.
    customs_value, weight_kg, units, litres
        Shape (n,): totals of the line.

    Returns
    -------
    ndarray, shape (n, layers)
        Column *l* is the stack's layer *l*; 0 where a stack has fewer.
    """
    depth = max((len(s) for s in stacks), default=0)
    table = np.zeros((max(len(stacks), 1), depth, 4))
    for i, layers in enumerate(stacks):
        for j, rule in enumerate(layers):
            table[i, j] = rule.rates
    basis = np.stack([customs_value, weight_kg, units, litres], axis=1)
    return np.asarray(np.einsum("nlk,nk->nl", table[which], basis))
