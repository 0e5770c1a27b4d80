"""Recordings into a project: each file wholly in or wholly absent, every row accounted for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from watchfield.core import workflow
from watchfield.core.errors import Cancelled, ProjectError, UnknownFormat
from watchfield.core.ingest import parsers
from watchfield.core.model.fixes import Quality
from watchfield.core.store import create, verify

BASE_S = 1_761_436_800.0  # 2025-10-26T00:00:00Z


def trace(path: Path, icao24: str, rows: list[list[object]], **more: object) -> Path:
    """Write a readsb trace, gzip content under a .json name as readsb does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"icao": icao24, "timestamp": BASE_S, "trace": rows, **more}
    path.write_bytes(gzip.compress(json.dumps(document).encode(), mtime=0))
    return path


def row(second: float, lon: float, lat: float = 35.0, altitude: object = 30_000) -> list[object]:
    return [second, lat, lon, altitude, 420.0, 90.0, 0, 0, None]


@pytest.fixture
def fast() -> Iterator[None]:
    parsers.enable_fast()
    yield
    parsers.enable_standard()


def sky(first: int, count: int) -> list[list[object]]:
    return [row(60.0 * i, 30.0 + 0.1 * i) for i in range(first, first + count)]


def sums(report: workflow.ImportReport) -> list[tuple[int, int, int, int, int]]:
    return [(f.rows, f.stored, f.duplicate, f.refused, f.without_position) for f in report.files]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "project.gpkg"


def test_a_project_is_made_where_there_is_none(project: Path, tmp_path: Path) -> None:
    report = workflow.import_files(project, [trace(tmp_path / "a.json", "1551df", sky(0, 10), r="RA-86495", t="IL62")])
    assert sums(report) == [(10, 10, 0, 0, 0)]
    opened = workflow.open_project(project)
    assert (len(opened.fixes), opened.tracks[0].registration, opened.tracks[0].type) == (10, "RA-86495", "IL62")
    assert verify(project) == ()


def test_the_same_file_again_is_all_duplicate_and_not_stored_twice(project: Path, tmp_path: Path) -> None:
    file = trace(tmp_path / "a.json", "1551df", sky(0, 10))
    workflow.import_files(project, [file])
    assert sums(workflow.import_files(project, [file])) == [(10, 0, 10, 0, 0)]
    assert len(workflow.open_project(project).sources) == 1


def test_the_same_file_under_two_names_in_one_import_is_read_once(project: Path, tmp_path: Path) -> None:
    files = [trace(tmp_path / name, "1551df", sky(0, 10)) for name in ("a.json", "b.json")]
    assert sums(workflow.import_files(project, files)) == [(10, 10, 0, 0, 0), (10, 0, 10, 0, 0)]


def test_only_what_overlaps_is_duplicate(project: Path, tmp_path: Path) -> None:
    files = [trace(tmp_path / "a.json", "1551df", sky(0, 10)), trace(tmp_path / "b.json", "1551df", sky(6, 10))]
    assert sums(workflow.import_files(project, files)) == [(10, 10, 0, 0, 0), (10, 6, 4, 0, 0)]
    opened = workflow.open_project(project)
    assert int(((opened.fixes.quality & Quality.DUPLICATE) != 0).sum()) == 4
    assert workflow.summary(opened)["fixes"] == 16


def test_the_order_of_files_changes_nothing_but_who_is_called_the_duplicate(tmp_path: Path) -> None:
    files = [trace(tmp_path / "a.json", "1551df", sky(0, 10)), trace(tmp_path / "b.json", "1551df", sky(6, 10))]
    kept = []
    for name, order in (("one.gpkg", files), ("two.gpkg", files[::-1])):
        workflow.import_files(tmp_path / name, order)
        fixes = workflow.open_project(tmp_path / name).fixes
        once = (fixes.quality & Quality.DUPLICATE) == 0
        kept.append(list(zip(fixes.time_s[once], fixes.lon_deg[once], fixes.row[once], strict=True)))
    assert kept[0] == kept[1]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(project: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(gzip.compress(b'{"icao":"1551df","timestamp":1,"trace":[[')[:-6])
    report = workflow.import_files(project, [broken, trace(tmp_path / "a.json", "1551df", sky(0, 3))])
    assert [bool(file.error) for file in report.files] == [True, False]
    assert "broken.json" in report.files[0].error
    assert not report.complete
    assert len(workflow.open_project(project).fixes) == 3


def test_a_refused_row_says_where_and_why(project: Path, tmp_path: Path) -> None:
    rows = [*sky(0, 3), row(300.0, 31.0, lat=95.0)]
    (file,) = workflow.import_files(project, [trace(tmp_path / "a.json", "1551df", rows)]).files
    assert (file.rows, file.stored, file.refused) == (4, 3, 1)
    assert file.refusals[0].row == 4
    assert "lat" in file.refusals[0].column


def test_a_folder_that_is_not_there_is_named(project: Path, tmp_path: Path) -> None:
    (file,) = workflow.import_files(project, [tmp_path / "nowhere"]).files
    assert "nowhere" in file.error


def test_who_stops_an_import_keeps_what_was_kept_and_is_told_what_was_not(project: Path, tmp_path: Path) -> None:
    files = [trace(tmp_path / f"{i}.json", f"15510{i}", sky(0, 5)) for i in range(4)]
    seen: list[str] = []

    def stop_at_the_third(_done: float, _total: float, text: str, /) -> None:
        seen.append(text)
        if text.endswith("2.json"):
            raise Cancelled

    create(project, name="made before")
    report = workflow.import_files(project, files, progress=stop_at_the_third)
    assert report.cancelled
    held = {source.name for source in workflow.open_project(project).sources}
    assert held == {file.path for file in report.files}
    assert held | set(report.left) == {str(file) for file in files[:2]}
    assert verify(project) == ()


def test_progress_only_ever_grows(project: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    files = [trace(tmp_path / f"{i}.json", f"15510{i}", sky(0, 5)) for i in range(5)]
    workflow.import_files(project, files, progress=lambda done, total, _text: shares.append(done / total))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_an_address_that_is_none_is_another_aircraft_in_each_file(project: Path, tmp_path: Path) -> None:
    files = [trace(tmp_path / "a.json", "~2a3b4c", sky(0, 5)), trace(tmp_path / "b.json", "~2a3b4c", sky(5, 5))]
    workflow.import_files(project, files)
    assert len(workflow.open_project(project).tracks) == 2


def test_what_is_no_project_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "letter.gpkg"
    other.write_text("Dear Sir")
    with pytest.raises(ProjectError):
        workflow.import_files(other, [trace(tmp_path / "a.json", "1551df", sky(0, 3))])
    assert other.read_text() == "Dear Sir"


def test_both_exports_of_jal516_hold_the_same_305_fixes(project: Path, recordings: Path) -> None:
    files = [recordings / "fr24_csv/JL516_3376ab31.csv", recordings / "fr24_json/3376ab31.json"]
    assert sums(workflow.import_files(project, files)) == [(305, 305, 0, 0, 0), (305, 0, 305, 0, 0)]
    opened = workflow.open_project(project)
    assert len(opened.tracks) == 1
    assert workflow.summary(opened)["fixes"] == 305


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(
    "folder", ["readsb_trace_json", "fr24_csv", "fr24_json", "opensky_csv", "opensky_parquet", "traffic_json_gz"]
)
def test_every_row_of_every_recording_is_accounted_for(project: Path, recordings: Path, folder: str) -> None:
    report = workflow.import_files(project, [recordings / folder])
    for file in report.files:
        assert not file.error, file
        assert file.rows == file.stored + file.duplicate + file.refused + file.without_position
    fixes = workflow.summary(workflow.open_project(project))["fixes"]
    assert fixes == sum(file.stored for file in report.files)


def test_a_file_that_is_refused_as_a_whole_says_what_it_seemed_to_be(project: Path, tmp_path: Path) -> None:
    whole = trace(tmp_path / "whole.json", "1551df", sky(0, 200)).read_bytes()
    cut, letter = tmp_path / "cut.json", tmp_path / "letter.txt"
    cut.write_bytes(gzip.compress(gzip.decompress(whole)[:-40]))
    letter.write_text("Dear Sir")
    one, other = workflow.import_files(project, [cut, letter]).files
    assert (one.format, other.format) == ("readsb-trace", None)
    assert len(one.sha256) == len(other.sha256) == 64
    assert one.error
    assert other.error


def test_a_format_that_is_none_makes_no_project(project: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat):
        workflow.import_files(project, [trace(tmp_path / "a.json", "1551df", sky(0, 3))], format_name="foo")
    assert not project.exists()
