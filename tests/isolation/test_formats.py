"""Every format through the sandbox: what its reader needs, it has there."""

from __future__ import annotations

import dataclasses

import pytest

from core.ingest.samples import NOW_S, SAMPLES
from isolation.test_reading import assert_same, taken
from watchfield import isolation
from watchfield.core.ingest import Options, Part, parsers
from watchfield.core.ingest.recordings import Request, read_here

_CSV_BYTES = 64 * 10**6
_HEADER = (
    b"time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,alert,spi,squawk,baroaltitude,geoaltitude,"
    b"lastposupdate,lastcontact\n"
)


@pytest.fixture
def fast():
    parsers.enable_fast()
    yield
    parsers.enable_standard()


def test_every_format_is_read_in_a_worker_as_in_this_process(tmp_path, fast):
    for number, sample in enumerate(SAMPLES):
        (tmp_path / f"{number:03}").write_bytes(sample.content)
    request = Request(options=Options(now_s=NOW_S, start_s=NOW_S))
    ours = taken(isolation.read([tmp_path], request))
    assert_same(ours, taken(read_here([tmp_path], request)))
    assert len(ours) >= len(SAMPLES)


def test_a_large_table_streams_through_a_worker_that_has_200_mb(tmp_path):
    seconds = _CSV_BYTES // len(_second(0))
    with (tmp_path / "large.csv").open("wb") as file:
        file.write(_HEADER)
        for begin in range(0, seconds, 1000):
            file.write(b"".join(map(_second, range(begin, begin + 1000))))
    limits = isolation.Limits(workers=1, memory_bytes=200 * 2**20)
    reading = isolation.read([tmp_path], Request(), limits=limits)
    lengths = [len(part) for part in next(reading).parts]
    reading.close()
    assert sum(lengths) >= 50 * seconds
    assert len(lengths) > 4


def _second(number: int) -> bytes:
    """Return what fifty aircraft say in one second."""
    times = (1_699_999_999 + number, 1_699_999_999 + number)
    return b"".join(
        b"%d,%06x,%d.%06d,8.5,200.5,%d.25,0.325,ABC%04d,False,False,False,2000,9000.5,9100.5,%d.5,%d.5\n"
        % (1_700_000_000 + number, 0x400000 + which, 40 + which % 7, number, number % 360, which, *times)
        for which in range(50)
    )


def test_whatever_a_part_holds_travels():
    """A new field of Part must be packed, checked and unpacked; then it is named here."""
    assert {field.name for field in dataclasses.fields(Part)} == {
        *("rows", "columns", "track", "tracks", "callsign", "squawk", "without_position", "refused", "refusals"),
        *("identities", "mapping", "notes"),
    }
