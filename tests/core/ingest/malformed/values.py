"""Values that cannot be, hardly are, or mean something else: in one good row of a file."""

from __future__ import annotations

from core.ingest.malformed.kind import ALL, NOON_S, Fate, Kind
from core.ingest.samples import Family

__all__ = ["VALUES"]


def _value(spot: str, name: str, value: str, fate: Fate) -> Kind:
    return Kind(f"{spot} {name}", fate, lambda sample: sample.planted(spot, value))


def _time(name: str, time_s: float, fate: Fate) -> Kind:
    return Kind(f"time {name}", fate, lambda sample: sample.planted("time", sample.written(time_s)))


_LATITUDES = (
    *((name, name, Fate.ROW_ON) for name in ("90", "-90", "0", "-0", "89.9999999")),
    *((name, name, Fate.ROW_OFF) for name in ("90.0000001", "-90.0000001", "1e400", "NaN", "Infinity", "-inf", "0x23")),
    ("in full-width digits", "３５.４５", Fate.ROW_OFF),
    ("a word", "ground", Fate.ROW_OFF),
    ("with an underscore", "3_5", Fate.ROW_OFF),
)
_LONGITUDES = (
    *((name, name, Fate.ROW_ON) for name in ("180", "-180", "0")),
    *((name, name, Fate.ROW_OFF) for name in ("180.0000001", "-180.0000001", "360", "540", "1e308", "nan")),
)

# In a list of JSON numbers a comma parts two of them: nobody can tell. What is binary is made of a CSV.
_COMMA = Kind(
    "lat with a decimal comma",
    Fate.ROW_OFF,
    lambda sample: sample.planted("lat", "35,45"),
    ALL - {Family.JSON, Family.BINARY},
)

VALUES = (
    _COMMA,
    *(_value("lat", *each) for each in _LATITUDES),
    *(_value("lon", *each) for each in _LONGITUDES),
    _time("in 1970", 0.0, Fate.ROW_ANY),
    _time("before 1970", -86_400.0, Fate.ROW_ANY),
    _time("in 9999", 253_402_300_799.0, Fate.ROW_ANY),
    _time("in milliseconds", NOON_S * 1e3, Fate.ROW_TIME),
    _time("in microseconds", NOON_S * 1e6, Fate.ROW_TIME),
    _value("time", "not a number", "NaN", Fate.ROW_OFF),
    _value("time", "infinite", "1e999", Fate.ROW_OFF),
    _value("time", "in another zone", "2025-10-26T14:01:00+02:00", Fate.ROW_ANY),
    _value("time", "in the hour that summer time skips", "2025-03-30T02:30:00", Fate.ROW_ANY),
    _value("time", "above 2^63", str(2**63 + 1), Fate.ROW_OFF),
)
