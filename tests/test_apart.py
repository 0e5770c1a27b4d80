"""Are files read alike where a system has no worker processes?"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from watchfield import apart
from watchfield.cli import apart as of_the_command_line
from watchfield.core.ingest.recordings import Request
from watchfield.core.ingest.rereading import Question

CSV = Path(__file__).parent / "data" / "fr24_0a1b2c3d.csv"


def all_answers(path: Path) -> tuple[object, ...]:
    """Return what every way of asking says about a file."""
    (recording,) = [
        (one.sha256, one.size, one.format, sum(map(len, one.parts))) for one in apart.read([path], Request())
    ]
    sha256, size, name, _ = recording
    with path.open("rb") as stream:
        said = apart.quote(stream, Question(str(path), str(path), sha256, size, name or "", 3))
    with path.open("rb") as stream, apart.looker() as looker:
        seen = looker.look(stream, str(path))
    return recording, said, seen


def test_without_worker_processes_a_file_is_read_here_and_means_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(shutil.copy(CSV, tmp_path))
    table = tmp_path / "table.csv"
    table.write_text("when;lat;lon\n2025-10-26 12:00:00;35,1;34,2\n", encoding="utf-8")
    assert apart.is_apart()
    in_workers = all_answers(path)
    with table.open("rb") as stream:
        rows_in_worker = apart.preview(stream, "table.csv", None).rows
    assert of_the_command_line.reader() is apart.read
    assert capsys.readouterr().err == ""
    monkeypatch.setitem(sys.modules, "watchfield.isolation", None)
    assert not apart.is_apart()
    assert all_answers(path) == in_workers
    with table.open("rb") as stream:
        assert apart.preview(stream, "table.csv", None).rows == rows_in_worker
    assert of_the_command_line.reader() is apart.read
    assert apart.IN_THIS_PROCESS in capsys.readouterr().err
