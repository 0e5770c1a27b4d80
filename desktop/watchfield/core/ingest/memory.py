"""What was said last of each aircraft, where every row says but a part: whole columns, and across the pieces of a file.

row           0  1  2  3  4  5
aircraft      a  b  a  a  b  a
speed said   70  .  .  .  .  80
speed held   70  . 70 70  .  80
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .values import Codes, take_forward

__all__ = ["Memory", "Rows"]


class Rows:
    """Rows of some aircraft in the order of the file, and the same by aircraft.

    whose : int64[n], a number an aircraft, the same in every piece of a file
    time_s : float64[n]; what is said at no known time is held for no other
    """

    def __init__(self, whose: NDArray[np.int64], time_s: NDArray[np.float64]) -> None:
        self.order = np.argsort(whose, kind="stable")
        self.whose = whose[self.order]
        self.time_s = time_s[self.order]
        first = np.flatnonzero(np.diff(self.whose, prepend=-1))
        self.begin = np.repeat(first, np.diff(first, append=len(whose)))


class Memory:
    """What was said last, by field and aircraft; it grows with the number of aircraft and not of rows."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: dict[str, int] = {}
        self._value: dict[str, NDArray[np.float64]] = {}
        self._time_s: dict[str, NDArray[np.float64]] = {}

    def whose(self, address: Codes) -> NDArray[np.int64]:
        """Return a number for each address that stays the same; rows without any have one together."""
        table = [self._numbers.setdefault(text, len(self._numbers)) for text in (*address.texts, "")]
        return np.array(table, np.int64)[address.code]

    def numbers(self, name: str, rows: Rows, said: NDArray[np.float64], longest_s: float) -> NDArray[np.float64]:
        """Return for each row what its aircraft said last, float64[n]; NaN where that is longer ago than so much.

        said : float64[n], NaN where nothing was said
        """
        value, time_s = self._known(name)
        said, at_s = said[rows.order], rows.time_s
        known = ~np.isnan(said) & np.isfinite(at_s)
        last = take_forward(known)
        here = last >= rows.begin
        held = np.where(here, said[last], value[rows.whose])
        held_s = np.where(here, at_s[last], time_s[rows.whose])
        with np.errstate(invalid="ignore"):
            fresh = np.abs(at_s - held_s) <= longest_s
        value[rows.whose[known]] = said[known]  # of several, numpy leaves the last
        time_s[rows.whose[known]] = at_s[known]
        found = np.empty(len(held))
        found[rows.order] = np.where(fresh, held, np.nan)
        return found

    def texts(self, name: str, rows: Rows, said: Codes, longest_s: float) -> Codes:
        """Return the same of a text."""
        table = [float(self._texts.setdefault(text, len(self._texts))) for text in said.texts]
        held = self.numbers(name, rows, np.array([*table, np.nan])[said.code], longest_s)
        return Codes(np.where(np.isnan(held), -1, held).astype(np.int32), tuple(self._texts))

    def _known(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (value, when it was said) of every aircraft there is by now."""
        more = np.full(len(self._numbers) - len(self._value.get(name, ())), np.nan)
        self._value[name] = np.concatenate((self._value.get(name, more[:0]), more))
        self._time_s[name] = np.concatenate((self._time_s.get(name, more[:0]), more))
        return self._value[name], self._time_s[name]
