"""Rows of the rule tables that concern a question, as plain data with their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from . import in_words
from .applies import CHARGED, IDLE, verdicts
from .channels import WORDS, Channel, always_closed
from .doubts import DATED
from .duty import BASE_LAYER
from .gaps import Missing, missing_duties, missing_fees, missing_taxes
from .layers import Case
from .problems import MOST
from .rulebook import Rulebook
from .shipment import MODES

WHENCE = ("effective_from", "effective_to", "source", "as_of", "confidence")
Rows = list[dict[str, Any]]


def in_force(table: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Rows of a dated table that are in force on a day."""
    begins, ends, day = table["effective_from"], table["effective_to"], pd.Timestamp(on)
    return table[((begins.isna() | (begins <= day)) & (ends.isna() | (ends >= day))).to_numpy()]


def narrowed(
    part: Mapping[str, pd.DataFrame], *, hs: str = "", origin: str = "", channel: str = "", mode: str = ""
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Rows that can concern a code, an origin, a channel and a mode; what is empty narrows nothing."""
    made = dict(part)

    def keep(table: str, wanted: Iterable[bool]) -> None:
        made[table] = made[table][list(wanted)]

    if hs:
        for table in ("duty_rates", "taxes"):
            keep(table, (code == "*" or hs.startswith(code) for code in made[table]["hs"]))
        wanted = (origin, "*") if origin else ("*",)
        keep("duty_rates", (any(o in wanted for o in origins) for origins in made["duty_rates"]["origins"]))
    if channel:
        channels = made["channels"]
        keep("channels", ((channels["channel"] == channel) | (channels["procedure"] == channel)).to_list())
        names = set(made["channels"]["channel"])
        keep("fees", (not named or bool(names & set(named)) for named in made["fees"]["channels"]))
    if mode:
        for table in ("channels", "fees"):
            keep(table, (not modes or mode in modes for modes in made[table]["modes"]))
    return made


def duties(
    table: pd.DataFrame, rules: Rulebook, territory: str, on: dt.date, origin: str, hs: str, channel: str, mode: str
) -> Rows:  # fmt: skip
    """Duty of a code, rule by rule: what is charged, what is not and why."""
    row_of = {row["rule"]: row for row in _records(table)}
    made = []
    for verdict in verdicts(rules, territory, Case(origin, hs, on, channel=channel, mode=mode)):
        row = row_of[verdict.rule.rule]
        if verdict.status == CHARGED and row["ceiling_pct"] == row["ceiling_pct"]:
            row |= {"rate_pct": verdict.rule.rate_pct}
        why = in_words.bounds(row) if verdict.why == "on the value" else verdict.why
        made.append({
            "layer": row["layer"], "rule": row["rule"], "rate": in_words.duty(row), "rate_pct": verdict.rule.rate_pct,
            "status": verdict.status, "why": why, "agreement": row["agreement"], "hs": row["hs"],
            "replaces": row["replaces"], "origins": list(row["origins"]), **_whence(row),
        })  # fmt: skip
    return made


def gap(
    table: pd.DataFrame, rules: Rulebook, territory: str, hs: str, on: dt.date, found: Iterable[Mapping[str, Any]]
) -> str:  # fmt: skip
    """What is missing to know the base duty, with the lines that divide the code; empty where nothing is."""
    if any(BASE_LAYER in (row["layer"], row["replaces"]) and row["status"] != IDLE for row in found):
        return ""
    codes = rules.finer(territory, hs)
    rows = _records(table[(table["hs"].isin(codes) & (table["layer"] == BASE_LAYER)).to_numpy()]) if codes else []
    finer = [f"{row['hs']} ({in_words.duty(row)})" for row in sorted(rows, key=lambda row: str(row["hs"]))]
    said = f"no base duty of {territory} is known for {hs} on {on}"
    return said + (f"; the rules divide it into {', '.join(finer[:MOST])}" if finer else "")


def missing(
    rules: Rulebook, territory: str, countries: Sequence[str], channels: Iterable[str], on: dt.date, origin: str,
    hs: str, mode: str,
) -> Rows:  # fmt: skip
    """What is charged and is not in the rules: of a code, else of any goods of the territory."""
    found: list[Missing] = []
    if hs:
        found += missing_duties(
            rules, territory, origin, hs, on, rules.duty_stack(territory, origin, hs, on, mode=mode)
        )
        found += [one for country in countries for one in missing_taxes(rules, country, hs, on)]
    else:
        found += [
            Missing(g.layer, g.text, g.source, g.as_of, g.confidence)
            for g in rules.gaps_of.get(territory, ())
            if g.layer and g.effective_from <= on <= g.effective_to
        ]
    for channel in channels:
        for by in (mode,) if mode else MODES:
            found += missing_fees(rules, territory, channel, by, on)
    return [one.plain() for one in dict.fromkeys(found)]


def other_days(table: pd.DataFrame, on: dt.date) -> Rows:
    """Duty rules for the goods that are over or to come."""
    now = set(in_force(table, on)["rule"])
    made = [
        {"layer": row["layer"], "rule": row["rule"], "rate": in_words.duty(row), **_whence(row)}
        for row in _records(table)
        if row["rule"] not in now
    ]
    return sorted(made, key=lambda row: (row["effective_from"] or "", row["rule"]))


def layers(table: pd.DataFrame, on: dt.date) -> Rows:
    """How many duty rules of each layer are in force."""
    rows = in_force(table, on).groupby("layer").size()
    return [{"layer": str(layer), "rules": int(n)} for layer, n in rows.items()]


def channels(table: pd.DataFrame, on: dt.date, origin: str, mode: str) -> Rows:
    """Channels of the day, with their thresholds and whether they are open to the origin and the mode."""
    made = []
    for row in _records(in_force(table, on)):
        one = Channel(row["channel"], row["territory"], row["procedure"], row["applies_to"], modes=row["modes"],
                      origins=row["origins"])  # fmt: skip
        why = always_closed(one, mode or next(iter(row["modes"]), ""), "", origin or next(iter(row["origins"]), ""))
        made.append({
            "channel": row["channel"], "procedure": row["procedure"], "applies_to": row["applies_to"],
            "terms": in_words.channel(row), "limits": in_words.limits(row), "open": not why,
            "why": WORDS[why] if why else "", "modes": list(row["modes"]), "origins": list(row["origins"]),
            "shipped_from": list(row["shipped_from"]), **_whence(row),
        })  # fmt: skip
    return made


def taxes(table: pd.DataFrame, rules: Rulebook, countries: Sequence[str], hs: str, on: dt.date) -> Rows:
    """Taxes of the day; with a code, those of the rows that it falls under."""
    rows = _records(in_force(table, on))
    if hs:
        due = {rule.rule for country in countries for rule in rules.taxes(country, hs, on)}
        rows = [row for row in rows if row["rule"] in due]
    return [
        {"country": row["country"], "tax": row["tax"] or row["kind"], "name": row["name"], "kind": row["kind"],
         "rule": row["rule"], "hs": row["hs"], "rate": in_words.tax(row), "rate_pct": float(row["rate_pct"]),
         **_whence(row)}
        for row in rows
    ]  # fmt: skip


def fees(table: pd.DataFrame, on: dt.date) -> Rows:
    """Fees of the day."""
    return [
        {"rule": row["rule"], "name": row["name"], "kind": row["kind"], "amount": in_words.fee(row),
         "channels": list(row["channels"]), "modes": list(row["modes"]), **_whence(row)}
        for row in _records(in_force(table, on))
    ]  # fmt: skip


def exports(table: pd.DataFrame, rules: Rulebook, on: dt.date) -> Rows:
    """Procedures by which goods leave the territory on the day; days of the territory where one has none of its own."""
    usual = {name: territory.export_rebate_days for name, territory in rules.territories.items()}
    return [
        {"export": row["export"], "name": row["name"], "applies_to": list(row["applies_to"]),
         "sales_channels": list(row["sales_channels"]), "rebate_share_pct": float(row["rebate_share_pct"]),
         "rebate_days": float(usual[row["territory"]] if pd.isna(row["rebate_days"]) else row["rebate_days"]),
         "amount": float(row["amount"]), "currency": row["currency"], **_whence(row)}
        for row in _records(in_force(table, on))
    ]  # fmt: skip


def agreements(table: pd.DataFrame, found: Iterable[Mapping[str, Any]] | None) -> Rows:
    """Trade agreements; of duties that were looked up, those whose preference is among them."""
    used = None if found is None else {row["agreement"] for row in found}
    return [
        {"agreement": row["agreement"], "name": row["name"], "origin_rule": row["origin_rule"],
         "direct_consignment": bool(row["direct_consignment"]),
         "certificate": f"{row['certificate_cost']:g} {row['currency']}", **_whence(row)}
        for row in _records(table)
        if used is None or row["agreement"] in used
    ]  # fmt: skip


def counts(tables: Mapping[str, pd.DataFrame], on: dt.date, confidences: Sequence[str]) -> Rows:
    """Rows in force by territory and table, and how far they are to be trusted."""
    made = []
    for row in _records(tables["territories"]):
        mine = {t: _of(in_force(tables[t], on), row["territory"], row["countries"]) for t in DATED}
        trusted = pd.concat([rows["confidence"] for rows in mine.values()])
        made.append({
            "territory": row["territory"], "name": row["name"], "countries": list(row["countries"]),
            "valuation": row["valuation"], **{t: len(rows) for t, rows in mine.items()},
            **{c: int((trusted == c).sum()) for c in confidences},
        })  # fmt: skip
    return made


def _of(table: pd.DataFrame, territory: str, countries: Sequence[str]) -> pd.DataFrame:
    if "territory" in table:
        return table[(table["territory"] == territory).to_numpy()]
    return table[table["country"].isin(countries).to_numpy()]


def _records(table: pd.DataFrame) -> Rows:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def _whence(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(row[name]) for name in WHENCE if name in row}


def _text(value: Any) -> str | None:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return None if value is None or value != value else str(value)
