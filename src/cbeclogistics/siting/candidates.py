"""What a stocking site needs in an instance's tables, copied from the nearest one of the same customs territory.

A row of `sites`, its options, and whatever makes the copied site's lanes, charges and distances hold for it too: where
a selector holds for both nothing is needed; a group takes the new site in; else the row is copied with its name. In a
selector of the copied row the two countries change places, so that what was domestic for one is for the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..errors import InputError, Problem
from ..network.expand import Selection, great_circle_km
from ..network.network import Network
from ..network.raw import RawTable
from ..network.schema.places import STOCKING_KINDS
from .answer import GreenfieldSite
from .growing import Growing

MARK = "greenfield"  # in the source of each row
PLACE = "GeoNames (CC BY 4.0)"
COPIED = {
    "lanes": ("from_site", "to_site"), "storage_tiers": ("site",), "local_charges": ("site",), "vehicles": ("site",),
}  # fmt: skip
NAMED = {"lanes": "lane", "local_charges": "charge"}  # column that must be unique
SHORTEST_RATIO_KM = 20.0  # a known way shorter than this says nothing of another


def with_candidates(
    network: Network, tables: Mapping[str, RawTable], sites: Sequence[GreenfieldSite]
) -> dict[str, RawTable]:
    """Tables with the sites as candidates.

    Raises
    ------
    InputError
        A territory has no stocking site to copy from; all such are named.
    """
    templates = {one.site: _template(network, one) for one in sites}
    missing = sorted({one.territory for one in sites if templates[one.site] is None})
    if missing:
        raise InputError([
            Problem("sites", f"no stocking site in customs territory {t} to copy costs and lanes from", column="kind",
                    remedy="add one, or name with --countries where sites may stand")
            for t in missing
        ])  # fmt: skip
    growing = {name: Growing.of(table) for name, table in tables.items()}
    for one in sites:
        like = templates[one.site]
        assert like is not None
        _add_site(growing, one, like)
    selection = _selection(network, sites, templates)
    for one in sites:
        like = templates[one.site]
        assert like is not None
        _join(growing, selection, one, like)
        _distances(growing, network, one, like)
    return {name: table.frozen() for name, table in growing.items()}


def _template(network: Network, one: GreenfieldSite) -> pd.Series | None:
    """Stocking site to copy: of the territory, not in bond if possible, of the country if possible, the nearest."""
    sites, options = network.table("sites"), network.table("site_options")
    usable = set(options.loc[options["status"] != "closed", "site"])
    rows = sites[
        sites["kind"].isin(STOCKING_KINDS) & sites["site"].isin(usable) & (sites["territory"] == one.territory)
    ]
    if rows.empty:
        return None
    km = great_circle_km(rows["longitude"], rows["latitude"], one.longitude, one.latitude)
    bonded = rows["bonded"].to_numpy(bool) | (rows["kind"] == "bonded_zone").to_numpy()
    order = np.lexsort((km, (rows["country"] != one.country).to_numpy(), bonded))
    return rows.iloc[int(order[0])]


def _add_site(tables: dict[str, Growing], one: GreenfieldSite, like: pd.Series) -> None:
    mark = f"{MARK}: costs as {like['site']}; place {PLACE}"
    tables["sites"].copy_rows(
        "site", like["site"],
        {"site": one.site, "name": f"{one.city} {one.region}".strip(), "country": one.country,
         "latitude": f"{one.latitude:.4f}", "longitude": f"{one.longitude:.4f}", "unlocode": "", "iata": "",
         "source": mark, "as_of": one.as_of},
    )  # fmt: skip
    options = tables["site_options"]
    for row in options.rows_of("site", like["site"]):
        if row.get("status") == "closed":
            continue
        status = {"status": "candidate"} if row.get("status") else {}
        options.add({**row, "site": one.site, "closing_cost": "", **status, "source": f"{MARK}: as {like['site']}"})


def _selection(
    network: Network, sites: Sequence[GreenfieldSite], templates: Mapping[str, pd.Series | None]
) -> Selection:
    """Resolver of selectors in which the new sites are there."""
    table = network.table("sites")
    if not sites:
        return Selection(table, network.table("groups"))
    new = pd.DataFrame([
        {**table.loc[table["site"] == like["site"]].iloc[0].to_dict(), "site": one.site, "country": one.country}
        for one in sites if (like := templates[one.site]) is not None
    ])  # fmt: skip
    return Selection(pd.concat([table, new.astype(table.dtypes.to_dict())], ignore_index=True), network.table("groups"))


def _join(tables: dict[str, Growing], selection: Selection, one: GreenfieldSite, like: pd.Series) -> None:
    """Let what holds for the copied site hold for the new one."""
    groups = tables.get("groups")
    for name, ends in COPIED.items():
        if name not in tables:
            continue
        for row in tables[name].original():
            copy = dict(row)
            for end in ends:
                said = row.get(end, "")
                members = selection.sites(said)
                if like["site"] not in members or one.site in members:
                    continue
                if groups is not None and "=" not in said and groups.has("group", said):
                    _enter(groups, said, one.site)
                else:
                    copy[end] = one.site
            if copy == row:
                continue
            other = {e: _swapped(copy[e], like["country"], one.country) for e in ends if copy[e] != one.site}
            key = {NAMED[name]: f"{row[NAMED[name]]}-{one.site}"} if name in NAMED else {}
            if row.get("end_site") == like["site"]:
                key["end_site"] = one.site
            tables[name].add({**copy, **other, **key, "distance_km": "", "source": _marked(row)})


def _enter(groups: Growing, group: str, site: str) -> None:
    if not any(row["group"] == group and row["member"] == site for row in groups.all()):
        groups.add({"group": group, "member": site})


def _swapped(expression: str, a: str, b: str) -> str:
    """Selector with two countries in each other's place."""
    if "=" not in expression or a == b:
        return expression
    parts = []
    for part in expression.split("&"):
        field, _, values = part.partition("=")
        if field.strip() == "country":
            change = {a: b, b: a}
            values = "|".join(change.get(v.strip(), v.strip()) for v in values.split("|"))
        parts.append(f"{field}={values}")
    return "&".join(parts)


def _marked(row: Mapping[str, str]) -> str:
    return "; ".join(part for part in (MARK, row.get("source", "")) if part)


def _distances(tables: dict[str, Growing], network: Network, one: GreenfieldSite, like: pd.Series) -> None:
    """Known distances of the copied site, in proportion to the great circle."""
    if "distances" not in tables:
        return
    places = network.table("sites").set_index("site")[["longitude", "latitude"]]
    table = tables["distances"]
    for end, far in (("from_site", "to_site"), ("to_site", "from_site")):
        for row in table.rows_of(end, like["site"]):
            if row[far] not in places.index:
                continue
            other = places.loc[row[far]]
            before = float(great_circle_km(like["longitude"], like["latitude"], other["longitude"], other["latitude"]))
            after = float(great_circle_km(one.longitude, one.latitude, other["longitude"], other["latitude"]))
            if before < SHORTEST_RATIO_KM or after <= 0:
                continue
            km = after * max(1.0, float(row["distance_km"]) / before)
            table.add({**row, end: one.site, "distance_km": f"{km:.1f}", "source": _marked(row)})
