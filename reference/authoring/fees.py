"""Fees owed to customs, and what brokers and carriers ask."""

from __future__ import annotations

from .common import Row, Sources, assumed, unsourced
from .public import public

OTHERS = ("CA", "MX", "BR", "JP", "KR", "AU", "NZ", "SG", "MY", "TH", "ID", "PH", "VN", "HK", "GCC", "EAEU", "TR", "CN")
WITH_RELEASE = ("GCC", "SG", "JP", "KR")
MPF = "Merchandise processing fee"


def fees(sources: Sources) -> list[Row]:
    """Fees by territory and channel."""
    return [*_american(sources), *_state(sources), *_brokers(sources), *_couriers(sources)]


NATIONAL = "National parcel fee"


def _fee(rule: str, name: str, channels: str, said: Row, **more: object) -> Row:
    return {"rule": rule, "territory": rule.partition("-")[0], "name": name, "channels": channels, **said, **more}


def _american(sources: Sources) -> list[Row]:
    informal = "courier;mail;postal"
    entry: Row = {"rate_pct": 0.3464, "currency": "USD"}
    last = unsourced("informal entry, fiscal year 2025")
    rows = [
        _fee("US-MPF-F24", MPF, "formal;release", public("us-mpf-f25"), **entry, minimum=31.67, maximum=614.35,
             effective_from="2023-10-01", effective_to="2024-09-30"),
        _fee("US-MPF-F25", MPF, "formal;release", public("us-mpf-f25"), **entry, minimum=32.71, maximum=634.62,
             effective_from="2024-10-01", effective_to="2025-09-30"),
        _fee("US-MPF-F", MPF, "formal;release", sources.rule("US-MPF-F"), **entry, minimum=33.58, maximum=651.50,
             effective_from="2025-10-01", effective_to="2026-09-30"),
        _fee("US-MPF-F27", MPF, "formal;release", sources.rule("US-MPF-F27"), **entry, minimum=34.58, maximum=670.86,
             effective_from="2026-10-01", effective_to="2027-09-30"),
        _fee("US-MPF-I25", f"{MPF}, informal", informal, last, amount=2.62, currency="USD",
             effective_to="2025-09-30"),
        _fee("US-MPF-I", f"{MPF}, informal", informal, sources.rule("US-MPF-I"), amount=2.69, currency="USD",
             effective_from="2025-10-01"),
        _fee("US-HMF", "Harbor maintenance fee", "formal;bonded", sources.rule("US-HMF"), rate_pct=0.125,
             modes="ocean", currency="USD"),
    ]  # fmt: skip
    return [row | {"drawback": "yes"} for row in rows]  # tax_rules US-DRAW


def _state(sources: Sources) -> list[Row]:
    brazil = sources.rule("BR-VAL")
    mexican = sources.rule("MX-2026") | {"source": "tax_rules MX-2026, note: unsourced", "confidence": "low"}
    return [
        _fee("BR-Siscomex", "Siscomex registration", "formal", brazil, amount=214.5, currency="BRL"),
        _fee("BR-Siscomex-item", "Siscomex, each addition", "formal", brazil, amount=29.5, per="item", currency="BRL"),
        _fee("BR-AFRMM", "Merchant marine renewal", "formal", brazil, rate_pct=8, rate_on="freight", modes="ocean",
             currency="BRL"),
        _fee("MX-DTA", "Customs processing fee", "formal", mexican, rate_pct=0.8, currency="MXN"),
    ]  # fmt: skip


def _brokers(sources: Sources) -> list[Row]:
    def listed(code: str, rule: str, channels: str, **more: object) -> Row:
        r, said = sources.charge(code)
        return _fee(rule, r["name"], channels, said, kind="service", amount=float(r["mid"]), currency=r["currency"],
                    **more)  # fmt: skip

    def guess(rule: str, name: str, channels: str, amount: float, currency: str) -> Row:
        return _fee(rule, name, channels, assumed("plausible charge"), kind="service", amount=amount, currency=currency)

    return [
        listed("ISF", "US-ISF", "formal;bonded", modes="ocean"),
        listed("BROKER_US", "US-broker", "formal;release"),
        guess("US-FTZ-admission", "Admission to the zone (CBP 214)", "bonded", 75, "USD"),
        listed("BROKER_EU", "EU-broker", "formal;release"),
        guess("EU-bonded-entry", "Transit and entry into the customs warehouse", "bonded", 70, "EUR"),
        guess("GB-broker", "Import declaration", "formal;release", 75, "GBP"),
        guess("GB-bonded-entry", "Entry into the customs warehouse", "bonded", 60, "GBP"),
        *(guess(f"{t}-bonded-entry", "Entry into the zone or bonded warehouse", "bonded", 50, "USD")
          for t in WITH_RELEASE),
        listed("EXP_DECL", "CN-into-zone", "bonded-1210;bonded-1239"),
        guess("CN-over", "Declaration of a single item above the limit",
              "cbec-1210-over;cbec-1239-over;cbec-9610-over", 25, "CNY"),
        *(listed("BROKER_OTH", f"{t}-broker", "formal;release" if t in WITH_RELEASE else "formal") for t in OTHERS),
    ]  # fmt: skip


def _couriers(sources: Sources) -> list[Row]:
    def each(territory: str, name: str, channels: str, amount: float, currency: str) -> Row:
        return _fee(f"{territory}-courier-entry", name, channels, assumed("plausible charge"), kind="service",
                    amount=amount, currency=currency)  # fmt: skip

    h7, said = sources.charge("H7")
    advance, carriers = sources.charge("DUTY_DISB")
    simple = "Courier's simplified declaration"
    return [
        _fee("EU-H7", h7["name"], "ioss;low_value;postal", said, kind="service", amount=float(h7["mid"]),
             currency="EUR"),
        _fee("EU-parcel-IT", NATIONAL, "ioss;low_value;postal", sources.rule("EU-NAT"), countries="IT", amount=2,
             currency="EUR", effective_from="2026-01-01"),
        _fee("EU-parcel-FR", NATIONAL, "ioss;low_value;postal", sources.rule("EU-NAT"), countries="FR", per="item",
             amount=2, currency="EUR", effective_from="2026-03-01"),
        each("EU", "Courier's import declaration", "courier", 12, "EUR"),
        _fee("GB-parcel", "Low-value declaration", "low_value", assumed("plausible charge"), kind="service",
             amount=0.35, currency="GBP"),
        each("GB", "Courier's import declaration", "courier", 10, "GBP"),
        each("AU", "Import declaration above AUD 1000", "courier", 70, "USD"),
        each("NZ", "Import declaration above NZD 1000", "courier", 50, "USD"),
        each("TR", "Customs declaration of a parcel", "courier", 8, "USD"),
        each("JP", simple, "courier;personal;postal", 1.5, "USD"),
        *(each(t, simple, "courier;postal", 1.5, "USD")
          for t in ("CA", "KR", "SG", "MY", "TH", "ID", "PH", "VN", "HK", "GCC")),
        *(_fee(f"{t}-disbursement", advance["name"], "courier", carriers, kind="service", modes="express",
               amount=float(advance["mid"]), currency=advance["currency"])
          for t in ("US", "EU", "GB", "CA", "AU", "TR")),
    ]  # fmt: skip
