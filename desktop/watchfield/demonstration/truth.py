"""What happened really: for the tests alone, and never for the program that is tested."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fly import timetable
from .leg import DAY_S, Heard
from .plan import FIRST_DAY, LAST_DAY, STOP_BEGINS_S, STOP_DAYS, STOP_ENDS_S, plan

if TYPE_CHECKING:
    from .fly import Timetable
    from .plan import Scenario

__all__ = ["TrueMovement", "Truth", "truth"]


@dataclass(frozen=True)
class TrueMovement:
    """One take-off or landing.

    kind : "departure" or "arrival"
    time_s : lift-off or touchdown, UTC seconds
    recorded : whether there is a recording of the day at all
    has_address : False where only Flightradar24 heard the flight
    """

    kind: str
    airfield: str
    time_s: float
    icao24: str
    registration: str
    callsign: str
    type: str
    military: bool
    recorded: bool
    has_address: bool


@dataclass(frozen=True)
class Truth:
    """All movements in the order of time, the days (since 1970) without a recording, and the stop.

    first_day, last_day : of the recordings, both included
    last_before_s, first_after_s : the heavy arrivals between which nothing came
    """

    movements: tuple[TrueMovement, ...]
    unrecorded: frozenset[int]
    first_day: int
    last_day: int
    last_before_s: float
    first_after_s: float
    stop_days: int


def truth(seed: int = 1) -> Truth:
    """Return what happened in the scenario of this seed."""
    scenario = plan(seed)
    return Truth(
        movements=tuple(sorted(_movements(scenario, timetable(scenario.legs)), key=lambda movement: movement.time_s)),
        unrecorded=scenario.unrecorded,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        last_before_s=STOP_BEGINS_S,
        first_after_s=STOP_ENDS_S,
        stop_days=STOP_DAYS,
    )


def _movements(scenario: Scenario, table: Timetable) -> list[TrueMovement]:
    found = []
    for number, leg in enumerate(scenario.legs):
        for kind, airfield, time_s in (
            ("departure", leg.origin, float(table.liftoff_s[number])),
            ("arrival", leg.destination, float(table.touchdown_s[number])),
        ):
            if airfield:
                found.append(
                    TrueMovement(
                        kind=kind,
                        airfield=airfield,
                        time_s=time_s,
                        icao24=leg.aircraft.address,
                        registration=leg.aircraft.registration,
                        callsign=leg.aircraft.callsign,
                        type=leg.aircraft.performance.type,
                        military=leg.aircraft.military,
                        recorded=math.floor(time_s / DAY_S) not in scenario.unrecorded,
                        has_address=leg.heard is not Heard.FLIGHTRADAR24,
                    )
                )
    return found
