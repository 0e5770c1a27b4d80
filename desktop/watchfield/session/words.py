"""How figures, times and places are written for people."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

__all__ = [
    "altitude",
    "clock_text",
    "count",
    "counted",
    "day",
    "duration",
    "group",
    "latitude",
    "longitude",
    "moment",
    "month",
    "plain",
    "position",
    "range_bearing",
    "sexagesimal",
    "size",
    "weekday",
    "window",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def moment(time_s: float) -> datetime:
    """Return a time as a calendar has it."""
    return _EPOCH + timedelta(seconds=time_s)


def day(time_s: float, *, year: bool = True) -> str:
    """Return ``26 Oct 2025``."""
    when = moment(time_s)
    text = f"{when.day} {_MONTHS[when.month - 1]}"
    return f"{text} {when.year}" if year else text


def month(time_s: float, *, year: bool = False) -> str:
    """Return ``Oct`` or ``Oct 2025``."""
    when = moment(time_s)
    return f"{_MONTHS[when.month - 1]} {when.year}" if year else _MONTHS[when.month - 1]


def weekday(time_s: float) -> str:
    """Return ``Sun 26 Oct``."""
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[moment(time_s).weekday()]} {day(time_s, year=False)}"


def clock_text(time_s: float, *, seconds: bool = True) -> str:
    """Return ``13:57:40``."""
    when = moment(time_s)
    return f"{when:%H:%M:%S}" if seconds else f"{when:%H:%M}"


def group(time_s: float) -> str:
    """Return a date-time group: ``261357ZOCT25``."""
    when = moment(time_s)
    return f"{when:%d%H%M}Z{_MONTHS[when.month - 1].upper()}{when:%y}"


def window(start_s: float, end_s: float) -> str:
    """Return ``26 Oct 2025  14:05 – 14:22`` or, over midnight, both days; a moment as one time."""
    start = f"{day(start_s)}  {clock_text(start_s, seconds=False)}"
    if clock_text(start_s, seconds=False) == clock_text(end_s, seconds=False) and day(start_s) == day(end_s):
        return f"{day(start_s)}  {clock_text(start_s)}"
    if day(start_s) == day(end_s):
        return f"{start} – {clock_text(end_s, seconds=False)}"
    return f"{start} – {day(end_s)}  {clock_text(end_s, seconds=False)}"


def duration(seconds: float) -> str:
    """Return ``3 h 39 min``, ``12 d``, ``40 s``."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3_600:
        return f"{seconds / 60:.0f} min"
    if seconds < 2 * 86_400:
        hours, minutes = divmod(round(seconds / 60), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{seconds / 86_400:.0f} d"


def count(number: float) -> str:
    """Return ``41,906``; from a million on ``38.2 M``."""
    return f"{number / 1e6:.1f} M" if number >= 1e6 else f"{number:,.0f}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``1 file``, ``4 files``."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def size(number: float) -> str:
    """Return a number of bytes: ``812 B``, ``4.8 GB``."""
    if number < 1_000:
        return f"{number:.0f} B"
    for unit in ("kB", "MB", "GB"):
        number /= 1_000
        if number < 999.5:
            return f"{number:.1f} {unit}" if number < 9.95 else f"{number:.0f} {unit}"
    return f"{number / 1_000:.1f} TB"


def altitude(feet: float) -> str:
    """Return ``8,125 ft``, or the words for nothing known."""
    return "no height" if math.isnan(feet) else f"{feet:,.0f} ft".replace("-", "−")


def latitude(lat_deg: float) -> str:
    """Return ``34.90214° N``."""
    return f"{abs(lat_deg):.5f}° {'N' if lat_deg >= 0 else 'S'}"


def longitude(lon_deg: float) -> str:
    """Return ``33.12871° E``."""
    return f"{abs(lon_deg):.5f}° {'E' if lon_deg >= 0 else 'W'}"


def position(lon_deg: float, lat_deg: float) -> str:
    """Return latitude and longitude."""
    return f"{latitude(lat_deg)}  {longitude(lon_deg)}"


def sexagesimal(lon_deg: float, lat_deg: float) -> str:
    """Return ``34°54′07.7″ N  33°07′43.4″ E``."""
    north = f"{_dms(abs(lat_deg), 2)} {'N' if lat_deg >= 0 else 'S'}"
    return f"{north}  {_dms(abs(lon_deg), 2)} {'E' if lon_deg >= 0 else 'W'}"


def _dms(value: float, width: int) -> str:
    tenths = round(value * 36_000)
    degrees, rest = divmod(tenths, 36_000)
    minutes, tenths = divmod(rest, 600)
    return f"{degrees:0{width}d}°{minutes:02d}′{tenths / 10:04.1f}″"


def range_bearing(range_nm: float, bearing_deg: float) -> str:
    """Return ``24 NM W``."""
    return f"{range_nm:.0f} NM {_COMPASS[round(bearing_deg / 45.0) % 8]}"


def plain(text: str) -> str:
    """Return a text from a file without what would turn the direction of reading or not be seen at all.

    Control, format and separator characters are shown by their number, as ``⟨U+202E⟩``.
    """
    return "".join(char if char.isprintable() else f"⟨U+{ord(char):04X}⟩" for char in text)
