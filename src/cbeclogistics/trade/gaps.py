"""What is charged and is not in the rules: layers of duty known to exist, fees and taxes whose rows have ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .duty import BASE_LAYER, DutyRule

if TYPE_CHECKING:
    from .rulebook import Rulebook


@dataclass(frozen=True)
class Gap:
    """One row of `gaps`."""

    gap: str
    territory: str
    layer: str = ""
    fee: str = ""
    origins: tuple[str, ...] = ("*",)
    except_origins: tuple[str, ...] = ()
    hs: tuple[str, ...] = ("*",)
    except_hs: tuple[str, ...] = ()
    text: str = ""
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""
    as_of: dt.date | None = None
    confidence: str = ""

    def concerns(self, origin: str, hs: str, on: dt.date) -> bool:
        """Whether goods of an origin and a code may be charged on the day."""
        return (
            self.effective_from <= on <= self.effective_to
            and ("*" in self.origins or origin in self.origins)
            and origin not in self.except_origins
            and ("*" in self.hs or hs.startswith(self.hs))
            and not (self.except_hs and hs.startswith(self.except_hs))
        )


@dataclass(frozen=True)
class Missing:
    """Something that is charged and is not in the rules: layer, fee or tax, what is known of it, and who says so."""

    what: str
    text: str
    source: str
    as_of: dt.date | None = None
    confidence: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.text}"

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        as_of = None if self.as_of is None else self.as_of.isoformat()
        return {"missing": self.what, "text": self.text, "source": self.source, "as_of": as_of,
                "confidence": self.confidence}  # fmt: skip


def missing_duties(
    rules: Rulebook, territory: str, origin: str, hs: str, on: dt.date, charged: Iterable[DutyRule]
) -> Iterator[Missing]:
    """Layers that are known to exist and have no rule for the goods on any day, unless one charged keeps them out."""
    known = {r.layer for r in rules.rules_under(territory, hs) if "*" in r.origins or origin in r.origins}
    if rules.line_of(territory, hs) != hs:  # it stands for one of its lines: others may not be in the rules
        known.discard(BASE_LAYER)
    known |= {layer for r in charged if not r.free for layer in r.suppresses}
    for gap in rules.gaps_of.get(territory, ()):
        if gap.layer and gap.layer not in known and gap.concerns(origin, hs, on):
            yield _told(gap.layer, gap)


def missing_fees(
    rules: Rulebook, territory: str, channel: str, mode: str, on: dt.date, country: str = ""
) -> Iterator[Missing]:  # fmt: skip
    """Fees of a channel that have no row on the day: those that have ended, and those that are known to be missing."""
    due = {fee.name for fee in rules.fees(territory, channel, mode, on, country)}
    said = {gap.fee: gap for gap in rules.gaps_of.get(territory, ()) if gap.concerns("", "", on)}
    last: dict[str, Any] = {}
    for fee in rules.fee_rules:
        mine = fee.territory == territory and channel in fee.channels and fee.name not in due
        if mine and (not fee.modes or mode in fee.modes) and (not fee.countries or country in fee.countries):
            if fee.name in said:
                last[fee.name] = said[fee.name]
            elif fee.effective_to < on and (fee.name not in last or last[fee.name].effective_to < fee.effective_to):
                last[fee.name] = fee
    yield from (_told(name, row) for name, row in last.items())


def missing_taxes(rules: Rulebook, country: str, hs: str, on: dt.date) -> Iterator[Missing]:
    """Taxes on the goods that have ended and have no successor."""
    due, last = {tax.label for tax in rules.taxes(country, hs, on)}, dict[str, Any]()
    for tax in rules.tax_rules:
        mine = tax.country == country and tax.label not in due and (tax.hs == "*" or hs.startswith(tax.hs))
        if mine and tax.effective_to < on:
            last[tax.label] = tax
    yield from (_told(label, row) for label, row in last.items())


def _told(what: str, row: Any) -> Missing:
    words = row.text if isinstance(row, Gap) else f"{row.rule} ended on {row.effective_to}, and nothing follows it"
    return Missing(what, words, row.source, row.as_of, row.confidence)
