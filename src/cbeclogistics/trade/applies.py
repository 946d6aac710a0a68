"""Which duty rules apply to goods on a day, and why the others that are in force do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .duty import DutyRule
from .layers import Case, stack
from .rulebook import Rulebook

CHARGED, DEPENDS, IDLE = "charged", "depends", "not charged"


@dataclass(frozen=True)
class Verdict:
    """What becomes of a duty rule.

    Attributes
    ----------
    rule
        The rule, its ceiling filled in where it is charged.
    status
        ``charged``, ``depends`` (on what the case does not say), or ``not charged``.
    why
        On what it depends, or why it is not charged.
    """

    rule: DutyRule
    status: str
    why: str = ""


def verdicts(rules: Rulebook, territory: str, case: Case) -> tuple[Verdict, ...]:
    """Every duty rule in force for a code and an origin, charged or not, in the order of the table.

    A rule for goods or consignments of some value depends on it: the case need not have any.
    """
    case = replace(case, hs=rules.line_of(territory, case.hs))
    mine = [r for r in rules.rules_under(territory, case.hs) if _in_force(r, case)]
    at = {"mode": case.mode, "channel": case.channel}
    charged = {r.rule: r for r in rules.duty_stack(territory, case.origin, case.hs, case.on, **at)}
    return tuple(_verdict(rule, mine, charged, case) for rule in mine)


def _verdict(rule: DutyRule, mine: Sequence[DutyRule], charged: dict[str, DutyRule], case: Case) -> Verdict:
    unmet = ", ".join(_unmet(rule, case))
    if unmet:
        return Verdict(rule, DEPENDS, f"only {unmet}")
    beside = next((c.rule for c in charged.values() if rule.layer in c.suppresses and not c.free), "")
    if beside:
        return Verdict(rule, IDLE, f"not beside {beside}")
    if rule.by_value:
        return Verdict(rule, DEPENDS, "on the value")
    if rule.rule in charged:
        return Verdict(charged[rule.rule], CHARGED)
    exact = stack([r for r in mine if r.layer == rule.layer], case)
    if exact and exact[0].rule != rule.rule:
        return Verdict(rule, IDLE, f"{exact[0].rule} is more exact")
    instead = next((r.rule for r in charged.values() if r.replaces == rule.layer), "")
    if instead:
        return Verdict(rule, IDLE, f"{instead} stands in its place")
    return Verdict(rule, IDLE, f"not lower than {rule.replaces}" if rule.replaces else "")


def _unmet(rule: DutyRule, case: Case) -> Iterator[str]:
    """What must hold for the rule to count and is not said to."""
    if rule.exporter:
        yield f"for exporter {rule.exporter}"
    if rule.modes and case.mode not in rule.modes:
        yield f"by {' or '.join(rule.modes)}"
    if rule.channels and case.channel not in rule.channels:
        yield f"in channel {' or '.join(rule.channels)}"


def _in_force(rule: DutyRule, case: Case) -> bool:
    return rule.effective_from <= case.on <= rule.effective_to and ("*" in rule.origins or case.origin in rule.origins)
