"""`cbeclogistics instances`."""

from __future__ import annotations

import click

from . import console
from .options import json_option


@click.command("instances")
@json_option
def command(as_json: bool) -> None:
    """List the instances that ship with the package.

    \b
    Examples:
      cbeclogistics instances
      cbeclogistics solve tiny
    """
    from ..data_folders import instances_folder

    rows = [
        {**_said(path / "instance.toml"), "folder": str(path)}
        for path in sorted(instances_folder().iterdir())
        if (path / "instance.toml").is_file()
    ]
    if as_json:
        console.show_json({"instances": rows})
        return
    from .render import table

    console.show(table(("instance", "title"), [(r["name"], r["title"]) for r in rows]))


def _said(path: object) -> dict[str, str]:
    import tomllib
    from pathlib import Path

    said = tomllib.loads(Path(str(path)).read_text(encoding="utf-8"))
    return {key: str(said.get(key, "")) for key in ("name", "title", "description")}
