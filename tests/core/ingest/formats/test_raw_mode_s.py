from __future__ import annotations

import io

import numpy as np
import pyModeS
import pytest
from pyModeS.position import airborne_position_pair

from core.ingest.squitting import avr, beast, flown, frame, position
from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, format_named, recognise
from watchfield.core.ingest.formats import beast as beast_format
from watchfield.core.model.fixes import Kind, Quality

START_S = 1_761_480_000.0
STARTED = Options(start_s=START_S)
MLAT_TICKS = 0xFF004D4C4154
FORMS = [("beast", beast), ("avr", avr)]


def read(content: bytes, options: Options = STARTED, name: str | None = None):
    stream = io.BytesIO(content)
    chosen = format_named(name) if name else recognise(stream, "x")
    return chosen.read(stream, "x", options)


def by_row(reading, name):
    return dict(zip(reading.fixes.row.tolist(), getattr(reading.fixes, name).tolist(), strict=True))


@pytest.fixture(params=FORMS, ids=[form for form, _ in FORMS])
def form(request):
    return request.param


def test_two_halves_of_a_position_make_a_fix_of_the_later(form):
    name, write = form
    reading = read(write(flown()))
    assert (reading.format, reading.rows, len(reading.fixes)) == (name, 11, 4)
    assert (reading.without_position, reading.refused) == (7, 0)
    assert by_row(reading, "lat_deg")[4] == pytest.approx(35.41, abs=1e-4)
    assert by_row(reading, "lon_deg")[4] == pytest.approx(35.961, abs=1e-4)


def test_times_count_from_what_the_user_says(form):
    times = by_row(read(form[1](flown())), "time_s")
    assert times == {row: pytest.approx(START_S + s, abs=1e-6) for row, s in {4: 0.9, 7: 1.4, 8: 1.6, 11: 90.5}.items()}


def test_a_half_that_is_too_old_is_not_used(form):
    assert not {9, 10} & set(read(form[1](flown())).fixes.row.tolist())


def test_without_a_start_it_is_refused_with_advice(form):
    with pytest.raises(ReadError, match=r"--start 2025-10-26T14:13:05Z"):
        read(form[1](flown()), Options())
    assert "start_s" in format_named(form[0]).heeds


def test_speed_height_and_callsign_are_held_for_a_while(form):
    reading = read(form[1](flown()))
    assert (by_row(reading, "speed_kt")[4], by_row(reading, "climb_fpm")[4]) == (180, -640)
    assert (by_row(reading, "baro_altitude_ft")[4], by_row(reading, "geo_altitude_ft")[4]) == (3500, 3750)
    assert np.isnan([by_row(reading, "speed_kt")[11], by_row(reading, "geo_altitude_ft")[11]]).all()
    assert reading.tracks[0].callsign == "DEMO11"


def test_what_a_radar_saw_is_tis_b_and_has_no_address_of_icaos(form):
    reading = read(form[1](flown()))
    assert by_row(reading, "kind") == {4: Kind.ADS_B, 7: Kind.ADS_B, 8: Kind.TIS_B, 11: Kind.ADS_B}
    assert {track.key for track in reading.tracks} == {"icao:42e01a", "other:~2a3b4c"}


def test_bad_parity_is_refused_and_said(form):
    messages = flown()
    damaged = bytearray(messages[2][1])
    damaged[9] ^= 4
    messages[2] = (messages[2][0], bytes(damaged))
    reading = read(form[1](messages))
    assert [(refusal.row, refusal.reason) for refusal in reading.refusals] == [(3, "The parity does not match.")]
    assert reading.rows == 11


def test_a_message_of_the_wrong_length_is_refused(form):
    messages = [*flown(), (91.0, flown()[2][1][:7]), (91.5, bytes([3 << 3, *range(6)]))]
    reading = read(form[1](messages))
    assert [refusal.row for refusal in reading.refusals] == [12, 13]


def test_mode_a_is_no_refusal(form):
    reading = read(form[1]([*flown(), (91.0, b"\x0a\x12")]))
    assert (reading.rows, reading.refused, reading.without_position) == (12, 0, 8)


def test_a_receiver_that_was_restarted_ends_what_can_be_timed(form):
    later = [(s + 1.0, message) for s, message in flown()]
    reading = read(form[1](flown()) + form[1](later, first_ticks=0))
    assert max(reading.fixes.row) == 11
    assert [refusal.row for refusal in reading.refusals] == [14, 15, 17, 18, 19, 20, 21, 22]
    assert "counter" in reading.refusals[0].reason


def test_all_counters_alike_are_no_clock(form):
    with pytest.raises(ReadError, match="same counter"):
        read(form[1]([(0.0, message) for _, message in flown()]))


def test_a_position_by_multilateration_has_the_time_of_what_came_before():
    messages = [frame(MLAT_TICKS, position(0x42E0FF, 35.6, 36.2, odd=odd, first=18 << 3 | 2)) for odd in (False, True)]
    reading = read(beast(flown()) + b"".join(messages))
    assert by_row(reading, "kind")[13] == Kind.MLAT
    assert by_row(reading, "quality")[13] & Quality.INTERPOLATED_TIME
    assert by_row(reading, "time_s")[13] == pytest.approx(START_S + 90.5)


@pytest.mark.parametrize("away_s", [0.0, 300.0, -300.0])
def test_a_counter_that_says_the_time_of_day_is_believed(away_s):
    day_s = START_S - START_S % 86_400
    first_s = START_S % 86_400

    def ticks(at_s):
        whole, part = divmod(first_s + at_s, 1)
        return int(whole) << 30 | round(part * 1e9)

    content = b"".join(frame(ticks(at_s), message) for at_s, message in flown())
    reading = read(content, Options(start_s=START_S + away_s))
    assert by_row(reading, "time_s")[11] == pytest.approx(day_s + first_s + 90.5, abs=1e-6)


def test_such_a_counter_goes_on_after_midnight():
    def ticks(at_s):
        whole, part = divmod((86_400 - 45 + at_s) % 86_400, 1)
        return int(whole) << 30 | round(part * 1e9)

    content = b"".join(frame(ticks(at_s), message) for at_s, message in flown())
    start_s = START_S - START_S % 86_400 + 86_400 - 45
    assert by_row(read(content, Options(start_s=start_s)), "time_s")[11] == pytest.approx(start_s + 90.5, abs=1e-6)


def test_a_frame_cut_short_and_one_of_no_type_are_refused():
    content = beast(flown())
    reading = read(content[:-5] + b"\x1a\x39abc" + content)
    assert [refusal.row for refusal in reading.refusals[:2]] == [11, 12]
    assert reading.rows == 23


def test_what_stands_before_the_first_frame_is_refused():
    reading = read(b"abc" + beast(flown()))
    assert ([refusal.row for refusal in reading.refusals], reading.rows) == ([1], 12)


def test_status_and_readsbs_own_frames_are_no_refusals():
    content = beast(flown()) + b"\x1a\x34" + bytes(21) + b"\x1a\xe3" + bytes(8) + beast([(91.0, b"\x01\x02")])
    reading = read(content)
    assert (reading.rows, reading.refused) == (14, 0)


@pytest.mark.parametrize("size", [30, 64, 200])
def test_where_the_frames_were_cut_into_pieces_is_not_seen(monkeypatch, size):
    whole = read(beast(flown()))
    monkeypatch.setattr(beast_format, "_PIECE_BYTES", size)
    monkeypatch.setattr(beast_format.content, "_STEP_BYTES", 17)
    pieces = read(beast(flown()))
    for name in whole.fixes.columns():
        np.testing.assert_array_equal(getattr(whole.fixes, name), getattr(pieces.fixes, name), name)
    assert whole.tracks == pieces.tracks


def test_lines_that_are_no_messages_are_refused():
    reading = read(avr(flown()) + b"*8D;\nhello\n\n@00000000000G20000000000000;\n")
    assert [refusal.row for refusal in reading.refusals] == [12, 13, 15]


def test_text_without_counters_is_refused_with_advice():
    with pytest.raises(ReadError, match="no time stamps"):
        read(b"\n".join(b"*%b;" % message.hex().encode() for _, message in flown()))


def test_a_message_without_a_counter_among_others_has_no_time():
    text = avr(flown()).splitlines()
    text[3] = b"*" + text[3][13:]
    reading = read(b"\n".join(text))
    assert 4 not in reading.fixes.row.tolist()
    assert [refusal.row for refusal in reading.refusals] == [4]


def test_signals_and_line_ends_make_no_difference():
    plain, signalled = (
        avr(flown()),
        b"".join(b"<%b1A%b\r\n" % (line[1:13], line[13:]) for line in avr(flown()).splitlines()),
    )
    np.testing.assert_array_equal(read(plain).fixes.lat_deg, read(signalled).fixes.lat_deg)


def test_a_frame_is_quoted_in_hexadecimal():
    content = beast(flown())
    said = format_named("beast").quoted(io.BytesIO(content), "x", 5)
    assert said.startswith("1a32")
    assert said.endswith("2000179f86b805")
    with pytest.raises(ReadError):
        format_named("beast").quoted(io.BytesIO(content), "x", 12)


def test_the_hand_made_files_are_these(data):
    assert (data / "beast.bin").read_bytes() == beast(flown())
    assert (data / "avr.txt").read_bytes() == avr(flown())


def test_a_real_recording_agrees_with_pymodes(recordings):
    content = (recordings / "beast_raw" / "sample_dump1090.bin").read_bytes()
    reading = read(content)
    assert (reading.rows, reading.refused) == (239, 0)
    frames = [format_named("beast").quoted(io.BytesIO(content), "x", row) for row in range(1, reading.rows + 1)]
    messages = [(row, said[18:]) for row, said in enumerate(frames, 1) if said.startswith("1a33")]
    last, theirs = {}, {}
    for row, message in messages:  # its own batches give a pair's later position to both, so the pairs are made here
        said = pyModeS.decode(message)
        if said.get("typecode") not in range(9, 19):
            continue
        time_s = int(frames[row - 1][4:16], 16) / 12e6
        is_even = said["cpr_format"] == 0
        last[said["icao"], is_even] = (time_s, said["cpr_lat"], said["cpr_lon"])
        other = last.get((said["icao"], not is_even))
        if other and time_s - other[0] <= 10:
            own = last[said["icao"], is_even]
            even, odd = (own, other) if is_even else (other, own)
            theirs[row] = airborne_position_pair(*even[1:], *odd[1:], even_is_newer=is_even)
    assert set(by_row(reading, "lat_deg")) == set(theirs)
    for row, (lat, lon) in theirs.items():
        assert by_row(reading, "lat_deg")[row] == pytest.approx(lat, abs=1e-9)
        assert by_row(reading, "lon_deg")[row] == pytest.approx(lon, abs=1e-9)
