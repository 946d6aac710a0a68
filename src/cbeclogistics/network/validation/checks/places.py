"""Sites and what they are for: kinds, territories, size options, groups, distances."""

from __future__ import annotations

import numpy as np

from ...expand import great_circle_km
from ...schema import STOCKING_KINDS
from ..instance import Instance
from .check import Check

NEARER_THAN_POSSIBLE = 0.98


def territories(instance: Instance) -> None:
    """Every country of a site is in one territory, and no country in two."""
    sites = instance["sites"]
    for i in np.flatnonzero(((sites["territory"] == "") & (sites["country"] != "")).to_numpy()):
        country = sites["country"].iloc[i]
        instance.report(
            "sites", "the country is in no customs territory", at=i, column="country", value=country,
            remedy=f"add {country} to the countries of a territory, or add a territory for it", kind="territory",
        )  # fmt: skip
    claimed: dict[str, int] = {}
    for t, countries in enumerate(instance["territories"]["countries"]):
        for country in countries:
            if country in claimed:
                instance.report(
                    "territories", f"the country is already in the territory of row "
                    f"{instance.rows['territories'][claimed[country]]}", at=t, column="countries", value=country,
                    remedy="a country is in one customs territory; remove it from the other", kind="twice",
                )  # fmt: skip
            claimed.setdefault(country, t)


def roles(instance: Instance) -> None:
    """Factories make, markets buy, stocking sites have options."""
    kind = dict(zip(instance["sites"]["site"], instance["sites"]["kind"], strict=True))
    for table, column, kinds, does in (
        ("supply", "site", ("factory",), "only a factory makes goods"),
        ("demand", "market", ("market",), "only a market buys"),
        ("site_options", "site", STOCKING_KINDS, "only a bonded zone or overseas warehouse has size options"),
    ):
        for i, site in enumerate(instance[table][column]):
            if site in kind and kind[site] not in kinds:
                instance.report(
                    table, f"is a {kind[site]}; {does}", at=i, column=column, value=site,
                    remedy=f"name a site of kind {' or '.join(kinds)}", kind="role",
                )  # fmt: skip


def options(instance: Instance) -> None:
    """A stocking site can be had in some size, and not in two at once."""
    sites, table = instance["sites"], instance["site_options"]
    have = set(table["site"])
    for i in np.flatnonzero(sites["kind"].isin(STOCKING_KINDS).to_numpy()):
        if sites["site"].iloc[i] not in have:
            instance.report(
                "sites", "the stocking site has no row in site_options, so it can never be used", at=i, column="site",
                value=sites["site"].iloc[i], remedy="add an option, or remove the site", warning=True, kind="option",
            )  # fmt: skip
    for status, words in (("forced", "can be forced"), ("existing", "is open today")):
        mine = table[table["status"] == status]
        for i in mine.index[mine.duplicated("site").to_numpy()]:
            instance.report(
                "site_options", f"another option of {table['site'].iloc[i]} is {status} too; only one {words}", at=i,
                column="status", value=status, remedy="make it a candidate", warning=status == "existing", kind=status,
            )  # fmt: skip


def groups(instance: Instance) -> None:
    """A group's name is not a site's."""
    sites = set(instance["sites"]["site"])
    for i, group in enumerate(instance["groups"]["group"]):
        if group in sites:
            instance.report(
                "groups", "is also the name of a site", at=i, column="group", value=group,
                remedy="give the group another name", kind="name",
            )  # fmt: skip


def coordinates(instance: Instance) -> None:
    """Nobody trades at 0° N 0° E."""
    sites = instance["sites"]
    nowhere = (sites["latitude"] == 0) & (sites["longitude"] == 0)
    for i in np.flatnonzero(nowhere.to_numpy()):
        instance.report(
            "sites", "latitude and longitude are both 0, a place in the ocean", at=i, column="latitude", value="0",
            remedy="give the coordinates of the place", warning=True, kind="nowhere",
        )  # fmt: skip


def distances(instance: Instance) -> None:
    """No way is shorter than the great circle."""
    place = instance["sites"].drop_duplicates("site").set_index("site")[["longitude", "latitude"]]
    table = instance["distances"]
    if table.empty:
        return
    a, b = (place.reindex(table[c]).to_numpy(float) for c in ("from_site", "to_site"))
    straight = great_circle_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    for i in np.flatnonzero(table["distance_km"].to_numpy(float) < NEARER_THAN_POSSIBLE * straight):
        instance.report(
            "distances", f"is shorter than the great circle, {straight[i]:,.0f} km", at=i, column="distance_km",
            value=f"{table['distance_km'].iloc[i]:g}", remedy="check the distance and the coordinates of both sites",
            warning=True, kind="short",
        )  # fmt: skip


CHECKS = (
    Check(territories, {"sites": ("country",), "territories": ("countries",)}),
    Check(roles, {"sites": ("site", "kind"), "supply": ("site",), "demand": ("market",), "site_options": ("site",)}),
    Check(options, {"sites": ("site", "kind"), "site_options": ("site", "status")}),
    Check(groups, {"sites": ("site",), "groups": ("group",)}),
    Check(coordinates, {"sites": ("latitude", "longitude")}),
    Check(distances, {
        "sites": ("site", "latitude", "longitude"), "distances": ("from_site", "to_site", "distance_km"),
    }),
)  # fmt: skip
