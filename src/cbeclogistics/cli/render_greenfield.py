"""A greenfield study for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from .render import amount, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..siting.answer import Greenfield, GreenfieldSite

MOST_COUNTRIES = 6
ABROAD = 0.1  # of what a site serves, from which share in other customs territories it is said
FAR_KM = 100.0  # from the best point, from which it is said


def tables_of(answer: Greenfield) -> list[RenderableType]:
    """Headline, a line a site, the costs side by side, and what to mind."""
    unit = f"{answer.currency} "
    count = f"{len(answer.sites)} new site{'s' * (len(answer.sites) != 1)}"
    kept = f", {', '.join(answer.kept)} kept ({answer.kept_share:.0%} of the tonnes)" if answer.kept else ""
    head = Text.assemble(
        (f"{answer.instance}: {count}{kept}", "bold"),
        f" · {answer.markets} markets, {answer.tonnes:,.0f} t by {answer.weight}\n",
        f"{unit}{answer.outbound_rate:g} outbound and {unit}{answer.inbound_rate:g} inbound a tonne-km, "
        f"{unit}{answer.per_site_cost:,.0f} a new site and year · {answer.seconds:.1f} s",
    )
    columns = ("city", "country", "latitude", "longitude", "share", "mean km", "serves", "goods by")
    sites = table(columns, [_line(s) for s in answer.sites], right=("latitude", "longitude", "share", "mean km"))
    rows = [("these cities", amount(answer.cost), amount(answer.mean_km), "")]
    rows.append(("best points anywhere", amount(answer.cost_anywhere), "", _less(answer, answer.cost_anywhere)))
    rows.append(("no sites cost less than", amount(answer.bound), "", f"gap of the points {answer.gap:.2%}"))
    if answer.today is not None:
        there = answer.today
        less = _less(answer, there.cost)
        rows.append((f"best of today's: {', '.join(there.sites)}", amount(there.cost), amount(there.mean_km), less))
    costs = table(("cost", answer.currency, "mean km", ""), rows, right=(answer.currency, "mean km"))
    parts: list[RenderableType] = [head, "", sites, "", costs]
    notes = _notes(answer)
    return [*parts, "", *(f"- {note}" for note in notes)] if notes else parts


def _line(site: GreenfieldSite) -> tuple[str, ...]:
    countries = ", ".join(site.countries[:MOST_COUNTRIES])
    more = len(site.countries) - MOST_COUNTRIES
    return (
        _city(site), site.country, f"{site.latitude:.2f}", f"{site.longitude:.2f}", f"{site.share:.1%}",
        amount(site.mean_km), f"{countries} and {more} more" if more > 0 else countries, site.gateway,
    )  # fmt: skip


def _city(site: GreenfieldSite) -> str:
    return f"{site.city} {site.region}".strip()


def _less(answer: Greenfield, cost: float) -> str:
    """How another cost compares with that of the cities."""
    if not answer.cost:
        return ""
    return f"{(cost - answer.cost) / answer.cost:+.2%}"


def _notes(answer: Greenfield) -> list[str]:
    notes = []
    abroad = [f"{_city(s)} {s.abroad_share:.0%}" for s in answer.sites if s.abroad_share >= ABROAD]
    if abroad:
        notes.append(
            "Served outside the site's own customs territory, where its stock in free circulation does not go: "
            f"{', '.join(abroad)}. Look at territories one by one with --countries."
        )
    notes += [
        f"{_city(s)} is {s.point_km:,.0f} km from the best point ({s.point_latitude:.2f}, {s.point_longitude:.2f}); "
        "a smaller --min-population offers more cities."
        for s in answer.sites
        if s.point_km is not None and s.point_km >= FAR_KM
    ]
    return notes
