"""Stocking sites: what is chosen, what it costs, and that what passes fits it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..plan import Check, Plan
from .facts import Facts, places_in
from .moves import Moves
from .verdict import CENT, UNITS, Bools, Floats, Ints, at_most, never, weigh, within


def sites(facts: Facts, moves: Moves, plan: Plan) -> list[Check]:
    """Check the plan's table `sites` against options, flows and costs."""
    table = plan.tables["sites"]
    row = places_in(facts.sites, table["site"])
    chosen = _chosen(facts, table)
    stated = table["option"].astype(object).to_numpy() != ""
    stocking = np.flatnonzero(facts.site["stocking"])
    listed = np.bincount(row[row >= 0], minlength=len(facts.sites))
    status = facts.option["status"]
    taken = np.zeros(status.size, dtype=bool)
    taken[chosen[chosen >= 0]] = True

    def site(i: int) -> str:
        return f"{table['site'].iloc[i]} with option {table['option'].iloc[i]!r}"

    def option(i: int) -> str:
        return f"{facts.option['site'][i]} with option {facts.option['option'][i]!r} ({status[i]})"

    open_sites = sorted(f"{s}/{o}" for s, o in zip(table["site"], table["option"], strict=True) if o)
    return [
        never("every stocking site is listed once, with at most one option", listed[stocking] != 1,
              lambda i: f"{facts.sites[stocking[i]]} stands {listed[stocking[i]]} times", "stocking sites"),
        never("only stocking sites are listed", (row < 0) | ~facts.site["stocking"][row], site, "rows"),
        never("every chosen option is offered", stated & (chosen < 0), site, "rows"),
        never("forced options are chosen", (status == "forced") & ~taken, option, "options"),
        never("closed options are not chosen", (status == "closed") & taken, option, "options"),
        Check("open sites are those of the table", open_sites == sorted(plan.open_sites),
              f"{len(plan.open_sites)} in the plan, {len(open_sites)} in the table"),
        *_passing(facts, moves, row, chosen),
        *_stated(facts, moves, table, row, chosen),
    ]  # fmt: skip


def _chosen(facts: Facts, table: pd.DataFrame) -> Ints:
    """Row of site_options of each row of the plan's sites; -1 where it names none."""
    known = pd.MultiIndex.from_arrays([facts.option["site"], facts.option["option"]])
    asked = pd.MultiIndex.from_arrays([table["site"].astype(object), table["option"].astype(object)])
    return np.asarray(known.get_indexer(asked), dtype=np.int64)


def _arriving(facts: Facts, moves: Moves, per_unit: Floats) -> Floats:
    """Σ of what arrives by period and site, shape (periods, sites)."""
    at = np.flatnonzero((moves.period >= 0) & (moves.product >= 0) & moves.inbound & (moves.end >= 0))
    n = len(facts.sites)
    amount = (moves.units * per_unit[moves.product])[at]
    total = weigh(moves.period[at] * n + moves.end[at], amount, n * len(facts.periods))
    return total.reshape(len(facts.periods), n)


def _touched(facts: Facts, moves: Moves) -> Floats:
    """Units that arrive at or leave each site."""
    n = len(facts.sites)
    a, b = (moves.start >= 0), (moves.end >= 0)
    out, into = weigh(moves.start[a], moves.units[a], n), weigh(moves.end[b], moves.units[b], n)
    return np.maximum(out, into)


def _passing(facts: Facts, moves: Moves, row: Ints, chosen: Ints) -> list[Check]:
    """Nothing passes a site without an option; what arrives fits the option, in every period."""
    n = len(facts.sites)
    option = np.full(n, -1)
    option[row[row >= 0]] = chosen[row >= 0]
    closed: Bools = facts.site["stocking"] & (option < 0)
    units = _touched(facts, moves)
    volume = _arriving(facts, moves, facts.product["volume_m3"])
    room, flow = (_limit(facts.option[c].astype(float), option) for c in ("storage_m3", "throughput_m3_per_year"))
    lie = facts.site["stock_days"].astype(float)[None, :] / facts.days[:, None]
    at = np.flatnonzero(option >= 0)

    def say(i: int) -> str:
        return f"{facts.sites[at[i % at.size]]} in {facts.periods[i // at.size]}"

    return [
        within("nothing passes a site that is not open", units[closed], UNITS,
               lambda i: str(facts.sites[np.flatnonzero(closed)[i]]), "units", "closed stocking sites"),
        at_most("stock fits the storage of the chosen option", (volume * lie)[:, at].ravel(),
                np.broadcast_to(room[at], (len(facts.periods), at.size)).ravel(), say, "m3", "open sites and periods"),
        at_most("what arrives is within the throughput of the chosen option", volume[:, at].ravel(),
                (flow[at] * facts.years[:, None]).ravel(), say, "m3", "open sites and periods"),
    ]  # fmt: skip


def _limit(of: Floats, option: Ints) -> Floats:
    if not of.size:
        return np.full(option.size, np.inf)
    return np.where((option >= 0) & ~np.isnan(of[option]), of[option], np.inf)


def _stated(facts: Facts, moves: Moves, table: pd.DataFrame, row: Ints, chosen: Ints) -> list[Check]:
    """Costs of options, and the figures of the table."""
    o = facts.option
    existing = o["status"] == "existing"
    horizon = facts.settings.days / 365.0
    at, pick = np.flatnonzero(chosen >= 0), chosen[chosen >= 0]
    due = {c: np.zeros(row.size) for c in ("opening", "fixed", "closing")}
    due["opening"][at] = np.where(existing[pick], 0.0, o["opening_cost"][pick])
    due["fixed"][at] = o["fixed_cost_per_year"][pick] * horizon
    left = existing.copy()
    left[pick] = False
    ended = np.bincount(places_in(facts.sites, o["site"][left]), o["closing_cost"][left], minlength=len(facts.sites))
    due["closing"] = np.where(row >= 0, ended[row], 0.0)

    def say(i: int) -> str:
        return f"{table['site'].iloc[i]} with option {table['option'].iloc[i]!r}"

    checks = [
        within(f"{c} cost of sites is right", np.abs(table[c].to_numpy(float) - due[c]), CENT + 1e-9 * due[c], say,
               facts.settings.base_currency, "sites")
        for c in due
    ]  # fmt: skip
    units = _arriving(facts, moves, np.ones(len(facts.products))).sum(axis=0)[row]
    volume = _arriving(facts, moves, facts.product["volume_m3"]).sum(axis=0)[row]
    stored = volume * facts.site["stock_days"].astype(float)[row] / facts.settings.days
    room = np.full(row.size, np.nan)
    room[at] = o["storage_m3"].astype(float)[pick]
    given = table["storage_m3"].to_numpy(float)
    off = np.maximum.reduce([
        np.abs(table["units"].to_numpy(float) - units), np.abs(table["throughput_m3"].to_numpy(float) - volume),
        np.abs(table["stored_m3"].to_numpy(float) - stored),
        np.where(np.isnan(given) & np.isnan(room), 0.0, np.where(given == room, 0.0, np.inf)),
    ])  # fmt: skip
    checks.append(within("figures of sites are what passes them", off, UNITS + 1e-6 * units, say, "units or m3",
                         "sites"))  # fmt: skip
    checks.append(never("decisions are what the options say", table["decision"].astype(object).to_numpy()
                        != _decisions(facts, row, chosen), say, "sites"))  # fmt: skip
    return checks


def _decisions(facts: Facts, row: Ints, chosen: Ints) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    existing = facts.option["status"] == "existing"
    had = np.isin(row, places_in(facts.sites, facts.option["site"][existing]))
    kept = (chosen >= 0) & (existing[chosen] if existing.size else False)
    return np.where(
        chosen >= 0, np.where(kept, "keep", np.where(had, "resize", "open")), np.where(had, "close", "not opened")
    ).astype(object)  # fmt: skip
