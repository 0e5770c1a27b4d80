"""What the user says about files that do not say it themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from watchfield.core.model.track import AircraftStatement

__all__ = ["Choices", "aircraft", "zones"]


@dataclass(frozen=True, slots=True)
class Choices:
    """How an import shall go.

    timezone : IANA name, None where nobody says one
    start_s : when a recording without a clock begins, UTC seconds
    tables : tables, each with what its columns mean as canonical JSON
    left_out : files that shall not be imported
    aircraft : of all fixes of these files
    keep : whether the files are kept in the project too, compressed
    """

    timezone: str | None = None
    start_s: float | None = None
    tables: tuple[tuple[Path, str], ...] = ()
    left_out: frozenset[Path] = frozenset()
    aircraft: AircraftStatement | None = None
    keep: bool = False


def aircraft(icao24: str, registration: str, type_code: str) -> AircraftStatement | None:
    """Return the aircraft that was typed, None where nothing was. Raises RequestError for what cannot be one."""
    if not (icao24.strip() or registration.strip() or type_code.strip()):
        return None
    return AircraftStatement(icao24, registration, type_code)


@cache
def zones() -> tuple[str, ...]:
    """Return the names of all time zones, UTC first."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))
