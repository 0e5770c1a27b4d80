from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from watchfield.session import words

NOON_S = 1_761_480_000.0


def test_times_are_written_as_people_write_them():
    assert words.day(NOON_S) == "26 Oct 2025"
    assert words.weekday(NOON_S) == "Sun 26 Oct"
    assert words.group(NOON_S) == "261200ZOCT25"
    assert words.window(NOON_S, NOON_S + 1_020) == "26 Oct 2025  12:00 – 12:17"
    assert words.window(NOON_S, NOON_S + 86_400) == "26 Oct 2025  12:00 – 27 Oct 2025  12:00"
    assert words.window(NOON_S + 5, NOON_S + 5) == "26 Oct 2025  12:00:05"


@pytest.mark.parametrize(
    ("seconds", "text"), [(40, "40 s"), (900, "15 min"), (13_140, "3 h 39 min"), (7_200, "2 h"), (15 * 86_400, "15 d")]
)
def test_durations(seconds, text):
    assert words.duration(seconds) == text


def test_figures_have_units_and_commas():
    assert words.altitude(8_125.0) == "8,125 ft"
    assert words.altitude(-303.0) == "−303 ft"
    assert words.altitude(float("nan")) == "no height"
    assert words.count(38_200_000) == "38.2 M"
    assert words.counted(1, "entry", "entries") == "1 entry"
    assert words.range_bearing(24.2, 268.0) == "24 NM W"


def test_positions_are_decimal_or_sexagesimal():
    assert words.position(33.12871, 34.90214) == "34.90214° N  33.12871° E"
    assert words.sexagesimal(33.12871, 34.90214) == "34°54′07.7″ N  33°07′43.4″ E"
    assert words.position(-0.5, -1.0) == "1.00000° S  0.50000° W"


@given(some.text())
def test_a_text_from_a_file_keeps_no_character_that_is_not_seen(text):
    shown = words.plain(text)
    assert shown.isprintable()
    assert words.plain(shown) == shown
