"""The order of files."""

from __future__ import annotations

import re
from pathlib import Path


def natural(path: Path) -> tuple[tuple[int, int | str], ...]:
    """Order in which cap9 comes before cap10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", path.as_posix()))
