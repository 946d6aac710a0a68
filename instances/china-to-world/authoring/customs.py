"""Territories, taxes, clearance channels and fees."""

from __future__ import annotations

from collections.abc import Mapping

from .common import AS_OF, ASSUMPTION, Row, Sources, day
from .countries import COUNTRIES

NAMES = {"US": "United States", "CA": "Canada", "MX": "Mexico", "BR": "Brazil", "EU": "European Union",
         "GB": "United Kingdom", "JP": "Japan", "KR": "South Korea", "AU": "Australia", "SG": "Singapore",
         "MY": "Malaysia", "TH": "Thailand", "ID": "Indonesia", "GCC": "Gulf customs union (AE, SA)",
         "EAEU": "Eurasian customs union (RU, KZ)", "TR": "Türkiye", "CN": "China", "VN": "Viet Nam"}  # fmt: skip
FOB = {"US", "AU", "CA"}
SOURCED = {"US", "EU", "GB", "JP", "AU", "CA", "BR", "CN"}  # whose valuation rule the table has
RULES = "tax_rules.csv"

# Days until import VAT is back in bulk; 0: postponed accounting.
ICMS = 18.0  # São Paulo
REFUND_DAYS = {"US": 0, "EU": 30, "GB": 0, "CA": 60, "MX": 90, "BR": 90, "JP": 60, "KR": 60, "AU": 30, "SG": 30,
               "MY": 60, "TH": 60, "ID": 90, "GCC": 30, "EAEU": 60, "TR": 60}  # fmt: skip
BONDED = {
    "US": "US-FTZ",
    "EU": "EU-CW",
    "GCC": "",
    "SG": "",
}  # territories with a free zone in the instance, and the rule

# Reduced VAT on food: (country, hs, rate, where). The rates are in vat.csv; which goods fall under them is known law.
FOOD = (("DE", "1901", 7.0), ("DE", "2106", 7.0), ("FR", "1901", 5.5), ("FR", "2106", 5.5), ("NL", "1901", 9.0),
        ("NL", "2106", 9.0), ("BE", "1901", 6.0), ("BE", "2106", 6.0), ("PL", "1901", 5.0), ("JP", "1901", 8.0),
        ("JP", "2106", 8.0), ("GB", "1901", 0.0))  # fmt: skip


def territories() -> list[Row]:
    """Territories and the countries in them."""
    rows = []
    for territory, name in NAMES.items():
        countries = sorted(c.code for c in COUNTRIES if c.territory == territory) or [territory]
        rows.append({
            "territory": territory, "name": name, "countries": countries,
            "valuation": "FOB" if territory in FOB else "CIF",
            "export_vat_pct": {"CN": 13.0, "VN": 10.0}.get(territory),
            "source": f"{RULES} {territory}-VAL" if territory in SOURCED else "unsourced",
            "as_of": AS_OF,
        })  # fmt: skip
    return rows


def vat_rates(sources: Sources) -> dict[str, float]:
    """Standard VAT of each country of sale in %."""
    table = {r["country"]: float(r["standard_pct"]) for r in sources.rows("vat")}
    rates = {c.code: table[c.code] for c in COUNTRIES}
    rates["BR"] = 100 * ICMS / (100 - ICMS)  # inside its own base
    return rates


def taxes(sources: Sources) -> list[Row]:
    """VAT by country, with reduced rates for food."""
    table = {r["country"]: r for r in sources.rows("vat")}
    rows: list[Row] = []
    for country, rate in vat_rates(sources).items():
        r = table[country]
        source = (
            "PyPI eu-vat-rates-data 2026.9.29 (MIT)"
            if "eu-vat-rates" in r["source"]
            else r["source"].partition(" (")[0]
        )
        if country == "BR":
            rows += _brazil()
            continue
        base = ("value", "duty", "carriage", "taxes") if country == "AU" else ()
        rows.append({"rule": f"{country}-VAT", "base": base, "country": country, "kind": "vat",
                     "name": r["tax_name"].strip("()"),
                     "hs": "*", "rate_pct": rate, "source": source, "as_of": day(r["as_of"]),
                     "confidence": "low" if "unsourced" in r["source"] else "high"})  # fmt: skip
    for country, hs, rate in FOOD:
        rows.append(
            {
                "rule": f"{country}-VAT-{hs}",
                "country": country,
                "kind": "vat",
                "hs": hs,
                "name": table[country]["tax_name"],
                "rate_pct": rate,
                "source": "reduced rate of vat.csv; goods it covers: assumption",
                "as_of": day(table[country]["as_of"]),
                "confidence": "medium",
            }
        )
    return rows


def _brazil() -> list[Row]:
    """IPI, PIS and COFINS on the import, ICMS on all of it and itself."""
    here: Row = {"country": "BR", "hs": "*", "as_of": "2026-05-01", "confidence": "high", "source": f"{RULES} BR-VAL"}
    levy = here | {"kind": "levy", "creditable": True}
    ipi = levy | {"tax": "IPI", "name": "IPI", "base": ("value", "duty"), "source": "duty_rates.csv"}
    return [
        ipi | {"rule": "BR-IPI-headphone", "hs": "851830", "rate_pct": 9.75},
        ipi | {"rule": "BR-IPI-ebike", "hs": "871160", "rate_pct": 35.0, "confidence": "medium"},
        levy | {"rule": "BR-PIS", "tax": "PIS", "name": "PIS", "rate_pct": 2.1, "base": ("value",)},
        levy | {"rule": "BR-COFINS", "tax": "COFINS", "name": "COFINS", "rate_pct": 9.65, "base": ("value",)},
        here | {"rule": "BR-ICMS", "kind": "vat", "tax": "ICMS", "name": "ICMS of São Paulo", "rate_pct": ICMS,
                "base": ("value", "duty", "fees", "taxes"), "within": True, "source": "importtobrazil.com/methodology"},
    ]  # fmt: skip


def _channel(channel: str, territory: str, procedure: str, applies_to: str, **more: object) -> Row:
    return {"channel": channel, "territory": territory, "procedure": procedure, "applies_to": applies_to,
            "source": ASSUMPTION, "as_of": AS_OF, "confidence": "low"} | more  # fmt: skip


def channels(sources: Sources) -> list[Row]:
    """Bulk, release and parcel channels of every territory that is entered."""
    rules = {r["rule_id"]: r for r in sources.rows("tax_rules")}
    rows: list[Row] = []
    for territory, days in REFUND_DAYS.items():
        rows.append(_channel("formal", territory, "formal", "bulk", duty="tariff", tax="import", recoverable=True,
                             refund_days=float(days), source=f"valuation {RULES}; {days} days to refund: assumption",
                             confidence="medium"))  # fmt: skip
    for territory, rule in BONDED.items():
        note: Row = {"source": f"{RULES} {rule}" if rule else "unsourced", "confidence": "medium" if rule else "low"}
        rows.append(_channel("bonded", territory, "bonded", "bulk", duty="suspended", tax="suspended", **note))
        weekly = f"{note['source']}; entries a year: " + ("weekly entry" if territory == "US" else "assumption")
        rows.append(
            _channel(
                "release",
                territory,
                "release",
                "release",
                duty="tariff",
                tax="import",
                recoverable=True,
                refund_days=float(REFUND_DAYS[territory]),
                entries_per_year=52.0,
                confidence=note["confidence"],
                source=weekly,
            )
        )
    rows += _parcels(rules)
    return rows


def _parcels(rules: Mapping[str, dict[str, str]]) -> list[Row]:
    """Parcel channels, valued at the retail price without tax."""

    def low(
        territory: str, rule: str, limit: float, currency: str, *, channel: str = "low_value", **more: object
    ) -> Row:
        return _by_rule(channel, territory, "low_value", rule, max_value=limit, currency=currency,
                        sales_channels="B2C", duty="none", **more)  # fmt: skip

    def courier(territory: str, rule: str = "", *, channel: str = "courier", **more: object) -> Row:
        return _by_rule(channel, territory, "courier", rule, **({"duty": "tariff", "tax": "import"} | more))

    def _by_rule(channel: str, territory: str, procedure: str, rule: str, **more: object) -> Row:
        row = _channel(channel, territory, procedure, "parcel", value_basis="retail")
        if rule:
            r = rules[rule]
            row |= {"effective_from": r["effective_from"], "effective_to": r["effective_to"],
                    "source": f"{RULES} {rule}", "as_of": day(r["as_of"]), "confidence": r["confidence"]}  # fmt: skip
        return row | more

    return [
        courier("US", "US-DM-CN", max_value=2500.0, currency="USD"),  # an informal entry: 19 CFR 143.21
        low("EU", "EU-DM-OLD", 150.0, "EUR", channel="ioss", tax="at_sale", effective_from="2021-07-01"),
        _by_rule("ioss", "EU", "low_value", "EU-E3", max_value=150.0, currency="EUR", sales_channels="B2C",
                 duty="flat", duty_per_item=3.0, tax="at_sale"),
        courier("EU", "EU-VAT"),
        low("GB", "GB-135", 135.0, "GBP", tax="at_sale"),
        courier("GB", "GB-VAL", min_value=135.0, currency="GBP"),
        low("JP", "JP-DM", 10000.0, "JPY", tax="none", threshold_on="cif"),
        courier("JP", "JP-VAL", min_value=10000.0, currency="JPY", threshold_on="cif"),
        low("KR", "KR-DM", 150.0, "USD", tax="none"),
        courier("KR", "KR-DM", min_value=150.0, currency="USD"),
        low("AU", "AU-1000", 1000.0, "AUD", tax="at_sale"),
        courier("AU", "AU-VAL", min_value=1000.0, currency="AUD"),
        low("CA", "CA-DM", 20.0, "CAD", tax="none"),
        courier("CA", "CA-VAL", min_value=20.0, currency="CAD"),
        _by_rule("remessa_50", "BR", "low_value", "BR-PRC-OLD", max_value=50.0, currency="USD", sales_channels="B2C",
                 duty="flat", duty_pct=20.0, tax="import", taxes=("ICMS",), threshold_on="cif"),
        low("BR", "BR-PRC-NEW", 50.0, "USD", channel="remessa_50", tax="import", taxes=("ICMS",), threshold_on="cif"),
        courier("BR", "BR-PRC-NEW", channel="remessa_3000", min_value=50.0, max_value=3000.0, currency="USD",
                duty="flat", duty_pct=60.0, duty_deduction=20.0, taxes=("ICMS",), threshold_on="cif",
                effective_from="2024-08-01"),
        courier("MX", "MX-COUR", max_value=2500.0, currency="USD", duty="flat", duty_pct=33.5, tax="none",
                threshold_on="cif"),
        low("SG", "SG-DM", 400.0, "SGD", tax="at_sale"),
        courier("SG", min_value=400.0, currency="SGD"),
        low("MY", "MY-DM", 500.0, "MYR", tax="at_sale"),
        courier("MY", min_value=500.0, currency="MYR"),
        courier("TH", "TH-1B", duty="flat", duty_pct=10.0),
        low("ID", "ID-DM", 3.0, "USD", tax="import"),
        courier("ID", "ID-DM", min_value=3.0, max_value=1500.0, currency="USD", duty="flat", duty_pct=7.5),
        low("GCC", "AE-DM", 300.0, "AED", tax="import", source=f"{RULES} AE-DM, taken for SA too (SAR 1000 there)"),
        courier("GCC", min_value=300.0, currency="AED"),
        courier("TR", "TR-30"),
        low("EAEU", "RU-DM", 200.0, "EUR", tax="none"),
        courier("EAEU", "RU-DM", min_value=200.0, currency="EUR", duty="flat", duty_pct=15.0, duty_deduction=30.0,
                tax="none", source=f"{RULES} RU-DM: 15 % of what exceeds 200 EUR"),
    ]  # fmt: skip
