from __future__ import annotations

import math
from datetime import datetime, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from watchfield.core.errors import RequestError
from watchfield.core.geo.times import EARLIEST_S, LATEST_S, format_day, format_utc, parse_utc


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2025-10-26", (2025, 10, 26)),
        ("2025-10-26T14:13Z", (2025, 10, 26, 14, 13)),
        ("2025-10-26T14:13:05Z", (2025, 10, 26, 14, 13, 5)),
        ("2025-10-26 14:13:05", (2025, 10, 26, 14, 13, 5)),
        ("2025-10-26T14:13:05.25", (2025, 10, 26, 14, 13, 5, 250_000)),
        ("2025-10-26T14:13:05.250Z", (2025, 10, 26, 14, 13, 5, 250_000)),
        ("2025-10-26t14:13:05z", (2025, 10, 26, 14, 13, 5)),
        ("  2025-10-26T14:13Z\n", (2025, 10, 26, 14, 13)),
        ("2025-10-26T16:13+02:00", (2025, 10, 26, 14, 13)),
        ("2025-10-26T19:58+05:45", (2025, 10, 26, 14, 13)),
        ("2025-10-25T22:13:00-16:00", (2025, 10, 26, 14, 13)),
        ("261430ZOCT25", (2025, 10, 26, 14, 30)),
        ("261430Z OCT 25", (2025, 10, 26, 14, 30)),
        ("261430zOct2025", (2025, 10, 26, 14, 30)),
        ("26143015ZOCT25", (2025, 10, 26, 14, 30, 15)),
        ("290000ZFEB24", (2024, 2, 29)),
        ("1969-12-31T23:59:59Z", (1969, 12, 31, 23, 59, 59)),
        ("0001-01-01", (1, 1, 1)),
        ("9999-12-31T23:59:59Z", (9999, 12, 31, 23, 59, 59)),
    ],
)
def test_a_time_is_read_as_people_and_programs_write_it(text, parts):
    assert parse_utc(text) == utc(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2025-13-01",
        "2025-02-29",
        "2025-10-26T25:00Z",
        "2025-10-26T14:60Z",
        "311430ZFEB25",
        "261430ZXXX25",
        "262530ZOCT25",
        "2614ZOCT25",
        "261430OCT25",
        "2025-10-26T14:13Z+02:00",
        "2025-10-26T14:13+02:00Z",
        "2025-10-26T14:13ZZ",
        "1761487985",
        "26.10.2025",
        "10/26/2025",
        "NaN",
        "٢٠٢٥-١٠-٢٦",
        "２０２５-10-26",
        "٢٦١٤٣٠ZOCT25",
        "x" * 10_000,
    ],
)
def test_nonsense_is_refused_with_an_example_of_what_works(text):
    with pytest.raises(RequestError, match="is not a time") as caught:
        parse_utc(text)
    assert "2025-10-26T14:13Z" in caught.value.advice


def test_times_are_written_in_utc_with_z():
    assert format_utc(utc(2025, 10, 26, 14, 13, 5)) == "2025-10-26T14:13:05Z"
    assert format_utc(utc(2025, 10, 26, 14, 13, 5, 250_000), decimals=3) == "2025-10-26T14:13:05.250Z"
    assert format_utc(0.0, decimals=3) == "1970-01-01T00:00:00.000Z"
    assert format_utc(utc(987, 1, 2)) == "0987-01-02T00:00:00Z"


def test_times_are_rounded_down_also_before_1970():
    assert format_utc(59.999_999) == "1970-01-01T00:00:59Z"
    assert format_utc(0.000_999, decimals=3) == "1970-01-01T00:00:00.000Z"
    assert format_utc(-0.25) == "1969-12-31T23:59:59Z"
    assert format_utc(-0.25, decimals=3) == "1969-12-31T23:59:59.750Z"
    assert format_utc(-0.000_1, decimals=3) == "1969-12-31T23:59:59.999Z"


def test_the_first_and_the_last_moment_of_the_calendar_are_written():
    assert format_utc(EARLIEST_S, decimals=3) == "0001-01-01T00:00:00.000Z"
    assert format_utc(LATEST_S, decimals=3) == "9999-12-31T23:59:59.999Z"


@pytest.mark.parametrize("time_s", [math.nan, math.inf, -math.inf, EARLIEST_S - 1, LATEST_S + 1, 1e300])
def test_a_time_that_no_calendar_has_is_refused(time_s):
    with pytest.raises(RequestError, match="not a time between the years 1 and 9999"):
        format_utc(time_s)
    with pytest.raises(RequestError, match="not a time between the years 1 and 9999"):
        format_day(time_s)


def test_a_day_is_written_as_people_do():
    assert format_day(utc(2025, 10, 26, 14, 13)) == "26 Oct 2025"
    assert format_day(utc(2025, 3, 1)) == "1 Mar 2025"
    assert format_day(utc(2025, 10, 26, 23, 59, 59) + 0.999_999_5) == "26 Oct 2025"
    assert format_day(-1.0) == "31 Dec 1969"


@given(st.integers(round(EARLIEST_S * 1000), round(LATEST_S * 1000)))
@example(1_080_000_000_251)  # spring 2004, where a millisecond times 1000 falls short of a whole number
@example(2_190_000_000_007)
@example(1_761_487_985_251)
def test_what_is_written_to_the_millisecond_is_read_back_and_written_again_the_same(milliseconds):
    text = format_utc(milliseconds / 1000, decimals=3)
    assert parse_utc(text) == milliseconds / 1000
    assert format_utc(parse_utc(text), decimals=3) == text


@given(st.floats(EARLIEST_S, LATEST_S))
def test_what_is_written_is_never_later_and_at_most_a_millisecond_earlier(time_s):
    written = parse_utc(format_utc(time_s, decimals=3))
    assert written <= time_s
    assert time_s - written <= 0.001 + 1e-4  # float64 is as coarse as 30 microseconds in the year 9999


def test_an_offset_does_not_lead_out_of_the_calendar():
    for text in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-01:00"):
        with pytest.raises(RequestError, match="not a time between the years 1 and 9999"):
            parse_utc(text)


@given(st.one_of(st.text(max_size=30), st.text("0123456789-:T.Z+ ", max_size=30)))
@settings(deadline=None)
def test_any_text_is_refused_or_a_time_that_can_be_written(text):
    try:
        time_s = parse_utc(text)
    except RequestError:
        return
    assert format_utc(time_s).endswith("Z")
