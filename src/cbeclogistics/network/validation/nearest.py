"""Did you mean: the known word nearest to what stands there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Known word nearest to `word`, None if none is near.

    A word that begins or ends with the other counts as near, since short names are often cut.
    """
    folded: dict[str, str] = {}
    for k in known:
        folded.setdefault(k.casefold(), k)
    low = word.casefold()
    if low in folded:
        return folded[low]
    close = difflib.get_close_matches(low[:100], folded, n=1, cutoff=0.7)
    if close:
        return folded[close[0]]
    if len(low) >= 3:
        for k in sorted(folded, key=lambda k: (len(k), k)):
            if k.startswith(low) or (len(k) >= 3 and low.startswith(k)):
                return folded[k]
    return None


def listed(known: Iterable[str], most: int = 8) -> str:
    """Return the first few known words, and how many more there are."""
    words = sorted(known)
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def remedy(word: str, known: Iterable[str], what: str = "") -> str:
    """One line that names the nearest known word, or the known ones."""
    words = list(known)
    near = nearest(word, words)
    if near is not None:
        return f"did you mean {near}?"
    return f"known: {listed(words)}" if words else f"no {what or 'such thing'} is known yet"
