"""Nothing but our own errors may come out of a reader, whatever goes in."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from watchfield.core.errors import ReadError, WatchfieldError
from watchfield.core.ingest import Options, format_named, parsers, recognise

DATA = Path(__file__).resolve().parents[2] / "data"
SOURCES = {
    "readsb-trace": ["readsb_trace.json", "readsb_trace_2019.json"],
    "fr24-csv": ["fr24_0a1b2c3d.csv"],
    "fr24-json": ["fr24_playback.json"],
    "opensky-csv": ["opensky.csv"],
    "traffic-json": ["traffic.json", "traffic_columns.json"],
}
JSON = [name for name, sources in SOURCES.items() if sources[0].endswith(".json")]
NASTY = [
    *(b"", b"\0", b"\n", b'"', b"'", b",", b"[", b"]", b"{", b"}", b":", b"\\", b"\r", b"\xff", b"\xed\xa0\x80"),
    *(
        b"null",
        b"true",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e400",
        b"-0",
        b"0x1",
        b"9" * 400,
        b"1e-400",
        b"-1",
        b"1.7e12",
    ),
    *(b'"ground"', b'"\\ud800"', b"[[[[", b"{}", b"[]", b'{"a":', "１２".encode(), "\u202e".encode(), b"x" * 70_000),
]

mutations = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["replace", "insert", "delete", "flip", "repeat", "cut"]),
        st.one_of(st.sampled_from(NASTY), st.binary(max_size=6)),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=6,
)


def mutated(data, changes):
    for share, change, payload, length in changes:
        at = int(share * len(data))
        if change == "replace":
            data = data[:at] + payload + data[at + length :]
        elif change == "insert":
            data = data[:at] + payload + data[at:]
        elif change == "delete":
            data = data[:at] + data[at + length :]
        elif change == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << length % 8)]) + data[at + 1 :]
        elif change == "repeat":
            data = data[:at] + data[at : at + length] * 3 + data[at + length :]
        elif change == "cut":
            data = data[:at]
    return data


def check(reading):
    """Hold what every reading promises."""
    fixes = reading.fixes
    assert reading.rows == len(fixes) + reading.refused + reading.without_position
    assert len(reading.refusals) == min(reading.refused, 1000)
    assert len(reading.tracks) == fixes.track_count
    assert (np.diff(fixes.offsets) > 0).all()
    assert np.isfinite(fixes.time_s).all()
    assert (np.abs(fixes.lat_deg) <= 90).all()
    assert (np.abs(fixes.lon_deg) <= 180).all()
    for track in reading.tracks:
        assert len(track.key) < 60
        assert all(len(interval.text) <= 16 for interval in (*track.callsigns, *track.squawks))


def attempt(data, name):
    """Return (reading, None) or (None, error)."""
    try:
        return recognise(io.BytesIO(data), name).read(io.BytesIO(data), name, Options(now_s=1.77e9)), None
    except ReadError as error:
        return None, error


def survive(name, data):
    """Read bytes as what they were, and as what they now look like."""
    with contextlib.suppress(WatchfieldError):
        check(format_named(name).read(io.BytesIO(data), "file", Options(now_s=1.77e9)))
    with contextlib.suppress(WatchfieldError):
        check(recognise(io.BytesIO(data), "file").read(io.BytesIO(data), "file", Options()))


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=mutations, fast=st.booleans(), choose=st.data())
def test_a_mutated_recording_is_read_or_refused_in_words(name, changes, fast, choose):
    (parsers.enable_fast if fast else parsers.enable_standard)()
    source = choose.draw(st.sampled_from(SOURCES[name]))
    survive(name, mutated((DATA / source).read_bytes(), changes))


def places(tree, path=()):
    """Give the path of every value in a JSON document."""
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def planted(tree, path, value):
    """Return a JSON document with another value at a path."""
    if not path:
        return value
    changed = tree.copy()
    changed[path[0]] = planted(tree[path[0]], path[1:], value)
    return changed


odd_values = st.one_of(
    st.sampled_from(
        [None, True, False, 0, -1, 1e308, 10**30, "", "x" * 70_000, "\ud800", "\u202e", [], {}, [[]], [None]]
    ),
    st.sampled_from([{"feet": "x"}, {"lat": []}, float("nan"), float("inf"), "ground", "35.4", 35.4, [0, 1, 2]]),
    st.integers(),
    st.text(max_size=4),
)


@pytest.mark.parametrize("name", JSON)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(choose=st.data(), fast=st.booleans())
def test_a_value_of_any_type_in_any_place_is_read_or_refused_in_words(name, choose, fast):
    (parsers.enable_fast if fast else parsers.enable_standard)()
    source = choose.draw(st.sampled_from(SOURCES[name]))
    tree = json.loads((DATA / source).read_bytes())
    for _ in range(choose.draw(st.integers(1, 3))):
        tree = planted(tree, choose.draw(st.sampled_from(list(places(tree)))), choose.draw(odd_values))
    survive(name, json.dumps(tree).encode())


@pytest.fixture(scope="module")
def state_vectors():
    options = arrow_csv.ConvertOptions(null_values=["", "NA", "abc"])
    sink = io.BytesIO()
    parquet.write_table(arrow_csv.read_csv(DATA / "opensky.csv", convert_options=options), sink)
    return sink.getvalue()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=mutations)
def test_a_mutated_parquet_table_is_read_or_refused_in_words(state_vectors, changes):
    parsers.enable_fast()
    survive("opensky-parquet", mutated(state_vectors, changes))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=mutations, fast=st.booleans())
def test_mutated_gzip_is_read_or_refused_in_words(changes, fast):
    (parsers.enable_fast if fast else parsers.enable_standard)()
    packed = gzip.compress((DATA / "readsb_trace.json").read_bytes(), mtime=0)
    survive("readsb-trace", mutated(packed, changes))


KINDS = {
    "empty": lambda _: b"",
    "one byte": lambda data: data[:1],
    "white space": lambda _: b" \n\r\n\t ",
    "NUL bytes": lambda _: bytes(1000),
    "NUL inside": lambda data: data[:150] + b"\0" + data[150:],
    "cut at a tenth": lambda data: data[: len(data) // 10],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut before the end": lambda data: data[:-9],
    "without its beginning": lambda data: data[20:],
    "twice": lambda data: data + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-16 unmarked": lambda data: data.decode().encode("utf-16-be"),
    "UTF-8 with a mark": lambda data: b"\xef\xbb\xbf" + data,
    "not UTF-8": lambda data: data.replace(b"DEMO", b"\xff\xfe\xfd\xfc"),
    "only returns": lambda data: data.replace(b"\n", b"\r"),
    "returns and line feeds": lambda data: data.replace(b"\n", b"\r\n"),
    "a quote open": lambda data: data.replace(b"36", b'"36', 1),
    "no quotes": lambda data: data.replace(b'"', b""),
    "decimal commas": lambda data: data.replace(b"35.", b"35,"),
    "not a number": lambda data: data.replace(b"35.4", b"NaN"),
    "infinite": lambda data: data.replace(b"35.4", b"1e400"),
    "off the globe": lambda data: data.replace(b"35.4", b"135.4"),
    "enormous": lambda data: data.replace(b"35.4", b"9" * 400),
    "deep": lambda data: data.replace(b"35.4", b"[" * 100_000),
    "bidi": lambda data: data.replace(b"DEMO", "\u202eDEMO".encode()),
    "a callsign of 64 kB": lambda data: data.replace(b"DEMO0", b"x" * 65_536),
    "a line of 4 MB": lambda data: data.replace(b"DEMO0", b"x" * 2**22, 1),
    "full-width digits": lambda data: data.replace(b"35.4", "３５.４".encode()),
}


@pytest.mark.parametrize("source", [source for sources in SOURCES.values() for source in sources])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("parsing")
def test_every_kind_of_malformed_file_is_read_or_refused_in_words(kind, source):
    data = KINDS[kind]((DATA / source).read_bytes())
    reading, error = attempt(data, source)
    if error is not None:
        assert error.where.startswith(source)
        assert str(error).isprintable()
    if reading is not None:
        check(reading)
        assert all("\u202e" not in track.name for track in reading.tracks)
