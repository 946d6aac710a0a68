"""The shipped table of cities: where a warehouse may stand. GeoNames, CC BY 4.0."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from ..data_folders import reference_folder

FILE = "places/cities.csv"
LEAST_POPULATION = 50_000  # smaller cities are not in the table


@lru_cache(maxsize=1)
def _table() -> pd.DataFrame:
    return pd.read_csv(
        reference_folder() / FILE, keep_default_na=False,
        dtype={"city": object, "region": object, "country": object, "source": object, "as_of": object},
    )  # fmt: skip


def read_cities() -> pd.DataFrame:
    """Cities of 50,000 people and more, by country and falling population.

    Returns
    -------
    DataFrame
        Columns ``geonames_id, city, region, country, latitude, longitude, population, source, as_of``; ``region`` is
        the state in the US, else empty.
    """
    return _table().copy()
