"""From untrusted values to numbers and texts: whole lists at once.

A number is NaN where nothing was said and infinite where something was said that is no number, so that one column
carries both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MISSING_WORDS",
    "Codes",
    "codes",
    "dug",
    "icao24",
    "number",
    "number_or",
    "number_table",
    "numbers",
    "plain",
    "short",
    "squawk",
    "take_forward",
    "truth",
]

MISSING_WORDS = ("", "NA", "N/A", "na", "n/a", "null", "NULL", "None", "none")
MAX_TEXT = 16  # a callsign has 8 characters; what is longer is not one, and is cut

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_ICAO24 = re.compile(r"[0-9a-f]{6}")
_SQUAWK = re.compile(r"[0-7]{1,4}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control, bidi and zero width, surrogates, line separators
_NUMERIC = frozenset({int, float, type(None)})
_TRUE = frozenset({"true", "1", "t", "yes", "-1"})


@dataclass(frozen=True, eq=False, slots=True)
class Codes:
    """A column of texts, each kept once.

    code : int32[n], position in ``texts``, -1 where there is none
    """

    code: NDArray[np.int32]
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.code)

    def cleaned(self, clean: Callable[[str], str]) -> Codes:
        """Return the column with each text put through ``clean``; what comes out empty is missing."""
        seen: dict[str, int] = {}
        new = [seen.setdefault(text, len(seen)) if text else -1 for text in map(clean, self.texts)]
        table = np.array([*new, -1], np.int32)  # the last one is what -1 means, before and after
        return Codes(table[self.code], tuple(seen))

    def where(self, holds: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Return for each row whether its text has a property, bool[n]; a missing one has none."""
        table = np.array([*map(holds, self.texts), False], np.bool_)
        return table[self.code]

    def take(self, which: NDArray[Any]) -> Codes:
        """Return the column for these rows only."""
        return Codes(self.code[which], self.texts)


def codes(values: Sequence[object]) -> Codes:
    """Return a column of texts; whole numbers count as their digits, anything else as missing."""
    if not set(map(type, values)) <= {str, type(None)}:
        values = [value if type(value) is str else _text_or_none(value) for value in values]
    texts = tuple(str(text) for text in dict.fromkeys(values) if text)
    order: dict[object, int] = {text: position for position, text in enumerate(texts)}
    return Codes(np.fromiter(map(order.get, values, repeat(-1)), np.int32, len(values)), texts)


def numbers(values: Sequence[object]) -> NDArray[np.float64]:
    """Return float64[n]: NaN for None, infinite for what is no number; texts that are numbers are."""
    if set(map(type, values)) <= _NUMERIC:
        with suppress(OverflowError):  # a whole number beyond 1e308, found below
            return np.fromiter(values, np.float64, len(values))
    return np.array([_number(value) for value in values], np.float64)


def number_table(columns: Sequence[Sequence[object]]) -> NDArray[np.float64]:
    """Return columns of one length as float64[columns, n], each as ``numbers`` gives it.

    In one go where all are what they should be: of short columns there are many, and numpy's price is by the call.
    """
    if set().union(*(map(type, column) for column in columns)) <= _NUMERIC:
        shape = (len(columns), len(columns[0]))
        with suppress(OverflowError):
            return np.fromiter(chain.from_iterable(columns), np.float64, shape[0] * shape[1]).reshape(shape)
    return np.array([numbers(column) for column in columns], np.float64)


def number(text: str) -> float:
    """Return what a cell of a table says as a number."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    return np.nan if text in MISSING_WORDS else np.inf


def truth(text: str) -> bool:
    """Return whether a cell of a table says yes."""
    return text.strip().lower() in _TRUE


def plain(text: str, longest: int = 400) -> str:
    """Return a text that can be shown: without control and direction characters, not endless."""
    if text.isascii() and text.isprintable() and len(text) <= longest:
        return text
    shown = "".join("\ufffd" if unicodedata.category(letter) in _UNSEEN else letter for letter in text[:longest])
    return f"{shown}…" if len(text) > longest else shown


def short(text: object) -> str:
    """Return a callsign, registration or type as it is kept: plain, trimmed, at most 16 characters; else nothing."""
    if not isinstance(text, str):
        return ""
    trimmed = text[:256].strip(" \t\r\n\0@_")  # transponders pad with any of these
    trimmed = "" if trimmed in MISSING_WORDS else trimmed
    return plain(trimmed[:MAX_TEXT])


def squawk(text: str) -> str:
    """Return four octal digits, or nothing; a lone 0 is how exports say that there is none."""
    text = text.strip()
    return text.zfill(4) if _SQUAWK.fullmatch(text) and text != "0" else ""


def icao24(text: object) -> str:
    """Return an ICAO 24-bit address as six lower-case hex digits, or nothing."""
    if not isinstance(text, str):
        return ""
    digits = text[:16].strip().lower().removeprefix("0x")
    return digits if _ICAO24.fullmatch(digits) and digits != "000000" else ""


def dug(document: object, *path: str) -> Any:
    """Return what lies at the end of a path of keys, or None where the path ends before."""
    for key in path:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document


def take_forward(known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return for each row the last one up to it that is known, -1 before the first.

    known     . # . . # .
    returns  -1 1 1 1 4 4

    known : bool[n], or bool[columns, n]
    """
    return np.maximum.accumulate(np.where(known, np.arange(known.shape[-1]), -1), axis=-1)


def number_or(value: object, otherwise: float) -> float:
    """Return a value that should be a finite number, or what stands in for it."""
    found = _number(value)
    return found if np.isfinite(found) else otherwise


def _number(value: object) -> float:
    if value is None:
        return np.nan
    if isinstance(value, str):
        return number(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return np.inf
    try:
        return float(value)
    except OverflowError:
        return np.inf


def _text_or_none(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    return str(value) if isinstance(value, int) and abs(value) < 10**16 else None
