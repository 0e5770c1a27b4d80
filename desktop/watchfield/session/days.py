"""Which days the project covers, as a grid: months by days for everything, sources or formats by days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from watchfield.core.model.project import Project
from watchfield.core.workflow.coverage import LIMITS, Calendar, Cell, Group, State, calendar
from watchfield.session import words
from watchfield.session.survey import file_name

__all__ = ["LIMITS", "Grid", "Group", "State", "grid", "summary"]

_DAY_S = 86_400.0
_LONG_DAYS = 21  # a longer run of days without any fix takes one place


@dataclass(frozen=True, eq=False)
class Grid:
    """A calendar to be painted; a long time without any fix takes one place, and says how long it is.

    rows : what stands on the left of each row
    heads : what stands above some of the columns: (column, text)
    columns : how many
    spans : of each place first and last day, int64[rows, columns, 2] where months are rows, else int64[1, columns, 2];
        the last before the first where there is none
    """

    calendar: Calendar
    rows: tuple[str, ...]
    heads: tuple[tuple[int, str], ...]
    columns: int
    spans: NDArray[np.int64]

    def span(self, row: int, column: int) -> tuple[int, int] | None:
        """Return first and last day of a place, None for what lies outside of the project or of the month."""
        if not (0 <= row < len(self.rows) and 0 <= column < self.columns):
            return None
        first, last = self.spans[row if self.calendar.group is Group.ALL else 0, column].tolist()
        first, last = max(first, self.calendar.first_day), min(last, self.calendar.last_day)
        return (first, last) if first <= last else None

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what there is at a place, None where there is nothing."""
        span = self.span(row, column)
        line = 0 if self.calendar.group is Group.ALL else row
        return self._cells.get((line, span[0])) if span and span[0] == span[1] else None

    def words(self, row: int, column: int) -> str:
        """Return what is there in words, empty for what lies outside."""
        span = self.span(row, column)
        if span is None:
            return ""
        first, last = span
        if first < last:
            return (
                f"{words.day(first * _DAY_S)} to {words.day(last * _DAY_S)}\n"
                f"Missing: no fix of any source on {words.counted(last - first + 1, 'day')}"
            )
        whose = "" if self.calendar.group is Group.ALL else f" · {self.rows[row]}"
        head = f"{words.weekday(first * _DAY_S)} {words.moment(first * _DAY_S).year}{whose}"
        cell = self.cell(row, column)
        if cell is None:
            return f"{head}\nMissing: no fix on this day"
        kind = "Present" if cell.state is State.PRESENT else f"Partial: {len(cell.hours)} of 24 hours have a fix"
        begin, end = (words.clock_text(time_s, seconds=False) for time_s in (cell.first_s, cell.last_s))
        counts = f"{words.counted(cell.fixes, 'fix', 'fixes')} of {words.count(cell.aircraft)} aircraft"
        return f"{head}\n{kind}\n{counts}, {begin} to {end} UTC"

    @cached_property
    def _cells(self) -> Mapping[tuple[int, int], Cell]:
        return {(cell.line, cell.day): cell for cell in self.calendar.cells}


def grid(project: Project, group: Group) -> Grid:
    """Return the calendar of a project; a second or so for ten million fixes, so off the window's thread."""
    found = calendar(project, group)
    if group is Group.ALL:
        return _months(found)
    names = tuple(map(file_name, found.lines)) if group is Group.SOURCE else tuple(map(words.plain, found.lines))
    spans = _days(found)
    heads = tuple(
        (column, words.month(first * _DAY_S, year=True))
        for column, (first, last) in enumerate(spans)
        if column == 0 or words.moment(first * _DAY_S).day == 1 or spans[column - 1][0] < spans[column - 1][1]
    )
    return Grid(found, names, heads, len(spans), np.array(spans, np.int64).reshape(1, len(spans), 2))


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


def _days(found: Calendar) -> list[tuple[int, int]]:
    """Return the days one by one, and a long run of days without any fix as one."""
    there = sorted({cell.day for cell in found.cells})
    spans: list[tuple[int, int]] = []
    for before, day in zip([found.first_day - 1, *there], there, strict=False):
        gap = day - before - 1
        if gap > _LONG_DAYS:
            spans.append((before + 1, day - 1))
        else:
            spans += [(missing, missing) for missing in range(before + 1, day)]
        spans.append((day, day))
    return spans


def _months(found: Calendar) -> Grid:
    """Return a row a month; months in a row without any fix share one."""
    heads = tuple((day - 1, str(day)) for day in (1, 5, 10, 15, 20, 25, 30))
    if not found.cells:
        return Grid(found, (), heads, 31, np.empty((0, 31, 2), np.int64))
    first, last = (np.datetime64(day, "D").astype("datetime64[M]") for day in (found.first_day, found.last_day))
    months = np.arange(first, last + 2).astype("datetime64[D]").astype(np.int64)
    there = np.isin(
        np.arange(len(months) - 1), np.searchsorted(months, [cell.day for cell in found.cells], "right") - 1
    )
    names: list[str] = []
    rows: list[NDArray[np.int64]] = []
    begin = 0
    while begin < len(months) - 1:
        end = begin + 1
        while not there[begin] and end < len(months) - 1 and not there[end]:
            end += 1
        start, stop = int(months[begin]), int(months[end]) - 1
        row = np.empty((31, 2), np.int64)
        if there[begin] or end == begin + 1:
            row[:, 0] = row[:, 1] = start + np.arange(31)
            row[row[:, 0] > stop] = (1, 0)
            names.append(words.month(start * _DAY_S, year=True))
        else:
            row[:] = (start, stop)
            names.append(f"{words.month(start * _DAY_S, year=True)} to {words.month(stop * _DAY_S, year=True)}")
        rows.append(row)
        begin = end
    return Grid(found, tuple(names), heads, 31, np.array(rows))
