"""Did this flight begin and end on an airfield, and on which?

Every flight has a start and an end. One that was seen on the ground beside a runway is *confirmed*. Of any other the
program does not know whether it was a take-off or a landing at all: it is kept with the fields within reach, in the
state *undetermined*, and nothing presents it as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.fixes import SOLID_S, Fixes, Quality
from ..model.flight import Flights
from ..model.movement import MovementKind, Reason, State
from .reach import Fields, Near
from .rules import Rules

__all__ = ["End", "ends"]

_NEVER = -1
_HIGHEST_FIELD_FT = 15_000.0  # Daocheng Yading lies at 14,472 ft


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
    ground = (fixes.quality & np.uint16(Quality.ON_GROUND)) != 0
    judge = _Judge(fixes, fields, rules)
    rows = zip(flights.track, flights.begin, flights.end, *_airborne(flights, ground), strict=True)
    for number, (track, begin, end, first_air, last_air) in enumerate(rows):
        if first_air == _NEVER:
            continue
        needs, first, last = float(runway_ft[track]), int(begin), int(end) - 1
        took_off = int(first_air) - 1 if first_air > begin else _lone_ground(fixes, ground, first, track)
        touched = int(last_air) + 1 if last_air < last else _NEVER
        before, after = _gone(fixes, first - 1, track), _gone(fixes, last + 1, track)
        yield judge(_Side(number, MovementKind.DEPARTURE, first, last, took_off, int(first_air), before, needs))
        yield judge(_Side(number, MovementKind.ARRIVAL, first, last, touched, int(last_air), after, needs))


def _airborne(flights: Flights, ground: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last fix in the air of each flight, -1 where it never was."""
    air = np.flatnonzero(~ground)
    first, past = np.searchsorted(air, flights.begin), np.searchsorted(air, flights.end)
    flew = past > first
    padded = np.append(air, _NEVER)
    return np.where(flew, padded[first], _NEVER), np.where(flew, padded[past - 1], _NEVER)


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
    """

    flight: int
    kind: MovementKind
    first: int
    last: int
    ground: int
    air: int
    beyond_s: float
    runway_ft: float

    @property
    def outermost(self) -> int:
        """The first fix of a flight for its departure, the last one for its arrival."""
        return self.last if self.kind is MovementKind.ARRIVAL else self.first

    def rows(self, fix: int) -> tuple[int, int]:
        """Return the fixes that lead up to a deciding one, and the next one on its other side."""
        before, after = (4, 1) if self.kind is MovementKind.ARRIVAL else (1, 4)
        return max(min(self.first, fix), fix - before), min(self.last, fix + after)


class _Judge:
    """Judges one end at a time; both by the same rules, with time reversed."""

    def __init__(self, fixes: Fixes, fields: Fields, rules: Rules) -> None:
        self._fixes, self._fields, self._rules = fixes, fields, rules
        self._altitude = fixes.altitude_ft().astype(np.float64)

    def __call__(self, side: _Side) -> End:
        fix = side.ground if side.ground != _NEVER else side.outermost
        near, reasons = self._proof(side, fix)
        return self._confirmed(side, fix, near, reasons) if near else self._open(side, reasons)

    def _proof(self, side: _Side, fix: int) -> tuple[Near | None, tuple[Reason, ...]]:
        """Return the field that a fix proves, if any, and why or why not."""
        fixes, rules, on_ground = self._fixes, self._rules, side.ground != _NEVER
        if not on_ground and not fixes.geo_altitude_ft[fix] < _HIGHEST_FIELD_FT:
            return None, ()
        near = self._fields.at_runway(float(fixes.lon_deg[fix]), float(fixes.lat_deg[fix]), side.runway_ft)
        if near is None:
            text = f"It reports that it is on the ground, but no runway is known within {rules.confirmed_km:.0f} km."
            return None, (Reason(text, supports=False),) if on_ground else ()
        elevation_ft = self._fields.elevation_ft(near.index)
        place = f"{near.runway_m:,.0f} m from a runway of {self._fields.airfields.code_of(near.index)}"
        if on_ground:
            if self._altitude[fix] - elevation_ft > rules.ground_flag_max_ft:
                text = f"It reports that it is on the ground, but at {self._altitude[fix]:,.0f} ft: not believed."
                return None, (Reason(text, supports=False),)
            return near, (Reason(f"On the ground, {place}."),)
        height_ft = float(fixes.geo_altitude_ft[fix]) - elevation_ft
        away = 1.0 if side.kind is MovementKind.ARRIVAL else -1.0
        leaving = float(np.nan_to_num(fixes.climb_fpm[fix])) * away > 0
        if height_ft + rules.geoid_doubt_ft <= rules.confirmed_ft and not leaving:
            return near, (Reason(f"At most {rules.confirmed_ft:,.0f} ft above the field, {place}."),)
        return None, ()

    def _confirmed(self, side: _Side, fix: int, near: Near, reasons: tuple[Reason, ...]) -> End:
        one, other = float(self._fixes.time_s[side.air]), float(self._fixes.time_s[fix])
        window = min(one, other), max(one, other)
        named = near.index, (near.index,)
        return End(side.flight, side.kind, State.CONFIRMED, fix, *side.rows(fix), *named, *window, reasons)

    def _open(self, side: _Side, reasons: tuple[Reason, ...]) -> End:
        """Return an end about which nothing is claimed: what was seen there, and what lies within reach of it."""
        fixes, rules, fix = self._fixes, self._rules, side.outermost
        lon, lat, time_s = float(fixes.lon_deg[fix]), float(fixes.lat_deg[fix]), float(fixes.time_s[fix])
        reached = self._fields.in_reach(lon, lat, self._altitude[fix], side.runway_ft)
        reasons = (*reasons, self._seen(side.kind, fix), self._reach(reached))
        ways = [field.range_nm for field in self._fields.candidates(reached[-1:].tolist(), lon, lat)]
        span_s = max(ways, default=0.0) / rules.arrival_kt[1] * 3600.0 + rules.approach_min * 60.0
        if side.kind is MovementKind.ARRIVAL:
            window = time_s, float(np.fmin(time_s + span_s, side.beyond_s))
        else:
            window = float(np.fmax(time_s - span_s, side.beyond_s)), time_s
        listed = tuple(reached.tolist())
        return End(side.flight, side.kind, State.UNDETERMINED, fix, *side.rows(fix), None, listed, *window, reasons)

    def _seen(self, kind: MovementKind, fix: int) -> Reason:
        altitude, climb = self._altitude[fix], float(self._fixes.climb_fpm[fix])
        verb = "ends" if kind is MovementKind.ARRIVAL else "begins"
        height = "at a height nobody received" if np.isnan(altitude) else f"at {altitude:,.0f} ft"
        rate = "" if np.isnan(climb) else f", {_rate(climb)}"
        return Reason(f"The track {verb} {height}{rate}; the ground was not seen.", supports=False)

    def _reach(self, reached: NDArray[np.int64]) -> Reason:
        codes = [self._fields.airfields.code_of(i) for i in reached[:3].tolist()]
        if not codes:
            return Reason("No airfield is known within reach.", supports=False)
        more = f" and {len(reached) - 3} more" if len(reached) > 3 else ""
        return Reason(f"Within reach: {', '.join(codes)}{more}.", supports=False)


def _rate(climb_fpm: float) -> str:
    if abs(climb_fpm) < 100.0:
        return "level"
    return f"{'climbing' if climb_fpm > 0 else 'sinking'} {abs(climb_fpm):,.0f} ft/min"
