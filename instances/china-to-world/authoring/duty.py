"""Layers of duty: the sourced table row by row, and assumed rows for territories it does not have."""

from __future__ import annotations

import re

from .common import AS_OF, ASSUMPTION, Row, Sources, day

HERE = {"US", "EU", "GB", "JP", "AU", "CA", "BR", "MX", "KR"}  # destinations of the table that the instance sells to
CHINA_LIST = "PREF_ChAFTA"  # one row for every code instead of one each: all are 0 %

# Sources of the table, shortened.
SHORT = (
    ("arifshehab/tariff-rate-tracker", "USITC HTS 2026 Rev 10"),
    ("Budget-Lab-Yale/tariff-rate-tracker", "Budget-Lab-Yale/tariff-rate-tracker s301_product_lists @8315fff (MIT)"),
    ("uktrade/global-uk-tariff", "uktrade/global-uk-tariff @ab1e602 (OGL v3)"),
    ("qlitre/japan-tariff-mcp", "Japan Customs schedule 2026-07-09"),
    ("networkneedsau/", "ABF Working Tariff Schedule 3, 2026-04"),
    ("SAIL-Engineering/", "CBSA customs tariff T2026 rev 3"),
    ("CBSA T2026", "secondary text quoting CBSA T2026"),
    ("ABF Schedule 3", "secondary text quoting ABF Schedule 3"),
    ("Res. Gecex", "secondary text quoting CAMEX Res. Gecex 272/2021, 770/2025"),
    ("CSMS #69326983", "secondary text quoting CBP CSMS #69326983"),
    ("s232_annex_products", "Budget-Lab-Yale/tariff-rate-tracker s232_annex_products (MIT)"),
    ("allthe.news", "unsourced; range per allthe.news, 2026 tariffs of Mexico"),
    ("anexo22", "TIGIE copy (2026-05)"),
    ("dfat.gov.au", "dfat.gov.au ChAFTA guide"),
)

# Compound and specific rates of the table's column `specific`: the rates they come to.
SPECIFIC: dict[tuple[str, str], Row] = {
    ("US", "infant"): {"rate_pct": 14.9, "per_kg": 1.035, "currency": "USD"},
    ("US", "wine"): {"per_litre": 0.063, "currency": "USD"},
    # 8.5 % of the case, 14 % of the strap, 5.3 % of the battery; they are taken as 40, 15 and 5 % of the watch.
    ("US", "watch"): {"rate_pct": 5.8, "per_unit": 0.40, "currency": "USD"},
    ("EU", "infant"): {"rate_pct": 7.6},
    ("EU", "wine"): {"per_litre": 0.131, "currency": "EUR"},
    ("EU", "watch"): {"rate_pct": 4.5, "min_per_unit": 0.30, "max_per_unit": 0.80, "currency": "EUR"},
    ("GB", "wine"): {"per_litre": 0.10, "currency": "GBP"},
    ("GB", "watch"): {"per_unit": 0.20, "currency": "GBP"},
    ("JP", "wine"): {"rate_pct": 15.0, "max_per_unit": 93.75, "min_per_unit": 50.25, "currency": "JPY"},
    ("JP", "infant"): {"rate_pct": 23.8, "per_kg": 679.0, "currency": "JPY"},
    ("CA", "wine"): {"per_litre": 0.0187, "currency": "CAD"},
}
SPECIFIC_NOTE = {
    ("US", "watch"): "parts as assumed shares of value",
    ("EU", "infant"): "agricultural component left out",
    ("JP", "wine"): "per litre as of a bottle of 0.75 L",
}
# US 6404.11, by value of the pair: over, to, rate, a pair.
SHOE_BRACKETS = ((None, 3.0, 48.0, None), (3.0, 6.5, 37.5, 0.90), (6.5, 12.0, 20.0, 0.90), (12.0, None, 20.0, None))

# Rates in % that no sourced table has: most-favoured-nation levels as a planner would pencil them in.
EAEU = {"phone": 0, "headphone": 5, "powerbank": 5, "ledlamp": 10, "tshirt": 10, "dress": 10, "shoes": 10,
        "handbag": 11, "toy": 7.5, "furniture": 12, "kitchen": 8, "ebike": 12, "cosmetic": 6.5, "infant": 5,
        "vitamin": 8, "wine": 12.5, "appliance": 8, "blender": 8, "drone": 5, "autopart": 5, "solar": 0,
        "pet": 10, "fitness": 8, "jewelry": 10, "watch": 8, "luggage": 11}  # fmt: skip
THAILAND = {"phone": 0, "headphone": 5, "powerbank": 10, "ledlamp": 20, "tshirt": 30, "dress": 30, "shoes": 30,
            "handbag": 20, "toy": 10, "furniture": 20, "kitchen": 20, "ebike": 40, "cosmetic": 20, "infant": 5,
            "vitamin": 10, "wine": 54, "appliance": 20, "blender": 10, "drone": 5, "autopart": 10, "solar": 0,
            "pet": 20, "fitness": 10, "jewelry": 20, "watch": 5, "luggage": 20}  # fmt: skip
INDONESIA = {"phone": 0, "headphone": 10, "powerbank": 10, "ledlamp": 15, "tshirt": 25, "dress": 25, "shoes": 25,
             "handbag": 20, "toy": 15, "furniture": 20, "kitchen": 15, "ebike": 40, "cosmetic": 10, "infant": 5,
             "vitamin": 10, "wine": 90, "appliance": 15, "blender": 15, "drone": 5, "autopart": 10, "solar": 0,
             "pet": 15, "fitness": 10, "jewelry": 15, "watch": 10, "luggage": 20}  # fmt: skip
MALAYSIA = {"phone": 0, "headphone": 0, "powerbank": 5, "ledlamp": 20, "tshirt": 10, "dress": 10, "shoes": 25,
            "handbag": 0, "toy": 5, "furniture": 10, "kitchen": 20, "ebike": 30, "cosmetic": 0, "infant": 5,
            "vitamin": 5, "wine": 0, "appliance": 20, "blender": 20, "drone": 0, "autopart": 20, "solar": 0, "pet": 5,
            "fitness": 5, "jewelry": 5, "watch": 0, "luggage": 0}  # fmt: skip
ASSUMED = {"EAEU": EAEU, "TH": THAILAND, "ID": INDONESIA, "MY": MALAYSIA}
# Türkiye: the EU's tariff by the customs union, and its additional duty on these goods of other origin.
TURKISH_ADDITION = {"61": 30, "62": 30, "64": 30, "42": 25, "94": 20, "95": 15, "73": 20, "71": 15, "85": 6, "87": 10}


def duty_rates(sources: Sources) -> list[Row]:
    """All layers."""
    codes = {r["product_id"]: r["hs6"] for r in sources.rows("products")}
    rows = [row for r in sources.rows("duty_rates") if (row := _sourced(r)) is not None]
    rows = [each for row in rows for each in (_shoes(row) if row["rule"] == "US-MFN-shoes" else [row])]
    for r in [r for r in rows if r["territory"] == "EU" and r["layer"] == "MFN"]:
        rows.append(r | {"rule": r["rule"].replace("EU-", "TR-"), "territory": "TR", "confidence": "low",
                         "source": "assumption: customs union, " + str(r["source"])})  # fmt: skip
    for territory, rates in ASSUMED.items():
        rows += [_row(territory, p, codes[p], "MFN", "*", rate_pct=float(rate)) for p, rate in rates.items()]
    rows += [_row("TR", hs, hs, "ADDITIONAL", "CN;VN", rate_pct=float(rate)) for hs, rate in TURKISH_ADDITION.items()]
    rows += _everything()
    return rows


def _row(territory: str, name: str, hs: str, layer: str, origins: str, **more: object) -> Row:
    label = layer.removeprefix("PREF_")
    return {"rule": f"{territory}-{label}-{name}", "territory": territory, "origins": origins, "hs": hs, "layer": layer,
            "source": ASSUMPTION, "as_of": AS_OF, "confidence": "low"} | more  # fmt: skip


def _sourced(r: dict[str, str]) -> Row | None:
    territory, product, layer = r["destination"], r["product_id"], r["layer"]
    if territory not in HERE or layer in (CHINA_LIST, "IPI"):
        return None
    if layer == "ADCVD" and (territory, product) != ("EU", "ebike"):
        return None  # company-specific, no rate in the source: see README
    row: Row = {
        "rule": f"{territory}-{layer}-{product}", "territory": territory, "hs": r["hs6"], "layer": layer,
        "origins": "*" if r["origin"] == "ANY" else r["origin"], "effective_from": r["effective_from"],
        "effective_to": r["effective_to"], "source": _source(r), "as_of": day(r["as_of"]),
        "confidence": r["confidence"],
    }  # fmt: skip
    if layer == "ADCVD":
        row |= {"rate_pct": 79.3, "effective_to": "2030-01-31"}
        row["source"] = "all others, of a range of 18.8-79.3 % by company; unsourced"
    elif layer == "MFN" and (territory, product) in SPECIFIC:
        row |= SPECIFIC[territory, product]
        row["source"] += "; " + SPECIFIC_NOTE.get((territory, product), "compound rate")
    else:
        row["rate_pct"] = float(r["rate_pct"])
    if layer == "S232":
        row |= {"suppresses": ["S301FL", "S122"], "origins": "*"}
    return row


def _shoes(row: Row) -> list[Row]:
    return [
        row | {"rule": f"{row['rule']}-{over or 0:g}", "unit_value_over": over, "unit_value_to": to, "rate_pct": rate,
               "per_unit": each, "currency": "USD"}
        for over, to, rate, each in SHOE_BRACKETS
    ]  # fmt: skip


def _source(r: dict[str, str]) -> str:
    code = re.sub(r"[^0-9.]", "", r["national_code"])
    short = next((name for key, name in SHORT if key in r["source"]), r["source"].partition(" (")[0])
    return f"{code}: {short}" if code else short


def _everything() -> list[Row]:
    """Rows for every code: union tariffs, preferences, temporary surcharges."""
    free: Row = {"rate_pct": 0.0, "replaces": "MFN"}
    rows = [
        _row("AU", "all", "*", "PREF_ChAFTA", "CN", **free, effective_from="2019-01-01", as_of="2026-01-01",
             source="dfat.gov.au ChAFTA guide: 0 % on all lines with certificate", confidence="high"),
        _row("SG", "all", "*", "MFN", "*", rate_pct=0.0, source="assumption: free port but for alcohol"),
        _row("GCC", "all", "*", "MFN", "*", rate_pct=5.0, source="vat.csv notes: GCC duty 5 %; unsourced"),
        _row("GCC", "phone", "851713", "MFN", "*", rate_pct=0.0, source="assumption: information technology goods"),
        _row("US", "all", "*", "S122", "*", rate_pct=10.0, effective_from="2026-02-24", effective_to="2026-07-23",
             source="natlawreview.com: import surcharge of section 122", as_of="2026-08-28", confidence="high"),
        _row("US", "all-ended", "*", "S122", "*", rate_pct=0.0, effective_from="2026-07-24", as_of="2026-08-28",
             source="tax_rules.csv US-S122: expired, not extended", confidence="high"),
        _row("US", "VN", "*", "S301FL", "VN", rate_pct=12.5, effective_from="2026-07-24", as_of="2026-08-28",
             source="secondary text quoting CBP CSMS #69326983 (9903.05.84)", confidence="medium"),
    ]  # fmt: skip
    for territory in ("TH", "ID", "MY"):
        rows.append(_row(territory, "all", "*", "PREF_ACFTA", "CN", **free, effective_from="2010-01-01",
                         source="assumption: trade_agreements ACFTA, about 0 % on > 90 % of lines"))  # fmt: skip
        rows.append(_row(territory, "all", "*", "PREF_ATIGA", "VN", **free, source="assumption: ASEAN goods"))
    for territory, name in (("JP", "CPTPP"), ("CA", "CPTPP"), ("MX", "CPTPP"), ("AU", "CPTPP"), ("GB", "UKVFTA"),
                            ("KR", "VKFTA")):  # fmt: skip
        rows.append(_row(territory, "VN", "*", f"PREF_{name}", "VN", **free, source="assumption: staging complete"))
    for product, hs in (("shoes", "640411"), ("handbag", "420222"), ("luggage", "420212")):
        rows.append(_row("EU", product, hs, "PREF_EVFTA", "VN", **free, source="assumption: staging complete"))
    for product, hs in (("tshirt", "610910"), ("dress", "620443")):
        rows.append(_row("EU", product, hs, "PREF_EVFTA", "VN", **free, effective_from="2027-01-01",
                         source="assumption: last step of the staging"))  # fmt: skip
    return rows
