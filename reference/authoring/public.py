"""Public pages that state what the sourced tables have no source for: address, day, confidence."""

from __future__ import annotations

from .common import Row

PAGES = {
    "cn-vat": (
        "lexology.com/library/detail.aspx?g=6ae00e33-25e1-40fd-8a06-fc67913aaa04 (DLA Piper)",
        "2019-04-01", "high"),
    "cn-cbec-2016": (
        "knudsencrc.com/2019/05/28/new-cbec-announcement-for-improving-taxation-policy",
        "2019-05-28", "high"),
    "eu-ebike": ("dsknw.com/falvpeixun/g4q82pddst.html (62.1 + 17.2 % for all others)", "2019-01-18", "medium"),
    "eu-ebike-named": (
        "onlinemagazine.bike-eu.com/edition-april-2023/"
        "eu-commission-lowers-anti-dumping-duties-giant-kunshan",
                       "2023-04-01", "medium"),
    "id-mail": ("about.usps.com/postal-bulletin/2024/pb22641/html/updt_004.htm", "2024-01-11", "medium"),
    "kr-limit": ("krutils.com/main/guides/korea-customs-guide-2026", "2026-05-01", "medium"),
    "mx-courier": ("vatabout.com/mexico-updates-courier-and-usmca-tariffs-effective-2025; latinnews.com item 104144",
                   "2025-08-18", "high"),
    "nz-charges": ("fyi.org.nz/request/657 (New Zealand Customs: examples of how to calculate customs charges)",
                   "2012-01-01", "medium"),
    "ph-limit": ("importtaxph.com/how-it-works (CAO 02-2025)", "2025-05-07", "medium"),
    "ru-parcels": ("craneip.com/the-limit-of-duty-free-import-of-goods-in-russia-is-reduced-to-200-euros", "2020-01-01",
                   "medium"),
    "eaeu-plan": ("akchabar.kg 2026-01-13; en.qazmonitor.com/digital/3218", "2026-01-13", "low"),
    "sg-lvg": (
        "news.bloombergtax.com: Singapore extends goods and services tax to low-value goods",
        "2023-01-01", "high"),
    "th-1500": ("vatupdate.com/?p=334549; diacrongroup.com/en/tn/july-2024/thailand", "2025-12-31", "high"),
    "tr-30": (
        "ckay.com.tr (decree of 2024-08-06); dhl.com/discover/en-tw turkey-import-duty-2024",
        "2024-08-21", "high"),
    "us-301-steps": ("ilogixchb.com/section301; mcswift.com/news/china-section-301-tariffs", "2020-06-08", "high"),
    "us-800": ("strtrade.com: details on elimination of de minimis eligibility for imports from China; "
               "thompsonhinesmartrade.com 2025-04", "2025-04-02", "high"),
    "us-fentanyl-2025": ("akingump.com/en/insights/blogs/trump-executive-order-tracker/"
                         "imposing-duties-to-the-peoples-republic-of-china", "2025-03-03", "high"),
    "us-reciprocal": ("mondaq.com/unitedstates/international-trade-investment/1702374", "2025-11-10", "high"),
    "us-mpf-f25": ("imsw.com/cbp-adjusting-merchandise-processing-fee-limitations-in-fiscal-year-2025-due-to-inflation "
                   "(FR 2024-15990)", "2024-07-22", "high"),
    "us-232-cars": (
        "autocare.org/government-relations/current-issues/tariffs-and-trade/"
        "autos-and-auto-parts-232-tariffs",
                    "2025-05-03", "high"),
    "us-232-wood": ("iffusa.com (CSMS #66492057, Proclamation 10976)", "2025-10-14", "medium"),
    "vn-vat": ("en.baochinhphu.vn/govt-extends-vat-cut-by-next-years-end-111250617143051273.htm", "2025-06-17", "high"),
    "vn-parcels": ("vneconomy.vn/vat-exemption-will-not-be-applicable-to-low-value-imports-sent-via-express-delivery-"
                   "services.htm", "2025-02-18", "high"),
}  # fmt: skip


def public(name: str, words: str = "") -> Row:
    """Source of a page, with what it is taken for."""
    address, as_of, confidence = PAGES[name]
    return {"source": f"{words}: {address}" if words else address, "as_of": as_of, "confidence": confidence}
