"""Units of measure of specific duties, as tariff schedules write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Measure(StrEnum):
    """What a term of a rate is charged on."""

    VALUE = "%"
    KG = "kg"
    UNIT = "unit"
    LITRE = "litre"
    PROOF_LITRE = "proof litre"
    M2 = "m²"
    M3 = "m³"
    JEWEL = "jewel"
    LINE_GROSS = "line per gross"
    KG_DEGREE_UNDER_100 = "kg and degree under 100"  # of sugar: weight times the degrees it lacks


@dataclass(frozen=True)
class Size:
    """A unit of a schedule: so many of a measure; `part` names what is weighed where that is not the whole."""

    measure: Measure
    times: Decimal = Decimal(1)
    part: str = ""


BARREL_LITRES = Decimal("158.987294928")  # 42 US gallons

# written form without dots and spaces, in lower case → what it is
SIZES = {
    **dict.fromkeys(("kg", "kilogram"), Size(Measure.KG)),
    **dict.fromkeys(("t", "mt", "tonne"), Size(Measure.KG, Decimal(1000))),
    "g": Size(Measure.KG, Decimal("0.001")),
    "cleankg": Size(Measure.KG, part="clean weight"),
    **dict.fromkeys(
        ("each", "head", "article", "piece", "unit", "pr", "prs", "pair", "no", "item", "p/st", "pin", "pins"),
        Size(Measure.UNIT),
    ),
    **dict.fromkeys(("doz", "dozen", "dozpr", "dozprs"), Size(Measure.UNIT, Decimal(12))),
    "gross": Size(Measure.UNIT, Decimal(144)),
    "thousand": Size(Measure.UNIT, Decimal(1000)),
    **dict.fromkeys(("liter", "litre", "liters", "l"), Size(Measure.LITRE)),
    "hl": Size(Measure.LITRE, Decimal(100)),
    "kl": Size(Measure.LITRE, Decimal(1000)),
    "bbl": Size(Measure.LITRE, BARREL_LITRES),
    **dict.fromkeys(("pfliter", "proofliter"), Size(Measure.PROOF_LITRE)),
    **dict.fromkeys(("m2", "m²", "㎡"), Size(Measure.M2)),
    **dict.fromkeys(("m3", "m³"), Size(Measure.M3)),
    "jewel": Size(Measure.JEWEL),
    "line/gross": Size(Measure.LINE_GROSS),
}
_COUNTED = re.compile(r"([0-9][0-9,]*) *(.*)", re.S)


def size(text: str) -> Size | None:
    """Read a unit such as ``kg``, ``100 kg``, ``doz. pr.`` or ``1,000 pins``; None where it is not known."""
    counted = _COUNTED.fullmatch(text.strip())
    times = Decimal(counted[1].replace(",", "")) if counted else Decimal(1)
    name = re.sub(r"[.\s]", "", counted[2] if counted else text).lower()
    found = SIZES.get(name or "each")
    if found is None or times == 0:
        return None
    return Size(found.measure, found.times * times, found.part)
