"""Everything the window shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from watchfield.core.model.clock import Clock
from watchfield.core.model.movement import MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.core.model.project import Project
from watchfield.core.model.zone import Ring, Zone

__all__ = [
    "MAX_PINNED",
    "Filter",
    "Layers",
    "MapView",
    "Order",
    "Selection",
    "Span",
    "State",
    "Theme",
    "ZoneDraft",
    "no_clock",
]

MAX_PINNED = 6  # as many colours can be told apart by everyone


class Theme(str, Enum):
    """How the window looks; the system decides unless the user does."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Order(str, Enum):
    """What the movements are sorted by."""

    TIME = "time"
    STATE = "state"
    KIND = "kind"
    ZONE = "zone"
    AIRCRAFT = "aircraft"
    TYPE = "type"
    ALTITUDE = "altitude"


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user points at.

    tracks : keys
    movement, zone : ids
    fix : position in the fixes of the project: whose evidence is asked for
    """

    tracks: tuple[str, ...] = ()
    movement: str | None = None
    zone: str | None = None
    fix: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which movements are listed; an empty set lets everything through.

    zone : id of a zone
    aircraft : key of a track
    since_s, until_s : UTC seconds
    text : stands somewhere in registration, callsign, address, type, zone or field
    """

    kinds: frozenset[MovementKind] = frozenset()
    states: frozenset[Certainty] = frozenset()
    zone: str | None = None
    aircraft: str | None = None
    since_s: float | None = None
    until_s: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, UTC seconds."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class MapView:
    """What the map looks at.

    x_m, y_m : the middle, in plane metres
    m_per_px : plane metres a logical pixel
    """

    x_m: float
    y_m: float
    m_per_px: float


@dataclass(frozen=True, slots=True)
class Layers:
    """What is drawn on the map besides land and sea."""

    traffic: bool = True
    trails: bool = True
    labels: bool = True
    estimated: bool = True
    movements: bool = True
    legend: bool = True


@dataclass(frozen=True)
class ZoneDraft:
    """A zone that is being drawn or reshaped, and not yet kept.

    zone : id of the zone that is reshaped, None for a new one
    name : what it will be called
    rings : its corners as they are now; the first ring may have fewer than three while it is drawn
    before : its rings before
    closed : whether the rim has been closed; until then a click adds a corner
    corner : (ring, corner) that the keys act on
    """

    zone: str | None
    name: str
    rings: tuple[Ring, ...]
    before: tuple[Ring, ...] = ()
    closed: bool = False
    corner: tuple[int, int] | None = None

    @property
    def is_shape(self) -> bool:
        """Whether it encloses anything."""
        return bool(self.rings) and len(self.rings[0]) >= 3


def no_clock() -> Clock:
    """Return the clock of a window without recordings."""
    return Clock(now_s=0.0, first_s=0.0, last_s=0.0)


# The eastern Mediterranean: where the start page looks.
_START = MapView(x_m=3_450_000.0, y_m=4_510_000.0, m_per_px=2_900.0)


@dataclass(frozen=True, eq=False)
class State:
    """What the window shows; views watch parts of it and never write to it.

    project : None on the start page
    shown : the stretch of time on the detail axis
    view : None until the map has been laid out on what there is
    pinned : keys of the aircraft with a colour of their own, in the order of their colours
    hidden : ids of the zones whose eye is shut
    draft : a zone being drawn or reshaped
    trail_s : length of the trails behind aircraft, seconds
    out_of_date : whether zones were changed since the movements were detected
    """

    project: Project | None = None
    selection: Selection = Selection()
    filter: Filter = Filter()
    order: Order = Order.TIME
    descending: bool = True
    clock: Clock = field(default_factory=no_clock)
    shown: Span = Span(0.0, 0.0)
    view: MapView = _START
    theme: Theme = Theme.SYSTEM
    draft: ZoneDraft | None = None
    layers: Layers = Layers()
    pinned: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    trail_s: float = 2_700.0
    out_of_date: bool = False

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The watch zones, none without a project."""
        return self.project.zones if self.project else ()

    @property
    def selected_zone(self) -> Zone | None:
        """The zone that is selected."""
        return next((zone for zone in self.zones if zone.id == self.selection.zone), None)
