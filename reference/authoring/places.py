"""Customs territories, trade agreements and currencies."""

from __future__ import annotations

from .common import AS_OF, EU, Row, Sources, assumed, unsourced

NAMES = {"US": "United States", "CA": "Canada", "MX": "Mexico", "BR": "Brazil", "EU": "European Union",
         "GB": "United Kingdom", "JP": "Japan", "KR": "South Korea", "AU": "Australia", "NZ": "New Zealand",
         "SG": "Singapore", "MY": "Malaysia", "TH": "Thailand", "ID": "Indonesia", "PH": "Philippines",
         "VN": "Viet Nam", "HK": "Hong Kong", "GCC": "Gulf customs union (AE, SA)",
         "EAEU": "Eurasian customs union (RU, KZ)", "TR": "Türkiye", "CN": "China"}  # fmt: skip
COUNTRIES = {"EU": EU, "GCC": ("AE", "SA"), "EAEU": ("KZ", "RU")}
CURRENCY = {"US": "USD", "CA": "CAD", "MX": "MXN", "BR": "BRL", "EU": "EUR", "GB": "GBP", "JP": "JPY", "KR": "KRW",
            "AU": "AUD", "NZ": "NZD", "SG": "SGD", "MY": "MYR", "TH": "THB", "ID": "IDR", "PH": "PHP", "VN": "VND",
            "HK": "HKD", "GCC": "AED", "EAEU": "RUB", "TR": "TRY", "CN": "CNY"}  # fmt: skip
FOB = ("US", "AU", "CA", "NZ")
SOURCED = ("US", "EU", "GB", "JP", "AU", "CA", "BR", "CN")  # whose valuation rule stands in tax_rules

# What makes goods originating in a partner, and whether they must come straight from there.
AGREEMENTS = {
    "ChAFTA": ("China-Australia Free Trade Agreement", "ChAFTA"),
    "RCEP": ("Regional Comprehensive Economic Partnership", "RCEP"),
    "ACFTA": ("ASEAN-China Free Trade Area", "ACFTA 3.0"),
    "CKFTA": ("China-Korea Free Trade Agreement", "CN-KR FTA"),
    "CNNZFTA": ("China-New Zealand Free Trade Agreement", ""),
    "CPTPP": ("Comprehensive and Progressive Agreement for Trans-Pacific Partnership", ""),
    "UKVFTA": ("United Kingdom-Viet Nam Free Trade Agreement", ""),
    "EVFTA": ("European Union-Viet Nam Free Trade Agreement", ""),
    "VKFTA": ("Viet Nam-Korea Free Trade Agreement", ""),
    "ATIGA": ("ASEAN Trade in Goods Agreement", ""),
    "USMCA": ("United States-Mexico-Canada Agreement", ""),
    "TCA": ("EU-UK Trade and Cooperation Agreement", ""),
}
CERTIFICATE_USD = 30.0

FED = "datasets/exchange-rates (Federal Reserve, PDDL), 2026-06"
PLANNING = "assumption: planning value"
# Units of the currency for one dollar.
PER_USD = {
    "AED": (3.6725, "peg"), "AUD": (1.4235, FED), "BRL": (5.1241, FED), "CAD": (1.4034, FED),
    "CNY": (7.0, "assumption: other_costs FX_USDCNY mid (market 6.78 in 2026-06)"),
    "EUR": (1 / 1.15, "assumption: other_costs FX_EURUSD mid (market 1.15 in 2026-06)"),
    "GBP": (0.7497, FED), "HKD": (7.8, "peg"), "IDR": (16500.0, PLANNING), "JPY": (160.77, FED),
    "KRW": (1529.4619, FED),
    "KZT": (520.0, PLANNING), "MXN": (17.3792, FED), "MYR": (4.0635, FED), "NZD": (1.70, PLANNING),
    "PHP": (58.0, PLANNING), "RUB": (85.0, PLANNING), "SAR": (3.75, "peg"), "SGD": (1.2878, FED),
    "THB": (33.0, PLANNING), "TRY": (45.0, PLANNING), "USD": (1.0, "base currency"), "VND": (26000.0, PLANNING),
}  # fmt: skip


def territories(sources: Sources) -> list[Row]:
    """Territories with their valuation, currency and rounding."""
    rows = []
    for territory, name in NAMES.items():
        said = sources.rule(f"{territory}-VAL") if territory in SOURCED else unsourced("valuation by general practice")
        row: Row = {
            "territory": territory,
            "name": name,
            "countries": COUNTRIES.get(territory, (territory,)),
            "valuation": "FOB" if territory in FOB else "CIF",
            "customs_currency": CURRENCY[territory],
            **said,
        }
        if territory == "JP":
            row |= {"value_step": 1000, "duty_step": 100, "tax_base_step": 1000, "tax_step": 100}
        if territory == "US":
            row |= {"drawback_pct": 99, "source": row["source"] + "; drawback: tax_rules US-DRAW, unsourced"}
        if territory == "CN":
            refund = sources.rule("CN-9810R")
            row |= {
                "export_vat_pct": 13,
                "export_rebate_days": 30,
                "source": f"{row['source']}; refund on departure: {refund['source']}; 30 days: assumption",
            }
        if territory == "VN":
            row |= {"export_vat_pct": 10, "export_rebate_days": 60}
        rows.append(row)
    return rows


def agreements(sources: Sources) -> list[Row]:
    """Trade agreements; the cost of the proof of origin is a planning value."""
    table = {r["agreement"]: r for r in sources.rows("trade_agreements")}
    rows = []
    for agreement, (name, listed) in AGREEMENTS.items():
        r = table.get(listed)
        said = assumed("cost of the certificate") if r is None else {
            "source": f"trade_agreements {listed}: {r['source']}; cost of the certificate: assumption",
            "as_of": f"{r['as_of'][:4]}-01-01", "confidence": "low" if r["source"] == "unsourced" else "medium",
        }  # fmt: skip
        rows.append({
            "agreement": agreement, "name": name,
            "origin_rule": r["origin_rule"] if r else "wholly obtained, or made there as the agreement's rules say",
            "direct_consignment": True, "certificate_cost": CERTIFICATE_USD, "currency": "USD", **said,
        })  # fmt: skip
    return rows


def currencies() -> list[Row]:
    """Value of each currency in dollars."""
    return [
        {"currency": c, "rate": float(f"{1 / per:.6g}"), "source": source, "confidence": _trust(source),
         "as_of": "2026-06-01" if source == FED else AS_OF}
        for c, (per, source) in PER_USD.items()
    ]  # fmt: skip


def _trust(source: str) -> str:
    return "low" if source.startswith("assumption") else "high"
