"""Countries the company sells to: how many cities, how much of its turnover, at what price level. All assumptions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A country of sale.

    Attributes
    ----------
    cities
        How many of its largest cities become markets.
    turnover
        Weight in the company's turnover (normalised over all countries): population times purchasing power online.
    price_level
        Price before tax over the list price of `products.csv` of the sourced tables (United States = 1).
    mature
        Buyers expect bulky and urgent goods within a week.
    slack_days
        Added to the promise of 10 (default) and 15 days (low value) where lines are slow.
    """

    code: str
    name: str
    territory: str
    cities: int
    turnover: float
    price_level: float
    mature: bool = False
    slack_days: int = 0


COUNTRIES = (
    Country("US", "United States", "US", 60, 33.0, 1.00, True),
    Country("CA", "Canada", "CA", 10, 3.6, 0.98, True, 2),
    Country("MX", "Mexico", "MX", 10, 3.0, 0.80, False, 4),
    Country("BR", "Brazil", "BR", 12, 3.4, 0.90, False, 6),
    Country("GB", "United Kingdom", "GB", 18, 8.0, 0.98, True),
    Country("DE", "Germany", "EU", 20, 8.2, 1.00, True),
    Country("FR", "France", "EU", 16, 6.0, 1.00, True),
    Country("IT", "Italy", "EU", 12, 3.8, 0.95, True),
    Country("ES", "Spain", "EU", 12, 3.6, 0.92, True),
    Country("NL", "Netherlands", "EU", 6, 2.3, 1.02, True),
    Country("BE", "Belgium", "EU", 4, 1.2, 1.00, True),
    Country("PL", "Poland", "EU", 10, 2.6, 0.85, True),
    Country("CZ", "Czechia", "EU", 4, 0.8, 0.85, True),
    Country("AT", "Austria", "EU", 4, 1.0, 1.00, True),
    Country("SE", "Sweden", "EU", 4, 1.1, 1.03, True),
    Country("DK", "Denmark", "EU", 3, 0.8, 1.05, True),
    Country("PT", "Portugal", "EU", 3, 0.7, 0.88),
    Country("IE", "Ireland", "EU", 3, 0.6, 1.03),
    Country("GR", "Greece", "EU", 3, 0.6, 0.85),
    Country("RO", "Romania", "EU", 4, 0.7, 0.78),
    Country("HU", "Hungary", "EU", 3, 0.6, 0.80),
    Country("JP", "Japan", "JP", 16, 5.2, 0.95, True),
    Country("KR", "South Korea", "KR", 8, 2.2, 0.92, True),
    Country("AU", "Australia", "AU", 7, 2.8, 1.05, True),
    Country("SG", "Singapore", "SG", 1, 0.6, 1.00, True),
    Country("MY", "Malaysia", "MY", 4, 0.6, 0.72),
    Country("TH", "Thailand", "TH", 4, 0.7, 0.72),
    Country("ID", "Indonesia", "ID", 6, 0.9, 0.68),
    Country("SA", "Saudi Arabia", "GCC", 5, 1.2, 0.95),
    Country("AE", "United Arab Emirates", "GCC", 4, 0.9, 0.98),
    Country("TR", "Türkiye", "TR", 6, 0.9, 0.78, False, 3),
    Country("RU", "Russia", "EAEU", 10, 1.4, 0.82, False, 8),
    Country("KZ", "Kazakhstan", "EAEU", 4, 0.4, 0.75, False, 8),
)
BY_CODE = {c.code: c for c in COUNTRIES}

# Where a parcel takes other ways or other taxes than to the rest of the country, and parts of other cities.
LEFT_OUT = {
    "US": {"New South Memphis", "Staten Island"},  # parts of Memphis and New York
    "ES": {"Las Palmas de Gran Canaria", "Santa Cruz de Tenerife", "La Laguna", "Ceuta", "Melilla", "Palma"},
    "PT": {"Funchal"},
    "GB": {"Belfast"},
    "ID": {"Batam"},
    "FR": {"Marne La Vallée"},
    "RU": {"Simferopol", "Sevastopol"},
}
LEFT_OUT_STATES = {"US": {"HI", "AK"}}
