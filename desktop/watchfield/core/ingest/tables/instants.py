"""Which UTC second does a cell mean? Whole columns of written times at once, with numpy alone.

A column of cells is seen as a table of letters. Cells of one pattern are taken apart together into numbers and what
stands between them; a form says which number is the day and what may stand where.

    2017-08-02T11:44:08.5+02:00      numbers 2017 8 2 11 44 8 5 2 0, between them - - T : : . + :
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..values import MISSING_WORDS
from .zones import from_zone

__all__ = ["FORMS", "REASONS", "UNIX", "WRITTEN", "Instants", "counted", "written"]

UNIX: Mapping[str, float] = MappingProxyType({"unix_s": 1.0, "unix_ms": 1e3, "unix_us": 1e6, "unix_ns": 1e9})
WRITTEN = ("iso8601", "dmy", "mdy")
"""Year first, as ISO 8601 has it; day, month, year; month, day, year."""
FORMS = (*UNIX, *WRITTEN)

REASONS = (
    "This is not a date with a time of day in the form that the column has.",
    "No calendar has this day, or no clock this time.",
    "This local time does not exist: the clocks of the zone were put forward over it.",
    "This local time came twice, when the clocks of the zone were put back; the file does not say which is meant.",
)
_OTHER_FORM, _NO_DATE, _GAP, _FOLD = range(1, 5)

_MOST_NUMBERS = 10
_MOST_PATTERNS = 1000  # a column of times has a few; the rest of a thousand ways to write one is none
_PART = re.compile(rb"(0+)([^0]*)")
_COULD_BE = re.compile(rb"(?=.{1,40}$)(?:0{1,18}[^0]{1,7}){1,9}(?:0{1,18})?")
_PLACES: Mapping[str, tuple[int, int, int]] = MappingProxyType(  # of year, month and day
    {"iso8601": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
)
_DAY_S = 86_400.0


@dataclass(frozen=True, eq=False, slots=True)
class Instants:
    """When each row was.

    time_s : float64[n], UTC seconds; NaN where nothing is written, infinite where it cannot be told
    reason : uint8[n], 0, or which of ``REASONS`` from 1 says why not
    """

    time_s: NDArray[np.float64]
    reason: NDArray[np.uint8]


def counted(numbers: NDArray[np.float64], form: str) -> Instants:
    """Return the times that a column of numbers counts since 1970."""
    return Instants(numbers / UNIX[form], np.zeros(len(numbers), np.uint8))


def written(cells: NDArray[np.bytes_], form: str, zone: str) -> Instants:
    """Return the times that a column of cells writes out.

    zone : the IANA name of the zone of those that carry none

    Raises ReadError for a zone that nobody knows.
    """
    found = _numbers_in(cells)
    year, month, day = _PLACES[form]
    place = (np.full(len(cells), year), np.full(len(cells), month), np.full(len(cells), day))
    fits, offset_s, seconds = _clock(found, form)
    days, exists = _days(*(found.value[np.arange(len(cells)), at] for at in place))
    time_s = days * _DAY_S + seconds
    reason = np.where(fits, np.where(exists & (seconds <= _DAY_S), 0, _NO_DATE), _OTHER_FORM).astype(np.uint8)
    local = np.isnan(offset_s) & (reason == 0)
    time_s = time_s - np.where(np.isnan(offset_s), 0.0, offset_s)
    if local.any() and zone.upper() not in ("UTC", "Z"):
        time_s[local], state = from_zone(time_s[local], zone)
        reason[local] = np.choose(state, (0, _GAP, _FOLD))
    time_s = np.where(reason > 0, np.inf, time_s)
    wordy = np.flatnonzero(found.count == 0)
    nothing = wordy[np.isin(cells[wordy], [word.encode() for word in MISSING_WORDS])]
    time_s[nothing], reason[nothing] = np.nan, 0
    return Instants(time_s, reason)


@dataclass(frozen=True, eq=False, slots=True)
class _Numbers:
    """The numbers in some cells, and what follows each.

    value, digits : int64[n, 10], 0 where there are not so many
    after : int64[n, 10], up to seven letters as one number, in capitals; 0 at the end
    count : int64[n], how many there are; 0 for a cell that does not begin with one
    """

    value: NDArray[np.int64]
    digits: NDArray[np.int64]
    after: NDArray[np.int64]
    count: NDArray[np.int64]


def _numbers_in(cells: NDArray[np.bytes_]) -> _Numbers:
    """Take cells apart, those of one pattern together: a column has one, or a few."""
    letters = np.ascontiguousarray(cells).view(np.uint8).reshape(len(cells), cells.itemsize)
    is_digit = letters - np.uint8(ord("0")) <= 9
    pattern = np.where(is_digit, np.uint8(ord("0")), letters)
    value, digits, after = np.zeros((3, len(cells), _MOST_NUMBERS), np.int64)
    count = np.zeros(len(cells), np.int64)
    left = np.arange(len(cells))
    for _ in range(_MOST_PATTERNS):
        if not len(left):
            break
        same = (pattern[left] == pattern[left[0]]).all(axis=1)
        rows: Any = left[same] if len(left) < len(cells) or not same.all() else slice(None)
        first, left = left[0], left[~same]
        parts = _parts(pattern[first].tobytes().rstrip(b"\0"))
        for at, (begin, end, between) in enumerate(parts):
            value[rows, at] = _number(letters[rows, begin:end])
            digits[rows, at], after[rows, at] = end - begin, between
        count[rows] = len(parts)
    return _Numbers(value, digits, after, count)


def _number(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    number = np.zeros(len(digits), np.int64)
    for column in digits.T:
        number = number * 10 + (column - np.uint8(ord("0")))
    return number


def _parts(pattern: bytes) -> list[tuple[int, int, int]]:
    """Return of each number where it begins and ends and what follows it, nothing for what is no time of any form."""
    if not _COULD_BE.fullmatch(pattern):
        return []
    return [
        (found.start(1), found.end(1), int.from_bytes(found[2].upper(), "big")) for found in _PART.finditer(pattern)
    ]


def _is(after: NDArray[np.int64], *texts: str) -> NDArray[np.bool_]:
    return np.isin(after, [int.from_bytes(text.encode(), "big") for text in texts])


def _clock(found: _Numbers, form: str) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Return (whether a cell has the form, how far its zone is ahead in seconds or NaN, the second of the day)."""
    value, digits, after, count = found.value, found.digits, found.after, found.count
    rows = np.arange(len(count))
    year = _PLACES[form][0]
    fits = (count >= 5) & (digits[:, year] == 4) & (digits[:, 1] <= 2) & (digits[:, 3] <= 2) & (digits[:, 4] == 2)
    fits &= digits[:, 2 if year == 0 else 0] <= 2
    fits &= (after[:, 0] == after[:, 1]) & _is(after[:, 0], "-", "/", ".") & _is(after[:, 2], "T", " ", ", ", "  ")
    fits &= _is(after[:, 3], ":")
    has_seconds = _is(after[:, 4], ":") & (count >= 6)
    last = np.where(has_seconds, 5, 4)
    fits &= ~has_seconds | (digits[:, 5] == 2)
    has_fraction = has_seconds & _is(after[:, 5], ".", ",") & (count >= 7)
    last += has_fraction
    fraction = np.where(has_fraction, value[rows, last] / 10.0 ** digits[rows, last], 0.0)
    end = after[rows, last]
    ends = _is(end, "", "Z", " Z", " UTC", "UTC", " GMT", "GMT") | _is(end, " AM", " PM", "AM", "PM")
    ahead, behind = _is(end, "+", " +", "UTC+", " UTC+"), _is(end, "-", " -", "UTC-", " UTC-")
    offset_s, offset_fits = _offset(found, last + 1)
    fits &= np.where(ahead | behind, offset_fits, ends & (count == last + 1))
    hour, afternoon, forenoon = value[:, 3], _is(end, " PM", "PM"), _is(end, " AM", "AM")
    halves = afternoon | forenoon
    hour_good = np.where(halves, (hour >= 1) & (hour <= 12), hour <= 23)
    hour = np.where(halves, hour % 12 + 12 * afternoon, hour)
    second = np.where(has_seconds, value[:, 5], 0)
    leap = (second == 60) & (hour == 23) & (value[:, 4] == 59)
    good = hour_good & (value[:, 4] <= 59) & ((second <= 59) | leap)
    seconds = np.where(good, hour * 3600.0 + value[:, 4] * 60.0 + second + fraction, np.inf)
    named = _is(end, "Z", " Z", " UTC", "UTC", " GMT", "GMT")
    zone_s = np.where(ahead, offset_s, np.where(behind, -offset_s, np.where(named, 0.0, np.nan)))
    return fits, zone_s, seconds


def _offset(found: _Numbers, at: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (seconds, whether it is one) of an offset like 02:00, 0200 or 02 that begins with this number."""
    rows = np.arange(len(at))
    at, then = np.minimum(at, _MOST_NUMBERS - 1), np.minimum(at + 1, _MOST_NUMBERS - 1)
    value, digits, after = found.value[rows, at], found.digits[rows, at], found.after[rows, at]
    apart = _is(after, ":")
    hours = np.where(digits == 4, value // 100, value)
    minutes = np.where(digits == 4, value % 100, np.where(apart, found.value[rows, then], 0))
    fits = np.where(
        apart,
        (digits == 2) & (found.digits[rows, then] == 2) & (found.after[rows, then] == 0) & (found.count == then + 1),
        ((digits == 2) | (digits == 4)) & (after == 0) & (found.count == at + 1),
    )
    fits &= (hours <= 14) & (minutes <= 59)  # no place on earth is further from UTC
    return hours * 3600.0 + minutes * 60.0, fits


def _days(
    year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return (days since 1970, whether the calendar has that day)."""
    year, month = np.clip(year, 0, 9999), np.where((month >= 1) & (month <= 12), month, 0)
    months = (year - 1970) * 12 + np.maximum(month, 1) - 1
    begin = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
    end = (months + 1).astype("M8[M]").astype("M8[D]").astype(np.int64)
    day = np.clip(day, 0, 99)
    return begin + day - 1, (year >= 1) & (month >= 1) & (day >= 1) & (day <= end - begin)
