"""Times: UTC seconds since 1970 inside, ISO 8601 with ``Z`` at the edges."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from ..errors import RequestError

__all__ = ["EARLIEST_S", "LATEST_S", "format_day", "format_utc", "parse_utc"]

EARLIEST_S = -62_135_596_800.0  # 0001-01-01: what a calendar date can say
LATEST_S = 253_402_300_799.999  # 9999-12-31T23:59:59.999

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_GROUP = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{2})?Z([A-Z]{3})(\d{2}|\d{4})", re.ASCII)


def format_utc(time_s: float, *, decimals: int = 0) -> str:
    """Return ``2025-10-26T14:13:05Z``; with ``decimals`` 3 ``2025-10-26T14:13:05.250Z``. Rounded down.

    Raises RequestError for a time that no calendar has.
    """
    when = _moment(time_s)
    text = f"{when.year:04d}-{when:%m-%dT%H:%M:%S}"
    return f"{text}.{when.microsecond // 1000:03d}Z" if decimals else f"{text}Z"


def format_day(time_s: float) -> str:
    """Return the day of a time as people write it: ``26 Oct 2025``. Raises RequestError as ``format_utc`` does."""
    when = _moment(time_s)
    return f"{when.day} {_MONTHS[when.month - 1].capitalize()} {when.year}"


def parse_utc(text: str) -> float:
    """Return UTC seconds for ``2025-10-26``, ``2025-10-26T14:13Z``, ``... 14:13:05.25`` or ``261413ZOCT25``.

    A time without a zone is UTC; one with an offset is converted. Raises RequestError for anything else.
    """
    plain = text.strip()
    group = _GROUP.fullmatch(plain.upper().replace(" ", ""))
    try:
        when = _from_group(group) if group else datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", plain))
    except ValueError:
        raise RequestError(
            f"“{text}” is not a time.", advice="Write 2025-10-26T14:13Z or 261413ZOCT25; times are UTC."
        ) from None
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone.utc)
    time_s = (when - _EPOCH).total_seconds()
    _moment(time_s)  # an offset may lead out of the calendar
    return time_s


def _moment(time_s: float) -> datetime:
    """Return a time as a date, rounded down to the millisecond."""
    if not EARLIEST_S <= time_s <= LATEST_S:
        raise RequestError(f"{time_s} s is not a time between the years 1 and 9999.")
    milliseconds = int(time_s * 1000 // 1)
    # Multiplying rounds: 1080000000.251 * 1000 comes out below 1080000000251, others above.
    if (milliseconds + 1) / 1000 <= time_s:
        milliseconds += 1
    elif milliseconds / 1000 > time_s:
        milliseconds -= 1
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _from_group(group: re.Match[str]) -> datetime:
    day, hour, minute, second, month, year = group.groups()
    if month not in _MONTHS:
        raise ValueError(month)
    full_year = int(year) if len(year) == 4 else 2000 + int(year)
    return datetime(
        full_year,
        _MONTHS.index(month) + 1,
        int(day),
        int(hour),
        int(minute),
        int(second or 0),
        tzinfo=timezone.utc,
    )
