"""`instance.toml` of an instance that is written anew."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

NAME = re.compile(r"^name[ \t]*=.*$", re.MULTILINE)


def settings_text(settings: Mapping[str, Any], said: str | None, name: str) -> str:
    """Settings under another name: the file as it stands, or what a workbook says written out."""
    named = f"name = {json.dumps(name, ensure_ascii=False)}"
    if said is not None and len(NAME.findall(said)) == 1:
        return NAME.sub(lambda _: named, said)
    top = [named, *(_line(k, v) for k, v in settings.items() if k != "name" and not isinstance(v, Mapping))]
    sections = [(k, v) for k, v in settings.items() if isinstance(v, Mapping)]
    return "\n".join([*top, *(f"\n[{k}]\n" + "\n".join(_line(*item) for item in v.items()) for k, v in sections), ""])


def _line(key: str, value: object) -> str:
    return f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_line(k, v) for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)
