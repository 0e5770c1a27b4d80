"""The movements as the table shows them: filtered, sorted, in words.

A track's end of which nothing is known is a track's end: no word, title or count here makes an arrival of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from watchfield.core.model.movement import Movement, MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.core.model.zone import Zone
from watchfield.session import words
from watchfield.session.state import Filter, Order

__all__ = ["KIND_WORDS", "STATE_WORDS", "Row", "Rows", "counts_text", "is_out_of_date", "kind_words", "rows", "title"]

STATE_WORDS: Mapping[Certainty, str] = {
    Certainty.CONFIRMED: "Confirmed",
    Certainty.PROBABLE: "Probable",
    Certainty.POSSIBLE: "Possible",
    Certainty.UNDETERMINED: "Undetermined",
    Certainty.CONTRADICTED: "Contradicted",
}
KIND_WORDS: Mapping[MovementKind, str] = {
    MovementKind.ARRIVAL: "Arrival",
    MovementKind.DEPARTURE: "Departure",
    MovementKind.OVERFLIGHT: "Overflight",
    MovementKind.LOW_PASS: "Low pass",
    MovementKind.TOUCH_AND_GO: "Touch and go",
    MovementKind.STAY: "Stay",
    MovementKind.LOITER: "Loiter",
    MovementKind.GAP: "Gap",
    MovementKind.POSSIBLE_OVERFLIGHT: "Possible overflight",
    MovementKind.POSSIBLE_STOP: "Possible stop",
    MovementKind.CALLSIGN_CHANGE: "Callsign change",
    MovementKind.HIATUS: "Hiatus",
    MovementKind.RESUMPTION: "Resumption",
}
# What a start or an end is called while nobody can say that it was a departure or an arrival.
_UNCLAIMED: Mapping[MovementKind, str] = {
    MovementKind.ARRIVAL: "Track ends",
    MovementKind.DEPARTURE: "Track begins",
}
_EVERYTHING = Filter()
_NO_ZONES: Mapping[str, Zone] = {}
_RANK = {state: rank for rank, state in enumerate(Certainty)}
_MOST_CANDIDATES = 3


@dataclass(frozen=True)
class Row:
    """One movement as the table shows it."""

    movement: Movement
    state: str
    kind: str
    window: str
    zone: str
    aircraft: str
    type: str
    place: str
    fix: str
    evidence: str
    out_of_date: bool


class Rows(Sequence[Row]):
    """Movements in their order; each is put into words when it is looked at, as a table shows few of them.

    movements : in the same order
    """

    def __init__(self, movements: tuple[Movement, ...] = (), zones: Mapping[str, Zone] = _NO_ZONES) -> None:
        self.movements = movements
        self._zones = zones
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.movements)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return Rows(self.movements[place], self._zones)
        if place not in self._made:
            self._made[place] = _row(self.movements[place], self._zones)
        return self._made[place]


def rows(
    movements: Iterable[Movement],
    zones: tuple[Zone, ...],
    wanted: Filter = _EVERYTHING,
    order: Order = Order.TIME,
    *,
    descending: bool = True,
) -> Rows:
    """Return the movements that the filter lets through, sorted, in words."""
    names = {zone.id: zone for zone in zones}
    passed = [movement for movement in movements if _passes(movement, wanted, names)]
    key = _SORT_KEYS[order]
    passed.sort(key=lambda movement: movement.time_s, reverse=descending or order is not Order.TIME)
    if order is not Order.TIME:
        passed.sort(key=lambda movement: key(movement, names), reverse=descending)
    return Rows(tuple(passed), names)


def kind_words(movement: Movement) -> str:
    """Return what it may be called: "Arrival" only where the evidence claims one."""
    if movement.claims:
        return KIND_WORDS[movement.kind]
    return _UNCLAIMED.get(movement.kind, KIND_WORDS[movement.kind])


def title(movement: Movement, zones: Iterable[Zone]) -> str:
    """Return a heading: "Arrival at Hmeimim", "Track ends, undetermined"."""
    zone = next((zone.name for zone in zones if zone.id == movement.zone), "")
    field = _named_field(movement) or zone
    if not movement.claims:
        words_ = kind_words(movement)
        return f"{words_}, {STATE_WORDS[movement.state].lower()}"
    if movement.kind is MovementKind.ARRIVAL:
        return f"Arrival at {field}" if field else "Arrival"
    if movement.kind is MovementKind.DEPARTURE:
        return f"Departure from {field}" if field else "Departure"
    return f"{KIND_WORDS[movement.kind]} of {zone}" if zone else KIND_WORDS[movement.kind]


def place_text(movement: Movement) -> str:
    """Return where it may have been: the field that is named, else those within reach."""
    named = _named_field(movement)
    if movement.claims and movement.airfield:
        return f"{named} ({movement.airfield})" if named and named != movement.airfield else movement.airfield
    if movement.kind not in _UNCLAIMED:
        return ""
    if not movement.candidates:
        return "no field within reach"
    names = [candidate.ident for candidate in movement.candidates[:_MOST_CANDIDATES]]
    more = len(movement.candidates) - len(names)
    return "within reach: " + ", ".join(names) + (f" and {more} more" if more else "")


def is_out_of_date(movement: Movement, zones: Mapping[str, Zone]) -> bool:
    """Tell whether the zone it was found in has another shape now, or is gone."""
    if movement.zone is None or movement.zone_version is None:
        return False
    zone = zones.get(movement.zone)
    return zone is None or zone.version != movement.zone_version


def counts_text(shown: Sequence[Movement], total: int) -> str:
    """Return what the filter bar says: how many are shown of how many, undetermined ends counted apart."""
    open_ends = sum(not movement.claims for movement in shown)
    claims = len(shown) - open_ends
    text = f"{words.counted(claims, 'movement')}"
    if open_ends:
        text += f" · {words.counted(open_ends, 'undetermined start or end', 'undetermined starts and ends')}"
    return f"{text} · {words.count(len(shown))} of {words.count(total)} listed"


def _row(movement: Movement, zones: Mapping[str, Zone]) -> Row:
    zone = zones.get(movement.zone or "")
    return Row(
        movement,
        state=STATE_WORDS[movement.state],
        kind=kind_words(movement),
        window=words.window(movement.start_s, movement.end_s),
        zone=words.plain(zone.name) if zone else "–",
        aircraft=words.plain(_aircraft(movement)),
        type=words.plain(movement.type or "–"),
        place=words.plain(place_text(movement)) or "–",
        fix=_fix(movement),
        evidence=_evidence(movement),
        out_of_date=is_out_of_date(movement, zones),
    )


def _fix(movement: Movement) -> str:
    height = words.altitude(movement.altitude_ft)
    if movement.candidates:
        nearest = movement.candidates[0]
        return f"{height} · {words.range_bearing(nearest.range_nm, nearest.bearing_deg)}"
    return height


def _evidence(movement: Movement) -> str:
    fixes = sum(part.last_row - part.first_row + 1 for part in movement.evidence)
    return words.counted(fixes, "row") if fixes else "no rows"


def _aircraft(movement: Movement) -> str:
    return movement.registration or movement.callsign or movement.icao24 or movement.key.partition(":")[2][:12]


def _zone_name(movement: Movement, zones: Mapping[str, Zone]) -> str:
    zone = zones.get(movement.zone or "")
    return zone.name if zone else "~"  # behind all names


def _named_field(movement: Movement) -> str:
    if movement.airfield is None:
        return ""
    return next((c.name for c in movement.candidates if c.ident == movement.airfield), movement.airfield)


def _passes(movement: Movement, wanted: Filter, zones: Mapping[str, Zone]) -> bool:
    return (
        (not wanted.kinds or movement.kind in wanted.kinds)
        and (not wanted.states or movement.state in wanted.states)
        and (wanted.zone is None or movement.zone == wanted.zone)
        and (wanted.aircraft is None or movement.key == wanted.aircraft)
        and (wanted.since_s is None or movement.end_s >= wanted.since_s)
        and (wanted.until_s is None or movement.start_s <= wanted.until_s)
        and (not wanted.text or wanted.text.casefold() in _haystack(movement, zones))
    )


def _haystack(movement: Movement, zones: Mapping[str, Zone]) -> str:
    zone = zones.get(movement.zone or "")
    named = (movement.registration, movement.callsign, movement.icao24, movement.type, zone.name if zone else "")
    fields = (f"{candidate.ident} {candidate.name}" for candidate in movement.candidates)
    return " ".join((*(text or "" for text in named), movement.airfield or "", *fields)).casefold()


_SORT_KEYS: Mapping[Order, Callable[[Movement, Mapping[str, Zone]], tuple[int, str | float]]] = {
    Order.TIME: lambda movement, _: (0, movement.time_s),
    Order.STATE: lambda movement, _: (_RANK[movement.state], ""),
    Order.KIND: lambda movement, _: (0, kind_words(movement)),
    Order.ZONE: lambda movement, zones: (0, _zone_name(movement, zones)),
    Order.AIRCRAFT: lambda movement, _: (0, _aircraft(movement)),
    Order.TYPE: lambda movement, _: (0, movement.type or "~"),
    Order.ALTITUDE: lambda movement, _: (
        (1, 0.0) if math.isnan(movement.altitude_ft) else (0, float(movement.altitude_ft))
    ),
}
