"""The twins of the standard library: columns equal bit for bit, or a word of what is missing."""

from __future__ import annotations

import io

import pytest

from core.ingest.samples import SAMPLES
from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, format_named, parsers, recognise

WITHOUT_TWIN = ("opensky-parquet", "traffic-parquet", "table Excel", "table Parquet")
LARGEST_BYTES = 3_000_000  # of a recording: what is larger takes the standard library too long here


def read(content, options, format_name=None):
    stream = io.BytesIO(content)
    chosen = format_named(format_name) if format_name else recognise(stream, "file")
    return chosen.read(stream, "file", options)


def assert_alike(fast, standard):
    assert (fast.format, fast.rows, fast.refused, fast.without_position) == (
        standard.format,
        standard.rows,
        standard.refused,
        standard.without_position,
    )
    assert fast.tracks == standard.tracks
    assert fast.refusals == standard.refusals
    assert fast.identities == standard.identities
    assert fast.fixes.offsets.tobytes() == standard.fixes.offsets.tobytes()
    for name, column in fast.fixes.columns().items():
        assert column.tobytes() == standard.fixes.columns()[name].tobytes(), name


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_a_sample_gives_the_same_columns_or_says_what_is_missing(sample):
    parsers.enable_fast()
    fast = read(sample.content, sample.options)
    parsers.enable_standard()
    if sample.title in WITHOUT_TWIN:
        with pytest.raises(ReadError, match=r"library|desktop") as caught:
            read(sample.content, sample.options, sample.format)
        assert caught.value.advice
        return
    assert_alike(fast, read(sample.content, sample.options))


def outcome(content, options):
    """Return a reading, or why there is none."""
    try:
        return read(content, options)
    except ReadError as error:
        return str(error)


def test_a_recording_gives_the_same_columns(recordings):
    compared = 0
    for path in sorted(path for path in recordings.rglob("*") if path.is_file()):
        if path.stat().st_size > LARGEST_BYTES or "collections" in path.parts:
            continue
        content, options = path.read_bytes(), Options(now_s=1.79e9, start_s=1.7e9)
        parsers.enable_fast()
        fast = outcome(content, options)
        parsers.enable_standard()
        standard = outcome(content, options)
        if isinstance(fast, str):
            assert fast == standard
            continue
        assert_alike(fast, standard)
        compared += 1
    assert compared > 60
