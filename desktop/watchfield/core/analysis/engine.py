"""All movements of a project, from its fixes, its zones and the reference data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ..geo.units import SECONDS_PER_DAY
from ..model.fixes import Fixes, Quality
from ..model.flight import Flights
from ..model.movement import Candidate, Evidence, Movement, MovementKind, Reason, State, movement_id
from ..model.project import Project
from ..model.track import Track
from ..model.zone import Zone
from ..reference.aircraft import AircraftTypes
from ..reference.airfields import Airfields
from ..spatial.boxes import Boxes
from ..task import Progress, silent
from .cleaning import observed
from .flights import segmented
from .landings import End, ends
from .reach import Fields
from .rules import VERSION, Rules
from .visits import Border, Finds, Visit, visits

__all__ = ["detected"]

_ABOVE_ALL_GROUND_FT = 20_000.0  # only peaks are higher


@dataclass(frozen=True, slots=True)
class _Watched:
    """A zone, the fields it watches, and the height of its ground (NaN where no field near it tells)."""

    zone: Zone
    fields: frozenset[int]
    elevation_ft: float


def detected(
    project: Project,
    airfields: Airfields,
    types: AircraftTypes,
    rules: Rules | None = None,
    progress: Progress = silent,
    *,
    index_of: Callable[[Fixes], Finds] = Boxes.build,
) -> tuple[Movement, ...]:
    """Return every movement, sorted by time, then id.

    index_of : makes the index that finds what is near a zone; every index gives the same answer
    """
    rules = rules or Rules()
    progress(0.0, 1.0, "Cutting tracks into flights")
    fixes = project.fixes.take(observed(project.fixes))
    fields = Fields(airfields, rules)
    flights = segmented(fixes, rules, fields.ground_ft)
    watched = tuple(_watched(zone, fields) for zone in project.zones)
    writer = _Writer(project, fixes, flights, fields, rules)
    progress(0.2, 1.0, "Judging where flights begin and end")
    judged = list(ends(fixes, flights, _runways_needed(project, types, rules), fields, rules))
    watching = list(_watching(judged, fixes, watched))
    seen = _candidates(judged, watching, fixes, fields, rules)
    progress(0.5, 1.0, "Writing down movements")
    movements = [writer.of_end(*row) for row in zip(judged, watching, seen, strict=True)]
    index = index_of(fixes)
    for number, watch in enumerate(watched):
        told = _told(judged, fixes, watch)
        progress(0.7 + 0.3 * number / len(watched), 1.0, f"Passing through {watch.zone.name}")
        movements += [
            writer.of_visit(visit, watch)
            for visit in visits(fixes, flights, watch.zone, index, rules)
            if visit.flight not in told or not _at_an_end(visit, flights)
        ]
    progress(1.0, 1.0, "Done")
    return tuple(sorted(movements, key=lambda movement: (movement.time_s, movement.id)))


def _watched(zone: Zone, fields: Fields) -> _Watched:
    """Return a zone with its fields: the one it was drawn round, and those inside it."""
    airfields, polygon = fields.airfields, zone.polygon
    inside = set(np.flatnonzero(polygon.contains(airfields.lon_deg, airfields.lat_deg)).tolist())
    if zone.airfield:
        own = airfields.index_of(zone.airfield)
        return _Watched(zone, frozenset(inside | {own}), float(airfields.elevation_ft[own]))
    middle = polygon.rings[0].mean(axis=0)
    return _Watched(zone, frozenset(inside), float(fields.ground_ft(middle[:1], middle[1:])[0]))


def _runways_needed(project: Project, types: AircraftTypes, rules: Rules) -> NDArray[np.float64]:
    """Return the runway each track's aircraft needs; where its type is not known the shortest, to leave none out."""
    needs = [types.runway_need_ft(track.type) if track.type else rules.runway_other_ft for track in project.tracks]
    return np.asarray(needs, np.float64)


def _at_an_end(visit: Visit, flights: Flights) -> bool:
    return bool(visit.first == flights.begin[visit.flight] or visit.last == flights.end[visit.flight] - 1)


def _told(judged: Sequence[End], fixes: Fixes, watch: _Watched) -> frozenset[int]:
    """Return the flights of which an end has to do with a zone, be it that another zone carries it."""
    rows = np.asarray([end.fix for end in judged], np.int64)
    inside = watch.zone.polygon.contains(fixes.lon_deg[rows], fixes.lat_deg[rows]).tolist()
    return frozenset(
        end.flight for end, held in zip(judged, inside, strict=True) if held or not watch.fields.isdisjoint(end.reached)
    )


class _Writer:
    """Makes movements of what was judged: who, where, from which rows."""

    def __init__(self, project: Project, fixes: Fixes, flights: Flights, fields: Fields, rules: Rules) -> None:
        self._project, self._fixes, self._flights = project, fixes, flights
        self._fields, self._rules = fields, rules
        self._altitude = fixes.altitude_ft().astype(np.float64)

    def of_end(self, end: End, watch: _Watched | None, candidates: tuple[Candidate, ...]) -> Movement:
        """Return the movement of one end of a flight."""
        fixes, fix = self._fixes, end.fix
        lon, lat = float(fixes.lon_deg[fix]), float(fixes.lat_deg[fix])
        airfield = str(self._fields.airfields.ident[end.field]) if end.field is not None else None
        return self._movement(
            kind=end.kind,
            state=end.state,
            flight=end.flight,
            place=airfield or "",
            at=Border(fix, float(fixes.time_s[fix]), lon, lat, float(self._altitude[fix])),
            window=(end.start_s, end.end_s),
            watch=watch,
            airfield=airfield,
            candidates=candidates,
            reasons=end.reasons,
            rows=(end.first, end.last),
        )

    def of_visit(self, visit: Visit, watch: _Watched) -> Movement:
        """Return the movement of a passage through a zone."""
        state, low, reasons = _passing(visit, watch, self._rules)
        kind = MovementKind.LOW_PASS if low else MovementKind.OVERFLIGHT
        if low and self._touched(visit, watch.zone):
            state, kind = State.POSSIBLE, MovementKind.TOUCH_AND_GO
            reasons = (Reason("It reports the ground inside the zone, and flies on."),)
        doubts = _doubts(visit, at_an_end=_at_an_end(visit, self._flights))
        if doubts:
            weakest = State.UNDETERMINED if visit.leaps else State.POSSIBLE
            state = max(state, weakest, key=list(State).index)
            reasons = (*reasons, *doubts)
        return self._movement(
            kind=kind,
            state=state,
            flight=visit.flight,
            place=self._place_of(watch.zone),
            at=visit.enter,
            window=(visit.enter.time_s, visit.leave.time_s),
            watch=watch,
            airfield=None,
            candidates=(),
            reasons=reasons,
            rows=(visit.first, visit.last),
        )

    def _movement(
        self,
        *,
        kind: MovementKind,
        state: State,
        flight: int,
        place: str,
        at: Border,
        window: tuple[float, float],
        watch: _Watched | None,
        rows: tuple[int, int],
        **rest: object,
    ) -> Movement:
        track = self._project.tracks[int(self._flights.track[flight])]
        return Movement(
            id=movement_id(kind, track.key, place, at.time_s, at.lon_deg, at.lat_deg),
            kind=kind,
            state=state,
            key=track.key,
            time_s=at.time_s,
            start_s=window[0],
            end_s=window[1],
            lon_deg=at.lon_deg,
            lat_deg=at.lat_deg,
            altitude_ft=at.altitude_ft,
            rules=VERSION,
            zone=watch.zone.id if watch else None,
            zone_version=watch.zone.version if watch else None,
            icao24=track.icao24,
            registration=track.registration,
            type=track.type,
            callsign=self._callsign(track, flight, at.time_s),
            evidence=self._evidence(*rows),
            **rest,  # type: ignore[arg-type]  # airfield, candidates, reasons: passed on by name
        )

    def _callsign(self, track: Track, flight: int, time_s: float) -> str | None:
        """Return the callsign that the flight sent nearest to a time; that of another flight of the aircraft is none.

        Where a recording gives one callsign for all it holds, without times, that one.
        """
        if not track.callsigns:
            return track.callsign
        times = self._fixes.time_s
        first_s, last_s = times[self._flights.begin[flight]], times[self._flights.end[flight] - 1]
        sent = [said for said in track.callsigns if said.start_s <= last_s and said.end_s >= first_s]
        away = [(max(said.start_s - time_s, time_s - said.end_s, 0.0), said.text) for said in sent]
        return min(away)[1] if away else None

    def _touched(self, visit: Visit, zone: Zone) -> bool:
        """Tell whether a fix inside reports the ground."""
        fixes, rows = self._fixes, np.arange(visit.first, visit.last + 1)
        rows = rows[(fixes.quality[rows] & np.uint16(Quality.ON_GROUND)) != 0]
        return bool(zone.polygon.contains(fixes.lon_deg[rows], fixes.lat_deg[rows]).any())

    def _place_of(self, zone: Zone) -> str:
        """Return the key of a zone as a place: its version; of two zones of one shape the second adds its id."""
        alike = next(other for other in self._project.zones if other.version == zone.version)
        return zone.version if alike is zone else f"{zone.version}:{zone.id}"

    def _evidence(self, first: int, last: int) -> tuple[Evidence, ...]:
        """Return the rows of these fixes, a range a source, in order of the source's hash."""
        source, row = self._fixes.source[first : last + 1], self._fixes.row[first : last + 1]
        found = (
            Evidence(
                self._project.sources[number].sha256, int(row[source == number].min()), int(row[source == number].max())
            )
            for number in np.unique(source).tolist()
        )
        return tuple(sorted(found, key=lambda evidence: (evidence.source, evidence.first_row)))


def _watching(judged: Sequence[End], fixes: Fixes, watched: Sequence[_Watched]) -> Iterator[_Watched | None]:
    """Yield for each end the zone whose field comes first among those in reach, else the one that holds the fix."""
    rows = np.asarray([end.fix for end in judged], np.int64)
    inside = [watch.zone.polygon.contains(fixes.lon_deg[rows], fixes.lat_deg[rows]) for watch in watched]
    owner = {index: watch for watch in reversed(watched) for index in watch.fields}
    for number, end in enumerate(judged):
        by_field = next((owner[index] for index in end.reached if index in owner), None)
        yield by_field or next((watch for watch, held in zip(watched, inside, strict=True) if held[number]), None)


def _candidates(
    judged: Sequence[End], watching: Sequence[_Watched | None], fixes: Fixes, fields: Fields, rules: Rules
) -> Iterator[tuple[Candidate, ...]]:
    """Yield for each end the fields that are listed with it."""
    listed = [_listed(end.reached, watch, rules.candidates_listed) for end, watch in zip(judged, watching, strict=True)]
    counts = [len(rows) for rows in listed]
    fix = np.repeat(np.asarray([end.fix for end in judged], np.int64), counts)
    rows = np.asarray([row for some in listed for row in some], np.int64)
    found = iter(fields.candidates(rows, fixes.lon_deg[fix], fixes.lat_deg[fix]))
    return (tuple(islice(found, count)) for count in counts)


def _listed(reached: tuple[int, ...], watch: _Watched | None, most: int) -> tuple[int, ...]:
    """Return the nearest fields in reach, and those of the zone in any case."""
    own = tuple(index for index in reached[most:] if watch and index in watch.fields)
    return reached[:most] + own


def _passing(visit: Visit, watch: _Watched, rules: Rules) -> tuple[State, bool, tuple[Reason, ...]]:
    """Return state, whether it was low, and the reasons of a passage."""
    lowest = visit.lowest.altitude_ft
    if np.isnan(lowest):
        return State.UNDETERMINED, False, (Reason("Inside the zone, at a height nobody received.", supports=False),)
    height_ft = lowest - watch.elevation_ft
    low = height_ft <= rules.overflight_ft
    inside_s = visit.leave.time_s - visit.enter.time_s
    text = f"Inside the zone for {_duration(inside_s)}, seen no lower than {lowest:,.0f} ft"
    if np.isnan(height_ft):
        state = State.CONFIRMED if lowest > _ABOVE_ALL_GROUND_FT + rules.overflight_ft else State.POSSIBLE
        unknown = Reason("How high its ground lies is not known.", supports=state is State.CONFIRMED)
        return state, lowest <= rules.overflight_ft, (Reason(f"{text} above the sea."), unknown)
    reasons = (Reason(f"{text}, {height_ft:,.0f} ft above its ground."),)
    if abs(height_ft - rules.overflight_ft) > rules.pressure_doubt_ft:
        return State.CONFIRMED, low, reasons
    doubt = (
        f"Pressure altitude may err by {rules.pressure_doubt_ft:,.0f} ft, and {rules.overflight_ft:,.0f} ft decides."
    )
    return State.POSSIBLE, low, (*reasons, Reason(doubt, supports=False))


def _doubts(visit: Visit, *, at_an_end: bool) -> tuple[Reason, ...]:
    """Return why a passage is less sure than it looks."""
    texts = []
    if visit.leaps:
        texts.append("The track leaps to, from or inside the zone faster than anything flies: it may be false.")
    if visit.unseen_s:
        texts.append(f"Nothing was received for {_duration(visit.unseen_s)} of it: it may have landed.")
    if at_an_end:
        texts.append("The track begins or ends inside the zone.")
    return tuple(Reason(text, supports=False) for text in texts)


def _duration(seconds: float) -> str:
    if seconds >= SECONDS_PER_DAY:
        return f"{seconds / SECONDS_PER_DAY:.1f} days"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
