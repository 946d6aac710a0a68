"""Rate cards: breaks without overlap or gap, and a break for every load."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..instance import Instance
from .check import Check

PER_CARD = ("basis", "container", "kg_per_m3", "load_kg")


def breaks(instance: Instance) -> None:
    """The breaks of a card follow one another from 0 on."""
    table = instance["rate_cards"]
    order = table.sort_values(["rate_card", "from_kg"], kind="stable")
    for card, rows in order.groupby("rate_card", sort=False):
        if not card:
            continue
        low, high = rows["from_kg"].to_numpy(float), rows["to_kg"].fillna(np.inf).to_numpy(float)
        at = rows.index.to_numpy()
        for i in np.flatnonzero(high <= low):
            instance.report(
                "rate_cards", f"the break ends before it begins, at {low[i]:g} kg", at=at[i], column="to_kg",
                value=f"{high[i]:g}", remedy="to_kg is more than from_kg, or empty for no end",
            )  # fmt: skip
        if (high <= low).any():
            continue
        for i in np.flatnonzero(low[1:] < high[:-1]) + 1:
            end = "no end" if np.isinf(high[i - 1]) else f"{high[i - 1]:g} kg"
            before = instance.rows["rate_cards"][at[i - 1]]
            instance.report(
                "rate_cards", f"overlaps the break of row {before}, which goes from {low[i - 1]:g} kg to {end}",
                at=at[i], column="from_kg", value=f"{low[i]:g}", kind="overlap",
                remedy=f"end the break of row {before} at {low[i]:g} kg",
            )  # fmt: skip
        for i in np.flatnonzero(low[1:] > high[:-1]) + 1:
            instance.report(
                "rate_cards", f"no break holds weights from {high[i - 1]:g} to {low[i]:g} kg", at=at[i],
                column="from_kg", value=f"{low[i]:g}", remedy=f"begin at {high[i - 1]:g} kg, or add a break",
                kind="gap",
            )  # fmt: skip
        _reach(instance, rows, float(low[0]), float(high[-1]))


def _reach(instance: Instance, rows: pd.DataFrame, lowest: float, highest: float) -> None:
    """The breaks hold the loads that are bought by the card."""
    first, at = rows.iloc[0], int(rows.index.to_numpy()[0])
    if lowest > 0:
        parcel = first["basis"] == "parcel"
        instance.report(
            "rate_cards", f"the first break begins at {lowest:g} kg, not at 0" + (
                "; lighter orders cannot go by this card" if parcel else ""),
            at=at, column="from_kg", value=f"{lowest:g}", remedy="begin the first break at 0",
            warning=parcel, kind="first",
        )  # fmt: skip
    if first["basis"] == "weight" and first["load_kg"] > highest:
        instance.report(
            "rate_cards", f"no break holds a load of {first['load_kg']:g} kg; the last ends at {highest:g} kg",
            at=at, column="load_kg", value=f"{first['load_kg']:g}", remedy="add a break, or lower load_kg",
        )  # fmt: skip


def one_card(instance: Instance) -> None:
    """Rows of a card agree on what belongs to the card."""
    table = instance["rate_cards"]
    firsts = table.groupby("rate_card", sort=False)[list(PER_CARD)].transform("first")
    for column in PER_CARD:
        for i in np.flatnonzero((table[column] != firsts[column]).to_numpy()):
            instance.report(
                "rate_cards", f"the other rows of the card say {firsts[column].iloc[i]}", at=i, column=column,
                value=table[column].iloc[i], kind="card",
                remedy="the breaks of one card share basis, container, kg_per_m3 and load_kg",
            )  # fmt: skip


def containers(instance: Instance) -> None:
    """A card by the container names it, no other does."""
    table = instance["rate_cards"]
    boxed, named = (table["basis"] == "container").to_numpy(), (table["container"] != "").to_numpy()
    for i in np.flatnonzero(boxed & ~named):
        instance.report(
            "rate_cards", "a card with basis container names its container", at=i, column="container",
            remedy="name a type of the table containers", kind="container",
        )  # fmt: skip
    for i in np.flatnonzero(~boxed & named):
        instance.report(
            "rate_cards", f"a card with basis {table['basis'].iloc[i]} has no container; it is ignored", at=i,
            column="container", value=table["container"].iloc[i], remedy="clear it, or set basis to container",
            warning=True, kind="container",
        )  # fmt: skip


def free_of_charge(instance: Instance) -> None:
    """A break whose every price is 0 is likely a gap in the data."""
    table = instance["rate_cards"]
    for i in np.flatnonzero((table[["base", "per_kg", "per_km", "minimum"]].sum(axis=1) == 0).to_numpy()):
        instance.report(
            "rate_cards", "the break costs nothing: base, per_kg, per_km and minimum are all 0 or empty", at=i,
            column="base", remedy="give a price", warning=True, kind="free",
        )  # fmt: skip


CHECKS = (
    Check(breaks, {"rate_cards": ("rate_card", "basis", "from_kg", "to_kg", "load_kg")}),
    Check(one_card, {"rate_cards": ("rate_card", *PER_CARD)}),
    Check(containers, {"rate_cards": ("basis", "container")}),
    Check(free_of_charge, {"rate_cards": ("base", "per_kg", "per_km", "minimum")}),
)
