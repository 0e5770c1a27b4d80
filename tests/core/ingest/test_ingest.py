from __future__ import annotations

import io
import subprocess
import sys

import pytest

from watchfield.core.errors import ReadError, UnknownFormat
from watchfield.core.ingest import FORMATS, format_named, recognise


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("readsb_trace.json", "readsb-trace"),
        ("readsb_trace_2019.json", "readsb-trace"),
        ("fr24_0a1b2c3d.csv", "fr24-csv"),
        ("fr24_without_utc.csv", "fr24-csv"),
        ("fr24_playback.json", "fr24-json"),
        ("opensky.csv", "opensky-csv"),
        ("traffic.json", "traffic-json"),
        ("traffic_columns.json", "traffic-json"),
    ],
)
def test_a_file_is_known_by_its_content_whatever_it_is_called(data, file, name):
    stream = io.BytesIO((data / file).read_bytes())
    assert recognise(stream, "something.else").name == name
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"SQLite format 3\0", "GeoPackage"),
        (b"MSG,8,1,1,400AFE\n", "table"),
        (b"some words", "Nobody"),
    ],
)
def test_what_nobody_knows_is_named_as_far_as_it_can_be(content, words):
    with pytest.raises(UnknownFormat, match=words) as caught:
        recognise(io.BytesIO(content), "file\u202e.csv")
    assert caught.value.where == "file\ufffd.csv"
    assert "recordings of receivers" in caught.value.advice


def test_an_empty_file_is_not_an_unknown_one():
    with pytest.raises(ReadError, match="empty") as caught:
        recognise(io.BytesIO(b""), "file")
    assert not isinstance(caught.value, UnknownFormat)


def test_formats_are_found_by_their_names():
    assert [format_named(each.name) for each in FORMATS] == list(FORMATS)
    with pytest.raises(UnknownFormat, match="readsb-trace"):
        format_named("pcap")


def test_reading_loads_numpy_and_nothing_else():
    code = (
        "import io, sys, watchfield.core.ingest as ingest\n"
        'data = b\'{"icao": "155de0", "timestamp": 0, "trace": [[0, 1, 2, 3, 4, 5, 0, 0, null]]}\'\n'
        "stream = io.BytesIO(data)\n"
        "ingest.recognise(stream, 'x').read(stream, 'x', ingest.Options())\n"
        "print(sorted({'orjson', 'isal', 'pyarrow', 'shapely', 'rtree'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
