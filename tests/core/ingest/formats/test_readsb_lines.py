from __future__ import annotations

import io
import json

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, format_named, parsers
from watchfield.core.ingest.files import content
from watchfield.core.model.fixes import Kind, Quality

pytestmark = pytest.mark.usefixtures("parsing")


def same(first, second):
    for name in first.fixes.columns():
        np.testing.assert_array_equal(getattr(first.fixes, name), getattr(second.fixes, name), name)
    assert first.tracks == second.tracks
    assert first.refusals == second.refusals


def test_commas_and_heartbeats_are_part_of_a_stream(read):
    reading = read("readsb_lines.jsonl")
    assert (reading.format, reading.rows, len(reading.fixes)) == ("readsb-jsonl", 6, 4)
    assert (reading.without_position, reading.refused) == (2, 0)


def test_each_line_is_a_row_and_each_age_is_taken_off(read):
    fixes = read("readsb_lines.jsonl").fixes
    times = dict(zip(fixes.row.tolist(), fixes.time_s.tolist(), strict=True))
    first = 1_761_480_000
    assert times == {2: first + 0.75, 3: first + 2, 4: first + 1.5, 5: first + 4}


def test_gscp_is_the_ground_speed(read):
    fixes = read("readsb_lines.jsonl").fixes
    assert dict(zip(fixes.row.tolist(), fixes.speed_kt.tolist(), strict=True)) == {2: 180.5, 3: 93, 4: 4, 5: 38}


def test_what_is_said_in_the_inner_object_is_taken_too(read):
    fixes = read("readsb_lines.jsonl").fixes
    at = fixes.row.tolist().index(3)
    assert (fixes.kind[at], fixes.nic[at], fixes.nac_p[at], fixes.geo_altitude_ft[at]) == (Kind.TIS_B, 6, 5, 1500)


def test_an_altitude_of_the_text_0_is_none_and_no_ground(read):
    fixes = read("readsb_lines.jsonl").fixes
    at = fixes.row.tolist().index(5)
    assert np.isnan(fixes.baro_altitude_ft[at])
    assert not fixes.quality[at] & Quality.ON_GROUND


def test_ground_is_no_altitude(read):
    fixes = read("readsb_lines.jsonl").fixes
    at = fixes.row.tolist().index(4)
    assert np.isnan(fixes.baro_altitude_ft[at])
    assert fixes.quality[at] & Quality.ON_GROUND


@pytest.mark.parametrize("odd", [b'{"hex":"42e0', b"[1,2]", b"nonsense", b'{"a":1}{"b":2}', b'"text"', b"\xff\xfe{}"])
def test_an_odd_line_is_refused_by_itself(read, data, odd):
    lines = (data / "readsb_lines.jsonl").read_bytes().splitlines()
    lines.insert(3, odd)
    reading = read(b"\n".join([*lines[:2], *[lines[1]] * 200, *lines[2:]]) + b"\n")
    assert [refusal.row for refusal in reading.refusals] == [204]
    assert (reading.rows, reading.refused) == (207, 1)


def test_empty_lines_and_brackets_are_no_rows(read, data):
    lines = (data / "readsb_lines.jsonl").read_bytes().splitlines()
    reading = read(b"\n\n".join(lines) + b"\n]\n")
    assert reading.rows == 6
    assert max(reading.fixes.row) == 9


def test_values_that_are_no_numbers_are_no_reason_to_lose_the_others(read, data):
    text = (data / "readsb_lines.jsonl").read_text().replace('"gs":180.5', '"gs":"fast"').replace('"nic":8', '"nic":[]')
    fixes = read(text.encode()).fixes
    assert len(fixes) == 4
    assert np.isnan(fixes.speed_kt[fixes.row.tolist().index(2)])


def test_the_cut_into_pieces_is_not_seen(read, data, monkeypatch):
    whole = read("readsb_lines.jsonl")
    cut = content.pieces
    monkeypatch.setattr(content, "pieces", lambda *given: cut(*given, size=300))
    same(whole, read("readsb_lines.jsonl"))


def test_a_stream_without_a_clock_is_refused_with_advice(read, data):
    lines = [json.loads(line.rstrip(b",")) for line in (data / "readsb_lines.jsonl").read_bytes().splitlines()]
    clockless = [{name: value for name, value in line.items() if name != "now"} for line in lines]
    with pytest.raises(ReadError, match="No line says when it was received"):
        read(b"\n".join(json.dumps(line).encode() for line in clockless))


def test_real_lines_are_the_same_with_both_parsers(recordings, parsing):
    path = recordings / "readsb_jsonl" / "eastham_1hr.jsonl"
    chosen = format_named("readsb-jsonl")
    reading = chosen.read(io.BytesIO(path.read_bytes()), path.name, Options())
    assert (reading.rows, len(reading.fixes), reading.without_position) == (5767, 4920, 847)
    parsers.enable_standard()
    same(reading, chosen.read(io.BytesIO(path.read_bytes()), path.name, Options()))
