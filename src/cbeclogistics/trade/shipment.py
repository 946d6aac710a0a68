"""A shipment as its sender states it, checked key by key."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import InputError, Problem
from .countries import COUNTRIES

if TYPE_CHECKING:
    from .rulebook import Rulebook

MODES = ("ocean", "air", "rail", "road", "express", "post")
CHANNELS = ("formal", "low_value", "courier", "postal", "bonded", "cbec_retail")
CHEAPEST, RELEASE = "cheapest", "release"
TABLE = "shipment"

# Incoterm → whether the price holds freight, insurance and transport onward to the destination (Incoterms 2020)
INCOTERMS = {
    **dict.fromkeys(("EXW", "FCA", "FAS", "FOB"), (False, False, False)),
    **dict.fromkeys(("CFR", "CPT"), (True, False, False)),
    **dict.fromkeys(("CIF", "CIP"), (True, True, False)),
    **dict.fromkeys(("DAP", "DPU", "DDP"), (True, True, True)),
}


@dataclass(frozen=True)
class Line:
    """One product of a shipment; weight and content are totals of the line.

    Attributes
    ----------
    hs6
        Tariff code, 6 to 12 digits.
    unit_value
        Price of a unit as the shipment's incoterm says.
    exporter
        Exporter or producer, for anti-dumping and countervailing duties; empty: all others.
    measures
        What else duties are charged by, totals: ``m2``, ``proof_litre``, the value of a part such as ``case``.
    purchase_price, export_rebate_pct
        What the maker of the line was paid, VAT included, and the share of the price without it that comes back on
        export; None: not stated, all of the VAT.
    """

    origin: str
    hs6: str
    quantity: float
    unit_value: float
    weight_kg: float = 0.0
    volume_m3: float = 0.0
    litres: float = 0.0
    exporter: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)
    purchase_price: float | None = None
    export_rebate_pct: float | None = None


@dataclass(frozen=True)
class Shipment:
    """Goods on their way across a border as one consignment; money in `currency`, freight and the like are totals.

    Attributes
    ----------
    onward
        Transport from the border to the first destination.
    mode
        Of the border-crossing transport; empty: ocean, or if a channel is named that is not open to it, the first that
        this is open to.
    channel
        A procedure (`CHANNELS`), a channel of the territory by its own name, or ``cheapest``.
    incoterm
        What the price holds; of a DDP price the goods are what transport, insurance and all that is due leave of it.
    preference
        ``claim`` the rate of a trade agreement where the rules hold one for the origin and it saves more than its proof
        costs, or ``none``.
    export
        Procedure of the territory of origin by which the goods left it, such as ``9810``; empty: not stated.
    services
        ``include`` brokers' and carriers' charges in the landed cost, or ``none``.
    shipped_from
        Country the goods come from, for direct consignment; empty: their origin.
    from_bond
        They come out of a bonded zone or warehouse of the territory, on `date`.
    admitted
        Day of their admission into it, which locks privileged duties.
    buyer_spend_per_year
        What the buyer spends in the year by channels with an annual limit, this shipment included; None: not known,
        which closes none.
    """

    lines: tuple[Line, ...]
    destination: str
    currency: str = "USD"
    freight: float = 0.0
    insurance: float = 0.0
    onward: float = 0.0
    mode: str = ""
    channel: str = CHEAPEST
    incoterm: str = "FOB"
    preference: str = "claim"
    export: str = ""
    services: str = "none"
    shipped_from: str = ""
    from_bond: bool = False
    admitted: dt.date | None = None
    buyer_spend_per_year: float | None = None
    date: dt.date | None = None

    @property
    def quantity(self) -> float:
        """Units of all lines."""
        return sum(line.quantity for line in self.lines)

    @property
    def goods(self) -> float:
        """Value at the price stated, without the transport and insurance that it holds."""
        freight, insurance, onward = INCOTERMS[self.incoterm]
        stated = sum(line.quantity * line.unit_value for line in self.lines)
        return stated - self.freight * freight - self.insurance * insurance - self.onward * onward


@dataclass(frozen=True)
class Known:
    """Names that the rules hold: countries that may be entered, currencies, channels."""

    destination: frozenset[str]
    currency: frozenset[str]
    channel: frozenset[str]

    @classmethod
    def of(cls, rules: Rulebook, rates: Mapping[str, float]) -> Known:
        """Names of rules, and of currencies that have a rate."""
        channels = frozenset(c.channel for c in rules.channels)
        return cls(frozenset(rules.territory_of), frozenset(rates), channels | {*CHANNELS, RELEASE, CHEAPEST})

    def wrong(self, key: str, name: str) -> str:
        """What is wrong with a name; empty where nothing is."""
        return "" if name in getattr(self, key) else NOT_KNOWN[key]


NOT_KNOWN = {"destination": "the rules have no such country", "currency": "the rules have no rate for it",
             "channel": "is no channel"}  # fmt: skip


def read_shipment(said: Mapping[str, Any], known: Known) -> Shipment:
    """Check a shipment.

    Raises
    ------
    InputError
        With every key that is wrong, missing or not known.
    """
    problems: list[Problem] = []
    said = dict(said)
    listed = said.pop("lines", None)
    of_lines = {} if listed is None else {key: said.pop(key) for key in OF_LINE if key in said}
    for key in sorted(LINE_TOTALS & set(of_lines)):
        problems.append(wrong(key, "is a total of one line", of_lines.pop(key), "give it in each of lines"))
    values = _checked(said, OF_SHIPMENT if listed is not None else {**OF_SHIPMENT, **OF_LINE}, problems, "")
    lines = []
    if listed is None:
        lines.append({key: values.pop(key) for key in OF_LINE if key in values})
    elif not isinstance(listed, list | tuple) or not all(isinstance(each, Mapping) for each in listed) or not listed:
        problems.append(wrong("lines", "expected a list of lines, each with hs6 (or product), quantity, unit_value"))
    else:
        for number, each in enumerate(listed, 1):
            lines.append(_checked({**of_lines, **each}, OF_LINE, problems, f"lines[{number}]."))
    for key in NOT_KNOWN:
        if key in values and (what := known.wrong(key, values[key])):
            problems.append(wrong(key, what, values[key], f"known: {_all(sorted(getattr(known, key)))}"))
    if not problems:
        shipment = Shipment(lines=tuple(Line(**line) for line in lines), **values)
        if shipment.goods < -1e-9:
            problems.append(wrong(
                "unit_value", f"the {shipment.incoterm} price holds freight and insurance, and is less than they are",
                shipment.lines[0].unit_value,
                "give unit_value for one unit, freight, insurance and onward for the whole shipment",
            ))  # fmt: skip
        if shipment.admitted and shipment.date and shipment.admitted > shipment.date:
            problems.append(wrong("admitted", "is after the day of release", shipment.admitted))
    if problems:
        raise InputError(problems)
    return shipment


def _checked(
    said: Mapping[str, Any], keys: Mapping[str, Callable[[Any], Any]], problems: list[Problem], where: str
) -> dict[str, Any]:  # fmt: skip
    """Values that are right; what is wrong is added to the problems."""
    values: dict[str, Any] = {}
    for key in said:
        if key not in keys:
            near = difflib.get_close_matches(str(key), keys, n=1)
            what = f"is no key of a {'line' if where else 'shipment'}"
            problems.append(wrong(f"{where}{key}", what, remedy=_meant(near) or f"known: {_all(keys)}"))
    for key, check in keys.items():
        value = said.get(key)
        if value is None or value == "":
            if key in NEEDED:
                problems.append(wrong(f"{where}{key}", f"is missing: {NEEDED[key]}"))
            continue
        try:
            values[key] = check(value)
        except ValueError as error:
            problems.append(wrong(f"{where}{key}", str(error), value))
    return values


def wrong(key: str, expected: str, value: object = "", remedy: str = "") -> Problem:
    """Return a problem with a key of a shipment."""
    return Problem(TABLE, expected, column=key, value=str(value), remedy=remedy)


def _number(value: Any, *, above: bool = False) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or number < 0 or (above and number == 0):
        raise ValueError(f"expected a number {'above 0' if above else 'of 0 or more'}")
    return number


def _above(value: Any) -> float:
    return _number(value, above=True)


def _form(pattern: str, words: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not re.fullmatch(pattern, str(value)):
            raise ValueError(f"expected {words}")
        return str(value)

    return check


def _one_of(known: Iterable[str], *, upper: bool = False) -> Callable[[Any], str]:
    words = tuple(known)

    def check(value: Any) -> str:
        text = str(value).upper() if upper else str(value)
        if text not in words:
            near = _meant(difflib.get_close_matches(text, words, n=1))
            raise ValueError(f"expected one of {_all(words)}" + (f" ({near})" if near else ""))
        return text

    return check


def _hs(value: Any) -> str:
    if not isinstance(value, str):  # a number has lost its leading zero
        raise ValueError('expected a tariff code in double quotes, such as "610910"')
    return _form(r"[0-9]{6,12}", "a tariff code of 6 to 12 digits, such as 610910")(re.sub(r"[.\s]", "", value))


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("expected a day such as 2026-11-23") from None


def _all(words: Iterable[str]) -> str:
    return ", ".join(words)


def _meant(near: list[str]) -> str:
    return f"did you mean {near[0]}?" if near else ""


def _measures(value: Any) -> dict[str, float]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ValueError('expected measures with their totals, such as {"m2": 12.5}')
    return {name: _number(amount) for name, amount in value.items()}


def _yes_no(value: Any) -> bool:
    known = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    if str(value).lower() not in known:
        raise ValueError("expected true or false")
    return known[str(value).lower()]


def _country(value: Any) -> str:
    code = _COUNTRY(value)
    if code not in COUNTRIES:
        raise ValueError("is no country of ISO 3166")
    return code


_COUNTRY = _form(r"[A-Z]{2}", "an ISO 3166 alpha-2 country code, such as DE")
OF_LINE: dict[str, Callable[[Any], Any]] = {
    "origin": _country,
    "hs6": _hs,
    "quantity": _above,
    "unit_value": _number,
    "weight_kg": _number,
    "volume_m3": _number,
    "litres": _number,
    "exporter": str,
    "measures": _measures,
    "purchase_price": _above,
    "export_rebate_pct": _number,
}
LINE_TOTALS = {"weight_kg", "volume_m3", "litres", "measures", "purchase_price"}  # not to be counted once a line
OF_SHIPMENT: dict[str, Callable[[Any], Any]] = {
    "date": _day,
    "destination": _COUNTRY,
    "currency": _form(r"[A-Z]{3}", "an ISO 4217 currency code, such as USD"),
    "freight": _number,
    "insurance": _number,
    "onward": _number,
    "mode": _one_of(MODES),
    "channel": _form(r"[A-Za-z0-9_-]+", "a channel"),
    "incoterm": _one_of(INCOTERMS, upper=True),
    "preference": _one_of(("claim", "none")),
    "export": _form(r"[A-Za-z0-9_-]+", 'an export procedure in double quotes, such as "9810"'),
    "services": _one_of(("include", "none")),
    "shipped_from": _country,
    "from_bond": _yes_no,
    "admitted": _day,
    "buyer_spend_per_year": _number,
}
NEEDED = {
    "origin": "the country of origin",
    "destination": "the country that the goods enter",
    "hs6": "the tariff code, or a product that has one",
    "quantity": "how many units",
    "unit_value": "the price of a unit",
}
