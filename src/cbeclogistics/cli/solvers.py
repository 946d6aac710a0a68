"""`cbeclogistics solvers`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from . import console
from .options import json_option


@click.command("solvers")
@json_option
def command(as_json: bool) -> None:
    """List the solver profiles and the solvers found, with their versions.

    \b
    Examples:
      cbeclogistics solvers
      cbeclogistics solve tiny --solver proof
    """
    from ..engine.profile import profiles

    known = profiles()
    found = backends()
    if as_json:
        console.show_json({"profiles": [asdict(p) for p in known.values()], "backends": found})
        return
    from .render import table

    console.show(
        table(
            ("profile", "backend", "method", "gap", "seconds", "for"),
            [
                (p.name, p.backend, p.method, f"{100 * p.gap:g}%", f"{p.time_limit:g}", p.description)
                for p in known.values()
            ],
            right=("gap", "seconds"),
        ),
        "",
        table(("backend", "solver"), [(b["name"], b["version"] or f"missing: {b['why_unavailable']}") for b in found]),
    )


def backends() -> list[dict[str, Any]]:
    """Return every backend with its version, or why it is unavailable and what to install."""
    from ..engine.backends.registry import backend, names
    from ..errors import BackendError

    rows = []
    for name in names():
        version, why, features = "", None, []
        try:
            kind = backend(name)
            why = kind.why_unavailable()
            features = sorted(str(f) for f in kind.features)
            version = "" if why else kind.version()
        except BackendError as error:
            why = str(error)
        rows.append({"name": name, "version": version, "why_unavailable": why, "features": features})
    return rows
