"""Anti-dumping by exporter: goods are told apart by who made them until duty is paid (docs/model.md, section 1)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cbeclogistics
from cbeclogistics.plan.audit import audit

Tables = dict[str, list[dict[str, Any]]]
OTHER = {"": "Bright", "Bright": ""}


@pytest.fixture
def dumped(make: ModuleType) -> Tables:
    """The chain with a second factory: Bright makes 400 lamps a year, each for 1 more, at 10 % anti-dumping duty.

    All others pay 60 %: of CIF 20 it is 12 against 2, so that a lamp by the warehouse costs 42 against 33.
    """
    tables: Tables = make.chain()
    tables["sites"].append({"site": "G", "kind": "factory", "country": "CN", "latitude": 23, "longitude": 113})
    tables["supply"].append(
        {"site": "G", "product": "lamp", "unit_cost": 6, "capacity_units_per_year": 400, "exporter": "Bright"}
    )
    tables["lanes"].append(make.lane("port-g", "G", "P_CN", "road", "one"))
    tables["duty_rates"] += dumping(make, "EU")
    return tables


def dumping(make: ModuleType, territory: str) -> list[dict[str, Any]]:
    """60 % on lamps of China, of Bright 10 %."""
    ad = {"layer": "AD", "hs": "940542", "origins": "CN"}
    return [make.duty(f"{territory}-ad", territory, 60, **ad),
            make.duty(f"{territory}-ad-bright", territory, 10, **ad, exporter="Bright")]  # fmt: skip


def by_exporter(plan: Any, **match: str) -> dict[str, tuple[float, float]]:
    """Units and duty by exporter of the flows that match."""
    flows = plan.flows
    mine = flows[np.logical_and.reduce([flows[c] == v for c, v in match.items()])]
    total = mine.groupby("exporter")[["units", "duty"]].sum()
    return {str(e): (float(u), float(d)) for e, (u, d) in zip(total.index, total.to_numpy(), strict=True)}


def test_the_named_exporter_is_bought_from_first_and_the_rest_pays_as_all_others(dumped: Tables, solve: Any) -> None:
    plan = solve(dumped)
    assert by_exporter(plan, to="P_EU") == {"Bright": (400, 400 * 4), "": (600, 600 * 14)}
    assert plan.landed_cost == 400 * 33 + 600 * 42
    # once duty is paid the stock is one; who made what of it is told by what came in
    assert by_exporter(plan, to="M_EU") == {"Bright": (400, 0), "": (600, 0)}
    cleared = plan.tables["clearances"].query("channel == 'formal'").set_index("exporter")["duty"]
    assert cleared.to_dict() == {"Bright": 1600, "": 8400}


def test_an_exporter_that_is_not_named_pays_as_all_others(dumped: Tables, solve: Any) -> None:
    del dumped["supply"][1]["exporter"]
    assert solve(dumped).landed_cost == 42_000  # nothing is bought from the dearer factory


def test_the_exporter_is_known_after_bond_abroad(dumped: Tables, make: ModuleType, solve: Any) -> None:
    # A bonded warehouse in the EU serves GB, whose duty on both exporters is on CIF 10 + 10: 2 and 12.
    next(r for r in dumped["sites"] if r["site"] == "W_EU")["bonded"] = True
    dumped["sites"].append({"site": "M_GB", "kind": "market", "country": "GB", "latitude": 51, "longitude": 0})
    dumped["demand"] = [{"market": m, "product": "lamp", "units": n, "price": 60} for m, n in
                        (("M_GB", 500), ("M_EU", 100))]  # fmt: skip
    dumped["lanes"] = [r for r in dumped["lanes"] if r["lane"] != "direct"]
    dumped["lanes"].append(make.lane("ferry", "W_EU", "M_GB", "road", "parcel-one"))
    dumped["territories"].append({"territory": "GB", "countries": "GB", "valuation": "CIF"})
    dumped["channels"] += [
        {"channel": "bonded", "territory": "EU", "procedure": "bonded", "applies_to": "bulk", "duty": "suspended",
         "tax": "suspended"},
        {"channel": "release", "territory": "EU", "procedure": "release", "applies_to": "release",
         "recoverable": True},
        {"channel": "uk", "territory": "GB", "procedure": "formal", "applies_to": "parcel"},
    ]  # fmt: skip
    dumped["duty_rates"] += dumping(make, "GB")
    dumped["taxes"].append({"rule": "GB", "country": "GB", "rate_pct": 20})
    plan = solve(dumped)
    assert by_exporter(plan, to="P_EU") == {"Bright": (400, 0), "": (200, 0)}
    abroad, home = by_exporter(plan, to="M_GB"), by_exporter(plan, to="M_EU")
    for found, each in ((abroad, {"Bright": 2, "": 12}), (home, {"Bright": 4, "": 14})):
        assert all(duty == pytest.approx(units * each[name]) for name, (units, duty) in found.items())
    assert sum(f["Bright"][0] for f in (abroad, home) if "Bright" in f) == 400


def test_exporters_do_not_change_places_in_duty_paid_stock(dumped: Tables, make: ModuleType, solve: Any) -> None:
    # Both factories fill one Chinese warehouse, which serves China and exports: no more goes on as Bright's than is.
    dumped["sites"] += [
        {"site": "W_CN", "kind": "overseas_warehouse", "country": "CN", "latitude": 29, "longitude": 121},
        {"site": "M_CN", "kind": "market", "country": "CN", "latitude": 31, "longitude": 121},
    ]
    dumped["site_options"].append({"site": "W_CN", "option": "S"})
    dumped["demand"].append({"market": "M_CN", "product": "lamp", "units": 300, "price": 60})
    dumped["lanes"] = [r for r in dumped["lanes"] if r["lane"] not in ("direct", "port", "port-g", "zone")]
    dumped["lanes"] += [
        make.lane("stock", "F", "W_CN", "road", "one"), make.lane("stock-g", "G", "W_CN", "road", "one"),
        make.lane("quay", "W_CN", "P_CN", "road", "one"), make.lane("city", "W_CN", "M_CN", "road", "parcel-one"),
    ]  # fmt: skip
    dumped["taxes"].append({"rule": "CN", "country": "CN", "rate_pct": 13})
    plan = solve(dumped)
    assert by_exporter(plan, to="P_CN") == {"Bright": (400, 0), "": (600, 0)}
    assert by_exporter(plan, to="M_CN") == {"": (300, 0)}


def test_the_audit_catches_exporters_that_change_places(
    dumped: Tables, make: ModuleType, solve: Any, plans: ModuleType
) -> None:
    plan, network = solve(dumped), make.network(dumped)

    def caught(flows: pd.DataFrame) -> set[str]:
        lie = plans.recount(plans.with_table(plan, "flows", flows))
        return {c.name for c in audit(network, lie).checks if not c.passed}

    flows = plan.flows
    swapped = flows["exporter"].map(OTHER)
    found = caught(flows.assign(exporter=swapped))
    assert "what leaves a factory is made there, with that origin and exporter" in found
    assert "duty of every flow is right" in found
    # on the sea alone, duty forged with it: 4 a lamp for all that is now called Bright's, 14 for the rest
    sea = flows["lane"] == "ocean"
    duty = flows["units"] * swapped.map({"": 14.0, "Bright": 4.0})
    found = caught(flows.assign(exporter=swapped.where(sea, flows["exporter"]), duty=duty.where(sea, flows["duty"])))
    assert "what comes in goes out, at every site, status, product, origin and exporter" in found
    assert "duty of every flow is right" not in found
    # a name that nobody has
    assert "what leaves a factory is made there, with that origin and exporter" in caught(
        flows.assign(exporter=flows["exporter"].replace("Bright", "Brihgt"))
    )


def test_explain_names_the_exporter_of_a_layer(dumped: Tables, make: ModuleType, solve: Any) -> None:
    plan = solve(dumped)
    said = cbeclogistics.explain(plan, make.network(dumped), market="M_EU", product="lamp")
    (way,) = said.ways
    lines = {line.what: line for line in way.lines if line.component == "duty"}
    assert set(lines) == {"MFN", "AD", "AD of Bright"}
    assert (lines["AD"].rate, lines["AD"].amount) == ("60 %", 600 * 12)
    assert (lines["AD of Bright"].rate, lines["AD of Bright"].amount) == ("10 %", 400 * 2)
    assert lines["AD of Bright"].rule.rule == "EU-ad-bright"
    # Bright can make no more: what it makes is no other way of this plan's
    dumped["supply"][1]["capacity_units_per_year"] = 1000
    (way,) = cbeclogistics.explain(solve(dumped), make.network(dumped), market="M_EU", product="lamp").ways
    assert way.unit_cost == 33
    first = {(a.route[0], a.difference) for a in way.alternatives}
    assert ("F", 12) in first  # direct from F: 45


def test_an_exporter_that_no_duty_rule_names_is_warned_of(dumped: Tables, make: ModuleType) -> None:
    assert not [w for w in make.network(dumped).warnings if w.column == "exporter"]
    dumped["supply"][1]["exporter"] = "Brihgt"
    (warning,) = [w for w in make.network(dumped).warnings if w.column == "exporter"]
    assert (warning.table, warning.value) == ("supply", "Brihgt")
    assert "did you mean Bright?" in str(warning)
