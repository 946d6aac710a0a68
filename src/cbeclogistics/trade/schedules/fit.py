"""A rate put into the columns of `duty_rates`: exactly, or as near as they allow with the doubt said."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True)
class Fit:
    """Amounts by column of `duty_rates`, their currency, and in what the row differs from the rate; empty: in nothing.

    A doubt that begins with ``at most`` says that the rate is nowhere higher than the row, ``at least`` nowhere lower.
    """

    amounts: dict[str, float]
    currency: str = ""
    doubt: str = ""


def fit(rate: Rate) -> Fit:
    """Put a rate into columns.

    Raises
    ------
    UnreadableRate
        A term is charged on what no column measures.
    """
    doubts = []
    terms, least, most = rate.terms, rate.least, rate.most
    if rate.choice:  # the higher of two: one of them is the least; the lower: the most
        terms, other = _first_that_fits(rate)
        if (least if rate.choice == "higher" else most) is not None:
            doubts.append(f"{SIDES[rate.choice]}: a limit of the {rate.choice} of two rates is left out")
        elif rate.choice == "higher":
            least = other
        else:
            most = other
    if rate.falls:
        doubts.append("at most: the rate falls with the quality of the goods")
        least = None
    amounts = _amounts(terms)
    stated = list(terms)
    for limit, prefix, side in ((least, "min", "at least"), (most, "max", "at most")):
        if limit is None:
            continue
        try:
            amounts |= _limit(limit, prefix)
            stated += limit
        except UnreadableRate:
            doubts.append(f"{side}: its {prefix}imum is left out")
    parts = list(dict.fromkeys(t.part for t in stated if t.part))
    if parts:
        doubts.append(f"at most: charged on {', '.join(parts)} alone, taken on the whole")
    return Fit(amounts, _currency(stated), "; ".join(doubts))


SIDES = {"higher": "at least", "lower": "at most"}


def _first_that_fits(rate: Rate) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Two rates, that first which the columns can hold."""
    try:
        _amounts(rate.terms)
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
    amounts = _amounts(terms)
    if "per_litre" in amounts or not amounts:
        raise UnreadableRate("limits have no column for it")
    return {f"{prefix}_{column.removeprefix('rate_')}": amount for column, amount in amounts.items()}


def _amounts(terms: Sequence[Term]) -> dict[str, float]:
    """Sum of the terms by column; of terms on parts of the goods, which do not overlap, the highest bounds all."""
    total: dict[str, Decimal] = {}
    highest: dict[str, Decimal] = {}
    for term in terms:
        column = COLUMNS.get(term.measure)
        if column is None:
            raise UnreadableRate(f"charged by {term.measure}, which duty_rates has no column for")
        if term.part:
            highest[column] = max(highest.get(column, Decimal(0)), term.amount)
        else:
            total[column] = total.get(column, Decimal(0)) + term.amount
    for column, amount in highest.items():
        total[column] = total.get(column, Decimal(0)) + amount
    return {column: float(amount) for column, amount in total.items()}


def _currency(terms: Sequence[Term]) -> str:
    found = sorted({t.currency for t in terms if t.currency})
    if len(found) > 1:
        raise UnreadableRate(f"amounts in several currencies ({', '.join(found)})")
    return found[0] if found else ""
