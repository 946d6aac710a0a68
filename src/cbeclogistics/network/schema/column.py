"""What a table and a column of an instance are: the one source of validation, documentation and JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The type of a cell."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes/no"
    DATE = "date"
    LIST = "list"


@dataclass(frozen=True)
class Form:
    """How a text must be written.

    Parameters
    ----------
    pattern
        Regular expression of the whole cell (in a list: of each member).
    words
        What is expected, to follow "is no" or stand alone.
    example
        A right one.
    """

    pattern: str
    words: str
    example: str


FORMS = {
    "country": Form(r"[A-Z]{2}", "an ISO 3166 alpha-2 country code", "DE"),
    "country or *": Form(r"[A-Z]{2}|\*", "an ISO 3166 alpha-2 country code, or * for any", "CN"),
    "currency": Form(r"[A-Z]{3}", "an ISO 4217 currency code", "USD"),
    "hs6": Form(r"[0-9]{6,12}", "a tariff code of 6 to 12 digits without dots", "610910"),
    "hs": Form(r"[0-9]{2,12}|\*", "the beginning of a tariff code, 2 to 12 digits without dots, or * for any", "6109"),
    "measure": Form(r"-?[0-9]+(\.[0-9]+)?(% ?| )[a-z][a-z0-9_]*", "a rate by a measure", "0.145 m2"),
    "unlocode": Form(r"[A-Z]{2} ?[A-Z2-9]{3}", "a UN/LOCODE", "CNSZX"),
    "time": Form(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", "a time of day", "08:30"),
    "hours": Form(
        r"(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)", "hours of a day", "08:00-12:00"
    ),
    "iata": Form(r"[A-Z]{3}", "an IATA airport code", "PVG"),
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        As it stands in the file's header; carries the unit.
    kind
        Type of the cells.
    help
        One sentence for the planner.
    unit
        Unit of a number, in words.
    required
        The cell may not be empty.
    default
        Taken where the cell or the whole column is missing.
    minimum, maximum
        Closed range of a number; `above` excludes the minimum itself.
    choices
        The only values allowed (in a list: of each member).
    refers
        Name of the table whose key the value must be. Several are separated by `|`; `selector` means a site, a
        group of sites, or an expression such as `kind=bonded_zone&country=CN`.
    form
        Name of the `Form` that text must have (in a list: each member).
    """

    name: str
    kind: Kind
    help: str
    unit: str = ""
    required: bool = False
    default: object = None
    minimum: float | None = None
    maximum: float | None = None
    above: bool = False
    choices: tuple[str, ...] = ()
    refers: str = ""
    form: str = ""


@dataclass(frozen=True)
class Table:
    """One table of an instance: a CSV file of that name, or a sheet."""

    name: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(c.name for c in self.columns))

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def ident(name: str, help: str, *, refers: str = "", required: bool = True, form: str = "") -> Column:
    """Name a thing of the instance, or refer to one."""
    return Column(name, Kind.ID, help, refers=refers, required=required, default="", form=form)


def text(
    name: str,
    help: str,
    *,
    required: bool = False,
    choices: tuple[str, ...] = (),
    default: str = "",
    form: str = "",
) -> Column:
    """Free or enumerated text."""
    return Column(name, Kind.TEXT, help, required=required, choices=choices, default=default, form=form)


def number(
    name: str,
    help: str,
    unit: str,
    *,
    required: bool = False,
    default: float | None = None,
    minimum: float | None = 0.0,
    maximum: float | None = None,
    above: bool = False,
) -> Column:
    """A finite number with a unit; not negative unless `minimum` says otherwise."""
    return Column(
        name, Kind.NUMBER, help, unit=unit, required=required, default=default, minimum=minimum, maximum=maximum,
        above=above,
    )  # fmt: skip


def date(name: str, help: str) -> Column:
    """An ISO date; empty means unbounded."""
    return Column(name, Kind.DATE, help)


def many(
    name: str,
    help: str,
    *,
    choices: tuple[str, ...] = (),
    refers: str = "",
    required: bool = False,
    form: str = "",
) -> Column:
    """Values separated by `;`."""
    return Column(name, Kind.LIST, help, choices=choices, refers=refers, required=required, default=(), form=form)


def yes_no(name: str, help: str, *, default: bool = False) -> Column:
    """Yes or no."""
    return Column(name, Kind.YES_NO, help, default=default)


CURRENCY = ident("currency", "Currency of the amounts in this row; empty: the base currency.", refers="currencies",
                 required=False)  # fmt: skip
DATED = (
    date("effective_from", "First day the row is in force; empty: always was."),
    date("effective_to", "Last day the row is in force; empty: no end known."),
)
PROVENANCE = (
    text("source", "Where the figures of this row come from."),
    date("as_of", "Day on which the source said so."),
)
CONFIDENCE = text("confidence", "How far the source is to be trusted.", choices=("high", "medium", "low"))
