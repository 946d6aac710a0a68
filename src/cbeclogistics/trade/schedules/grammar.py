"""The language of rate texts: ``6.8%``, ``1¢/kg``, ``1.035 USD/kg + 14.9%``, ``8% MIN 1.6 EUR/100 kg``.

::

    rate   = terms [or terms, whichever is higher | lower] [MIN terms] [MAX terms] | number
    terms  = "Free" | term { + term }
    term   = number % [on part] | money [each | / unit] [on part | of part]
    money  = $ number | number ¢ | number currency | currency number
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from .measures import Measure, size


@dataclass(frozen=True)
class Term:
    """One addend of a rate: `amount` per cent, or `amount` of `currency` per measure; `part`: what it is charged on."""

    amount: Decimal
    measure: Measure
    currency: str = ""
    part: str = ""


@dataclass(frozen=True)
class Rate:
    """A rate of duty: the sum of its terms, against an alternative, within limits.

    Attributes
    ----------
    terms
        Added up; empty: free.
    alternative
        Terms of the other rate where the higher or the lower of two is due.
    choice
        ``higher`` or ``lower`` of the two; empty where there is no alternative.
    least, most
        Terms that limit the sum; None where nothing does.
    """

    terms: tuple[Term, ...] = ()
    alternative: tuple[Term, ...] = ()
    choice: str = ""
    least: tuple[Term, ...] | None = None
    most: tuple[Term, ...] | None = None


class UnreadableRate(ValueError):  # noqa: N818
    """A rate text that the grammar has no word for; the message is the reason."""


_FREE = re.compile(r"free|nil|exempt", re.I)
_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_PERCENT = re.compile(rf"{_NUMBER} ?%(?: ad val(?:\.|orem)?)?(?: (?:on|of) (.+))?", re.I)
_MONEY = (
    (re.compile(rf"\$ ?{_NUMBER}(.*)", re.S), "USD", Decimal(1)),
    (re.compile(rf"{_NUMBER} ?(?:¢|cents?\b)(.*)", re.S), "USD", Decimal("0.01")),
    (re.compile(rf"€ ?{_NUMBER}(.*)", re.S), "EUR", Decimal(1)),
    (re.compile(rf"£ ?{_NUMBER}(.*)", re.S), "GBP", Decimal(1)),
)
_NAMED = re.compile(rf"(?:{_NUMBER} ?([A-Z]{{3}})|([A-Z]{{3}}) ?{_NUMBER})\b(.*)", re.S)
_PER = re.compile(r"\s*(?:/|per\b)?\s*(.*?)(?:\s+(?:on|of|over)\s+(.+))?", re.S)
_WHOLE = {"the entire set", "value", "the value", "the customs value"}
_BARE = re.compile(_NUMBER)  # a table of percentages leaves the sign out
_EITHER = re.compile(
    r"(?:min(?:imum)?\.? )?(.+?),? or (.+?),? (?:whichever is|whichever is the) (higher|greater|lower|less)", re.I
)
_LIMITS = re.compile(
    r"(?P<rate>.+?)(?:,? (?:MIN|but not less than) (?P<least>.+?))?"
    r"(?:,? (?:MAX|(?:but |n)or more than|but not more than) (?P<most>.+?))?",
    re.S | re.I,
)
_SUGAR = re.compile(r"(.+?) less (.+?)/kg for each degree under 100 degrees.* but not less than (.+)", re.I)
_REFERENCE = re.compile(r"^(the rate|the duty|see |no change|same rate|a duty|the same)", re.I)


def parse(text: str) -> Rate:
    """Read a rate text.

    Raises
    ------
    UnreadableRate
        With the reason.
    """
    said = _tidy(text)
    if not said:
        raise UnreadableRate("no rate is stated")
    if _REFERENCE.match(said):
        raise UnreadableRate("refers to the rate of other goods or to a note")
    if sugar := _SUGAR.fullmatch(said):
        less = _term(f"{sugar[2]}/kg")
        falling = Term(-less.amount, Measure.KG_DEGREE_UNDER_100, less.currency)
        return Rate((*_terms(sugar[1]), falling), least=_terms(sugar[3]))
    if _BARE.fullmatch(said):
        return Rate(_terms(f"{said}%"))
    limits = _LIMITS.fullmatch(said)
    assert limits is not None  # everything may be a rate without limits
    least, most = (_terms(limits[k]) if limits[k] else None for k in ("least", "most"))
    if either := _EITHER.fullmatch(limits["rate"]):
        choice = "higher" if either[3].lower() in ("higher", "greater") else "lower"
        return Rate(_terms(either[1]), _terms(either[2]), choice, least, most)
    return Rate(_terms(limits["rate"]), least=least, most=most)


def _tidy(text: str) -> str:
    said = text.translate(str.maketrans("％＋／\u00a0", "%+/ "))
    return re.sub(r"\s+", " ", said).strip()


def _terms(text: str) -> tuple[Term, ...]:
    said = text.strip().strip(",").strip()
    if _FREE.fullmatch(said):
        return ()
    return tuple(_term(part.strip()) for part in said.split("+"))


def _term(text: str) -> Term:
    if percent := _PERCENT.fullmatch(text):
        return Term(_number(percent[1]), Measure.VALUE, part=_part(percent[2]))
    for pattern, currency, worth in _MONEY:
        if money := pattern.fullmatch(text):
            return _specific(_number(money[1]) * worth, currency, money[2], text)
    if named := _NAMED.fullmatch(text):
        return _specific(_number(named[1] or named[4]), named[2] or named[3], named[5], text)
    raise UnreadableRate(f"{text!r} is neither a percentage nor an amount of money")


def _specific(amount: Decimal, currency: str, rest: str, text: str) -> Term:
    per = _PER.fullmatch(rest)
    unit = size(per[1]) if per and per[1] else None
    if per is None or unit is None:
        raise UnreadableRate(f"{text!r} has no unit of measure that is known")
    return Term(amount / unit.times, unit.measure, currency, unit.part or _part(per[2]))


def _part(text: str | None) -> str:
    said = (text or "").strip()
    return "" if said.lower() in _WHOLE else said.removeprefix("the ").removeprefix("value of the ")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
