"""Rate cards: breaks without overlap or gap, a break for every load, and surcharges that can be charged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..instance import Instance
from .check import Check

PER_CARD = ("basis", "container", "break_kind", "kg_per_m3", "minimum_kg", "round_kg", "load_kg")
BASES = {"per_load": ("container", "weight"), "per_parcel": ("parcel",), "per_kg": ("weight", "parcel")}


def breaks(instance: Instance) -> None:
    """The breaks of a card follow one another from 0 on, in each zone."""
    table = instance["rate_cards"]
    order = table.sort_values(["rate_card", "to_km", "from_kg"], kind="stable")
    for (card, _), rows in order.groupby(["rate_card", "to_km"], sort=False, dropna=False):
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
    billed = max(first["load_kg"], first["minimum_kg"])
    if first["round_kg"] > 0:
        billed = max(np.ceil(first["load_kg"] / first["round_kg"] - 1e-9) * first["round_kg"], first["minimum_kg"])
    if first["basis"] == "weight" and billed > highest:
        instance.report(
            "rate_cards", f"no break holds a load of {billed:g} kg; the last ends at {highest:g} kg",
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
                remedy=f"the rows of one card share {', '.join(PER_CARD[:-1])} and {PER_CARD[-1]}",
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


def zones(instance: Instance) -> None:
    """Loads go any distance, since lanes are offered whatever their length."""
    table = instance["rate_cards"]
    farthest = table["to_km"].fillna(np.inf).groupby(table["rate_card"]).max()
    first = table.drop_duplicates("rate_card")
    by_load = (first["basis"] != "parcel").to_numpy() & (first["rate_card"] != "").to_numpy()
    for head in first.index.to_numpy(np.int64)[by_load]:
        if np.isfinite(last := farthest[table["rate_card"].iloc[head]]):
            instance.report(
                "rate_cards", f"no zone holds ways of more than {last:g} km", at=head, column="to_km",
                value=f"{last:g}", remedy="leave to_km of the last zone empty", kind="zone",
            )  # fmt: skip


def whole_containers(instance: Instance) -> None:
    """What is paid by weight or volume does not count for a container."""
    table = instance["rate_cards"]
    boxed = (table["basis"] == "container").to_numpy()
    for column in ("per_kg", "per_m3", "minimum_kg", "round_kg"):
        for i in np.flatnonzero(boxed & (table[column] > 0).to_numpy()):
            instance.report(
                "rate_cards", "a container is bought whole; the column is ignored", at=i, column=column,
                value=f"{table[column].iloc[i]:g}", remedy="put it into base, or set basis to weight", warning=True,
                kind="whole",
            )  # fmt: skip


def surcharges(instance: Instance) -> None:
    """A surcharge begins before it ends, and is of a kind that its cards can charge."""
    table, cards = instance["surcharges"], instance["rate_cards"]
    basis = dict(zip(cards["rate_card"], cards["basis"], strict=True))
    for i in np.flatnonzero((table["effective_to"] < table["effective_from"]).to_numpy()):
        instance.report(
            "surcharges", f"ends before it begins, on {table['effective_from'].iloc[i].date()}", at=i,
            column="effective_to", value=table["effective_to"].iloc[i].date(), remedy="swap or correct the dates",
            kind="dates",
        )  # fmt: skip
    for row, (kind, named) in enumerate(zip(table["kind"], table["rate_cards"], strict=True)):
        for card in named:
            if kind in BASES and card in basis and basis[card] not in BASES[kind]:
                instance.report(
                    "surcharges", f"{card} is bought by {basis[card]}; {kind} is never charged on it", at=row,
                    column="kind", value=kind, remedy="take another kind, or another card", warning=True, kind="never",
                )  # fmt: skip


def free_of_charge(instance: Instance) -> None:
    """A break whose every price is 0 is likely a gap in the data."""
    table = instance["rate_cards"]
    for i in np.flatnonzero((table[["base", "per_kg", "per_m3", "per_km", "minimum"]].sum(axis=1) == 0).to_numpy()):
        instance.report(
            "rate_cards", "the break costs nothing: base, per_kg, per_m3, per_km and minimum are all 0 or empty", at=i,
            column="base", remedy="give a price", warning=True, kind="free",
        )  # fmt: skip


CHECKS = (
    Check(breaks, {
        "rate_cards": ("rate_card", "basis", "to_km", "from_kg", "to_kg", "load_kg", "minimum_kg", "round_kg"),
    }),
    Check(one_card, {"rate_cards": ("rate_card", *PER_CARD)}),
    Check(containers, {"rate_cards": ("basis", "container")}),
    Check(zones, {"rate_cards": ("rate_card", "basis", "to_km")}),
    Check(whole_containers, {"rate_cards": ("basis", "per_kg", "per_m3", "minimum_kg", "round_kg")}),
    Check(free_of_charge, {"rate_cards": ("base", "per_kg", "per_m3", "per_km", "minimum")}),
    Check(surcharges, {
        "surcharges": ("rate_cards", "kind", "effective_from", "effective_to"), "rate_cards": ("rate_card", "basis"),
    }),
)  # fmt: skip
