"""Which rows of a table does a person mean who types this?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from .folding import fold

__all__ = ["Match", "Names"]

_LONGEST = 100  # letters of what was typed that are looked at
_SPACE, _TAB, _LINE_FEED = ord(" "), ord("\t"), ord("\n")


class Match(IntEnum):
    """How well a row answers, the best first."""

    WHOLE = 0  # one of its names is what was typed
    START = 1  # one of its names starts so
    WORDS = 2  # every word typed starts a word of its names


class Names:
    """The names of all rows as one long folded string, which takes seconds to make and milliseconds to search.

    text : a row is a line; before each name stand a tab and a space, before each further word a space, and the line
        ends in a tab. The first line is empty.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        self._lines = np.flatnonzero(letters == _LINE_FEED)
        self._words = np.flatnonzero(letters == _SPACE) + 1
        self._letters = np.concatenate([letters, np.zeros(_LONGEST + 1, np.uint32)])

    @classmethod
    def of(cls, columns: Iterable[Sequence[str]]) -> Names:
        """Fold columns of equal length; a cell may hold several names, with ``|`` between them."""
        lines = ("\t" + "\t".join(cells) + "\t" for cells in zip(*columns, strict=True))
        text = "\n" + fold("\n".join(lines).replace("|", "\t").replace("\t", "\t "))
        text = re.sub(r" +(?=[\t\n]|$)", "", re.sub(r"\t +", "\t ", text))
        return cls(re.sub(r"\t(?=\t)", "", text))

    def search(self, untrusted_text: str) -> dict[Match, NDArray[np.int64]]:
        """Return row numbers for each kind of match, ascending; a row that matches in two ways is in both."""
        folded = fold(untrusted_text[:_LONGEST].replace("\n", " ").replace("\t", " "))[:_LONGEST]
        words = folded.split()
        if not words:
            return {match: np.zeros(0, np.int64) for match in Match}
        at = self._beginning(words[0], self._words)
        rows = self._rows(at)
        for word in words[1:]:
            rows = np.intersect1d(rows, self._rows(self._beginning(word, self._words)), assume_unique=True)
        starting = self._beginning(folded, at[self._letters[at - 2] == _TAB])
        whole = starting[self._letters[starting + len(folded)] == _TAB]
        return {Match.WHOLE: self._rows(whole), Match.START: self._rows(starting), Match.WORDS: rows}

    def _beginning(self, text: str, at: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return those of the places at which this text stands."""
        for i, letter in enumerate(text):
            at = at[self._letters[at + i] == ord(letter)]
        return at

    def _rows(self, places: NDArray[np.intp]) -> NDArray[np.int64]:
        return np.unique(np.searchsorted(self._lines, places, side="right") - 1).astype(np.int64)
