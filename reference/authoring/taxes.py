"""Value-added, consumption and import taxes by country."""

from __future__ import annotations

from .common import EU, Row, Sources, provenance, unsourced
from .places import COUNTRIES, NAMES
from .public import public

# What the tax is charged on where it is not value and duty alone.
BASE = {"EU": ("value", "duty", "onward", "taxes"), "GB": ("value", "duty", "onward", "taxes"),
        "AU": ("value", "duty", "carriage", "taxes"), "NZ": ("value", "duty", "carriage", "taxes"),
        "MX": ("value", "duty", "fees", "taxes")}  # fmt: skip
# Reduced VAT on food: the rates are in vat.csv; which goods fall under them is an assumption.
FOOD = (
    ("DE", "1901", 7.0),
    ("DE", "2106", 7.0),
    ("FR", "1901", 5.5),
    ("FR", "2106", 5.5),
    ("NL", "1901", 9.0),
    ("NL", "2106", 9.0),
    ("BE", "1901", 6.0),
    ("BE", "2106", 6.0),
    ("PL", "1901", 5.0),
    ("GB", "1901", 0.0),
)
JAPANESE_FOOD = ("04", "09", "16", "17", "18", "19", "20", "21")
OWN = {"CN", "JP", "BR", "VN", "RU", "KZ"}  # written out below


def taxes(sources: Sources) -> list[Row]:
    """All taxes."""
    table = {r["country"]: r for r in sources.rows("vat")}
    rows: list[Row] = []
    for territory in NAMES:
        base = BASE.get(territory)
        for country in COUNTRIES.get(territory, (territory,)):
            if country not in OWN:
                rows.append(_vat(table[country], base))
    nz = next(row for row in rows if row["country"] == "NZ")
    nz |= {"source": f"{nz['source']}; base: {public('nz-charges')['source']}"}
    for country, hs, rate in FOOD:
        rows.append(_vat(table[country], BASE["EU" if country in EU else country]) | {
            "rule": f"{country}-VAT-{hs}", "hs": hs, "rate_pct": rate, "confidence": "medium",
            "source": "vat: reduced rate; which goods have it: assumption"})  # fmt: skip
    rows.append(_tax("AU-WET", "AU", "levy", "WET", 29.0, hs="2204", base=("value", "duty", "carriage"),
                     name="Wine equalisation tax", **unsourced("29 % stands in a note of duty_rates")))  # fmt: skip
    return [*rows, *_dated(table), *_japan(table["JP"]), *_brazil(sources), *_china(sources)]


def _tax(rule: str, country: str, kind: str, tax: str, rate: float, **more: object) -> Row:
    return {"rule": rule, "country": country, "kind": kind, "tax": tax, "hs": "*", "rate_pct": rate, **more}


def _vat(r: dict[str, str], base: tuple[str, ...] | None) -> Row:
    return {"rule": f"{r['country']}-VAT", "country": r["country"], "kind": "vat", "hs": "*", "base": base,
            "name": r["tax_name"].strip("()"), "rate_pct": float(r["standard_pct"]),
            **provenance(r, "vat", "high")}  # fmt: skip


def _dated(table: dict[str, dict[str, str]]) -> list[Row]:
    """Rates that change on a day that the table names."""
    said = {c: provenance(table[c], "vat", "low") for c in ("RU", "KZ", "VN")}
    return [
        _tax("RU-VAT-2019", "RU", "vat", "", 20.0, name="VAT", effective_to="2025-12-31", **said["RU"]),
        _tax("RU-VAT", "RU", "vat", "", 22.0, name="VAT", effective_from="2026-01-01", **said["RU"]),
        _tax("KZ-VAT-2009", "KZ", "vat", "", 12.0, name="VAT", effective_to="2025-12-31", **said["KZ"]),
        _tax("KZ-VAT", "KZ", "vat", "", 16.0, name="VAT", effective_from="2026-01-01", **said["KZ"]),
        _tax("VN-VAT-reduced", "VN", "vat", "", 8.0, name="VAT", effective_to="2026-12-31", **public("vn-vat")),
        _tax("VN-VAT", "VN", "vat", "", 10.0, name="VAT", effective_from="2027-01-01", **said["VN"]),
        *(
            _tax(f"VN-VAT-{hs}", "VN", "vat", "", 10.0, hs=hs, name="VAT", **public("vn-vat", "never reduced"))
            for hs in ("2203", "2204", "2208", "72", "73", "74", "76")
        ),
    ]


def _japan(r: dict[str, str]) -> list[Row]:
    """National tax on value and duty, and a local tax of 22/78 of it."""
    said = provenance(r, "vat", "high")
    local = _tax(
        "JP-JCT-local", "JP", "vat", "JCT-local", 2200 / 78, base=("JCT",), name="Local consumption tax", **said
    )
    national = _tax("JP-JCT", "JP", "vat", "JCT", 7.8, base=("value", "duty", "taxes"), name="Consumption tax", **said)
    food: Row = {"rate_pct": 6.24, "name": "Consumption tax, reduced", "confidence": "medium",
                 "source": said["source"] + "; which goods are food: assumption"}  # fmt: skip
    return [national, local, *(national | food | {"rule": f"JP-JCT-{hs}", "hs": hs} for hs in JAPANESE_FOOD)]


def _brazil(sources: Sources) -> list[Row]:
    """IPI on value and duty, PIS and COFINS on value, ICMS on all of it and itself."""
    said, listed = sources.rule("BR-VAL"), sources.rows("duty_rates")
    ipi = next(r for r in listed if r["layer"] == "IPI")
    ebike = next(r for r in listed if (r["destination"], r["product_id"], r["layer"]) == ("BR", "ebike", "MFN"))
    industrial: Row = {"base": ("value", "duty"), "creditable": True, "name": "Tax on industrial products"}
    return [
        _tax("BR-IPI-headphone", "BR", "levy", "IPI", 9.75, **industrial, hs="851830",
             **provenance(ipi, "duty_rates IPI 8518.30.00", "high")),
        _tax("BR-IPI-ebike", "BR", "levy", "IPI", 35.0, **industrial, hs="871160",
             **provenance(ebike, "duty_rates note 8711.60.00", "medium")),
        _tax("BR-PIS", "BR", "levy", "PIS", 2.1, base=("value",), creditable=True, **said),
        _tax("BR-COFINS", "BR", "levy", "COFINS", 9.65, base=("value",), creditable=True, **said),
        _tax("BR-ICMS", "BR", "vat", "ICMS", 17.0, base=("value", "duty", "fees", "taxes"), within=True,
             name="ICMS, 17 % states", **sources.rule("BR-PRC-OLD")),
    ]  # fmt: skip


def _china(sources: Sources) -> list[Row]:
    """VAT with its cuts of 2018 and 2019, and consumption tax inside its own base."""
    table = next(r for r in sources.rows("vat") if r["country"] == "CN")
    now, steps = provenance(table, "vat", "high"), public("cn-vat")
    wine = next(r for r in sources.rows("duty_rates") if (r["product_id"], r["layer"]) == ("wine", "EXCISE"))
    rows = [
        _tax("CN-VAT-2009", "CN", "vat", "", 17.0, name="VAT", effective_to="2018-04-30",
             **sources.rule("CN-VAL") | {"source": "worked_examples CN-01 (17 % in 2016): transcustoms.cn"}),
        _tax("CN-VAT-2018", "CN", "vat", "", 16.0, name="VAT", effective_from="2018-05-01",
             effective_to="2019-03-31", **steps),
        _tax("CN-VAT", "CN", "vat", "", 13.0, name="VAT", effective_from="2019-04-01", **now),
        _tax("CN-CT-cosmetics", "CN", "excise", "", 15.0, hs="33049910", effective_from="2016-10-01",
             name="Consumption tax, 10 CNY a gram or more", **sources.rule("CN-LUX")),
        _tax("CN-CT-wine", "CN", "excise", "", 10.0, hs="2204", name="Consumption tax",
             **provenance(wine, "duty_rates EXCISE", "medium")),
    ]  # fmt: skip
    reduced = now | {"confidence": "medium", "source": now["source"] + "; which goods have it: assumption"}
    for hs in ("10", "4901"):  # cereals, books
        rows += [
            _tax(f"CN-VAT-{hs}-2017", "CN", "vat", "", 11.0, hs=hs, name="VAT", effective_to="2018-04-30", **steps),
            _tax(f"CN-VAT-{hs}-2018", "CN", "vat", "", 10.0, hs=hs, name="VAT", effective_from="2018-05-01",
                 effective_to="2019-03-31", **steps),
            _tax(f"CN-VAT-{hs}", "CN", "vat", "", 9.0, hs=hs, name="VAT", effective_from="2019-04-01", **reduced),
        ]  # fmt: skip
    return rows
