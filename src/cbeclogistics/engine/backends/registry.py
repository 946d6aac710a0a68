"""The backends that are installed, ours and others', all by the same door: the entry points of one group."""

from __future__ import annotations

import difflib
from importlib import metadata
from typing import cast

from ...errors import BackendError
from .protocol import Backend

GROUP = "cbeclogistics.backends"


def names() -> tuple[str, ...]:
    """Return the names of all installed backends, sorted; loads none."""
    return tuple(sorted(metadata.entry_points(group=GROUP).names))


def backends() -> dict[str, type[Backend]]:
    """Return every installed backend by name; one that cannot be loaded is left out.

    Heavy libraries stay unloaded: a backend imports its own where it first needs it.
    """
    found = {}
    for name in names():
        try:
            found[name] = backend(name)
        except BackendError:
            continue
    return found


def backend(name: str) -> type[Backend]:
    """Return one backend.

    Raises
    ------
    BackendError
        There is none of that name (says the nearest), or it cannot be loaded.
    """
    found = metadata.entry_points(group=GROUP, name=name)
    if not found:
        near = difflib.get_close_matches(name, names(), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise BackendError(f"{name!r} is no backend; known: {', '.join(names()) or 'none'}{hint}.")
    entry = next(iter(found))
    try:
        return cast("type[Backend]", entry.load())
    except Exception as error:
        raise BackendError(f"The backend {name} ({entry.value}) cannot be loaded: {error}.") from error
