"""However files are grouped, ordered and repeated, the project holds the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchfield.core import workflow
from watchfield.core.ingest import Options, parsers, recordings
from watchfield.core.model.fixes import Quality
from watchfield.core.model.track import AircraftStatement
from watchfield.core.store import Store, verify
from watchfield.core.workflow import importing

BASE_S = 1_761_436_800.0  # 2025-10-26T00:00:00Z
Rows = list[list[object]]


def row(second: float, lon: float, lat: float = 35.0) -> list[object]:
    return [second, lat, lon, 30_000, 420.0, 90.0, 0, 0, None]


def sky(first: int, count: int) -> Rows:
    return [row(60.0 * i, 30.0 + 0.1 * i) for i in range(first, first + count)]


def trace(path: Path, icao24: str, rows: Rows) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"icao": icao24, "timestamp": BASE_S, "trace": rows}))
    return path


def held(path: Path) -> list[tuple[object, ...]]:
    """Return everything the project says of positions, whatever the order in which it came."""
    opened = workflow.open_project(path)
    fixes, names = opened.fixes, [track.key for track in opened.tracks]
    hashes = [source.sha256 for source in opened.sources]
    marks = (fixes.quality & Quality.DUPLICATE) != 0
    columns = (fixes.time_s, fixes.lon_deg, fixes.lat_deg, fixes.baro_altitude_ft, fixes.row, marks)
    said = zip(*(column.tolist() for column in columns), strict=True)
    whose = zip(fixes.track_index().tolist(), fixes.source.tolist(), strict=True)
    return sorted((names[track], hashes[source], *values) for (track, source), values in zip(whose, said, strict=True))


def distinct(path: Path) -> object:
    return workflow.summary(workflow.open_project(path))["fixes"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "project.gpkg"


@pytest.fixture
def fast() -> Iterator[None]:
    parsers.enable_fast()
    yield
    parsers.enable_standard()


SCENES = st.lists(
    st.tuples(st.sampled_from(["155101", "155102", "~2a3b4c"]), st.integers(0, 12), st.integers(1, 8)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scenes=SCENES, data=st.data())
def test_order_repetition_and_batches_make_no_difference(
    scenes: list[tuple[str, int, int]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    files = [trace(folder / f"{i}.json", who, sky(first, count)) for i, (who, first, count) in enumerate(scenes)]
    order = data.draw(st.permutations(files)) + data.draw(st.lists(st.sampled_from(files), max_size=3))
    one, other = folder / "one.gpkg", folder / "other.gpkg"
    reports = [*workflow.import_files(one, files).files]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "BATCH_BYTES", data.draw(st.sampled_from([0, 500, 10**9])))
        patch.setattr(recordings, "_TOGETHER", data.draw(st.integers(1, 4)))
        reports += workflow.import_files(other, order).files
    for file in reports:
        assert file.rows == file.stored + file.duplicate + file.refused + file.without_position
        assert not file.error
    assert held(one) == held(other)
    assert distinct(one) == distinct(other) == sum(file.stored for file in reports[len(files) :])


def test_small_files_that_are_read_together_say_what_they_say_alone(project: Path, tmp_path: Path, fast: None) -> None:
    folder = tmp_path / "day"
    said = [sky(0, 5), [*sky(0, 3), row(500.0, 31.0, lat=95.0)], [], [[1, None, None]], [*sky(2, 2), "no row"]]
    for number, rows in enumerate(said):
        trace(folder / f"{number}.json", f"15510{number}", rows)
    (folder / "3b.json").write_text('{"icao":"155104","timestamp":"soon","trace":[]}')
    together = workflow.import_files(project, [folder]).files
    alone = workflow.import_files(tmp_path / "other.gpkg", sorted(folder.iterdir())).files
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recordings, "_SMALL_BYTES", -1)
        by_themselves = workflow.import_files(tmp_path / "third.gpkg", [folder]).files
    assert together == alone == by_themselves
    assert [bool(file.error) for file in together] == [False, False, False, False, True, False]
    assert [file.refused for file in together] == [0, 1, 0, 0, 0, 1]
    assert held(project) == held(tmp_path / "third.gpkg")
    assert verify(project) == ()


def test_a_second_import_counts_against_what_the_project_holds(project: Path, tmp_path: Path) -> None:
    workflow.import_files(project, [trace(tmp_path / "a.json", "1551df", sky(0, 10))])
    (file,) = workflow.import_files(project, [trace(tmp_path / "b.json", "1551df", sky(6, 10))]).files
    assert (file.stored, file.duplicate, file.own_duplicate) == (6, 4, 0)
    (file,) = workflow.import_files(project, [trace(tmp_path / "c.json", "1551df", sky(100, 3))]).files
    assert (file.stored, file.duplicate) == (3, 0)


def test_what_a_file_repeats_of_itself_is_told_apart(project: Path, tmp_path: Path) -> None:
    twice = [row(0.0, 30.0), row(0.2, 30.0), row(60.0, 30.1)]
    (file,) = workflow.import_files(project, [trace(tmp_path / "a.json", "1551df", twice)]).files
    assert (file.stored, file.duplicate, file.own_duplicate) == (2, 1, 1)


def test_a_day_cut_at_midnight_holds_what_the_whole_one_holds(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.gpkg", tmp_path / "cut.gpkg"
    workflow.import_files(whole, [trace(tmp_path / "day.json", "1551df", sky(0, 20))])
    halves = [trace(tmp_path / "one.json", "1551df", sky(0, 12)), trace(tmp_path / "two.json", "1551df", sky(12, 8))]
    workflow.import_files(cut, halves)
    one, other = workflow.open_project(whole), workflow.open_project(cut)
    for name in ("time_s", "lon_deg", "lat_deg", "quality", "offsets"):
        assert np.array_equal(getattr(one.fixes, name), getattr(other.fixes, name))
    assert [track.key for track in one.tracks] == [track.key for track in other.tracks]


def test_an_import_that_stores_nothing_leaves_no_project_behind(project: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir")
    assert workflow.import_files(project, [letter]).files[0].error
    assert not project.exists()


# ---------------------------------------------------------------- other options


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Messages of a receiver whose clock has some local time."""
    path = tmp_path / "received.sbs"
    moments = ("2025/10/26,10:00:00.000,2025/10/26,10:00:00.000", "2025/10/26,10:00:10.000,2025/10/26,10:00:10.000")
    places = ("35.0,33.0", "35.01,33.0")
    lines = [
        f"MSG,3,1,1,1551DF,1,{when},,1000,,,{where},,,0,0,0,0" for when, where in zip(moments, places, strict=True)
    ]
    path.write_text("\r\n".join(lines) + "\r\n")
    return path


def begins(path: Path) -> float:
    return float(workflow.open_project(path).fixes.time_s[0])


def test_a_file_given_other_options_is_read_again_and_the_older_reading_leaves(project: Path, table: Path) -> None:
    zones = [Options(timezone=name) for name in ("UTC", "Asia/Damascus")]
    (first,) = workflow.import_files(project, [table], options=zones[0]).files
    assert first.stored == 2
    utc_s = begins(project)
    (second,) = workflow.import_files(project, [table], options=zones[1]).files
    assert (second.stored, second.duplicate, second.replaces) == (2, 0, 1)
    assert begins(project) == utc_s - 3 * 3600
    (third,) = workflow.import_files(project, [table]).files  # nothing is said: what is held stays
    assert (third.stored, third.duplicate, third.replaces) == (0, 2, None)
    (fourth,) = workflow.import_files(project, [table], options=zones[0]).files  # the removed one is put back
    assert (fourth.stored, fourth.replaces) == (2, 2)
    assert begins(project) == utc_s
    assert [source.removed for source in workflow.open_project(project).sources] == [False, True]
    assert verify(project) == ()


# ---------------------------------------------------------------- aircraft and bytes


def test_the_user_says_which_aircraft_a_file_is_of(project: Path, tmp_path: Path) -> None:
    file = trace(tmp_path / "a.json", "~2a3b4c", sky(0, 5))
    said = AircraftStatement("1551df", "RA-82035", "A124")
    report = workflow.import_files(project, [file], aircraft=said)
    assert not report.files[0].error
    (track,) = workflow.open_project(project).tracks
    assert (track.key, track.registration, track.type, track.stated_by) == ("icao:1551df", "RA-82035", "A124", "user")
    assert workflow.open_project(project).sources[0].stated == said


def test_a_file_of_another_aircraft_refuses_the_statement(project: Path, tmp_path: Path) -> None:
    file = trace(tmp_path / "a.json", "155102", sky(0, 5))
    (report,) = workflow.import_files(project, [file], aircraft=AircraftStatement("1551df")).files
    assert "155102" in report.error
    assert "Nothing of this file was stored" in report.error
    assert not project.exists()


def test_the_bytes_of_a_file_are_kept_where_the_user_wants_it(project: Path, tmp_path: Path) -> None:
    file = trace(tmp_path / "a.json", "1551df", sky(0, 5))
    other = trace(tmp_path / "b.json", "1551df", sky(9, 5))
    workflow.import_files(project, [file], keep=True)
    workflow.import_files(project, [other])
    with Store.open(project, write=False) as store:
        one, two = store.sources()
        assert store.kept(one.sha256) == file.read_bytes()
        assert store.kept(two.sha256) is None
    workflow.import_files(project, [other], keep=True)
    with Store.open(project, write=False) as store:
        assert store.kept(two.sha256) == other.read_bytes()
