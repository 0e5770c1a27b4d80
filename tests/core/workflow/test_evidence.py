"""What is behind a fix: the file and the row, and what the row says when it is read again."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from watchfield.core.errors import NotFound
from watchfield.core.ingest import Options, recognise
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.track import complete_key
from watchfield.core.store import Store, create
from watchfield.core.workflow import open_project
from watchfield.core.workflow.evidence import Origin, as_record, evidence, evidence_of_fix

BASE_S = 1_761_436_800.0  # 2025-10-26T00:00:00Z
ROWS = [[60.0 * i, 35.0, 30.0 + 0.1 * i, 30_000, 420.3, 90.0, 1 if i == 2 else 0, 0, None] for i in range(4)]
TRACE = gzip.compress(json.dumps({"icao": "1551df", "timestamp": BASE_S, "trace": ROWS}).encode(), mtime=0)
Make = Callable[..., Project]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(name: str, content: bytes = TRACE, *, keep: bool = False) -> Project:
        """Return a project that holds this one recording under this name."""
        path = tmp_path / "project.gpkg"
        create(path, name="Project")
        file = tmp_path / "read.tmp"
        file.write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        with file.open("rb") as stream:
            reading = recognise(stream, name).read(stream, name, Options())
        tracks = tuple(replace(track, key=complete_key(track.key, sha256)) for track in reading.tracks)
        counts = reading.rows, len(reading.fixes), 0, reading.refused, reading.without_position
        source = Source(0, name, sha256, len(content), reading.format, "{}", BASE_S, *counts)
        with Store.open(path, write=True) as store:
            store.add([(source, replace(reading, tracks=tracks))], kept={sha256: content} if keep else {})
        file.unlink()
        return open_project(path)

    return made


def test_a_row_is_quoted_from_the_file_that_it_came_from(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    project = make(str(file))
    file.write_bytes(TRACE)
    found = evidence(project, 1, 3)
    assert (found.origin, json.loads(found.said), found.found_at) == (Origin.FILE, ROWS[2], str(file))
    (fix,) = found.fixes
    assert (fix.time_s, fix.lon_deg, fix.speed_kt, fix.nic) == (BASE_S + 120.0, 30.2, 420.3, None)
    assert fix.marks == ("stale: nothing had been heard of the position for a while",)
    assert evidence_of_fix(project, 2) == found


def test_a_file_that_was_changed_is_not_quoted(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    project = make(str(file))
    file.write_bytes(TRACE[:-1] + b"\1")
    found = evidence(project, 1, 3)
    assert (found.origin, found.said) == (Origin.NOT_HERE, "")
    assert "another one now" in found.why_not
    assert found.source.sha256 in found.why_not


def test_what_is_not_here_is_said_with_the_hash_to_look_for(make: Make) -> None:
    found = evidence(make("elsewhere/trace.json"), 1, 3)
    assert found.origin is Origin.NOT_HERE
    assert found.why_not.startswith("The file is not here, and the project does not keep its bytes.")
    assert len(found.fixes) == 1


def test_kept_bytes_are_quoted_where_the_file_is_gone_or_changed(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    project = make(str(file), keep=True)
    assert project.sources[0].kept
    for _ in range(2):
        found = evidence(project, 1, 1)
        assert (found.origin, json.loads(found.said), found.why_not) == (Origin.PROJECT, ROWS[0], "")
        file.write_bytes(b"something else")


def test_a_member_of_an_archive_is_found_in_it(make: Make, tmp_path: Path) -> None:
    project = make(f"{tmp_path}/day.zip/traces/df/trace.json")
    with zipfile.ZipFile(tmp_path / "day.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("traces/df/other.json", b"{}")
        archive.writestr("traces/df/trace.json", TRACE)
    found = evidence(project, 1, 2)
    assert (found.origin, json.loads(found.said)) == (Origin.FILE, ROWS[1])
    assert found.found_at == str(tmp_path / "day.zip")


def test_a_file_is_looked_for_beside_the_project_and_where_the_user_says(make: Make, tmp_path: Path) -> None:
    project = make("stick/trace.json")
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / "trace.json").write_bytes(TRACE)
    assert evidence(project, 1, 1).origin is Origin.NOT_HERE
    assert evidence(project, 1, 1, folders=[tmp_path / "moved"]).origin is Origin.FILE
    assert evidence(project, 1, 1, folders=[tmp_path / "moved" / "trace.json"]).origin is Origin.FILE
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "trace.json").write_bytes(TRACE)
    assert evidence(project, 1, 1).origin is Origin.FILE


def test_a_share_that_a_project_names_is_never_asked(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make("//server/share/trace.json")
    monkeypatch.setattr(Path, "is_file", lambda *_: pytest.fail("looked at a share"))
    assert evidence(project, 1, 1).origin is Origin.NOT_HERE


def test_a_refused_row_says_why(make: Make) -> None:
    content = gzip.compress(
        json.dumps(
            {"icao": "1551df", "timestamp": BASE_S, "trace": [*ROWS, [300.0, 95.0, 30.0, *ROWS[0][3:]]]}
        ).encode()
    )
    found = evidence(make("trace.json", content, keep=True), 1, 5)
    assert found.fixes == ()
    assert found.refusal is not None
    assert "95" in found.said
    assert as_record(found)["refusal"]["reason"] == found.refusal.reason


def test_a_row_that_the_file_does_not_have_is_no_row(make: Make) -> None:
    found = evidence(make("trace.json", keep=True), 1, 99)
    assert (found.fixes, found.said) == ((), "")
    assert "no such row" in found.why_not


def test_a_source_that_is_not_there_is_not_found(make: Make) -> None:
    with pytest.raises(NotFound, match="no source 7"):
        evidence(make("trace.json"), 7, 1)


def test_a_record_is_plain_json(make: Make) -> None:
    project = make("trace.json", keep=True)
    record = json.loads(json.dumps(as_record(evidence(project, 1, 2)), allow_nan=False))
    assert (record["read_from"], record["row"], record["fixes"][0]["icao24"]) == ("project", 2, "1551df")
    assert record["fixes"][0]["geo_altitude_ft"] is None
    assert np.isnan(project.fixes.geo_altitude_ft[1])
