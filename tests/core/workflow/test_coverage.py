"""Which days a project covers, and from which sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.model.fixes import Fixes, Kind, Quality
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.track import Track
from watchfield.core.workflow.coverage import Calendar, Group, State, calendar, calendar_record

DAY = 20_387  # 2025-10-26
DAY_S = DAY * 86_400.0
HOUR_S = 3600.0


def project(
    rows: Sequence[tuple[int, int, float]], *, kind: int = 0, quality: int = 0, formats: Sequence[str] = ("a", "b", "a")
) -> Project:
    """Return a project of fixes (source, track, time)."""
    source, track, time_s = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    count = len(rows)
    columns = {
        "time_s": np.asarray(time_s, np.float64),
        "lon_deg": np.zeros(count),
        "lat_deg": np.zeros(count),
        "kind": np.full(count, kind),
        "quality": np.full(count, quality),
        "row": np.arange(count) + 1,
        "source": np.asarray(source),
    }
    fixes = Fixes.from_columns(np.asarray(track, np.int64), 3, columns)
    sources = [Source(10 + n, f"{n}.csv", str(n) * 64, 1, f, "{}", 0.0, 1, 1, 0, 0, 0) for n, f in enumerate(formats)]
    tracks = tuple(Track(f"icao:00000{n}") for n in range(1, 4))
    return Project(Path("p"), "id", "P", fixes, tracks, tuple(sources))


def cells(found: Calendar) -> list[tuple[int, object, int, int, State]]:
    return [(c.day - DAY, found.keys[c.line], c.fixes, c.aircraft, c.state) for c in found.cells]


def test_a_day_with_a_fix_in_each_hour_is_present() -> None:
    hours = [(0, hour % 3, DAY_S + hour * HOUR_S) for hour in range(24)]
    assert cells(calendar(project(hours))) == [(0, 10, 24, 3, State.PRESENT)]
    assert cells(calendar(project(hours[:23]))) == [(0, 10, 23, 3, State.PARTIAL)]


def test_hours_and_first_and_last_times_are_told() -> None:
    found = calendar(
        project([(0, 0, DAY_S + 3.5 * HOUR_S), (0, 1, DAY_S + 23.9 * HOUR_S), (0, 0, DAY_S + 3.1 * HOUR_S)])
    )
    (cell,) = found.cells
    assert (cell.hours, cell.first_s, cell.last_s) == ((3, 23), DAY_S + 3.1 * HOUR_S, DAY_S + 23.9 * HOUR_S)


def test_a_day_without_a_fix_is_missing_for_its_source() -> None:
    found = calendar(project([(0, 0, DAY_S), (1, 0, DAY_S + 5 * 86_400.0), (0, 0, DAY_S + 2 * 86_400.0)]))
    assert (found.first_day, found.last_day) == (DAY, DAY + 5)
    assert found.missing(0) == ((DAY + 1, DAY + 1), (DAY + 3, DAY + 5))
    assert found.missing(1) == ((DAY, DAY + 4),)
    assert found.missing(2) == ((DAY, DAY + 5),)


def test_lines_are_sources_formats_or_one() -> None:
    rows = [(0, 0, DAY_S), (1, 0, DAY_S), (2, 1, DAY_S)]
    assert cells(calendar(project(rows))) == [(0, n, 1, 1, State.PARTIAL) for n in (10, 11, 12)]
    by_format = calendar(project(rows), Group.FORMAT)
    assert cells(by_format) == [(0, "a", 2, 2, State.PARTIAL), (0, "b", 1, 1, State.PARTIAL)]
    assert cells(calendar(project(rows), Group.ALL)) == [(0, "all", 3, 2, State.PARTIAL)]


def test_together_each_fix_counts_once() -> None:
    doubled = project([(0, 0, DAY_S), (1, 0, DAY_S)], quality=int(Quality.DUPLICATE))
    assert cells(calendar(doubled, Group.ALL)) == []
    assert len(calendar(doubled).cells) == 2


@pytest.mark.parametrize(("kind", "quality"), [(int(Kind.ESTIMATED), 0), (0, int(Quality.ODD_TIME))])
def test_what_was_not_observed_covers_no_day(kind: int, quality: int) -> None:
    found = calendar(project([(0, 0, DAY_S)], kind=kind, quality=quality))
    assert (found.cells, found.missing(0)) == ((), ())


def test_an_empty_project_covers_nothing() -> None:
    found = calendar(project([]))
    assert (found.cells, found.missing(0)) == ((), ())
    assert calendar_record(found)["first_day"] is None


def test_days_before_1970_are_days() -> None:
    (cell,) = calendar(project([(0, 0, -1.0)])).cells
    assert (cell.day, cell.hours) == (-1, (23,))


def test_a_record_is_plain_json_and_says_what_it_cannot_tell() -> None:
    record = json.loads(json.dumps(calendar_record(calendar(project([(0, 0, DAY_S), (1, 0, DAY_S + 86_400.0)])))))
    assert record["days"][0] == {
        "day": "2025-10-26", "source": 10, "name": "0.csv", "state": "partial", "fixes": 1, "aircraft": 1,
        "first": "2025-10-26T00:00:00Z", "last": "2025-10-26T00:00:00Z", "hours": [0],
    }  # fmt: skip
    assert record["missing"][0] == {"source": 10, "from": "2025-10-27", "to": "2025-10-27"}
    assert "without a file" in record["limits"]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 5 * 86_400)), min_size=1, max_size=60))
def test_the_calendar_counts_what_a_plain_loop_counts(rows: list[tuple[int, int, int]]) -> None:
    given_rows = [(source, track, DAY_S + second) for source, track, second in rows]
    expected: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for source, track, time_s in given_rows:
        expected.setdefault((int(time_s // 86_400), source), []).append((track, time_s))
    found = calendar(project(given_rows))
    assert [(cell.day, cell.line) for cell in found.cells] == sorted(expected)
    for cell in found.cells:
        there = expected[cell.day, cell.line]
        assert (cell.fixes, cell.aircraft) == (len(there), len({track for track, _ in there}))
        assert (cell.first_s, cell.last_s) == (min(t for _, t in there), max(t for _, t in there))
        assert cell.hours == tuple(sorted({int(t // 3600) % 24 for _, t in there}))
