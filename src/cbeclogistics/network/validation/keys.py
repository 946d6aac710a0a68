"""Keys: no two rows of a table are the same thing."""

from __future__ import annotations

import numpy as np

from ..schema import TABLES
from .instance import Instance


def check_keys(instance: Instance) -> None:
    """Report rows that repeat the key of an earlier row."""
    for name, table in TABLES.items():
        frame = instance[name]
        key = list(table.key)
        if frame.empty or instance.findings.wrong(name, *key):
            continue
        first = frame.groupby(key, sort=False, dropna=False).ngroup().to_numpy()
        for i in np.flatnonzero(frame.duplicated(key).to_numpy()):
            before = int(np.flatnonzero(first == first[i])[0])
            said = ", ".join(_shown(frame[k].iloc[i]) for k in key)
            instance.report(
                name, f"repeats row {instance.rows[name][before]}", at=i, column=key[0] if len(key) == 1 else "",
                value=said, remedy=f"{' and '.join(key)} together may stand only once; remove or rename one",
                kind="key", blocks=len(key) == 1,
            )  # fmt: skip


def _shown(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.removesuffix(" 00:00:00") if text not in ("", "NaT", "nan") else "(empty)"
