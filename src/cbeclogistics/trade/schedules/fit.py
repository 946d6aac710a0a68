"""A rate put into the columns of `duty_rates`: exactly, or as near as they allow with the doubt said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .grammar import Rate, Term, UnreadableRate
from .measures import Measure

COLUMNS = {
    Measure.VALUE: "rate_pct",
    Measure.KG: "per_kg",
    Measure.UNIT: "per_unit",
    Measure.LITRE: "per_litre",
}
SIDES = {"higher": "at least", "lower": "at most"}


@dataclass(frozen=True)
class Fit:
    """Amounts by column of `duty_rates`, rates by other measures, their currency, and in what the row differs.

    An empty doubt: in nothing. One that begins with ``at most`` says that the rate is nowhere higher than the row,
    ``at least`` nowhere lower.
    """

    amounts: dict[str, float]
    per_measure: tuple[str, ...] = ()
    currency: str = ""
    doubt: str = ""


def fit(rate: Rate) -> Fit:
    """Put a rate into columns.

    Raises
    ------
    UnreadableRate
        Amounts in several currencies.
    """
    doubts = []
    terms, least, most = rate.terms, rate.least, rate.most
    if rate.choice:  # the higher of two: one of them is the least; the lower: the most
        terms, other = _limit_last(rate)
        if (least if rate.choice == "higher" else most) is not None:
            doubts.append(f"{SIDES[rate.choice]}: a limit of the {rate.choice} of two rates is left out")
        elif rate.choice == "higher":
            least = other
        else:
            most = other
    amounts = _amounts(t for t in terms if _column(t))
    stated = list(terms)
    for limit, prefix, side in ((least, "min", "at least"), (most, "max", "at most")):
        if limit is None:
            continue
        try:
            amounts |= _limit(limit, prefix)
            stated += limit
        except UnreadableRate:
            doubts.append(f"{side}: its {prefix}imum is left out")
    measured = tuple(_by_measure(t) for t in terms if not _column(t))
    return Fit(amounts, measured, _currency(stated), "; ".join(doubts))


def _limit_last(rate: Rate) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Two rates, that last which the columns of limits can hold."""
    try:
        _limit(rate.alternative, "min")
    except UnreadableRate:
        return rate.alternative, rate.terms
    return rate.terms, rate.alternative


def _limit(terms: Sequence[Term], prefix: str) -> dict[str, float]:
    """Amounts of a minimum or maximum by column; one of nothing is none.

    Raises
    ------
    UnreadableRate
        It is charged on what limits have no column for.
    """
    if not terms or not all(_column(t) for t in terms):
        raise UnreadableRate("limits have no column for it")
    return {f"{prefix}_{column.removeprefix('rate_')}": amount for column, amount in _amounts(terms).items()}


def _column(term: Term) -> str:
    """Column of a term; empty for one by another measure, or on a part of the goods."""
    return "" if term.part else COLUMNS.get(term.measure, "")


def _amounts(terms: Iterable[Term]) -> dict[str, float]:
    """Sum of the terms by column."""
    total: dict[str, Decimal] = {}
    for term in terms:
        total[_column(term)] = total.get(_column(term), Decimal(0)) + term.amount
    return {column: float(amount) for column, amount in total.items()}


def _by_measure(term: Term) -> str:
    """Cell of `per_measure`: ``0.145 m2``, ``6% case``, ``0.037 drained_weight_kg``, ``0.028 jewel_over_7``."""
    part = re.sub(r"\W+", "_", term.part.lower()).strip("_")
    amount = f"{term.amount.normalize():f}"
    if term.measure == Measure.VALUE:
        return f"{amount}% {part}"
    name = term.measure.name.lower()
    if part.isdigit():
        name += f"_over_{part}"
    elif part and term.measure != Measure.PROOF_LITRE:  # proof litres are of the alcohol, whatever it is in
        name = f"{part}_{name}"
    return f"{amount} {name}"


def _currency(terms: Sequence[Term]) -> str:
    found = sorted({t.currency for t in terms if t.currency})
    if len(found) > 1:
        raise UnreadableRate(f"amounts in several currencies ({', '.join(found)})")
    return found[0] if found else ""
