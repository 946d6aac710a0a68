"""Channels of orders that come parcel by parcel, valued at the retail price without tax."""

from __future__ import annotations

from .common import EU, Row, Sources, assumed, unsourced
from .public import public

LOW, COURIER, POSTAL = "low_value", "courier", "postal"
# Territories that parcels come into by lorry too; to the others they come by air.
BY_LAND = ("US", "CA", "MX", "EU", "GB", "TR", "EAEU", "GCC", "HK", "MY", "SG", "TH", "VN", "CN")


def channels(sources: Sources) -> list[Row]:
    """Every parcel channel but China's."""
    made = (_america, _europe, _japan, _pacific, _asia, _gulf_and_north)
    return [row for each in made for row in each(sources)]


def modes(territory: str, *, post: bool = True, couriers: bool = True) -> tuple[str, ...]:
    """Modes by which parcels come into a territory with couriers, by post or with either."""
    land = ("road",) if territory in BY_LAND else ()
    return (("express", "air") if couriers else ()) + (("post",) if post else ()) + (land if couriers else ())


def low(territory: str, limit: float, currency: str, said: Row, *, channel: str = LOW, tax: str, **more: object) -> Row:
    row: Row = {"channel": channel, "territory": territory, "procedure": LOW, "applies_to": "parcel",
                "sales_channels": "B2C", "value_basis": "retail", "duty": "none", "tax": tax, "max_value": limit,
                "modes": modes(territory), "currency": currency}  # fmt: skip
    return row | said | more


def _courier(territory: str, said: Row, *, above: float = 0, currency: str = "", channel: str = COURIER,
             **more: object) -> Row:  # fmt: skip
    row: Row = {"channel": channel, "territory": territory, "procedure": COURIER, "applies_to": "parcel",
                "value_basis": "retail", "duty": "tariff", "tax": "import", "min_value": above or None,
                "modes": modes(territory, post=False), "currency": currency}  # fmt: skip
    return row | said | more


def _postal(territory: str, said: Row, *, channel: str = POSTAL, **more: object) -> Row:
    return _courier(territory, said, channel=channel, **({"procedure": POSTAL, "modes": "post"} | more))


def either(territory: str, said: Row, *, channel: str = COURIER, postal: str = POSTAL, **more: object) -> list[Row]:
    """With couriers, and by post on the same terms."""
    words = {"source": f"{said['source']}; by post alike: assumption",
             "confidence": "medium" if said["confidence"] == "high" else said["confidence"]}  # fmt: skip
    return [_courier(territory, said, channel=channel, **more),
            _postal(territory, said | words, channel=postal, **more)]  # fmt: skip


def _america(sources: Sources) -> list[Row]:
    rule = sources.rule
    exempt = public("us-800", "800 USD")
    others = tuple(sorted({r["country"] for r in sources.rows("vat")} - {"CN", "HK", "US", "XI", "XK"}))
    mail = assumed("entry of mail as since 2026-06-24 (tax_rules US-POST-ET13)")
    conforme: Row = {"sales_channels": "B2C", "taxes": ("ICMS",), "threshold_on": "cif"}
    beyond: Row = {"channel": "remessa_3000", "above": 50, "max_value": 3000, "currency": "USD", "duty": "flat",
                   "duty_pct": 60, "duty_deduction": 20, "taxes": ("ICMS",), "threshold_on": "cif",
                   "modes": modes("BR")}  # fmt: skip
    cusma: Row = {"shipped_from": ("MX", "US"), "modes": modes("CA", post=False), "effective_from": "2020-07-01"}
    mexican: Row = {"duty": "flat", "tax": "none", "currency": "USD", "threshold_on": "cif"}
    return [
        low("US", 800, "USD", exempt, tax="none", effective_from="2016-03-10", effective_to="2025-05-01",
             source=f"{exempt['source']}; end: {rule('US-DM-CN')['source']}", sales_channels=()),
        low("US", 800, "USD", exempt, tax="none", effective_from="2025-05-02", effective_to="2025-08-28",
             source=f"{exempt['source']}; end: {rule('US-DM')['source']}", sales_channels=(), origins=others),
        _courier("US", rule("US-MPF-I"), max_value=2500, currency="USD"),
        *(_postal("US", said, channel="mail", max_value=2500, currency="USD", effective_from=begin,
                   effective_to=end, origins=origins)
          for said, origins, begin, end in (
              (mail, (), "", "2025-05-01"), (mail, others, "2025-05-02", "2026-02-28"),
              (mail, (), "2026-03-01", "2026-06-23"), (rule("US-POST-ET13"), (), "2026-06-24", ""))),
        _postal("US", public("us-800") | {"confidence": "medium"}, origins="CN",
                 duty="flat", duty_per_item=100, currency="USD", effective_from="2025-05-02",
                 effective_to="2025-08-28"),
        _postal("US", rule("US-POST-SPEC") | {"confidence": "medium"}, origins="CN",
                 duty="flat", duty_per_item=200, currency="USD", effective_from="2025-08-29",
                 effective_to="2025-11-09"),
        _postal("US", rule("US-POST-SPEC") | {"confidence": "medium"}, origins="CN",
                 duty="flat", duty_per_item=160, currency="USD", effective_from="2025-11-10",
                 effective_to="2026-02-28"),
        low("CA", 20, "CAD", rule("CA-DM"), tax="none", effective_from="2020-07-01"),
        *either("CA", rule("CA-VAL"), above=20, currency="CAD"),
        low("CA", 40, "CAD", rule("CA-DM"), channel="low_value_cusma_40", tax="none", **cusma),
        low("CA", 150, "CAD", rule("CA-DM"), channel="low_value_cusma_150", tax="import", min_value=40, **cusma),
        low("BR", 50, "USD", rule("BR-PRC-OLD"), channel="remessa_50", duty="flat", duty_pct=20, tax="import",
             effective_from="2024-08-01", effective_to="2026-05-11", **conforme),
        low("BR", 50, "USD", rule("BR-PRC-NEW"), channel="remessa_50", tax="import", effective_from="2026-05-12",
             **conforme),
        _courier("BR", rule("BR-PRC-OLD"), effective_from="2024-08-01", effective_to="2026-05-11", **beyond),
        _courier("BR", rule("BR-PRC-NEW"), effective_from="2026-05-12", **beyond),
        _courier("MX", public("mx-courier"), max_value=2500, duty_pct=19,
                 effective_from="2025-01-01", effective_to="2025-08-14", **mexican),
        _courier("MX", rule("MX-COUR"), max_value=2500, duty_pct=33.5, effective_from="2025-08-15", **mexican),
        *(_courier("MX", rule("MX-COUR"), channel=f"courier_usmca_{most}", shipped_from=("CA", "US"), above=least,
                   max_value=most, effective_from="2025-08-15",
                   **(mexican | ({"duty_pct": pct} if pct else {"duty": "none"})))
          for least, most, pct in ((0, 50, 0), (50, 117, 17), (117, 2500, 19))),
    ]  # fmt: skip


def _europe(sources: Sources) -> list[Row]:
    rule = sources.rule
    old, flat = (
        {"effective_from": "2021-07-01", "effective_to": "2026-06-30"},
        {"effective_from": "2026-07-01", "effective_to": "2028-07-01"},
    )
    turkish = public("tr-30")
    by_post = rule("EU-VAT") | {"source": rule("EU-VAT")["source"] + "; by post alike: assumption",
                                "confidence": "medium"}  # fmt: skip
    simplified: Row = {"channel": "simplified", "duty": "flat", "currency": "EUR", "max_value": 30,
                       "modes": modes("TR"), "effective_from": "2024-08-21", "effective_to": "2026-02-05"}  # fmt: skip
    flat_ends = f"; by the tariff when the flat duty ends: {rule('EU-E3')['source']}"
    shop = rule("EU-IOSS") | {"source": rule("EU-IOSS")["source"] + flat_ends, "confidence": "medium"}
    return [
        low("EU", 150, "EUR", rule("EU-DM-OLD"), channel="ioss", tax="at_sale", **old),
        low("EU", 150, "EUR", rule("EU-E3"), channel="ioss", duty="flat", duty_per_item=3, tax="at_sale", **flat),
        low("EU", 150, "EUR", rule("EU-DM-OLD"), tax="import", **old),
        low("EU", 150, "EUR", rule("EU-E3") | {"confidence": "medium"}, channel="postal", modes="post", duty="flat",
             duty_per_item=3, tax="import", **flat),
        low("EU", 150, "EUR", shop, channel="ioss", duty="tariff", tax="at_sale", effective_from="2028-07-02"),
        *either("EU", rule("EU-VAT"), above=150, currency="EUR", effective_to="2026-06-30"),
        _courier("EU", rule("EU-VAT"), effective_from="2026-07-01"),
        _postal("EU", by_post, channel="postal_over", above=150, currency="EUR", **flat),
        _postal("EU", by_post, effective_from="2028-07-02"),
        low("GB", 135, "GBP", rule("GB-135"), tax="at_sale", effective_from="2021-01-01", effective_to="2029-03-31"),
        *either("GB", rule("GB-VAL"), above=135, currency="GBP", effective_to="2029-03-31"),
        *either("GB", rule("GB-135"), effective_from="2029-04-01"),
        _courier("TR", turkish, duty_pct=60, **simplified),
        _courier("TR", turkish, duty_pct=30, shipped_from=EU, **(simplified | {"channel": "simplified_eu"})),
        *either("TR", rule("TR-30"), above=30, currency="EUR", effective_to="2026-02-05"),
        *either("TR", rule("TR-30"), effective_from="2026-02-06"),
    ]  # fmt: skip


def _japan(sources: Sources) -> list[Row]:
    rule = sources.rule
    above: Row = {"above": 10000, "currency": "JPY", "threshold_on": "customs_value"}
    personal, simple = rule("JP-60"), rule("JP-SIMP")
    limit = {"source": f"{personal['source']}; up to JPY 200,000: {simple['source']}", "as_of": personal["as_of"]}
    return [
        low("JP", 10000, "JPY", rule("JP-DM"), tax="none", value_share_pct=60, threshold_on="customs_value"),
        *either("JP", rule("JP-VAL"), **above),
        _courier("JP", personal | limit, channel="personal", sales_channels="B2C", value_share_pct=60,
                 max_value=200_000, modes=modes("JP"), **above),
    ]  # fmt: skip


def _pacific(sources: Sources) -> list[Row]:
    rule = sources.rule
    return [
        low("AU", 1000, "AUD", rule("AU-1000"), tax="at_sale", effective_from="2018-07-01"),
        *either("AU", rule("AU-VAL"), above=1000, currency="AUD"),
        low("NZ", 1000, "NZD", rule("NZ-DM"), tax="at_sale", effective_from="2019-12-01"),
        *either("NZ", rule("NZ-DM"), above=1000, currency="NZD"),
    ]


def _asia(sources: Sources) -> list[Row]:
    rule = sources.rule
    thai = public("th-1500")
    return [
        low("KR", 150, "USD", public("kr-limit"), tax="none"),
        low("KR", 200, "USD", public("kr-limit"), channel="low_value_us", shipped_from="US", tax="none"),
        *either("KR", public("kr-limit"), above=150, currency="USD"),
        low("SG", 400, "SGD", public("sg-lvg"), tax="at_sale", effective_from="2023-01-01"),
        *either("SG", rule("SG-DM"), above=400, currency="SGD"),
        low("MY", 500, "MYR", rule("MY-DM"), tax="at_sale", effective_from="2024-01-01"),
        *either("MY", rule("MY-DM"), above=500, currency="MYR"),
        low("TH", 1500, "THB", thai, tax="none", threshold_on="cif", effective_to="2024-07-04"),
        low(
            "TH",
            1500,
            "THB",
            thai,
            tax="import",
            threshold_on="cif",
            effective_from="2024-07-05",
            effective_to="2025-12-31",
        ),
        *either("TH", thai, above=1500, currency="THB", threshold_on="cif", effective_to="2025-12-31"),
        *either("TH", rule("TH-1B"), duty="flat", duty_pct=10, effective_from="2026-01-01"),
        low("ID", 3, "USD", public("id-mail"), tax="import"),
        *either("ID", public("id-mail"), above=3, max_value=1500, currency="USD", duty="flat", duty_pct=7.5),
        *either("ID", rule("ID-DM"), channel="courier_1500", postal="postal_1500", above=1500, currency="USD"),
        low("PH", 10000, "PHP", public("ph-limit"), tax="none"),
        *either("PH", public("ph-limit"), above=10000, currency="PHP"),
        low("VN", 1_000_000, "VND", public("vn-parcels"), tax="none", effective_to="2025-02-17"),
        low("VN", 1_000_000, "VND", public("vn-parcels"), tax="import", effective_from="2025-02-18"),
        *either("VN", public("vn-parcels"), above=1_000_000, currency="VND"),
        *either("HK", unsourced("free port")),
    ]


def _gulf_and_north(sources: Sources) -> list[Row]:
    rule = sources.rule
    return [
        low("GCC", 300, "AED", rule("AE-DM"), tax="import"),
        *either("GCC", assumed("full customs above the exemption"), above=300, currency="AED"),
        low("EAEU", 200, "EUR", public("ru-parcels"), tax="none", effective_from="2020-01-01"),
        *either("EAEU", public("ru-parcels"), above=200, currency="EUR", duty="flat", duty_pct=15, duty_deduction=30,
                 tax="none"),
    ]  # fmt: skip
