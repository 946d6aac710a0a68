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
    if rate.choice:
        return _of_two(rate)
    doubts = []
    if rate.falls:
        doubts.append("at most: the rate falls with the quality of the goods")
    elif rate.least is not None and rate.most is not None:
        doubts.append("its minimum and maximum are left out")
    elif rate.least is not None:
        doubts.append("at least: its minimum is left out")
    elif rate.most is not None:
        doubts.append("at most: its maximum is left out")
    parts = list(dict.fromkeys(t.part for t in rate.terms if t.part))
    if parts:
        doubts.append(f"at most: charged on {', '.join(parts)} alone, taken on the whole")
    return Fit(_amounts(rate.terms), _currency(rate.terms), "; ".join(doubts))


def _of_two(rate: Rate) -> Fit:
    """Return the first of two rates that fits; the row is a bound of the choice between them."""
    side = "at least" if rate.choice == "higher" else "at most"
    doubt = f"{side}: the {rate.choice} of two rates is due, the row holds one of them"
    if rate.least is not None:
        doubt += ", without its minimum"
    try:
        one = fit(Rate(rate.terms))
    except UnreadableRate:
        one = fit(Rate(rate.alternative))
    return Fit(one.amounts, one.currency, "; ".join(d for d in (doubt, one.doubt) if d))


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
