"""A shipment as its sender states it, checked key by key."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError, Problem

MODES = ("ocean", "air", "rail", "road", "express", "post")
CHANNELS = ("formal", "low_value", "courier", "bonded", "cbec_retail")
CHEAPEST = "cheapest"
TABLE = "shipment"

# Incoterm → whether the price holds freight, whether it holds insurance (Incoterms 2020)
INCOTERMS = {
    **dict.fromkeys(("EXW", "FCA", "FAS", "FOB"), (False, False)),
    **dict.fromkeys(("CFR", "CPT"), (True, False)),
    **dict.fromkeys(("CIF", "CIP", "DAP", "DPU"), (True, True)),
}


@dataclass(frozen=True)
class Shipment:
    """One product on its way across a border; money in `currency`, weights, freight and insurance are totals.

    Attributes
    ----------
    hs6
        Tariff code, 6 to 12 digits.
    unit_value
        Price of a unit as its incoterm says.
    channel
        A procedure (`CHANNELS`), a channel of the territory by its own name, or ``cheapest``.
    preference
        ``claim`` the rate of a trade agreement where the rules hold one for the origin, or ``none``.
    """

    origin: str
    destination: str
    hs6: str
    quantity: float
    unit_value: float
    currency: str = "USD"
    weight_kg: float = 0.0
    volume_m3: float = 0.0
    litres: float = 0.0
    freight: float = 0.0
    insurance: float = 0.0
    mode: str = "ocean"
    channel: str = CHEAPEST
    incoterm: str = "FOB"
    preference: str = "claim"
    date: dt.date | None = None

    @property
    def goods(self) -> float:
        """Value of the goods without the freight and insurance that the price holds."""
        freight, insurance = INCOTERMS[self.incoterm]
        return self.quantity * self.unit_value - self.freight * freight - self.insurance * insurance


def read_shipment(said: Mapping[str, Any]) -> Shipment:
    """Check a shipment.

    Raises
    ------
    InputError
        With every key that is wrong, missing or not known.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key in said:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, n=1)
            problems.append(wrong(str(key), "is no key of a shipment", remedy=_meant(near) or f"known: {_all(_KEYS)}"))
    for key, check in _KEYS.items():
        value = said.get(key)
        if value is None or value == "":
            if key in _NEEDED:
                problems.append(wrong(key, f"is missing: {_NEEDED[key]}"))
            continue
        try:
            values[key] = check(value)
        except ValueError as error:
            problems.append(wrong(key, str(error), value))
    if not problems:
        shipment = Shipment(**values)
        if shipment.goods < 0:
            problems.append(wrong(
                "unit_value", f"an {shipment.incoterm} price holds freight and insurance, and is less than they are",
                shipment.unit_value, "give unit_value for one unit, freight and insurance for the whole shipment",
            ))  # fmt: skip
    if problems:
        raise InputError(problems)
    return shipment


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


def _incoterm(value: Any) -> str:
    if str(value).upper() == "DDP":
        raise ValueError("a DDP price holds the duty that is asked for; give the price without it, as DAP")
    return _one_of(INCOTERMS, upper=True)(value)


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


_COUNTRY = _form(r"[A-Z]{2}", "an ISO 3166 alpha-2 country code, such as DE")
_KEYS: dict[str, Callable[[Any], Any]] = {
    "date": _day,
    "origin": _COUNTRY,
    "destination": _COUNTRY,
    "hs6": _hs,
    "quantity": _above,
    "unit_value": _number,
    "currency": _form(r"[A-Z]{3}", "an ISO 4217 currency code, such as USD"),
    "weight_kg": _number,
    "volume_m3": _number,
    "litres": _number,
    "freight": _number,
    "insurance": _number,
    "mode": _one_of(MODES),
    "channel": _form(r"[A-Za-z0-9_-]+", "a channel"),
    "incoterm": _incoterm,
    "preference": _one_of(("claim", "none")),
}
_NEEDED = {
    "origin": "the country of origin",
    "destination": "the country that the goods enter",
    "hs6": "the tariff code, or a product that has one",
    "quantity": "how many units",
    "unit_value": "the price of a unit",
}
