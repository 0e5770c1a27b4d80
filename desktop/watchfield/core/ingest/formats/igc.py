"""IGC, the flight logs of gliders: B records with pressure altitude and GNSS altitude, both in metres.

The pressure altitude is above 1013.25 hPa, the GNSS altitude above the WGS84 ellipsoid, unless the header says
otherwise (``HFALP``, ``HFALG``); then it is missing. A fix that is marked V has no GNSS altitude that holds, and one
of V at 0, 0 is none at all. Times are UTC of the day in ``HFDTE``; a clock that falls back by more than half a day has
passed midnight. A log without a date needs the user's word for the day. Signatures at its end are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.units import FEET_PER_METRE, KNOTS_PER_MPS, SECONDS_PER_DAY
from ...model.reading import Refusal
from ...model.track import Track, key_of
from ...task import Progress
from ..columns import Columns, judged
from ..features.labels import label
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..values import plain, short, take_forward

__all__ = ["FORMAT"]

_LOOKS = re.compile(rb"A[A-Z0-9]{3}[^\r\n]{0,80}[\r\n]+(?:[A-Z][^\r\n]*[\r\n]+)*?(?:H[FOP][A-Z]{3}|B[0-9]{13}[NS])")
_FIX = re.compile(
    rb"B([0-9]{2})([0-5][0-9])([0-5][0-9])([0-9]{2})([0-5][0-9]{4})([NS])([0-9]{3})([0-5][0-9]{4})([EW])([AV])"
    rb"(-[0-9]{4}|[0-9]{5})(-[0-9]{4}|[0-9]{5})(.*)",
    re.DOTALL,
)
_DATE = re.compile(rb"H[FOP]DTE(?:DATE)?:? ?([0-3][0-9])([01][0-9])([0-9]{2})")
_HEADER = re.compile(r"H[FOP]([A-Z]{3})[^:]*:(.*)")
_EXTENSION = re.compile(rb"([0-9]{2})([0-9]{2})([A-Z0-9]{3})")
_UNKNOWN = ("", "NIL", "NKN", "NOTRECORDED", "NOT RECORDED", "N/A", "UNKNOWN", "NONE")
_KMH_PER_MPS = 3.6


@dataclass(frozen=True, slots=True)
class _Log:
    """lines : of the whole file; at : the numbers of its B records from 1, fixes : what each is taken apart into."""

    lines: Sequence[bytes]
    at: NDArray[np.int64]
    fixes: Sequence[tuple[bytes, ...]]
    broken: Sequence[Refusal]

    def numbers(self, field: int) -> NDArray[np.float64]:
        return np.array([fix[field] for fix in self.fixes], "S8").astype(np.float64)

    def letters(self, field: int, letter: bytes) -> NDArray[np.bool_]:
        return np.array([fix[field] == letter for fix in self.fixes], np.bool_)


def _recognises(head: Head) -> bool:
    return _LOOKS.match(head.start) is not None


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    progress(1, 2, FORMAT.title)
    mark = b"\n" if b"\n" in data else b"\r"
    log = _taken_apart([line.rstrip(b"\r") for line in data.split(mark)])
    said = _said(log.lines)
    extra = _extensions(log)
    lat_deg = _angle(log, 3, extra.get("LAD")) * np.where(log.letters(5, b"S"), -1.0, 1.0)
    lon_deg = _angle(log, 6, extra.get("LOD")) * np.where(log.letters(8, b"W"), -1.0, 1.0)
    flat = log.letters(9, b"V")
    nowhere = flat & (lat_deg == 0.0) & (lon_deg == 0.0)
    nothing = np.full(len(log.at), np.nan)
    columns = Columns(
        row=log.at,
        track=np.zeros(len(log.at), np.int64),
        time_s=_times(log, extra.get("TDS"), options, untrusted_name),
        lat_deg=np.where(nowhere, np.nan, lat_deg),
        lon_deg=lon_deg,
        values={
            "baro_altitude_ft": _altitude(log.numbers(10), said.get("ALP", "ISA"), "ISA"),
            "geo_altitude_ft": np.where(flat, np.nan, _altitude(log.numbers(11), said.get("ALG", "ELL"), "ELL")),
            "speed_kt": extra.get("GSP", (nothing, 3))[0] / _KMH_PER_MPS * KNOTS_PER_MPS,
            "track_deg": extra.get("TRT", (nothing, 3))[0],
        },
        broken=log.broken,
        names=("B", "B", "B"),
    )
    yield judged(columns, [_who(log.lines, said)], options)


def _taken_apart(lines: Sequence[bytes]) -> _Log:
    records = [(number, line, _FIX.fullmatch(line)) for number, line in enumerate(lines, 1) if line[:1] == b"B"]
    good = [(number, match.groups()) for number, _, match in records if match]
    return _Log(
        lines,
        np.array([number for number, _ in good], np.int64),
        [fields for _, fields in good],
        [Refusal(number, "B", "This is not a B record.") for number, _, match in records if not match],
    )


def _angle(log: _Log, field: int, finer: tuple[NDArray[np.float64], int] | None) -> NDArray[np.float64]:
    """Return degrees of whole degrees, thousandths of minutes, and what may be said beyond them."""
    thousandths = log.numbers(field + 1)
    if finer is not None:
        thousandths += np.nan_to_num(finer[0]) / 10.0 ** finer[1]
    return log.numbers(field) + thousandths / 60_000.0


def _altitude(metres: NDArray[np.float64], reference: str, wanted: str) -> NDArray[np.float64]:
    """Return feet; missing where the header names another reference, and where a logger without a sensor writes 0s."""
    if not reference.upper().startswith(wanted) or not metres.any():
        return np.full(len(metres), np.nan)
    return metres * FEET_PER_METRE


# ---------------------------------------------------------------- times


def _times(
    log: _Log, fraction: tuple[NDArray[np.float64], int] | None, options: Options, untrusted_name: str
) -> NDArray[np.float64]:
    clock_s = log.numbers(0) * 3600.0 + log.numbers(1) * 60.0 + log.numbers(2)
    clock_s[log.numbers(0) > 23] = np.inf
    dates = [(number, day) for number, line in enumerate(log.lines, 1) if (day := _day_of(line)) is not None]
    if not dates and options.start_s is None:
        raise ReadError(
            "The log says at what hour it was flown and not on what day: the date (HFDTE) is missing.",
            where=plain(untrusted_name),
            advice="Say when it begins, for instance with --start 2025-10-26.",
        )
    if not dates:
        dates = [(0, np.floor((options.start_s or 0.0) / SECONDS_PER_DAY) * SECONDS_PER_DAY)]
    since = np.searchsorted([number for number, _ in dates], log.at, side="right") - 1
    since = np.maximum(since, 0)  # a date that comes late is that of the records before it too
    day_s = np.array([day for _, day in dates], np.float64)[since]
    time_s = day_s + clock_s + _nights(clock_s, since) * SECONDS_PER_DAY
    return time_s if fraction is None else time_s + np.nan_to_num(fraction[0]) / 10.0 ** fraction[1]


def _nights(clock_s: NDArray[np.float64], since: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how many midnights have passed since the date that holds.

    clock   23:59 00:01 .. 23:58 | 10:00      | a new date
    returns     0     1        1 |     0
    """
    last = take_forward(np.isfinite(clock_s))  # an hour that no clock has is no midnight
    clock_s = np.where(last >= 0, clock_s[last], -np.inf) if len(last) else clock_s
    with np.errstate(invalid="ignore"):  # nothing before the first clock
        steps = np.diff(clock_s, prepend=clock_s[:1])
    passed = np.cumsum(np.where(steps < -SECONDS_PER_DAY / 2, 1.0, 0.0))
    return passed - passed[np.searchsorted(since, since)] if len(passed) else passed


def _day_of(line: bytes) -> float | None:
    said = _DATE.match(line)
    if not said:
        return None
    day, month, year = map(int, said.groups())
    try:
        when = datetime(year + (1900 if year >= 80 else 2000), month, day, tzinfo=timezone.utc)
    except ValueError:
        return None
    return when.timestamp()


# ---------------------------------------------------------------- what else is said


def _extensions(log: _Log) -> dict[str, tuple[NDArray[np.float64], int]]:
    """Return (numbers, digits) of what the I record adds to each B record; km/h and degrees come in three digits."""
    listed = next((line for line in log.lines if line[:1] == b"I"), b"")
    found: dict[str, tuple[NDArray[np.float64], int]] = {}
    for first, last, name in _EXTENSION.findall(listed[3:]):
        begin, end = int(first) - 36, int(last) - 35  # the rest of a record begins with its byte 36
        code, width = name.decode(), end - begin
        if begin >= 0 and (0 < width <= 6 if code in ("LAD", "LOD", "TDS") else width == 3 and code in ("GSP", "TRT")):
            cells = [fix[12][begin:end] for fix in log.fixes]
            found[code] = (np.array([float(cell) if cell.isdigit() else np.nan for cell in cells], np.float64), width)
    return found


def _said(lines: Sequence[bytes]) -> dict[str, str]:
    """Return what the header says, by its three letters."""
    headers = (_HEADER.fullmatch(line.decode("utf-8", "replace").rstrip()) for line in lines if line[:1] == b"H")
    return {header[1]: header[2].strip() for header in headers if header and header[2].strip().upper() not in _UNKNOWN}


def _who(lines: Sequence[bytes], said: dict[str, str]) -> Track:
    """Return the glider: named by its registration, its competition number, or else the logger's own number."""
    logger = lines[0].decode("utf-8", "replace")[1:7] if lines else ""
    registration = short(said.get("GID"))
    facts = {
        name: plain(said[code], 100)
        for name, code in (("description", "GTY"), ("pilot", "PLT"), ("competition", "CID"))
        if code in said
    }
    name = registration or short(said.get("CID")) or logger
    return Track(
        key_of(other=label(name, "glider")), registration=registration or None, facts=MappingProxyType(dict(facts))
    )


FORMAT = Format("igc", "IGC flight log", _recognises, _read, heeds=frozenset({"start_s"}))
