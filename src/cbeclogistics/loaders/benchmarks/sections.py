"""Files of ``KEY : value`` lines and of sections, as TSPLIB began them."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np

from ...errors import InputError, Problem
from .tokens import Floats, Tokens, read_text

END = "_SECTION"


class Sections:
    """A file, split.

    Parameters
    ----------
    known
        Names of sections, without ``_SECTION``; any other is an error, as what it asks would be lost.
    """

    def __init__(self, path: Path, known: tuple[str, ...]) -> None:
        self.path = path
        self._lines = read_text(path).splitlines()
        self._values: dict[str, tuple[str, int]] = {}
        self._rows: dict[str, tuple[int, int]] = {}
        section = None
        for row, line in enumerate(self._lines, 1):
            word = line.split(":")[0].strip().upper()
            if word == "EOF":
                break
            if word.endswith(END):
                section = word.removesuffix(END)
                if section not in known:
                    expected = f"expected one of the sections {', '.join(known)}"
                    raise InputError([Problem(str(path), expected, row, value=word)])
                self._rows[section] = (row, row)
            elif (found := re.match(r"\s*([A-Za-z_]+)\s*:(.*)", line)) is not None:
                self._values[found[1].upper()] = (found[2].strip().strip('"'), row)
                section = None
            elif section is not None:
                self._rows[section] = (self._rows[section][0], row)
            elif line.strip():
                raise InputError([Problem(str(path), "expected KEY : value, or a section", row, value=line.strip())])

    def __contains__(self, section: str) -> bool:
        return section in self._rows

    def missing(self, what: str) -> InputError:
        """Error about a key or section that the file lacks."""
        return InputError([Problem(str(self.path), f"expected {what}, which is missing")])

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        """Return a value that must be one of some words."""
        if key not in self._values:
            raise self.missing(key)
        value, row = self._values[key]
        if value.upper() not in known:
            raise InputError([Problem(str(self.path), f"expected one of {', '.join(known)}", row, key, value)])
        return value.upper()

    def number(self, key: str, default: float | None = None, *, whole: bool = False) -> float:
        """Return a number above 0, or its default."""
        if key not in self._values:
            if default is None:
                raise self.missing(key)
            return default
        value, row = self._values[key]
        try:
            found = float(value)
        except ValueError:
            found = math.nan
        if not (math.isfinite(found) and found > 0 and (found == int(found) or not whole)):
            expected = f"expected a {'whole ' * whole}number above 0"
            raise InputError([Problem(str(self.path), expected, row, key, value)])
        return found

    def tokens(self, section: str) -> Tokens:
        """Return the words of a section, with the file's line numbers."""
        if section not in self._rows:
            raise self.missing(section + END)
        first, last = self._rows[section]
        return Tokens(self.path, "\n".join(self._lines[:last]), skip_lines=first)

    def by_node(self, section: str, nodes: int, columns: int, what: str, *, least: float = 0.0) -> Floats:
        """Return rows that begin with the number of a node, from 1, in the order of the nodes."""
        tokens = self.tokens(section)
        began = tokens.place
        rows = tokens.table(nodes, columns + 1, what, least=least)
        tokens.end()
        places = began + (columns + 1) * np.arange(nodes)
        numbers = tokens.indices(rows[:, 0], nodes, "the number of a node", places)
        _, first = np.unique(numbers, return_index=True)
        if first.size < nodes:
            again = int(np.setdiff1d(np.arange(nodes), first)[0])
            raise tokens.fail("this node has a row already", int(places[again]))
        return np.asarray(rows[np.argsort(numbers), 1:])
