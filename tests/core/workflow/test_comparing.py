"""Where two sources disagree, and by how much."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.model.fixes import Fixes, Kind, Quality
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.track import Track
from watchfield.core.workflow.comparing import PairReport, disagreements, pair_record

NOON_S = 1_761_480_000.0
NM = 1.0 / 60.0  # degrees of latitude


def project(*sources: dict[str, Any], tracks: Sequence[str] = ("icao:1551df",)) -> Project:
    """Return a project of these columns; what is missing flies north at 360 kt, a fix each 10 s."""
    columns: dict[str, list[Any]] = {}
    track: list[int] = []
    for number, given_columns in enumerate(sources):
        time_s = np.asarray(given_columns.get("time_s", np.arange(60) * 10.0), np.float64)
        count = len(time_s)
        full = {
            "lon_deg": np.full(count, 35.0),
            "lat_deg": 30.0 + time_s * NM / 10.0,
            "baro_altitude_ft": np.full(count, 30_000.0),
            "speed_kt": np.full(count, 360.0),
            "track_deg": np.zeros(count),
            "kind": np.full(count, int(Kind.ADS_B)),
            "quality": np.zeros(count, int),
            "row": np.arange(count) + 2,
            **given_columns,
            "time_s": NOON_S + time_s,
            "source": np.full(count, number),
        }
        track += list(full.pop("track", np.zeros(count, int)))
        for name, column in full.items():
            columns.setdefault(name, []).append(np.asarray(column))
    fixes = Fixes.from_columns(np.array(track), len(tracks), {n: np.concatenate(c) for n, c in columns.items()})
    made = [Source(10 + n, f"{n}.csv", "0" * 64, 1, "csv", "{}", NOON_S, 60, 60, 0, 0, 0) for n in range(len(sources))]
    found = tuple(Track(key, key.partition(":")[2]) for key in tracks)
    return Project(Path("p.gpkg"), "id", "Project", fixes, found, tuple(made))


def only(reports: tuple[PairReport, ...]) -> PairReport:
    (report,) = reports
    return report


def test_two_recordings_of_one_flight_agree() -> None:
    report = only(disagreements(project({}, {})))
    assert (report.compared, report.agree, report.disagree, report.aircraft) == (60, 60, 0, 1)
    assert report.distance_nm.most == pytest.approx(0.0, abs=1e-9)
    assert (report.offset_s, report.worst) == (None, ())


def test_a_fix_between_two_others_is_held_against_the_way_between_them() -> None:
    report = only(disagreements(project({"time_s": np.arange(5.0, 500.0, 10.0)}, {})))
    assert (report.source.id, report.compared, report.agree) == (10, 50, 50)
    assert report.distance_nm.most < 1e-6


def test_what_lies_aside_disagrees_and_is_named_with_both_rows() -> None:
    lat = 30.0 + np.arange(60) * NM
    lat[40] += 2 * NM
    report = only(disagreements(project({"lat_deg": lat}, {"row": np.arange(60) + 1000})))
    assert (report.compared, report.agree) == (60, 59)
    (worst,) = report.worst
    assert (worst.row, worst.other_row, worst.key) == (42, 1040, "icao:1551df")
    assert worst.distance_nm == pytest.approx(2.0, rel=0.01)
    assert worst.time_s == NOON_S + 400.0


def test_altitude_speed_and_track_are_compared_where_both_say_them() -> None:
    other = {
        "baro_altitude_ft": np.full(60, 30_100.0),
        "speed_kt": np.full(60, np.nan),
        "track_deg": np.full(60, 358.0),
    }
    report = only(disagreements(project({}, other)))
    assert report.altitude_ft is not None
    assert report.track_deg is not None
    assert (report.altitude_ft.median, report.altitude_ft.count, report.speed_kt) == (100.0, 60, None)
    assert report.track_deg.most == 2.0


@pytest.mark.parametrize("shift_s", [3.0, -12.5, 120.0])
def test_a_clock_that_is_off_is_suspected_with_its_sign(shift_s: float) -> None:
    time_s = np.arange(60) * 10.0
    late = {"time_s": time_s + shift_s, "lat_deg": 30.0 + time_s * NM / 10.0}
    report = only(disagreements(project(late, {"time_s": np.arange(61) * 10.0})))
    assert report.agree == 0
    assert report.offset_s == pytest.approx(shift_s, abs=0.1)


def test_no_clock_is_suspected_where_a_course_lies_aside() -> None:
    report = only(disagreements(project({"lon_deg": np.full(60, 35.3)}, {})))
    assert (report.agree, report.offset_s) == (0, None)


def test_a_parked_aircraft_suspects_no_clock() -> None:
    parked = {"lat_deg": np.full(60, 30.0)}
    report = only(disagreements(project({**parked, "lon_deg": np.full(60, 35.01)}, parked)))
    assert (report.agree, report.offset_s) == (0, None)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": np.full(60, int(Kind.ESTIMATED))},
        {"quality": np.full(60, int(Quality.STALE))},
        {"quality": np.full(60, int(Quality.ODD_TIME))},
        {"time_s": 10_000.0 + np.arange(60) * 10.0},
        {"track": np.ones(60, int)},
    ],
)
def test_what_was_not_observed_at_one_time_is_not_compared(columns: dict[str, Any]) -> None:
    assert disagreements(project({}, columns, tracks=("icao:000001", "icao:000002"))) == ()


def test_a_hole_is_not_flown_across() -> None:
    report = disagreements(project({"time_s": [0.0, 15.0, 30.0]}, {"time_s": [0.0, 30.0]}))
    assert only(report).compared == 2  # where both have a fix


def test_half_a_second_apart_is_the_same_time_and_more_is_none() -> None:
    assert only(disagreements(project({"time_s": [100.4]}, {"time_s": [100.0]}))).compared == 1
    assert disagreements(project({"time_s": [100.6]}, {"time_s": [100.0]})) == ()


def test_places_are_compared_across_180_degrees() -> None:
    time_s = np.arange(0.0, 600.0, 10.0)
    lon = (179.9 + time_s * 0.001 + 180.0) % 360.0 - 180.0
    east = {"lat_deg": np.zeros(60), "lon_deg": lon}
    between = {"time_s": time_s[:-1] + 5.0, "lat_deg": np.zeros(59)}
    between["lon_deg"] = (179.9 + between["time_s"] * 0.001 + 180.0) % 360.0 - 180.0
    report = only(disagreements(project(east, between)))
    assert (report.compared, report.agree) == (59, 59)


def test_only_pairs_with_what_is_new_are_looked_at() -> None:
    three = project({}, {}, {})
    assert [(r.source.id, r.other.id) for r in disagreements(three)] == [(10, 11), (10, 12), (11, 12)]
    assert [(r.source.id, r.other.id) for r in disagreements(three, new=[12])] == [(10, 12), (11, 12)]


def test_the_worst_pair_comes_first() -> None:
    three = project({}, {}, {"lon_deg": np.full(60, 35.3)})
    assert [r.disagree for r in disagreements(three)] == [60, 60, 0]


def test_an_empty_project_has_nothing_to_compare() -> None:
    assert disagreements(Project(Path("p"), "id", "P", Fixes.empty(), ())) == ()


def test_a_record_is_plain_json() -> None:
    record = json.loads(json.dumps(pair_record(only(disagreements(project({}, {"lon_deg": np.full(60, 35.3)}))))))
    assert (record["compared"], record["disagree"], len(record["worst"])) == (60, 60, 20)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=40), st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_a_fix_is_compared_if_and_only_if_the_other_source_is_near_in_time(one: list[int], other: list[int]) -> None:
    one_s, other_s = np.unique(np.array(one) * 1.0), np.unique(np.array(other) * 1.0)
    few, many = (one_s, other_s) if len(one_s) <= len(other_s) else (other_s, one_s)
    expected = 0
    for time_s in few:
        before, after = many[many <= time_s], many[many >= time_s]
        bracketed = len(before) and len(after) and after[0] - before[-1] <= 10.0
        expected += bool(bracketed or np.abs(many - time_s).min() <= 0.5)
    reports = disagreements(project({"time_s": one_s}, {"time_s": other_s}))
    assert sum(report.compared for report in reports) == expected
    assert all(report.disagree == 0 for report in reports)
