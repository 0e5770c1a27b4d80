"""When was that? Times written out as ISO 8601, whole columns at once, as UTC seconds.

A date without a time of day is not taken for midnight: that would invent a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo

import numpy as np
from numpy.typing import NDArray

from ..errors import ReadError
from ..model.reading import Refusal
from .values import Codes, plain

__all__ = ["seconds_of", "spelled", "unreadable"]

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(?::([0-5][0-9](?:[.,][0-9]{1,18})?))?"
    r" ?(Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SHOWN = 40
_QUARTER_S = 900.0  # no zone is ahead of UTC by anything finer


def seconds_of(texts: Sequence[str | None], zone: str | None = None) -> NDArray[np.float64]:
    """Return UTC seconds, float64[n]: NaN where nothing is written, infinite where it is no date and time of day.

    zone : the IANA name of the zone of times that carry none; UTC where it is not said

    Raises ReadError for a zone that nobody knows.
    """
    matches = [_MOMENT.fullmatch(text.strip()) if text else None for text in texts]
    time_s = np.array([np.inf if text and text.strip() else np.nan for text in texts], np.float64)
    found = [match.groups() for match in matches if match is not None]
    if found:
        good = np.array([match is not None for match in matches], np.bool_)
        time_s[good] = _seconds(found, zone)
    return time_s


def spelled(column: Codes) -> list[str | None]:
    """Return a column of texts as a list, None where there is none."""
    texts = (*column.texts, None)
    return [texts[code] for code in column.code.tolist()]


def unreadable(
    row: NDArray[np.int64], time_s: NDArray[np.float64], texts: Sequence[str | None], column: str
) -> list[Refusal]:
    """Return a refusal for every row whose time could not be read, with the text that stands there."""
    return [
        Refusal(int(row[at]), column, _complaint(str(texts[at]).strip()))
        for at in np.flatnonzero(np.isinf(time_s)).tolist()
    ]


def _complaint(text: str) -> str:
    if _MOMENT.fullmatch(text):
        return f"“{plain(text, _SHOWN)}” is no time of any calendar, or an hour that the zone had twice or not at all."
    return f"“{plain(text, _SHOWN)}” is not a date with a time of day."


def _seconds(parts: Sequence[tuple[str | None, ...]], zone: str | None) -> NDArray[np.float64]:
    minutes = _minutes([f"{day}T{clock}" for day, clock, _, _ in parts])
    seconds = np.array([float(second.replace(",", ".")) if second else 0.0 for _, _, second, _ in parts], np.float64)
    offsets = {text: _offset(text) for text in {part[3] for part in parts} if text}
    offset = np.array([offsets.get(part[3] or "", 0.0) for part in parts], np.float64)
    time_s = minutes + seconds - offset
    if zone and zone.upper() not in ("UTC", "Z"):
        local = np.array([part[3] is None for part in parts], np.bool_)
        time_s[local] = _from_zone(time_s[local], zone)
    return time_s


def _minutes(texts: list[str]) -> NDArray[np.float64]:
    """Return the seconds of ``2025-10-26T14:13``, infinite where no calendar has that day or no clock that hour."""
    with suppress(ValueError):
        return np.array(texts, "datetime64[m]").astype(np.float64) * 60.0
    return np.array([_minute(text) for text in texts], np.float64)


def _minute(text: str) -> float:
    with suppress(ValueError):
        return float(np.datetime64(text, "m").astype(np.int64)) * 60.0
    return np.inf


def _offset(text: str) -> float:
    """Return how far a zone like ``+05:45`` is ahead of UTC, in seconds."""
    if text[0] not in "+-":
        return 0.0
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        return np.inf  # no place on earth is so far from UTC
    return (hours * 3600.0 + minutes * 60.0) * (-1.0 if text[0] == "-" else 1.0)


def _from_zone(local_s: NDArray[np.float64], zone: str) -> NDArray[np.float64]:
    """Return UTC for clocks that showed these times; infinite for an hour that the zone had twice or not at all."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - it reads files, which only a time without a zone needs

    try:
        place = ZoneInfo(zone)
    except (LookupError, ValueError, OSError) as error:
        what = f"There is no time zone “{plain(zone, 60)}” here."
        raise ReadError(what, advice="Write it as Europe/Moscow or UTC.") from error
    finite = np.isfinite(local_s)
    quarters, which = np.unique(np.floor(local_s[finite] / _QUARTER_S), return_inverse=True)
    ahead_s = np.array([_ahead(quarter * _QUARTER_S, place) for quarter in quarters.tolist()], np.float64)
    time_s = local_s.copy()
    time_s[finite] -= np.where(np.isnan(ahead_s), -np.inf, ahead_s)[which]
    return time_s


def _ahead(local_s: float, place: tzinfo) -> float:
    """Return how far clocks that show this are ahead of UTC; NaN where that cannot be told."""
    try:
        shown = _EPOCH + timedelta(seconds=local_s)
    except OverflowError:
        return np.nan
    first, second = (shown.replace(tzinfo=place, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return first.total_seconds() if first == second else np.nan
