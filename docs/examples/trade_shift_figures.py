"""Prints the figures of docs/trade-shifts.md from the solved plans.

    python docs/examples/trade_shift_figures.py SHIFTS PLANS

SHIFTS holds the instances that trade_shifts.py wrote, PLANS a plan folder of the same name for each.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import cbeclogistics
from cbeclogistics.plan.digest import digest

# countries of the EU with a site
EU = frozenset({
    "AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LU", "NL", "PL", "PT", "RO", "SE",
})  # fmt: skip


@dataclass(frozen=True)
class Solved:
    """A plan with the territories of its flows, and what a unit costs in each country."""

    cost: float
    gap: float
    unit_cost: dict[str, float]
    flows: pd.DataFrame
    sites: pd.DataFrame

    @classmethod
    def read(cls, shifts: Path, plans: Path, name: str) -> Solved:
        """Plan of one instance."""
        places = pd.read_csv(shifts / name / "sites.csv", dtype=str, keep_default_na=False)
        territory = {s: "EU" if c in EU else c for s, c in zip(places["site"], places["country"], strict=True)}
        flows = pd.read_csv(plans / name / "flows.csv", keep_default_na=False)
        for side in ("from", "to"):
            flows[f"{side}_territory"] = flows[side].map(territory)
        plan = cbeclogistics.read_plan(plans / name)
        unit_cost = {c["country"]: c["unit_landed_cost"] for c in digest(plan)["countries"]}
        return cls(plan.landed_cost, plan.gap, unit_cost, flows, plan.sites.set_index("site"))

    def sold(self, territory: str) -> pd.DataFrame:
        """Deliveries and parcels to the markets of a territory."""
        f = self.flows
        return f[(f["kind"] != "inbound") & (f["to_territory"] == territory)]

    def all_duty(self, territory: str) -> float:
        """Duty on all that enters a territory."""
        return float(self.flows.loc[self.flows["to_territory"] == territory, "duty"].sum())

    def option(self, site: str) -> str:
        """Size that is open; a dash where none is."""
        said = self.sites.loc[site, "option"]
        return str(said) if isinstance(said, str) and said else "–"


def say(what: str, *values: float | str) -> None:
    """One row."""
    print(f"  {what:55s}", *(f"{v:>16,.2f}" if isinstance(v, float) else f"{v:>16}" for v in values))


def parcels(before: Solved, after: Solved) -> None:
    """The EU's EUR 3 an item."""
    both = (before, after)
    sold = [s.sold("EU") for s in both]
    from_china = [x[x["from_territory"] == "CN"] for x in sold]
    say("orders from China, units", *(float(x["units"].sum()) for x in from_china))
    say(
        "  share, %", *(100 * float(c["units"].sum() / x["units"].sum()) for c, x in zip(from_china, sold, strict=True))
    )
    say("out of EU warehouses, units", *(float(x.loc[x["from_territory"] == "EU", "units"].sum()) for x in sold))
    say("flat duty on parcels", *(float(x.loc[x["channel"] == "ioss", "duty"].sum()) for x in sold))
    say("all EU duty", *(s.all_duty("EU") for s in both))
    say("  packed at Nansha", *(float(c.loc[c["from"] == "B_NSA", "units"].sum()) for c in from_china))
    say("landed cost, million", *(s.cost / 1e6 for s in both))
    say("gap, %", *(100 * s.gap for s in both))
    shares = [100 * c.groupby("product")["units"].sum() / x.groupby("product")["units"].sum()
              for c, x in zip(from_china, sold, strict=True)]  # fmt: skip
    print(pd.DataFrame({"before": shares[0], "after": shares[1]}).fillna(0.0).round(0).to_string())


def de_minimis(before: Solved, after: Solved) -> None:
    """The end of US de minimis."""
    both = (before, after)
    sold = [s.sold("US") for s in both]
    say("parcels from China, units", *(float(x.loc[x["from_territory"] == "CN", "units"].sum()) for x in sold))
    say("  packed at Nansha", *(float(x.loc[x["from"] == "B_NSA", "units"].sum()) for x in sold))
    say("out of US warehouses, units", *(float(x.loc[x["from_territory"] == "US", "units"].sum()) for x in sold))
    say("Edison, Nansha", *(f"{s.option('W_EDI')}, {s.option('B_NSA')}" for s in both))
    say("duty, million", *(s.all_duty("US") / 1e6 for s in both))
    say("landed cost, million", *(s.cost / 1e6 for s in both))


def tariff(before: Solved, after: Solved) -> None:
    """25 % more on one origin."""
    for s in (before, after):
        f = s.flows
        entered = f[(f["kind"] == "inbound") & (f["from_territory"] != f["to_territory"])]
        made = entered[entered["origin_country"] == "VN"]
        print("  entered in bulk from Viet Nam", made.groupby("to_territory")["units"].sum().round().to_dict())
        us = entered[entered["to_territory"] == "US"]
        say("share of Viet Nam in what enters the US, %",
            100 * float(us.loc[us["origin_country"] == "VN", "units"].sum() / us["units"].sum()))  # fmt: skip
        say("US duty, million", s.all_duty("US") / 1e6)
        say("landed cost of a unit in the US", s.unit_cost["US"])
        print(made[made["to_territory"] == "US"].groupby("product")["units"].sum().round().to_dict())


def hub(closed: Solved, both: Solved, alone: Solved) -> None:
    """A bonded hub in Europe for Britain."""
    plans = (closed, both, alone)
    sold = [s.sold("GB") for s in plans]
    venlo = [x[x["from"] == "W_VEN_CW"] for x in sold]
    say("out of W_FXT", *(float(x.loc[x["from"] == "W_FXT", "units"].sum()) for x in sold))
    say("re-exported from W_VEN_CW", *(float(x["units"].sum()) for x in venlo))
    small = [x[x["channel"] == "low_value"] for x in venlo]
    say("  of them below GBP 135, no duty", *(float(x["units"].sum()) for x in small))
    say("parcels from China", *(float(x.loc[x["from_territory"] == "CN", "units"].sum()) for x in sold))
    say("British duty", *(s.all_duty("GB") for s in plans))
    say("W_VEN_CW / W_FXT", *(f"{s.option('W_VEN_CW')} / {s.option('W_FXT')}" for s in plans))
    say("landed cost of a unit in Britain", *(s.unit_cost["GB"] for s in plans))
    say("landed cost, million", *(s.cost / 1e6 for s in plans))


def main(shifts: Path, plans: Path) -> None:
    """Print the four questions' figures."""

    def read(name: str) -> Solved:
        return Solved.read(shifts, plans, name)

    print("1. EUR 3 an item")
    parcels(read("parcels-before"), read("parcels-after"))
    print("2. US de minimis")
    de_minimis(read("us-before"), read("us-after"))
    print("3. 25 % on Chinese goods in the US")
    tariff(read("tariff-before"), read("tariff-after"))
    print("4. bonded hub: no bond, both, bond alone")
    hub(read("bond-closed"), read("tariff-before"), read("bond-alone"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
