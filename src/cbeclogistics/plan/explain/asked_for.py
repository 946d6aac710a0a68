"""What the company's policies have to say to taking another way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..audit.facts import Facts, places_in

MEASURES = {"open_sites": "open sites", "units": "units", "share_pct": "% of what is delivered"}


def asked_for(facts: Facts, market: str, chosen: str, other: str, *, opens: bool) -> Iterator[str]:
    """Policies that a way out of another stocking site may run into.

    Parameters
    ----------
    chosen, other
        Places that deliveries begin at, as planned and instead.
    opens
        Whether a site would have to be opened for it.
    """
    for policy in facts.network.tables["policies"].to_dict("records"):
        least = policy["sense"] == ">="
        if policy["measure"] == "open_sites":
            concerned = opens and not least and _stocks(facts, policy["sites"], other)
        else:
            here, instead = (_stocks(facts, policy["sites"], site) for site in (chosen, other))
            moved = here and not instead if least else instead and not here
            concerned = moved and _names(facts, policy["markets"], market)
        if concerned:
            yield _said(policy, least)


def _names(facts: Facts, expression: str, site: str) -> bool:
    return not expression or site in facts.network.selection.sites(expression)


def _stocks(facts: Facts, expression: str, site: str) -> bool:
    """Whether a place is a stocking site that the expression names."""
    stocking = bool(facts.site["stocking"][int(places_in(facts.sites, [site])[0])])
    return stocking and _names(facts, expression, site)


def _said(policy: dict[Any, Any], least: bool) -> str:
    how = "at least" if least else "at most"
    whose = f" in {policy['sites']}" if policy["sites"] else ""
    return f"policy {policy['policy']} asks for {how} {policy['value']:g} {MEASURES[policy['measure']]}{whose}"
