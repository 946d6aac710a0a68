"""A text file of numbers, read one after another; what is wrong is told with file, line and value."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ...errors import InputError, Problem

Floats = npt.NDArray[np.float64]
MOST_NAMED = 5


def read_text(path: Path) -> str:
    """Text of a file, unpacked where its name ends in .gz.

    Raises
    ------
    InputError
        There is no such file, or it holds no text.
    """
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return raw.decode("utf-8-sig").rstrip("\x1a\0\r\n\t ")  # DOS ends files with \x1a
    except FileNotFoundError:
        raise InputError([Problem(str(path), "there is no such file", remedy="check the path")]) from None
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(path), f"cannot be read: {error}")]) from error


class Tokens:
    """The words of a file from first to last.

    Parameters
    ----------
    path
        Named in errors.
    text
        Of the file; read from ``path`` where not given.
    skip_lines
        Lines at the top that are not numbers.
    """

    def __init__(self, path: Path, text: str | None = None, *, skip_lines: int = 0) -> None:
        self.path = path
        self._lines = (read_text(path) if text is None else text).split("\n")
        self._skipped = skip_lines
        self._words = " ".join(self._lines[skip_lines:]).split()
        self._next = 0

    @property
    def left(self) -> int:
        """How many words are left."""
        return len(self._words) - self._next

    def line(self, word: int | None = None) -> int:
        """Line of a word, as an editor counts; of the next one by default."""
        wanted = self._next if word is None else word
        seen = 0
        for number, line in enumerate(self._lines[self._skipped :], self._skipped + 1):
            seen += len(line.split())
            if seen > wanted:
                return number
        return max(len(self._lines), 1)

    def fail(self, expected: str, word: int | None = None, value: str | None = None) -> InputError:
        """Error about a word, the next one by default."""
        at = self._next if word is None else word
        there = self._words[at] if at < len(self._words) else "end of file"
        return InputError([Problem(str(self.path), expected, row=self.line(at), value=value or there)])

    def words(self, count: int, what: str) -> list[str]:
        """Take words."""
        if count > self.left:
            short = count - self.left
            at = len(self._words)
            raise self.fail(f"the file ends {short} values too early: expected {count} for {what}", at)
        taken = self._words[self._next : self._next + count]
        self._next += count
        return taken

    def numbers(self, count: int, what: str, *, least: float = 0.0) -> Floats:
        """Take finite numbers, not below the least (-inf: any).

        Raises
        ------
        InputError
            Naming each value that is no such number (the first few) with its line.
        """
        began = self._next
        taken = self.words(count, what)
        try:
            values = np.array(taken, dtype=np.float64)
            good = np.isfinite(values) & (values >= least)
        except ValueError:
            values = np.array([_number(word) for word in taken])
            good = np.isfinite(values) & (values >= least)
        if good.all():
            return values
        bad = np.flatnonzero(~good)
        expected = f"expected a number{f', {least:g} or more,' if math.isfinite(least) else ''} for {what}"
        raise InputError(
            [Problem(str(self.path), expected, row=self.line(began + int(i)), value=taken[i]) for i in bad[:MOST_NAMED]]
            + (
                [Problem(str(self.path), f"and {bad.size - MOST_NAMED} more such values")]
                if bad.size > MOST_NAMED
                else []
            )
        )

    def table(self, rows: int, columns: int, what: str, *, least: float = 0.0) -> Floats:
        """Take numbers as a table, row after row."""
        return self.numbers(rows * columns, what, least=least).reshape(rows, columns)

    def whole(self, what: str, least: int = 1) -> int:
        """Take one whole number."""
        at = self._next
        value = _number(self.words(1, what)[0])
        if not (value == math.floor(value) if math.isfinite(value) else False) or value < least:
            raise self.fail(f"expected {what}, a whole number, {least} or more", at)
        return int(value)

    def indices(
        self, values: Floats, count: int, what: str, places: npt.NDArray[np.int64], *, first: int = 1
    ) -> npt.NDArray[np.int64]:
        """Numbers of things counted from ``first`` as indices from 0; ``places`` says which words they were."""
        values = values - first
        bad = np.flatnonzero((values != np.floor(values)) | (values < 0) | (values >= count))
        if bad.size:
            expected = f"expected {what}, a whole number from {first} to {first + count - 1}"
            raise InputError(
                [
                    Problem(str(self.path), expected, row=self.line(int(places[i])), value=self._words[int(places[i])])
                    for i in bad[:MOST_NAMED]
                ]
            )
        return values.astype(np.int64)

    @property
    def place(self) -> int:
        """Number of the next word."""
        return self._next

    def end(self) -> None:
        """Raise where anything is left."""
        if self.left:
            raise self.fail(f"expected the end of the file; {self.left} values are left over")


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


def stem(path: Path) -> str:
    """Name of an instance: the file's, without .txt, .dow and .gz."""
    name = path.name
    for suffix in (".gz", ".txt", ".dow"):
        name = name.removesuffix(suffix)
    return name
