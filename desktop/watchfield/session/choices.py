"""What the user says about files that do not say it themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from watchfield.core.errors import RequestError

__all__ = ["Choices", "Named", "named", "zones"]

_ADDRESS = re.compile(r"[0-9a-fA-F]{6}")
_REGISTRATION = re.compile(r"[0-9A-Za-zА-Яа-я][0-9A-Za-zА-Яа-я\-]{1,11}")
_TYPE = re.compile(r"[0-9A-Za-z]{2,4}")


@dataclass(frozen=True, slots=True)
class Named:
    """An aircraft, as the user names it; empty for what is not said."""

    icao24: str = ""
    registration: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """How an import shall go.

    timezone : IANA name, None where nobody says one
    start_s : when a recording without a clock begins, UTC seconds
    columns : what the columns of a table mean, canonical JSON
    aircraft : of all fixes of these files
    keep : whether the files are kept in the project too, compressed
    """

    timezone: str | None = None
    start_s: float | None = None
    columns: str | None = None
    aircraft: Named | None = None
    keep: bool = False


def named(icao24: str, registration: str, type_code: str) -> Named | None:
    """Return the aircraft that was typed, None where nothing was. Raises RequestError for what cannot be one."""
    icao24, registration, type_code = icao24.strip(), registration.strip(), type_code.strip()
    if not (icao24 or registration or type_code):
        return None
    if icao24 and not _ADDRESS.fullmatch(icao24):
        raise RequestError(f"“{icao24}” is not an ICAO address.", advice="It has six digits 0 to 9, A to F: 1553CE.")
    if registration and not _REGISTRATION.fullmatch(registration):
        raise RequestError(f"“{registration}” is not a registration.", advice="Letters, digits and a hyphen: RA-86990.")
    if type_code and not _TYPE.fullmatch(type_code):
        raise RequestError(f"“{type_code}” is not a type.", advice="Two to four letters and digits: IL62.")
    return Named(icao24.lower(), registration.upper(), type_code.upper())


@cache
def zones() -> tuple[str, ...]:
    """Return the names of all time zones, UTC first."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))
