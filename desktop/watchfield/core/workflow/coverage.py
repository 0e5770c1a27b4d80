"""Which days does the project cover, and from which sources: present, partial, missing?

    present     each of the 24 hours (UTC) has a fix of some aircraft
    partial     some have, and it is said which
    missing     none has, between the first day of the project and the last

That is all that positions can tell. An hour without one may have been without traffic, without reception, or without a
file; a recording of one aircraft says nothing of any other. Estimated positions and odd times do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geo.times import format_utc
from ..geo.units import SECONDS_PER_DAY
from ..model.fixes import Fixes, Kind, Quality
from ..model.project import Project

__all__ = ["LIMITS", "Calendar", "Cell", "Group", "State", "calendar", "calendar_record"]

LIMITS = (
    "An hour without a fix may have been without traffic, without reception, or without a file; a recording of one "
    "aircraft says nothing of any other."
)
_HOUR_S = 3600.0


class Group(Enum):
    """What makes a line of the calendar."""

    SOURCE = "source"
    FORMAT = "format"
    ALL = "all"


class State(Enum):
    """How much of a day is there."""

    PRESENT = "present"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the calendar on one day on which it has a fix.

    day : days since 1970-01-01, UTC
    line : which of ``Calendar.lines``
    fixes, aircraft : how many; a fix counts as often as sources of the line have it, where all are together once
    first_s, last_s : the first fix of that day and the last
    hours : of the day, those with a fix, ascending
    """

    day: int
    line: int
    fixes: int
    aircraft: int
    first_s: float
    last_s: float
    hours: tuple[int, ...]

    @property
    def state(self) -> State:
        """``PRESENT`` or ``PARTIAL``."""
        return State.PRESENT if len(self.hours) == 24 else State.PARTIAL


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days by lines; what has no cell is missing.

    group : what makes a line
    lines : their names for people, in order; the numbers of the sources, or the formats, stand in ``keys``
    cells : by day, then line
    first_day, last_day : of the project, days since 1970-01-01; the last lies before the first where there is none
    """

    group: Group
    lines: tuple[str, ...]
    keys: tuple[int | str, ...]
    cells: tuple[Cell, ...]
    first_day: int
    last_day: int

    def missing(self, line: int) -> tuple[tuple[int, int], ...]:
        """Return from which day to which a line has nothing, both included, within the days of the project."""
        there = [cell.day for cell in self.cells if cell.line == line]
        bounds = zip([self.first_day - 1, *there], [*there, self.last_day + 1], strict=True)
        return tuple((before + 1, after - 1) for before, after in bounds if after - before > 1)


def calendar(project: Project, group: Group = Group.SOURCE) -> Calendar:
    """Return which days the project covers, one line a source, a format, or one for everything."""
    lines, keys, line_of_source = _lines(project, group)
    fixes = project.fixes
    counts = ((fixes.quality & np.uint16(Quality.ODD_TIME)) == 0) & (fixes.kind != Kind.ESTIMATED)
    days = np.floor(fixes.time_s[counts] / SECONDS_PER_DAY)
    first_day, last_day = (int(days.min()), int(days.max())) if len(days) else (0, -1)
    if group is Group.ALL:
        counts &= (fixes.quality & np.uint16(Quality.DUPLICATE)) == 0
    cells = _cells(fixes, np.flatnonzero(counts), line_of_source)
    return Calendar(group, lines, keys, cells, first_day, last_day)


def _lines(project: Project, group: Group) -> tuple[tuple[str, ...], tuple[int | str, ...], NDArray[np.int64]]:
    """Return the names and keys of the lines, and the line of each source, int64[sources]."""
    sources = project.sources
    if group is Group.ALL:
        return ("all sources",), ("all",), np.zeros(len(sources), np.int64)
    if group is Group.FORMAT:
        formats = sorted({source.format for source in sources})
        line_of = [formats.index(source.format) for source in sources]
        return tuple(formats), tuple(formats), np.asarray(line_of, np.int64)
    return (
        tuple(source.name for source in sources),
        tuple(source.id for source in sources),
        np.arange(len(sources), dtype=np.int64),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Runs:
    """Fixes that follow each other in one track, one hour and one line; all int64[runs] but the times."""

    line: NDArray[np.int64]
    hour: NDArray[np.int64]
    track: NDArray[np.int64]
    count: NDArray[np.int64]
    first_s: NDArray[np.float64]
    last_s: NDArray[np.float64]


def _cells(fixes: Fixes, which: NDArray[np.int64], line_of_source: NDArray[np.int64]) -> tuple[Cell, ...]:
    if not len(which):
        return ()
    runs = _runs(fixes, which, line_of_source)
    day = runs.hour // 24
    order = np.lexsort((runs.hour, runs.line, day))
    opens = _changes(day[order], runs.line[order])
    begin = np.flatnonzero(opens)
    cell = np.cumsum(opens) - 1
    hours = _hours(cell, runs.hour[order])
    return tuple(
        map(
            Cell,
            day[order][begin].tolist(),
            runs.line[order][begin].tolist(),
            np.add.reduceat(runs.count[order], begin).tolist(),
            _distinct(cell, runs.track[order]).tolist(),
            np.minimum.reduceat(runs.first_s[order], begin).tolist(),
            np.maximum.reduceat(runs.last_s[order], begin).tolist(),
            hours,
        )
    )


def _runs(fixes: Fixes, which: NDArray[np.int64], line_of_source: NDArray[np.int64]) -> _Runs:
    """Return runs: there are some hundred times fewer than fixes, and only they are sorted."""
    time_s = fixes.time_s[which]
    hour = np.floor(time_s / _HOUR_S).astype(np.int64)
    line = line_of_source[fixes.source[which]]
    track = fixes.track_index()[which]
    begin = np.flatnonzero(_changes(track, hour, line))
    end = np.append(begin[1:], len(which))
    return _Runs(line[begin], hour[begin], track[begin], end - begin, time_s[begin], time_s[end - 1])


def _changes(*columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where any column differs from the row before; the first row does."""
    changes = np.ones(len(columns[0]), np.bool_)
    changes[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return changes


def _distinct(cell: NDArray[np.int64], value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many different values each cell has."""
    order = np.lexsort((value, cell))
    new = _changes(cell[order], value[order])
    return np.bincount(cell[order][new])


def _hours(cell: NDArray[np.int64], hour: NDArray[np.int64]) -> list[tuple[int, ...]]:
    """Return the hours of the day of each cell; both columns ascend together."""
    new = _changes(cell, hour)
    ends = np.cumsum(np.bincount(cell[new]))[:-1]
    return [tuple(hours.tolist()) for hours in np.split(hour[new] % 24, ends)]


def calendar_record(found: Calendar) -> dict[str, Any]:
    """Return a calendar as plain values for JSON."""
    key = {Group.SOURCE: "source", Group.FORMAT: "format", Group.ALL: "all"}[found.group]
    return {
        "by": found.group.value,
        "first_day": _day(found.first_day) if found.cells else None,
        "last_day": _day(found.last_day) if found.cells else None,
        "limits": LIMITS,
        "days": [
            {
                "day": _day(cell.day),
                key: found.keys[cell.line],
                "name": found.lines[cell.line],
                "state": cell.state.value,
                "fixes": cell.fixes,
                "aircraft": cell.aircraft,
                "first": format_utc(cell.first_s),
                "last": format_utc(cell.last_s),
                "hours": list(cell.hours),
            }
            for cell in found.cells
        ],
        "missing": _missing_records(found, key),
    }


def _missing_records(found: Calendar, key: str) -> Sequence[dict[str, Any]]:
    return [
        {key: found.keys[line], "from": _day(first), "to": _day(last)}
        for line in range(len(found.lines))
        for first, last in found.missing(line)
    ]


def _day(day: int) -> str:
    return format_utc(day * SECONDS_PER_DAY)[:10]
