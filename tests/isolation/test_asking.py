from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest.rereading import Question
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.isolation import Asker, Limits

TABLE = "zeit;kennung;breite;laenge\n26.10.2025 13:58:11;DMO612;35,1;34,2\n26.10.2025 13:58:21;DMO612;35,2;34,3\n"
MAPPING = ColumnMapping(
    {"time": "zeit", "callsign": "kennung", "latitude": "breite", "longitude": "laenge"}, {}, "dmy", decimal=","
)


def write(path: Path, text: str = TABLE) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_worker_says_what_lies_in_a_file_and_in_an_archive(tmp_path):
    table = write(tmp_path / "night.csv")
    with zipfile.ZipFile(tmp_path / "day.zip", "w") as archive:
        archive.write(table, "../../night.csv")
        archive.writestr("note.txt", "bread and butter\n")
    with Asker() as asker:
        with table.open("rb") as stream:
            ((inner, size, format_name, _, header),), whole = asker.look(stream, str(table))
        assert whole
        assert (inner, size, format_name) == ("", len(TABLE), "table")
        assert header == (("zeit", "kennung", "breite", "laenge"), False)
        with (tmp_path / "day.zip").open("rb") as stream:
            seen, _ = asker.look(stream, "day.zip")
    assert [one[0] for one in seen] == ["/../../night.csv", "/note.txt"]
    assert seen[1][2] is None
    assert seen[1][3]


def test_the_first_rows_come_back_as_they_are_understood(tmp_path):
    with Asker() as asker, write(tmp_path / "night.csv").open("rb") as stream:
        found = asker.preview(stream, "night.csv", MAPPING)
    assert found.sample.header == ("zeit", "kennung", "breite", "laenge")
    assert [row["lat_deg"] for row in found.rows] == [35.1, 35.2]
    assert found.mapping == MAPPING


def test_a_row_is_quoted_from_a_file_and_from_bytes_in_memory(tmp_path):
    data = TABLE.encode()
    question = Question("night.csv", "night.csv", hashlib.sha256(data).hexdigest(), len(data), "table", 3)
    other = Question("night.csv", "night.csv", "0" * 64, len(data), "table", 3)
    with Asker() as asker, write(tmp_path / "night.csv").open("rb") as stream:
        assert asker.quote(stream, question) == TABLE.splitlines()[2]
        assert asker.quote(io.BytesIO(data), question) == TABLE.splitlines()[2]
        assert asker.quote(stream, other) is None
        with pytest.raises(ReadError):
            asker.quote(stream, Question("night.csv", "night.csv", question.sha256, len(data), "table", 99))


def test_what_cannot_be_read_is_an_error_about_that_file_and_the_next_is_looked_at(tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04" + b"\xff" * 500)
    with Asker() as asker:
        with broken.open("rb") as stream, pytest.raises(ReadError):
            asker.look(stream, "broken.zip")
        with write(tmp_path / "night.csv").open("rb") as stream:
            assert asker.look(stream, "night.csv")[0][0][2] == "table"


@pytest.mark.parametrize(
    "program",
    [
        "import os; os._exit(3)",
        "import sys, socket; s = socket.socket(fileno=int(sys.argv[1])); s.sendall(b'no frame at all' * 100)",
    ],
)
def test_a_worker_that_dies_or_talks_nonsense_is_an_error_about_the_file(tmp_path, program):
    with (
        Asker(Limits(), (sys.executable, "-I", "-c", program)) as asker,
        write(tmp_path / "night.csv").open("rb") as stream,
        pytest.raises(ReadError, match="ended its worker"),
    ):
        asker.look(stream, "night.csv")
