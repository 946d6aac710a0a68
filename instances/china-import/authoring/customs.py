"""Territories, the ways into China, duties, taxes, fees, currencies."""

from __future__ import annotations

from collections.abc import Mapping

from .common import AS_OF, ASSUMPTION, USD_CNY, Row, Sources, day
from .goods import ANNUAL_LIMIT, GOODS

LIMIT = 5_000.0
TERRITORIES = {
    "CN": ("China", ["CN"], "CIF"), "EU": ("European Union", ["BE", "DE", "FR", "IT", "NL"], "CIF"),
    "CH": ("Switzerland", ["CH"], "CIF"), "JP": ("Japan", ["JP"], "CIF"), "KR": ("Republic of Korea", ["KR"], "CIF"),
    "AU": ("Australia", ["AU"], "FOB"), "NZ": ("New Zealand", ["NZ"], "FOB"), "US": ("United States", ["US"], "FOB"),
}  # fmt: skip
# Preferences under free-trade agreements: code, origin, rate, agreement.
PREFERENCES = (
    ("190110", "NZ", 0.0, "China-New Zealand FTA"),
    ("210690", "AU", 0.0, "ChAFTA (trade_agreements: CN 98 % of lines by 2029)"),
)


def territories() -> list[Row]:
    """Table of territories."""
    return [
        {"territory": t, "name": name, "countries": countries, "valuation": valuation, "export_vat_pct": 0.0,
         "source": "tax_rules CN-VAL" if t == "CN" else "DOMAIN.md section 0; exports zero-rated", "as_of": AS_OF}
        for t, (name, countries, valuation) in TERRITORIES.items()
    ]  # fmt: skip


def channels(sources: Sources) -> list[Row]:
    """Table of channels: general trade, bonded stock (1210), direct mail (9610), and both above the limit."""
    rules = sources.by("tax_rules", "rule_id")
    under, over = rules[("CN-CBEC",)], rules[("CN-CBEC-OVER",)]
    retail: Row = {"territory": "CN", "procedure": "cbec_retail", "sales_channels": "B2C", "value_basis": "retail",
                   "annual_limit": ANNUAL_LIMIT, "confidence": "high"}  # fmt: skip
    low = retail | {"duty": "none", "tax": "composite", "tax_share_pct": 70.0, "max_value": LIMIT,
                    "source": f"tax_rules CN-CBEC: {under['source']}", "as_of": day(under["as_of"])}  # fmt: skip
    high = retail | {"duty": "tariff", "tax": "import", "min_value": LIMIT, "single_item_only": True,
                     "source": f"tax_rules CN-CBEC-OVER: {over['source']}", "as_of": day(over["as_of"])}  # fmt: skip
    valuation = rules[("CN-VAL",)]
    return [
        {"channel": "general", "territory": "CN", "procedure": "formal", "applies_to": "bulk", "duty": "tariff",
         "tax": "import", "recoverable": True, "refund_days": 30.0, "value_basis": "transfer", "confidence": "high",
         "source": f"tax_rules CN-VAL: {valuation['source']}; refund_days: assumption", "as_of": AS_OF},
        {"channel": "bonded-1210", "territory": "CN", "procedure": "bonded", "applies_to": "bulk", "duty": "suspended",
         "tax": "suspended", "value_basis": "transfer", "source": "customs_modes 1210", "as_of": AS_OF,
         "confidence": "high"},
        low | {"channel": "cbec-1210", "applies_to": "release"},
        low | {"channel": "cbec-9610", "applies_to": "parcel"},
        high | {"channel": "cbec-1210-over", "applies_to": "release"},
        high | {"channel": "cbec-9610-over", "applies_to": "parcel"},
    ]  # fmt: skip


def duty_rates(sources: Sources) -> list[Row]:
    """Layers of duty: most-favoured-nation rates, provisional rates where lower, preferences."""
    rows: list[Row] = []
    used = {p.like for p in GOODS}
    for r in sources.rows("duty_rates"):
        if r["destination"] != "CN" or r["layer"] not in {"MFN", "PROVISIONAL"} or r["product_id"] not in used:
            continue
        rows.append({
            "rule": f"CN-{r['hs6']}-{r['layer']}", "territory": "CN", "origins": "*", "hs": r["hs6"],
            "layer": r["layer"], "rate_pct": float(r["rate_pct"]), "confidence": r["confidence"],
            "replaces": "MFN" if r["layer"] == "PROVISIONAL" else "", "effective_from": r["effective_from"],
            "source": f"duty_rates: {r['source']}", "as_of": day(r["as_of"]),
        })  # fmt: skip
    rows += [
        {"rule": f"CN-{hs}-FTA-{origin}", "territory": "CN", "origins": origin, "hs": hs, "layer": "FTA",
         "replaces": "MFN", "rate_pct": rate, "confidence": "low", "source": f"unsourced: {why}", "as_of": AS_OF}
        for hs, origin, rate, why in PREFERENCES
    ]  # fmt: skip
    return rows


def taxes(sources: Sources) -> list[Row]:
    """VAT and consumption tax of China; the VAT abroad is not charged on exports."""
    vat: Mapping[str, str] = sources.by("vat", "country")[("CN",)]
    luxury = sources.by("tax_rules", "rule_id")[("CN-LUX",)]
    excise = {r["hs6"]: r for r in sources.rows("duty_rates") if r["layer"] == "EXCISE" and r["destination"] == "CN"}
    return [
        {"rule": "CN-vat", "country": "CN", "kind": "vat", "name": "增值税", "hs": "*", "confidence": "high",
         "rate_pct": float(vat["standard_pct"]), "source": f"vat: {vat['source']}", "as_of": day(vat["as_of"])},
        {"rule": "CN-ct-cosmetics", "country": "CN", "kind": "excise", "name": "消费税", "hs": "33049910",
         "rate_pct": 15.0, "confidence": "high", "source": f"tax_rules CN-LUX: {luxury['source']}",
         "as_of": day(luxury["as_of"])},
        {"rule": "CN-ct-wine", "country": "CN", "kind": "excise", "name": "消费税", "hs": "2204",
         "rate_pct": float(excise["220421"]["rate_pct"]), "confidence": "medium",
         "source": f"duty_rates EXCISE: {excise['220421']['source']}", "as_of": day(excise["220421"]["as_of"])},
    ]  # fmt: skip


def fees() -> list[Row]:
    """What an entry costs; the list of a retail order is in the zone's and the line's price."""
    return [
        _fee("CN-general", "Import declaration, share of inspections", "general", 770.0,
             "local_charges BROKER_OTH mid (USD 110)"),
        _fee("CN-into-zone", "Entry list into the zone", "bonded-1210", 280.0, "local_charges EXP_DECL mid (USD 40)"),
        _fee("CN-over", "Declaration of a single item above the limit", "cbec-1210-over;cbec-9610-over", 25.0,
             ASSUMPTION),
    ]  # fmt: skip


def _fee(rule: str, name: str, of: str, amount: float, source: str) -> Row:
    return {"rule": rule, "territory": "CN", "name": name, "channels": of, "amount": amount, "source": source,
            "as_of": AS_OF, "confidence": "low"}  # fmt: skip


def currencies() -> list[Row]:
    """Table of currencies."""
    return [
        {"currency": "CNY", "rate": 1.0, "source": "base currency", "as_of": AS_OF},
        {"currency": "USD", "rate": USD_CNY, "source": "other_costs FX_USDCNY mid (planning value)", "as_of": AS_OF},
    ]
