"""Rows as CSV, and the performance profile as a drawing."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from .bench import Bench
from .ratios import profile

WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT, TOP = 720, 420, 60, 50, 150, 30
COLOURS = ("#0b5fa5", "#c0392b", "#1e8449", "#b9770e", "#6c3483", "#34495e")


def write_csv(found: Bench, path: Path) -> None:
    """Write one line a row; what is not known is empty."""
    rows = [row.as_dict() for row in found.rows]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_profile(found: Bench, path: Path) -> None:
    """Draw for each method the share of instances that it proved within a factor of the best time."""
    steps = profile(found.rows)
    most = max([2.0, *(points[-1][0] for points in steps.values() if points)])
    decades = max(1, math.ceil(math.log10(most)))

    def x(factor: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log10(factor) / decades

    def y(share: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="18" font-size="14">{found.suite}: share of instances proven within a factor of the best '
        "time</text>",
    ]
    for k in range(decades + 1):
        parts.append(f'<path d="M{x(10**k):.1f} {y(0)}V{y(1)}" stroke="#ddd"/>')
        parts.append(f'<text x="{x(10**k):.1f}" y="{y(0) + 18}" text-anchor="middle">{10**k}×</text>')
    for k in range(0, 101, 25):
        parts.append(f'<path d="M{LEFT} {y(k / 100)}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(k / 100) + 4}" text-anchor="end">{k} %</text>')
    for i, (name, points) in enumerate(steps.items()):
        colour, path_, share = COLOURS[i % len(COLOURS)], f"M{x(1):.1f} {y(0):.1f}", 0.0
        for factor, share in points:
            path_ += f"H{x(factor):.1f}V{y(share):.1f}"
        parts.append(f'<path d="{path_}H{WIDTH - RIGHT}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{TOP + 18 * (i + 1)}" fill="{colour}">{name} '
                     f"{share:.0%}</text>")  # fmt: skip
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")
