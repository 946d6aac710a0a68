"""Which layers of duty are in force together for a territory, an origin, a code and a day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .duty import BASE_LAYER, DutyRule


@dataclass(frozen=True)
class Case:
    """What duty rules look at, besides the territory.

    Attributes
    ----------
    on, admitted
        Day of entry or release; day of admission into a zone, which locks privileged layers (None: the day of entry).
    direct, claim
        The goods come straight from their origin; the preference of an agreement is claimed.
    unit_value, value
        Of a unit and of the consignment, base currency.
    """

    origin: str
    hs: str
    on: dt.date
    mode: str = ""
    channel: str = ""
    exporter: str = ""
    direct: bool = True
    claim: bool = True
    admitted: dt.date | None = None
    unit_value: float = 1e-9
    value: float = 1e-9


class RulesByCode:
    """Duty rules of one territory, found by the digits that a code begins with."""

    def __init__(self, rules: Iterable[DutyRule]) -> None:
        self._by_code: dict[str, list[DutyRule]] = defaultdict(list)
        for rule in rules:
            self._by_code[rule.hs].append(rule)
        self._lengths = sorted({len(code) for code in self._by_code if code != "*"})
        self._codes = sorted(self._by_code)

    def under(self, hs: str) -> Iterator[DutyRule]:
        """Rules whose code is the beginning of `hs`."""
        yield from self._by_code.get("*", ())
        for length in self._lengths:
            if length <= len(hs):
                yield from self._by_code.get(hs[:length], ())

    def within(self, hs: str) -> Iterator[DutyRule]:
        """Rules whose code is longer than `hs` and begins with it, in the order of their codes."""
        for code in self._codes[bisect_right(self._codes, hs) :]:
            if not code.startswith(hs):
                return
            yield from self._by_code[code]


def covers(rule: DutyRule, case: Case) -> bool:
    """Whether the rule is in force for the case."""
    day = case.admitted if rule.privileged and case.admitted else case.on
    return (
        rule.effective_from <= day <= rule.effective_to
        and ("*" in rule.origins or case.origin in rule.origins)
        and (rule.hs == "*" or case.hs.startswith(rule.hs))
        and (not rule.exporter or rule.exporter == case.exporter)
        and (not rule.modes or case.mode in rule.modes)
        and (not rule.channels or case.channel in rule.channels)
        and rule.unit_value_over < case.unit_value <= rule.unit_value_to
        and rule.value_over < case.value <= rule.value_to
    )


def stack(rules: Iterable[DutyRule], case: Case, direct_only: Sequence[str] = ()) -> tuple[DutyRule, ...]:
    """Layers that are charged together, in the order of their rules.

    Within a layer the longest code wins, then the named exporter, then the named origin over ``*``, then the later
    rule. The lowest of the layers that `replaces` name another stands in its place where none of its rates is higher; a
    preference that is claimed always does. A layer with a ceiling only fills up to it over the base layer (``MFN`` or
    what stands in its place). A layer that is charged removes those that it `suppresses`.

    Parameters
    ----------
    rules
        Rules of one territory.
    direct_only
        Agreements that ask for direct consignment.
    """
    best: dict[str, DutyRule] = {}
    for rule in rules:
        if not covers(rule, case) or (rule.agreement and not _claimable(rule, case, direct_only)):
            continue
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


def _claimable(rule: DutyRule, case: Case, direct_only: Sequence[str]) -> bool:
    return case.claim and (case.direct or rule.agreement not in direct_only)


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
        if rule is None or _replaces(rival, rule):
            rule = rival
    return rule


def _replaces(rival: DutyRule, rule: DutyRule) -> bool:
    """A preference claimed stands in any case: where it costs more than it saves, it is not claimed."""
    if rival.agreement and not rule.agreement:
        return True
    before = dict(rule.per_measure)
    measured = all(amount <= before.get(name, 0.0) for name, amount in rival.per_measure)
    return measured and all(new <= old for new, old in zip(rival.rates, rule.rates, strict=True))


def _filled(rule: DutyRule, base_pct: float) -> DutyRule:
    """Return the rule with what its ceiling leaves over the base layer, at most its own rate where it has one."""
    if rule.ceiling_pct is None:
        return rule
    room = max(0.0, rule.ceiling_pct - base_pct)
    return replace(rule, rate_pct=min(rule.rate_pct, room) if rule.rate_pct > 0 else room)


def _precedence(rule: DutyRule) -> tuple[int, bool, bool, int, dt.date]:
    named = bool(rule.modes) + bool(rule.channels)
    return (
        0 if rule.hs == "*" else len(rule.hs), bool(rule.exporter), "*" not in rule.origins, named, rule.effective_from
    )  # fmt: skip
