"""Dated rules: dates in order, no two rules for one thing on one day, none that ran out unnoticed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..instance import Instance
from .check import Check

BRACKETS = ("unit_value_over", "unit_value_to", "value_over", "value_to")
# What makes two rows of a table rules for the same thing; lists are spread over their members.
SAME = {
    "channels": ("territory", "channel"),
    "duty_rates": ("territory", "layer", "hs", "origins", "exporter", "modes", "channels", *BRACKETS),
    "taxes": ("country", "kind", "tax", "hs"),
    "fees": ("territory", "name", "channels", "modes", "countries"),
    "exports": ("territory", "export"),
}
EARLIEST, LATEST = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31", "s")


def in_order(table: str) -> Callable[[Instance], None]:
    """A rule ends after it begins."""

    def run(instance: Instance) -> None:
        frame = instance[table]
        for i in np.flatnonzero((frame["effective_to"] < frame["effective_from"]).to_numpy()):
            begins = frame["effective_from"].iloc[i].date()
            instance.report(
                table, f"the rule ends before it begins, on {begins}", at=i, column="effective_to",
                value=frame["effective_to"].iloc[i].date(), remedy="swap or correct the dates", kind="dates",
            )  # fmt: skip

    return run


def overlap(table: str) -> Callable[[Instance], None]:
    """No two rules for the same thing on the same day."""

    def run(instance: Instance) -> None:
        rules = _spread(instance[table], SAME[table])
        if table == "fees":
            rules = rules[rules["name"] != ""]
        if rules.empty:
            return
        rules = rules.sort_values([*SAME[table], "begins", "at"], kind="stable").reset_index(drop=True)
        group = rules.groupby(list(SAME[table]), sort=False).ngroup().to_numpy().astype(np.int64)
        reported: set[int] = set()
        for i in np.flatnonzero(_meets_earlier(rules, group)):
            at = int(rules["at"].iloc[i])
            before = rules.iloc[:i][(group[:i] == group[i]) & (rules["ends"].iloc[:i] >= rules["begins"].iloc[i])]
            other = int(before["at"].iloc[0])
            if at in reported or at == other:
                continue
            reported.add(at)
            said = ", ".join(str(rules[k].iloc[i]) or "any" for k in SAME[table] if k not in BRACKETS)
            instance.report(
                table, f"is in force together with row {instance.rows[table][other]} for the same {said}", at=at,
                column="effective_from", value=_shown(rules["begins"].iloc[i]),
                remedy="end the earlier rule the day before (effective_to), or remove one", kind="overlap",
            )  # fmt: skip

    return run


def _meets_earlier(rules: pd.DataFrame, group: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether a row (sorted by group and begin) begins before an earlier one of its group has ended."""
    begins, last = rules["begins"].to_numpy(), rules["ends"].groupby(group).cummax().to_numpy()
    meets = np.zeros(group.size, dtype=bool)
    meets[1:] = (group[1:] == group[:-1]) & (begins[1:] <= last[:-1])
    return meets


def ran_out(table: str) -> Callable[[Instance], None]:
    """A rule that ended, with nothing in its place on a day whose rules apply."""

    def run(instance: Instance) -> None:
        frame = instance[table]
        rules = _spread(frame, SAME[table])
        if rules.empty:
            return
        last = rules.groupby(list(SAME[table]), sort=False)["ends"].transform("max").to_numpy()
        for day in (instance.days[0], instance.days[-1]):
            gone = last < np.datetime64(day, "s")
            ended = rules[gone & (rules["ends"].to_numpy() == last)]
            for i in sorted(set(ended["at"])):
                instance.report(
                    table, f"ended before {day}, whose rules apply, and nothing takes its place", at=i,
                    column="effective_to", value=frame["effective_to"].iloc[i].date(),
                    remedy="add the rule that followed, or keep it out if nothing did", warning=True, kind="stale",
                )  # fmt: skip
            if len(ended):
                return

    return run


def _spread(frame: pd.DataFrame, same: tuple[str, ...]) -> pd.DataFrame:
    """Rules one a line: position, what they are for, first and last day."""
    rules = frame[list(same)].assign(
        at=np.arange(len(frame)),
        begins=frame["effective_from"].fillna(pd.Timestamp(EARLIEST)).to_numpy(),
        ends=frame["effective_to"].fillna(pd.Timestamp(LATEST)).to_numpy(),
    )
    for column in same:
        if any(isinstance(cell, tuple) for cell in rules[column]):
            rules = rules.explode(column)
    for column in same:
        rules[column] = rules[column].astype(object).fillna("").astype(str)
    return rules.reset_index(drop=True)


def _shown(day: dt.datetime) -> str:
    return "" if day.year == 1 else str(day.date())


DATES = ("effective_from", "effective_to")
CHECKS = (
    *(Check(in_order(t), {t: DATES}) for t in SAME),
    *(Check(overlap(t), {t: (*SAME[t], *DATES)}) for t in SAME),
    *(Check(ran_out(t), {t: (*SAME[t], *DATES)}, settings=True) for t in SAME),
)
