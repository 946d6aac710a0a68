"""The rate texts of Japan's schedule: which of its columns applies, put into the words of the grammar.

A line states the basic (or general), the temporary and the WTO rate; one in parentheses is not applied because
another is no higher. The temporary rate goes before the basic one, and the WTO rate before both where it is lower.

Source: Customs Tariff Act art. 3, Temporary Tariff Measures Act art. 2, WTO schedule; legend of Japan Customs' tables.
"""

from __future__ import annotations

import re

from .grammar import UnreadableRate

_COLUMNS = re.compile(r"basic (?P<basic>.*?); prov (?P<prov>.*?); WTO ?(?P<wto>.*)", re.S)
_NOTES = "◎※●*＊"  # marks that send the reader to a note: quotas, end use
_HIGHER = re.compile(r"(.+?)又は(.+?)のうちいずれか(高|低)い税率(?: *ただしその税率が(.+?)を下回る場合は.+)?")
_YEN = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?) ?円 ?")
DIFFERENCE, RANGE = "基準輸入価格", "~"
_WORDS = {"無税": "Free", "免税": "Free", "足": "pair", "頭": "head", "本": "piece", "枚": "piece"}


def is_japanese(text: str) -> bool:
    """Whether the text holds the three columns of Japan's schedule."""
    return _COLUMNS.fullmatch(text.strip()) is not None


def applied(text: str) -> tuple[str, str]:
    """Rate text of the column that applies to goods of WTO members, in the words of the grammar.

    Returns
    -------
    (rate text, doubt)
        The doubt is empty where the columns leave none.

    Raises
    ------
    UnreadableRate
        A range, a difference from a reference price, or a rate that depends on what the line does not say.
    """
    columns = _COLUMNS.fullmatch(text.strip())
    if columns is None:
        raise UnreadableRate("has not the three columns of Japan's schedule")
    stated = [_even(columns[k]) for k in ("wto", "prov", "basic")]
    if DIFFERENCE in stated[1] and stated[0]:
        return _translated(stated[0]), "at most: a difference from a reference price, which the WTO rate bounds"
    for rate in stated:
        plain = rate.lstrip(_NOTES).strip()
        if plain and not plain.startswith("("):
            if bound := _highest(plain):
                return bound, "at most: one of several rates in the line"
            return _translated(plain), "" if plain == rate else f"marked {rate[0]}: a note sets conditions"
    # All in parentheses: what applies stands elsewhere and is no higher than what is stated here.
    rate = next((rate for rate in reversed(stated) if rate), "").lstrip(_NOTES)
    if bound := _highest(rate):
        return bound, "at most: one of several rates in the line"
    translated = _translated(rate)
    return translated, "" if translated == "Free" else "at most: the rate that applies is not in the line"


def _highest(text: str) -> str:
    """Highest of the rates of a line that has several, by goods or as a range; empty: it has one, or no highest."""
    if RANGE in text:
        return _words(text.rpartition(RANGE)[2].strip("() "))
    if "その他" in text and "円" not in text:
        return f"{max(re.findall(r'[0-9.]+(?=%)', text), key=float)}%"
    return ""


def _even(text: str) -> str:
    """Half-width signs."""
    return text.translate(str.maketrans("（）％＋〜～", "()%+~~")).strip()


def _translated(text: str) -> str:
    said = text.strip("() ")
    for sign, reason in (
        ("~", "a range of rates: the line is divided further"),
        ("基準輸入価格", "a difference from a reference price"),
        ("課税価格", "a difference from a reference price"),
        ("一部", "a rate for a part of the line only"),
        ("その他", "two rates in one line, told apart by the goods"),
        ("ごとに", "a rate that rises with the content of the goods"),
    ):
        if sign in said:
            raise UnreadableRate(reason)
    if either := _HIGHER.fullmatch(said):
        choice = "higher" if either[3] == "高" else "lower"
        least = f" MIN {_words(either[4])}" if either[4] else ""
        return f"{_words(either[1])} or {_words(either[2])}, whichever is {choice}{least}"
    return _words(said)


def _words(text: str) -> str:
    said = _YEN.sub(r"\1 JPY", text.strip())
    for japanese, word in _WORDS.items():
        said = said.replace(japanese, word)
    return said.replace("+", " + ")
