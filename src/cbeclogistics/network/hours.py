"""Times of day as minutes from midnight."""

from __future__ import annotations


def minute_of(time: str) -> float:
    """Minutes from midnight to a time such as ``08:30``."""
    hours, minutes = time.split(":")
    return 60.0 * int(hours) + int(minutes)


def window_of(hours: str) -> tuple[float, float]:
    """Minutes from midnight of hours such as ``08:00-12:00``; the whole day where nothing stands."""
    if not hours:
        return 0.0, float("inf")
    begins, ends = hours.split("-")
    return minute_of(begins), minute_of(ends)


def said(minutes: float) -> str:
    """Time of day of some minutes from midnight, to the minute; ``+1`` and so on for later days."""
    whole = round(minutes)
    day, rest = divmod(whole, 24 * 60)
    return f"{rest // 60:02d}:{rest % 60:02d}" + (f"+{day}" if day else "")
