"""From what the clocks of a place showed to UTC, whole columns at once."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ..values import plain

__all__ = ["from_zone", "is_zone"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAY_S = 86_400.0
_FIRST_DAY, _LAST_DAY = -719_160, 2_932_893  # a few days within the years 1 and 9999, so that no offset leads out


def is_zone(name: str) -> bool:
    """Return whether this is the IANA name of a time zone that is known here."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def from_zone(local_s: NDArray[np.float64], name: str) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return (UTC seconds, 0 or 1 for a time that the zone never had or 2 for one that it had twice).

    local_s : float64[n], finite: what the clocks showed, as seconds since 1970 on those clocks

    A shown time is tried with every offset that the zone had near it; where one is right, it is that one.
    Raises ReadError for a zone that nobody knows.
    """
    if not is_zone(name):
        what = f"There is no time zone “{plain(name, 60)}” here."
        raise ReadError(what, advice="Write it as Europe/Moscow or UTC.")
    if not len(local_s):
        return local_s, np.zeros(0, np.intp)
    begin_s, offset_s = _offsets(np.unique(np.clip(local_s // _DAY_S, _FIRST_DAY, _LAST_DAY)), ZoneInfo(name))
    time_s, count = local_s.copy(), np.zeros(len(local_s), np.intp)
    for offset in np.unique(offset_s).tolist():
        tried = local_s - offset
        right = offset_s[np.maximum(np.searchsorted(begin_s, tried, side="right") - 1, 0)] == offset
        time_s[right] = tried[right]
        count += right
    return time_s, np.where(count == 1, 0, np.where(count == 0, 1, 2))


def _offsets(days: NDArray[np.float64], zone: tzinfo) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (UTC second from which on, seconds ahead of UTC) for the days before, at and after these."""
    near = np.unique(np.concatenate([days + step for step in (-1, 0, 1, 2)])).tolist()
    begins, offsets = [near[0] * _DAY_S], [_ahead(near[0] * _DAY_S, zone)]
    for day in near:  # a handful: over days, not over rows
        offset = _ahead(day * _DAY_S, zone)
        if offset != offsets[-1]:
            begins.append(_change((day - 1) * _DAY_S, day * _DAY_S, zone))
            offsets.append(offset)
    return np.array(begins), np.array(offsets)


def _change(before_s: float, after_s: float, zone: tzinfo) -> float:
    """Return the second from which on the zone has the offset that it has at ``after_s``."""
    while after_s - before_s > 1.0:
        middle_s = (before_s + after_s) // 2
        if _ahead(middle_s, zone) == _ahead(after_s, zone):
            after_s = middle_s
        else:
            before_s = middle_s
    return after_s


def _ahead(time_s: float, zone: tzinfo) -> float:
    return ((_EPOCH + timedelta(seconds=time_s)).astimezone(zone).utcoffset() or timedelta()).total_seconds()
