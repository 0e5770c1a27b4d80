"""What kind of aircraft is it, and whose?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

__all__ = ["AddressBlock", "AircraftType", "KnownAircraft", "Silhouette", "Wake"]

# Runway that an aircraft needs at least: rules of thumb for "could have landed here", not performance data.
RUNWAY_HEAVY_FT = 6000.0
RUNWAY_JET_FT = 5000.0
RUNWAY_OTHER_FT = 2500.0


class Wake(str, Enum):
    """ICAO wake turbulence category."""

    LIGHT = "L"
    MEDIUM = "M"
    HEAVY = "H"
    SUPER = "J"


class Silhouette(str, Enum):
    """Which shape stands for it on the map; the value is the name of the drawing."""

    AN124 = "an124"
    IL76 = "il76"
    IL62 = "il62"
    TU154 = "tu154"
    FOUR_JET = "four_jet"
    TWIN_JET = "twin_jet"
    BUSINESS = "business"
    FOUR_PROP = "four_prop"
    TWO_PROP = "two_prop"
    ONE_PROP = "one_prop"
    FAST_JET = "fast_jet"
    HELICOPTER = "helicopter"
    UNKNOWN = "unknown"


_FIGHTERS = (
    r"SU(7|15|17|22|24|25|27|30|34|35|57)|MG(15|17|19|21|23|25|29|31|AT)|YK130|Y130"
    r"|F(1|2|4|5|8|14|15|16|18[HS]?|22|35|86|104|105|106|111|117)|A(4|6|7|10|37)|AV8.?|T(33|37|38|45)"
    r"|EUFI|RFAL|TOR|MRF1|MIR[2-4]|GRIP|VIGN|DRAK|HAR|HAWK|AJET|JAGR|BUC|AMX|KFIR|LCA|KF21"
    r"|L(15|29|39|59|159)|MB339|M339|M346|SB39|K8|JF17|FC1|JH7|Q5|J(6|7|8|10|11|16|20)"
)
_BUSINESS_JETS = (
    r"GL(F[2-6]|EX|5T|7T|6T|8T)|G(150|200|250|280|A[4-8]C?|ALX)|C(25[0-9ABCM]|5[0-6]\w|6[5-8]\w|700|750)"
    r"|CL(30|35|60|64)|LJ\d\d|F(2TH|A10|A20|A50|A5X|A6X|A7X|A8X|900)|H25[ABC]|HA4T|E(50P|55P|545|550|35L)"
    r"|PC24|HDJT|HF20|ASTR|BE40|PRM1|SBR[12]|EA50|MU30|WW2[34]|JCOM|L29[AB]|SF50|S601|MS76|YK40"
)
# The first pattern that the whole designator fits decides; what fits none goes by body, engine and their number.
_SHAPES = (
    (Silhouette.AN124, re.compile("A124|A225|C5M?")),
    (Silhouette.IL76, re.compile("IL76|A50|C17|KC2|Y20|C141")),
    (Silhouette.IL62, re.compile("IL62|VC10")),
    (Silhouette.TU154, re.compile("T154|B72[1-7]|R72[1-2]|T134|YK42|TRID")),
    (Silhouette.FAST_JET, re.compile(_FIGHTERS)),
    (Silhouette.BUSINESS, re.compile(_BUSINESS_JETS)),
)


@dataclass(frozen=True)
class AircraftType:
    """A type of ICAO Doc 8643.

    engine : ``jet``, ``turboprop``, ``piston``, ``electric`` or ``rocket``
    body : ``landplane``, ``seaplane``, ``amphibian``, ``helicopter``, ``gyrocopter`` or ``tiltrotor``
    """

    designator: str
    name: str
    wake: Wake
    engine: str
    engines: int
    body: str

    @property
    def heavy(self) -> bool:
        """Whether it is of wake category heavy or super."""
        return self.wake in (Wake.HEAVY, Wake.SUPER)

    @property
    def runway_need_ft(self) -> float:
        """The runway it needs at least, by class; 0 for what lands without one."""
        if self.body in {"helicopter", "gyrocopter", "tiltrotor"}:
            return 0.0
        if self.heavy:
            return RUNWAY_HEAVY_FT
        return RUNWAY_JET_FT if self.engine == "jet" else RUNWAY_OTHER_FT

    @property
    def silhouette(self) -> Silhouette:
        """The shape that stands for it on the map."""
        for shape, pattern in _SHAPES:
            if pattern.fullmatch(self.designator):
                return shape
        if self.body in {"helicopter", "gyrocopter"}:
            return Silhouette.HELICOPTER
        if self.engine == "jet":
            return Silhouette.FOUR_JET if self.engines >= 4 else Silhouette.TWIN_JET
        if self.engines >= 3:
            return Silhouette.FOUR_PROP
        return Silhouette.TWO_PROP if self.engines == 2 else Silhouette.ONE_PROP


@dataclass(frozen=True)
class AddressBlock:
    """A range of ICAO 24-bit addresses, both ends included, and the state of registry."""

    first: int
    last: int
    state: str


@dataclass(frozen=True)
class KnownAircraft:
    """A military or government aircraft, in the words of the source: type and operator are free text."""

    icao24: str
    registration: str
    type: str
    operator: str
    military: bool
