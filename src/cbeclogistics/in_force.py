"""`rules`: what applies in a territory on a day, and what of it should be looked up again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import InputError, Problem
from .reference import reference_of
from .trade.countries import COUNTRIES

if TYPE_CHECKING:
    import pandas as pd

    from .trade.rulebook import Rulebook

CONFIDENCES = ("high", "medium", "low")
TABLE = "rules"
BESIDES = ("exports", "agreements", "currencies", "products")  # say nothing of the duty of a code
Tables = Mapping[str, "pd.DataFrame"]


def rules(
    territory: str = "",
    *,
    date: dt.date | str | None = None,
    origin: str = "",
    hs: str = "",
    channel: str = "",
    mode: str = "",
    rules: str | Path | None = None,
    instance: str | Path | None = None,
) -> dict[str, Any]:
    """Tell what applies, and what is old, unsourced or about to change.

    Parameters
    ----------
    territory
        Customs territory or ISO country; empty: an overview of all.
    date
        Day of entry; None: today.
    origin, hs
        ISO country of origin, tariff code of 6 to 12 digits: the duty of such goods, layer by layer.
    channel, mode
        Only what concerns this clearance channel, this mode of transport.
    rules
        Folder of rule tables whose rows go before the shipped ones.
    instance
        The rules of this instance instead of the shipped ones.

    Returns
    -------
    dict
        Of plain data; keys as in `docs/reference.md`.

    Raises
    ------
    InputError
        The territory, the code or the origin is not known.
    """
    day = _day(date)
    tables, book = _tables(rules, instance, day)
    if not territory:
        if hs or origin or channel or mode:
            raise InputError([Problem(TABLE, "is missing: origin, hs, channel and mode are looked up in one territory",
                                      column="territory", remedy=f"known: {', '.join(book.territories)}")])  # fmt: skip
        from .loaders.reference import optional_rules

        return {"date": day.isoformat(), **_overview(tables, day, () if instance else optional_rules())}
    country = territory if territory in book.territory_of else ""
    name = book.territory_of[territory] if country and territory not in book.territories else territory
    if name not in book.territories:
        known = ", ".join([*book.territories, *(c for c in book.territory_of if c not in book.territories)])
        raise InputError([Problem(TABLE, "the rules have no such territory", column="territory", value=territory,
                                  remedy=f"known: {known}")])  # fmt: skip
    countries = (country,) if country and territory not in book.territories else book.territories[name].countries
    found = _part(tables, name, countries)
    code = _code(hs)
    _check(origin, channel, found["channels"])
    answer = _one(found, book, name, countries, day, origin, code, channel, mode)
    return {"date": day.isoformat(), **answer}


def _one(
    part: dict[str, pd.DataFrame], book: Rulebook, territory: str, countries: tuple[str, ...], day: dt.date,
    origin: str, hs: str, channel: str, mode: str,
) -> dict[str, Any]:  # fmt: skip
    from .trade import doubts, scope
    from .trade.applies import CHARGED

    whole, line = part["duty_rates"], book.line_of(territory, hs) if hs else ""
    part = scope.narrowed(part, hs=line, origin=origin, channel=channel, mode=mode)
    asked = {"territory": territory, "countries": list(countries), "origin": origin, "hs": hs, "line": line,
             "channel": channel, "mode": mode}  # fmt: skip
    answer: dict[str, Any] = {
        **asked,
        "valuation": book.valuation[territory],
        "channels": scope.channels(part["channels"], day, origin, mode),
        "taxes": scope.taxes(part["taxes"], book, countries, hs, day),
        "fees": scope.fees(part["fees"], day),
        "exports": scope.exports(part["exports"], book, day),
    }
    if hs:
        answer["duties"] = scope.duties(part["duty_rates"], book, territory, day, origin, line, channel, mode)
        answer["duty_pct"] = sum(d["rate_pct"] for d in answer["duties"] if d["status"] == CHARGED)
        base = scope.gap(whole, book, territory, hs, day, answer["duties"])
        answer["other_days"] = scope.other_days(part["duty_rates"], day)
    else:
        answer["duty_rules"] = scope.layers(part["duty_rates"], day)
    open_ones = [row["channel"] for row in answer["channels"]]
    answer["gaps"] = scope.missing(book, territory, countries, open_ones, day, origin, hs, mode)
    if hs:
        answer["gap"] = "; ".join(filter(None, (base, *(f"{g['missing']}: {g['text']}" for g in answer["gaps"]))))
    answer["agreements"] = scope.agreements(part["agreements"], answer.get("duties"))
    looked = part if not hs else {k: v for k, v in part.items() if k not in BESIDES}
    answer["changes"] = [_plain(vars(c)) for c in doubts.changes(looked, day)]
    answer["doubts"] = [_plain(vars(d)) for d in doubts.doubts(looked, day)]
    return answer


def _overview(tables: Tables, day: dt.date, optional: Iterable[str]) -> dict[str, Any]:
    from .trade import doubts, scope

    found = doubts.doubts(tables, day)
    rows = scope.counts(tables, day, CONFIDENCES)
    for row in rows:
        row["doubtful"] = sum(d.territory in (row["territory"], *row["countries"]) for d in found)
    return {
        "territories": rows,
        "optional": list(optional),
        "changes": [_plain(vars(c)) for c in doubts.changes(tables, day)],
        "doubts": [_plain(vars(d)) for d in found],
    }


def _part(tables: Tables, territory: str, countries: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Rows of the tables that concern a territory, and countries of it."""
    part = {}
    for name in ("territories", "channels", "duty_rates", "fees", "exports"):
        part[name] = tables[name][(tables[name]["territory"] == territory).to_numpy()]
    part["taxes"] = tables["taxes"][tables["taxes"]["country"].isin(list(countries)).to_numpy()]
    used = set(part["duty_rates"]["agreement"])
    part["agreements"] = tables["agreements"][tables["agreements"]["agreement"].isin(used).to_numpy()]
    return part


def _tables(overrides: str | Path | None, instance: str | Path | None, day: dt.date) -> tuple[Tables, Rulebook]:
    """Tables, and the same at the rates of exchange of the day."""
    from .loaders.load import load
    from .network.exchange import rates_on
    from .trade.rulebook import Rulebook

    if instance is None:
        reference = reference_of(overrides)
        return reference.tables, reference.on(day).rules
    if overrides is not None:
        raise InputError([Problem(TABLE, "an instance has its rules in its own folder", column="rules",
                                  value=str(overrides), remedy="give either rules or instance")])  # fmt: skip
    network = load(instance)
    rates = rates_on(network.tables["currencies"], day, network.settings.base_currency)
    return network.tables, Rulebook(network.tables, rates)


def _day(date: dt.date | str | None) -> dt.date:
    if date is None:
        return dt.date.today()
    try:
        return date if isinstance(date, dt.date) else dt.date.fromisoformat(date)
    except ValueError:
        raise InputError(
            [Problem(TABLE, "expected a day such as 2026-11-23", column="date", value=str(date))]
        ) from None


def _check(origin: str, channel: str, channels: pd.DataFrame) -> None:
    problems = []
    if origin and origin not in COUNTRIES:
        problems.append(Problem(TABLE, "expected an ISO country, such as CN", column="origin", value=origin))
    known = sorted({*channels["channel"], *channels["procedure"]})
    if channel and channel not in known:
        problems.append(Problem(TABLE, "the territory has no such channel", column="channel", value=channel,
                                remedy=f"known: {', '.join(known)}"))  # fmt: skip
    if problems:
        raise InputError(problems)


def _code(hs: str) -> str:
    code = re.sub(r"[.\s]", "", hs)
    if code and not re.fullmatch(r"[0-9]{6,12}", code):
        raise InputError([Problem(TABLE, "expected a tariff code of 6 to 12 digits, such as 610910", column="hs",
                                  value=hs)])  # fmt: skip
    return code


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.date) else list(v) if isinstance(v, tuple) else v
            for k, v in values.items() if k != "at"}  # fmt: skip
