"""Fees of customs, brokers and carriers for an entry."""

from __future__ import annotations

from .common import AS_OF, ASSUMPTION, Row, Sources, day

RULES, CHARGES = "tax_rules.csv", "local_charges.csv"
OTHERS = ("CA", "MX", "BR", "JP", "KR", "AU", "SG", "MY", "TH", "ID", "GCC", "EAEU", "TR")


def fees(sources: Sources) -> list[Row]:
    """Fees by territory and channel."""
    charge = {r["code"]: r for r in sources.rows("local_charges")}
    rule = {r["rule_id"]: r for r in sources.rows("tax_rules")}

    def fee(name: str, territory: str, label: str, channels: str, **more: object) -> Row:
        return {"rule": f"{territory}-{name}", "territory": territory, "name": label, "channels": channels,
                "source": ASSUMPTION, "as_of": AS_OF, "confidence": "low"} | more  # fmt: skip

    def listed(code: str, name: str, territory: str, channels: str, **more: object) -> Row:
        r = charge[code]
        return fee(name, territory, r["name"], channels, amount=float(r["mid"]), currency=r["currency"],
                   source=f"{CHARGES} {code} mid" + ("; assumption" if "assumption" in r["source"] else ""),
                   as_of=day(r["as_of"])) | more  # fmt: skip

    def ruled(code: str, name: str, label: str, channels: str, **more: object) -> Row:
        r = rule[code]
        return (
            fee(
                name,
                "US",
                label,
                channels,
                effective_from=r["effective_from"],
                effective_to=r["effective_to"],
                source=f"{RULES} {code}",
                as_of=day(r["as_of"]),
                confidence=r["confidence"],
                currency="USD",
            )
            | more
        )

    rows = [
        ruled(
            "US-MPF-F",
            "MPF-F",
            "Merchandise processing fee",
            "formal;release",
            rate_pct=0.3464,
            minimum=33.58,
            maximum=651.50,
        ),
        ruled(
            "US-MPF-F27",
            "MPF-F27",
            "Merchandise processing fee",
            "formal;release",
            rate_pct=0.3464,
            minimum=34.58,
            maximum=670.86,
        ),
        ruled("US-MPF-I", "MPF-I", "Merchandise processing fee, informal", "courier", amount=2.69),
        ruled("US-HMF", "HMF", "Harbor maintenance fee", "formal;bonded", rate_pct=0.125, modes="ocean"),
        listed("ISF", "ISF", "US", "formal;bonded", modes="ocean"),
        listed("BROKER_US", "broker", "US", "formal;release"),
        fee("FTZ-admission", "US", "Admission to the zone (CBP 214)", "bonded", amount=75.0, currency="USD"),
        listed("BROKER_EU", "broker", "EU", "formal;release"),
        listed("H7", "H7", "EU", "ioss"),
        fee("courier-entry", "EU", "Courier's import declaration", "courier", amount=12.0, currency="EUR"),
        fee(
            "bonded-entry", "EU", "Transit and entry into the customs warehouse", "bonded", amount=70.0, currency="EUR"
        ),
        fee("broker", "GB", "Import declaration", "formal", amount=75.0, currency="GBP"),
        fee("parcel", "GB", "Low-value declaration", "low_value", amount=0.35, currency="GBP"),
        fee("courier-entry", "GB", "Courier's import declaration", "courier", amount=10.0, currency="GBP"),
        fee("bonded-entry", "GCC", "Entry into the free zone", "bonded", amount=50.0, currency="USD"),
        fee("bonded-entry", "SG", "Entry into the free zone", "bonded", amount=40.0, currency="USD"),
        fee("DTA", "MX", "Customs processing fee", "formal", rate_pct=0.8, source=f"{RULES} MX-2026 note: unsourced"),
        fee(
            "Siscomex",
            "BR",
            "Siscomex registration",
            "formal",
            amount=214.5,
            currency="BRL",
            source=f"{RULES} BR-VAL",
            as_of="2026-05-01",
            confidence="medium",
        ),
        fee("courier-entry", "TR", "Customs declaration of a parcel", "courier", amount=8.0, currency="USD"),
        fee(
            "courier-entry",
            "AU",
            "Import declaration above AUD 1000",
            "courier",
            amount=70.0,
            currency="USD",
            source=f"{CHARGES} BROKER_OTH low; assumption",
        ),
    ]
    for territory in OTHERS:
        rows.append(listed("BROKER_OTH", "broker", territory,
                           "formal;release" if territory in ("GCC", "SG") else "formal"))  # fmt: skip
    for territory in ("CA", "JP", "KR", "SG", "MY", "TH", "ID", "GCC"):
        rows.append(fee("courier-entry", territory, "Courier's simplified declaration", "courier", amount=1.5,
                        currency="USD"))  # fmt: skip
    for territory in ("US", "EU", "GB", "CA", "AU", "TR"):
        rows.append(listed("DUTY_DISB", "disbursement", territory, "courier", modes="express"))
    return rows
