"""Which rows of a table does a person mean who types this?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from .folding import fold

__all__ = ["Match", "Names"]


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
        line_feeds = np.frombuffer(text.encode("utf-32-le"), np.uint32) == ord("\n")
        self._starts = np.flatnonzero(line_feeds)

    @classmethod
    def of(cls, columns: Iterable[Sequence[str]]) -> Names:
        """Fold columns of equal length; a cell may hold several names, with ``|`` between them."""
        lines = ("\t" + "\t".join(cells) + "\t" for cells in zip(*columns, strict=True))
        text = "\n" + fold("\n".join(lines).replace("|", "\t").replace("\t", "\t "))
        text = re.sub(r" +(?=[\t\n]|$)", "", re.sub(r"\t +", "\t ", text))
        return cls(re.sub(r"\t(?=\t)", "", text))

    def search(self, untrusted_text: str) -> dict[Match, NDArray[np.int64]]:
        """Return row numbers for each kind of match, ascending; a row that matches in two ways is in both."""
        folded = fold(untrusted_text.replace("\n", " ").replace("\t", " "))
        words = folded.split()
        if not words:
            return {match: np.zeros(0, np.int64) for match in Match}
        at = list(self._positions(words[0]))
        starting = [here for here in at if self.text[here - 2] == "\t" and self.text.startswith(folded, here)]
        whole = [here for here in starting if self.text.startswith("\t", here + len(folded))]
        rows = self._rows(at)
        for word in words[1:]:
            rows = np.intersect1d(rows, self._rows(list(self._positions(word))), assume_unique=True)
        return {Match.WHOLE: self._rows(whole), Match.START: self._rows(starting), Match.WORDS: rows}

    def _positions(self, word: str) -> Iterator[int]:
        """Yield where a word begins so."""
        piece = f" {word}"
        at = self.text.find(piece)
        while at >= 0:
            yield at + 1
            at = self.text.find(piece, at + 1)

    def _rows(self, positions: list[int]) -> NDArray[np.int64]:
        return np.unique(np.searchsorted(self._starts, np.array(positions, np.int64), side="right") - 1)
