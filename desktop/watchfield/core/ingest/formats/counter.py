"""When was a message received, by the counter of its receiver?

    12 MHz      ticks since the receiver was switched on
    of the day  seconds << 30 | nanoseconds

The two look alike. In the second no value has more than 999,999,999 nanoseconds, in the first one in fifteen would.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.units import SECONDS_PER_DAY
from ..values import plain, take_forward

__all__ = ["MLAT_TICKS", "Clock"]

TICKS_PER_S = 12e6
MLAT_TICKS = 0xFF004D4C4154  # what programs write for a position made by multilateration: it has no counter
_NS_BITS = 30
_NS_PER_S = 1_000_000_000
_ENOUGH = 200  # messages, of which 14 would be impossible as nanoseconds
_NEAR_S = 600.0  # what the user says of the beginning agrees with the time of day
_BACK_S = 1.0  # messages may be out of order by less; a receiver that was restarted is so by more


class Clock:
    """Turns counters into UTC seconds; what it learns of the first messages holds for the rest of the file."""

    def __init__(self, start_s: float, untrusted_name: str) -> None:
        self._start_s = start_s
        self._where = plain(untrusted_name)
        self._of_day: bool | None = None
        self._first_s = np.nan
        self._last_s = -np.inf  # the latest so far, since the first
        self._ended = False

    def times(self, ticks: NDArray[np.int64], counted: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return UTC seconds, float64[n]; NaN after the counter went back, and where there was none yet.

        counted : bool[n], which of them have a counter that means something

        Raises ReadError where all counters are the same.
        """
        counted = counted & (ticks != MLAT_TICKS)
        time_s = np.full(len(ticks), np.nan)
        if self._ended or not counted.any():
            return self._filled(time_s)
        if self._of_day is None:
            self._learn(ticks[counted])
        since_s = self._since(ticks[counted])
        time_s[counted] = self._start_s + self._held(since_s)
        return self._filled(time_s)

    def _learn(self, ticks: NDArray[np.int64]) -> None:
        if len(ticks) > 1 and (ticks == ticks[0]).all():
            raise ReadError(
                "All messages carry the same counter, so nothing says when each was received.",
                where=self._where,
                kept="Nothing of this file was stored.",
                advice="Record with time stamps.",
            )
        seconds, nanoseconds = ticks >> _NS_BITS, ticks & (1 << _NS_BITS) - 1
        possible = bool((nanoseconds < _NS_PER_S).all() and (seconds < SECONDS_PER_DAY).all())
        of_day_s = float(seconds[0] + nanoseconds[0] / _NS_PER_S)
        away_s = (self._start_s - of_day_s + SECONDS_PER_DAY / 2) % SECONDS_PER_DAY - SECONDS_PER_DAY / 2
        sure = len(ticks) >= _ENOUGH and seconds[0] != seconds[-1]
        self._of_day = possible and (sure or abs(away_s) < _NEAR_S)
        if self._of_day:
            self._start_s -= away_s  # the receiver knows the time of day better than the user
            self._first_s = of_day_s
        else:
            self._first_s = ticks[0] / TICKS_PER_S

    def _since(self, ticks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return seconds since the first message."""
        if not self._of_day:
            return ticks / TICKS_PER_S - self._first_s
        since_s = (ticks >> _NS_BITS) + (ticks & (1 << _NS_BITS) - 1) / _NS_PER_S - self._first_s
        last_s = self._last_s if np.isfinite(self._last_s) else 0.0
        steps = np.diff(since_s, prepend=np.mod(last_s + self._first_s, SECONDS_PER_DAY) - self._first_s)
        midnights: NDArray[np.int64] = np.cumsum(steps < -SECONDS_PER_DAY / 2) - np.cumsum(steps > SECONDS_PER_DAY / 2)
        days = (last_s + self._first_s) // SECONDS_PER_DAY
        unwrapped: NDArray[np.float64] = since_s + (midnights + days) * SECONDS_PER_DAY
        return unwrapped

    def _held(self, since_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the same until the counter goes back: a receiver that was restarted counts from elsewhere."""
        latest = np.maximum.accumulate(np.concatenate(([self._last_s], since_s)))
        back = np.flatnonzero(since_s < latest[:-1] - _BACK_S)
        if not len(back):
            self._last_s = float(latest[-1])
            return since_s
        self._ended = True
        self._last_s = float(latest[back[0]])
        return np.where(np.arange(len(since_s)) < back[0], since_s, np.nan)

    def _filled(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return times with those that have none given the one before."""
        if self._ended:
            return time_s
        before_s = self._start_s + self._last_s if np.isfinite(self._last_s) else np.nan
        last = take_forward(~np.isnan(time_s))
        return np.where(last < 0, before_s, time_s[last])
