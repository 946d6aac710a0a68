"""Rules for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from .render import table

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST = 12
WHENCE = ("as of", "trust")
COUNTED = ("channels", "duty_rates", "taxes", "fees", "high", "medium", "low", "doubtful")


def rules_tables(found: dict[str, Any]) -> list[RenderableType]:
    """Return what was found, with what should be looked up again last."""
    return _overview(found) if "territories" in found else _territory(found)


def _overview(found: dict[str, Any]) -> list[RenderableType]:
    rows = [
        (r["territory"], r["name"], str(len(r["countries"])), r["valuation"], *(str(r[c]) for c in COUNTED))
        for r in found["territories"]
    ]
    heads = ("channels", "duties", "taxes", "fees", "high", "medium", "low", "look up")
    columns = ("territory", "name", "countries", "value", *heads)
    title = f"Rules in force on {found['date']}"
    optional = [Text(f"Not in force unless named with --rules: {', '.join(found['optional'])}.")]
    kinds = Counter(_kind(why) for d in found["doubts"] for why in d["why"])
    said = ", ".join(f"{n:,} {kind}" for kind, n in kinds.most_common())
    return [
        table(columns, rows, right=("countries", *heads), title=title),
        "",
        *_changes(found["changes"]),
        Text.assemble(("Stale or unsourced: ", "bold"), f"{len(found['doubts']):,} rows ({said})."),
        Text("cbeclogistics rules --territory NAME lists those of a territory, --json all of them."),
        *(optional if found["optional"] else ()),
    ]


def _territory(found: dict[str, Any]) -> list[RenderableType]:
    head = f"{found['territory']} on {found['date']}, valued {found['valuation']}"
    goods = f": {found['hs']} from {found['origin'] or 'any country'}" if found["hs"] else ""
    parts: list[RenderableType] = [Text(head + goods, style="bold"), ""]
    if found["hs"]:
        parts += _duties(found)
    else:
        layers = [(r["layer"], str(r["rules"])) for r in found["duty_rules"]]
        parts += _table("Duty rules in force", ("layer", "rules"), layers, right=("rules",))
    parts += _table("Not in the rules", ("what", "", *WHENCE, "source"), [
        (g["missing"], g["text"], *_whence(g), g["source"]) for g in found["gaps"]
    ])  # fmt: skip
    parts += _table("Channels", ("channel", "for", "terms", "limits", "in force", *WHENCE), [
        (r["channel"], r["applies_to"], r["terms"] if r["open"] else f"{r['terms']}; {r['why']}",
         "; ".join(filter(None, (r["limits"], "/".join(r["modes"])))), _span(r), *_whence(r))
        for r in found["channels"]
    ])  # fmt: skip
    parts += _table("Fees", ("rule", "name", "kind", "amount", "channels", "in force", *WHENCE), [
        (r["rule"], r["name"], r["kind"], r["amount"], " ".join((*r["channels"], *(f"({m})" for m in r["modes"]))),
         _span(r), *_whence(r))
        for r in found["fees"]
    ])  # fmt: skip
    parts += _taxes(found["taxes"])
    exports = [] if found["hs"] else found["exports"]
    parts += _table("Exports", ("export", "name", "for", "rebate", "days", "in force", *WHENCE), [
        (r["export"], r["name"], "; ".join((*r["applies_to"], *r["sales_channels"])), f"{r['rebate_share_pct']:g} %",
         f"{r['rebate_days']:g}", _span(r), *_whence(r))
        for r in exports
    ])  # fmt: skip
    parts += _table("Trade agreements", ("agreement", "name", "direct", "certificate", *WHENCE), [
        (r["agreement"], r["name"], "yes" if r["direct_consignment"] else "", r["certificate"], *_whence(r))
        for r in found["agreements"]
    ])  # fmt: skip
    parts += _changes(found["changes"])
    parts += _table("Stale or unsourced", ("table", "row", "why", "trust"), [
        (d["table"], d["name"], ", ".join(d["why"]), d["confidence"]) for d in found["doubts"]
    ])  # fmt: skip
    parts += _sources(found)
    return parts[:-1]


def _duties(found: dict[str, Any]) -> list[RenderableType]:
    rows = [
        (r["layer"], r["rate"] if r["status"] == "charged" else f"({r['rate']})", r["why"] or r["status"], r["rule"],
         _span(r), *_whence(r))
        for r in sorted(found["duties"], key=lambda r: r["status"] == "not charged")
    ]  # fmt: skip
    parts = _table("Duty", ("layer", "rate", "", "rule", "in force", *WHENCE), rows)
    total = Text(f"ad valorem, of what is charged in any case: {found['duty_pct']:g} %")
    told = "; ".join(f"{g['missing']}: {g['text']}" for g in found["gaps"])
    base = found["gap"].removesuffix(told).removesuffix("; ")  # what is missing of the base duty
    parts[-1:] = [Text(base, style="bold") if base else total, ""]
    others = [(r["layer"], r["rate"], r["rule"], _span(r)) for r in found["other_days"]]
    return parts + _table("On other days", ("layer", "rate", "rule", "in force"), others)


def _taxes(taxes: Sequence[dict[str, Any]]) -> list[RenderableType]:
    """Return the taxes; of a union, what its countries levy of one kind on the same goods in one row."""
    if len({r["country"] for r in taxes}) < 2:
        return _table("Taxes", ("rule", "tax", "code", "rate", "in force", *WHENCE), [
            (r["rule"], r["tax"], r["hs"], r["rate"], _span(r), *_whence(r)) for r in taxes
        ])  # fmt: skip
    alike: dict[tuple[str, str, str], list[str]] = {}
    for r in sorted(taxes, key=lambda r: (r["tax"], r["hs"] != "*", r["hs"], r["rate_pct"])):
        share, _, base = r["rate"].partition(" of ")
        alike.setdefault((r["tax"], r["hs"], base), []).append(f"{r['country']} {share.removesuffix(' %')}")
    return _table("Taxes by country, % (--territory COUNTRY for one)", ("tax", "code", "of", "rates"), [
        (*key, ", ".join(each)) for key, each in alike.items()
    ])  # fmt: skip


def _changes(changes: Sequence[dict[str, Any]]) -> list[RenderableType]:
    rows = [(c["on"], c["territory"], c["table"], c["name"], c["what"]) for c in changes[:MOST]]
    more = f" ({MOST} of {len(changes):,})" if len(changes) > MOST else ""
    return _table(f"Next changes{more}", ("day", "territory", "table", "row", ""), rows)


def _table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()
) -> list[RenderableType]:  # fmt: skip
    """Return a table and a line between, nothing without rows."""
    return [table(columns, rows, right=right, title=title), ""] if rows else []


def _span(row: dict[str, Any]) -> str:
    begins, ends = row["effective_from"], row["effective_to"]
    return " ".join(filter(None, (f"from {begins}" if begins else "", f"to {ends}" if ends else "")))


def _whence(row: dict[str, Any]) -> tuple[str, str]:
    return row["as_of"] or "", row["confidence"] or ""


def _sources(found: dict[str, Any]) -> list[RenderableType]:
    """Return what every row above goes back to, each once."""
    said: dict[str, list[str]] = {}
    for part in ("duties", "channels", "fees", "taxes", "agreements", *(() if found["hs"] else ("exports",))):
        for row in found.get(part, ()):
            name = row.get("rule") or row.get("channel") or row.get("agreement") or row.get("export")
            said.setdefault(row["source"] or "no source", []).append(str(name))
    rows = [(", ".join(dict.fromkeys(names)), source) for source, names in said.items()]
    return _table("Sources", ("row", "source"), rows)


def _kind(why: str) -> str:
    """Why a row is doubtful, without its date."""
    return "old" if why.startswith("last looked up") else "ending soon" if why.startswith("ends on") else why
