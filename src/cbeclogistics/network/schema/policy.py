"""The table of policies: what the company asks of any plan."""

from .column import PROVENANCE, Table, ident, number, text

POLICIES = Table(
    "policies",
    "Rows that every plan must keep.",
    (
        ident("policy", "Short name, unique."),
        text("measure", "open_sites: how many stocking sites of `sites` are open; units: what leaves them to markets; "
                        "share_pct: what leaves them to `markets`, of all that is delivered there.",
             required=True, choices=("open_sites", "units", "share_pct")),
        ident("sites", "Stocking sites it looks at: a site, group or selector; empty: all.", refers="selector",
              required=False),
        ident("markets", "Markets it looks at: a site, group or selector; empty: all.", refers="selector",
              required=False),
        text("over", "total: one row for all of them; each: one row for each of `sites`.", choices=("total", "each"),
             default="total"),
        text("sense", "at most or at least.", required=True, choices=("<=", ">=")),
        number("value", "The limit.", "sites, units or %", required=True),
        *PROVENANCE,
    ),
    key=("policy",),
)  # fmt: skip
