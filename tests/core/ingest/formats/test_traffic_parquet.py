from __future__ import annotations

import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from watchfield.core.ingest import parsers
from watchfield.core.model.fixes import Quality

TIME_S = 1_761_480_000


def written(**columns):
    table = {
        "timestamp": pa.array([TIME_S * 10**9, None], pa.timestamp("ns", "UTC")),
        "icao24": ["155de2"] * 2,
        "latitude": [35.5, 35.6],
        "longitude": [36.5, 36.6],
        "altitude": [1000.0, 1100.0],
        "groundspeed": [150.0, 151.0],
        "vertical_rate": [-64.0, None],
        "callsign": ["DEMO01", None],
        "onground": [True, False],
    }
    sink = io.BytesIO()
    parquet.write_table(pa.table({**table, **columns}), sink)
    return sink.getvalue()


def test_the_parquet_of_traffic_is_in_feet_and_knots(read):
    parsers.enable_fast()
    reading = read(written())
    assert (reading.format, reading.rows, len(reading.fixes), reading.refused) == ("traffic-parquet", 2, 1, 1)
    fixes = reading.fixes
    assert (fixes.time_s[0], fixes.baro_altitude_ft[0], fixes.climb_fpm[0]) == (TIME_S, 1000.0, -64.0)
    assert fixes.quality[0] & Quality.ON_GROUND
    assert reading.tracks[0].key == "icao:155de2"


@pytest.mark.parametrize("scale", [1, 10**3, 10**6, 10**9])
def test_counts_can_only_be_of_one_unit(read, scale):
    parsers.enable_fast()
    assert read(written(timestamp=[TIME_S * scale, (TIME_S + 1) * scale])).fixes.time_s.tolist() == [TIME_S, TIME_S + 1]


def test_a_row_is_quoted_as_it_stands_in_the_table():
    from watchfield.core.ingest import format_named  # noqa: PLC0415

    parsers.enable_fast()
    said = format_named("traffic-parquet").quoted(io.BytesIO(written()), "x", 1)
    assert '"callsign": "DEMO01"' in said
