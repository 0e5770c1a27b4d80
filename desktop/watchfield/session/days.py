"""Which days the project covers, as a grid: months by days for everything, sources or formats by days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from watchfield.core.model.project import Project
from watchfield.core.workflow.coverage import LIMITS, Calendar, Cell, Group, State, calendar
from watchfield.session import words
from watchfield.session.survey import file_name

__all__ = ["LIMITS", "Grid", "Group", "State", "grid", "summary"]

_DAY_S = 86_400.0


@dataclass(frozen=True, eq=False)
class Grid:
    """A calendar to be painted.

    rows : what stands on the left of each row
    heads : what stands above some of the columns: (column, text)
    columns : how many
    starts : of each row the day that its first column would be; empty where it is the same for all
    """

    calendar: Calendar
    rows: tuple[str, ...]
    heads: tuple[tuple[int, str], ...]
    columns: int
    starts: tuple[int, ...] = ()

    def day(self, row: int, column: int) -> int | None:
        """Return the day at a place, None for what lies outside of the project or of the month."""
        found = self.calendar
        if not (0 <= row < len(self.rows) and 0 <= column < self.columns):
            return None
        day = (self.starts[row] if self.starts else found.first_day) + column
        if self.starts and row + 1 < len(self.rows) and day >= self.starts[row + 1]:
            return None
        return day if found.first_day <= day <= found.last_day else None

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what there is at a place, None where there is nothing."""
        day = self.day(row, column)
        return None if day is None else self._cells.get((0 if self.starts else row, day))

    def words(self, row: int, column: int) -> str:
        """Return what is there in words, empty for what lies outside."""
        day = self.day(row, column)
        if day is None:
            return ""
        whose = "" if self.starts else f" · {self.rows[row]}"
        head = f"{words.weekday(day * _DAY_S)} {words.moment(day * _DAY_S).year}{whose}"
        cell = self.cell(row, column)
        if cell is None:
            return f"{head}\nMissing: no fix on this day"
        kind = "Present" if cell.state is State.PRESENT else f"Partial: {len(cell.hours)} of 24 hours have a fix"
        begin, end = (words.clock_text(time_s, seconds=False) for time_s in (cell.first_s, cell.last_s))
        counts = (
            f"{words.counted(cell.fixes, 'fix', 'fixes')} of {words.counted(cell.aircraft, 'aircraft', 'aircraft')}"
        )
        return f"{head}\n{kind}\n{counts}, {begin} to {end} UTC"

    @cached_property
    def _cells(self) -> Mapping[tuple[int, int], Cell]:
        return {(cell.line, cell.day): cell for cell in self.calendar.cells}


def grid(project: Project, group: Group) -> Grid:
    """Return the calendar of a project; a second or so for ten million fixes, so off the window's thread."""
    found = calendar(project, group)
    if group is Group.ALL:
        return _months(found)
    days = max(found.last_day - found.first_day + 1, 0)
    heads = tuple(
        (day - found.first_day, words.month(day * _DAY_S, year=True))
        for day in range(found.first_day, found.last_day + 1)
        if words.moment(day * _DAY_S).day == 1 or day == found.first_day
    )
    names = tuple(map(file_name, found.lines)) if group is Group.SOURCE else tuple(map(words.plain, found.lines))
    return Grid(found, names, heads, days)


def summary(found: Calendar) -> str:
    """Return how many days are present, partial and missing, in all."""
    if not found.cells:
        return "There are no fixes yet."
    present = {cell.day for cell in found.cells if cell.state is State.PRESENT}
    some = {cell.day for cell in found.cells} - present
    days = found.last_day - found.first_day + 1
    missing = days - len(present) - len(some)
    return (
        f"{words.counted(days, 'day')}: {len(present):,} present, {len(some):,} partial, {missing:,} without a fix, "
        f"{words.day(found.first_day * _DAY_S)} to {words.day(found.last_day * _DAY_S)}"
    )


def _months(found: Calendar) -> Grid:
    heads = tuple((day - 1, str(day)) for day in (1, 5, 10, 15, 20, 25, 30))
    if not found.cells:
        return Grid(found, (), heads, 31)
    first = np.datetime64(found.first_day, "D").astype("datetime64[M]")
    last = np.datetime64(found.last_day, "D").astype("datetime64[M]")
    starts = tuple(int(day) for day in np.arange(first, last + 1).astype("datetime64[D]").astype(np.int64))
    names = tuple(words.month(day * _DAY_S, year=True) for day in starts)
    return Grid(found, names, heads, 31, starts)
