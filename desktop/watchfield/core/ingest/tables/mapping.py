"""What each column of a table that no format knows is: which is the time, in which unit is the height?

A mapping is a value with one canonical JSON form: the file behind ``--columns``, what the window remembers for tables
of the same shape, and what is kept beside a source that was read so.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ...errors import ReadError
from ...geo.units import FEET_PER_METRE, FPM_PER_MPS, KNOTS_PER_MPS
from ..values import plain
from .instants import FORMS
from .zones import is_zone

__all__ = ["FIELDS", "TEXTS", "UNITS", "VERSION", "ColumnMapping", "normal", "shape"]

VERSION = 1

_LENGTHS = MappingProxyType({"ft": 1.0, "m": FEET_PER_METRE, "km": 1000.0 * FEET_PER_METRE, "FL": 100.0})
_SPEEDS = MappingProxyType(
    {"kt": 1.0, "m/s": KNOTS_PER_MPS, "km/h": KNOTS_PER_MPS / 3.6, "mph": KNOTS_PER_MPS * 0.44704}
)
_RATES = MappingProxyType({"ft/min": 1.0, "m/s": FPM_PER_MPS})
_ANGLES = MappingProxyType({"deg": 1.0})

UNITS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {  # field -> unit -> how many of our units (ft, kt, ft/min, degrees) it is
        "latitude": _ANGLES,
        "longitude": _ANGLES,
        "pressure_altitude": _LENGTHS,
        "geometric_altitude": _LENGTHS,
        "speed": _SPEEDS,
        "track": _ANGLES,
        "vertical_rate": _RATES,
    }
)
TEXTS = ("icao24", "callsign", "registration", "type", "flight_id", "squawk", "on_ground", "kind")
FIELDS = ("time", "date", *UNITS, "position", *TEXTS)
"""``date`` stands beside a ``time`` that is a time of day; ``position`` is latitude and longitude in one cell."""

_DECIMALS = (".", ",")
_DELIMITERS = ("", ",", ";", "\t", "|")
_MOST_BYTES = 100_000
_KEYS = frozenset({"version", "columns", "units", "time_form", "timezone", "decimal", "delimiter"})


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How a table is to be read.

    columns : which of ``FIELDS`` is in which column, by its name in the header
    units : in which of ``UNITS`` a quantity is; angles need none
    time_form : one of ``instants.FORMS``
    timezone : the IANA name of the zone of times that carry none
    decimal : what stands before the fraction of a number, ``.`` or ``,``; the other one, an apostrophe or a space may
        stand between groups of three digits
    delimiter : between the cells of a text; empty: as the header shows it

    Raises ReadError where that is no mapping.
    """

    columns: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    time_form: str = ""
    timezone: str = "UTC"
    decimal: str = "."
    delimiter: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", MappingProxyType({k: normal(v) for k, v in self.columns.items()}))
        object.__setattr__(self, "units", MappingProxyType(dict(self.units)))
        if complaint := _complaint(self):
            raise ReadError(f"The column mapping is wrong: {complaint}.", advice="Correct it, or let it be guessed.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnMapping) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def to_json(self) -> str:
        """Return the one text of this mapping."""
        said = {
            "version": VERSION,
            "columns": dict(self.columns),
            "units": dict(self.units),
            "time_form": self.time_form,
            "timezone": self.timezone,
            "decimal": self.decimal,
            "delimiter": self.delimiter,
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, untrusted: str) -> ColumnMapping:
        """Return the mapping that a text holds. Raises ReadError."""
        if len(untrusted) > _MOST_BYTES:
            raise ReadError("The column mapping is too long to be one.")
        try:
            said = json.loads(untrusted)
        except (ValueError, RecursionError) as error:
            raise ReadError(f"The column mapping is not valid JSON ({plain(str(error))}).") from error
        if not isinstance(said, dict) or said.get("version") != VERSION:
            raise ReadError(f"This is no column mapping of version {VERSION}.", advice="Let it be guessed anew.")
        if not set(said) <= _KEYS:
            odd = plain(", ".join(sorted(set(said) - _KEYS)), 100)
            raise ReadError(f"The column mapping says what is not known here: {odd}.")
        columns, units = _texts(said.get("columns", {})), _texts(said.get("units", {}))
        rest = _texts({key: said[key] for key in _KEYS & set(said) - {"version", "columns", "units"}})
        return cls(columns, units, **rest)

    def factor(self, name: str) -> float:
        """Return by what a quantity is to be multiplied to be in our unit."""
        return UNITS[name][self.units.get(name, "deg")]

    def missing_in(self, header: Sequence[str]) -> tuple[str, ...]:
        """Return the columns that this mapping names and a table has not."""
        there = set(map(normal, header))
        return tuple(name for name in self.columns.values() if name not in there)


def normal(name: str) -> str:
    """Return the name of a column as names are compared: in lower case, without space around it."""
    return name.strip().lower()


def shape(header: Sequence[str]) -> str:
    """Return what tables with the same columns have in common, 16 hex digits; a mapping is remembered by it."""
    names = [re.sub(r"\s+", " ", unicodedata.normalize("NFKC", normal(name))) for name in header]
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]


def _texts(untrusted: Any) -> dict[str, str]:
    if not isinstance(untrusted, dict) or not all(isinstance(value, str) for value in untrusted.values()):
        raise ReadError("The column mapping is wrong: names and units are texts.")
    return untrusted


def _complaint(mapping: ColumnMapping) -> str:
    """Return what is wrong with a mapping, nothing where it can be read with."""
    columns, units = mapping.columns, mapping.units
    unknown = [name for name in columns if name not in FIELDS]
    wrong = [name for name, unit in units.items() if name not in UNITS or unit not in UNITS[name]]
    unsaid = [name for name in columns if name in UNITS and UNITS[name] is not _ANGLES and name not in units]
    checks = (
        (bool(unknown), f"there is no field “{plain(', '.join(unknown), 60)}”"),
        (not all(columns.values()), "a column has no name"),
        (bool(wrong), f"{plain(', '.join(wrong), 60)} cannot be in that unit"),
        (bool(unsaid), f"the unit of {', '.join(unsaid)} is not said"),
        ("time" in columns and mapping.time_form not in FORMS, f"the time has none of the forms {', '.join(FORMS)}"),
        ("date" in columns and "time" not in columns, "a date needs a time of day beside it"),
        ("date" in columns and mapping.time_form.startswith("unix"), "a date stands beside a count of seconds"),
        (("latitude" in columns) != ("longitude" in columns), "latitude and longitude come together"),
        ("position" in columns and "latitude" in columns, "the position is said twice"),
        (not is_zone(mapping.timezone), f"there is no time zone “{plain(mapping.timezone, 60)}”"),
        (mapping.decimal not in _DECIMALS, "the decimal sign is a point or a comma"),
        (mapping.delimiter not in _DELIMITERS, "the delimiter is a comma, semicolon, tab or bar"),
    )
    return next((text for holds, text in checks if holds), "")
