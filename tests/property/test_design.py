"""The optimiser against enumeration on small random networks, and what must hold of any of them."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import cbeclogistics
from cbeclogistics.design.formulate import formulate
from cbeclogistics.engine.answer import Answer, Proof
from cbeclogistics.engine.limits import Progress, Watch
from cbeclogistics.engine.optimise import optimise
from cbeclogistics.engine.profile import Profile, read_profile
from cbeclogistics.network.network import Network

Tables = dict[str, list[dict[str, Any]]]

PROOF = Profile("proof", "The best plan, proven.", method="whole", gap=1e-9)
CERTIFIED = Profile("certified", "The best plan, proven.", method="certified", gap=1e-9)

PLACES = [
    ("F1", "factory", "CN"), ("F2", "factory", "CN"), ("P_CN", "seaport", "CN"), ("B_CN", "bonded_zone", "CN"),
    ("P_NL", "seaport", "NL"), ("P_FR", "seaport", "FR"), ("W_DE", "overseas_warehouse", "DE"),
    ("W_FR", "overseas_warehouse", "FR"), ("F_DE", "factory", "DE"), ("W_GB", "overseas_warehouse", "GB"),
    ("M_DE", "market", "DE"), ("M_FR", "market", "FR"), ("M_GB", "market", "GB"),
]  # fmt: skip


def random_network(seed: int) -> tuple[Tables, dict[str, Any]]:
    """Two factories, two foreign ports, a bonded zone, two warehouses (one perhaps in bond), up to three markets.

    Sometimes a factory in Germany, whose goods may leave the EU where Chinese ones may not, and a warehouse in GB.
    """
    r = np.random.default_rng(seed)

    def some(low: float, high: float) -> float:
        return round(float(r.uniform(low, high)), 2)

    def chance(p: float) -> bool:
        return bool(r.random() < p)

    def maybe(p: float, value: Any) -> Any:
        return value if chance(p) else None

    in_bond = chance(0.4)
    places = [p for p in PLACES if p[0] != "P_FR" or chance(0.5)]
    places = [p for p in places if p[0] != "M_GB" or chance(0.6)]
    british = any(p[0] == "M_GB" for p in places)
    places = [p for p in places if p[0] != "W_GB" or (british and chance(0.4))]
    places = [p for p in places if p[0] != "F_DE" or chance(0.3)]
    names = {p[0] for p in places}
    markets = [p[0] for p in places if p[1] == "market"]
    goods = ["lamp", "toy"][: int(r.integers(1, 3))]
    days = [365.0] if chance(0.75) else [120.0, 245.0]
    periods = [f"T{i}" for i in range(len(days))]
    tables: Tables = {
        "sites": [
            {
                "site": s, "kind": kind, "country": country, "latitude": 10 + i, "longitude": 10 + i,
                "bonded": s == "W_DE" and in_bond, "stock_days": int(r.integers(5, 60)),
                "dwell_days": int(r.integers(0, 5)), "load_cost": some(0, 150), "inbound_per_m3": some(0, 20),
                "storage_per_m3_month": some(0, 10), "outbound_per_order": some(0, 2), "outbound_per_kg": some(0, 0.3),
            }
            for i, (s, kind, country) in enumerate(places)
        ],
        "products": [
            {
                "product": g, "hs6": {"lamp": "940542", "toy": "950300"}[g], "weight_kg": some(0.2, 4),
                "volume_m3": some(0.4, 3) / 100, "customs_value": some(2, 30), "return_pct": int(r.integers(0, 15)),
                "export_rebate_pct": maybe(0.6, int(r.integers(6, 14))), "barred_modes": maybe(0.15, "air"),
            }
            for g in goods
        ],
        "supply": [
            {"site": f, "product": g, "unit_cost": some(2, 15),
             "capacity_units_per_year": maybe(0.4, int(r.integers(800, 3000)))}
            for f in ("F1", "F2", "F_DE") if f in names for g in goods if f == "F1" or chance(0.7)
        ],
        "containers": [{"container": "box", "usable_m3": some(8, 30), "payload_kg": some(500, 6000)}],
        "currencies": [{"currency": "CNY", "rate": 0.14}],
    }  # fmt: skip
    tables["demand"] = [
        {
            "market": m, "product": g, "period": t, "units": int(r.integers(50, 900)), "units_per_order": q,
            "price": some(20, 90), "promised_days": maybe(0.3, 5), "unserved_penalty": maybe(0.7, some(60, 300)),
            "sales_channel": "B2C" if chance(0.8) else "B2B",
        }
        for m in markets for g in goods for t in periods for q in [int(r.integers(1, 4))]
    ]  # fmt: skip
    _add_sites(tables, names, chance, some, maybe)
    _add_ways(tables, names, markets, chance, some, maybe)
    _add_rules(tables, chance, some, maybe)
    _add_charges(tables, names, seed)
    _add_exporters(tables, seed)
    _add_tiers(tables, seed)
    _add_drawback(tables, names, seed)
    _add_exports(tables, seed)
    if chance(0.15):
        tables["policies"] = [{"policy": "few", "measure": "open_sites", "sense": "<=", "value": int(r.integers(1, 3))}]
    return tables, {
        "consumer_tax": "borne" if chance(0.7) else "collected",
        "horizon": {
            "start": "2026-12-01",
            "periods": [{"period": t, "days": d} for t, d in zip(periods, days, strict=True)],
        },
        "costs": {
            "capital_pct_per_year": some(0, 15), "stock_risk_pct_per_year": some(0, 10), "insurance_pct": some(0, 1),
            "payment_pct": some(0, 2), "return_cost_pct": some(0, 40),
        },
    }  # fmt: skip


def _add_sites(tables: Tables, names: set[str], chance: Any, some: Any, maybe: Any) -> None:
    rows = []
    for site in sorted({"B_CN", "W_DE", "W_FR", "W_GB"} & names):
        for option in ("S", "L") if site in ("W_DE", "W_FR") and chance(0.5) else ("S",):
            small = option == "S"
            rows.append({
                "site": site, "option": option, "fixed_cost_per_year": some(0, 3000) * (1 if small else 1.8),
                "opening_cost": some(0, 500), "closing_cost": some(0, 500), "status": "candidate",
                "storage_m3": maybe(0.4, some(0.3, 3) * (1 if small else 3)),
                "throughput_m3_per_year": maybe(0.3, some(3, 30) * (1 if small else 3)),
            })  # fmt: skip
        if chance(0.25):
            rows[-1]["status"] = "existing"
        elif chance(0.15):
            rows[-1]["status"] = "forced" if chance(0.5) else "closed"
    tables["site_options"] = rows


def _add_ways(tables: Tables, names: set[str], markets: list[str], chance: Any, some: Any, maybe: Any) -> None:
    cards: list[dict[str, Any]] = []
    lanes: list[dict[str, Any]] = []

    def bulk(start: str, end: str, mode: str, low: float, high: float) -> None:
        name = f"{start}-{end}-{mode}"
        if chance(0.65):
            cards.append({"rate_card": name, "basis": "container", "container": "box", "base": some(low, high)})
        else:
            cards.append({
                "rate_card": name, "basis": "weight", "per_kg": some(low, high) / 1500, "base": some(0, 20),
                "kg_per_m3": 167, "load_kg": 500, "minimum": some(0, high),
            })  # fmt: skip
        lanes.append({"lane": name, "from_site": start, "to_site": end, "mode": mode, "rate_card": name,
                      "transit_days": int(some(1, 30)), "distance_km": 100,
                      "capacity_m3_per_year": maybe(0.1, some(2, 25))})  # fmt: skip

    def parcel(start: str, end: str, mode: str, low: float, high: float) -> None:
        name = f"{start}-{end}-{mode}"
        base, per_kg = some(low, high), some(0, 1)
        card = {"rate_card": name, "basis": "parcel", "kg_per_m3": 200}
        cards.append({**card, "to_kg": 5, "base": base, "per_kg": per_kg})
        cards.append({**card, "from_kg": 5, "to_kg": 30, "base": 1.5 * base, "per_km": 0.01})
        lanes.append({"lane": name, "from_site": start, "to_site": end, "mode": mode, "rate_card": name,
                      "transit_days": int(some(1, 8)), "distance_km": 100,
                      "capacity_m3_per_year": maybe(0.1, some(2, 25))})  # fmt: skip

    for f in ("F1", "F2"):
        bulk(f, "P_CN", "road", 100, 500)
        if chance(0.7):
            bulk(f, "B_CN", "road", 50, 300)
    if chance(0.6):
        bulk("B_CN", "P_CN", "road", 20, 200)
    for port in sorted({"P_NL", "P_FR"} & names):
        bulk("P_CN", port, "ocean", 600, 3000)
        for w in ("W_DE", "W_FR"):
            bulk(port, w, "road", 100, 600)
    if chance(0.3):
        bulk("P_CN", "W_FR", "rail", 900, 4000)
    if chance(0.3):
        bulk("W_DE", "W_FR", "road", 100, 400)
    if "F_DE" in names:
        bulk("F_DE", "W_DE", "road", 50, 300)
    if "W_GB" in names:
        bulk("W_DE", "W_GB", "road", 100, 600)
        parcel("W_GB", "M_GB", "road", 2, 6)
    for m in markets:
        for w in ("W_DE", "W_FR"):
            if m != "M_GB" or w == "W_DE":
                parcel(w, m, "road", 2, 9)
        if chance(0.6):
            parcel("B_CN", m, "air", 6, 20)
        if chance(0.6):
            parcel("F1", m, "air", 6, 25)
        if chance(0.3):
            parcel("F2", m, "express", 10, 30)
    tables["rate_cards"], tables["lanes"] = cards, lanes


def _add_rules(tables: Tables, chance: Any, some: Any, maybe: Any) -> None:
    tables["territories"] = [
        {"territory": "CN", "countries": "CN", "valuation": "CIF", "export_vat_pct": 13},
        {"territory": "EU", "countries": "DE;FR;NL", "valuation": "CIF" if chance(0.7) else "FOB"},
        {"territory": "GB", "countries": "GB", "valuation": "CIF" if chance(0.7) else "FOB"},
    ]
    tables["channels"] = [
        {"channel": "formal", "territory": "EU", "procedure": "formal", "applies_to": "bulk",
         "recoverable": chance(0.7), "refund_days": int(some(0, 60))},
        {"channel": "bonded", "territory": "EU", "procedure": "bonded", "applies_to": "bulk", "duty": "suspended",
         "tax": "suspended"},
        {"channel": "release", "territory": "EU", "procedure": "release", "applies_to": "release",
         "recoverable": chance(0.5), "refund_days": int(some(0, 60))},
        {"channel": "low", "territory": "EU", "procedure": "low_value", "applies_to": "parcel", "value_basis": "retail",
         "duty": "flat", "duty_per_item": some(0, 4), "duty_pct": some(0, 5), "tax": "at_sale", "max_value": 150},
        {"channel": "courier", "territory": "EU", "procedure": "courier", "applies_to": "parcel",
         "value_basis": "retail" if chance(0.5) else "transfer"},
        {"channel": "uk-low", "territory": "GB", "procedure": "low_value", "applies_to": "parcel", "duty": "none",
         "value_basis": "retail", "tax": "at_sale", "max_value": 135},
        {"channel": "uk-formal", "territory": "GB", "procedure": "formal", "applies_to": "bulk",
         "recoverable": chance(0.5)},
        {"channel": "uk-courier", "territory": "GB", "procedure": "courier", "applies_to": "parcel", "min_value": 135},
    ]  # fmt: skip
    duties = [("EU", "MFN", "*", "*"), ("EU", "MFN", "9405", "*"), ("EU", "AD", "95", "CN"), ("GB", "MFN", "*", "*")]
    if chance(0.4):
        duties.append(("EU", "GSP", "*", "CN"))
    tables["duty_rates"] = [
        {"rule": f"r{i}", "territory": t, "layer": layer, "hs": hs, "origins": o, "rate_pct": some(0, 25),
         "per_kg": some(0, 1) if layer == "AD" else 0, "replaces": "MFN" if layer == "GSP" else None}
        for i, (t, layer, hs, o) in enumerate(duties)
    ]  # fmt: skip
    tables["taxes"] = [{"rule": c, "country": c, "rate_pct": p} for c, p in
                       (("DE", 19), ("FR", 20), ("NL", 21), ("GB", 20), ("CN", 13))]  # fmt: skip
    tables["fees"] = [
        {"rule": "broker", "territory": "EU", "name": "broker", "channels": "formal", "amount": some(0, 120)},
        {"rule": "release", "territory": "EU", "name": "entry", "channels": "release", "amount": some(0, 2)},
        {"rule": "uk", "territory": "GB", "name": "entry", "channels": "uk-courier", "amount": some(0, 9)},
    ]
    if chance(0.35):
        low = some(5, 80)
        tables["fees"].append({
            "rule": "processing", "territory": "EU", "name": "processing", "rate_pct": some(0.1, 1), "minimum": low,
            "maximum": maybe(0.6, low + some(5, 200)), "channels": "formal",
        })  # fmt: skip
    if chance(0.6):
        release = next(c for c in tables["channels"] if c["channel"] == "release")
        release["entries_per_year"] = int(some(1, 60))
        low = some(0, 30)
        tables["fees"].append({
            "rule": "weekly", "territory": "EU", "name": "weekly entry", "rate_pct": some(0, 2), "minimum": low,
            "maximum": maybe(0.6, low + some(1, 100)), "channels": "release",
        })  # fmt: skip


def _add_charges(tables: Tables, names: set[str], seed: int) -> None:
    """Surcharges, local charges, storage by age, breaks of both kinds, zones, returns: each in some networks."""
    r = np.random.default_rng(seed + 1_000_000)

    def some(low: float, high: float) -> float:
        return round(float(r.uniform(low, high)), 2)

    def chance(p: float) -> bool:
        return bool(r.random() < p)

    tables["surcharges"] = [
        {"surcharge": f"s{i}", "kind": kind, "applies": applies, "amount": some(0, most),
         "effective_from": "2027-01-15" if chance(0.3) else None, "effective_to": "2027-05-20" if chance(0.3) else None,
         "rate_cards": [c["rate_card"] for c in tables["rate_cards"] if chance(0.5)] or None}
        for i, (kind, most) in enumerate((("pct", 20), ("per_load", 150), ("per_parcel", 1.5), ("per_kg", 0.3)))
        for applies in [str(r.choice(["all", "dangerous", "remote", "residential"]))] if chance(0.6)
    ]  # fmt: skip
    sites, ports = sorted(names - {"M_GB"}), [n for n in ("P_CN", "P_NL", "W_DE", "territory=EU") if chance(0.5)]
    tables["local_charges"] = [
        {"charge": f"l{i}", "site": site, "direction": "in" if chance(0.5) else "out", "amount": some(0, most),
         "per": per, "modes": "ocean;rail" if chance(0.3) else None, "container": "box" if chance(0.3) else None}
        for i, site in enumerate(ports)
        for per, most in [(("load", 80), ("entry", 40), ("m3", 4), ("kg", 0.2))[int(r.integers(4))]]
    ]  # fmt: skip
    if chance(0.4):
        tables["storage_tiers"] = [
            {"site": site, "from_days": days, "per_m3_month": some(0, 30)}
            for site in ("W_DE", "kind=bonded_zone") for days in (10, 25, 70) if chance(0.7)
        ]  # fmt: skip
    for row in tables["sites"]:
        row["remote"] = row["site"] in sites and chance(0.25)
        row["return_per_unit"] = some(0, 3)
    for row in tables["products"]:
        row["dangerous"], row["return_resale_pct"] = chance(0.4), some(0, 100)
    for row in tables["rate_cards"]:
        if row["basis"] == "weight" and chance(0.3):
            row["per_m3"] = some(0, 60)
        if row["basis"] == "weight" and chance(0.3):
            row["minimum_kg"], row["round_kg"] = 520, 50
    far = [row["rate_card"] for row in tables["rate_cards"] if row["basis"] == "parcel" and chance(0.3)]
    for row in tables["rate_cards"]:
        if row["rate_card"] in far:
            row["break_kind"], row["minimum_kg"], row["round_kg"] = "incremental", 1.2, 0.5
    near = [{**row, "to_km": 99, "base": 0.1} for row in tables["rate_cards"] if row["rate_card"] in far]
    tables["rate_cards"] += near
    if chance(0.5):
        tables["territories"][0]["export_rebate_days"] = int(r.integers(120))
    tables["currencies"][0]["spread_pct"] = 0.7
    tables["currencies"].append({"currency": "CNY", "effective_from": "2026-01-01", "rate": 0.15, "spread_pct": 1.1})
    tables["currencies"].append({"currency": "CNY", "effective_from": "2027-01-01", "rate": 0.9})
    for row in tables["demand"]:
        if chance(0.2):
            row["price"], row["currency"] = round(row["price"] / 0.15, 2), "CNY"


def _add_exporters(tables: Tables, seed: int) -> None:
    """In some networks a factory or two are named, and pay anti-dumping duties of their own or as all others."""
    r = np.random.default_rng(seed + 2_000_000)
    named = [("F1", "Bright"), ("F2", "Glow")][: int(r.integers(3))]
    for row in tables["supply"]:
        row["exporter"] = dict(named).get(row["site"])
    tables["duty_rates"] += [
        {"rule": f"ad{i}", "territory": "EU", "layer": "AD", "hs": hs, "origins": "CN", "exporter": exporter,
         "rate_pct": round(float(r.uniform(0, 60)), 2)}
        for i, (hs, exporter) in enumerate([("9405", None), ("9405", "Bright"), ("9405", "Glow"), ("95", "Bright")])
        if r.random() < 0.7 and named
    ]  # fmt: skip


def _add_drawback(tables: Tables, names: set[str], seed: int) -> None:
    """In some networks the EU draws duty back, perhaps not of every layer, and Britain too; each sends to the other."""
    r = np.random.default_rng(seed + 3_000_000)
    if r.random() < 0.5:
        return
    tables["territories"][1]["drawback_pct"] = int(r.integers(40, 101))
    tables["territories"][1]["drawback_days"] = int(r.integers(200)) if r.random() < 0.5 else None
    for row in tables["duty_rates"]:
        row["no_drawback"] = bool(r.random() < 0.2)
    if "M_GB" in names:
        lane = next(row for row in tables["lanes"] if row["lane"] == "W_DE-M_GB-road")
        tables["lanes"].append({**lane, "lane": "W_FR-M_GB-road", "from_site": "W_FR"})
    if "W_GB" in names:
        tables["territories"][2]["drawback_pct"] = int(r.integers(40, 101))
        lane = next(row for row in tables["lanes"] if row["lane"] == "W_GB-M_GB-road")
        tables["lanes"].append({**lane, "lane": "W_GB-M_FR-road", "to_site": "M_FR"})


def _add_exports(tables: Tables, seed: int) -> None:
    """Export procedures of China, and of the EU where amounts are all that tells them apart, in some networks."""
    r = np.random.default_rng(seed + 4_000_000)
    if r.random() < 0.4:
        return
    cases = ("bulk", "zone", "parcel", "parcel", "bulk;parcel", "bulk;zone", "bulk;parcel;zone")
    tables["exports"] = [
        {"export": f"x{i}", "territory": "CN" if r.random() < 0.85 else "EU", "applies_to": case,
         "sales_channels": str(r.choice(["B2C", "B2B"])) if "parcel" in case and r.random() < 0.4 else None,
         "rebate_share_pct": [None, 0, 40, 100][int(r.integers(4))],
         "rebate_days": int(r.integers(400)) if r.random() < 0.7 else None,
         "amount": round(float(r.uniform(0, 3)), 2) if "parcel" in case and r.random() < 0.5 else None,
         "currency": "CNY" if r.random() < 0.3 else None,
         "effective_from": "2027-02-01" if r.random() < 0.3 else None,
         "effective_to": "2027-04-01" if r.random() < 0.3 else None}
        for i, case in enumerate(r.choice(cases, int(r.integers(1, 6))))
    ]  # fmt: skip


def _add_tiers(tables: Tables, seed: int) -> None:
    """Agreements by volume and placement fees, in some networks."""
    r = np.random.default_rng(seed + 2_000_000)
    sold = sum(row["units"] for row in tables["demand"]) * 4
    if r.random() < 0.4:
        on = str(r.choice(["freight", "storage", "inbound", "outbound"]))
        per = {"freight": ["unit", "kg", "container", "order"], "storage": ["m3"], "outbound": ["order", "unit"],
               "inbound": ["unit", "m3", "container"]}[on]  # fmt: skip
        terms: dict[str, Any] = {"on": on, "per": str(r.choice(per)), "over": "total"}
        terms["kind"] = str(r.choice(["all_units", "incremental", "stepwise"]))
        if on == "freight":
            terms["carrier"] = "Blue"
            for row in tables["lanes"]:
                row["carrier"] = "Blue" if r.random() < 0.5 else "Red"
        else:
            terms["sites"] = str(r.choice(["kind=overseas_warehouse|bonded_zone", "W_DE"]))
        size = {"m3": 0.01, "container": 0.005}.get(terms["per"], 1.0) * sold
        for k, low in enumerate(sorted({0.0, *(round(float(q), 3) for q in r.uniform(0.02, 0.7, 2) * size)})):
            row = {"volume_break": "deal", "from_quantity": low, **terms}
            if terms["kind"] == "all_units" and seed % 2:
                row["discount_pct"] = 15 * k
            else:
                row["price"] = round(float(r.uniform(0, 2 if terms["kind"] != "stepwise" else 400)), 2)
            tables.setdefault("volume_breaks", []).append(row)
    if r.random() < 0.35:
        tables["placement_fees"] = [
            {"placement": "in", "sites": "kind=overseas_warehouse|bonded_zone", "sites_at_least": n,
             "per": str(per), "amount": round(float(fee), 2), "least_share_pct": share}
            for per, share in [(r.choice(["unit", "kg"]), [5, 30, 60][seed % 3])]
            for n, fee in ((1, r.uniform(0, 3)), (2, r.uniform(0, 3)))
        ]  # fmt: skip


def optimum(network: Network, profile: Profile = PROOF) -> Answer:
    """Answer of the optimiser, neither read as a plan nor audited."""
    model = formulate(network)
    return optimise(model.arrays, model.cuts(), model.labels(), profile, profile.limits(), Watch())


def check(make: ModuleType, oracle: ModuleType, seed: int, profile: Profile) -> None:
    """The optimiser's answer costs what enumeration finds."""
    tables, how = random_network(seed)
    network = make.unchecked(tables, **how)
    best = oracle.best(network).cost
    answer = optimum(network, profile)
    assert (answer.proof == Proof.INFEASIBLE) == (not np.isfinite(best))
    assert answer.bound <= best * (1 + 1e-6) or not np.isfinite(best)
    assert answer.objective == pytest.approx(best, rel=1e-6)


def check_plan(make: ModuleType, oracle: ModuleType, seed: int, profile: Profile) -> None:
    """The same of the plan, read, priced anew to the cent, and audited: its price is what the optimiser minimised."""
    tables, how = random_network(seed)
    best = oracle.best(make.unchecked(tables, **how)).cost
    try:
        plan = cbeclogistics.solve(make.network(tables, **how), profile)
    except (cbeclogistics.Infeasible, cbeclogistics.InputError):
        assert not np.isfinite(best)
        return
    rounded = 1e-6 * abs(best) + 0.01 * len(plan.costs)
    assert plan.bound <= best + rounded
    assert plan.landed_cost >= best - rounded
    assert plan.landed_cost <= best + rounded
    assert plan.objective_difference < 1e-9
    assert abs(plan.landed_cost - plan.model_objective) <= 0.005 * (plan.flows.size + len(plan.costs))


@pytest.mark.parametrize("seed", range(100))
def test_the_best_plan_is_the_one_that_enumeration_finds(make: ModuleType, oracle: ModuleType, seed: int) -> None:
    check(make, oracle, seed, PROOF if seed % 2 else CERTIFIED)


@pytest.mark.parametrize("seed", [*range(100, 120), 1605])  # in 1605 an agreement counts orders alone
def test_a_plan_costs_to_the_cent_what_enumeration_finds(make: ModuleType, oracle: ModuleType, seed: int) -> None:
    check_plan(make, oracle, seed, PROOF if seed % 2 else CERTIFIED)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(20))
def test_many_more_plans_are_those_that_enumeration_finds(make: ModuleType, oracle: ModuleType, batch: int) -> None:
    for seed in range(1000 + 50 * batch, 1050 + 50 * batch):
        check_plan(make, oracle, seed, PROOF if seed % 2 else CERTIFIED)


def check_on_the_way(make: ModuleType, seed: int) -> None:
    """No bound that is told on the way is above the best, and no plan below it; without a plan none is told."""
    tables, how = random_network(seed)
    try:
        model = formulate(make.network(tables, **how))
    except cbeclogistics.InputError:
        return
    said: list[Progress] = []
    watch = Watch(report=said.append)
    certified = optimise(model.arrays, model.cuts(), model.labels(), CERTIFIED, CERTIFIED.limits(), watch)
    best = optimise(model.arrays, model.cuts(), model.labels(), PROOF, PROOF.limits(), Watch()).objective
    slack = 1e-6 * abs(best) if np.isfinite(best) else 0.0
    assert all(p.bound <= best + slack and p.objective >= best - slack for p in said)
    assert certified.objective == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", [*range(200, 220), 3374])  # in 3374 an agreement counts containers
def test_bounds_on_the_way_are_below_the_best_and_plans_above_it(make: ModuleType, seed: int) -> None:
    check_on_the_way(make, seed)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(12))
def test_many_more_bounds_on_the_way_are_below_the_best(make: ModuleType, batch: int) -> None:
    for seed in range(3000 + 50 * batch, 3050 + 50 * batch):
        check_on_the_way(make, seed)


OTHERS = [replace(read_profile(name), gap=1e-9) for name in ("ortools", "ortools-highs", "pulp-cbc")]


def check_backends(make: ModuleType, seed: int) -> None:
    """Every backend, given the whole model, comes to what the certified method does."""
    tables, how = random_network(seed)
    network = make.unchecked(tables, **how)
    certified = optimum(network, CERTIFIED)
    for profile in (PROOF, *OTHERS):
        answer = optimum(network, profile)
        assert (answer.proof == Proof.INFEASIBLE) == (certified.proof == Proof.INFEASIBLE), profile.name
        assert answer.objective == pytest.approx(certified.objective, rel=1e-6), profile.name
        assert certified.bound <= answer.objective * (1 + 1e-6), profile.name


@pytest.mark.parametrize("seed", range(4000, 4003))
def test_every_backend_comes_to_the_same(make: ModuleType, seed: int) -> None:
    check_backends(make, seed)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(10))
def test_every_backend_comes_to_the_same_of_many_more(make: ModuleType, batch: int) -> None:
    for seed in range(4050 + 50 * batch, 4100 + 50 * batch):
        check_backends(make, seed)


SEEDS = range(4)


@pytest.fixture(params=SEEDS, ids=lambda s: f"network{s}")
def drawn(request: pytest.FixtureRequest) -> tuple[Tables, dict[str, Any]]:
    """A random network, every demand of which may go unserved."""
    tables, how = random_network(request.param)
    for row in tables["demand"]:
        row["unserved_penalty"] = row["unserved_penalty"] or 200
    for row in tables["site_options"]:
        row["status"] = "candidate" if row["status"] == "forced" else row["status"]
    return tables, how


def cost(make: ModuleType, tables: Tables, how: dict[str, Any], profile: Profile = PROOF) -> float:
    return optimum(make.unchecked(tables, **how), profile).objective


def close(a: float, b: float) -> bool:
    return a == pytest.approx(b, rel=1e-6)


def test_dearer_duty_never_lowers_the_landed_cost(make: ModuleType, drawn: Any) -> None:
    tables, how = drawn
    before = cost(make, tables, how)
    for row in tables["duty_rates"]:
        if row["layer"] in ("MFN", "AD"):
            row["rate_pct"] += 5
    assert cost(make, tables, how) >= before * (1 - 1e-6)


def test_counting_in_cents_scales_the_landed_cost(make: ModuleType, drawn: Any) -> None:
    # the base currency becomes the cent; every row says that it is in dollars, of 100 cents
    tables, how = drawn
    before = cost(make, tables, how)
    money = ("sites", "site_options", "products", "supply", "demand", "rate_cards", "channels", "duty_rates", "fees",
             "surcharges", "local_charges", "storage_tiers", "volume_breaks", "placement_fees", "exports")  # fmt: skip
    for table in money:
        for row in tables.get(table, []):
            row["currency"] = row.get("currency") or "USD"
    for row in tables["currencies"]:
        row["rate"] *= 100
    tables["currencies"].append({"currency": "USD", "rate": 100})
    assert close(cost(make, tables, {**how, "base_currency": "USC"}) / 100, before)


def test_the_order_of_rows_does_not_matter(make: ModuleType, drawn: Any) -> None:
    tables, how = drawn
    before = cost(make, tables, how)
    r = np.random.default_rng(7)
    shuffled = {name: [rows[i] for i in r.permutation(len(rows))] for name, rows in tables.items()}
    assert close(cost(make, shuffled, how), before)


def test_a_forced_option_never_lowers_the_landed_cost(make: ModuleType, drawn: Any) -> None:
    tables, how = drawn
    before = cost(make, tables, how)
    for row in tables["site_options"]:
        was, row["status"] = row["status"], "forced"
        if was == "candidate":
            assert cost(make, tables, how) >= before * (1 - 1e-6)
            return
        row["status"] = was


def test_a_lane_less_never_lowers_the_landed_cost(make: ModuleType, drawn: Any) -> None:
    # a link that carries a port's goods; the freight that values goods out of bond may rise, never fall
    tables, how = drawn
    before = cost(make, tables, how)
    for gone in ("F1-P_CN-road", "P_CN-P_NL-ocean"):
        fewer = {**tables, "lanes": [r for r in tables["lanes"] if r["lane"] != gone]}
        assert cost(make, fewer, how) >= before * (1 - 1e-6)


def test_a_size_more_never_raises_the_landed_cost(make: ModuleType, drawn: Any) -> None:
    tables, how = drawn
    before = cost(make, tables, how)
    tables["site_options"].append({"site": "W_DE", "option": "XL", "fixed_cost_per_year": 700, "storage_m3": 9})
    assert cost(make, tables, how) <= before * (1 + 1e-6)


def test_demand_told_in_two_rows_costs_the_same(make: ModuleType, drawn: Any) -> None:
    # a product can be named once for a market and sales channel, so a twin of each market takes half
    tables, how = drawn
    for row in tables["lanes"]:
        row["capacity_m3_per_year"] = None
    before = cost(make, tables, how)
    markets = {r["market"] for r in tables["demand"]}
    twins = {m: f"{m}2" for m in markets}
    tables["sites"] += [{**r, "site": twins[r["site"]]} for r in tables["sites"] if r["site"] in twins]
    tables["demand"] = [
        {**r, "units": r["units"] / 2, "market": m} for r in tables["demand"] for m in (r["market"], twins[r["market"]])
    ]
    twin_lanes = [
        {**r, "to_site": twins[r["to_site"]], "lane": r["lane"] + "2"} for r in tables["lanes"] if r["to_site"] in twins
    ]
    assert close(cost(make, {**tables, "lanes": tables["lanes"] + twin_lanes}, how), before)


def test_the_certified_bound_is_below_the_best_and_the_plan_is_not(make: ModuleType, drawn: Any) -> None:
    tables, how = drawn
    best = cost(make, tables, how)
    for gap in (0.2, 0.02, 0.002):
        quick = Profile("quick", "Some gap.", method="certified", gap=gap)
        answer = optimum(make.unchecked(tables, **how), quick)
        assert answer.bound <= best * (1 + 1e-6)
        assert answer.objective >= best * (1 - 1e-6)
        assert answer.gap <= gap
