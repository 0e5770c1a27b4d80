from __future__ import annotations

import io
import json

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import format_named
from watchfield.core.model.fixes import Kind, Quality

pytestmark = pytest.mark.usefixtures("parsing")


def test_longitude_comes_before_latitude_and_metres_become_feet(read):
    reading = read("opensky_states.json")
    assert (reading.format, reading.rows, len(reading.fixes), reading.without_position) == ("opensky-states", 4, 3, 1)
    fixes = reading.fixes
    assert (fixes.lon_deg[0], fixes.lat_deg[0]) == (35.96, 35.41)
    assert (fixes.baro_altitude_ft[0], fixes.geo_altitude_ft[0], fixes.speed_kt[0]) == (3500, 3725, 180)
    assert fixes.climb_fpm[0] == pytest.approx(-639.76, abs=0.01)


def test_the_time_is_that_of_the_position(read):
    assert read("opensky_states.json").fixes.time_s.tolist() == [1_761_480_008, 1_761_480_001, 1_761_480_009]


def test_the_source_of_the_position_is_kept(read):
    fixes = read("opensky_states.json").fixes
    assert fixes.kind.tolist() == [Kind.ADS_B, Kind.MLAT, Kind.UNKNOWN]
    assert fixes.quality.tolist() == [0, Quality.ON_GROUND, 0]


def test_several_answers_may_be_a_list_or_lines(read, data):
    answer = json.loads((data / "opensky_states.json").read_text())
    later = {"time": answer["time"] + 10, "states": answer["states"][:2]}
    empty = {"time": answer["time"] + 20, "states": None}
    as_list = read(json.dumps([answer, later, empty]).encode())
    as_lines = read(b"\n".join(json.dumps(each).encode() for each in (answer, later, empty)))
    assert as_list.rows == as_lines.rows == 6
    np.testing.assert_array_equal(as_list.fixes.row, as_lines.fixes.row)


@pytest.mark.parametrize("odd", [[], ["42e001"], None, {}, "x"])
def test_a_state_that_is_none_is_refused_by_itself(read, data, odd):
    answer = json.loads((data / "opensky_states.json").read_text())
    answer["states"].insert(1, odd)
    reading = read(json.dumps(answer).encode())
    assert (reading.rows, reading.refused, [refusal.row for refusal in reading.refusals]) == (5, 1, [2])


def test_nobody_in_the_air_is_an_answer_too(read):
    assert read(b'{"time": 1761480010, "states": null}').rows == 0


def test_a_list_that_is_no_list_is_refused(read, data):
    with pytest.raises(ReadError):
        read((data / "opensky_states.json").read_bytes()[:-30])


def test_a_state_is_quoted_as_it_stands(data):
    content = (data / "opensky_states.json").read_bytes()
    assert '"42e003"' in format_named("opensky-states").quoted(io.BytesIO(content), "x", 3)
