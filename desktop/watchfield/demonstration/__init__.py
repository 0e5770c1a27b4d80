"""The demonstration: fourteen months of generated flights round Hmeimim, written as recordings.

Aircraft, callsigns and flights do not exist (see ``fleet``); airfields and aircraft types do. What is written goes in
through the ordinary readers, and everything made from it carries ``MARKING``.

    plan (what flew)  ->  fly (where, when)  ->  receive (what was heard)  ->  write (recordings)
      '-> truth, for the tests alone
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchfield.core.task import part, silent

from .fly import fly
from .leg import Heard
from .plan import plan
from .receive import receive
from .write import EXPORTS, MARKING, clear, write_flightradar24, write_readsb

if TYPE_CHECKING:
    from pathlib import Path

    from watchfield.core.task import Progress

__all__ = ["MARKING", "NAME", "ZONE", "SecondSource", "WatchZone", "generate", "second_sources"]

NAME = "Hmeimim demonstration (generated)"


@dataclass(frozen=True)
class WatchZone:
    """What is asked of the program: a circle round an airfield, without floor or ceiling."""

    name: str
    airfield: str
    radius_nm: float


ZONE = WatchZone("Hmeimim", "OSLK", 8.0)


@dataclass(frozen=True)
class SecondSource:
    """A recording of a flight that is in the archive too, and the address that it does not carry.

    Imported without ``icao24`` it is a second aircraft; with it, most of its rows are duplicates.
    """

    path: Path
    icao24: str


def generate(directory: Path, *, seed: int = 1, progress: Progress = silent) -> tuple[Path, ...]:
    """Write the recordings below ``directory``; return the folders to import.

    The same seed gives the same bytes. What ``second_sources`` names is not among the folders returned.

    Raises RequestError where other recordings lie, OSError where nothing can be written, Cancelled.
    """
    progress(0.0, 1.0, "Planning the demonstration")
    clear(directory)
    scenario = plan(seed)
    flown = fly(scenario.legs, seed)
    progress(0.25, 1.0, "Listening to the demonstration")
    received = receive(scenario, flown, seed)
    archive = write_readsb(directory, scenario.legs, received, part(progress, 0.4, 1.0))
    exports = write_flightradar24(directory, scenario.legs, received, Heard.FLIGHTRADAR24)
    write_flightradar24(directory, scenario.legs, received, Heard.BOTH)
    progress(1.0, 1.0, "The demonstration's recordings are written")
    return archive, exports


def second_sources(directory: Path, *, seed: int = 1) -> tuple[SecondSource, ...]:
    """Return the recordings below ``directory`` of flights that the archive holds as well."""
    address = {leg.aircraft.callsign: leg.aircraft.address for leg in plan(seed).legs if leg.heard is Heard.BOTH}
    found = sorted((directory / EXPORTS[Heard.BOTH]).glob("*.csv"))
    return tuple(SecondSource(path, address[path.name.split("_")[0]]) for path in found)
