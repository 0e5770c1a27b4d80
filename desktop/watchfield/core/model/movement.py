"""A claim about the world: something arrived, left, passed over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

from ..geo.sphere import wrap_deg

__all__ = ["Candidate", "Evidence", "Movement", "MovementKind", "Reason", "State", "movement_id"]


class MovementKind(str, Enum):
    """What kind of movement it is."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    OVERFLIGHT = "overflight"
    LOW_PASS = "low_pass"  # nosec B105
    TOUCH_AND_GO = "touch_and_go"
    STAY = "stay"
    LOITER = "loiter"
    GAP = "gap"
    POSSIBLE_OVERFLIGHT = "possible_overflight"
    POSSIBLE_STOP = "possible_stop"
    CALLSIGN_CHANGE = "callsign_change"
    HIATUS = "hiatus"
    RESUMPTION = "resumption"


class State(str, Enum):
    """How sure it is, surest first. Undetermined is an answer: nobody could have seen it."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNDETERMINED = "undetermined"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An airfield within reach of where a track began or ended.

    range_nm, bearing_deg : from the airfield to that fix
    """

    ident: str
    name: str
    range_nm: float
    bearing_deg: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows a claim rests on.

    source : SHA-256 of the source
    """

    source: str
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for (True) or against (False) a claim, in words."""

    text: str
    supports: bool = True


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement.

    id : the same for the same claim from the same recordings, see :func:`movement_id`
    zone, zone_version : the watch zone's id and the shape that decided, or None
    airfield : ident of the one field that is named, or None
    candidates : fields within reach, nearest first
    time_s : the deciding time (of the fix, or of the border crossed)
    start_s, end_s : the window in which it happened
    lon_deg, lat_deg : the deciding position
    altitude_ft : there, NaN where nobody said
    rules : the version of the rules that made it
    """

    id: str
    kind: MovementKind
    state: State
    key: str
    time_s: float
    start_s: float
    end_s: float
    lon_deg: float
    lat_deg: float
    altitude_ft: float
    rules: str
    zone: str | None = None
    zone_version: str | None = None
    airfield: str | None = None
    candidates: tuple[Candidate, ...] = ()
    icao24: str | None = None
    registration: str | None = None
    type: str | None = None
    callsign: str | None = None
    probability: float | None = None
    reasons: tuple[Reason, ...] = ()
    assessment: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def claims(self) -> bool:
        """Whether it may be counted and named as what its kind says; an undetermined end of a track may not."""
        return self.state in (State.CONFIRMED, State.PROBABLE, State.POSSIBLE)

    @property
    def is_end(self) -> bool:
        """Whether it is the start or the end of a flight, claimed or not."""
        return self.kind in (MovementKind.ARRIVAL, MovementKind.DEPARTURE)

    @property
    def title(self) -> str:
        """What it may be called in front of people: only a movement that claims it is called an arrival."""
        if self.claims:
            return self.kind.value.replace("_", " ")
        return _UNCLAIMED.get(self.kind, f"{self.kind.value.replace('_', ' ')}, not determined")


_UNCLAIMED = {MovementKind.ARRIVAL: "track ends", MovementKind.DEPARTURE: "track begins"}


def movement_id(kind: MovementKind, key: str, place: str, time_s: float, lon_deg: float, lat_deg: float) -> str:
    """Return the identity of a movement: 16 hex digits that do not depend on row numbers or the order of files.

    place : the airfield or nothing for an arrival or departure, the zone's version for a visit
    """
    text = f"{kind.value}|{key}|{place}|{round(time_s * 1000)}|{_place(lon_deg, lat_deg)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _place(lon_deg: float, lat_deg: float) -> str:
    """Return a position to 1e-6 degrees; -0 is 0 and 180 is -180."""
    lon, lat = round(float(wrap_deg(lon_deg)), 6) + 0.0, round(float(lat_deg), 6) + 0.0
    return f"{-180.0 if lon == 180.0 else lon:.6f}|{lat:.6f}"
