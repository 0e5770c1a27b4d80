"""Did this flight begin and end on an airfield, and on which?

Every flight has a start and an end. One that was seen on the ground beside a runway is *confirmed*. Of any other the
program does not know whether it was a take-off or a landing at all: it is kept with the fields within reach, in the
state *undetermined*, and nothing presents it as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..geo.units import METRES_PER_NM
from ..model.fixes import SOLID_S, Fixes, Quality
from ..model.flight import Flights
from ..model.movement import MovementKind, Reason, State
from .reach import NO_FIELD, Fields
from .rules import Rules

__all__ = ["End", "ends"]

_NEVER = -1


@dataclass(frozen=True, slots=True)
class End:
    """One end of a flight, judged.

    fix : position of the deciding fix: the first or last one on the ground, else the outermost one
    first, last : positions of the fixes the judgement rests on, both included
    field : index of the one field that is named, or None
    reached : indices of the fields within reach, nearest first
    """

    flight: int
    kind: MovementKind
    state: State
    fix: int
    first: int
    last: int
    field: int | None
    reached: tuple[int, ...]
    start_s: float
    end_s: float
    reasons: tuple[Reason, ...]


def ends(fixes: Fixes, flights: Flights, runway_ft: NDArray[np.float64], fields: Fields, rules: Rules) -> Iterator[End]:
    """Yield start and end of every flight that was in the air at all, in order of flight.

    runway_ft : float64[tracks], the runway that each track's aircraft needs
    """
    sides = list(_sides(fixes, flights, runway_ft, rules))
    return _Judge(fixes, fields, rules).judged(sides)


def _sides(fixes: Fixes, flights: Flights, runway_ft: NDArray[np.float64], rules: Rules) -> Iterator[_Side]:
    """Yield both ends of every flight that was in the air."""
    ground = (fixes.quality & np.uint16(Quality.ON_GROUND)) != 0
    flew = _seen_to_fly(fixes, flights, ground, rules)
    rows = zip(flights.track, flights.begin, flights.end, *_airborne(flights, ground), flew.tolist(), strict=True)
    for number, (track, begin, end, first_air, last_air, moved) in enumerate(rows):
        if first_air == _NEVER:
            continue
        needs, first, last = float(runway_ft[track]), int(begin), int(end) - 1
        took_off = int(first_air) - 1 if first_air > begin else _lone_ground(fixes, ground, first, track)
        touched = int(last_air) + 1 if last_air < last else _NEVER
        before, after = _gone(fixes, first - 1, track), _gone(fixes, last + 1, track)
        yield _Side(number, MovementKind.DEPARTURE, first, last, took_off, int(first_air), before, needs, moved)
        yield _Side(number, MovementKind.ARRIVAL, first, last, touched, int(last_air), after, needs, moved)


def _airborne(flights: Flights, ground: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last fix in the air of each flight, -1 where it never was."""
    air = np.flatnonzero(~ground)
    first, past = np.searchsorted(air, flights.begin), np.searchsorted(air, flights.end)
    flew = past > first
    padded = np.append(air, _NEVER)
    return np.where(flew, padded[first], _NEVER), np.where(flew, padded[past - 1], _NEVER)


def _seen_to_fly(fixes: Fixes, flights: Flights, ground: NDArray[np.bool_], rules: Rules) -> NDArray[np.bool_]:
    """Return for each flight whether it went farther in the air than ``rules.confirmed_km``, bool[m].

    A ground switch that flickers on the apron makes flights of a few fixes. The speed that is reported does not tell:
    transponders and recordings repeat an old one (120 kt on the stand, for minutes). Of the ground only the fixes next
    to the air are looked at, so that a long taxi is no way through the air.
    """
    if not len(flights):
        return np.zeros(0, np.bool_)
    flight = np.repeat(np.arange(len(flights)), flights.end - flights.begin)
    close = (flight[1:] == flight[:-1]) & (np.diff(fixes.time_s) <= rules.ground_min * 60.0)
    counts = ~ground
    counts[:-1] |= close & ~ground[1:]
    counts[1:] |= close & ~ground[:-1]
    lon, lat = np.where(counts, fixes.lon_deg, np.nan), np.where(counts, fixes.lat_deg, np.nan)
    low = np.fmin.reduceat(lon, flights.begin), np.fmin.reduceat(lat, flights.begin)
    high = np.fmax.reduceat(lon, flights.begin), np.fmax.reduceat(lat, flights.begin)
    moved: NDArray[np.bool_] = sphere.distance_nm(*low, *high) * METRES_PER_NM > rules.confirmed_km * 1000.0
    return moved


def _gone(fixes: Fixes, position: int, track: int) -> float:
    """Return the time of the neighbouring flight's fix, NaN where the track has none."""
    inside = fixes.offsets[track] <= position < fixes.offsets[track + 1]
    return float(fixes.time_s[position]) if inside else float("nan")


def _lone_ground(fixes: Fixes, ground: NDArray[np.bool_], begin: int, track: int) -> int:
    """Return the ground fix just before a flight, where a stay gave its only one to the flight before; else -1."""
    position = begin - 1
    if position < fixes.offsets[track] or not ground[position]:
        return _NEVER
    return position if fixes.time_s[begin] - fixes.time_s[position] <= SOLID_S else _NEVER


@dataclass(frozen=True, slots=True)
class _Side:
    """One end of a flight, to be judged.

    first, last : positions of the flight's fixes, both included
    ground : the fix on the ground that is nearest to the air, -1 if there is none
    air : the outermost fix in the air
    beyond_s : when the track goes on beyond this end, NaN if it does not
    flew : whether the flight was seen to fly at all
    """

    flight: int
    kind: MovementKind
    first: int
    last: int
    ground: int
    air: int
    beyond_s: float
    runway_ft: float
    flew: bool

    @property
    def deciding(self) -> int:
        """The fix that may prove where it was: one on the ground if there is one."""
        return self.ground if self.ground != _NEVER else self.outermost

    @property
    def outermost(self) -> int:
        """The first fix of a flight for its departure, the last one for its arrival."""
        return self.last if self.kind is MovementKind.ARRIVAL else self.first

    def rows(self, fix: int) -> tuple[int, int]:
        """Return the fixes that lead up to a deciding one, and the next one on its other side."""
        before, after = (4, 1) if self.kind is MovementKind.ARRIVAL else (1, 4)
        return max(min(self.first, fix), fix - before), min(self.last, fix + after)


class _Judge:
    """Judges ends; starts and ends of flights by the same rules, with time reversed."""

    def __init__(self, fixes: Fixes, fields: Fields, rules: Rules) -> None:
        self._fixes, self._fields, self._rules = fixes, fields, rules
        self._altitude = fixes.altitude_ft().astype(np.float64)
        self._recorded = (float(fixes.time_s.min()), float(fixes.time_s.max())) if len(fixes) else (0.0, 0.0)

    def judged(self, sides: Sequence[_Side]) -> Iterator[End]:
        """Yield the judgement on each; what needs the airfields is asked for all of them at once."""
        deciding = np.asarray([side.deciding for side in sides], np.int64)
        outermost = np.asarray([side.outermost for side in sides], np.int64)
        needs = np.asarray([side.runway_ft for side in sides], np.float64)
        lon, lat = self._fixes.lon_deg, self._fixes.lat_deg
        near, runway_m = self._fields.at_runways(lon[deciding], lat[deciding], needs)
        proofs = [self._proof(*row) for row in zip(sides, near.tolist(), runway_m.tolist(), strict=True)]
        open_ = np.flatnonzero([field is None for field, _ in proofs])
        rows = outermost[open_]
        reach = self._fields.in_reach(lon[rows], lat[rows], self._altitude[rows], needs[open_])
        reached = reach.by_fix(len(rows))
        for side, (field, reasons) in zip(sides, proofs, strict=True):
            yield self._open(side, reasons, *next(reached)) if field is None else self._confirmed(side, field, reasons)

    def _proof(self, side: _Side, near: int, runway_m: float) -> tuple[int | None, tuple[Reason, ...]]:
        """Return the field that a fix proves, if any, and why or why not."""
        fixes, rules, fix, on_ground = self._fixes, self._rules, side.deciding, side.ground != _NEVER
        if near == NO_FIELD:
            text = f"It reports that it is on the ground, but no runway is known within {rules.confirmed_km:.0f} km."
            return None, (Reason(text, supports=False),) if on_ground else ()
        elevation_ft = float(np.nan_to_num(self._fields.airfields.elevation_ft[near]))
        place = f"{runway_m:,.0f} m from a runway of {self._fields.airfields.code_of(near)}"
        if not side.flew:
            text = f"It was not seen to fly: it went no farther than {rules.confirmed_km:.0f} km in the air."
            return None, (Reason(text, supports=False),)
        if on_ground:
            if doubt := self._doubt(side, elevation_ft):
                return None, (
                    Reason(f"It reports that it is on the ground, but {doubt}: not believed.", supports=False),
                )
            return near, (Reason(f"On the ground, {place}."),)
        height_ft = float(fixes.geo_altitude_ft[fix]) - elevation_ft
        away = 1.0 if side.kind is MovementKind.ARRIVAL else -1.0
        staying = float(fixes.climb_fpm[fix]) * away <= 0  # a rate that nobody received proves nothing
        if height_ft + rules.geoid_doubt_ft <= rules.confirmed_ft and staying:
            return near, (Reason(f"At most {rules.confirmed_ft:,.0f} ft above the field, {place}."),)
        return None, ()

    def _doubt(self, side: _Side, elevation_ft: float) -> str:
        """Return why a report of the ground cannot be true beside the flight's nearest fix in the air, or nothing."""
        fixes, rules, fix, air = self._fixes, self._rules, side.ground, side.air
        speed_kt = float(fixes.speed_kt[fix])
        if speed_kt > rules.ground_flag_max_kt:
            return f"at {speed_kt:,.0f} kt"
        if self._altitude[fix] - elevation_ft > rules.ground_flag_max_ft:
            return f"at {self._altitude[fix]:,.0f} ft"
        between_s = abs(float(fixes.time_s[fix] - fixes.time_s[air]))
        elapsed_s = max(between_s, rules.jump_min_s)
        way_nm = float(
            sphere.distance_nm(fixes.lon_deg[fix], fixes.lat_deg[fix], fixes.lon_deg[air], fixes.lat_deg[air])
        )
        if way_nm / elapsed_s * 3600.0 > rules.jump_kt:
            return f"{way_nm:,.0f} NM from where it was {between_s:,.0f} s from then"
        if self._altitude[air] - elevation_ft > rules.ground_flag_max_ft + rules.descent_max_fpm / 60.0 * elapsed_s:
            return f"at {self._altitude[air]:,.0f} ft {between_s:,.0f} s from then"
        return ""

    def _confirmed(self, side: _Side, field: int, reasons: tuple[Reason, ...]) -> End:
        fix = side.deciding
        one, other = float(self._fixes.time_s[side.air]), float(self._fixes.time_s[fix])
        window = min(one, other), max(one, other)
        return End(side.flight, side.kind, State.CONFIRMED, fix, *side.rows(fix), field, (field,), *window, reasons)

    def _open(self, side: _Side, reasons: tuple[Reason, ...], reached: tuple[int, ...], farthest_nm: float) -> End:
        """Return an end about which nothing is claimed: what was seen there, and what lies within reach of it."""
        rules, fix = self._rules, side.outermost
        time_s = float(self._fixes.time_s[fix])
        reasons = (*reasons, *(() if self._reports_ground(fix) else (self._seen(side.kind, fix),)))
        reasons = (*reasons, self._reach(fix, reached))
        # With no field in reach it may have flown on for hours: only its next appearance, or the end of all that was
        # recorded, ends the window.
        span_s = farthest_nm / rules.arrival_kt[1] * 3600.0 + rules.approach_min * 60.0 if reached else np.inf
        first_s, last_s = self._recorded
        if side.kind is MovementKind.ARRIVAL:
            latest_s = float(np.fmin(time_s + span_s, side.beyond_s))
            window = time_s, latest_s if np.isfinite(latest_s) else last_s
        else:
            earliest_s = float(np.fmax(time_s - span_s, side.beyond_s))
            window = earliest_s if np.isfinite(earliest_s) else first_s, time_s
        rows = side.rows(fix)
        return End(side.flight, side.kind, State.UNDETERMINED, fix, *rows, None, reached, *window, reasons)

    def _seen(self, kind: MovementKind, fix: int) -> Reason:
        altitude, climb = self._altitude[fix], float(self._fixes.climb_fpm[fix])
        verb = "ends" if kind is MovementKind.ARRIVAL else "begins"
        height = "at a height nobody received" if np.isnan(altitude) else f"at {altitude:,.0f} ft"
        rate = "" if np.isnan(climb) else f", {_rate(climb)}"
        return Reason(f"The track {verb} {height}{rate}; the ground was not seen.", supports=False)

    def _reports_ground(self, fix: int) -> bool:
        return bool(self._fixes.quality[fix] & np.uint16(Quality.ON_GROUND))

    def _reach(self, fix: int, reached: tuple[int, ...]) -> Reason:
        codes = [self._fields.airfields.code_of(field) for field in reached[:3]]
        if np.isnan(self._altitude[fix]):
            return Reason("Without a height nobody can say which airfields lie within reach.", supports=False)
        if not codes:
            return Reason("No airfield is known within reach.", supports=False)
        more = f" and {len(reached) - 3} more" if len(reached) > 3 else ""
        return Reason(f"Within reach: {', '.join(codes)}{more}.", supports=False)


def _rate(climb_fpm: float) -> str:
    if abs(climb_fpm) < 100.0:
        return "level"
    return f"{'climbing' if climb_fpm > 0 else 'sinking'} {abs(climb_fpm):,.0f} ft/min"
